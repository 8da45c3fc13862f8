"""Every test vector through Python: the verdict and the reasons that the case states, as in Rust and C."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from conftest import VECTORS, Case

import hpki


def differences(case: Case) -> Iterator[str]:
    expected = case.data["expected"]
    error = None
    content = None
    try:
        document = case.verify()
        report = document.report
        try:
            content = document.content
        except hpki.ContentError:
            assert len(document.parts) > 1
    except hpki.VerificationError as caught:
        error, report = caught, caught.report
    exit_code = {"TOTAL-PASSED": 0, "TOTAL-FAILED": 1, "INDETERMINATE": 2}[report.indication]
    if exit_code != expected["exit"] or (error is None) != (exit_code == 0):
        yield f"exit {exit_code}, expected {expected['exit']}"
    if report.indication != expected["indication"]:
        yield f"{report.indication}, expected {expected['indication']}"
    if report.sub_indication not in (expected["sub_indications"] or [None]):
        yield f"{report.sub_indication}, expected {expected['sub_indications']}"
    not_passed = {check.id for check in report.checks if check.outcome in ("failed", "indeterminate")}
    for finding in [expected["finding"], *expected["other_findings"]]:
        if finding and finding not in not_passed:
            yield f"{finding} is not among {not_passed}"
    warnings = {check.id for check in report.checks if check.outcome == "warning"}
    if missing := set(expected["warnings"]) - warnings:
        yield f"no warning {missing}"
    if error is not None:
        yield from differences_of_error(error, not_passed)
    if error is None:
        levels = [signature.level for signature in document.signatures]
        if expected["levels"] and levels != expected["levels"]:
            yield f"levels {levels}, expected {expected['levels']}"
    digest = None if content is None else hashlib.sha256(content).hexdigest()
    if digest != expected["content_sha256"]:
        yield f"content {digest}, expected {expected['content_sha256']}"


def differences_of_error(error: hpki.VerificationError, not_passed: set[str]) -> Iterator[str]:
    if error.code not in not_passed:
        yield f"the code {error.code} is not among {not_passed}"
    if error.indication != error.report.indication or error.sub_indication != error.report.sub_indication:
        yield f"{error.indication}, {error.sub_indication} differ from the report"
    for message in (error.message_en, error.message_ja):
        if not 10 < len(message.encode()) <= 500:
            yield f"a message of {len(message.encode())} octets"
    about_revocation = {"REVOKED", "REVOKED_NO_POE", "REVOKED_CA_NO_POE", "TRY_LATER"}
    if isinstance(error, hpki.RevocationError) != (error.sub_indication in about_revocation):
        yield f"{type(error).__name__} for {error.sub_indication}"


def test_every_vector_comes_out_as_it_says() -> None:
    names = sorted(path.parent.name for path in (VECTORS / "cases").glob("*/case.json"))
    wrong = [f"{name}: {difference}" for name in names for difference in differences(Case.load(name))]
    print(f"{len(names)} cases through Python, {len(wrong)} differences")
    assert wrong == []
    assert len(names) > 400
