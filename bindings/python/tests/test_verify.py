"""Verdicts, and what comes with them."""

from __future__ import annotations

import copy
import datetime
import pickle

import pytest
from conftest import AT, CERTIFICATES, Case

import hpki


def test_a_verified_document_says_who_signed_what_and_when(good: Case) -> None:
    document = hpki.verify(good.document, trust=good.trust(), at=AT, kind="prescription")
    assert document.kind == "prescription"
    assert document.prescription == document.content
    assert document.parts == document.manifest_parts == ()
    (signature,) = document.signatures
    assert signature.level == "LT"
    (role,) = signature.signer.roles
    assert (role.text, role.japanese) == ("Medical Doctor", "医師")
    assert signature.signer.policy == "production"
    assert signature.signer.name == signature.signer.japanese_name
    assert signature.claimed_signing_time is not None and signature.proven_time is not None
    assert signature.claimed_signing_time.tzinfo is datetime.timezone.utc
    assert signature.proven_time >= signature.claimed_signing_time
    (stamp,) = signature.time_stamps
    assert (stamp.ok, stamp.gen_time) == (True, signature.proven_time)


def test_a_report_is_told_in_every_form(good: Case) -> None:
    report = good.verify().report
    assert (report.indication, report.sub_indication, report.kind) == ("TOTAL-PASSED", None, "prescription")
    data = report.to_dict()
    assert data["indication"] == "TOTAL-PASSED" and data["file"] == str(good.document)
    ids = [check["id"] for check in data["checks"]]
    ids += [check["id"] for signature in data["signatures"] for check in signature["checks"]]
    assert [check.id for check in report.checks] == ids
    assert report.text().startswith("ACCEPTED") and report.text("ja").startswith("受け入れ可")
    assert '<html lang="ja">' in report.html("ja")
    check = report.checks[0]
    assert check.outcome == "passed" and check.label("ja") != check.label("en")
    with pytest.raises(hpki.ArgumentError):
        report.text("fr")  # type: ignore[arg-type]


def test_a_refused_document_raises_with_its_report(refused: Case) -> None:
    with pytest.raises(hpki.VerificationError) as caught:
        refused.verify()
    error = caught.value
    assert error.code == refused.data["expected"]["finding"]
    assert error.report.indication == error.indication == "INDETERMINATE"
    assert error.sub_indication == "NO_CERTIFICATE_CHAIN_FOUND"
    assert error.message_en in error.report.text("en").replace("\n", " ") or error.code in error.report.text("en")
    assert error.code in str(error) and error.indication in str(error)
    assert error.message("ja").endswith(error.message_ja)
    assert error.report.to_dict()["content"] is None


def test_nothing_but_a_verification_makes_a_proof() -> None:
    for kind in (hpki.VerifiedDocument, hpki.Signature, hpki.Report, hpki.Check, hpki.TimeStamp, hpki.SignedPart):
        with pytest.raises(TypeError):
            kind()
        with pytest.raises(TypeError):
            type("Own", (kind,), {})
        with pytest.raises(TypeError):
            object.__new__(kind)


def test_a_proof_does_not_travel(good: Case) -> None:
    document = good.verify()
    for thing in (document, document.signatures[0]):
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(thing)
        with pytest.raises(TypeError):
            copy.deepcopy(thing)
        with pytest.raises(AttributeError):
            thing.content = b"x"  # type: ignore[union-attr, misc]
        with pytest.raises(AttributeError):
            thing.anything = 1  # type: ignore[union-attr]


def test_verifiers_and_stores_travel(good: Case) -> None:
    verifier = hpki.Verifier(
        good.trust(), kind="dispensing", revocation="off", roles=["薬剤師"], danger_accept_test_certificates=True
    )
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        there = pickle.loads(pickle.dumps(verifier, protocol))
        assert repr(there) == repr(verifier) and "ACCEPTS TEST CERTIFICATES" in repr(there)
        assert there.__reduce__()[1][1] == verifier.__reduce__()[1][1]
        with pytest.raises(hpki.VerificationError) as caught:
            there.verify(good.document, at=AT)
        assert caught.value.code == "format::document-kind"
    store = hpki.TrustStore(CERTIFICATES / "root.der", intermediates=CERTIFICATES / "attacker-ca.der")
    store.add_time_stamp_anchors(CERTIFICATES / "tsa-root.der")
    there = pickle.loads(pickle.dumps(store))
    assert (there.anchors, there.time_stamp_anchors) == (store.anchors, store.time_stamp_anchors)
    assert there.intermediates == store.intermediates and len(there.intermediates) == 1


