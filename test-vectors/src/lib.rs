//! Loader of the test vectors.
