//! The inside of `hpki-card-helper`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::thread;

use crate::driver::{CallError, LoadedDriver, Reply, Request};
use crate::process::frame::{self, Marker};

/// Serves one program over standard input and output with the driver in the file `driver`, until the input ends.
///
/// Calls into the driver are made on the thread that calls this, one after the other. Input is read on another, so that
/// the end of the program is noticed even while the driver hangs: then the process kills itself, without running the
/// driver's exit handlers.
pub fn serve(driver: &Path) -> ExitCode {
    keep_memory_from_disk();
    let mut input = io::stdin();
    let Some(marker) = Marker::read(&mut input) else { return ExitCode::from(3) };
    let (sender, requests) = channel();
    let reader = thread::Builder::new().spawn(move || {
        while let Some(octets) = frame::read_frame(&mut input) {
            let Some(request) = frame::decode::<Request>(&octets) else { break };
            if sender.send(request).is_err() {
                break;
            }
        }
        end_now();
    });
    if reader.is_err() {
        return ExitCode::from(3);
    }
    let mut loaded = None;
    while let Ok(request) = requests.recv() {
        let answer = answer(&mut loaded, driver, request);
        if write_answer(&marker, &answer).is_none() {
            break;
        }
    }
    end_now()
}

fn answer(loaded: &mut Option<LoadedDriver>, path: &Path, request: Request) -> Result<Reply, CallError> {
    if let (Request::Open, None) = (&request, &loaded) {
        *loaded = Some(LoadedDriver::open(path)?);
        return Ok(Reply::Done);
    }
    match loaded {
        Some(driver) => driver.call(request),
        None => Err(CallError::NotLoaded { reason: "nothing was loaded yet".to_owned() }),
    }
}

fn write_answer(marker: &Marker, answer: &Result<Reply, CallError>) -> Option<()> {
    let body = frame::encode(answer)?;
    let whole = [&marker.0[..], &body].concat();
    let mut output = io::stdout().lock();
    output.write_all(&whole).ok()?;
    output.flush().ok()
}

/// A crash must not write the PIN into a core file.
fn keep_memory_from_disk() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        let _ = setrlimit(Resource::Core, none);
    }
}

/// Ends the process without exit handlers: the driver's may hang or crash.
fn end_now() -> ! {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpid, kill_process};
        let _ = kill_process(getpid(), Signal::KILL);
    }
    std::process::abort()
}
