"""What octets can come from, and what is said about what they cannot."""

from __future__ import annotations

import datetime
import errno
import io
import pathlib
import pickle
from typing import Any

import pytest
from conftest import AT, CERTIFICATES, Case

import hpki

ROOT = CERTIFICATES / "root.der"


def test_octets_come_from_memory_paths_and_file_objects(good: Case) -> None:
    octets = good.document.read_bytes()
    verifier = good.verifier()
    content = verifier.verify(octets, at=AT).content
    assert len(content) > 20
    changing = bytearray(octets)
    for source in (
        changing,
        memoryview(octets),
        memoryview(bytearray(octets + octets))[: len(octets)],
        str(good.document),
        good.document,
        io.BytesIO(octets),
    ):
        assert verifier.verify(source, at=AT).content == content
    with good.document.open("rb") as file:
        document = verifier.verify(file, at=AT)
    assert document.content == content
    assert document.report.file == str(good.document)
    assert verifier.verify(octets, at=AT).report.file == "-"


def test_file_objects_may_give_little_at_a_time(good: Case) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 100))

    assert good.verifier().verify(Slow(good.document.read_bytes()), at=AT).kind == "prescription"


def test_text_is_refused_and_never_repeated(good: Case) -> None:
    verifier = good.verifier()
    document = good.document.read_text(encoding="utf-8")
    with pytest.raises(hpki.ArgumentError) as caught:
        verifier.verify(document, at=AT)
    assert caught.value.code == "argument::text-for-path"
    assert "<" not in str(caught.value) and len(str(caught.value)) < 300
    with good.document.open(encoding="utf-8") as file, pytest.raises(hpki.ArgumentError) as caught:
        verifier.verify(file, at=AT)  # type: ignore[arg-type]
    assert caught.value.code == "argument::text-file"
    for wrong in (None, 1, object(), ["a"]):
        with pytest.raises(TypeError, match="source must be bytes"):
            verifier.verify(wrong, at=AT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "kind", "code", "number"),
    [
        ("missing.xml", hpki.FileMissingError, "file::not-found", errno.ENOENT),
        ("", hpki.FileError, "file::is-a-folder", errno.EISDIR),
    ],
)
def test_files_that_cannot_be_read_are_errors_of_files(
    tmp_path: pathlib.Path, name: str, kind: type[hpki.FileError], code: str, number: int
) -> None:
    with pytest.raises(kind) as caught:
        hpki.verify(tmp_path / name, trust=ROOT)
    error = caught.value
    assert isinstance(error, OSError) and isinstance(error, FileNotFoundError) == (number == errno.ENOENT)
    assert (error.code, error.errno, error.filename) == (code, number, str(tmp_path / name)[:120])
    assert error.message_ja != error.message_en and error.report is None
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.errno) == (type(error), str(error), number)


def test_what_a_file_object_raises_goes_through() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hpki.verify(Broken(), trust=ROOT)


@pytest.mark.parametrize(
    ("octets", "code"),
    [(b"", "file::empty"), (b"hello", "file::no-certificate"), (ROOT.read_bytes()[:100], "certificate::")],
)
def test_octets_that_hold_no_certificate(octets: bytes, code: str) -> None:
    with pytest.raises(hpki.ParseError) as caught:
        hpki.Certificate(octets)
    assert isinstance(caught.value, ValueError)
    assert code in caught.value.code, caught.value.code
    store = hpki.TrustStore(ROOT)
    for add in (store.add_anchors, store.add_time_stamp_anchors, store.add_intermediates):
        with pytest.raises(hpki.ParseError):
            add([ROOT, octets])
    assert repr(store) == repr(hpki.TrustStore(ROOT)), "all are added or none"
    with pytest.raises(hpki.ParseError):
        store.add_certificate_lists(ROOT)


def test_times_are_aware_or_refused(good: Case) -> None:
    verifier = good.verifier()
    japan = datetime.timezone(datetime.timedelta(hours=9))
    document = verifier.verify(good.document, at=AT.astimezone(japan))
    assert document.report.at == AT and document.report.at.tzinfo is datetime.timezone.utc
    exact = AT.replace(microsecond=123456)
    assert verifier.verify(good.document, at=exact).report.at == exact
    with pytest.raises(hpki.ArgumentError) as caught:
        verifier.verify(good.document, at=datetime.datetime(2026, 10, 1))
    assert caught.value.code == "argument::time-without-zone"
    assert "tzinfo" in caught.value.message_en and "タイムゾーン" in caught.value.message_ja
    with pytest.raises(hpki.ArgumentError) as caught:
        verifier.verify(good.document, at=datetime.datetime(1, 1, 1, tzinfo=japan))
    assert caught.value.code == "argument::time-out-of-range"
    wrong: list[Any] = [datetime.date(2026, 10, 1), "2026-10-01T00:00:00Z", 0]
    for value in wrong:
        with pytest.raises(TypeError, match=r"aware datetime\.datetime"):
            verifier.verify(good.document, at=value)


def test_without_a_time_it_is_now(good: Case) -> None:
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    try:
        report = good.verifier().verify(good.document).report
    except hpki.VerificationError as error:
        report = error.report
    assert before <= report.at <= datetime.datetime.now(datetime.timezone.utc)


@pytest.mark.parametrize(
    "wrong", [{"kind": "letter"}, {"revocation": "maybe"}, {"signed_parts": "some"}, {"kind": ""}]
)
def test_words_that_no_argument_takes(wrong: dict[str, Any]) -> None:
    with pytest.raises(hpki.ArgumentError) as caught:
        hpki.Verifier(ROOT, **wrong)
    assert caught.value.code == "argument::unknown-choice"
    assert caught.value.subject in wrong


def test_folders_of_certificates_and_lists(tmp_path: pathlib.Path, good: Case) -> None:
    for path in (ROOT, CERTIFICATES / "sign-ca.der", CERTIFICATES.parent / "crls" / "root.crl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "notes.txt").write_text("no certificate", encoding="utf-8")
    store = hpki.TrustStore(tmp_path, certificate_lists=tmp_path, time_stamp_anchors=CERTIFICATES / "tsa-root.der")
    assert store.anchors == (hpki.Certificate(ROOT), hpki.Certificate(CERTIFICATES / "sign-ca.der"))
    assert store.certificate_list_count == 1
    assert hpki.verify(good.document, trust=store, at=AT).kind == "prescription"
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(hpki.ParseError) as caught:
        hpki.TrustStore(empty)
    assert caught.value.code == "file::folder-without-certificates"
    with pytest.raises(hpki.FileError):
        hpki.Certificate(tmp_path)
