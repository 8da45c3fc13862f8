"""Signing with keys from files, in one step and in two; what is refused; what is never shown."""

from __future__ import annotations

import copy
import datetime
import hashlib
import io
import pathlib
import pickle
import re
import subprocess
import sys
import threading
from typing import Any

import pytest
from conftest import CERTIFICATES, VECTORS

import hpki

KEYS = VECTORS / "pki" / "keys"
LISTS = VECTORS / "pki" / "crls"
KEY_FILES = VECTORS.parent / "hpki-core" / "tests" / "key_files"
EXAMPLES = pathlib.Path(__file__).parents[1] / "examples"
NOW = datetime.datetime(2026, 4, 2, 3, tzinfo=datetime.timezone.utc)
CSV = "SJ1,処方箋\nRP,1\n".encode()


def signer(who: str = "doctor") -> hpki.FileSigner:
    return hpki.FileSigner(key=KEYS / f"{who}.pem", certificate=CERTIFICATES / f"{who}.der")


@pytest.fixture(scope="module")
def trust() -> hpki.TrustStore:
    return hpki.TrustStore(
        CERTIFICATES / "root.der",
        intermediates=CERTIFICATES / "sign-ca.der",
        certificate_lists=[LISTS / "sign-ca.crl", LISTS / "root.crl"],
    )


def content(document: bytes, trust: hpki.TrustStore, kind: str = "auto") -> hpki.VerifiedDocument:
    return hpki.verify(document, trust=trust, at=NOW, kind=kind)  # type: ignore[arg-type]


def test_a_prescription_is_signed_and_passes(trust: hpki.TrustStore) -> None:
    document = hpki.sign_prescription(CSV, signer=signer(), at=NOW)
    verified = content(document, trust)
    assert (verified.kind, verified.content) == ("prescription", CSV)
    assert verified.signatures[0].claimed_signing_time == NOW
    assert verified.signatures[0].signer == signer().certificate
    assert hpki.sign_prescription(io.BytesIO(CSV), signer=signer(), at=NOW, verifier=hpki.Verifier(trust)) == document


def test_a_dispensing_record_carries_its_prescription(trust: hpki.TrustStore) -> None:
    prescription = hpki.sign_prescription(CSV, signer=signer(), at=NOW)
    record = hpki.sign_dispensing(prescription, b"CJ1\n", signer=signer("pharmacist"), at=NOW)
    verified = content(record, trust)
    assert (verified.kind, verified.content, verified.prescription) == ("dispensing", b"CJ1\n", CSV)
    with pytest.raises(hpki.SigningError) as caught:
        hpki.sign_dispensing(prescription, b"CJ1\n", signer=signer("doctor"), at=NOW)
    assert caught.value.code == "sign::role"
    with pytest.raises(hpki.SigningError):
        hpki.sign_dispensing(prescription.replace(b"U0ox", b"U0oy"), b"CJ1\n", signer=signer("pharmacist"), at=NOW)


def test_a_document_of_another_program_is_signed(trust: hpki.TrustStore) -> None:
    unsigned = hpki.UnsignedDocument.prescription(CSV)
    given = hpki.UnsignedDocument.from_xml(unsigned.octets, kind="prescription")
    assert (given.kind, given.content_digest) == ("prescription", unsigned.content_digest)
    assert len(given.content_digest) == 32
    assert content(hpki.sign_document(given, signer=signer(), at=NOW), trust).content == CSV
    with pytest.raises(hpki.SigningError):
        hpki.UnsignedDocument.from_xml(unsigned.octets, kind="dispensing")


@pytest.mark.parametrize("name", ["aes-256.p12", "aes-128-sha-512.p12"])
def test_keys_come_from_pkcs12(name: str, trust: hpki.TrustStore) -> None:
    one = hpki.FileSigner(pkcs12=KEY_FILES / name, passphrase=b"secret")
    assert one.algorithm == "rsa-sha256"
    assert content(hpki.sign_prescription(CSV, signer=one, at=NOW), trust).content == CSV
    with pytest.raises(hpki.PassphraseError) as caught:
        hpki.FileSigner(pkcs12=KEY_FILES / name, passphrase=b"Secret")
    assert isinstance(caught.value, (hpki.KeyFileError, hpki.SigningError)) and "Secret" not in str(caught.value)


