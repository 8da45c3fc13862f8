//! Every seed through every target, on the stable compiler and without cargo-fuzz.

use hpki_xades::validate::Level;

/// About how often each target runs: the more seeds, the less is done with each.
const RUNS: usize = 4096;

/// Runs a target on each of its seeds as it is, cut short at some places, and with some single octets changed.
fn run(name: &str, target: fn(&[u8])) {
    let seeds = hpki_fuzz::seeds::seeds(name);
    assert!(seeds.len() >= 8, "{} seeds", seeds.len());
    let steps = (RUNS / 2 / seeds.len()).clamp(2, 64);
    for (index, (_, octets)) in seeds.iter().enumerate() {
        target(octets);
        for step in 0..steps {
            // Other places in every seed: together they cover the documents that share a form.
            let at = octets.len() * (step * seeds.len() + index) / (steps * seeds.len());
            target(&octets[..at]);
            let mut changed = octets.clone();
            if let Some(octet) = changed.get_mut(at) {
                *octet ^= 1 << (index % 8);
                target(&changed);
            }
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
fn card_helper() {
    run("card_helper", hpki_fuzz::card_helper);
    for (name, conversation) in hpki_fuzz::seeds::seeds("card_helper") {
        let signs = matches!(name.as_str(), "doctor" | "doctor-renewed" | "doctor-test" | "pharmacist");
        let signatures = hpki_card::fuzzing::card_helper(&conversation);
        assert_eq!(signatures, if signs { 2 } else { 0 }, "{name}");
    }
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

#[test]
fn verify() {
    run("verify", hpki_fuzz::verify);
}

#[test]
fn sign() {
    run("sign", hpki_fuzz::sign);
}

#[test]
fn augment() {
    run("augment", hpki_fuzz::augment);
    let mut raised = 0;
    for (name, order) in hpki_fuzz::seeds::seeds("augment") {
        let levels: Vec<Level> = hpki_fuzz::augmented(&order).iter().map(|it| it.level()).collect();
        raised += usize::from(!levels.is_empty());
        let wanted: &[Level] = match name.rsplit_once("--").map_or("", |(_, form)| form) {
            "t-twice" => &[Level::T],
            "lt-twice" => &[Level::LT],
            "step-by-step" => &[Level::T, Level::LT, Level::LTA],
            "renewed" | "presumed" => &[Level::LTA, Level::LTA],
            "lists-later" | "tokens" | "given" => &[Level::LTA],
            "no-lists" | "by-id" => &[],
            _ => continue,
        };
        assert_eq!(levels, wanted, "{name}");
    }
    println!("{raised} seeds are raised");
    assert!(raised >= 180, "{raised} seeds are raised");
}
