//! TSTInfo, what a time-stamp authority signs (RFC 3161, section 2.4.2).
//!
//! ```text
//! TSTInfo ::= SEQUENCE  {
//!    version                      INTEGER  { v1(1) },
//!    policy                       TSAPolicyId,
//!    messageImprint               MessageImprint,
//!    serialNumber                 INTEGER,
//!    genTime                      GeneralizedTime,
//!    accuracy                     Accuracy                 OPTIONAL,
//!    ordering                     BOOLEAN             DEFAULT FALSE,
//!    nonce                        INTEGER                  OPTIONAL,
//!    tsa                          [0] GeneralName          OPTIONAL,
//!    extensions                   [1] IMPLICIT Extensions  OPTIONAL   }
//! ```

use hpki_core::der::{Reader, Tag};
use hpki_core::general_name::GeneralName;
use hpki_core::oid::ObjectIdentifier;
use hpki_core::time::Time;

use super::deviation::{Deviation, Deviations};
use super::digest_identifier::DigestIdentifier;
use super::error::{InField, TimeStampError, TimeStampProblem};
use super::gen_time;

/// What a time-stamp authority signed: "this digest was shown to me at this time".
///
/// A parsed value vouches for nothing; see [`verify_time_stamp`](super::verify_time_stamp).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TstInfo {
    policy: ObjectIdentifier,
    message_imprint: MessageImprint,
    serial_number: Vec<u8>,
    gen_time: Time,
    accuracy: Option<Accuracy>,
    ordering: bool,
    nonce: Option<Vec<u8>>,
    tsa: Option<GeneralName>,
    extensions: Vec<ObjectIdentifier>,
}

/// The digest that was shown to the time-stamp authority.
///
/// ```text
/// MessageImprint ::= SEQUENCE  {
///      hashAlgorithm                AlgorithmIdentifier,
///      hashedMessage                OCTET STRING  }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageImprint {
    algorithm: DigestIdentifier,
    hashed_message: Vec<u8>,
}

/// How far genTime may be from the true time: `gen_time ± accuracy`.
///
/// ```text
/// Accuracy ::= SEQUENCE {
///       seconds        INTEGER              OPTIONAL,
///       millis     [0] INTEGER  (1..999)    OPTIONAL,
///       micros     [1] INTEGER  (1..999)    OPTIONAL  }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    seconds: u32,
    millis: u16,
    micros: u16,
}

impl TstInfo {
    /// The policy under which the authority made the time-stamp.
    pub fn policy(&self) -> ObjectIdentifier {
        self.policy
    }

    /// The digest that was shown to the authority.
    pub fn message_imprint(&self) -> &MessageImprint {
        &self.message_imprint
    }

    /// The number of the time-stamp, unique for its authority: content octets of the INTEGER.
    pub fn serial_number(&self) -> &[u8] {
        &self.serial_number
    }

    /// When the digest was shown, in UTC.
    pub fn gen_time(&self) -> Time {
        self.gen_time
    }

    /// How exact [`TstInfo::gen_time`] is, where the authority says so.
    pub fn accuracy(&self) -> Option<Accuracy> {
        self.accuracy
    }

    /// Whether the authority promises that its time-stamps can be ordered by genTime alone.
    pub fn ordering(&self) -> bool {
        self.ordering
    }

    /// The random number of the request, repeated: content octets of the INTEGER.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// The name the authority gives itself. A hint; the certificate's name counts.
    pub fn tsa(&self) -> Option<&GeneralName> {
        self.tsa.as_ref()
    }

    /// The types of the extensions, none of them critical: a token with a critical one is not read.
    pub fn extensions(&self) -> &[ObjectIdentifier] {
        &self.extensions
    }

    /// Reads the DER of a TSTInfo.
    pub(super) fn from_der(
        der: &[u8],
        limit: usize,
        deviations: &mut Deviations,
    ) -> Result<TstInfo, TimeStampError> {
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence().in_field("TSTInfo")?;
        outer.finish().in_field("TSTInfo")?;
        read_version(&mut fields).in_field("TSTInfo.version")?;
        let policy = fields.object_identifier().in_field("TSTInfo.policy")?;
        let message_imprint = MessageImprint::read(&mut fields).in_field("TSTInfo.messageImprint")?;
        let serial_number = read_serial_number(&mut fields, deviations).in_field("TSTInfo.serialNumber")?;
        let gen_time = read_gen_time(&mut fields, deviations).in_field("TSTInfo.genTime")?;
        let accuracy = read_accuracy(&mut fields, deviations).in_field("TSTInfo.accuracy")?;
        let ordering = read_ordering(&mut fields, deviations).in_field("TSTInfo.ordering")?;
        let nonce = read_nonce(&mut fields).in_field("TSTInfo.nonce")?;
        let tsa = read_tsa(&mut fields, deviations).in_field("TSTInfo.tsa")?;
        let extensions = read_extensions(&mut fields, limit, deviations).in_field("TSTInfo.extensions")?;
        fields.finish().in_field("TSTInfo")?;
        Ok(TstInfo {
            policy,
            message_imprint,
            serial_number,
            gen_time,
            accuracy,
            ordering,
            nonce,
            tsa,
            extensions,
        })
    }
}

impl MessageImprint {
    /// The digest algorithm.
    pub fn algorithm(&self) -> DigestIdentifier {
        self.algorithm
    }

    /// The digest. Its length is that of the algorithm only where a check has said so.
    pub fn hashed_message(&self) -> &[u8] {
        &self.hashed_message
    }

