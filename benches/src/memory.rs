//! Peak memory of one verification, measured in a process of its own.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// The first argument that turns this program into the measured process.
pub(crate) const CHILD: &str = "peak-memory-of";

/// VmHWM of this process in octets: the most memory it ever had resident.
pub(crate) fn high_water_mark() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

/// Runs this program again as a child with `arguments`; the child prints its high-water mark.
///
/// # Errors
/// Says what went wrong with the child.
pub(crate) fn of_child(arguments: &[&Path]) -> Result<u64, String> {
    let arguments: Vec<&OsStr> = arguments.iter().map(|path| path.as_os_str()).collect();
    printed_by_child(CHILD, &arguments)
}

/// Runs this program again as a child with `arguments`, and reads the number it prints.
///
/// # Errors
/// Says what went wrong with the child.
pub(crate) fn printed_by_child(what: &str, arguments: &[&OsStr]) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output =
        Command::new(program).arg(what).args(arguments).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    printed.trim().parse().map_err(|_| format!("the child printed {printed:?}"))
}
