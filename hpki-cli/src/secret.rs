//! PINs and passphrases: from a descriptor, a file or the terminal; never an argument, never the environment.

use std::fs::File;
use std::io::{IsTerminal, Read, stdin};
use std::path::{Path, PathBuf};

use hpki_core::report::Language;
use zeroize::Zeroizing;

use crate::arguments::PinArguments;
use crate::problem::{self, Problem};
use crate::visible::visible;

/// Longest line looked at: a PIN has 16 characters, a passphrase may be a sentence.
const LONGEST: u64 = 1024;

/// A secret, and the name of the file it came from.
type Given = (Zeroizing<Vec<u8>>, PathBuf);

/// The first line of what `--pin-file` or `--pin-fd` names, and that name. `None` where neither is given.
pub(crate) fn given(arguments: &PinArguments) -> Result<Option<Given>, Problem> {
    let path = match (&arguments.pin_file, arguments.pin_fd) {
        (Some(path), _) => path.clone(),
        // Opening the descriptor by its name needs no unsafe code; only Unix has such names.
        (None, Some(number)) => PathBuf::from(format!("/dev/fd/{number}")),
        (None, None) => return Ok(None),
    };
    Ok(Some((first_line(&path)?, path)))
}

fn first_line(path: &Path) -> Result<Zeroizing<Vec<u8>>, Problem> {
    // As large as what can come: a vector that grows leaves copies behind.
    let mut octets = Zeroizing::new(Vec::with_capacity(LONGEST as usize));
    let read = File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut octets));
    read.map_err(|error| Problem::reading(path, &error))?;
    let end = octets.iter().position(|&octet| octet == b'\n').unwrap_or(octets.len());
    octets.truncate(end);
    if octets.last() == Some(&b'\r') {
        octets.pop();
    }
    Ok(octets)
}

/// The passphrase of a key file.
pub(crate) fn passphrase(
    file: &Path,
    arguments: &PinArguments,
    language: Language,
) -> Result<Zeroizing<Vec<u8>>, Problem> {
    if let Some((line, _)) = given(arguments)? {
        return Ok(line);
    }
    if !stdin().is_terminal() {
        return Err(Problem::of_file(file, &problem::NO_TERMINAL_FOR_PASSPHRASE, ""));
    }
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let prompt = match language {
        Language::English => format!("Passphrase of {}: ", visible(&name)),
        Language::Japanese => format!("{}のパスフレーズ: ", visible(&name)),
    };
    let typed = rpassword::prompt_password(prompt).map(|typed| Zeroizing::new(typed.into_bytes()));
    typed.map_err(|_| Problem::of_file(file, &problem::NO_PASSPHRASE, ""))
}
