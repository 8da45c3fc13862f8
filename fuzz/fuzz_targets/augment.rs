#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| hpki_fuzz::augment(input));
