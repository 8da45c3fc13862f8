//! Giving up waiting for a driver.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How often it is asked whether to give up: a person who gives up notices no delay, and asking costs nothing.
pub(crate) const POLL: Duration = Duration::from_millis(25);

/// Asked forty times a second while a driver is waited for, whether to give up: a program's own Ctrl-C, a button. Then the
/// driver is ended as one that hangs, with [`DriverErrorKind::Cancelled`](super::DriverErrorKind::Cancelled), and nothing
/// more is sent to the card. By default nobody gives up.
///
/// It ends drivers in the helper alone: a call into a driver in this process cannot be ended.
///
/// Who gives up while a PIN is on its way to the card may never know whether the card counted it as wrong; the PIN is
/// forgotten, as after any other failure.
#[derive(Clone, Default)]
pub struct Cancellation(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Cancellation {
    /// Gives up when this answers `true`. It is called on the thread that waits, with no lock held.
    pub fn when(cancelled: impl Fn() -> bool + Send + Sync + 'static) -> Cancellation {
        Cancellation(Some(Arc::new(cancelled)))
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.as_ref().is_some_and(|cancelled| cancelled())
    }

    /// How long to wait before asking again, of what is left.
    pub(crate) fn slice(&self, left: Duration) -> Duration {
        if self.0.is_some() { left.min(POLL) } else { left }
    }
}

impl fmt::Debug for Cancellation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Cancellation(when asked)" } else { "Cancellation(never)" })
    }
}
