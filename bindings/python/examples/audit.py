#!/usr/bin/env python3
"""Audits a folder of signed documents, as many as a million, with Dask; the results are a folder of Parquet files.

    python audit.py prescriptions/ --out audit/ --trust-anchor root.cer --tsa-anchor tsa.cer --crl crl/

Each partition of the folder becomes one file, whose rows are those of ``hpki.verify_many``, in the order of the names.
Needs what requirements.txt beside this file names; runs here in processes, or on a cluster of yours that has both
folders under the same paths (``--scheduler``).

An audit can be interrupted at any moment, by a power cut too: the same call goes on with the partitions that are not
done. It is an audit of one state of the folder under one set of rules, at one time (``--at``, or when it began). Where
a document was added, removed or changed since, or a trust anchor, a revocation list, a rule, hpki itself, going on
would mix what does not belong together: it is refused, and says what has changed. ``--restart`` discards the results.

No content, no names of persons, no details that could hold one are in the results. File names are: name no patients in
them. Exit codes are those of ``hpki verify``: 0 every document passed; 1 at least one failed; 2 none failed, at least
one is indeterminate; 3 a document could not be read, or the audit is not finished. 130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import fcntl
import fnmatch
import hashlib
import importlib.metadata
import json
import os
import pathlib
import re
import signal
import sys
import traceback
import uuid
from collections import Counter
from collections.abc import Iterator
from multiprocessing import resource_tracker
from typing import Any, NoReturn

import hpki
import pyarrow as pa
import pyarrow.parquet as pq
from dask.distributed import Client, LocalCluster, WorkerPlugin, as_completed, get_worker
from tqdm import tqdm

# The fields of hpki.Row.
_TIME = pa.timestamp("us", tz="UTC")
ROWS = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("indication", pa.string()),
        pa.field("sub_indication", pa.string()),
        pa.field("code", pa.string()),
        pa.field("message_en", pa.string()),
        pa.field("message_ja", pa.string()),
        pa.field("kind", pa.string()),
        pa.field("signatures", pa.int64(), nullable=False),
        pa.field("level", pa.string()),
        pa.field("roles", pa.list_(pa.string()), nullable=False),
        pa.field("policy", pa.string()),
        pa.field("signer_sha256", pa.string()),
        pa.field("claimed_signing_time", _TIME),
        pa.field("proven_time", _TIME),
        pa.field("content_sha256", pa.string()),
        pa.field("content_length", pa.int64()),
        pa.field("octets", pa.int64()),
        pa.field("at", _TIME, nullable=False),
        pa.field("seconds", pa.float64(), nullable=False),
    ]
)
# Names as the octets that the system has, which need not be UTF-8. The rest tells whether a document was changed.
LISTING = pa.schema([("name", pa.binary()), ("octets", pa.int64()), ("modified_ns", pa.int64())])
FORMAT = 1


class Refused(Exception):
    """The audit cannot begin or go on; the text says why and what to do."""


class Rules(WorkerPlugin):
    """Takes the verifier to every worker once, to those too that replace one that was lost."""

    def __init__(self, verifier: hpki.Verifier) -> None:
        self.verifier = verifier


class Parser(argparse.ArgumentParser):
    """Wrong usage is 3, as in ``hpki verify``: 2 would say that documents are indeterminate."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(3, f"audit: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    try:
        verifier = verifier_of(options)
        with locked(options.out):
            plan = plan_of(options, verifier)
            audit(options, plan, verifier)
            print(f"audited by {verifier!r}")
            return summary(options.out, plan)
    except (Refused, hpki.Error) as error:
        print(f"audit: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("audit: interrupted; the same call goes on", file=sys.stderr)
        return 130
    except Exception:  # a traceback alone would be exit code 1: some document failed
        traceback.print_exc()
        return 3


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(description="Audit a folder of signed documents; results are Parquet files.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the results")
    parser.add_argument("--pattern", default="*.xml", help="names of documents, in all subfolders (default: *.xml)")
    parser.add_argument("--at", type=moment, help="the time to judge at, with its zone (default: when it begins)")
    parser.add_argument("--trust-anchor", action="append", default=[], help="file or folder; all four may be repeated")
    parser.add_argument("--tsa-anchor", action="append", default=[])
    parser.add_argument("--intermediate", action="append", default=[])
    parser.add_argument("--crl", action="append", default=[])
    parser.add_argument("--kind", default="auto", choices=("auto", "prescription", "dispensing", "referral", "generic"))
    parser.add_argument("--revocation", default="required", choices=("required", "if-available", "off"))
    parser.add_argument("--role", action="append", help="only signers with one of these roles; may be repeated")
    parser.add_argument("--allow-test-certificates", action="store_true", help="never in production")
    parser.add_argument("--partition", type=int, default=2000, help="documents of each result file (default: 2000)")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes (default: one for each core)")
    parser.add_argument("--scheduler", help="address of a Dask scheduler to use instead, such as tcp://host:8786")
    parser.add_argument("--restart", action="store_true", help="discard the results and begin anew")
    options = parser.parse_args(arguments)
    if options.partition < 1 or options.workers < 1:
        parser.error("--partition and --workers are at least 1")
    return options


def moment(text: str) -> datetime.datetime:
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if time.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no time zone; write 2026-10-01T00:00:00Z or …+09:00")
    return time.astimezone(datetime.timezone.utc)


def verifier_of(options: argparse.Namespace) -> hpki.Verifier:
    trust = hpki.TrustStore(
        options.trust_anchor,
        time_stamp_anchors=options.tsa_anchor,
        intermediates=options.intermediate,
        certificate_lists=options.crl,
    )
    return hpki.Verifier(
        trust,
        kind=options.kind,
        revocation=options.revocation,
        roles=options.role,
        signed_parts="digest-only",
        danger_accept_test_certificates=options.allow_test_certificates,
    )


# -- What is audited: the plan ----------------------------------------------------------------------------------------


def plan_of(options: argparse.Namespace, verifier: hpki.Verifier) -> dict[str, Any]:
    """The plan of the audit that is in the folder of results, if it is of this call; of a new one, if there is none."""
    out: pathlib.Path = options.out
    if out.resolve().is_relative_to(options.folder.resolve()):
        raise Refused(f"{out} is in {options.folder}: results among the documents would be audited")
    listing = documents_of(options.folder, options.pattern)
    exists = (out / "plan.json").exists()
    if exists and not options.restart:
        return begun(options, verifier, listing)
    if other := [path.name for path in out.iterdir() if not ours(path.name, exists)]:
        raise Refused(f"{out} has other files, such as {other[0]}; give a folder of its own with --out")
    discard(out)
    if listing.num_rows == 0:
        raise Refused(f"no document {options.pattern} is in {options.folder}")
    at = options.at or datetime.datetime.now(datetime.timezone.utc)
    plan = {
        "format": FORMAT,
        "audit": uuid.uuid4().hex,
        "at": at.isoformat(),
        "documents": listing.num_rows,
        **rules_of(options, verifier),
    }
    with whole(out / "listing.parquet") as file:
        pq.write_table(listing, file, row_group_size=options.partition, write_page_checksum=True)
    with whole(out / "plan.json") as file:
        file.write(json.dumps(plan, indent=2, ensure_ascii=False).encode() + b"\n")
    return plan


def begun(options: argparse.Namespace, verifier: hpki.Verifier, listing: pa.Table) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads((options.out / "plan.json").read_bytes())
    now = {"format": FORMAT, **rules_of(options, verifier)}
    if options.at:
        now["at"] = options.at.isoformat()
    changed = [name for name in now if now[name] != plan.get(name)]
    if changed:
        raise Refused(
            f"{options.out} is the audit of something else: {', '.join(changed)} differ; "
            "give another --out, or --restart to discard its results"
        )
    old = rows_of(options.out / "listing.parquet")
    if not old.equals(listing):
        raise Refused(
            f"{options.folder} is not as it was when the audit began: {difference(old, listing)}; "
            "give another --out, or --restart to discard the results"
        )
    return plan


def rules_of(options: argparse.Namespace, verifier: hpki.Verifier) -> dict[str, Any]:
    """What decides about rows. Material stands as its digest: of what was read, wherever it was read from."""
    trust, settings = verifier.__reduce__()[1]
    names = ("trust anchors", "time-stamp anchors", "intermediates", "revocation lists")
    material = {
        name: hashlib.sha256(repr(sorted(ders)).encode()).hexdigest()
        for name, ders in zip(names, trust.__reduce__()[1], strict=True)
    }
    return {
        "hpki": importlib.metadata.version("hpki"),
        "folder": os.path.abspath(options.folder),
        "pattern": options.pattern,
        "partition": options.partition,
        "settings": repr(sorted(settings.items())),
        **material,
    }


def documents_of(folder: pathlib.Path, pattern: str) -> pa.Table:
    """Names, lengths and times of the documents in a folder and its subfolders, in the order of their octets."""
    batches = [pa.RecordBatch.from_pylist([], LISTING)]
    some: list[dict[str, Any]] = []
    for name, path in entries(folder):
        if not fnmatch.fnmatch(os.path.basename(name), pattern):
            continue
        octets, modified = state(path)
        some.append({"name": os.fsencode(name), "octets": octets, "modified_ns": modified})
        if len(some) == 65_536:
            batches.append(pa.RecordBatch.from_pylist(some, LISTING))
            some = []
    batches.append(pa.RecordBatch.from_pylist(some, LISTING))
    return pa.Table.from_batches(batches).sort_by("name")


def entries(folder: pathlib.Path) -> Iterator[tuple[str, str]]:
    """Name below the folder and path of everything that is no folder. What nobody could read or follow is refused: an
    audit that leaves documents out without a word is none."""
    folders = [""]
    while folders:
        below = folders.pop()
        try:
            with os.scandir(os.path.join(folder, below)) as found:
                for entry in found:
                    name = os.path.join(below, entry.name)
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(name)
                    elif entry.is_dir():
                        raise Refused(f"{entry.path} is a link to a folder, which is not followed; audit it by itself")
                    elif entry.is_file() or entry.is_symlink():
                        yield name, entry.path
                    else:
                        raise Refused(f"{entry.path} is neither a file nor a folder")
        except OSError as error:
            raise Refused(f"{error.filename}: {error.strerror}") from error


def state(path: str) -> tuple[int, int]:
    """What tells whether a file has changed. Of one that is not there, and a link to nowhere, nothing."""
    try:
        found = os.stat(path)
    except OSError:
        return -1, -1
    return found.st_size, found.st_mtime_ns


def difference(old: pa.Table, new: pa.Table) -> str:
    before, after = (dict(zip(table["name"].to_pylist(), table.to_pylist(), strict=True)) for table in (old, new))
    kinds = {
        "added": [name for name in after if name not in before],
        "removed": [name for name in before if name not in after],
        "changed": [name for name in after if name in before and before[name] != after[name]],
    }
    told = (f"{len(names)} {kind} (such as {os.fsdecode(names[0])!r})" for kind, names in kinds.items() if names)
    return ", ".join(told)


# -- The work ---------------------------------------------------------------------------------------------------------


def audit(options: argparse.Namespace, plan: dict[str, Any], verifier: hpki.Verifier) -> None:
    """Does every partition that is not done."""
    partitions = range(-(-plan["documents"] // plan["partition"]))
    left = [number for number in partitions if not done(options.out, plan, number)]
    for path in options.out.glob("*.unfinished"):
        path.unlink()
    if not left:
        return
    rows = sum(size(plan, number) for number in left)
    bar = tqdm(total=plan["documents"], initial=plan["documents"] - rows, unit=" documents", mininterval=1)
    with bar, cluster(options) as client:
        name = f"hpki-audit-{plan['audit']}"
        client.register_plugin(Rules(verifier), name=name)
        out = os.path.abspath(options.out)
        futures = client.map(partition, left, out=out, plan=plan, rules=name, pure=False)
        try:
            for future in as_completed(futures):
                documents, changed = future.result()
                if changed:
                    raise Refused(
                        f"{len(changed)} documents have changed since the audit began, such as {changed[0]!r}; "
                        "--restart discards the results"
                    )
                bar.update(documents)
        finally:
            if options.scheduler:  # a cluster of our own ends with this
                client.cancel(futures)
                client.unregister_worker_plugin(name)


@contextlib.contextmanager
def cluster(options: argparse.Namespace) -> Iterator[Client]:
    if options.scheduler:
        with Client(options.scheduler) as client:
            yield client
        return
    # One thread each: a process is a core's work. Whoever may talk to a scheduler may run code as you, so talking is by
    # TLS with keys of this run only, and there is no dashboard.
    with without_interrupts():
        local = LocalCluster(
            n_workers=options.workers, threads_per_worker=1, processes=True, security=True, dashboard_address=None
        )
    with local, Client(local) as client:
        yield client


@contextlib.contextmanager
def without_interrupts() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal. Those that are started in here never see it: they are told to end."""
    resource_tracker.ensure_running()  # to start it later would let Ctrl-C through again
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def partition(number: int, *, out: str, plan: dict[str, Any], rules: str) -> tuple[int, list[str]]:
    """Verifies the documents of one partition and writes their rows, whole or not at all. Runs in a worker.

    Returns how many there are and which are not as they were listed; if one is not, nothing was written.
    """
    plugin: Any = get_worker().plugins[rules]
    with pq.ParquetFile(os.path.join(out, "listing.parquet"), page_checksum_verification=True) as file:
        listed = file.read_row_group(number).to_pylist()
    paths = [os.path.join(plan["folder"], os.fsdecode(document["name"])) for document in listed]
    with plugin.verifier.verify_many(paths, at=moment(plan["at"]), workers=1) as rows:
        table = pa.Table.from_pylist([row.as_dict() for row in rows], schema=ROWS)
    # After they were read: what they were when they were listed, they were then.
    changed = [
        path
        for path, document in zip(paths, listed, strict=True)
        if state(path) != (document["octets"], document["modified_ns"])
    ]
    if not changed:
        with whole(part_path(pathlib.Path(out), number)) as file:
            pq.write_table(table.replace_schema_metadata(mark(plan, number)), file, write_page_checksum=True)
    return len(paths), changed


# -- Files ------------------------------------------------------------------------------------------------------------


def part_path(out: pathlib.Path, number: int) -> pathlib.Path:
    return out / f"part-{number:06}.parquet"


def rows_of(path: pathlib.Path) -> pa.Table:
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read()


def mark(plan: dict[str, Any], number: int) -> dict[str, str]:
    """What a result file says about itself."""
    return {"hpki audit": str(plan["audit"]), "hpki partition": str(number)}


def size(plan: dict[str, Any], number: int) -> int:
    """How many documents a partition has."""
    return min(int(plan["partition"]), int(plan["documents"]) - number * int(plan["partition"]))


def done(out: pathlib.Path, plan: dict[str, Any], number: int) -> bool:
    """Whether a partition's file is there, whole to its last octet, and of this audit."""
    try:
        table = rows_of(part_path(out, number))
    except (OSError, pa.ArrowException):
        return False
    expected = {key.encode(): value.encode() for key, value in mark(plan, number).items()}
    return table.num_rows == size(plan, number) and (table.schema.metadata or {}) == expected


@contextlib.contextmanager
def whole(path: pathlib.Path) -> Iterator[Any]:
    """A file that is there under its name when all of it is on the disk, and not before."""
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}.unfinished")
    try:
        with open(unfinished, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def locked(out: pathlib.Path) -> Iterator[None]:
    """One audit writes into a folder at a time. The system lets go of the lock however the process ends."""
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "lock", "ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(f"another audit is writing to {out}; wait for its end") from error
        yield


def ours(name: str, exists: bool) -> bool:
    """Whether an audit wrote this. Result files are an audit's where there is one; else they may be anybody's."""
    begins = r"lock|listing\.parquet|(plan\.json|listing\.parquet)\.\w+\.unfinished"
    results = r"plan\.json|part-\d{6,}\.parquet(\.\w+\.unfinished)?"
    return re.fullmatch(f"{begins}|{results}" if exists else begins, name) is not None


def discard(out: pathlib.Path) -> None:
    """The plan after the results: as long as it is there they are those of an audit."""
    for path in out.glob("part-*"):
        path.unlink()
    (out / "plan.json").unlink(missing_ok=True)


# -- Results ----------------------------------------------------------------------------------------------------------


def read_rows(out: pathlib.Path) -> Iterator[hpki.Row]:
    """The rows of an audit in the order of the names, one result file in memory at a time."""
    for path in sorted(out.glob("part-*.parquet")):
        for row in rows_of(path).to_pylist():
            yield hpki.Row(**{**row, "roles": tuple(row["roles"])})


def summary(out: pathlib.Path, plan: dict[str, Any]) -> int:
    """Prints how many came out how and why; the exit code."""
    reasons: Counter[tuple[str, str]] = Counter()
    for number in range(-(-plan["documents"] // plan["partition"])):
        table = rows_of(part_path(out, number))
        for group in table.group_by(["status", "code"]).aggregate([([], "count_all")]).to_pylist():
            reasons[group["status"], group["code"] or ""] += group["count_all"]
    of_status: Counter[str] = Counter()
    for (status, _), count in reasons.items():
        of_status[status] += count
    print(f"{plan['documents']:,} documents of {plan['folder']}, judged as of {plan['at']}")
    for status in ("passed", "failed", "indeterminate", "unread"):
        print(f"{of_status[status]:>12,} {status}")
        for (of, code), count in reasons.most_common():
            if of == status and code:
                print(f"{count:>24,} {code}")
    print(f"rows: {out}/part-*.parquet")
    worst = [code for status, code in (("unread", 3), ("failed", 1), ("indeterminate", 2)) if of_status[status]]
    return worst[0] if worst else 0


if __name__ == "__main__":
    sys.exit(main())
