"""The package as such: everything public is documented, and nothing private is taken along."""

from __future__ import annotations

import importlib.metadata
import inspect
import types

import pytest

import hpki
import hpki.errors
import hpki.rows

PUBLIC = [getattr(hpki, name) for name in hpki.__all__]


def test_all_is_what_is_there() -> None:
    there = {
        name
        for name, value in vars(hpki).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert there == set(hpki.__all__) and list(hpki.__all__) == sorted(hpki.__all__)


@pytest.mark.parametrize("thing", PUBLIC, ids=hpki.__all__)
def test_everything_public_has_a_docstring(thing: object) -> None:
    assert inspect.getdoc(thing)
    if not isinstance(thing, type) or thing.__module__ != "hpki":
        return
    for name, member in vars(thing).items():
        if not name.startswith("_"):
            assert inspect.getdoc(member), name


@pytest.mark.parametrize("kind", [thing for thing in PUBLIC if isinstance(thing, type)])
def test_classes_say_that_they_are_of_hpki(kind: type) -> None:
    assert kind.__module__ in ("hpki", "hpki.augmentation", "hpki.errors", "hpki.rows", "hpki.signing")


def test_the_version_is_that_of_the_distribution() -> None:
    assert hpki.__version__ == importlib.metadata.version("hpki")


def test_every_exception_is_an_error_of_hpki() -> None:
    exceptions = [thing for thing in PUBLIC if isinstance(thing, type) and issubclass(thing, BaseException)]
    assert len(exceptions) > 5
    for kind in exceptions:
        assert issubclass(kind, hpki.Error) and not issubclass(kind, (SystemExit, KeyboardInterrupt))
    for kind, base in (
        (hpki.ParseError, ValueError),
        (hpki.ArgumentError, ValueError),
        (hpki.FileError, OSError),
        (hpki.FileMissingError, FileNotFoundError),
        (hpki.ContentError, LookupError),
        (hpki.RevocationError, hpki.VerificationError),
    ):
        assert issubclass(kind, base)
