//! Smart cards of HPKI over PKCS#11: not built yet, the crate keeps its place in the workspace.