def test_a_passphrase_is_overwritten_whatever_comes_of_it() -> None:
    path = KEY_FILES / "pkcs8-aes-256.pem"
    passphrases = [bytearray(b"secret"), bytearray(b"wrong")]
    for passphrase in passphrases:
        try:
            hpki.FileSigner(key=path, certificate=CERTIFICATES / "doctor.der", passphrase=passphrase)
        except hpki.PassphraseError:
            assert passphrase is passphrases[1]
        assert passphrase == bytes(len(passphrase)) and len(passphrase) in (5, 6)
    typed = bytearray(b"secret")
    with pytest.raises(TypeError):
        hpki.FileSigner(pkcs12=path, passphrase=typed, algorithm=1)  # type: ignore[arg-type]
    assert typed == bytes(6)
    typed = bytearray(b"secret")
    with pytest.raises(hpki.FileMissingError):
        hpki.FileSigner(pkcs12="no-such-file", passphrase=typed)
    assert typed == bytes(6)
    answer = bytearray(b"secret")
    assert hpki.FileSigner(key=path, certificate=CERTIFICATES / "doctor.der", passphrase=lambda: answer)
    assert answer == bytes(6)
    with pytest.raises(TypeError, match="not str") as caught:
        hpki.FileSigner(pkcs12=KEY_FILES / "aes-256.p12", passphrase="secret")  # type: ignore[arg-type]
    assert "secret" not in str(caught.value)


def test_one_pem_file_holds_key_and_certificates(tmp_path: pathlib.Path) -> None:
    both = tmp_path / "both.pem"
    pem = [
        subprocess.run(["openssl", "x509", "-inform", "DER", "-in", CERTIFICATES / f"{name}.der"], capture_output=True)
        for name in ("sign-ca", "doctor")
    ]
    both.write_bytes(b"".join(run.stdout for run in pem) + (KEYS / "doctor.pem").read_bytes())
    one = hpki.FileSigner(key=both)
    assert one.certificate == hpki.Certificate(CERTIFICATES / "doctor.der")
    assert one.authorities == (hpki.Certificate(CERTIFICATES / "sign-ca.der"),)
    with pytest.raises(hpki.ParseError) as caught:
        hpki.FileSigner(key=KEYS / "doctor.pem")
    assert caught.value.code == "file::no-certificate"
    with pytest.raises(hpki.KeyFileError):
        hpki.FileSigner(key=KEYS / "doctor.pem", certificate=CERTIFICATES / "pharmacist.der")
    for wrong in ({}, {"pkcs12": both, "key": both}, {"certificate": both}):
        with pytest.raises(TypeError):
            hpki.FileSigner(**wrong)  # type: ignore[arg-type]


def test_keys_are_not_shown_and_do_not_travel() -> None:
    one = signer()
    name = one.certificate.name
    assert name and name not in repr(one) and repr(one).startswith("<hpki.FileSigner: rsa-sha256")
    with pytest.raises(TypeError):
        pickle.dumps(one)
    with pytest.raises(TypeError):
        copy.copy(one)


PROPERTIES = hpki.Properties(
    claimed_roles=["主治医"],
    city="千代田区",
    prefecture="東京都",
    country="JP",
    commitments=["approval", "http://example.jp/commitment"],
    formats=[hpki.Format(mime_type="text/xml", description="診療情報提供書")],
    policy="implied",
)


