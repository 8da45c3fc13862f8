# Types of the native half. Docstrings are in src/*.rs, where `help()` has them from.

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Literal, Protocol, TypeAlias, final

from .rows import Row

from .signing import Properties

__all__ = [
    "Batch",
    "Card",
    "CardSigner",
    "Certificate",
    "Check",
    "FileSigner",
    "InspectedReference",
    "InspectedSignature",
    "Inspection",
    "MissingList",
    "PinRequest",
    "Prepared",
    "Reader",
    "Report",
    "Role",
    "Signature",
    "SignedPart",
    "TimeStamp",
    "TrustStore",
    "UnsignedDocument",
    "VerifiedDocument",
    "VerifiedPath",
    "Verifier",
    "_Augmentation",
    "_is_list",
    "_raise",
    "_serve_driver",
    "adopt",
    "inspect",
    "prepare_counter_signature",
    "prepare_dispensing",
    "prepare_document",
    "prepare_prescription",
    "prepare_xml",
    "verify",
    "verify_many",
    "__version__",
]

__version__: str

class _BinaryFile(Protocol):
    def read(self, size: int, /) -> bytes: ...

_Path: TypeAlias = str | os.PathLike[str]
_Source: TypeAlias = bytes | bytearray | memoryview | _Path | _BinaryFile
_Material: TypeAlias = _Source | Certificate | Iterable[_Source | Certificate]
_Trust: TypeAlias = TrustStore | _Material
_Detached: TypeAlias = Mapping[str, _Source] | _Path | Iterable[_Source]
_Kind: TypeAlias = Literal["auto", "prescription", "dispensing", "referral", "generic"]
_Revocation: TypeAlias = Literal["required", "if-available", "off"]
_SignedParts: TypeAlias = Literal["keep", "digest-only"]
_Language: TypeAlias = Literal["ja", "en"]
_Indication: TypeAlias = Literal["TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE"]
_Level: TypeAlias = Literal["B", "T", "LT", "LTA"]
_Policy: TypeAlias = Literal["production", "test", "authentication", "none"]

def verify(
    source: _Source,
    *,
    trust: _Trust,
    at: datetime.datetime | None = None,
    kind: _Kind = "auto",
    revocation: _Revocation = "required",
    roles: str | Iterable[str] | None = None,
    detached: _Detached | None = None,
    signed_parts: _SignedParts = "keep",
    role_table: _Source | None = None,
    danger_accept_test_certificates: bool = False,
    danger_accept_any_profile: bool = False,
) -> VerifiedDocument: ...
def verify_many(
    paths: Iterable[_Path],
    *,
    trust: _Trust,
    at: datetime.datetime | None = None,
    workers: int | None = None,
    kind: _Kind = "auto",
    revocation: _Revocation = "required",
    roles: str | Iterable[str] | None = None,
    role_table: _Source | None = None,
    danger_accept_test_certificates: bool = False,
    danger_accept_any_profile: bool = False,
) -> Batch: ...
def inspect(
    source: _Source, *, detached: _Detached | None = None, role_table: _Source | None = None
) -> Inspection: ...
@final
class Verifier:
    def __new__(
        cls,
        trust: _Trust,
        *,
        kind: _Kind = "auto",
        revocation: _Revocation = "required",
        roles: str | Iterable[str] | None = None,
        signed_parts: _SignedParts = "keep",
        role_table: _Source | None = None,
        danger_accept_test_certificates: bool = False,
        danger_accept_any_profile: bool = False,
    ) -> Verifier: ...
    def verify(
        self,
        source: _Source,
        *,
        at: datetime.datetime | None = None,
        detached: _Detached | None = None,
    ) -> VerifiedDocument: ...
    def verify_many(
        self, paths: Iterable[_Path], *, at: datetime.datetime | None = None, workers: int | None = None
    ) -> Batch: ...
    @staticmethod
    def _restore(trust: TrustStore, settings: dict[str, Any]) -> Verifier: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Batch:
    def __len__(self) -> int: ...
    def __iter__(self) -> Batch: ...
    def __next__(self) -> Row: ...
    def close(self) -> None: ...
    def __enter__(self) -> Batch: ...
    def __exit__(
        self,
        exception_type: type[BaseException] | None = None,
        exception: BaseException | None = None,
        traceback: TracebackType | None = None,
        /,
    ) -> None: ...

