"""The tutorials: every block runs and prints what is shown, in both languages, which share their code."""

from __future__ import annotations

import ast
import difflib
import pathlib
import re
import sys

import pytest

import hpki

ROOT = pathlib.Path(__file__).parents[3]
DOCS = ROOT / "bindings" / "python" / "docs"
TUTORIALS = {"en": DOCS / "tutorial.md", "ja": DOCS / "tutorial.ja.md"}
HPKI_ROOT = ROOT / ".." / "shared" / "data" / "hpki-ca" / "mhlw_hpki_root_ca_v2.cer"
sys.path.insert(0, str(DOCS))
import run  # noqa: E402


@pytest.mark.parametrize("path", TUTORIALS.values(), ids=TUTORIALS)
def test_every_block_prints_what_is_shown(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = path.read_text(encoding="utf-8")
    printed = run.with_output(text, path.name)
    assert text == printed, "\n".join(difflib.unified_diff(text.splitlines(), printed.splitlines(), lineterm=""))
    cells = list(run.cells(text))
    shown = sum(bool(cell.shown) for cell in cells)
    assert len(cells) >= 25 and shown >= 22
    # Nothing looks like output without being compared, and no other block looks like code that runs.
    assert re.findall(r"^```(\w*)$", text, re.MULTILINE).count("text") == shown
    assert set(re.findall(r"^```(\w+)$", text, re.MULTILINE)) == {"python", "text"}
    print(f"{path.name}: {len(cells)} blocks, {shown} with output")


def test_both_languages_share_their_code() -> None:
    texts = {language: path.read_text("utf-8") for language, path in TUTORIALS.items()}
    code = {language: [cell.code for cell in run.cells(text)] for language, text in texts.items()}
    english = [block.replace('lang = "en"\n', 'lang = "ja"\n') for block in code["en"]]
    assert english == code["ja"] != code["en"]
    imports = [node for block in code["en"] for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Import)]
    foreign = {alias.name for node in imports for alias in node.names} - sys.stdlib_module_names
    assert foreign == {"hpki"}


def test_both_languages_have_the_same_sections_and_links_that_lead_somewhere() -> None:
    sections, links = {}, {}
    for language, path in TUTORIALS.items():
        text = path.read_text("utf-8")
        sections[language] = re.findall(r"^(#+ (?:\d+)?)", text, re.MULTILINE)
        links[language] = re.findall(r"\]\(([^)#]+)(#[^)]*)?\)", text)
        for target, anchor in links[language]:
            if not target.startswith("https://"):
                heading = anchor.removeprefix("#").replace("-", " ")
                there = (DOCS / target).read_text("utf-8")
                assert heading in re.sub(r"[?`\"]", "", there).lower(), (target, anchor)
    assert sections["en"] == sections["ja"] and len(sections["en"]) > 6
    assert len(links["en"]) == len(links["ja"]) >= 4


def test_the_fingerprint_of_the_root_is_that_of_the_root() -> None:
    if not HPKI_ROOT.exists():
        pytest.skip(f"{HPKI_ROOT.name} is not here")
    sha256 = hpki.Certificate(HPKI_ROOT).sha256.hex()
    for path in TUTORIALS.values():
        assert f"`{sha256}`" in path.read_text("utf-8")


def test_a_block_that_prints_something_else_is_noticed() -> None:
    text = "# T\n\n```python\nx = 1\nx + 1\n```\n\n```text\n{}\n```\n\nand\n\n```python\nprint(x)\n```\n"
    assert run.with_output(text.format(2), "t") != text.format(2)
    assert run.with_output(text.format(3), "t") == run.with_output(text.format(2), "t")
    right = text.format(2) + "\n```text\n1\n```\n"
    assert run.with_output(right, "t") == right
    with pytest.raises(ZeroDivisionError):
        run.with_output("```python\n1 / 0\n```\n", "t")