def test_a_letter_is_enveloped_with_properties(trust: hpki.TrustStore) -> None:
    letter = b"<letter><p>\xe7\x97\x9b</p></letter>"
    verifier = hpki.Verifier(trust, kind="referral")
    signed = hpki.sign_xml(
        letter, packaging="enveloped", signer=signer(), at=NOW, properties=PROPERTIES, verifier=verifier
    )
    before, after = letter[:-9], letter[-9:]
    assert signed.startswith(before) and signed.endswith(after)
    for expected in ("主治医", "千代田区", "東京都", ">JP<", "#ProofOfApproval", "http://example.jp/commitment"):
        assert expected.encode() in signed
    assert "診療情報提供書".encode() in signed and b"SignaturePolicyImplied" in signed
    assert "診療" not in repr(PROPERTIES)
    policy = hpki.Properties(policy=hpki.SignaturePolicy("urn:oid:1.2.3", b"document", "http://example.jp/policy"))
    with pytest.raises(hpki.SigningError) as caught:
        hpki.sign_xml(letter, packaging="enveloped", signer=signer(), at=NOW, properties=policy, verifier=verifier)
    assert caught.value.code == "sign::not-valid" and caught.value.report is not None
    assert caught.value.report.sub_indication == "SIGNATURE_POLICY_NOT_AVAILABLE"
    assert b"urn:oid:1.2.3" in hpki.sign_xml(
        letter, packaging="enveloped", signer=signer(), at=NOW, properties=policy
    )


def test_people_sign_side_by_side_and_each_other(trust: hpki.TrustStore) -> None:
    verifier = hpki.Verifier(trust, kind="referral")
    letter = b'<letter><part Id="one">x</part></letter>'
    one = hpki.sign_xml(letter, packaging="enveloped", element="one", signer=signer(), at=NOW, verifier=verifier)
    two = hpki.sign_xml(one, packaging="enveloped", element="one", signer=signer(), at=NOW, verifier=verifier)
    assert len(content(two, trust, "referral").signatures) == 2
    countered = hpki.counter_sign(one, signer=signer(), at=NOW, properties=PROPERTIES)
    assert b"CounterSignature>" in countered and len(content(countered, trust, "referral").signatures) == 1
    with pytest.raises(hpki.SigningError) as caught:
        hpki.counter_sign(two, signer=signer(), at=NOW)
    assert caught.value.code == "sign::target"


def test_files_of_any_kind_are_signed(tmp_path: pathlib.Path, trust: hpki.TrustStore) -> None:
    verifier = hpki.Verifier(trust, kind="referral")
    pdf = hpki.sign_xml(b"%PDF-1.7", packaging="enveloping", signer=signer(), at=NOW, verifier=verifier)
    assert [part.content for part in content(pdf, trust, "referral").parts] == [b"%PDF-1.7"]
    around = hpki.sign_xml(b"<letter/>", packaging="enveloping", signer=signer(), at=NOW, verifier=verifier)
    assert b"<letter" in around
    files = {"letter.xml": b"<letter a='1'/>", "images/1.png": b"\x89PNG"}
    formats = [hpki.Format(file="images/1.png", mime_type="image/png")]
    listing: Any
    for listing in ("references", "manifest"):
        signed = hpki.sign_xml(
            packaging="detached",
            detached=files,
            listing=listing,
            signer=signer(),
            at=NOW,
            verifier=verifier,
            properties=hpki.Properties(formats=formats if listing == "references" else ()),
        )
        other: dict[str, bytes] = {**files, "letter.xml": b'<letter  a="1"></letter>'}
        assert verifier.verify(signed, at=NOW, detached=other).kind == "referral"
        damaged: dict[str, bytes] = {**files, "images/1.png": b"\x89PNg"}
        with pytest.raises(hpki.VerificationError):
            verifier.verify(signed, at=NOW, detached=damaged)
    for name, octets in (("a.pdf", b"%PDF"), ("b.xml", b"<b/>")):
        (tmp_path / name).write_bytes(octets)
    paths = [tmp_path / "a.pdf", tmp_path / "b.xml"]
    signed = hpki.sign_xml(
        packaging="detached", detached=paths, xml="octets", signer=signer(), at=NOW, verifier=verifier
    )
    assert b'URI="a.pdf"' in signed and str(tmp_path).encode() not in signed
    wrong: Any
    for wrong in (
        {"packaging": "detached"},
        {"packaging": "detached", "source": b"<a/>", "detached": files},
        {"packaging": "enveloped", "detached": files},
        {"packaging": "enveloping", "source": b"<a/>", "element": "x"},
        {"packaging": "attached", "source": b"<a/>"},
    ):
        with pytest.raises(hpki.ArgumentError):
            hpki.sign_xml(signer=signer(), at=NOW, **wrong)


