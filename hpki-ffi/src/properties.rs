//! What a signer says about a signature, under the signature: letters and other documents have such properties,
//! prescriptions and dispensing records none.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::{Mutex, PoisonError};

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto;
use hpki_xades::sign::{
    CommitmentType, DataObjectFormat, ProductionPlace, Properties, SignaturePolicyReference,
};

use crate::boundary::{ErrorPlace, Failure, free, guard, hand_over, octets, place, text, there};
use crate::error::hpki_error;
use crate::result::{HPKI_OK, hpki_result};
use crate::value::unknown_constant;

/// Signed properties (EN 319 132-1, sections 5.2.3 to 5.2.9), all of them claims of the signer that nobody vouches for.
/// New ones are empty. What cannot be written in XML is refused when something is prepared with them. Calls from several
/// threads wait for each other.
pub struct hpki_properties {
    properties: Mutex<Properties>,
}

impl hpki_properties {
    pub(crate) fn all(&self) -> Properties {
        self.properties.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn change(
    properties: Option<&hpki_properties>,
    error: ErrorPlace<'_>,
    change: impl FnOnce(&mut Properties) -> Result<(), Failure>,
) -> hpki_result {
    guard(error, || {
        // Nothing is half done while the lock is held.
        let mut held = there(properties)?.properties.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut held)?;
        Ok(HPKI_OK)
    })
}

/// Makes empty properties. Free them with hpki_properties_free().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_properties_new(out: Option<&mut MaybeUninit<*mut hpki_properties>>) -> hpki_result {
    guard(None, || {
        hand_over(place(out)?, hpki_properties { properties: Mutex::default() });
        Ok(HPKI_OK)
    })
}

/// Frees properties. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_properties_free(properties: Option<Box<hpki_properties>>) {
    free(properties);
}

/// Adds a role as the signer claims it (SignerRoleV2): 主治医. The role that counts stands in the certificate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_properties_add_claimed_role(
    properties: Option<&hpki_properties>,
    role: *const c_char,
    role_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    change(properties, error, |properties| {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let role = unsafe { text(role, role_length) }?;
        properties.claimed_roles.push(role.to_owned());
        Ok(())
    })
}

/// A part of the place where it is signed.
pub type hpki_place = u32;
/// City.
pub const HPKI_PLACE_CITY: hpki_place = 1;
/// Street address.
pub const HPKI_PLACE_STREET: hpki_place = 2;
/// Prefecture (StateOrProvince).
pub const HPKI_PLACE_PREFECTURE: hpki_place = 3;
/// Postal code.
pub const HPKI_PLACE_POSTAL_CODE: hpki_place = 4;
/// Country.
pub const HPKI_PLACE_COUNTRY: hpki_place = 5;

/// Sets a part of the place where it is signed (SignatureProductionPlaceV2): one of HPKI_PLACE_….
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_properties_set_place(
    properties: Option<&hpki_properties>,
    part: hpki_place,
    name: *const c_char,
    name_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    change(properties, error, |properties| {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let name = unsafe { text(name, name_length) }?.to_owned();
        let mut place = properties.place.take().unwrap_or_else(ProductionPlace::default);
        let field = match part {
            HPKI_PLACE_CITY => Some(&mut place.city),
            HPKI_PLACE_STREET => Some(&mut place.street_address),
            HPKI_PLACE_PREFECTURE => Some(&mut place.state_or_province),
            HPKI_PLACE_POSTAL_CODE => Some(&mut place.postal_code),
            HPKI_PLACE_COUNTRY => Some(&mut place.country_name),
            _ => None,
        };
        let known =
            field.map(|field| *field = Some(name)).ok_or_else(|| unknown_constant("hpki_place", part));
        properties.place = (place != ProductionPlace::default()).then_some(place);
        known
    })
}

/// Something that can be said about a signed file.
pub type hpki_format = u32;
/// What it is, in words.
pub const HPKI_FORMAT_DESCRIPTION: hpki_format = 1;
/// Its media type: `application/pdf`.
pub const HPKI_FORMAT_MIME_TYPE: hpki_format = 2;
/// Its encoding, a URI.
pub const HPKI_FORMAT_ENCODING: hpki_format = 3;

