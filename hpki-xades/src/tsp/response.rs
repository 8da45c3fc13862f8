//! TimeStampResp, the answer of a time-stamp authority (RFC 3161, section 2.4.2), and whether it answers a request.
//!
//! ```text
//! TimeStampResp ::= SEQUENCE  {
//!    status                  PKIStatusInfo,
//!    timeStampToken          TimeStampToken     OPTIONAL  }
//! PKIStatusInfo ::= SEQUENCE {
//!    status        PKIStatus,                                  -- INTEGER
//!    statusString  PKIFreeText     OPTIONAL,                   -- SEQUENCE SIZE (1..MAX) OF UTF8String
//!    failInfo      PKIFailureInfo  OPTIONAL  }                 -- BIT STRING
//! ```

use hpki_core::der::{Reader, Tag};
use hpki_core::report::{CheckList, SubIndication};

use super::cms::within;
use super::error::{InField, TimeStampError, TimeStampProblem};
use super::finding;
use super::request::TimeStampReq;
use super::token::{TimeStampLimits, TimeStampToken};

/// The answer of a time-stamp authority. Parsed: neither its status nor its token vouches for anything.
#[derive(Clone, Debug)]
pub struct TimeStampResp {
    status: PkiStatus,
    status_strings: Vec<String>,
    failures: Vec<PkiFailure>,
    token_der: Option<Vec<u8>>,
}

/// What the authority decided (RFC 3161, section 2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PkiStatus {
    /// A token is present.
    Granted,
    /// A token is present, and differs from what was asked for.
    GrantedWithMods,
    /// Refused.
    Rejection,
    /// Not yet decided.
    Waiting,
    /// A revocation is imminent.
    RevocationWarning,
    /// A revocation has occurred.
    RevocationNotification,
    /// A number that RFC 3161 does not define; compliant clients treat it as an error.
    Other(u64),
}

/// Why a request was refused (RFC 3161, section 2.4.2): a bit of failInfo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PkiFailure {
    /// Bit 0: unrecognized or unsupported algorithm.
    BadAlg,
    /// Bit 2: transaction not permitted or supported.
    BadRequest,
    /// Bit 5: the data submitted has the wrong format.
    BadDataFormat,
    /// Bit 14: the authority's time source is not available.
    TimeNotAvailable,
    /// Bit 15: the requested policy is not supported.
    UnacceptedPolicy,
    /// Bit 16: the requested extension is not supported.
    UnacceptedExtension,
    /// Bit 17: the additional information requested is not understood or not available.
    AddInfoNotAvailable,
    /// Bit 25: the request cannot be handled due to a system failure.
    SystemFailure,
    /// Another bit.
    Other(usize),
}

impl PkiStatus {
    fn from_number(number: u64) -> PkiStatus {
        match number {
            0 => PkiStatus::Granted,
            1 => PkiStatus::GrantedWithMods,
            2 => PkiStatus::Rejection,
            3 => PkiStatus::Waiting,
            4 => PkiStatus::RevocationWarning,
            5 => PkiStatus::RevocationNotification,
            other => PkiStatus::Other(other),
        }
    }

    /// The name in RFC 3161, such as `granted`; `unknown` for others.
    pub const fn name(self) -> &'static str {
        match self {
            PkiStatus::Granted => "granted",
            PkiStatus::GrantedWithMods => "grantedWithMods",
            PkiStatus::Rejection => "rejection",
            PkiStatus::Waiting => "waiting",
            PkiStatus::RevocationWarning => "revocationWarning",
            PkiStatus::RevocationNotification => "revocationNotification",
            PkiStatus::Other(_) => "unknown",
        }
    }

    /// Whether a token comes with this status.
    pub const fn has_token(self) -> bool {
        matches!(self, PkiStatus::Granted | PkiStatus::GrantedWithMods)
    }
}

impl PkiFailure {
    fn from_bit(bit: usize) -> PkiFailure {
        match bit {
            0 => PkiFailure::BadAlg,
            2 => PkiFailure::BadRequest,
            5 => PkiFailure::BadDataFormat,
            14 => PkiFailure::TimeNotAvailable,
            15 => PkiFailure::UnacceptedPolicy,
            16 => PkiFailure::UnacceptedExtension,
            17 => PkiFailure::AddInfoNotAvailable,
            25 => PkiFailure::SystemFailure,
            other => PkiFailure::Other(other),
        }
    }

    /// The name in RFC 3161, such as `badAlg`; `unknown` for others.
    pub const fn name(self) -> &'static str {
        match self {
            PkiFailure::BadAlg => "badAlg",
            PkiFailure::BadRequest => "badRequest",
            PkiFailure::BadDataFormat => "badDataFormat",
            PkiFailure::TimeNotAvailable => "timeNotAvailable",
            PkiFailure::UnacceptedPolicy => "unacceptedPolicy",
            PkiFailure::UnacceptedExtension => "unacceptedExtension",
            PkiFailure::AddInfoNotAvailable => "addInfoNotAvailable",
            PkiFailure::SystemFailure => "systemFailure",
            PkiFailure::Other(_) => "unknown",
        }
    }
}

/// Octets of failInfo that are looked at: the last bit defined is 25.
const FAIL_INFO_OCTETS: usize = 8;

