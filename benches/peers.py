#!/usr/bin/env python3
"""Other implementations and hpki on the same documents, in the same run, held against the goals.

  python3 benches/peers.py [--rounds N] [--without-huge] [--setup-only] [--bench FOLDER] [--work FOLDER]

The workers of the other implementations are not part of this repository: they are read from FOLDER (by default
../shared/bench beside it), copied to target/peers and built there once. One that cannot be built or started is named
with its reason, and its rows are left out.

Each implementation is one process that works on octets in memory. In every round each is asked in turn, so that a ratio
compares neighbours in time; a figure is the median over the rounds. What counts is processor time, or wall time where
that is less (the JDK collects garbage on other threads). Before anything is timed, each must accept the documents and
refuse them with their payload, their signature value, their properties or the CA's certificate changed.
"""
import argparse, base64, os, re, select, shutil, statistics, subprocess, sys, time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
CORE = "1" if (os.cpu_count() or 1) > 1 else "0"
OURS = "hpki"
SMALL, HEAVY = "rx_2k", ("cda_100k", "cda_10m")
IDENTIFIERS = ["--id-attr:id", "PrescriptionDocument", "--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
               "--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:KeyInfo"]
# What goes into the processes that are compared: peer, its word for "verify with nothing known", and with the chain known.
OPERATIONS = {
    OURS: ("verify", "verify_pin"),
    "bergshamra aws-lc": ("verify", "verify_pin"),
    "JDK": ("verify_cold", "verify_pin"),
    "libxmlsec1 (C)": ("verify", "verify_pin"),
    "python-xmlsec": ("verify", "verify_pin"),
    "signxml": ("verify", "verify_pin"),
}
# How many times faster than these; others are shown without a goal.
SMALL_GOALS = {"bergshamra aws-lc": 1.5, "JDK": 1.5}
HEAVY_GOALS = {"bergshamra aws-lc": 4.0, "JDK": 4.0, "libxmlsec1 (C)": 8.0}
MEMORY_GOAL, PROCESS_GOAL = 3.0, 3.0


def commands(work):
    python, java = str(work / "venv/bin/python"), ["java"]
    for package in ("provider", "util"):
        java += ["--add-opens", f"java.base/sun.security.{package}=ALL-UNNAMED"]
    java += ["-XX:+UseSerialGC", "-Xmx6g", "-cp", str(work / "java"), "Worker", str(work)]
    return {
        OURS: [str(TOP / "target/release/hpki-benches"), "worker", str(work)],
        "bergshamra aws-lc": [str(work / "rs/berg_aws"), str(work)],
        "JDK": java,
        "libxmlsec1 (C)": [str(work / "c/xs_worker"), str(work)],
        "python-xmlsec": [python, str(work / "py/worker.py"), "xmlsec"],
        "signxml": [python, str(work / "py/worker.py"), "signxml"],
    }


def set_up(bench, work, huge):
    """Builds what is not built yet, one after the other; returns what could not be, with the reason."""
    if not bench.is_dir():
        sys.exit(f"the workers of other implementations are not at {bench}: name their folder with --bench")
    missing = {}

    def run(peers, built, command, folder=work, **environment):
        if built.exists():
            return
        print("#", "building", ", ".join(peers), flush=True)
        try:
            done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, text=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            problem = None if done.returncode == 0 and built.exists() else (done.stdout.strip().splitlines() or ["?"])[-1]
        except OSError as error:
            problem = str(error)
        missing.update({peer: problem[:160] for peer in peers if problem})

    if not work.is_dir():
        shutil.copytree(bench, work)
        subprocess.run(["chmod", "-R", "u+w", str(work)], check=True)
    python = work / "venv/bin/python"
    install = f"{sys.executable} -m venv venv && venv/bin/pip -q install -r requirements.txt && touch venv/complete"
    run(["python-xmlsec", "signxml"], work / "venv/complete", ["sh", "-c", install])
    if not (work / "venv/complete").exists():
        sys.exit(f"the documents are made with Python packages that cannot be installed: {missing}")
    wanted = work / ("docs/cda_100m.xml" if huge else "docs/cda_10m.xml")
    run(["documents"], wanted, [str(python), "make_docs.py", *([] if huge else ["--no-100m"])])
    run(["libxmlsec1 (C)"], work / "c/xs_worker", ["make", "-C", "c", "-s"])
    run(["JDK"], work / "java/Worker.class", ["javac", "-Xlint:-removal", "Worker.java"], work / "java")
    berg = f"nice -n 10 cargo build --release -q --features aws && cp {work}/rs/target/release/berg {work}/rs/berg_aws"
    run(["bergshamra aws-lc"], work / "rs/berg_aws", ["sh", "-c", berg], work / "rs/berg",
        CARGO_TARGET_DIR=str(work / "rs/target"))
    subprocess.run(["nice", "-n", "10", "cargo", "build", "--release", "-q", "-p", "hpki-benches", "-p", "hpki-cli"],
                   cwd=TOP, check=True)
    return missing