def test_two_phases_with_a_key_that_is_elsewhere(tmp_path: pathlib.Path, trust: hpki.TrustStore) -> None:
    certificate = hpki.Certificate(CERTIFICATES / "doctor.der")
    prepared = hpki.prepare_prescription(CSV, certificate=certificate, at=NOW)
    data = tmp_path / "data"
    data.write_bytes(prepared.data_to_be_signed)
    assert prepared.digest == hashlib.sha256(prepared.data_to_be_signed).digest()
    assert (prepared.digest_algorithm, prepared.algorithm, prepared.kind) == ("SHA-256", "rsa-sha256", "prescription")
    assert (prepared.signing_time, prepared.certificate) == (NOW, certificate)
    openssl = ["openssl", "dgst", "-sha256", "-sign", str(KEYS / "doctor.pem"), str(data)]
    value = subprocess.run(openssl, capture_output=True, check=True).stdout
    state = prepared.to_state()
    for again in (prepared, hpki.Prepared.from_state(state), pickle.loads(pickle.dumps(prepared))):
        document = again.assemble(value, verifier=hpki.Verifier(trust), at=NOW)
        assert content(document, trust).content == CSV
        assert document == again.sign(signer())
        assert again.to_dict()["digest"] == prepared.digest.hex()
    name = certificate.name
    assert name and name not in repr(prepared) and "処方箋" not in repr(prepared)
    with pytest.raises(hpki.SigningError) as caught:
        prepared.assemble(value[:-1] + bytes([value[-1] ^ 1]))
    assert caught.value.code == "sign::value"
    with pytest.raises(hpki.SigningError) as caught:
        hpki.Prepared.from_state(state.replace(b"2026-04-02", b"2026-04-03"))
    assert caught.value.code.startswith("sign::state")
    with pytest.raises(hpki.SigningError) as caught:
        prepared.sign(signer("pharmacist"))
    assert caught.value.code == "sign::other-signer"


def test_a_signature_element_of_a_service_is_adopted(trust: hpki.TrustStore) -> None:
    unsigned = hpki.UnsignedDocument.prescription(CSV)
    signed = hpki.sign_document(unsigned, signer=signer(), at=NOW)
    found = re.search(rb"<(\w+:)?Signature[ >].*</(\w+:)?Signature>", signed, re.DOTALL)
    assert found
    element = found[0]
    adopted = hpki.adopt(unsigned, element, verifier=hpki.Verifier(trust), at=NOW)
    assert content(adopted, trust).content == CSV
    with pytest.raises(hpki.SigningError):
        hpki.adopt(hpki.UnsignedDocument.prescription(b"SJ1,2\n"), element)
    with pytest.raises(TypeError):
        hpki.adopt(unsigned.octets, element)  # type: ignore[arg-type]