def test_trust_comes_in_many_forms(good: Case) -> None:
    root = CERTIFICATES / "root.der"
    for trust in (root, str(root), root.read_bytes(), [root], (path for path in [root]), hpki.Certificate(root)):
        verifier = hpki.Verifier(trust)
        assert repr(verifier) == "<hpki.Verifier: kind auto, revocation required, 1 anchors>"
    assert repr(hpki.TrustStore()) == "<hpki.TrustStore: 0 anchors, 0 time-stamp anchors, 0 intermediates, 0 certificate lists>"
    with pytest.raises(hpki.VerificationError) as caught:
        hpki.verify(good.document, trust=[], at=AT)
    assert caught.value.sub_indication == "NO_CERTIFICATE_CHAIN_FOUND"
    with pytest.raises(TypeError):
        hpki.verify(good.document, at=AT)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        hpki.verify(good.document, trust=None, at=AT)  # type: ignore[arg-type]


def test_a_role_alone_is_not_taken_for_its_letters(good: Case) -> None:
    trust = good.trust()
    assert hpki.verify(good.document, trust=trust, at=AT, roles="医師").kind == "prescription"
    assert hpki.verify(good.document, trust=trust, at=AT, roles=["Dentist", "Medical Doctor"])
    with pytest.raises(hpki.VerificationError) as caught:
        hpki.verify(good.document, trust=trust, at=AT, roles="歯科医師")
    assert caught.value.sub_indication == "CHAIN_CONSTRAINTS_FAILURE"


def test_representations_name_nobody(good: Case) -> None:
    document = good.verify()
    signer = document.signatures[0].signer
    shown = " ".join(
        repr(thing)
        for thing in (document, document.report, *document.signatures, *document.report.checks, signer, *signer.roles)
    )
    assert "hpki.VerifiedDocument: prescription, 1 signatures" in shown
    for name in (signer.common_name, signer.japanese_name, document.content.decode("utf-8")[:20]):
        assert name and name not in shown


def test_a_table_of_roles_names_them_and_travels(good: Case) -> None:
    table = "\ufeffMedical Doctor\t医者\tqualification\tseen\n".encode()
    verifier = hpki.Verifier(good.trust(), role_table=table, roles="医者")
    for one in (verifier, pickle.loads(pickle.dumps(verifier))):
        report = one.verify(good.document, at=AT).report
        assert report.to_dict()["signatures"][0]["signer"]["roles"] == [{"text": "Medical Doctor", "japanese": "医者"}]
        assert "医者" in report.text("ja") and "医師" not in report.text("ja")
    assert "医師" in good.verify().report.text("ja")
    for wrong, code in ((b"Medical Doctor\n", "role-table::line"), (b"\x83\x5c", "role-table::encoding")):
        with pytest.raises(hpki.ParseError) as caught:
            hpki.Verifier(good.trust(), role_table=wrong)
        assert caught.value.code == code


def test_reports_and_exceptions_travel(good: Case, refused: Case) -> None:
    with pytest.raises(hpki.VerificationError) as caught:
        refused.verify()
    error = pickle.loads(pickle.dumps(caught.value))
    assert (type(error), str(error)) == (type(caught.value), str(caught.value))
    assert (error.indication, error.sub_indication) == (caught.value.indication, caught.value.sub_indication)
    revoked = hpki.Certificate(CERTIFICATES / "doctor-revoked.der")
    with pytest.raises(hpki.VerificationError) as of_path:
        revoked.validate(CERTIFICATES / "root.der", at=AT)
    for there, here in (
        (error.report, caught.value.report),
        (pickle.loads(pickle.dumps(good.verify().report)), good.verify().report),
        (pickle.loads(pickle.dumps(of_path.value)).report, of_path.value.report),
    ):
        for again in (there, pickle.loads(pickle.dumps(there))):
            assert again.to_json() == here.to_json() and again.to_dict() == here.to_dict()
            assert [again.text(lang) for lang in ("en", "ja")] == [here.text(lang) for lang in ("en", "ja")]
            assert [again.html(lang) for lang in ("en", "ja")] == [here.html(lang) for lang in ("en", "ja")]
            assert again.checks == here.checks and again.path == here.path and len(again.checks) > 0
            assert (again.file, again.kind, again.at) == (here.file, here.kind, here.at)
            assert repr(again) == repr(here)
            assert [check.label("ja") for check in again.checks] == [check.label("ja") for check in here.checks]
