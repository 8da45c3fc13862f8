"""The documentation that docs/build.py writes: everything public is in it, with its types and its words."""

from __future__ import annotations

import ast
import html
import pathlib
import re
import subprocess
import sys

import pytest

import hpki

DOCS = pathlib.Path(__file__).parents[1] / "docs"
OUTPUT = pathlib.Path(__file__).parents[3] / "target" / "python-api"
sys.path.insert(0, str(DOCS))
import build  # noqa: E402


def test_every_public_name_is_documented_with_its_types() -> None:
    run = subprocess.run([sys.executable, DOCS / "build.py", OUTPUT], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    page = (OUTPUT / "hpki.html").read_text(encoding="utf-8")
    identifiers = set(re.findall(r'id="([^"]*)"', page))
    for name in hpki.__all__:
        assert name in identifiers
        members = vars(getattr(hpki, name)) if isinstance(getattr(hpki, name), type) else {}
        assert {f"{name}.{member}" for member in members if not member.startswith("_")} <= identifiers
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= identifiers, links - identifiers
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    signature = r"verify\(\s*source: Source,\s*\*,\s*trust: Trust,\s*at: datetime.datetime \| None = None,"
    assert re.search(signature, text)
    for wrong in ("(...)", "(unknown)", ":class:", "hpki._hpki", "PyO3", "builtins.object", "Augmentation"):
        assert wrong not in text, wrong
    print(f"{len(hpki.__all__)} names, {len(identifiers)} anchors, {len(page)} octets of HTML")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def verify(source: Source) -> None: ...", "verify has no docstring"),
        ("def verify(source: Source):\n 'x'", "verify has no type of its result"),
        ("def verify(source) -> None:\n 'x'", "verify: source has no type"),
        ("def verify(*source: Source) -> None:\n 'x'", "verify takes anything"),
        ("class Report:\n def text(self) -> str:\n  'x'", "Report has no docstring"),
        ("class Report:\n 'x'\n def text(self) -> str: ...", "Report.text has no docstring"),
        ("class Row:\n 'x'\n file: str", "Row.file has no docstring"),
        (
            "def verify(source: Source) -> None:\n '''x\n\n Args:\n     trust: y\n '''",
            "verify describes the parameters ['trust'], has ['source']",
        ),
    ],
)
def test_what_is_not_documented_is_told(code: str, told: str) -> None:
    assert list(build.undocumented(ast.parse(code))) == [told]


def test_a_name_that_is_left_out_is_told() -> None:
    names = [*hpki.__all__[1:], "other"]
    told = list(build.left_out(ast.parse(f"__all__ = {names}")))
    assert told == [f"hpki.{hpki.__all__[0]} is not in the documentation", "other is not in hpki.__all__"]