def test_what_nobody_would_accept_is_not_signed() -> None:
    for csv, code in (
        (b"", "sign::content-empty"),
        (b"SJ1\r\n", "sign::content-carriage-return"),
        (b"\xff", "sign::content-encoding"),
    ):
        with pytest.raises(hpki.SigningError) as caught:
            hpki.sign_prescription(csv, signer=signer(), at=NOW)
        assert caught.value.code == code and caught.value.report is None
        assert caught.value.message_ja.endswith("。") or "（" in caught.value.message_ja or ")" in caught.value.message_ja
    assert hpki.sign_prescription(b"SJ1\r\n", signer=signer(), at=NOW, any_content=True)
    late = datetime.datetime(2049, 1, 1, tzinfo=datetime.timezone.utc)
    with pytest.raises(hpki.SigningError) as caught:
        hpki.sign_prescription(CSV, signer=signer(), at=late)
    assert pickle.loads(pickle.dumps(caught.value)).code == caught.value.code == "sign::certificate-expired"
    with pytest.raises(hpki.ArgumentError):
        hpki.sign_prescription(CSV, signer=signer(), at=NOW.replace(tzinfo=None))
    with pytest.raises(TypeError, match="signer"):
        hpki.prepare_prescription(CSV, certificate=signer().certificate, at=NOW).sign("doctor")  # type: ignore[arg-type]
    for wrong in ("sha256", "ecdsa-sha256"):
        with pytest.raises(hpki.Error):
            hpki.FileSigner(key=KEYS / "doctor.pem", certificate=CERTIFICATES / "doctor.der", algorithm=wrong)  # type: ignore[arg-type]


def test_a_document_that_does_not_pass_is_discarded(trust: hpki.TrustStore) -> None:
    verifier = hpki.Verifier(CERTIFICATES / "attacker-root.der")
    with pytest.raises(hpki.SigningError) as caught:
        hpki.sign_prescription(CSV, signer=signer(), at=NOW, verifier=verifier)
    error = caught.value
    assert error.code == "sign::not-valid" and error.report is not None
    assert error.report.indication == "INDETERMINATE" and error.report.to_dict()["content"] is None


def test_one_signer_serves_many_threads(trust: hpki.TrustStore) -> None:
    one, documents = signer(), []
    threads = [
        threading.Thread(target=lambda: documents.append(hpki.sign_prescription(CSV, signer=one, at=NOW)))
        for _ in range(64)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(documents) == 64 and len(set(documents)) == 1


MEMORY = """
import gc, os, sys
import hpki, test_sign as t
def resident():
    gc.collect()
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
def work(times):
    for number in range(times):
        typed = bytearray(b"secret")
        one = hpki.FileSigner(pkcs12=t.KEY_FILES / "aes-256.p12", passphrase=typed) if number % 500 == 0 else signer
        prepared = hpki.prepare_prescription(t.CSV, certificate=one.certificate, at=t.NOW)
        assert hpki.Prepared.from_state(prepared.to_state()).sign(one)
        try:
            prepared.assemble(b"x")
        except hpki.SigningError as error:
            assert error.message_ja
signer = t.signer()
work(500)
before = resident()
work(2000)
print(resident() - before)
"""


def test_memory_does_not_grow() -> None:
    if not pathlib.Path("/proc/self/statm").exists():
        pytest.skip("no /proc/self/statm on this system")
    here = pathlib.Path(__file__).parent
    done = subprocess.run([sys.executable, "-c", MEMORY], cwd=here, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1024 * 1024


def run(example: str, *arguments: object) -> str:
    done = subprocess.run([sys.executable, EXAMPLES / example, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_examples_run(tmp_path: pathlib.Path) -> None:
    csv, out, passphrase = tmp_path / "rx.csv", tmp_path / "rx.xml", tmp_path / "passphrase"
    csv.write_bytes(CSV)
    passphrase.write_text("secret")
    told = run("sign_with_file.py", csv, KEY_FILES / "aes-256.p12", passphrase, out, NOW.isoformat())
    assert "signed" in told and out.read_bytes().startswith(b"<?xml")
    state, data, value, other = (tmp_path / name for name in ("state", "data", "value", "other.xml"))
    run("remote_sign.py", "prepare", csv, CERTIFICATES / "doctor.der", state, data, NOW.isoformat())
    openssl = ["openssl", "dgst", "-sha256", "-sign", KEYS / "doctor.pem", "-out", value, data]
    subprocess.run([str(part) for part in openssl], check=True)
    run("remote_sign.py", "assemble", state, value, other)
    assert other.read_bytes() == out.read_bytes()
