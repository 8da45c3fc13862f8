"""Certificates: what they say, and whether a path to an anchor holds."""

from __future__ import annotations

import datetime
import pickle

import pytest
from conftest import AT, CERTIFICATES, VECTORS

import hpki

DOCTOR = hpki.Certificate(CERTIFICATES / "doctor.der")
LISTS = [VECTORS / "pki" / "crls" / f"{name}-october.crl" for name in ("root", "sign-ca")]


def store() -> hpki.TrustStore:
    trust = hpki.TrustStore(CERTIFICATES / "root.der", intermediates=CERTIFICATES / "sign-ca.der")
    trust.add_certificate_lists(LISTS)
    return trust


def test_a_certificate_says_who_it_is_of() -> None:
    (role,) = DOCTOR.roles
    assert (role.text, role.japanese, role.coding_scheme) == ("Medical Doctor", "医師", "1.2.392.100495.1.6.1.1")
    assert repr(role) == "<hpki.Role: Medical Doctor (医師)>"
    assert DOCTOR.public_key == "RSA 2048" and DOCTOR.policy == "production"
    assert DOCTOR.not_before < AT < DOCTOR.not_after
    assert DOCTOR.not_after.tzinfo is datetime.timezone.utc
    assert len(DOCTOR.sha256) == 32 and int(DOCTOR.serial_number, 16) > 0
    assert DOCTOR.common_name and DOCTOR.common_name in DOCTOR.subject and DOCTOR.issuer != DOCTOR.subject
    assert DOCTOR.profile and all(check.outcome == "passed" for check in DOCTOR.checks)
    data = DOCTOR.to_dict()
    assert data["subject"] == DOCTOR.subject and data["sha256"] == DOCTOR.sha256.hex()
    assert DOCTOR.subject in DOCTOR.text() and "医師" in DOCTOR.text("ja")


def test_certificates_compare_and_travel() -> None:
    again = hpki.Certificate(DOCTOR.der)
    assert again == DOCTOR and hash(again) == hash(DOCTOR) and pickle.loads(pickle.dumps(DOCTOR)) == DOCTOR
    other = hpki.Certificate(CERTIFICATES / "dentist.der")
    assert other != DOCTOR and len({again, DOCTOR, other}) == 2 and DOCTOR != "a certificate"
    assert DOCTOR.roles == again.roles and DOCTOR.roles != other.roles


def test_all_certificates_of_a_source() -> None:
    import base64

    def pem(certificate: hpki.Certificate) -> bytes:
        body = base64.encodebytes(certificate.der)
        return b"-----BEGIN CERTIFICATE-----\n" + body + b"-----END CERTIFICATE-----\n"

    root = hpki.Certificate(CERTIFICATES / "root.der")
    assert hpki.Certificate.all(pem(DOCTOR) + pem(root)) == (DOCTOR, root)
    assert hpki.TrustStore(pem(DOCTOR) + pem(root)).anchors == (DOCTOR, root)


def test_a_path_that_holds_is_proven() -> None:
    path = DOCTOR.validate(store(), at=AT)
    assert path.certificates[0] == DOCTOR and path.certificates[-1] == store().anchors[0]
    assert path.policy == "production" and path.policies and path.at == AT
    report = path.report
    assert (report.indication, report.kind, report.path) == ("TOTAL-PASSED", None, path.certificates)
    assert report.to_dict()["indication"] == "TOTAL-PASSED"
    assert report.text("ja") != report.text("en") and "<html" in report.html("ja")
    with pytest.raises(TypeError):
        pickle.dumps(path)
    with pytest.raises(TypeError):
        hpki.VerifiedPath()


def test_a_path_that_does_not_hold_raises_with_its_report() -> None:
    revoked = hpki.Certificate(CERTIFICATES / "doctor-revoked.der")
    with pytest.raises(hpki.RevocationError) as caught:
        revoked.validate(store(), at=AT)
    assert caught.value.sub_indication == caught.value.report.sub_indication == "REVOKED_NO_POE"
    assert caught.value.code in [check.id for check in caught.value.report.checks if check.outcome != "passed"]
    without_lists = hpki.TrustStore(CERTIFICATES / "root.der", intermediates=CERTIFICATES / "sign-ca.der")
    with pytest.raises(hpki.RevocationError) as caught:
        DOCTOR.validate(without_lists, at=AT)
    assert caught.value.sub_indication == "TRY_LATER"
    assert DOCTOR.validate(without_lists, at=AT, revocation="off").policies == DOCTOR.validate(store(), at=AT).policies
    for wrong in (
        {"trust": CERTIFICATES / "attacker-root.der"},
        {"trust": CERTIFICATES / "root.der"},
        {"at": AT.replace(year=2090)},
        {"roles": "Pharmacist"},
        {"profile": "hpki-authentication"},
        {"initial_policies": "1.2.3", "require_explicit_policy": True},
    ):
        arguments = {"trust": store(), "at": AT, **wrong}
        with pytest.raises(hpki.VerificationError) as caught_any:
            DOCTOR.validate(**arguments)  # type: ignore[arg-type]
        assert caught_any.value.report.indication == caught_any.value.indication


def test_what_no_validation_can_use() -> None:
    for wrong, code in (
        ({"trust": []}, "certificate::no-trust-anchor"),
        ({"initial_policies": ["a.b"]}, "certificate::not-an-object-identifier"),
        ({"profile": "x509"}, "argument::unknown-choice"),
    ):
        arguments = {"trust": store(), "at": AT, **wrong}
        with pytest.raises(hpki.ArgumentError) as caught:
            DOCTOR.validate(**arguments)  # type: ignore[arg-type]
        assert caught.value.code == code


def test_test_certificates_are_accepted_only_when_it_is_spelled_out() -> None:
    test = hpki.Certificate(CERTIFICATES / "doctor-test.der")
    with pytest.raises(hpki.VerificationError):
        test.validate(store(), at=AT)
    assert test.validate(store(), at=AT, danger_accept_test_certificates=True).policy == "test"
