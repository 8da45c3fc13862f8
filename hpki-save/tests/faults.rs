//! Fails, and kills at, every system call of a save, one at a time: afterwards the old file or the new one is there,
//! whole, and says the same as the answer of the save.
//!
//! The program starts itself under `strace`, which injects the faults. Without strace, or where tracing is forbidden,
//! it says so and passes.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test that panics has failed")]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("skipped: system calls are traced on Linux only");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use hpki_save::{Access, Replace, SaveError, save};

    const OLD: &[u8] = b"the old file, whole";
    const NEW: &[u8] = b"the new file, whole, and longer than the old one";
    /// Looked for by the child, and by us in the trace, around the save.
    const BEGIN: &str = "/hpki-save-begins";
    const END: &str = "/hpki-save-ended";
    const CHILD: &str = "HPKI_SAVE_CHILD";

    const SAVED: i32 = 0;
    const REFUSED: i32 = 10;
    const NOT_CONFIRMED: i32 = 11;

    /// What stands there before, and how it is saved.
    #[derive(Clone, Copy, PartialEq)]
    enum Scenario {
        New,
        NewPrivate,
        Replaced,
        ReplacedReadableByAll,
        ThroughLink,
        ReservedName,
    }
    use Scenario::*;
    const SCENARIOS: [(Scenario, &str); 6] = [
        (New, "a new file"),
        (NewPrivate, "a new private file"),
        (Replaced, "a file replaced"),
        (ReplacedReadableByAll, "a file replaced that keeps its permissions"),
        (ThroughLink, "a file replaced through a link"),
        (ReservedName, "a reserved name filled"),
    ];

    pub(super) fn main() {
        if let Some(scenario) = std::env::var_os(CHILD) {
            child(&scenario.into_string().unwrap());
        }
        if !can_trace() {
            println!("skipped: strace is not installed or must not trace here");
            return;
        }
        let mut total = BTreeMap::new();
        for (index, (scenario, name)) in SCENARIOS.into_iter().enumerate() {
            let calls = trace(index, scenario);
            assert!(calls.len() >= 6, "{name}: only {} system calls: {calls:?}", calls.len());
            for wanted in ["openat", "write", "fsync"] {
                assert!(calls.iter().any(|(call, _)| call == wanted), "{name}: no {wanted} in {calls:?}");
            }
            for (call, occurrence) in &calls {
                for fault in ["error=ENOSPC", "error=EIO", "error=EINTR", "signal=SIGKILL"] {
                    let outcome = fail(index, scenario, call, *occurrence, fault);
                    *total.entry((fault, outcome)).or_insert(0) += 1;
                }
            }
            println!("{name}: {} system calls", calls.len());
        }
        for ((fault, outcome), count) in &total {
            println!("{fault}: {count} times {outcome}");
        }
        let seen = |fault, outcome| total.contains_key(&(fault, outcome));
        assert!(seen("error=EIO", "old file, refused") && seen("error=EIO", "new file, not confirmed"));
        assert!(seen("signal=SIGKILL", "old file, killed") && seen("signal=SIGKILL", "new file, killed"));
    }

    /// The process that saves.
    fn child(argument: &str) -> ! {
        let (scenario, path) = argument.split_once(' ').unwrap();
        let scenario = SCENARIOS[scenario.parse::<usize>().unwrap()].0;
        let access = if scenario == NewPrivate { Access::Private } else { Access::Usual };
        let replace = if matches!(scenario, New | NewPrivate | ReservedName) {
            Replace::Never
        } else {
            Replace::Existing
        };
        let _ = fs::metadata(BEGIN);
        let saved = save(Path::new(path), NEW, replace, access);
        let _ = fs::metadata(END);
        std::process::exit(match saved {
            Ok(()) => SAVED,
            Err(SaveError::NotConfirmed(_)) => NOT_CONFIRMED,
            Err(_) => REFUSED,
        })
    }

    fn can_trace() -> bool {
        Command::new("strace")
            .args(["-o", "/dev/null", "-e", "inject=getppid:error=EIO", "true"])
            .output()
            .is_ok_and(|run| run.status.success())
    }

    /// A folder as the scenario wants it, and the path to save to.
    fn stage(scenario: Scenario) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        match scenario {
            New | NewPrivate => {}
            ReservedName => fs::write(&path, b"").unwrap(),
            Replaced | ReplacedReadableByAll | ThroughLink => fs::write(&path, OLD).unwrap(),
        }
        if scenario == ReplacedReadableByAll {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).unwrap();
        }
        if scenario == ThroughLink {
            symlink("file", &link).unwrap();
            return (folder, link);
        }
        (folder, path)
    }

    fn run(index: usize, path: &Path, inject: Option<&str>) -> (Option<i32>, String) {
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut strace = Command::new("strace");
        strace.arg("-f").arg("-o").arg(log.path());
        if let Some(inject) = inject {
            strace.args(["-e", inject]);
        }
        let run = strace
            .arg(std::env::current_exe().unwrap())
            .env(CHILD, format!("{index} {}", path.display()))
            .output()
            .unwrap();
        let text = fs::read_to_string(log.path()).unwrap();
        (run.status.code(), text)
    }

    /// The system calls between the two marks: name, and which of its name in the whole process it is.
    fn trace(index: usize, scenario: Scenario) -> Vec<(String, usize)> {
        let (_folder, path) = stage(scenario);
        let (code, log) = run(index, &path, None);
        assert_eq!(code, Some(SAVED), "{log}");
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let (mut inside, mut calls) = (false, Vec::new());
        for line in log.lines() {
            let Some(call) = name_of_call(line) else { continue };
            let occurrence = seen.entry(call.to_owned()).or_default();
            *occurrence += 1;
            if line.contains(END) {
                break;
            }
            if inside {
                calls.push((call.to_owned(), *occurrence));
            }
            inside |= line.contains(BEGIN);
        }
        calls
    }

    fn name_of_call(line: &str) -> Option<&str> {
        let (_, call) = line.split_once(' ')?;
        let (name, _) = call.trim_start().split_once('(')?;
        let is_name = name.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'_');
        is_name.then_some(name)
    }

    fn fail(index: usize, scenario: Scenario, call: &str, occurrence: usize, fault: &str) -> &'static str {
        let (folder, path) = stage(scenario);
        let inject = format!("inject={call}:{fault}:when={occurrence}");
        let (code, log) = run(index, &path, Some(&inject));
        let at = format!("{inject}, exit {code:?}\n{log}");
        let injected = log.lines().skip_while(|line| !line.contains(BEGIN));
        let hit = injected
            .take_while(|line| !line.contains(END))
            .any(|line| line.contains("(INJECTED)") || line.contains("+++ killed by SIGKILL +++"));
        assert!(hit, "the fault did not strike within the save: {at}");

        let file = folder.path().join("file");
        let before: &[u8] = if scenario == ReservedName { b"" } else { OLD };
        let found = fs::read(&file).ok();
        let is_new = found.as_deref() == Some(NEW);
        match scenario {
            New | NewPrivate => assert!(is_new || found.is_none(), "half a file: {at}"),
            _ => assert!(is_new || found.as_deref() == Some(before), "half a file: {at}"),
        }
        if is_new {
            let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
            match scenario {
                NewPrivate => assert_eq!(mode, 0o600, "{at}"),
                ReplacedReadableByAll => assert_eq!(mode, 0o664, "{at}"),
                _ => {}
            }
        }
        let others = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let strays = others.filter(|name| name != "file" && name != "link").count();
        match (code, is_new) {
            (None | Some(137), new) => {
                assert!(fault.contains("SIGKILL"), "it died: {at}");
                if new { "new file, killed" } else { "old file, killed" }
            }
            _ if strays > 0 => panic!("a temporary file was left behind: {at}"),
            (Some(SAVED), true) => "new file, saved",
            (Some(NOT_CONFIRMED), true) => "new file, not confirmed",
            (Some(REFUSED), false) => "old file, refused",
            _ => panic!("the answer does not say what is there (new file: {is_new}): {at}"),
        }
    }
}