impl TimeStampResp {
    /// Reads the DER of an answer. Nothing may follow it. The token inside is cut out and not read.
    ///
    /// # Errors
    /// [`TimeStampError`] where the octets are no answer, or have a token without a status that grants one, or the
    /// other way round.
    pub fn from_der(der: &[u8]) -> Result<TimeStampResp, TimeStampError> {
        let limit = TimeStampLimits::default().attributes;
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence().in_field("TimeStampResp")?;
        outer.finish().in_field("TimeStampResp")?;
        let mut info = fields.sequence().in_field("PKIStatusInfo")?;
        let status = info.unsigned().map(PkiStatus::from_number).in_field("PKIStatusInfo.status")?;
        let status_strings = read_status_strings(&mut info, limit).in_field("PKIStatusInfo.statusString")?;
        let failures = read_failures(&mut info).in_field("PKIStatusInfo.failInfo")?;
        info.finish().in_field("PKIStatusInfo")?;
        let token = fields.optional(Tag::SEQUENCE).in_field("TimeStampResp.timeStampToken")?;
        fields.finish().in_field("TimeStampResp")?;
        if token.is_some() != status.has_token() {
            return Err(TimeStampProblem::StatusAndToken).in_field("TimeStampResp.timeStampToken");
        }
        let token_der = token.map(|element| element.der().to_vec());
        Ok(TimeStampResp { status, status_strings, failures, token_der })
    }

    /// What the authority decided.
    pub fn status(&self) -> PkiStatus {
        self.status
    }

    /// What the authority says about it, for people. Not signed.
    pub fn status_strings(&self) -> &[String] {
        &self.status_strings
    }

    /// Why the request was refused.
    pub fn failures(&self) -> &[PkiFailure] {
        &self.failures
    }

    /// The DER of the token: what to store.
    pub fn token_der(&self) -> Option<&[u8]> {
        self.token_der.as_deref()
    }

    /// The token, read.
    ///
    /// # Errors
    /// [`TimeStampError`] where it is no time-stamp token, or the answer has none.
    pub fn token(&self) -> Result<TimeStampToken, TimeStampError> {
        match &self.token_der {
            Some(der) => TimeStampToken::from_der(der),
            None => Err(TimeStampProblem::StatusAndToken).in_field("TimeStampResp.timeStampToken"),
        }
    }
}

fn read_status_strings(info: &mut Reader<'_>, limit: usize) -> Result<Vec<String>, TimeStampProblem> {
    let mut strings = Vec::new();
    let Some(element) = info.optional(Tag::SEQUENCE)? else { return Ok(strings) };
    let mut list = element.reader();
    while !list.is_empty() {
        within(strings.len(), limit)?;
        let octets = list.expect(Tag::UTF8_STRING)?.content();
        let text = std::str::from_utf8(octets).map_err(|_| TimeStampProblem::Value)?;
        strings.push(text.to_owned());
    }
    Ok(strings)
}

fn read_failures(info: &mut Reader<'_>) -> Result<Vec<PkiFailure>, TimeStampProblem> {
    let Some(element) = info.optional(Tag::BIT_STRING)? else { return Ok(Vec::new()) };
    let bits = element.as_bit_string()?;
    if bits.octets.len() > FAIL_INFO_OCTETS {
        return Err(TimeStampProblem::OverLimit { limit: FAIL_INFO_OCTETS });
    }
    Ok((0..bits.octets.len() * 8).filter(|&bit| bits.bit(bit)).map(PkiFailure::from_bit).collect())
}

/// Checks that an answer was granted and that its token answers the request: the same imprint, the same nonce, and
/// the policy asked for (RFC 3161, section 2.2). Whether the token is genuine is
/// [`verify_time_stamp`](super::verify_time_stamp)'s question, and must be asked too.
pub fn check_response(request: &TimeStampReq, response: &TimeStampResp) -> CheckList {
    let mut checks = CheckList::new();
    let failures = response.failures().iter().map(|failure| failure.name());
    let detail = std::iter::once(response.status().name()).chain(failures).collect::<Vec<_>>().join(", ");
    if !response.status().has_token() {
        checks.not_passed(&finding::RESPONSE_STATUS, SubIndication::Generic, detail);
        return checks;
    }
    if response.status() == PkiStatus::GrantedWithMods {
        checks.warning(&finding::RESPONSE_STATUS, detail);
    } else {
        checks.passed(&finding::RESPONSE_STATUS, detail);
    }
    match response.token() {
        Ok(token) => check_token_answers(request, &token, &mut checks),
        Err(error) => checks.not_passed(error.finding(), SubIndication::FormatFailure, error.to_string()),
    }
    checks
}

fn check_token_answers(request: &TimeStampReq, token: &TimeStampToken, checks: &mut CheckList) {
    let info = token.tst_info();
    let asked = request.nonce().map(|nonce| nonce.as_octets());
    let differing = [
        ("messageImprint", info.message_imprint() != request.message_imprint()),
        // A nonce that was not asked for is as wrong as a missing one: the token answers somebody else.
        ("nonce", info.nonce() != asked),
        ("policy", request.policy().is_some_and(|policy| policy != info.policy())),
    ];
    let differing: Vec<_> =
        differing.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect();
    if differing.is_empty() {
        checks.passed(&finding::RESPONSE_TO_REQUEST, "messageImprint, nonce, policy");
    } else {
        let why = SubIndication::SigConstraintsFailure;
        checks.not_passed(&finding::RESPONSE_TO_REQUEST, why, differing.join(", "));
    }
}
