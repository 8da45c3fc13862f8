"""What the tests share: test vectors and the hierarchy of certificates that they were made with."""

from __future__ import annotations

import datetime
import json
import pathlib
import signal
from dataclasses import dataclass
from typing import Any

import pytest

import hpki

# Whoever starts the tests in the background of a script has them ignore SIGINT, and so everything that they start: then
# nobody could press Ctrl-C in a test.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

VECTORS = pathlib.Path(__file__).parents[3] / "test-vectors"
CERTIFICATES = VECTORS / "pki" / "certificates"
AT = datetime.datetime(2026, 10, 1, tzinfo=datetime.timezone.utc)


@dataclass(frozen=True)
class Case:
    """A test vector (test-vectors/case.schema.json)."""

    folder: pathlib.Path
    data: dict[str, Any]

    @staticmethod
    def load(name: str) -> Case:
        folder = VECTORS / "cases" / name
        return Case(folder, json.loads((folder / "case.json").read_text(encoding="utf-8")))

    @property
    def document(self) -> pathlib.Path:
        return self.folder / str(self.data["file"])

    @property
    def at(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.data["arguments"]["at"].replace("Z", "+00:00"))

    def paths(self, argument: str) -> list[pathlib.Path]:
        return [self.folder / name for name in self.data["arguments"][argument]]

    def trust(self) -> hpki.TrustStore:
        return hpki.TrustStore(
            self.paths("trust_anchors"),
            time_stamp_anchors=self.paths("tsa_anchors"),
            intermediates=self.paths("intermediates"),
            certificate_lists=self.paths("certificate_lists"),
        )

    def verifier(self) -> hpki.Verifier:
        arguments = self.data["arguments"]
        return hpki.Verifier(
            self.trust(),
            kind=arguments["document"],
            revocation=arguments["revocation"],
            roles=arguments["roles"],
            danger_accept_test_certificates=arguments["allow_test_certificates"],
        )

    def verify(self) -> hpki.VerifiedDocument:
        return self.verifier().verify(self.document, at=self.at, detached=self.paths("detached"))


@pytest.fixture(scope="session")
def good() -> Case:
    """A prescription that passes, with time-stamps and revocation lists in it."""
    return Case.load("prescription-lt")


@pytest.fixture(scope="session")
def refused() -> Case:
    """One that does not pass."""
    return Case.load("attacker-hierarchy")
