"""The interpreter's lock, threads, signals, memory."""

from __future__ import annotations

import concurrent.futures
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
from conftest import AT, Case

import hpki

TESTS = pathlib.Path(__file__).parent
TICK = 0.005


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A document of 22 MB that takes a while: what surrounds the signed part has to be read."""
    path = tmp_path_factory.mktemp("large") / "large.xml"
    small = Case.load("generic-enveloping").document.read_bytes()
    _, _, signature = small.partition(b"?>")
    filler = b"<f a='1'><g/>text</f>\n" * 1_000_000
    path.write_bytes(b"<around>" + filler + signature.strip() + b"</around>")
    return path


class Heart:
    """A thread that only sleeps, and counts how often it woke up."""

    def __init__(self) -> None:
        self.beats = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.beat)
        self.thread.start()

    def beat(self) -> None:
        while not self.done.is_set():
            time.sleep(TICK)
            self.beats += 1

    def stop(self) -> int:
        beats = self.beats
        self.done.set()
        self.thread.join()
        return beats


def calls(call: str, path: pathlib.Path) -> Callable[[], None]:
    """A second of calls, each of which takes a while."""
    case = Case.load("generic-enveloping")
    verifier, octets = case.verifier(), path.read_bytes()
    once: Callable[[], object] = {
        "verify": lambda: verifier.verify(octets, at=case.at),
        "inspect": lambda: hpki.inspect(octets),
        "verify_many": lambda: list(verifier.verify_many([path], at=case.at)),
    }[call]
    began = time.monotonic()
    once()
    assert time.monotonic() - began > 10 * TICK, "too short to tell: make the document larger"

    def work() -> None:
        until = time.monotonic() + 1
        while time.monotonic() < until:
            once()

    return work


BESIDE = """
import sys
from test_concurrency import Heart
print("ready", flush=True)
while sys.stdin.readline():
    heart = Heart()
    print("beats", flush=True)
    sys.stdin.readline()
    print(heart.stop(), flush=True)
"""


@pytest.mark.parametrize("call", ["verify", "inspect", "verify_many"])
def test_other_threads_keep_their_ticks_while_a_document_is_verified(large: pathlib.Path, call: str) -> None:
    work, shares = calls(call, large), []
    # Compared with a heart that beats at the same time in an idle interpreter of its own, for the machine may be busy.
    # If the lock were held, hardly a beat would be left, however often it is tried.
    with subprocess.Popen(
        [sys.executable, "-c", BESIDE], cwd=TESTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as idle:
        assert idle.stdin and idle.stdout and idle.stdout.readline() == "ready\n"
        for _ in range(8):
            idle.stdin.write("begin\n")
            assert idle.stdout.readline() == "beats\n"
            heart = Heart()
            work()
            beats = heart.stop()
            idle.stdin.write("end\n")
            shares.append(beats / int(idle.stdout.readline()))
            if shares[-1] >= 0.9:
                idle.stdin.close()
                return
        idle.stdin.close()
    pytest.fail(f"shares of the ticks of an idle interpreter: {shares}")


def test_64_threads_on_one_verifier(good: Case, refused: Case) -> None:
    verifier, store = good.verifier(), good.trust()
    expected = verifier.verify(good.document, at=AT)
    with pytest.raises(hpki.VerificationError) as caught:
        verifier.verify(refused.document, at=AT)
    told = caught.value.report.to_json()
    all_at_once = threading.Barrier(64)

    def work(number: int) -> int:
        all_at_once.wait(60)
        for turn in range(8):
            if (number + turn) % 2:
                document = verifier.verify(good.document, at=AT)
                assert document.content == expected.content
                assert document.report.to_json() == expected.report.to_json()
            else:
                with pytest.raises(hpki.VerificationError) as caught:
                    verifier.verify(refused.document, at=AT)
                assert caught.value.report.to_json() == told
            assert expected.report.text("ja") and expected.signatures[0].signer.roles
            store.add_intermediates(expected.signatures[0].signer)
        return number

    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        assert list(pool.map(work, range(64))) == list(range(64))
    assert len(store.intermediates) == len(good.trust().intermediates) + 64 * 8


INTERRUPTED = """
import os, signal, sys, threading, time
from conftest import Case
case = Case.load("generic-enveloping")
batch = case.verifier().verify_many([sys.argv[1]] * 1000, at=case.at, workers=2)
sent = 0.0
def interrupt():
    global sent
    time.sleep(0.2)
    sent = time.time()
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt, daemon=True).start()
try:
    for row in batch:
        pass
except KeyboardInterrupt:
    answered = time.time()
    print(sent, answered, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="SIGINT is another thing on this system")
def test_ctrl_c_ends_a_batch_and_its_process_within_200_milliseconds(large: pathlib.Path) -> None:
    took = []
    for _ in range(5):
        run = subprocess.run(
            [sys.executable, "-c", INTERRUPTED, large], cwd=TESTS, capture_output=True, text=True, timeout=120
        )
        ended = time.time()
        assert (run.returncode, run.stderr) == (0, "")
        sent, answered = map(float, run.stdout.split())
        took.append((answered - sent, ended - answered))
        if answered - sent < 0.2 and ended - answered < 1:
            return
    pytest.fail(f"seconds to the exception, and from there to the end of the process: {took}")


ONE_CALL = """
import os, signal, sys, threading, time
import hpki
from conftest import Case
case = Case.load("generic-enveloping")
verifier = case.verifier()
sent = 0.0
def interrupt():
    global sent
    time.sleep(float(sys.argv[3]))
    sent = time.time()
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt, daemon=True).start()
try:
    while True:
        verifier.verify(sys.argv[2], at=case.at) if sys.argv[1] == "verify" else hpki.inspect(sys.argv[2])
except KeyboardInterrupt:
    print(sent, time.time(), flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
@pytest.mark.parametrize("call", ["verify", "inspect"])
@pytest.mark.parametrize("what", ["a pipe that nobody writes to", "a large document"])
def test_ctrl_c_ends_one_call(large: pathlib.Path, tmp_path: pathlib.Path, call: str, what: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    path = pipe if "pipe" in what else large
    took = []
    for number in range(5):
        # Somewhere in the middle of a call, another place each time.
        command = [sys.executable, "-c", ONE_CALL, call, str(path), str(0.4 + 0.03 * number)]
        run = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, timeout=60)
        assert (run.returncode, run.stderr) == (0, "")
        sent, answered = map(float, run.stdout.split())
        took.append(answered - sent)
        if took[-1] < 0.2:
            return
    pytest.fail(f"seconds to the exception: {took}")


def test_memory_does_not_grow() -> None:
    if not pathlib.Path("/proc/self/statm").exists():
        pytest.skip("no /proc/self/statm on this system; 100,000 verifications: tests/memory.py")
    run = subprocess.run([sys.executable, TESTS / "memory.py", "10000"], capture_output=True, text=True, timeout=300)
    print(run.stdout)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
