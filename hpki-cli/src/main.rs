//! The command `hpki`.
fn main() {}
