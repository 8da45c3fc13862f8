//! Why a response does not parse, or says nothing.

use crate::algorithm::AlgorithmError;
use crate::der::DerError;
use crate::oid::ObjectIdentifier;
use crate::report::Finding;

/// Octets that are not a usable OCSP response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcspError {
    /// Not strict DER, or not the grammar of a response.
    #[error("OCSP response: {0}")]
    Encoding(#[from] DerError),
    /// The responder did not answer.
    #[error("the responder refused with status {status} ({})", status_name(*.status))]
    NotSuccessful {
        /// responseStatus: 1 malformedRequest, 2 internalError, 3 tryLater, 5 sigRequired, 6 unauthorized.
        status: u64,
    },
    /// Another type than id-pkix-ocsp-basic.
    #[error("a response of the unknown type {response_type}")]
    ResponseType {
        /// The type.
        response_type: ObjectIdentifier,
    },
    /// The algorithm of the signature has parameters that it cannot have.
    #[error("signature algorithm: {0}")]
    SignatureAlgorithm(#[from] AlgorithmError),
}

/// RFC 6960, 4.2.1.
fn status_name(status: u64) -> &'static str {
    match status {
        1 => "malformedRequest",
        2 => "internalError",
        3 => "tryLater",
        5 => "sigRequired",
        6 => "unauthorized",
        _ => "unknown status",
    }
}

crate::findings! {
    /// [`OcspError::Encoding`] and [`OcspError::SignatureAlgorithm`].
    ENCODING = "ocsp::encoding",
        label: "encoding of the OCSP response" / "OCSP応答の符号化",
        problem: "the OCSP response is not in strict DER and cannot be read: fetch it again"
               / "OCSP応答がDERとして正しくないため読み取れません。再度取得してください。";
    /// [`OcspError::NotSuccessful`].
    NOT_SUCCESSFUL = "ocsp::not-successful",
        label: "status of the OCSP response" / "OCSP応答の状態",
        problem: "the OCSP responder refused to answer: ask it again later"
               / "OCSPレスポンダが応答を拒否しました。後で再度問い合わせてください。";
    /// [`OcspError::ResponseType`].
    RESPONSE_TYPE = "ocsp::response-type",
        label: "type of the OCSP response" / "OCSP応答の種類",
        problem: "the OCSP response is not of the basic type: ask the responder for one"
               / "OCSP応答が基本形式ではありません。基本形式の応答を取得してください。";
}

impl OcspError {
    /// The kind of refusal, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match self {
            OcspError::Encoding(_) | OcspError::SignatureAlgorithm(_) => &ENCODING,
            OcspError::NotSuccessful { .. } => &NOT_SUCCESSFUL,
            OcspError::ResponseType { .. } => &RESPONSE_TYPE,
        }
    }
}
