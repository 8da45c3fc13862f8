//! Gives the shared library its SONAME: programs that were linked with one ABI never load another.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // The number is HPKI_ABI_VERSION (src/version.rs); a test holds both together.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libhpki.so.0");
    }
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("macos") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libhpki.0.dylib");
    }
}
