"""Many documents: order, bounds, ends."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import multiprocessing
import os
import pathlib
import pickle
import sys
import threading
import time
import warnings

import pytest
from conftest import AT, VECTORS, Case

import hpki

DOCUMENTS = sorted((VECTORS / "cases").glob("*/document.xml"))


def test_rows_come_in_order_and_agree_with_single_verifications(good: Case, tmp_path: pathlib.Path) -> None:
    verifier = good.verifier()
    missing = tmp_path / "missing.xml"
    paths = [*DOCUMENTS[:100], missing, *DOCUMENTS[100:], tmp_path]
    batch = verifier.verify_many(paths, at=AT, workers=4)
    assert len(batch) == len(paths)
    rows = list(batch)
    assert [row.file for row in rows] == [str(path) for path in paths]
    assert len(batch) == len(paths) and list(batch) == []
    statuses = {"TOTAL-PASSED": "passed", "TOTAL-FAILED": "failed", "INDETERMINATE": "indeterminate"}
    for path, row in zip(paths, rows, strict=True):
        try:
            document = verifier.verify(path, at=AT)
        except hpki.VerificationError as error:
            assert (row.status, row.code) == (statuses[error.indication], error.code)
            assert row.message_en and error.message_en.startswith(row.message_en)
            assert row.message_ja and error.message_ja.startswith(row.message_ja)
            assert (row.indication, row.sub_indication) == (error.indication, error.sub_indication)
            assert (row.level, row.roles, row.content_sha256, row.signer_sha256) == (None, (), None, None)
            assert (row.claimed_signing_time, row.proven_time, row.policy) == (None, None, None)
        except hpki.FileError as error:
            assert (row.status, row.code, row.indication, row.octets) == ("unread", error.code, None, None)
            assert row.message_ja == error.message_ja
        else:
            signature = document.signatures[0]
            assert (row.status, row.code, row.kind) == ("passed", None, document.kind)
            assert row.content_sha256 == hashlib.sha256(document.content).hexdigest()
            assert row.signer_sha256 == signature.signer.sha256.hex()
            assert row.claimed_signing_time == signature.claimed_signing_time
            assert row.proven_time == signature.proven_time
            assert row.octets == path.stat().st_size and row.seconds > 0 and row.at == AT
    assert {row.status for row in rows} == {"passed", "failed", "indeterminate", "unread"}
    assert sum(row.status == "unread" for row in rows) == 2


def test_rows_are_plain(good: Case) -> None:
    (row,) = hpki.verify_many([good.document], trust=good.trust(), at=AT, workers=1)
    assert pickle.loads(pickle.dumps(row)) == row and hash(row) == hash(dataclasses.replace(row))
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.status = "failed"  # type: ignore[misc]
    data = row.as_dict()
    assert list(data) == [field.name for field in dataclasses.fields(hpki.Row)]
    assert data["roles"] == ["Medical Doctor"] and row.policy == "production"
    assert data["at"] == AT and data["claimed_signing_time"].tzinfo is datetime.timezone.utc
    json.dumps({**data, "at": "", "claimed_signing_time": "", "proven_time": ""})


def test_the_window_bounds_what_is_read_ahead(good: Case, tmp_path: pathlib.Path) -> None:
    workers, window = 2, 2 * 64
    paths = [tmp_path / f"{number}.xml" for number in range(1000)]
    for path in paths:
        path.write_bytes(good.document.read_bytes())
    batch = good.verifier().verify_many(paths, at=AT, workers=workers)
    assert "0 of 1000 files, 2 workers" in repr(batch)
    first = next(batch)
    time.sleep(1)
    for path in paths:
        path.unlink()
    rows = [first, *batch]
    # Those that were read while the first row was all that was taken: the window, and not one more.
    read = [row.status for row in rows].index("unread")
    assert 1 <= read <= window + 1
    assert {row.status for row in rows[read:]} == {"unread"} and len(rows) == 1000


def test_nothing_is_read_before_the_first_row_is_asked_for(good: Case, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(good.document.read_bytes())
    batch = good.verifier().verify_many([path], at=AT)
    time.sleep(0.2)
    path.unlink()
    assert [row.status for row in batch] == ["unread"]


def test_a_closed_batch_gives_no_more(good: Case) -> None:
    batch = good.verifier().verify_many([good.document] * 10_000, at=AT, workers=2)
    next(batch)
    batch.close()
    assert list(batch) == [] and len(batch) == 10_000 and "1 of 10000" in repr(batch)


def test_a_batch_ends_with_its_block(good: Case) -> None:
    with good.verifier().verify_many([good.document] * 1000, at=AT) as batch:
        for row in batch:
            assert row.status == "passed"
            break
    assert next(batch, None) is None


def test_several_threads_may_take_rows(good: Case) -> None:
    batch = good.verifier().verify_many([good.document] * 400, at=AT, workers=3)
    taken: list[hpki.Row] = []
    threads = [threading.Thread(target=lambda: taken.extend(batch)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(taken) == 400


def test_no_files_no_rows(good: Case) -> None:
    batch = good.verifier().verify_many([], at=AT)
    assert len(batch) == 0 and list(batch) == []
    assert list(hpki.verify_many(iter([]), trust=good.trust())) == []


def test_what_no_batch_can_use(good: Case) -> None:
    verifier = good.verifier()
    for wrong in (str(good.document), good.document, [good.document.read_bytes()], [1], 1):
        with pytest.raises(TypeError):
            verifier.verify_many(wrong)  # type: ignore[arg-type]
    for workers in (0, 5000):
        with pytest.raises(hpki.ArgumentError) as caught:
            verifier.verify_many([good.document], workers=workers)
        assert caught.value.code == "argument::workers"
    with pytest.raises(OverflowError):
        verifier.verify_many([good.document], workers=-1)
    with pytest.raises(hpki.ArgumentError):
        verifier.verify_many([good.document], at=datetime.datetime(2026, 1, 1))
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(verifier.verify_many([good.document]))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_batch_does_not_hang_after_a_fork(good: Case) -> None:
    batch = good.verifier().verify_many([good.document] * 5000, at=AT, workers=2)
    next(batch)
    reader, writer = multiprocessing.Pipe(duplex=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer versions warn of what is tried here
        child = os.fork()
    if child == 0:
        try:
            next(batch)
        except hpki.ArgumentError as error:
            writer.send(error.code)
        os._exit(0)
    assert reader.poll(20) and reader.recv() == "batch::other-process"
    os.waitpid(child, 0)
    batch.close()


def test_another_process_verifies_with_what_it_is_sent(good: Case, refused: Case) -> None:
    work = [(good.verifier(), str(path)) for path in (good.document, refused.document)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        rows = pool.starmap(first_row, work)
    assert [row.status for row in rows] == ["passed", "indeterminate"]


def first_row(verifier: hpki.Verifier, path: str) -> hpki.Row:
    return next(verifier.verify_many([path], at=AT, workers=1))


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text on this system")
def test_names_that_are_not_text_are_read_and_shown_as_text(good: Case, tmp_path: pathlib.Path) -> None:
    name = os.fsencode(tmp_path) + b"/\x8f\x88\x95\xfb.xml"  # Shift_JIS
    with open(name, "wb") as file:
        file.write(good.document.read_bytes())
    paths = [os.fsdecode(name), os.fsdecode(name + b"2")]
    rows = list(good.verifier().verify_many(paths, at=AT))
    assert [row.status for row in rows] == ["passed", "unread"]
    for row in rows:
        assert row.file.encode("utf-8").startswith(os.fsencode(tmp_path)) and "\ufffd" in row.file
    assert good.verifier().verify(paths[0], at=AT).report.file == rows[0].file
