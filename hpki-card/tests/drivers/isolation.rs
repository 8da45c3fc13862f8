//! The worst that drivers do, in every function: an error with their name, and nothing else.

use std::fs;
use std::time::{Duration, Instant};

use hpki_card::driver::DriverErrorKind;
use hpki_card::{CardError, Driver, Isolation, WhenBusy};
use hpki_card_bad_driver::Act;

use crate::rig::{Rig, driver_error, in_process, isolated, sign_once};

/// The functions of a signature that are called in a helper: all but those of the end, which a helper never calls.
fn functions(rig: &Rig) -> Vec<String> {
    rig.misbehave(&[]);
    sign_once(&rig.bad(), &in_process()).unwrap();
    let called = rig.calls().unwrap().into_keys();
    called.filter(|function| function != "C_Finalize" && function != "C_CloseAllSessions").collect()
}

#[test]
fn crashes_aborts_and_exits_are_errors() {
    let rig = Rig::new();
    let mut runs = 0;
    for function in functions(&rig) {
        for act in [Act::Crash, Act::Abort, Act::Exit] {
            rig.misbehave(&[(&function, 0, act.clone())]);
            let result = sign_once(&rig.bad(), &isolated());
            runs += 1;
            if ["C_Logout", "C_CloseSession"].contains(&function.as_str()) && result.is_ok() {
                continue; // the signature was made and verified before
            }
            let error = result.unwrap_err();
            let kind = &driver_error(&error).kind;
            let died = matches!(kind, DriverErrorKind::Died { .. } | DriverErrorKind::Closed);
            assert!(died, "{function} {act:?}: {error}");
            assert!(error.to_string().contains("bad"), "{error}");
        }
    }
    println!("crashes, aborts and exits in a driver: {runs} runs");
    assert!(runs >= 45, "{runs}");
}

#[test]
fn a_hang_ends_with_the_time_out() {
    let rig = Rig::new();
    let functions = functions(&rig);
    let mut options = isolated();
    options.timeout = Duration::from_millis(700);
    for function in &functions {
        rig.misbehave(&[(function, 0, Act::Hang)]);
        let began = Instant::now();
        let result = sign_once(&rig.bad(), &options);
        // Every call before the hanging one has its own time-out; on a busy machine they add up.
        assert!(began.elapsed() < Duration::from_secs(60), "{function}");
        match result {
            Ok(_) => assert!(["C_Logout", "C_CloseSession"].contains(&function.as_str()), "{function} hung"),
            Err(error) => {
                let kind = &driver_error(&error).kind;
                let ended = matches!(kind, DriverErrorKind::TimedOut { .. } | DriverErrorKind::Closed);
                assert!(ended, "{function}: {error}");
            }
        }
    }
    println!("hangs in a driver: {} functions", functions.len());
}

#[test]
fn noise_on_standard_output_and_blocked_signals_do_no_harm() {
    let rig = Rig::new();
    for act in [Act::Print, Act::BlockSignals] {
        let faults: Vec<_> = functions(&rig);
        let faults: Vec<_> = faults.iter().map(|function| (function.as_str(), 0, act.clone())).collect();
        rig.misbehave(&faults);
        sign_once(&rig.bad(), &isolated()).unwrap_or_else(|error| panic!("{act:?}: {error}"));
    }
}

#[test]
fn a_helper_never_calls_finalize() {
    let rig = Rig::new();
    rig.misbehave(&[]);
    sign_once(&rig.bad(), &isolated()).unwrap();
    assert_eq!(rig.logins(), 1);
    assert!(rig.calls().is_none(), "C_Finalize was called");
}

#[test]
fn a_helper_ends_with_its_host() {
    let rig = Rig::new();
    let driver = Driver::open(rig.good(), &isolated()).unwrap();
    let before = helpers(&rig);
    drop(driver);
    if cfg!(target_os = "linux") {
        assert_eq!(before, 1);
        assert_eq!(helpers(&rig), 0, "a helper was left behind");
    }
}

/// How many processes have this rig's driver as an argument.
fn helpers(rig: &Rig) -> usize {
    let needle = rig.good().into_os_string().into_encoded_bytes();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    lines.filter(|line| line.windows(needle.len()).any(|part| part == needle)).count()
}

#[test]
fn without_a_helper_or_a_driver_the_error_says_which() {
    let rig = Rig::new();
    let mut options = isolated();
    let missing = rig.folder.join("no-such-driver.so");
    let error = CardError::from(Driver::open(&missing, &options).unwrap_err());
    assert_eq!(error.finding().id, "driver::not-loaded");
    let not_a_library = rig.folder.join("HpkiSigP11_virtual.json");
    let error = CardError::from(Driver::open(&not_a_library, &options).unwrap_err());
    assert_eq!(error.finding().id, "driver::not-loaded");
    options.isolation = Isolation::Helper(rig.folder.join("no-such-helper"));
    let error = CardError::from(Driver::open(rig.good(), &options).unwrap_err());
    assert_eq!(error.finding().id, "driver::no-helper");
    // A program that is no helper.
    options.isolation = Isolation::Helper("/bin/true".into());
    let error = CardError::from(Driver::open(rig.good(), &options).unwrap_err());
    assert_eq!(error.finding().id, "driver::died");
}

#[test]
fn a_second_user_waits_or_hears_that_the_driver_is_busy() {
    let rig = Rig::new();
    let options = isolated();
    let first = Driver::open(rig.good(), &options).unwrap();
    let busy = Driver::open(rig.good(), &options).unwrap_err();
    assert!(matches!(busy.kind, DriverErrorKind::Busy));

    let mut patient = options.clone();
    patient.when_busy = WhenBusy::Wait(Duration::from_secs(60));
    let path = rig.good();
    let second = std::thread::spawn(move || Driver::open(path, &patient).map(drop));
    std::thread::sleep(Duration::from_millis(50));
    drop(first);
    second.join().unwrap().unwrap();
    Driver::open(rig.good(), &options).unwrap();
}

/// Two states from one folder stand for two processes.
#[test]
fn a_second_process_with_the_same_folder_hears_it_too() {
    let rig = Rig::new();
    let folder = rig.folder.join("state");
    let mut options = isolated();
    options.state = hpki_card::State::in_folder(&folder).unwrap();
    let first = Driver::open(rig.good(), &options).unwrap();
    let program = std::env::current_exe().unwrap();
    let run = || {
        let mut child = std::process::Command::new(&program);
        child.args(["--exact", "isolation::another_process", "--ignored", "--nocapture"]);
        child.env("HPKI_TEST_DRIVER", rig.good()).env("HPKI_TEST_STATE", &folder);
        String::from_utf8(child.output().unwrap().stdout).unwrap()
    };
    assert!(run().contains("another process: busy"));
    drop(first);
    assert!(run().contains("another process: free"));
}

#[test]
#[ignore = "runs only inside a_second_process_with_the_same_folder_hears_it_too"]
fn another_process() {
    let (Some(driver), Some(state)) =
        (std::env::var_os("HPKI_TEST_DRIVER"), std::env::var_os("HPKI_TEST_STATE"))
    else {
        return;
    };
    let mut options = isolated();
    options.state = hpki_card::State::in_folder(state).unwrap();
    match Driver::open(driver, &options) {
        Ok(_) => println!("another process: free"),
        Err(error) if matches!(error.kind, DriverErrorKind::Busy) => println!("another process: busy"),
        Err(error) => panic!("{error}"),
    }
}
