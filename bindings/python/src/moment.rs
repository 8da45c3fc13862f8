//! Points in time: aware datetimes of Python and [`Time`], never a naive one.

use std::time::{SystemTime, UNIX_EPOCH};

use hpki_core::time::Time;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::errors::{Class, TIME_OUT_OF_RANGE, TIME_WITHOUT_ZONE, refusal};

/// The classes of `datetime` in use, imported once: stable ABIs before 3.15 have no other way to them.
struct Clockwork {
    datetime: Py<PyAny>,
    timedelta: Py<PyAny>,
    utc: Py<PyAny>,
    epoch: Py<PyAny>,
}

fn clockwork(py: Python<'_>) -> PyResult<&Clockwork> {
    static CLOCKWORK: PyOnceLock<Clockwork> = PyOnceLock::new();
    CLOCKWORK.get_or_try_init(py, || {
        let module = py.import("datetime")?;
        let (datetime, timedelta) = (module.getattr("datetime")?, module.getattr("timedelta")?);
        let utc = module.getattr("timezone")?.getattr("utc")?;
        let epoch = datetime.call1((1970, 1, 1, 0, 0, 0, 0, &utc))?;
        Ok(Clockwork {
            datetime: datetime.unbind(),
            timedelta: timedelta.unbind(),
            utc: utc.unbind(),
            epoch: epoch.unbind(),
        })
    })
}

/// The time that a caller gave as `name`, or now.
pub(crate) fn given_or_now(name: &str, given: Option<&Bound<'_, PyAny>>) -> PyResult<Time> {
    match given {
        Some(value) => given_time(name, value),
        None => now(),
    }
}

fn given_time(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Time> {
    let py = value.py();
    let clockwork = clockwork(py)?;
    if !value.is_instance(clockwork.datetime.bind(py))? {
        let found = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("{name} must be an aware datetime.datetime, not {found}")));
    }
    if value.call_method0("utcoffset")?.is_none() {
        return Err(refusal(Class::Argument, &TIME_WITHOUT_ZONE, name, ""));
    }
    // OverflowError at either end of the calendar.
    let out_of_range = |detail: String| refusal(Class::Argument, &TIME_OUT_OF_RANGE, name, detail);
    let utc = value
        .call_method1("astimezone", (clockwork.utc.bind(py),))
        .map_err(|error| out_of_range(error.value(py).to_string()))?;
    let field = |name: &str| utc.getattr(name).and_then(|field| field.extract::<u32>());
    Time::from_civil(
        i64::from(field("year")?),
        field("month")?,
        field("day")?,
        field("hour")?,
        field("minute")?,
        field("second")?,
        field("microsecond")?.saturating_mul(1000),
    )
    .map_err(|error| out_of_range(error.to_string()))
}

fn now() -> PyResult<Time> {
    let out_of_range = |detail: String| refusal(Class::Argument, &TIME_OUT_OF_RANGE, "the clock", detail);
    let since =
        SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| out_of_range(error.to_string()))?;
    let seconds = i64::try_from(since.as_secs()).map_err(|error| out_of_range(error.to_string()))?;
    Time::from_unix_seconds(seconds).map_err(|error| out_of_range(error.to_string()))
}

/// The time as an aware datetime in UTC, cut to microseconds, which is all that Python's has.
pub(crate) fn to_python(py: Python<'_>, time: Time) -> PyResult<Bound<'_, PyAny>> {
    let clockwork = clockwork(py)?;
    let after =
        clockwork.timedelta.bind(py).call1((0, time.unix_seconds(), time.subsecond_nanoseconds() / 1000))?;
    clockwork.epoch.bind(py).add(after)
}

/// The same for a time that may be missing.
pub(crate) fn to_python_or_none(py: Python<'_>, time: Option<Time>) -> PyResult<Option<Bound<'_, PyAny>>> {
    time.map(|time| to_python(py, time)).transpose()
}
