"""Verify and sign documents of Japan's Healthcare PKI (HPKI): electronic prescriptions above all.

>>> document = hpki.verify("prescription.xml", trust=hpki.TrustStore("anchors.pem"))  # doctest: +SKIP
>>> document.content  # the CSV that a doctor signed                                  # doctest: +SKIP

A document that does not pass raises :class:`VerificationError`; nothing here returns a bool for "valid".
"""

from ._hpki import (
    Certificate,
    Check,
    Report,
    Role,
    Signature,
    SignedPart,
    TimeStamp,
    TrustStore,
    VerifiedDocument,
    Verifier,
    verify,
)
from .errors import (
    ArgumentError,
    ContentError,
    Error,
    FileError,
    FileMissingError,
    ParseError,
    RevocationError,
    VerificationError,
)

__all__ = [
    "ArgumentError",
    "Certificate",
    "Check",
    "ContentError",
    "Error",
    "FileError",
    "FileMissingError",
    "ParseError",
    "Report",
    "RevocationError",
    "Role",
    "Signature",
    "SignedPart",
    "TimeStamp",
    "TrustStore",
    "VerificationError",
    "VerifiedDocument",
    "Verifier",
    "verify",
]
