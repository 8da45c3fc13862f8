"""Verify and sign documents of Japan's Healthcare PKI (HPKI): electronic prescriptions above all.

>>> document = hpki.verify("prescription.xml", trust=hpki.TrustStore("anchors.pem"))  # doctest: +SKIP
>>> document.content  # the CSV that a doctor signed                                  # doctest: +SKIP

A document that does not pass raises :class:`VerificationError`; nothing here returns a bool for "valid".
"""

from ._hpki import (
    Batch,
    Certificate,
    Check,
    InspectedReference,
    InspectedSignature,
    Inspection,
    Report,
    Role,
    Signature,
    SignedPart,
    TimeStamp,
    TrustStore,
    VerifiedDocument,
    VerifiedPath,
    Verifier,
    inspect,
    verify,
    verify_many,
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
from .rows import Row

__all__ = [
    "ArgumentError",
    "Batch",
    "Certificate",
    "Check",
    "ContentError",
    "Error",
    "FileError",
    "FileMissingError",
    "InspectedReference",
    "InspectedSignature",
    "Inspection",
    "ParseError",
    "Report",
    "RevocationError",
    "Role",
    "Row",
    "Signature",
    "SignedPart",
    "TimeStamp",
    "TrustStore",
    "VerificationError",
    "VerifiedDocument",
    "VerifiedPath",
    "Verifier",
    "inspect",
    "verify",
    "verify_many",
]
