//! What each fuzz target does with its input: more than "does not panic", each states what must hold.
#![forbid(unsafe_code)]

mod augment;
// The time-stamp authority of the library's tests, and the DER it writes.
#[path = "../../hpki-xades/tests/augment/authority.rs"]
#[allow(dead_code, reason = "shared with the tests of augmentation")]
mod authority;
mod c14n;
mod card;
mod certificate;
#[path = "../../hpki-xades/tests/time_stamps/der_tree.rs"]
#[allow(dead_code, reason = "shared with the tests of time-stamps")]
mod der_tree;
pub mod seeds;
mod sign;
mod time_stamp;
mod verify;
mod xml;

pub use augment::{augment, augmented};
pub use c14n::c14n;
pub use card::card_helper;
pub use certificate::{certificate, crl};
pub use sign::sign;
pub use time_stamp::time_stamp;
pub use verify::verify;
pub use xml::xml_parse;
