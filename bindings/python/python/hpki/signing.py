"""Sign documents: with a key from a file, with a card, or in two steps with a key that is elsewhere.

What nobody would accept is refused before anything is signed: the certificate's use, policy, role and validity are held
against the kind of document. What was signed is parsed back and verified before it is returned; with ``verifier`` it must
be TOTAL-PASSED, path and revocation included.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from . import _hpki

if TYPE_CHECKING:
    from typing import TypeAlias

    from ._hpki import CardSigner, FileSigner, UnsignedDocument, Verifier, _BinaryFile

    _Source: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | _BinaryFile
    _Detached: TypeAlias = Mapping[str, _Source] | str | os.PathLike[str] | Iterable[_Source]
    _Signer: TypeAlias = FileSigner | CardSigner

__all__ = [
    "Format",
    "SignaturePolicy",
    "Properties",
    "counter_sign",
    "sign_dispensing",
    "sign_document",
    "sign_prescription",
    "sign_xml",
]


@dataclass(frozen=True)
class Format:
    """What is said about a signed file (DataObjectFormat, EN 319 132-1, 5.2.4)."""

    mime_type: str | None = None
    """Its media type: ``application/pdf``."""
    description: str | None = field(default=None, repr=False)
    """What it is, in words."""
    encoding: str | None = None
    """Its encoding, a URI."""
    file: str | None = None
    """Which file of a detached signature that lists them itself, by its name there; None is the first, or what is signed."""


@dataclass(frozen=True)
class SignaturePolicy:
    """A signature policy (SignaturePolicyIdentifier, EN 319 132-1, 5.2.9).

    The verifier here has no policies and leaves such a signature INDETERMINATE (SIGNATURE_POLICY_NOT_AVAILABLE).
    """

    identifier: str
    """A URI, or an object identifier as ``urn:oid:…``."""
    document: bytes = field(repr=False)
    """The octets of the policy's document, whose SHA-256 is signed."""
    uri: str | None = None
    """Where the document can be had."""


@dataclass(frozen=True)
class Properties:
    """What a signer says about a letter or another document, under the signature. All of it is a claim.

    Prescriptions and dispensing records have no such properties.
    """

    claimed_roles: Sequence[str] = ()
    """Roles as the signer claims them, such as 主治医; the role that counts stands in the certificate."""
    city: str | None = None
    """City where it is signed."""
    street: str | None = None
    """Street address where it is signed."""
    prefecture: str | None = None
    """Prefecture where it is signed (StateOrProvince)."""
    postal_code: str | None = None
    """Postal code where it is signed."""
    country: str | None = None
    """Country where it is signed."""
    commitments: Sequence[str] = ()
    """``origin``, ``receipt``, ``delivery``, ``sender``, ``approval``, ``creation``, or URIs."""
    formats: Sequence[Format] = ()
    """What the signed files are."""
    policy: Literal["implied"] | SignaturePolicy | None = None
    """The signature policy; ``implied``: what is signed says which."""


def sign_prescription(
    csv: _Source,
    *,
    signer: _Signer,
    at: datetime.datetime | None = None,
    verifier: Verifier | None = None,
    any_content: bool = False,
    danger_accept_test_certificates: bool = False,
) -> bytes:
    """Sign a prescription (処方箋) around a CSV.

    Args:
        csv: The CSV, in UTF-8 with LF at line ends.
        signer: A FileSigner or a CardSigner.
        at: Signing time, an aware datetime. Default: now.
        verifier: The document must be TOTAL-PASSED for it as of that time, path and revocation included, or is discarded.
        any_content: Sign CSVs that the prescription service refuses as well: with CR, with a byte order mark, not in UTF-8.
        danger_accept_test_certificates: Sign with an HPKI test certificate. Never for real documents.

    Returns:
        The signed document.

    Raises:
        SigningError: what nobody would accept, or did not pass; then with ``report``.
        CardError: a card or its driver failed.
        PinError: no signature for want of a PIN.
    """
    prepared = _hpki.prepare_prescription(
        csv,
        certificate=signer.certificate,
        at=at,
        algorithm=signer.algorithm,
        any_content=any_content,
        danger_accept_test_certificates=danger_accept_test_certificates,
    )
    return prepared.sign(signer, verifier=verifier)


def sign_dispensing(
    prescription: _Source,
    csv: _Source,
    *,
    signer: _Signer,
    at: datetime.datetime | None = None,
    verifier: Verifier | None = None,
    any_content: bool = False,
    danger_accept_test_certificates: bool = False,
) -> bytes:
    """Sign a dispensing record (調剤結果) around a signed prescription and a CSV.

    Args:
        prescription: The signed prescription, carried octet for octet. Its own signature must hold.
        csv: The CSV of what was dispensed, in UTF-8 with LF at line ends.
        signer: A FileSigner or a CardSigner.
        at: Signing time, an aware datetime. Default: now.
        verifier: The document must be TOTAL-PASSED for it as of that time, path and revocation included, or is discarded.
        any_content: Sign CSVs that the prescription service refuses as well: with CR, with a byte order mark, not in UTF-8.
        danger_accept_test_certificates: Sign with an HPKI test certificate. Never for real documents.

    Returns:
        The signed document.

    Raises:
        SigningError: what nobody would accept, or did not pass; then with ``report``.
        CardError: a card or its driver failed.
        PinError: no signature for want of a PIN.
    """
    prepared = _hpki.prepare_dispensing(
        prescription,
        csv,
        certificate=signer.certificate,
        at=at,
        algorithm=signer.algorithm,
        any_content=any_content,
        danger_accept_test_certificates=danger_accept_test_certificates,
    )
    return prepared.sign(signer, verifier=verifier)