class Worker:
    """One process, pinned to one core."""

    def __init__(self, command):
        pin = ["taskset", "-c", CORE] if shutil.which("taskset") else []
        self.process = subprocess.Popen([*pin, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, bufsize=1)
        ready = self.process.stdout.readline().strip()
        if not ready.startswith("ready"):
            raise RuntimeError(f"does not start: {ready!r}")
        self.version = ready[len("ready"):].strip()

    def ask(self, operation, document, seconds, timeout=300):
        """Seconds of one operation and the peak memory in octets; None when the document is refused."""
        try:
            self.process.stdin.write(f"{operation} {document} {seconds}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        if not select.select([self.process.stdout], [], [], timeout)[0]:
            self.process.kill()
            return None
        answer = self.process.stdout.readline().split()
        if len(answer) != 4:
            return None
        count, wall, processor, peak = (int(float(word)) for word in answer)
        return min(wall, processor) / count / 1e9, peak * 1024

    def stop(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.kill()
        self.process.wait()


def flipped(octets, index):
    return octets[:index] + (b"A" if octets[index : index + 1] != b"A" else b"B") + octets[index + 1 :]


def tampered(work, name):
    """Writes the four changed documents and returns their names."""
    good = (work / f"docs/{name}.xml").read_bytes()
    payload = good.index(b'id="PrescriptionDocument">') + 60 if name == SMALL else good.index(b'unit="h"') + 6
    time_at = good.index(b"SigningTime>") + 12
    certificate = re.findall(rb"<ds:X509Certificate>([^<]+)<", good)[1]
    der = bytearray(base64.b64decode(certificate))
    der[-5] ^= 1
    changed = {
        "payload": flipped(good, payload),
        "value": flipped(good, good.index(b"<ds:SignatureValue") + 60),
        "properties": good[:time_at] + b"1999" + good[time_at + 4 :],
        "chain": good.replace(certificate, base64.b64encode(bytes(der))),
    }
    for what, octets in changed.items():
        (work / f"docs/changed_{what}_{name}.xml").write_bytes(octets)
    return [f"changed_{what}_{name}" for what in changed]


def check(work, command):
    """Why the figures of an implementation would mean nothing, if so."""
    for name in (SMALL, HEAVY[0]):
        for document, good in [(name, True), *((bad, False) for bad in tampered(work, name))]:
            worker = Worker(command)
            accepted = worker.ask("verify", document, 0.0) is not None
            worker.stop()
            if accepted != good:
                return f"{'accepts' if accepted else 'refuses'} {document}"
    return None


def start(work, missing):
    workers = {}
    for peer, command in commands(work).items():
        try:
            problem = missing.get(peer) or check(work, command)
            if problem is None:
                workers[peer] = Worker(command)
        except (OSError, RuntimeError) as error:
            problem = str(error)
        print(f"# {peer:<20} {workers[peer].version if problem is None else 'left out: ' + problem}", flush=True)
    if OURS not in workers:
        sys.exit("hpki itself cannot be measured")
    return workers


def interleaved(workers, cells, rounds):
    """{(cell, peer): seconds of each round}; a cell is an index into OPERATIONS and a document."""
    seconds = {}
    for operation, document in cells:
        for peer, worker in workers.items():
            warm = 8.0 if peer == "JDK" else 0.3
            worker.ask(OPERATIONS[peer][operation], document, warm)
    for number in range(rounds):
        order = list(workers) if number % 2 == 0 else list(reversed(workers))
        for operation, document in cells:
            for peer in order:
                answer = workers[peer].ask(OPERATIONS[peer][operation], document, 0.15 if document == SMALL else 0.4)
                if answer is not None:
                    seconds.setdefault(((operation, document), peer), []).append(answer[0])
    return seconds


def shown(seconds):
    return f"{seconds * 1e6:,.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:,.2f} ms"


def word(reached):
    return "reached" if reached else "MISSED"


def ratios(seconds, cells):
    print(f"\n{'row':<34} {'implementation':<20} {'time':>13} {'times ours':>11}  goal")
    results = []
    for cell in cells:
        name = f"{cell[1]}, {'nothing known' if cell[0] == 0 else 'chain known'}"
        ours = seconds[(cell, OURS)]
        print(f"{name:<34} {OURS:<20} {shown(statistics.median(ours)):>13}")
        for peer in OPERATIONS:
            theirs = seconds.get((cell, peer))
            if peer == OURS or not theirs:
                continue
            ratio = statistics.median(b / a for a, b in zip(ours, theirs))
            goal = (SMALL_GOALS if cell[1] == SMALL else HEAVY_GOALS).get(peer)
            verdict = "" if goal is None else f"≥ {goal} {word(ratio >= goal)}"
            results += [] if goal is None else [ratio >= goal]
            print(f"{'':<34} {peer:<20} {shown(statistics.median(theirs)):>13} {ratio:>10.2f}x  {verdict}")
    return results


def growth(work, names):
    """Peak memory of a new process each, and time against size."""
    print(f"\n{'document':<12} {'octets':>12} {'cold':>12} {'peak memory':>14}  goal ≤ {MEMORY_GOAL} x the file")
    results, speeds = [], []
    for name in names:
        size = (work / f"docs/{name}.xml").stat().st_size
        worker = Worker(commands(work)[OURS])
        answers = [worker.ask("verify", name, 0.0)]
        peak = answers[0][1]
        answers += [worker.ask("verify", name, 0.2) for _ in range(4)]
        worker.stop()
        speeds.append(size / min(answer[0] for answer in answers))
        # A small document's peak is that of the program.
        verdict = word(peak / size <= MEMORY_GOAL) if size > 1e6 else ""
        results += [peak / size <= MEMORY_GOAL] if verdict else []
        print(f"{name:<12} {size:>12,} {shown(answers[0][0]):>12} {peak / size:>12.2f} x  {verdict}"
              f"  ({speeds[-1] / 1e6:.0f} MB/s)")
    if len(speeds) > 1:
        ratio = speeds[0] / speeds[-1]
        results.append(ratio <= 1.25)
        print(f"time per octet from {names[0]} to {names[-1]}: x {ratio:.2f}, goal ≤ 1.25 {word(ratio <= 1.25)}")
    return results


def processes(work):
    """One process for one document of 2 KB of CSV, from its start to its end."""
    ours = [str(TOP / "target/release/hpki"), "verify", str(work / f"docs/{SMALL}.xml"), "--document", "generic",
            "--trust-anchor", str(work / "pki/root.pem"), "--revocation", "off", "--allow-test-certificates", "--json"]
    theirs = ["xmlsec1", "--verify", "--trusted-pem", str(work / "pki/root.pem"), *IDENTIFIERS, str(work / f"docs/{SMALL}.xml")]
    print(f"\n{'one process, ' + SMALL:<34} {'median':>10} {'least':>10}")
    results = []
    nothing = shutil.which("true") or "/bin/true"
    for name, command in (("true", [nothing]), (OURS, ours), ("xmlsec1", theirs)):
        program = shutil.which(command[0])
        if program is None:
            continue
        times = []
        quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]
        for _ in range(200):
            began = time.perf_counter()
            status = os.waitstatus_to_exitcode(os.waitpid(os.posix_spawn(program, command, os.environ, file_actions=quiet), 0)[1])
            times.append(time.perf_counter() - began)
            if status != 0:
                sys.exit(f"{' '.join(command)} exits with {status}")
        median = statistics.median(times) * 1e3
        goal = f"≤ {PROCESS_GOAL} ms {word(median <= PROCESS_GOAL)}" if name == OURS else ""
        results += [median <= PROCESS_GOAL] if name == OURS else []
        print(f"{name:<34} {median:>7.2f} ms {min(times) * 1e3:>7.2f} ms  {goal}")
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--without-huge", action="store_true", help="leave out the document of 100 MB")
    parser.add_argument("--setup-only", action="store_true")
    parser.add_argument("--bench", type=Path, default=TOP / "../shared/bench")
    parser.add_argument("--work", type=Path, default=TOP / "target/peers")
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    missing = set_up(arguments.bench.resolve(), work, not arguments.without_huge)
    if arguments.setup_only:
        return
    workers = start(work, missing)
    cells = [(0, SMALL), (1, SMALL), *((0, name) for name in HEAVY)]
    seconds = interleaved(workers, cells, arguments.rounds)
    for worker in workers.values():
        worker.stop()
    results = ratios(seconds, cells)
    results += growth(work, ["cda_100k", "cda_10m"] + ([] if arguments.without_huge else ["cda_100m"]))
    results += processes(work)
    print(f"\n{sum(results)} goals reached, {len(results) - sum(results)} missed; load average {os.getloadavg()[0]:.1f}")


main()
