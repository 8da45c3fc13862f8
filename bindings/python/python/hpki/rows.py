"""Rows of :func:`hpki.verify_many`: plain values that pickle, compare and go into tables."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, Literal

__all__ = ["Row"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came of one document.

    Everything from ``level`` to ``content_length`` is what the signatures vouch for, and empty unless ``status`` is
    ``"passed"``. Of a dispensing record it is the pharmacist's signature. No names of persons.
    """

    file: str
    """The path as it was given, as text that tables and JSON take: octets that are no text are shown as U+FFFD. Rows
    come in the order of the paths, which tells them apart."""
    status: Literal["passed", "failed", "indeterminate", "unread"]
    """``passed`` is TOTAL-PASSED and nothing else is. ``unread``: the file could not be read, nothing was decided."""
    indication: Literal["TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE"] | None
    """EN 319 102-1, section 5.1; None for a file that could not be read."""
    sub_indication: str | None
    """EN 319 102-1, table 6, such as ``HASH_FAILURE``."""
    code: str | None
    """Why it did not pass: the id of the check that decided, or of what was wrong with the file."""
    message_en: str | None
    """The same as a sentence; about a check without its detail, which may name a certificate's holder."""
    message_ja: str | None
    """The same in Japanese."""
    kind: Literal["prescription", "dispensing", "referral", "generic"] | None
    """The kind of document; None where its structure fits none that was asked for."""
    signatures: int
    """How many signatures were looked at."""
    level: Literal["B", "T", "LT", "LTA"] | None
    """EN 319 132-1."""
    roles: tuple[str, ...]
    """Texts of the signer's roles: ``("Medical Doctor",)``."""
    policy: Literal["production", "test", "authentication", "none"] | None
    """Which of HPKI's certificate policies the signer's certificate has."""
    signer_sha256: str | None
    """Fingerprint of the signer's certificate, lower-case hexadecimal."""
    claimed_signing_time: datetime.datetime | None
    """What the signer claims, in UTC."""
    proven_time: datetime.datetime | None
    """When the signature is proven to have existed, in UTC."""
    content_sha256: str | None
    """Of the signed content, lower-case hexadecimal; None where several parts are signed."""
    content_length: int | None
    """Of the signed content, in octets."""
    octets: int | None
    """Length of the file, in octets."""
    at: datetime.datetime
    """The time it was judged as of, in UTC."""
    seconds: float
    """How long reading and verifying took."""

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, in their order; ``roles`` is a list, as tables and JSON have them."""
        fields = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {**fields, "roles": list(self.roles)}
