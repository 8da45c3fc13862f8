"""Facts about signatures, without a verdict."""

from __future__ import annotations

import hashlib
import types

import pytest
from conftest import Case

import hpki


def test_digests_values_and_octets(good: Case) -> None:
    inspection = hpki.inspect(good.document)
    (signature,) = inspection.signatures
    assert signature.core_valid is True and signature.signature_ok is True and signature.problem is None
    assert signature.level == "LT" and signature.signature_method.startswith("http")
    assert signature.signed_info is not None and b"SignedInfo" in signature.signed_info
    assert len(signature.certificates) >= 1 and signature.manifest_references == ()
    for reference in signature.references:
        assert reference.digest_ok is True and reference.octets is not None
        assert hashlib.sha256(reference.octets).digest() == reference.computed == reference.stated
        assert reference.digest_method.endswith("sha256") and reference.problem is None
    assert inspection.left_out == 0 and inspection.file == str(good.document)
    assert inspection.to_dict()["signatures"][0]["core_valid"] is True
    assert inspection.text("ja") != inspection.text() and "<html" in inspection.html()
    assert "nothing decided" in repr(inspection) and "computes" in repr(signature)


def test_a_wrong_digest_is_told(good: Case) -> None:
    octets = good.document.read_bytes()
    at = octets.index(b"</PrescriptionDocument>") - 8
    changed = octets[:at] + (b"A" if octets[at : at + 1] != b"A" else b"B") + octets[at + 1 :]
    (signature,) = hpki.inspect(changed).signatures
    assert signature.core_valid is False and signature.signature_ok is True
    assert [reference.digest_ok for reference in signature.references].count(False) == 1


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"<a>", "xml::"),
        (b"<a/>", "inspect::no-signature"),
        (b"<a><b Id='x'/><c Id='x'/></a>", "inspect::duplicate-identifier"),
        (b"", "xml::"),
    ],
)
def test_what_cannot_be_inspected(octets: bytes, code: str) -> None:
    with pytest.raises(hpki.ParseError) as caught:
        hpki.inspect(octets)
    assert caught.value.code.startswith(code), caught.value.code


def test_detached_files_come_by_name_or_path(good: Case) -> None:
    case = next(
        case
        for case in (Case.load(path.name) for path in sorted(good.folder.parent.iterdir()))
        if case.data["arguments"]["detached"] and case.data["kind"] == "benign"
    )
    paths = case.paths("detached")
    verifier = case.verifier()
    with pytest.raises(hpki.VerificationError) as caught:
        verifier.verify(case.document, at=case.at)
    assert caught.value.sub_indication == "SIGNED_DATA_NOT_FOUND"
    by_path = verifier.verify(case.document, at=case.at, detached=paths)
    by_name = verifier.verify(
        case.document, at=case.at, detached=types.MappingProxyType({path.name: path.read_bytes() for path in paths})
    )
    assert [part.sha256 for part in by_path.parts] == [part.sha256 for part in by_name.parts] != []
    by_folder = verifier.verify(case.document, at=case.at, detached=paths[0].parent)
    assert [part.sha256 for part in by_folder.parts] == [part.sha256 for part in by_path.parts]
    for part in by_path.parts:
        assert part.content is not None and len(part.content) == part.length
        assert hashlib.sha256(part.content).digest() == part.sha256
    assert all(signature.core_valid for signature in hpki.inspect(case.document, detached=paths).signatures)
