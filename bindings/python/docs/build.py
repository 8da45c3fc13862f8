#!/usr/bin/env python3
"""Writes the documentation of the Python package as HTML: python bindings/python/docs/build.py FOLDER

Needs the package and pdoc (requirements.txt) installed. The native half has its signatures and types in the stub and
its docstrings in Rust, and pdoc would show the one without the other; so a module of pure Python is made of both, with
the errors and rows that are Python already, and pdoc documents that.

Exit code 1, and nothing is written, when a public name has no docstring, a parameter or result no type, or when a
docstring describes other parameters than there are.
"""

from __future__ import annotations

import ast
import inspect
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any, TypeGuard

import hpki
import hpki._hpki

PACKAGE = pathlib.Path(__file__).parents[1] / "python" / "hpki"

Definition = ast.ClassDef | ast.FunctionDef


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 3
    module = whole_module()
    if problems := [*undocumented(module), *left_out(module)]:
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "hpki.py").write_text(ast.unparse(module), encoding="utf-8")
        pdoc = ["-m", "pdoc", "--docformat", "google", "--no-show-source", "-o", sys.argv[1], "hpki"]
        # A warning of pdoc is a type that it could not read.
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONWARNINGS": "error"}
        return subprocess.run([sys.executable, *pdoc], env=environment, check=False).returncode


# -- One module of all ------------------------------------------------------------------------------------------------


def whole_module() -> ast.Module:
    """The stub and the modules of Python as one, in the order in which they are written down."""
    stub = parse(PACKAGE / "_hpki.pyi")
    modules = [parse(path) for path in sorted(PACKAGE.glob("*.py")) if path.name != "__init__.py"]
    native = [with_docstrings(node) for node in definitions_of(stub)]
    written = [without_code(node) for module in modules for node in definitions_of(module)]
    classes_last = sorted([*native, *written], key=lambda node: isinstance(node, ast.ClassDef))
    imports = [node for part in [stub, *modules] for node in ast.walk(part) if is_foreign_import(node)]
    protocols = protocols_of(stub)
    # Last, because they name classes; annotations are read later still.
    alias = "{0}: object = TypeAliasType('{0}', {1})"
    aliases = [ast.parse(alias.format(name, value)).body[0] for name, value in aliases_of(stub)]
    header = ast.parse("from __future__ import annotations\nfrom typing_extensions import TypeAliasType\n").body
    names = ast.parse(f"__all__ = {[node.name for node in classes_last]!r}").body
    docstring = ast.Expr(ast.Constant(f"{inspect.cleandoc(hpki.__doc__ or '')}\n\n{names_in_signatures(stub)}"))
    body = [docstring, *header, *imports, *names, *classes_last, *protocols, *aliases]
    module = ast.Module(body, [])
    PublicNames().visit(module)
    return ast.fix_missing_locations(module)


def definitions_of(module: ast.Module) -> list[Definition]:
    return [node for node in module.body if isinstance(node, Definition) and not node.name.startswith("_")]


