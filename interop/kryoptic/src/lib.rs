//! Nothing: this package only pins kryoptic. `cargo build -p kryoptic` in it makes its driver, `libkryoptic_pkcs11.so`.
