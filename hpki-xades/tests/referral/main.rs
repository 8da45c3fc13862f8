//! Referral letters and other documents as they are sent: CDA R2 and FHIR, enveloped, enveloping, detached, and
//! several files under one Manifest. The documents are made here and are about nobody; the people who sign are those
//! of `../test-vectors/pki`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]

mod decisions;
mod letters;
mod signing;
