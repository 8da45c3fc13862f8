//! Every seed through every target, on the stable compiler and without cargo-fuzz.

/// Runs a target on each of its seeds as it is, cut short at 32 places, and with 32 single octets changed.
fn run(name: &str, target: fn(&[u8])) {
    let seeds = hpki_fuzz::seeds::seeds(name);
    assert!(seeds.len() >= 8, "{} seeds", seeds.len());
    for (_, octets) in seeds {
        target(&octets);
        for step in 0..32 {
            let at = octets.len() * step / 32;
            target(&octets[..at]);
            let mut changed = octets.clone();
            changed[at] ^= 1 << (step % 8);
            target(&changed);
        }
    }
    target(&[]);
}

#[test]
fn xml_parse() {
    run("xml_parse", hpki_fuzz::xml_parse);
}

#[test]
fn c14n() {
    run("c14n", hpki_fuzz::c14n);
}

#[test]
fn certificate() {
    run("certificate", hpki_fuzz::certificate);
}

#[test]
fn crl() {
    run("crl", hpki_fuzz::crl);
}

#[test]
fn time_stamp() {
    run("time_stamp", hpki_fuzz::time_stamp);
}