/// Says something about a signed file (DataObjectFormat): one of HPKI_FORMAT_…. `index` is the file's place among those of a
/// detached signature, from 0 in the order they were added, else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_properties_set_format(
    properties: Option<&hpki_properties>,
    index: usize,
    what: hpki_format,
    value: *const c_char,
    value_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    change(properties, error, |properties| {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let value = unsafe { text(value, value_length) }?.to_owned();
        let formats = &mut properties.formats;
        let mut format =
            formats.iter().find(|format| format.reference == index).cloned().unwrap_or(DataObjectFormat {
                reference: index,
                description: None,
                mime_type: None,
                encoding: None,
            });
        match what {
            HPKI_FORMAT_DESCRIPTION => format.description = Some(value),
            HPKI_FORMAT_MIME_TYPE => format.mime_type = Some(value),
            HPKI_FORMAT_ENCODING => format.encoding = Some(value),
            _ => return Err(unknown_constant("hpki_format", what)),
        }
        formats.retain(|format| format.reference != index);
        formats.push(format);
        formats.sort_by_key(|format| format.reference);
        Ok(())
    })
}

/// What a signer commits to.
pub type hpki_commitment = u32;
/// Created, approved and sent it.
pub const HPKI_COMMITMENT_ORIGIN: hpki_commitment = 1;
/// Received it.
pub const HPKI_COMMITMENT_RECEIPT: hpki_commitment = 2;
/// Delivered it.
pub const HPKI_COMMITMENT_DELIVERY: hpki_commitment = 3;
/// Sent it.
pub const HPKI_COMMITMENT_SENDER: hpki_commitment = 4;
/// Approved its content.
pub const HPKI_COMMITMENT_APPROVAL: hpki_commitment = 5;
/// Created it.
pub const HPKI_COMMITMENT_CREATION: hpki_commitment = 6;

/// Adds what the signer commits to (CommitmentTypeIndication): one of HPKI_COMMITMENT_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_properties_add_commitment(
    properties: Option<&hpki_properties>,
    commitment: hpki_commitment,
) -> hpki_result {
    change(properties, None, |properties| {
        properties.commitments.push(match commitment {
            HPKI_COMMITMENT_ORIGIN => CommitmentType::ProofOfOrigin,
            HPKI_COMMITMENT_RECEIPT => CommitmentType::ProofOfReceipt,
            HPKI_COMMITMENT_DELIVERY => CommitmentType::ProofOfDelivery,
            HPKI_COMMITMENT_SENDER => CommitmentType::ProofOfSender,
            HPKI_COMMITMENT_APPROVAL => CommitmentType::ProofOfApproval,
            HPKI_COMMITMENT_CREATION => CommitmentType::ProofOfCreation,
            _ => return Err(unknown_constant("hpki_commitment", commitment)),
        });
        Ok(())
    })
}

/// Adds another commitment, by its URI.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_properties_add_commitment_uri(
    properties: Option<&hpki_properties>,
    uri: *const c_char,
    uri_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    change(properties, error, |properties| {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let uri = unsafe { text(uri, uri_length) }?;
        properties.commitments.push(CommitmentType::Other(uri.to_owned()));
        Ok(())
    })
}

/// Says that what is signed tells which signature policy holds (SignaturePolicyImplied).
#[unsafe(no_mangle)]
pub extern "C" fn hpki_properties_set_implied_policy(properties: Option<&hpki_properties>) -> hpki_result {
    change(properties, None, |properties| {
        properties.policy = Some(SignaturePolicyReference::Implied);
        Ok(())
    })
}

/// Names a signature policy: by a URI or `urn:oid:…`, with the octets of its document, whose SHA-256 is signed, and where it
/// can be had, which may be empty. The verifier here has no policies and leaves such a signature INDETERMINATE
/// (SIGNATURE_POLICY_NOT_AVAILABLE).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_properties_set_policy(
    properties: Option<&hpki_properties>,
    name: *const c_char,
    name_length: usize,
    data: *const u8,
    length: usize,
    uri: *const c_char,
    uri_length: usize,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    change(properties, error, |properties| {
        // SAFETY: the promise of the caller; the text is copied within this call.
        let identifier = unsafe { text(name, name_length) }?.to_owned();
        // SAFETY: likewise, and the octets are read within this call.
        let document = unsafe { octets(data, length) }?;
        // SAFETY: likewise.
        let uri = unsafe { text(uri, uri_length) }?;
        let digest = crypto::digest(DigestAlgorithm::Sha256, document).map_err(|error| {
            // Every build has SHA-256.
            Failure::new(crate::result::HPKI_ERROR_INTERNAL, &crate::result::INTERNAL, error.to_string())
        })?;
        let uri = (!uri.is_empty()).then(|| uri.to_owned());
        properties.policy = Some(SignaturePolicyReference::Explicit { identifier, digest, uri });
        Ok(())
    })
}
