"""How much memory many verifications leave behind.

    python memory.py [VERIFICATIONS]        default 100,000

Verifies a document that passes and one that does not, in turn, reads everything that their reports give, and prints
how much the resident set grew after a warm-up. Exit 1 at 1 MiB and more.
"""

from __future__ import annotations

import gc
import os
import sys
import time

from conftest import Case

import hpki

MIB = 1024 * 1024


def resident() -> int:
    """Octets of this process in memory (Linux)."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def run(verifications: int, verifier: hpki.Verifier, good: Case, refused: Case) -> None:
    passes, fails = good.document.read_bytes(), refused.document.read_bytes()
    for number in range(verifications):
        if number % 2:
            document = verifier.verify(passes, at=good.at)
            (signature,) = document.signatures
            assert document.content and signature.signer.roles and signature.proven_time
            report = document.report
        else:
            try:
                verifier.verify(bytearray(fails), at=good.at)
            except hpki.VerificationError as error:
                report = error.report
            else:
                raise SystemExit("what must not pass passed")
        if number % 50 == 0:
            assert report.to_dict() and report.text("ja") and report.html("en") and report.checks
            assert hpki.inspect(passes).to_dict()
            assert len(list(verifier.verify_many([good.document, refused.document], at=good.at, workers=1))) == 2


def main() -> None:
    verifications = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    good, refused = Case.load("prescription-lt"), Case.load("attacker-hierarchy")
    verifier = good.verifier()
    run(2_000, verifier, good, refused)
    before, began = resident(), time.monotonic()
    run(verifications, verifier, good, refused)
    grew, took = resident() - before, time.monotonic() - began
    print(f"{verifications:,} verifications in {took:.1f} s: {before / MIB:.1f} MiB and {grew / 1024:.0f} KiB more")
    raise SystemExit(1 if grew >= MIB else 0)


if __name__ == "__main__":
    main()
