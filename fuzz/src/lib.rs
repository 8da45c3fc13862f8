//! What each fuzz target does with its input: more than "does not panic", each states what must hold.
#![forbid(unsafe_code)]

mod c14n;
mod xml;

pub use c14n::c14n;
pub use xml::xml_parse;
