//! XML signatures of Japan's Healthcare PKI: one XML parser, C14N, XMLDSig, XAdES, RFC 3161 time-stamps and
//! the grammars of prescription and dispensing record.
#![forbid(unsafe_code)]

pub mod augment;
pub mod c14n;
pub mod document;
pub mod dsig;
pub mod inspect;
pub mod sign;
pub mod tsp;
pub mod validate;
pub mod xades;
pub mod xml;

/// The example of the project's README, so that it cannot rot.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
