"""The examples of the READMEs do what stands below them."""

from __future__ import annotations

import contextlib
import io
import pathlib
import re

import pytest
from conftest import VECTORS

PACKAGE = pathlib.Path(__file__).parents[1]
EXAMPLE = re.compile(r"^```python\n(.*?)^```\n(?:\s*^```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_examples(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(VECTORS.parent)
    examples = EXAMPLE.findall((PACKAGE / name).read_text(encoding="utf-8"))
    assert len(examples) >= 4
    names: dict[str, object] = {}
    for code, expected in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, name, "exec"), names)  # noqa: S102
        # How many cores there are depends on the machine.
        assert re.sub(r"\d+ workers", "N workers", printed.getvalue()) == re.sub(r"\d+ workers", "N workers", expected)


def test_both_languages_have_the_same_examples() -> None:
    def examples(name: str) -> list[str]:
        found = EXAMPLE.findall((PACKAGE / name).read_text(encoding="utf-8"))
        return [re.sub(r" *#.*", "", code) for code, _ in found]

    assert examples("README.md") == examples("README.ja.md")
