//! What the driver does wrong, and when.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A script.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Script {
    /// The good driver behind.
    pub driver: PathBuf,
    /// What goes wrong.
    pub faults: Vec<Fault>,
}

/// One misbehaviour.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fault {
    /// The function, `C_Sign`.
    pub function: String,
    /// In which of its calls, counted from 1; 0 is every one.
    pub call: u32,
    /// What it does.
    pub act: Act,
}

/// What a driver can do instead of its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Returns a value and does nothing.
    Return(u64),
    /// Does the work, then returns a value as if it had not.
    ReturnAfter(u64),
    /// Returns `CKR_OK` and does nothing: outputs stay as they were.
    Nothing,
    /// Does the work, then claims a count or length that cannot be.
    Length(u64),
    /// Does the work, then turns a bit of what it gave: a signature, a handle, a value.
    Flip,
    /// Does the work, then gives one octet or item less.
    Shorten,
    /// Fills a text field (label, reader) with octets that are no text.
    Garble,
    /// Gives NULL where a list of functions should be.
    NullList,
    /// Has NULL where the function should be.
    NullMember,
    /// Says it is of a version that has another layout.
    Version(u8),
    /// Adds so much to every slot's number, from then on.
    Renumber(u64),
    /// Does the work of another driver from then on: another card was put in.
    Swap(PathBuf),
    /// Prints on standard output, does the work.
    Print,
    /// Blocks all signals, does the work.
    BlockSignals,
    /// Never returns.
    Hang,
    /// Crashes.
    Crash,
    /// Ends the process with `abort`.
    Abort,
    /// Ends the process with `exit(0)`.
    Exit,
}
