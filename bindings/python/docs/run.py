#!/usr/bin/env python3
"""Runs the Python blocks of Markdown files in order and compares what they print: python run.py [--write] FILE…

Blocks are cells as in a notebook (jupytext opens these files as such): all in one namespace, and the value of a last
expression is shown. What follows a block as ``text`` is what it must print; without, it must print nothing. ``--write``
puts in what was printed instead of comparing. Run it where the files say that they are run.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import io
import pathlib
import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """A Python block and the text block after it."""

    line: int
    code: str
    shown: str


FENCED = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<shown>.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def main() -> int:
    write, paths = "--write" in sys.argv, [pathlib.Path(name) for name in sys.argv[1:] if name != "--write"]
    if not paths:
        print(__doc__, file=sys.stderr)
        return 3
    different = False
    for path in paths:
        text = path.read_text(encoding="utf-8")
        run_text = with_output(text, path.name)
        if write:
            path.write_text(run_text, encoding="utf-8")
        elif text != run_text:
            different = True
            sys.stdout.writelines(
                difflib.unified_diff(
                    text.splitlines(keepends=True), run_text.splitlines(keepends=True), str(path), "as it runs"
                )
            )
    return int(different)


def cells(text: str) -> Iterator[Cell]:
    for block in FENCED.finditer(text):
        yield Cell(text.count("\n", 0, block.start()) + 2, block["code"], block["shown"] or "")


def with_output(text: str, name: str) -> str:
    """The file with what its blocks print, run in a namespace of their own."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    outputs = [output(cell, name, namespace) for cell in cells(text)]
    results = iter(outputs)

    def replaced(block: re.Match[str]) -> str:
        printed = next(results)
        shown = f"\n```text\n{printed}```\n" if printed else ""
        return f"```python\n{block['code']}```\n{shown}"

    return FENCED.sub(replaced, text)


def output(cell: Cell, name: str, namespace: dict[str, Any]) -> str:
    tree = ast.parse("\n" * (cell.line - 1) + cell.code, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, name, "exec"), namespace)
        if last is not None:
            exec(compile(ast.Interactive([last]), name, "single"), namespace)
    return "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())


if __name__ == "__main__":
    sys.exit(main())
