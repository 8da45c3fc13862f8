//! Runs the built command and reads what it says.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What one run said.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("standard output is UTF-8")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).expect("standard output is one JSON document")
    }

    /// Nothing decided: exit 3, nothing on standard output, one line that names the subject and says this.
    #[track_caller]
    pub(crate) fn assert_refused(&self, subject: &str, sentence: &str) {
        assert_eq!((self.code, self.text()), (3, ""), "{}", self.stderr);
        assert_eq!(self.stderr.lines().count(), 1, "not one line: {}", self.stderr);
        assert!(self.stderr.contains(subject) && self.stderr.contains(sentence), "{}", self.stderr);
    }
}

/// Runs `hpki` with a locale that is neither Japanese nor anything else.
pub(crate) fn hpki<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Run {
    finish(command().args(arguments).output().expect("hpki runs"))
}

/// The same with octets on standard input.
pub(crate) fn hpki_reading(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("hpki runs");
    // The command may refuse before it has read everything.
    let _ = child.stdin.take().expect("standard input is a pipe").write_all(input);
    finish(child.wait_with_output().expect("hpki ends"))
}

/// The command, free of the locale of whoever runs the tests.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hpki"));
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env_remove("LANG").stdin(Stdio::null());
    command
}

pub(crate) fn finish(output: Output) -> Run {
    let stderr = String::from_utf8(output.stderr).expect("standard error is UTF-8");
    assert!(!stderr.contains("panicked"), "{stderr}");
    Run { code: output.status.code().expect("hpki exits"), stdout: output.stdout, stderr }
}

/// The folder of real data, where it is present.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(folder);
    if !path.exists() {
        println!("skipped: ../shared/{folder} is not here");
        return None;
    }
    Some(path)
}
