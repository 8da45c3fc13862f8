//! Drivers in a process of their own.
//!
//! A driver is foreign code that runs with the memory of the program that loads it: it crashes, hangs, calls `exit` or
//! `abort`, prints, changes signal masks (threats.md, P11 to P15). So the program `hpki-card-helper` loads it, does one
//! call at a time and answers over pipes; a driver that does not answer in time is killed with it. Whatever happens to
//! the helper is an error with a name here, and nothing else.
//!
//! The helper never calls `C_Finalize`: it is killed when it is no longer needed, as operating systems release cards
//! held by processes that are gone. When its host disappears, it kills itself. A 64-bit program can use a 32-bit driver
//! through a 32-bit helper: numbers have a fixed width in the protocol.

pub(crate) mod frame;
mod server;

use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::driver::{CallError, Cancellation, DriverErrorKind, DriverOptions, Function, Reply, Request};
use frame::Marker;

pub use server::serve;

/// How long a process that closed its pipe has to end by itself, so that its status can be told.
const TIME_TO_END: Duration = Duration::from_millis(500);

/// A helper process with a driver in it.
pub(crate) struct HelperProcess {
    child: Child,
    requests: ChildStdin,
    replies: Receiver<Vec<u8>>,
    timeout: Duration,
    cancellation: Cancellation,
}

impl HelperProcess {
    /// Starts the helper and has it load and initialise the driver.
    pub(crate) fn open(
        program: &Path,
        arguments: &[OsString],
        driver: &Path,
        options: &DriverOptions,
    ) -> Result<HelperProcess, DriverErrorKind> {
        let no_helper = |reason: String| DriverErrorKind::NoHelper { program: program.to_owned(), reason };
        // What a driver prints on standard error is noise as well.
        let mut child = Command::new(program)
            .args(arguments)
            .arg(driver)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| no_helper(error.to_string()))?;
        let (Some(mut requests), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(no_helper("no pipes".to_owned()));
        };
        let marker = Marker::random();
        let (sender, replies) = channel();
        let expected = marker.clone();
        // The thread ends with the pipe. Nobody waits for it: a process that the driver started may hold the pipe open.
        thread::Builder::new()
            .name("hpki-card replies".to_owned())
            .spawn(move || frame::read_replies(output, &expected, |reply| sender.send(reply).is_ok()))
            .map_err(|error| no_helper(error.to_string()))?;
        // A helper that is already gone is noticed when it does not answer.
        let _ = requests.write_all(&marker.0);
        let (timeout, cancellation) = (options.timeout, options.cancellation.clone());
        let mut process = HelperProcess { child, requests, replies, timeout, cancellation };
        process.call(Request::Open)?;
        Ok(process)
    }

    /// Asks the driver. After any error but [`DriverErrorKind::Call`] the process is gone.
    pub(crate) fn call(&mut self, request: Request) -> Result<Reply, DriverErrorKind> {
        let function = request.function();
        let frame = frame::encode(&request).ok_or(DriverErrorKind::Protocol { function })?;
        // Nothing more is sent to the card once somebody gave up, least of all a PIN.
        if self.cancellation.is_cancelled() {
            self.end();
            return Err(DriverErrorKind::Cancelled { function });
        }
        // A helper that is gone cannot be written to; how it ended is found out by reading.
        let _ = self.requests.write_all(&frame).and_then(|()| self.requests.flush());
        let reply = self.reply(function)?;
        match frame::decode::<Result<Reply, CallError>>(&reply) {
            Some(answer) => answer.map_err(DriverErrorKind::Call),
            None => {
                self.end();
                Err(DriverErrorKind::Protocol { function })
            }
        }
    }

    fn reply(&mut self, function: Function) -> Result<Vec<u8>, DriverErrorKind> {
        let began = Instant::now();
        loop {
            let left = self.timeout.saturating_sub(began.elapsed());
            match self.replies.recv_timeout(self.cancellation.slice(left)) {
                Ok(reply) => return Ok(reply),
                Err(RecvTimeoutError::Timeout) if left.is_zero() => {
                    self.end();
                    return Err(DriverErrorKind::TimedOut { function, after: self.timeout });
                }
                Err(RecvTimeoutError::Timeout) if self.cancellation.is_cancelled() => {
                    self.end();
                    return Err(DriverErrorKind::Cancelled { function });
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    let status = self.status();
                    return Err(DriverErrorKind::Died { function, status });
                }
            }
        }
    }

    /// How the process ended, given that it closed its pipe.
    fn status(&mut self) -> String {
        let deadline = Instant::now() + TIME_TO_END;
        while Instant::now() < deadline {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.to_string();
            }
            thread::sleep(Duration::from_millis(2));
        }
        self.end();
        "it closed its pipe and was ended".to_owned()
    }

    /// Kills the process, without `C_Finalize` and without the library's exit handlers.
    fn end(&mut self) -> Option<ExitStatus> {
        let _ = self.child.kill();
        self.child.wait().ok()
    }
}

impl Drop for HelperProcess {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for HelperProcess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HelperProcess({})", self.child.id())
    }
}

/// The helper beside the program that runs: `hpki-card-helper`, or `hpki-card-helper.exe`.
pub fn helper_beside_this_program() -> PathBuf {
    let name = format!("hpki-card-helper{}", std::env::consts::EXE_SUFFIX);
    match std::env::current_exe() {
        Ok(program) => program.with_file_name(name),
        Err(_) => PathBuf::from(name),
    }
}
