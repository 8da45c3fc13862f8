//! What each fuzz target does with its input: more than "does not panic", each states what must hold.
#![forbid(unsafe_code)]

mod c14n;
mod card;
mod certificate;
pub mod seeds;
mod sign;
mod time_stamp;
mod verify;
mod xml;

pub use c14n::c14n;
pub use card::card_helper;
pub use certificate::{certificate, crl};
pub use sign::sign;
pub use time_stamp::time_stamp;
pub use verify::verify;
pub use xml::xml_parse;