@final
class TrustStore:
    def __new__(
        cls,
        anchors: _Material | None = None,
        *,
        time_stamp_anchors: _Material | None = None,
        intermediates: _Material | None = None,
        certificate_lists: _Source | Iterable[_Source] | None = None,
    ) -> TrustStore: ...
    def add_anchors(self, source: _Material) -> None: ...
    def add_time_stamp_anchors(self, source: _Material) -> None: ...
    def add_intermediates(self, source: _Material) -> None: ...
    def add_certificate_lists(self, source: _Source | Iterable[_Source]) -> None: ...
    @property
    def anchors(self) -> tuple[Certificate, ...]: ...
    @property
    def time_stamp_anchors(self) -> tuple[Certificate, ...]: ...
    @property
    def intermediates(self) -> tuple[Certificate, ...]: ...
    @property
    def certificate_list_count(self) -> int: ...
    @staticmethod
    def _restore(
        anchors: tuple[bytes, ...],
        time_stamp_anchors: tuple[bytes, ...],
        intermediates: tuple[bytes, ...],
        certificate_lists: tuple[bytes, ...],
    ) -> TrustStore: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class VerifiedDocument:
    @property
    def kind(self) -> Literal["prescription", "dispensing", "referral", "generic"]: ...
    @property
    def content(self) -> bytes: ...
    @property
    def prescription(self) -> bytes: ...
    @property
    def parts(self) -> tuple[SignedPart, ...]: ...
    @property
    def manifest_parts(self) -> tuple[SignedPart, ...]: ...
    @property
    def signatures(self) -> tuple[Signature, ...]: ...
    @property
    def report(self) -> Report: ...

@final
class Signature:
    @property
    def signer(self) -> Certificate: ...
    @property
    def level(self) -> _Level: ...
    @property
    def claimed_signing_time(self) -> datetime.datetime | None: ...
    @property
    def proven_time(self) -> datetime.datetime | None: ...
    @property
    def time_stamps(self) -> tuple[TimeStamp, ...]: ...

@final
class TimeStamp:
    @property
    def kind(self) -> str: ...
    @property
    def gen_time(self) -> datetime.datetime | None: ...
    @property
    def ok(self) -> bool | None: ...

@final
class SignedPart:
    @property
    def uri(self) -> str | None: ...
    @property
    def sha256(self) -> bytes: ...
    @property
    def length(self) -> int: ...
    @property
    def content(self) -> bytes | None: ...

