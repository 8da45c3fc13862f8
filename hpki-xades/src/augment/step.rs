//! The steps: what is needed next, and what comes of the answer.

use hpki_core::crl::CertificateList;

use crate::tsp::{TimeStampReq, TimeStampResp, check_response};
use crate::validate::TimeStampKind;

use super::added::AugmentedDocument;
use super::error::{AugmentError, decisive};
use super::missing::MissingList;
use super::work::{Pending, Work};

/// What augmentation needs next.
pub enum Step<'a> {
    /// A time-stamp.
    TimeStamp(Box<TimeStampWanted<'a>>),
    /// Revocation lists.
    RevocationData(Box<RevocationDataWanted<'a>>),
    /// Nothing: the document is done.
    Done(Box<AugmentedDocument>),
}

/// A time-stamp is wanted over something in the document.
pub struct TimeStampWanted<'a> {
    work: Work<'a>,
    pending: Pending,
    request: TimeStampReq,
}

/// Revocation lists are wanted.
pub struct RevocationDataWanted<'a> {
    work: Work<'a>,
    missing: Vec<MissingList>,
}

impl<'a> Step<'a> {
    pub(super) fn time_stamp(work: Work<'a>, pending: Pending, request: TimeStampReq) -> Step<'a> {
        Step::TimeStamp(Box::new(TimeStampWanted { work, pending, request }))
    }

    pub(super) fn revocation_data(work: Work<'a>, missing: Vec<MissingList>) -> Step<'a> {
        Step::RevocationData(Box::new(RevocationDataWanted { work, missing }))
    }
}

impl<'a> TimeStampWanted<'a> {
    /// SignatureTimeStamp or ArchiveTimeStamp.
    pub fn kind(&self) -> TimeStampKind {
        self.pending.kind
    }

    /// The request, with the imprint and for a token with the authority's certificate. Add a nonce where the answer
    /// comes over a network ([`TimeStampReq::with_nonce`]), and a policy where one is wanted.
    pub fn request(&self) -> TimeStampReq {
        self.request.clone()
    }

    /// Takes the answer of the authority (TimeStampResp) to this request: status, imprint, nonce and policy are
    /// checked, then the token as in [`TimeStampWanted::token`].
    ///
    /// # Errors
    /// [`AugmentError::Response`] and [`AugmentError::TimeStamp`], or what the next step finds.
    pub fn answer(self, request: &TimeStampReq, response: &[u8]) -> Result<Step<'a>, AugmentError> {
        let response =
            TimeStampResp::from_der(response).map_err(|error| AugmentError::unreadable_response(&error))?;
        if let Some((finding, _, mut detail)) = decisive(&check_response(request, &response)) {
            for text in response.status_strings() {
                let text: String =
                    text.chars().filter(|character| !character.is_control()).take(100).collect();
                detail += &format!("; {text}");
            }
            return Err(AugmentError::Response { finding, detail });
        }
        match response.token_der() {
            Some(token) => self.token(token),
            None => Err(AugmentError::Response {
                finding: &crate::tsp::finding::RESPONSE_STATUS,
                detail: String::new(),
            }),
        }
    }

    /// Takes a token (CMS ContentInfo). Its imprint must be that of the document, its signature must fit its certificate,
    /// and its path must lead to a trust anchor for time-stamps, where there are any.
    ///
    /// # Errors
    /// [`AugmentError::TimeStamp`], or what the next step finds.
    pub fn token(self, der: &[u8]) -> Result<Step<'a>, AugmentError> {
        self.work.accept(self.pending, der)
    }
}

impl<'a> RevocationDataWanted<'a> {
    /// The certificates whose revocation is not known, and where their lists may be.
    pub fn missing(&self) -> &[MissingList] {
        &self.missing
    }

    /// Takes lists; more than were asked for do no harm, and none of them is trusted.
    ///
    /// # Errors
    /// [`AugmentError::RevocationMissing`] where they do not help, or what the next step finds.
    pub fn provide(self, lists: Vec<CertificateList>) -> Result<Step<'a>, AugmentError> {
        let mut work = self.work;
        work.settings.certificate_lists.extend(lists);
        work.advance()
    }
}
