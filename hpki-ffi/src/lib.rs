//! C library of hpki: not built yet, the crate keeps its place in the workspace.