@final
class Report:
    @property
    def file(self) -> str: ...
    @property
    def indication(self) -> _Indication: ...
    @property
    def sub_indication(self) -> str | None: ...
    @property
    def kind(self) -> Literal["prescription", "dispensing", "referral", "generic"] | None: ...
    @property
    def at(self) -> datetime.datetime: ...
    @property
    def path(self) -> tuple[Certificate, ...]: ...
    @property
    def checks(self) -> tuple[Check, ...]: ...
    def to_json(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def text(self, lang: _Language = "en") -> str: ...
    def html(self, lang: _Language = "en") -> str: ...
    @staticmethod
    def _restore(state: dict[str, Any]) -> Report: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Check:
    @property
    def id(self) -> str: ...
    @property
    def outcome(self) -> Literal["passed", "failed", "indeterminate", "warning", "skipped"]: ...
    @property
    def detail(self) -> str: ...
    def label(self, lang: _Language = "en") -> str: ...
    def problem(self, lang: _Language = "en") -> str: ...
    @staticmethod
    def _restore(
        id: str,
        outcome: str,
        detail: str,
        label_en: str,
        label_ja: str,
        problem_en: str,
        problem_ja: str,
    ) -> Check: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Certificate:
    def __new__(cls, source: _Source) -> Certificate: ...
    @staticmethod
    def all(source: _Source) -> tuple[Certificate, ...]: ...
    @property
    def der(self) -> bytes: ...
    @property
    def sha256(self) -> bytes: ...
    @property
    def subject(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def common_name(self) -> str | None: ...
    @property
    def japanese_name(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def serial_number(self) -> str: ...
    @property
    def public_key(self) -> str: ...
    @property
    def not_before(self) -> datetime.datetime: ...
    @property
    def not_after(self) -> datetime.datetime: ...
    @property
    def policy(self) -> _Policy: ...
    @property
    def roles(self) -> tuple[Role, ...]: ...
    @property
    def profile(self) -> str: ...
    @property
    def checks(self) -> tuple[Check, ...]: ...
    def validate(
        self,
        trust: _Trust,
        *,
        at: datetime.datetime | None = None,
        profile: Literal["hpki-signature", "hpki-authentication", "rfc5280"] = "hpki-signature",
        revocation: _Revocation = "required",
        roles: str | Iterable[str] | None = None,
        role_table: _Source | None = None,
        initial_policies: str | Iterable[str] | None = None,
        require_explicit_policy: bool = False,
        inhibit_policy_mapping: bool = False,
        inhibit_any_policy: bool = False,
        danger_accept_test_certificates: bool = False,
    ) -> VerifiedPath: ...
    def to_json(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def text(self, lang: _Language = "en") -> str: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Role:
    @property
    def text(self) -> str | None: ...
    @property
    def japanese(self) -> str | None: ...
    @property
    def coding_scheme(self) -> str | None: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class VerifiedPath:
    @property
    def certificates(self) -> tuple[Certificate, ...]: ...
    @property
    def policies(self) -> tuple[str, ...]: ...
    @property
    def policy(self) -> _Policy: ...
    @property
    def at(self) -> datetime.datetime: ...
    @property
    def report(self) -> Report: ...

@final
class Inspection:
    @property
    def file(self) -> str: ...
    @property
    def signatures(self) -> tuple[InspectedSignature, ...]: ...
    @property
    def left_out(self) -> int: ...
    def to_json(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def text(self, lang: _Language = "en") -> str: ...
    def html(self, lang: _Language = "en") -> str: ...

@final
class InspectedSignature:
    @property
    def path(self) -> str: ...
    @property
    def core_valid(self) -> bool | None: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def signature_ok(self) -> bool | None: ...
    @property
    def signature_method(self) -> str: ...
    @property
    def level(self) -> _Level: ...
    @property
    def certificates(self) -> tuple[Certificate, ...]: ...
    @property
    def signed_info(self) -> bytes | None: ...
    @property
    def references(self) -> tuple[InspectedReference, ...]: ...
    @property
    def manifest_references(self) -> tuple[InspectedReference, ...]: ...

@final
class InspectedReference:
    @property
    def uri(self) -> str | None: ...
    @property
    def transforms(self) -> tuple[str, ...]: ...
    @property
    def digest_method(self) -> str: ...
    @property
    def digest_ok(self) -> bool | None: ...
    @property
    def computed(self) -> bytes | None: ...
    @property
    def stated(self) -> bytes: ...
    @property
    def octets(self) -> bytes | None: ...
    @property
    def problem(self) -> str | None: ...

_Algorithm: TypeAlias = Literal[
    "rsa-sha256",
    "rsa-sha384",
    "rsa-sha512",
    "rsa-pss-sha256",
    "rsa-pss-sha384",
    "rsa-pss-sha512",
    "ecdsa-sha256",
    "ecdsa-sha384",
    "ecdsa-sha512",
]
_Signer: TypeAlias = FileSigner | CardSigner
_Passphrase: TypeAlias = bytearray | bytes | Callable[[], bytearray | bytes]
_Pin: TypeAlias = bytearray | Callable[[PinRequest], bytearray | None]
_ServiceKind: TypeAlias = Literal["prescription", "dispensing"]
_LetterKind: TypeAlias = Literal["referral", "generic"]
_PinState: TypeAlias = Literal["locked", "final", "low", "to-be-changed"]

@final
class FileSigner:
    def __new__(
        cls,
        *,
        pkcs12: _Source | None = None,
        key: _Source | None = None,
        certificate: _Source | Certificate | None = None,
        passphrase: _Passphrase | None = None,
        algorithm: _Algorithm | None = None,
    ) -> FileSigner: ...
    @property
    def certificate(self) -> Certificate: ...
    @property
    def authorities(self) -> tuple[Certificate, ...]: ...
    @property
    def algorithm(self) -> _Algorithm: ...

@final
class Card:
    def __new__(
        cls,
        driver: _Path,
        *,
        reader: str | None = None,
        helper: _Path | None = None,
        state_folder: _Path | None = None,
        timeout: float = 30.0,
    ) -> Card: ...
    @staticmethod
    def readers(
        driver: _Path,
        *,
        helper: _Path | None = None,
        state_folder: _Path | None = None,
        timeout: float = 30.0,
    ) -> tuple[Reader, ...]: ...
    @property
    def application(self) -> Literal["signature", "authentication"]: ...
    @property
    def reader(self) -> str: ...
    @property
    def pin_state(self) -> _PinState | None: ...
    @property
    def certificate(self) -> Certificate: ...
    @property
    def authorities(self) -> tuple[Certificate, ...]: ...
    def signer(self, pin: _Pin, *, signatures: int = 1) -> CardSigner: ...
    def close(self) -> None: ...
    def text(self, lang: _Language = "en") -> str: ...
    def to_json(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def __enter__(self) -> Card: ...
    def __exit__(self, *_exception: object) -> None: ...

@final
class CardSigner:
    @property
    def certificate(self) -> Certificate: ...
    @property
    def algorithm(self) -> _Algorithm: ...
    def close(self) -> None: ...
    def __enter__(self) -> CardSigner: ...
    def __exit__(self, *_exception: object) -> None: ...

@final
class PinRequest:
    @property
    def reason(self) -> Literal["signature", "last-try"]: ...
    @property
    def certificate(self) -> Certificate: ...
    @property
    def reader(self) -> str: ...

@final
class Reader:
    @property
    def name(self) -> str: ...
    @property
    def card(self) -> Literal["absent", "present", "unreadable"]: ...
    @property
    def label(self) -> str | None: ...
    @property
    def pin_state(self) -> _PinState | None: ...
    def problem(self, lang: _Language = "en") -> str | None: ...

@final
class Prepared:
    @staticmethod
    def from_state(state: _Source) -> Prepared: ...
    def to_state(self) -> bytes: ...
    @property
    def data_to_be_signed(self) -> bytes: ...
    @property
    def digest(self) -> bytes: ...
    @property
    def digest_algorithm(self) -> Literal["SHA-256", "SHA-384", "SHA-512"]: ...
    @property
    def algorithm(self) -> _Algorithm: ...
    @property
    def certificate(self) -> Certificate: ...
    @property
    def kind(self) -> Literal["prescription", "dispensing", "referral", "generic"]: ...
    @property
    def signing_time(self) -> datetime.datetime: ...
    def sign(
        self,
        signer: _Signer,
        *,
        verifier: Verifier | None = None,
        detached: _Detached | None = None,
        at: datetime.datetime | None = None,
    ) -> bytes: ...
    def assemble(
        self,
        value: _Source,
        *,
        verifier: Verifier | None = None,
        detached: _Detached | None = None,
        at: datetime.datetime | None = None,
    ) -> bytes: ...
    def to_dict(self) -> dict[str, Any]: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class UnsignedDocument:
    @staticmethod
    def prescription(csv: _Source, *, any_content: bool = False) -> UnsignedDocument: ...
    @staticmethod
    def dispensing(prescription: _Source, csv: _Source, *, any_content: bool = False) -> UnsignedDocument: ...
    @staticmethod
    def from_xml(source: _Source, *, kind: _ServiceKind) -> UnsignedDocument: ...
    @property
    def octets(self) -> bytes: ...
    @property
    def kind(self) -> _ServiceKind: ...
    @property
    def content_digest(self) -> bytes: ...

@final
class MissingList:
    @property
    def certificate(self) -> Certificate: ...
    @property
    def uris(self) -> list[str]: ...
    @property
    def other_names(self) -> list[str]: ...
    @property
    def remark(self) -> str: ...

@final
class _Augmentation:
    def __new__(
        cls,
        source: _Source,
        level: Literal["T", "LT", "LTA"],
        *,
        trust: _Trust | None,
        at: datetime.datetime | None,
        detached: _Detached | None,
        signature_id: str | None,
    ) -> _Augmentation: ...
    @property
    def step(self) -> Literal["time-stamp", "revocation-data", "done", "failed"]: ...
    def request(self, nonce: bytes, policy: str | None) -> bytes: ...
    def answer(self, response: _Source) -> None: ...
    def token(self, token: _Source) -> None: ...
    def missing(self) -> tuple[MissingList, ...]: ...
    def provide(self, lists: list[_Source]) -> None: ...
    def octets(self) -> bytes: ...

def prepare_prescription(
    csv: _Source,
    *,
    certificate: Certificate,
    at: datetime.datetime | None = None,
    algorithm: _Algorithm | None = None,
    any_content: bool = False,
    danger_accept_test_certificates: bool = False,
) -> Prepared: ...
def prepare_dispensing(
    prescription: _Source,
    csv: _Source,
    *,
    certificate: Certificate,
    at: datetime.datetime | None = None,
    algorithm: _Algorithm | None = None,
    any_content: bool = False,
    danger_accept_test_certificates: bool = False,
) -> Prepared: ...
def prepare_document(
    document: UnsignedDocument,
    *,
    certificate: Certificate,
    at: datetime.datetime | None = None,
    algorithm: _Algorithm | None = None,
    danger_accept_test_certificates: bool = False,
) -> Prepared: ...
def prepare_xml(
    source: _Source | None = None,
    *,
    packaging: Literal["enveloped", "enveloping", "detached"],
    certificate: Certificate,
    kind: _LetterKind = "referral",
    element: str | None = None,
    detached: _Detached | None = None,
    listing: Literal["references", "manifest"] = "references",
    xml: Literal["canonical", "octets"] = "canonical",
    properties: Properties | None = None,
    at: datetime.datetime | None = None,
    algorithm: _Algorithm | None = None,
    roles: str | Iterable[str] | None = None,
    danger_accept_test_certificates: bool = False,
) -> Prepared: ...
def prepare_counter_signature(
    source: _Source,
    *,
    certificate: Certificate,
    signature_id: str | None = None,
    kind: _LetterKind = "referral",
    properties: Properties | None = None,
    at: datetime.datetime | None = None,
    algorithm: _Algorithm | None = None,
    roles: str | Iterable[str] | None = None,
    danger_accept_test_certificates: bool = False,
) -> Prepared: ...
def adopt(
    document: UnsignedDocument,
    signature_element: _Source,
    *,
    verifier: Verifier | None = None,
    at: datetime.datetime | None = None,
    roles: str | Iterable[str] | None = None,
    danger_accept_test_certificates: bool = False,
) -> bytes: ...
def _is_list(octets: bytes) -> bool: ...
def _raise(code: str, subject: str, detail: str) -> Exception: ...
def _serve_driver(driver: _Path) -> None: ...
