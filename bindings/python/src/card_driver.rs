//! How drivers of cards are loaded: each in a process of its own, as `hpki-card` has it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use hpki_card::{CardError, Driver, DriverOptions, Isolation, State, WhenBusy};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::card_error::card_error;
use crate::errors::{Class, HELPER_NEEDED, TIMEOUT, refusal};
use crate::interrupt::Interrupt;
use crate::source;

/// The longest time that one call of a driver can be given: a day.
const TIMEOUT_LIMIT: f64 = 86_400.0;

/// How drivers are loaded, from the arguments that every function here has.
pub(crate) struct Access {
    pub(crate) path: PathBuf,
    options: DriverOptions,
    pub(crate) interrupt: Interrupt,
}

impl Access {
    pub(crate) fn of(
        py: Python<'_>,
        driver: &Bound<'_, PyAny>,
        helper: Option<&Bound<'_, PyAny>>,
        state_folder: Option<&Bound<'_, PyAny>>,
        timeout: f64,
    ) -> PyResult<Access> {
        let path = path_of("driver", driver)?;
        let in_range = timeout > 0.0 && timeout <= TIMEOUT_LIMIT;
        if !in_range {
            return Err(refusal(Class::Argument, &TIMEOUT, "timeout", timeout.to_string()));
        }
        let timeout = Duration::from_secs_f64(timeout);
        let isolation = match helper {
            Some(helper) => Isolation::Helper(path_of("helper", helper)?),
            None => interpreter_as_helper(py)?,
        };
        let state = match state_folder {
            Some(folder) => {
                let folder = path_of("state_folder", folder)?;
                let made = State::in_folder(&folder).map_err(|source| CardError::State { source });
                made.map_err(|error| card_error(&folder.to_string_lossy(), &error))?
            }
            None => State::of_this_process(),
        };
        let interrupt = Interrupt::default();
        let cancellation = interrupt.cancellation();
        let when_busy = WhenBusy::Wait(timeout);
        Ok(Access {
            path,
            options: DriverOptions { isolation, timeout, when_busy, state, cancellation },
            interrupt,
        })
    }

    pub(crate) fn open(&self) -> Result<Driver, CardError> {
        Ok(Driver::open(&self.path, &self.options)?)
    }

    pub(crate) fn failed(&self, error: &CardError) -> PyErr {
        card_error(&self.path.to_string_lossy(), error)
    }
}

/// A path; what is none is refused by its type.
fn path_of(name: &str, given: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    source::path(name, given)?.ok_or_else(|| {
        let found = given.get_type().name().map(|name| name.to_string()).unwrap_or_default();
        PyTypeError::new_err(format!("{name} must be a path (str or os.PathLike), not {found}"))
    })
}

/// What the interpreter runs to be the helper: this module out of its own file, without site packages, environment or
/// working folder, and the driver whose path comes last. Ctrl-C is for the program that started it to decide about.
const SERVE: &str = "import importlib.util, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
spec = importlib.util.spec_from_file_location('hpki._hpki', sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
module._serve_driver(sys.argv[2])";

/// This interpreter, in a process of its own. A program that was frozen into one file has none.
fn interpreter_as_helper(py: Python<'_>) -> PyResult<Isolation> {
    let sys = py.import("sys")?;
    let frozen = sys.getattr_opt("frozen")?.is_some_and(|frozen| frozen.is_truthy().unwrap_or(true));
    let program: Option<PathBuf> = sys.getattr("executable")?.extract()?;
    let program = program.filter(|program| !frozen && !program.as_os_str().is_empty());
    let needed = || refusal(Class::Argument, &HELPER_NEEDED, "helper", "");
    let module: PathBuf = py.import("hpki._hpki")?.getattr("__file__")?.extract()?;
    let arguments = ["-I", "-S", "-c", SERVE].map(OsString::from);
    let arguments = arguments.into_iter().chain([module.into_os_string()]).collect();
    Ok(Isolation::HelperCommand { program: program.ok_or_else(needed)?, arguments })
}

/// Serves one program with a driver: what `hpki-card-helper` does. Not for callers.
#[pyfunction]
#[pyo3(name = "_serve_driver")]
pub(crate) fn serve_driver(py: Python<'_>, driver: PathBuf) {
    py.detach(|| hpki_card::process::serve(&driver));
}
