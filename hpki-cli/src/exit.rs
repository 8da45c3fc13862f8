//! Exit codes: a contract with the programs that call `hpki`.

use hpki_core::report::{Indication, Verdict};

/// What the process tells its caller. The numbers never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// TOTAL-PASSED for every file, or the command did what it was asked.
    Done,
    /// At least one TOTAL-FAILED.
    Failed,
    /// None failed, at least one INDETERMINATE.
    Indeterminate,
    /// Wrong usage, a file that cannot be read, refused output: nothing was decided, nothing was written.
    NothingDecided,
}

impl Exit {
    /// The number of the process.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Indeterminate => 2,
            Exit::NothingDecided => 3,
        }
    }

    /// The exit code that stands for several files: a file that could not be read outweighs all, because the
    /// caller asked about something that was not answered; then failed, then indeterminate.
    pub(crate) fn worse(self, other: Exit) -> Exit {
        if self.rank() >= other.rank() { self } else { other }
    }

    const fn rank(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Indeterminate => 1,
            Exit::Failed => 2,
            Exit::NothingDecided => 3,
        }
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Exit {
        match verdict.indication() {
            Indication::TotalPassed => Exit::Done,
            Indication::TotalFailed => Exit::Failed,
            Indication::Indeterminate => Exit::Indeterminate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_outweighs_indeterminate_and_unread_outweighs_both() {
        let all = [Exit::Done, Exit::Indeterminate, Exit::Failed, Exit::NothingDecided];
        for (index, &one) in all.iter().enumerate() {
            for &other in &all[..=index] {
                assert_eq!(one.worse(other), one);
                assert_eq!(other.worse(one), one);
            }
        }
        assert_eq!(all.map(Exit::code), [0, 2, 1, 3]);
    }
}
