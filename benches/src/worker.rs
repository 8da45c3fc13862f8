//! The same protocol as the workers of other implementations, so that one driver can ask them all in turn:
//! a line `operation document seconds` on standard input, answered by `count nanoseconds cpu-nanoseconds peak-KiB`.
//!
//! Operations: `verify` (a new verifier each time) and `verify_pin` (one verifier that knows the chain).

use crate::measure::processor_time;
use crate::memory::high_water_mark;
use crate::verification::{Remembered, Task};
use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// The first argument that turns this program into a worker.
pub(crate) const WORKER: &str = "worker";

/// Answers until standard input ends. The folder holds `pki/root.der` and `docs/NAME.xml`.
///
/// # Errors
/// Says which file cannot be read, or which document does not pass.
pub(crate) fn serve(folder: &Path) -> Result<(), String> {
    let root = read(&folder.join("pki/root.der"))?;
    let task = Task::for_any_certificate(&root)?;
    let mut documents = BTreeMap::new();
    let mut output = std::io::stdout();
    let mut say = |line: String| {
        writeln!(output, "{line}").and_then(|()| output.flush()).map_err(|error| error.to_string())
    };
    say(format!("ready hpki {}", env!("CARGO_PKG_VERSION")))?;
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let words: Vec<&str> = line.split(' ').collect();
        let [operation, name, seconds] = words[..] else { return Err(format!("not understood: {line}")) };
        let remembered = match operation {
            "verify" => Remembered::Nothing,
            "verify_pin" => Remembered::Chain,
            other => return Err(format!("no operation is called {other}")),
        };
        if !documents.contains_key(name) {
            documents.insert(name.to_owned(), read(&folder.join("docs").join(format!("{name}.xml")))?);
        }
        let seconds: f64 = seconds.parse().map_err(|_| format!("not a number: {seconds}"))?;
        say(answer(&task, &documents[name], remembered, Duration::from_secs_f64(seconds))?)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn answer(task: &Task, xml: &[u8], remembered: Remembered, at_least: Duration) -> Result<String, String> {
    let verify = task.repeated(remembered);
    let (began, processor_began) = (Instant::now(), processor_time());
    let mut count = 0_u64;
    while count == 0 || began.elapsed() < at_least {
        verify(xml)?;
        count += 1;
    }
    let nanoseconds = began.elapsed().as_nanos();
    let processor = ((processor_time() - processor_began) * 1e9) as u128;
    let peak = high_water_mark().unwrap_or(0) / 1024;
    Ok(format!("{count} {nanoseconds} {processor} {peak}"))
}
