//! The generator writes what is checked in, octet by octet. Run with `--features generator`.
#![cfg(feature = "generator")]

use std::process::Command;

#[test]
fn the_generator_writes_what_is_checked_in() {
    let output = Command::new(env!("CARGO_BIN_EXE_generate")).arg("--check").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