def sign_document(
    document: UnsignedDocument,
    *,
    signer: _Signer,
    at: datetime.datetime | None = None,
    verifier: Verifier | None = None,
    danger_accept_test_certificates: bool = False,
) -> bytes:
    """Sign a prescription or dispensing record that another program wrote.

    Args:
        document: The document, as UnsignedDocument.from_xml reads it. No octet changes outside the place of its signature.
        signer: A FileSigner or a CardSigner.
        at: Signing time, an aware datetime. Default: now.
        verifier: The document must be TOTAL-PASSED for it as of that time, path and revocation included, or is discarded.
        danger_accept_test_certificates: Sign with an HPKI test certificate. Never for real documents.

    Returns:
        The signed document.

    Raises:
        SigningError: what nobody would accept, or did not pass; then with ``report``.
        CardError: a card or its driver failed.
        PinError: no signature for want of a PIN.
    """
    prepared = _hpki.prepare_document(
        document,
        certificate=signer.certificate,
        at=at,
        algorithm=signer.algorithm,
        danger_accept_test_certificates=danger_accept_test_certificates,
    )
    return prepared.sign(signer, verifier=verifier)


def sign_xml(
    source: _Source | None = None,
    *,
    packaging: Literal["enveloped", "enveloping", "detached"],
    signer: _Signer,
    kind: Literal["referral", "generic"] = "referral",
    element: str | None = None,
    detached: _Detached | None = None,
    listing: Literal["references", "manifest"] = "references",
    xml: Literal["canonical", "octets"] = "canonical",
    properties: Properties | None = None,
    at: datetime.datetime | None = None,
    verifier: Verifier | None = None,
    roles: str | Iterable[str] | None = None,
    danger_accept_test_certificates: bool = False,
) -> bytes:
    """Sign a referral letter (診療情報提供書) or another document.

    Args:
        source: The document, for ``enveloped`` and ``enveloping``.
        packaging: ``enveloped``: the signature in the XML document. ``enveloping``: around XML or a file of any kind.
            ``detached``: beside files.
        signer: A FileSigner or a CardSigner.
        kind: Who may sign: a referral wants one of the roles for it, ``generic`` any HPKI signature certificate.
        element: Sign only the element with this Id, enveloped: then several people can sign side by side.
        detached: The files of a detached signature: a mapping of the names it gives them to sources, or paths, which it
            calls by their paths in a folder or by the last part of their own.
        listing: List the files in the signature itself, or in a ``manifest``, as real referral letters do.
        xml: Sign XML in its canonical form, so that line ends and the like may change, or octet for octet.
        properties: What the signer says about the signature.
        at: Signing time, an aware datetime. Default: now.
        verifier: The document must be TOTAL-PASSED for it as of that time, path and revocation included, or is discarded.
        roles: One of these roles is demanded of the signer, in Japanese or as certificates have them.
        danger_accept_test_certificates: Sign with an HPKI test certificate. Never for real documents.

    Returns:
        The signed document.

    Raises:
        ArgumentError: arguments that do not go together.
        SigningError: what nobody would accept, or did not pass; then with ``report``.
        CardError: a card or its driver failed.
        PinError: no signature for want of a PIN.
    """
    prepared = _hpki.prepare_xml(
        source,
        packaging=packaging,
        certificate=signer.certificate,
        kind=kind,
        element=element,
        detached=detached,
        listing=listing,
        xml=xml,
        properties=properties,
        at=at,
        algorithm=signer.algorithm,
        roles=roles,
        danger_accept_test_certificates=danger_accept_test_certificates,
    )
    return prepared.sign(signer, verifier=verifier)


def counter_sign(
    source: _Source,
    *,
    signer: _Signer,
    signature_id: str | None = None,
    kind: Literal["referral", "generic"] = "referral",
    properties: Properties | None = None,
    at: datetime.datetime | None = None,
    verifier: Verifier | None = None,
    roles: str | Iterable[str] | None = None,
    danger_accept_test_certificates: bool = False,
) -> bytes:
    """Counter-sign a signature of a document: over its value, among its unsigned properties.

    Args:
        source: The signed document.
        signer: A FileSigner or a CardSigner.
        signature_id: The Id of the signature. Default: the only one there is. Its value must hold.
        kind: Who may sign: a referral wants one of the roles for it, ``generic`` any HPKI signature certificate.
        properties: What the signer says about the signature.
        at: Signing time, an aware datetime. Default: now.
        verifier: The document must be TOTAL-PASSED for it as of that time, path and revocation included, or is discarded.
        roles: One of these roles is demanded of the signer, in Japanese or as certificates have them.
        danger_accept_test_certificates: Sign with an HPKI test certificate. Never for real documents.

    Returns:
        The document with the counter-signature.

    Raises:
        SigningError: what nobody would accept, or did not pass; then with ``report``.
        CardError: a card or its driver failed.
        PinError: no signature for want of a PIN.
    """
    prepared = _hpki.prepare_counter_signature(
        source,
        certificate=signer.certificate,
        signature_id=signature_id,
        kind=kind,
        properties=properties,
        at=at,
        algorithm=signer.algorithm,
        roles=roles,
        danger_accept_test_certificates=danger_accept_test_certificates,
    )
    return prepared.sign(signer, verifier=verifier)
