//! The kinds of documents HPKI signs.

/// What a document is. Never derived from a schema hint, only from structure or the caller's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentKind {
    /// 処方箋: root `Document` with a child `Prescription`.
    Prescription,
    /// 調剤済み処方箋・調剤結果: root `Document` with a child `Dispensing`.
    Dispensing,
    /// 診療情報提供書: any XMLDSig/XAdES packaging, signed by a doctor or dentist.
    Referral,
    /// Any other XAdES or XMLDSig document; the caller names the roles, if any.
    Generic,
}

impl DocumentKind {
    /// The word used on the command line and in JSON: `prescription`, `dispensing`, `referral`, `generic`.
    pub const fn name(self) -> &'static str {
        match self {
            DocumentKind::Prescription => "prescription",
            DocumentKind::Dispensing => "dispensing",
            DocumentKind::Referral => "referral",
            DocumentKind::Generic => "generic",
        }
    }

    /// Who may sign it, as the exact texts of hcRole; empty when nobody is excluded (generic).
    pub const fn allowed_roles(self) -> &'static [&'static str] {
        match self {
            DocumentKind::Prescription | DocumentKind::Referral => &["Medical Doctor", "Dentist"],
            DocumentKind::Dispensing => &["Pharmacist"],
            DocumentKind::Generic => &[],
        }
    }
}

/// Which kind the caller expects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DocumentRequest {
    /// A prescription or a dispensing record, told apart by structure. Anything else is refused: a program
    /// that takes "passed" for "a doctor's prescription" must never be given a generic document.
    #[default]
    Auto,
    /// This kind and no other.
    Exactly(DocumentKind),
}
