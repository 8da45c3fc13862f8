//! What each fuzz target does with its input: more than "does not panic", each states what must hold.
#![forbid(unsafe_code)]

mod xml;

pub use xml::xml_parse;