    pub(super) fn new(algorithm: DigestIdentifier, hashed_message: Vec<u8>) -> MessageImprint {
        MessageImprint { algorithm, hashed_message }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<MessageImprint, TimeStampProblem> {
        let mut fields = reader.sequence()?;
        let algorithm = DigestIdentifier::read(&mut fields)?;
        let hashed_message = fields.octet_string()?.to_vec();
        fields.finish()?;
        Ok(MessageImprint { algorithm, hashed_message })
    }
}

impl Accuracy {
    /// The whole of it, in microseconds.
    pub fn microseconds(self) -> u64 {
        u64::from(self.seconds) * 1_000_000 + u64::from(self.millis) * 1_000 + u64::from(self.micros)
    }
}

fn read_version(fields: &mut Reader<'_>) -> Result<(), TimeStampProblem> {
    match fields.unsigned()? {
        1 => Ok(()),
        _ => Err(TimeStampProblem::Version),
    }
}

/// 160 bits and a sign: "time-stamping users MUST be ready to accommodate integers up to 160 bits".
const SERIAL_NUMBER_OCTETS: usize = 21;

fn read_serial_number(
    fields: &mut Reader<'_>,
    deviations: &mut Deviations,
) -> Result<Vec<u8>, TimeStampProblem> {
    let octets = fields.integer()?;
    let negative = octets.first().is_some_and(|octet| octet & 0x80 != 0);
    if negative || octets.len() > SERIAL_NUMBER_OCTETS {
        deviations.note(Deviation::SerialNumber);
    }
    Ok(octets.to_vec())
}

fn read_gen_time(fields: &mut Reader<'_>, deviations: &mut Deviations) -> Result<Time, TimeStampProblem> {
    gen_time::from_octets(fields.expect(Tag::GENERALIZED_TIME)?.content(), deviations)
}

fn read_accuracy(
    fields: &mut Reader<'_>,
    deviations: &mut Deviations,
) -> Result<Option<Accuracy>, TimeStampProblem> {
    let Some(element) = fields.optional(Tag::SEQUENCE)? else { return Ok(None) };
    let mut parts = element.reader();
    let seconds = read_part(&mut parts, Tag::INTEGER)?;
    let millis = read_part(&mut parts, Tag::context_primitive(0))?;
    let micros = read_part(&mut parts, Tag::context_primitive(1))?;
    parts.finish()?;
    if millis == Some(0) || micros == Some(0) {
        deviations.note(Deviation::AccuracyZero);
    }
    let below_a_thousand = |part: Option<u32>| match part.map(u16::try_from) {
        None => Ok(0),
        Some(Ok(part @ 0..=999)) => Ok(part),
        Some(_) => Err(TimeStampProblem::Value),
    };
    let (millis, micros) = (below_a_thousand(millis)?, below_a_thousand(micros)?);
    Ok(Some(Accuracy { seconds: seconds.unwrap_or(0), millis, micros }))
}

fn read_part(parts: &mut Reader<'_>, tag: Tag) -> Result<Option<u32>, TimeStampProblem> {
    let Some(element) = parts.optional(tag)? else { return Ok(None) };
    u32::try_from(element.as_unsigned()?).map(Some).map_err(|_| TimeStampProblem::Value)
}

fn read_ordering(fields: &mut Reader<'_>, deviations: &mut Deviations) -> Result<bool, TimeStampProblem> {
    let ordering = fields.optional_boolean()?;
    if ordering == Some(false) {
        deviations.note(Deviation::DefaultWrittenOut);
    }
    Ok(ordering.unwrap_or(false))
}

fn read_nonce(fields: &mut Reader<'_>) -> Result<Option<Vec<u8>>, TimeStampProblem> {
    let Some(element) = fields.optional(Tag::INTEGER)? else { return Ok(None) };
    Ok(Some(element.as_integer()?.to_vec()))
}

/// `tsa [0] GeneralName`: GeneralName is a CHOICE, so the tag is explicit.
fn read_tsa(
    fields: &mut Reader<'_>,
    deviations: &mut Deviations,
) -> Result<Option<GeneralName>, TimeStampProblem> {
    let Some(mut inside) = fields.optional_explicit(0)? else { return Ok(None) };
    let name = inside.element()?;
    inside.finish()?;
    let read = GeneralName::from_der(name.der());
    Ok(read.map_err(|_| deviations.note(Deviation::TsaNameUnreadable)).ok())
}

/// `Extensions ::= SEQUENCE OF SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE,
/// extnValue OCTET STRING }`. None is implemented, so a critical one is refused.
fn read_extensions(
    fields: &mut Reader<'_>,
    limit: usize,
    deviations: &mut Deviations,
) -> Result<Vec<ObjectIdentifier>, TimeStampProblem> {
    let mut types = Vec::new();
    let Some(element) = fields.optional(Tag::context(1))? else { return Ok(types) };
    let mut list = element.reader();
    while !list.is_empty() {
        if types.len() == limit {
            return Err(TimeStampProblem::OverLimit { limit });
        }
        let mut extension = list.sequence()?;
        let extension_type = extension.object_identifier()?;
        let critical = extension.optional_boolean()?;
        extension.octet_string()?;
        extension.finish()?;
        match critical {
            Some(true) => {
                return Err(TimeStampProblem::UnknownCriticalExtension { extension: extension_type });
            }
            Some(false) => deviations.note(Deviation::DefaultWrittenOut),
            None => {}
        }
        types.push(extension_type);
    }
    Ok(types)
}
