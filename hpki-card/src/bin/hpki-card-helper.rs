//! Hosts one PKCS#11 driver for a program that must not crash or hang with it. Started by the library hpki-card; its
//! only argument is the driver's file, everything else goes over standard input and output.
#![forbid(unsafe_code)]

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match (arguments.next(), arguments.next()) {
        (Some(driver), None) => hpki_card::process::serve(Path::new(&driver)),
        _ => ExitCode::from(3),
    }
}