def parse(path: pathlib.Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_foreign_import(node: ast.AST) -> TypeGuard[ast.stmt]:
    return isinstance(node, ast.Import) or (
        isinstance(node, ast.ImportFrom) and node.level == 0 and node.module != "__future__"
    )


def aliases_of(stub: ast.Module) -> Iterator[tuple[str, str]]:
    for node in stub.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield public(node.target.id), ast.unparse(PublicNames().visit(node.value))


def protocols_of(stub: ast.Module) -> list[ast.ClassDef]:
    """Not importable, but named in signatures. Other private classes are nobody's business."""
    classes = [node for node in stub.body if isinstance(node, ast.ClassDef) and node.name.startswith("_")]
    return [node for node in classes if "Protocol" in map(ast.unparse, node.bases)]


def names_in_signatures(stub: ast.Module) -> str:
    """A table of the names that stand for longer types; nobody can import them."""
    rows = [(name, f"`{value}`") for name, value in aliases_of(stub)]
    for node in protocols_of(stub):
        methods = ", ".join(f"`{ast.unparse(method).splitlines()[0].rstrip(':')}`" for method in node.body)
        rows.append((public(node.name), f"anything that has {methods}"))
    lines = [f"| `{name}` | {value.replace('|', chr(92) + '|')} |" for name, value in rows]
    return "\n".join(["Names in signatures, short for:", "", "| | |", "| --- | --- |", *lines])


def public(name: str) -> str:
    """``_Source`` of the stub is Source here; ``_Policy`` is PolicyName beside a class Policy."""
    plain = re.sub("^_(?=[A-Z])", "", name)
    return f"{plain}Name" if plain != name and plain in hpki.__all__ else plain


class PublicNames(ast.NodeTransformer):
    """Names of the stub as they are shown."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(public(node.id), node.ctx)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        node.name = public(node.name)
        self.generic_visit(node)
        return node


def with_docstrings(node: Definition) -> Definition:
    """A function or class of the stub with the docstrings of the native one, and without what is not public."""
    native = getattr(hpki._hpki, node.name)
    if isinstance(node, ast.FunctionDef):
        return documented_function(node, native)
    members = [method for method in node.body if isinstance(method, ast.FunctionDef)]
    node.body = [*docstring_of(native)]
    for method in members:
        if method.name == "__new__":  # pdoc knows constructors by the other name
            method.name, method.args.args[0].arg, method.returns = "__init__", "self", ast.Constant(None)
            node.body.append(method)
        elif not method.name.startswith("_"):
            node.body.append(documented_function(method, inspect.getattr_static(native, method.name)))
    return node


def without_code(node: Definition) -> Definition:
    """A function or class of Python, whose code could not run here, and without what is not public."""
    if isinstance(node, ast.FunctionDef):
        node.body = [*node.body[: is_text(node.body[0])], ast.Expr(ast.Constant(...))]
        return node
    public = [part for part in node.body if not isinstance(part, ast.FunctionDef) or is_public(part)]
    node.body = [without_code(part) if isinstance(part, ast.FunctionDef) else part for part in public]
    return node


def is_public(method: ast.FunctionDef) -> bool:
    return method.name == "__init__" or not method.name.startswith("_")


def documented_function(node: ast.FunctionDef, native: Any) -> ast.FunctionDef:
    node.body = [*docstring_of(native), *node.body]
    return node


def docstring_of(native: Any) -> list[ast.stmt]:
    # Of a static method: that of its function.
    text = getattr(native, "__func__", native).__doc__
    return [ast.Expr(ast.Constant(inspect.cleandoc(text)))] if text else []


# -- Checks -----------------------------------------------------------------------------------------------------------


def left_out(module: ast.Module) -> Iterator[str]:
    (names,) = (node.value for node in module.body if isinstance(node, ast.Assign))
    here = ast.literal_eval(names)
    yield from (f"hpki.{name} is not in the documentation" for name in hpki.__all__ if name not in here)
    yield from (f"{name} is not in hpki.__all__" for name in here if name not in hpki.__all__)


def undocumented(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield from undocumented_function(node.name, node)
        elif isinstance(node, ast.ClassDef) and node.name in hpki.__all__:
            yield from undocumented_class(node)


def undocumented_class(node: ast.ClassDef) -> Iterator[str]:
    docstring = ast.get_docstring(node) or ""
    if not docstring:
        yield f"{node.name} has no docstring"
    for member, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(member, ast.FunctionDef) and member.name == "__init__":
            yield from undocumented_parameters(node.name, member, docstring)
        elif isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
            yield from undocumented_function(f"{node.name}.{member.name}", member)
        elif isinstance(member, ast.AnnAssign) and not is_text(following):
            yield f"{node.name}.{ast.unparse(member.target)} has no docstring"


def is_text(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def undocumented_function(name: str, node: ast.FunctionDef) -> Iterator[str]:
    docstring = ast.get_docstring(node)
    if not docstring:
        yield f"{name} has no docstring"
    if node.returns is None:
        yield f"{name} has no type of its result"
    yield from undocumented_parameters(name, node, docstring or "")


def undocumented_parameters(name: str, node: ast.FunctionDef, docstring: str) -> Iterator[str]:
    arguments = node.args
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    own = [parameter for parameter in parameters if parameter.arg not in ("self", "cls")]
    if arguments.vararg or arguments.kwarg:
        yield f"{name} takes anything"
    yield from (f"{name}: {parameter.arg} has no type" for parameter in own if parameter.annotation is None)
    section = re.search(r"^Args:\n((?:    .*\n?|\n)+)", docstring, re.MULTILINE)
    if section:
        described, there = re.findall(r"^    (\w+):", section[1], re.MULTILINE), [parameter.arg for parameter in own]
        if sorted(described) != sorted(there):
            yield f"{name} describes the parameters {described}, has {there}"


if __name__ == "__main__":
    sys.exit(main())
