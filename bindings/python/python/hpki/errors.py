"""Exceptions: what was wrong, under a stable code, in English and Japanese.

Messages are one sentence that says what is wrong and what to do next. They name files and arguments, never patients,
and hold at most 500 octets. ``str(error)`` is English; ``error.message_ja`` is for people in Japan.

Programs decide by class and by ``code``: codes never change and are never used for anything else. Those of a
verification are the ids of checks, the same as in reports, in ``hpki verify --json`` and in the C library.

Wrong types are ``TypeError`` as everywhere in Python.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ._hpki import MissingList, Report

__all__ = [
    "ArgumentError",
    "AugmentError",
    "CardError",
    "ContentError",
    "Error",
    "FetchError",
    "FileError",
    "FileMissingError",
    "KeyFileError",
    "ParseError",
    "PassphraseError",
    "PinError",
    "RevocationError",
    "SigningError",
    "VerificationError",
]


class Error(Exception):
    """Base of all exceptions of hpki."""

    code: str
    """What happened, as ``room::kebab-case``, for example ``file::not-found``. Stable."""
    message_en: str
    """One sentence in English: what is wrong and what to do next."""
    message_ja: str
    """The same in Japanese."""
    subject: str
    """The file or argument it is about, as the caller named it, at most 120 characters; may be empty."""
    report: Any
    """What was found, where something was verified or validated; else None."""

    def __init__(self, code: str, message_en: str, message_ja: str, subject: str = "") -> None:
        # Not super(): beside OSError that would take the code for an errno.
        Exception.__init__(self, code, message_en, message_ja, subject)
        self.code = code
        self.message_en = message_en
        self.message_ja = message_ja
        self.subject = subject
        self.report = None

    def message(self, lang: Literal["ja", "en"] = "en") -> str:
        """The sentence in a language, after what it is about."""
        message = self.message_ja if lang == "ja" else self.message_en
        return f"{self.subject}: {message}" if self.subject else message

    def __str__(self) -> str:
        return f"{self.message()} [{self.code}]"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.message_en, self.message_ja, self.subject)


class ArgumentError(Error, ValueError):
    """A value that no call can use: a naive datetime, an unknown word for ``kind``."""


class ParseError(Error, ValueError):
    """Octets that are not what they were taken for: no certificate, no XML, an empty file."""


class ContentError(Error, LookupError):
    """Signed content in a form that the document does not have, such as one content where several parts are signed."""


class FileError(Error, OSError):
    """A file that cannot be opened or read. Nothing was decided about its content."""

    def __init__(self, code: str, message_en: str, message_ja: str, subject: str = "") -> None:
        OSError.__init__(self, _ERRNO.get(code, errno.EIO), message_en, subject)
        super().__init__(code, message_en, message_ja, subject)


class FileMissingError(FileError, FileNotFoundError):
    """No such file."""


_ERRNO = {
    "file::not-found": errno.ENOENT,
    "file::permission-denied": errno.EACCES,
    "file::is-a-folder": errno.EISDIR,
    "file::too-large": errno.EFBIG,
}


class VerificationError(Error):
    """The document or certificate did not pass: do not act on it.

    ``code`` is the id of the check that decided, and ``report`` has all of them.
    """

    indication: Literal["TOTAL-FAILED", "INDETERMINATE"]
    """TOTAL-FAILED: it is wrong and stays so. INDETERMINATE: what is at hand does not suffice (EN 319 102-1, 5.1)."""
    sub_indication: str | None
    """Why, by the name of EN 319 102-1, table 6, such as ``HASH_FAILURE``."""
    report: Report
    """Every check that was made."""

    def __init__(
        self,
        code: str,
        message_en: str,
        message_ja: str,
        subject: str,
        indication: Literal["TOTAL-FAILED", "INDETERMINATE"],
        sub_indication: str | None,
        report: Report,
    ) -> None:
        super().__init__(code, message_en, message_ja, subject)
        self.indication = indication
        self.sub_indication = sub_indication
        self.report = report

    def __str__(self) -> str:
        why = f", {self.sub_indication}" if self.sub_indication else ""
        return f"{self.message()} [{self.indication}{why}, {self.code}]"

    def __reduce__(self) -> tuple[Any, ...]:
        fields = (self.code, self.message_en, self.message_ja, self.subject)
        return type(self), (*fields, self.indication, self.sub_indication, self.report)


class RevocationError(VerificationError):
    """A certificate is revoked, or whether it is cannot be told: ``REVOKED``, ``REVOKED_NO_POE``,
    ``REVOKED_CA_NO_POE``, ``TRY_LATER``. After ``TRY_LATER`` newer revocation lists may help."""


class SigningError(Error):
    """Something cannot be signed, or was signed and does not hold. No document comes out of it."""

    report: Report | None
    """The verifier's report, where a document was signed, did not pass and was discarded; else None."""

    def __init__(
        self, code: str, message_en: str, message_ja: str, subject: str = "", report: Report | None = None
    ) -> None:
        super().__init__(code, message_en, message_ja, subject)
        self.report = report

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.message_en, self.message_ja, self.subject, self.report)


class KeyFileError(SigningError, ValueError):
    """A key file that cannot be used, or a key that does not belong to its certificate."""


class PassphraseError(KeyFileError):
    """A key file that needs a passphrase, or another one."""


class CardError(Error):
    """A card, its reader or its driver did not do what it was asked."""


class PinError(CardError):
    """No signature for want of a PIN: none was given, it cannot be one, the card refused it, or is locked."""

    tries: Literal["low", "final", "locked"] | None
    """What is known of the tries that are left: ``final`` is one, ``low`` fewer than there were, None nothing."""
    try_spent: bool | None
    """Whether this cost a try; None where nobody knows."""

    def __init__(
        self,
        code: str,
        message_en: str,
        message_ja: str,
        subject: str,
        tries: Literal["low", "final", "locked"] | None,
        try_spent: bool | None,
    ) -> None:
        super().__init__(code, message_en, message_ja, subject)
        self.tries = tries
        self.try_spent = try_spent

    def __reduce__(self) -> tuple[Any, ...]:
        fields = (self.code, self.message_en, self.message_ja, self.subject)
        return type(self), (*fields, self.tries, self.try_spent)


class AugmentError(Error):
    """A signature cannot be raised to a higher level. Nothing was written; the document is as it was."""

    missing: tuple[MissingList, ...] = ()
    """Certificates whose revocation lists are missing, where that is the reason."""


class FetchError(Error, OSError):
    """An address that cannot be fetched from."""

    def __init__(self, code: str, message_en: str, message_ja: str, subject: str = "") -> None:
        OSError.__init__(self, errno.ETIMEDOUT if code == "http::time-out" else errno.EIO, message_en, subject)
        super().__init__(code, message_en, message_ja, subject)
