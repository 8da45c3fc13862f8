"""The example that audits a folder with Dask: the rows of ``verify_many``, whatever happens on the way."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable

import psutil
import pyarrow.parquet as pq
import pytest
from conftest import AT, CERTIFICATES, VECTORS, Case
from dask.distributed import LocalCluster

import hpki

EXAMPLES = pathlib.Path(__file__).parents[1] / "examples"
sys.path.insert(0, str(EXAMPLES))
import audit  # noqa: E402

TRUST = ["--trust-anchor", str(CERTIFICATES / "root.der"), "--tsa-anchor", str(CERTIFICATES / "tsa-root.der")]


def arguments(folder: pathlib.Path, out: pathlib.Path, *more: str) -> list[str]:
    return [str(folder), "--out", str(out), *TRUST, "--at", AT.isoformat(), *more]


def start(folder: pathlib.Path, out: pathlib.Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(EXAMPLES / "audit.py"), *arguments(folder, out, *more)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, text=True, stdout=pipe, stderr=pipe, start_new_session=True)


def end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    try:
        stdout, stderr = process.communicate(timeout=120)
    finally:
        process.kill()
    return process.returncode, stdout, stderr


def wait_for_parts(out: pathlib.Path, count: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 60
    while len(list(out.glob("part-*.parquet"))) < count:
        assert process.poll() is None and time.monotonic() < until, process.communicate()
        time.sleep(0.002)


def many_documents(folder: pathlib.Path, good: Case) -> None:
    """Some thousand: test vectors, more that pass, and everything that a folder has after some years."""
    octets = good.document.read_bytes()
    vectors = [path.read_bytes() for path in sorted((VECTORS / "cases").glob("*/document.xml"))]
    for number in range(4000):
        path = folder / str(number % 7) / f"{number:04}.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(vectors[number // 2 % len(vectors)] if number % 2 else octets)
    (folder / "empty.xml").touch()
    (folder / "not.xml").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    (folder / "half.xml").write_bytes(octets[: len(octets) // 2])
    (folder / "damaged.xml").write_bytes(octets.replace(b"2026", b"2027", 1))
    (folder / "3" / "gone.xml").symlink_to("nowhere")
    (folder / "処方箋 1.xml").write_bytes(octets)
    (folder / "left-out.txt").write_bytes(octets)
    os.link(folder / "not.xml", os.fsencode(folder) + b"/\xff.xml")
    if os.geteuid() != 0:
        (folder / "secret.xml").write_bytes(octets)
        (folder / "secret.xml").chmod(0)


def names_in_order(folder: pathlib.Path) -> list[str]:
    found = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith(".xml")]
    return sorted(found, key=os.fsencode)


def without_seconds(rows: Iterable[hpki.Row]) -> list[hpki.Row]:
    """How long a document took is all that may differ."""
    return [dataclasses.replace(row, seconds=0) for row in rows]


def files(out: pathlib.Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in out.iterdir()}


def test_a_killed_audit_goes_on_and_has_the_rows_of_verify_many(good: Case, tmp_path: pathlib.Path) -> None:
    folder, out = tmp_path / "documents", tmp_path / "audit"
    many_documents(folder, good)
    paths = names_in_order(folder)
    partitions = -(-len(paths) // 100)
    options = ("--partition", "100", "--workers", "2")

    # Ctrl-C on a terminal reaches every process of it.
    process = start(folder, out, *options)
    wait_for_parts(out, 1, process)
    os.killpg(process.pid, signal.SIGINT)
    code, stdout, stderr = end(process)
    assert (code, stdout) == (130, "") and stderr.endswith("audit: interrupted; the same call goes on\n"), stderr
    interrupted = files(out)

    process = start(folder, out, *options)
    wait_for_parts(out, len(list(out.glob("part-*.parquet"))) + 4, process)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    end(process)
    assert len(psutil.wait_procs(children, timeout=20)[1]) == 0 < len(children), "workers outlive their audit"
    done = files(out)
    parts = sorted(name for name in done if name.startswith("part-") and name.endswith(".parquet"))
    assert 5 <= len(parts) < partitions, "it was not killed half-way"
    assert all(done[name] == state for name, state in interrupted.items() if name.endswith(".parquet"))

    # What a power cut and a bad disk leave; and a result of another partition.
    os.truncate(out / parts[0], 1000)
    shutil.copy(out / parts[1], out / parts[2])
    flipped = bytearray((out / parts[3]).read_bytes())
    flipped[len(flipped) // 2] ^= 1
    (out / parts[3]).write_bytes(flipped)
    (out / "part-000000.parquet.0.unfinished").touch()
    code, stdout, stderr = end(start(folder, out, *options))
    assert code == 3 and "Traceback" not in stderr, stderr
    after = files(out)
    again = [parts[0], parts[2], parts[3]]
    assert [name for name in parts if after[name] != done[name]] == again
    assert not [name for name in after if "unfinished" in name]
    assert len([name for name in after if name.startswith("part-")]) == partitions

    expected = list(hpki.verify_many(paths, trust=good.trust(), at=AT))
    rows = list(audit.read_rows(out))
    assert without_seconds(rows) == without_seconds(expected)
    assert all(row.seconds > 0 for row in rows if row.status != "unread")
    counts = dict.fromkeys(("passed", "failed", "indeterminate", "unread"), 0)
    for row in rows:
        counts[row.status] += 1
    assert min(counts.values()) >= 1 and counts["passed"] > 2000
    told = "".join(map(repr, rows)).replace(str(folder), "")
    in_content = ["検査　花子", "ｹﾝｻ ﾊﾅｺ", "試験薬Ａ錠５ｍｇ", "試験ベクタ病院", "試験　太郎"]
    content = good.verify().content.decode()
    for name in [*in_content, "Taro Shiken", "TV000354"]:
        assert name not in told and (name in content) == (name in in_content)
    for status, count in counts.items():
        assert f"{count:,} {status}" in stdout
    print(f"{len(rows)} documents: {counts}; killed after {len(parts)} of {partitions} partitions")

    # Once more: nothing is left to do, and the answer is the same.
    code, once_more, stderr = end(start(folder, out, *options))
    assert (code, once_more, stderr) == (3, stdout, "") and files(out) == after




@pytest.fixture
def audited(good: Case, tmp_path: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """A folder of documents and its audit, of which one partition is not done."""
    folder, out = tmp_path / "documents", tmp_path / "audit"
    for number in range(6):
        (folder / f"{number}").mkdir(parents=True)
        shutil.copy(good.document, folder / f"{number}" / "rx.xml")
    options = audit.parse(arguments(folder, out, "--partition", "4"))
    out.mkdir()
    plan = audit.plan_of(options, audit.verifier_of(options))
    assert plan["documents"] == 6 and json.loads((out / "plan.json").read_bytes()) == plan
    assert pq.ParquetFile(out / "listing.parquet").num_row_groups == 2
    return folder, out


def refusal(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> str:
    """What is said when an audit does not begin; nothing of the results may have changed."""
    out = pathlib.Path(arguments[2])
    before = files(out) if out.exists() else {}
    code = audit.main(arguments)
    captured = capsys.readouterr()
    assert (code, captured.out) == (3, "") and captured.err.startswith("audit: "), captured.err
    assert {**files(out), "lock": None} == {**before, "lock": None}
    return captured.err


def test_a_changed_folder_is_refused(
    audited: tuple[pathlib.Path, pathlib.Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = audited
    again = arguments(folder, out, "--partition", "4")
    shutil.copy(folder / "0" / "rx.xml", folder / "new.xml")
    assert "1 added (such as 'new.xml')" in refusal(capsys, again)
    (folder / "new.xml").unlink()
    first = folder / "0" / "rx.xml"
    octets, was = first.read_bytes(), first.stat().st_mtime_ns
    first.unlink()
    assert "1 removed (such as '0/rx.xml')" in refusal(capsys, again)
    first.write_bytes(octets)
    os.utime(first, ns=(was, was + 1))
    assert "1 changed (such as '0/rx.xml')" in refusal(capsys, again)
    first.write_bytes(octets + b"\n")
    os.utime(first, ns=(was, was))
    assert "1 changed (such as '0/rx.xml')" in refusal(capsys, again)


def test_a_restart_discards_the_results_and_nothing_else(
    audited: tuple[pathlib.Path, pathlib.Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = audited
    shutil.copy(folder / "0" / "rx.xml", folder / "new.xml")
    (out / "part-000000.parquet").touch()
    (out / "letter.txt").touch()
    restart = arguments(folder, out, "--partition", "4", "--restart")
    assert "other files, such as letter.txt" in refusal(capsys, restart)
    (out / "letter.txt").unlink()
    monkeypatch.setattr(audit, "audit", lambda options, plan, verifier: None)
    monkeypatch.setattr(audit, "summary", lambda out, plan: int(plan["documents"]))
    assert audit.main(restart) == 7 and not list(out.glob("part-*"))


@pytest.mark.parametrize(
    ("more", "differs"),
    [
        (["--trust-anchor", str(CERTIFICATES / "attacker-root.der")], "trust anchors differ"),
        (["--tsa-anchor", str(CERTIFICATES / "root.der")], "time-stamp anchors differ"),
        (["--intermediate", str(CERTIFICATES / "sign-ca.der")], "intermediates differ"),
        (["--crl", str(VECTORS / "pki" / "crls" / "root.crl")], "revocation lists differ"),
        (["--revocation", "off"], "settings differ"),
        (["--kind", "prescription"], "settings differ"),
        (["--role", "Pharmacist"], "settings differ"),
        (["--allow-test-certificates"], "settings differ"),
        (["--at", "2026-10-01T00:00:01Z"], "at differ"),
        (["--pattern", "*"], "pattern differ"),
        (["--partition", "5"], "partition differ"),
    ],
)
def test_changed_rules_are_refused(
    audited: tuple[pathlib.Path, pathlib.Path], capsys: pytest.CaptureFixture[str], more: list[str], differs: str
) -> None:
    folder, out = audited
    said = refusal(capsys, [*arguments(folder, out, "--partition", "4"), *more])
    assert f"something else: {differs};" in said and "--restart" in said


def test_results_of_another_hpki_are_not_mixed(
    audited: tuple[pathlib.Path, pathlib.Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "99.0")
    assert "hpki differ" in refusal(capsys, arguments(*audited, "--partition", "4"))


def test_what_no_audit_can_begin_with(good: Case, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "documents", tmp_path / "audit"
    assert "No such file" in refusal(capsys, arguments(folder, out))
    folder.mkdir()
    assert "no document *.xml" in refusal(capsys, arguments(folder, out))
    shutil.copy(good.document, folder / "a.xml")
    assert "would be audited" in refusal(capsys, arguments(folder, folder / "audit"))
    (folder / "audit").rename(tmp_path / "elsewhere")
    os.mkfifo(folder / "b.xml")
    assert "neither a file nor a folder" in refusal(capsys, arguments(folder, out))
    (folder / "b.xml").unlink()
    (folder / "link").symlink_to(tmp_path)
    assert "not followed" in refusal(capsys, arguments(folder, out))
    (folder / "link").unlink()
    for name in ("letter.txt", "part-000000.parquet", "plan.json.txt"):
        (out / name).touch()
        for more in ((), ("--restart",)):
            assert f"other files, such as {name}" in refusal(capsys, arguments(folder, out, *more))
        (out / name).unlink()
    assert "missing.cer" in refusal(capsys, arguments(folder, out, "--trust-anchor", "missing.cer"))
    with audit.locked(out):
        assert "another audit is writing" in refusal(capsys, arguments(folder, out))
    for wrong in (["--at", "2026-10-01"], ["--partition", "0"], ["--workers", "0"], ["--unknown"]):
        with pytest.raises(SystemExit) as caught:
            audit.main(arguments(folder, out, *wrong))
        assert caught.value.code == 3


def test_a_cluster_of_ones_own_a_lost_worker_and_a_document_that_changes_meanwhile(
    good: Case, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = tmp_path / "documents", tmp_path / "audit"
    folder.mkdir()
    for number in range(1500):
        shutil.copy(good.document, folder / f"{number:04}.xml")
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        options = ("--scheduler", cluster.scheduler_address, "--partition", "10")
        process = start(folder, out, *options)
        wait_for_parts(out, 2, process)
        (lost, *_) = (worker.pid for worker in cluster.workers.values())
        os.kill(lost, signal.SIGKILL)
        code, stdout, stderr = end(process)
        assert code == 0 and "1,500 passed" in stdout, stderr
        assert [row.file for row in audit.read_rows(out)] == names_in_order(folder)

        # A document is changed after it was listed: what was read is not what was to be audited.
        listing = audit.documents_of(folder, "*.xml")
        (folder / "0777.xml").unlink()
        (folder / "0777.xml").write_bytes(b"<other/>")
        monkeypatch.setattr(audit, "documents_of", lambda folder, pattern: listing)
        assert audit.main(arguments(folder, out, *options, "--restart")) == 3
        assert "1 documents have changed since the audit began, such as" in capsys.readouterr().err
        assert not (out / "part-000077.parquet").exists()
