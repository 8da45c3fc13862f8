"""Raise signatures to T, LT and LTA, so that they can be verified when certificates have expired.

Nothing is fetched unless ``fetch`` is given: a function of yours, or a HttpFetcher.
"""

from __future__ import annotations

import datetime
import http.client
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any, Literal

from . import _hpki
from .errors import AugmentError, Error

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from typing import TypeAlias

    from ._hpki import MissingList, _BinaryFile, _Trust

    _Source: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | _BinaryFile
    _Detached: TypeAlias = Mapping[str, _Source] | str | os.PathLike[str] | Iterable[_Source]

__all__ = ["HttpFetcher", "augment"]

_QUERY = "application/timestamp-query"
_REPLY = "application/timestamp-reply"
_REPLY_LIMIT = 4 * 1024 * 1024
_LIST_LIMIT = 64 * 1024 * 1024
_REDIRECTS = 3
_ADDRESSES = 4
"""Addresses tried for one certificate. They name the same list."""


def augment(
    source: _Source,
    level: Literal["T", "LT", "LTA"],
    *,
    trust: _Trust | None = None,
    at: datetime.datetime | None = None,
    signature_id: str | None = None,
    detached: _Detached | None = None,
    time_stamp_tokens: Iterable[_Source] = (),
    time_stamp_authority: str | None = None,
    policy: str | None = None,
    fetch: Callable[[str, bytes | None], bytes] | None = None,
) -> bytes:
    """Raise a signature of a document to a level. The result was verified again before it is returned.

    Nothing is fetched unless ``fetch`` is given. What is fetched is never believed: signatures decide.

    Args:
        source: The signed document.
        level: ``T``, ``LT`` or ``LTA``; LTA on a document that has it renews its archive time-stamp.
        trust: Trust anchors of signer and time-stamp authorities, intermediates, revocation lists. Where no anchor is given,
            self-signed certificates at hand stand in for them, and nobody has vouched for those.
        at: Now, an aware datetime. Default: what the clock says.
        signature_id: The Id of the signature. Default: the only one; of a dispensing record the pharmacist's.
        detached: Files that a detached signature names.
        time_stamp_tokens: Tokens of a time-stamp authority or its answers, used first, the one over the signature first.
        time_stamp_authority: The address that ``fetch`` is given for a time-stamp.
        policy: The policy that the authority must use, in dotted form.
        fetch: Called as ``fetch(time_stamp_authority, request)`` with a TimeStampReq (RFC 3161, DER) for the octets of the
            answer, and as ``fetch(address, None)`` for revocation lists that ``trust`` does not have. Those addresses stand
            in the document's certificates: do no more with them than an HTTP request. HttpFetcher is one.

    Returns:
        The document at that level.

    Raises:
        AugmentError: the signature cannot be raised; with ``missing`` where revocation lists are.
        FetchError: HttpFetcher failed. Other fetchers raise what they raise.
    """
    work = _hpki._Augmentation(
        source, level, trust=trust, at=at, detached=detached, signature_id=signature_id
    )
    tokens = iter(time_stamp_tokens)
    while work.step != "done":
        if work.step == "time-stamp":
            _time_stamp(work, tokens, time_stamp_authority, policy, fetch)
        else:
            _lists(work, fetch)
    if next(tokens, None) is not None:
        raise _hpki._raise("augment::token-not-used", "time_stamp_tokens", "")
    return work.octets()


def _time_stamp(
    work: _hpki._Augmentation,
    tokens: Any,
    authority: str | None,
    policy: str | None,
    fetch: Callable[[str, bytes | None], bytes] | None,
) -> None:
    token = next(tokens, None)
    if token is not None:
        work.token(token)
    elif authority is not None and fetch is not None:
        work.answer(fetch(authority, work.request(os.urandom(16), policy)))
    else:
        raise _hpki._raise("augment::no-time-stamp-source", "time_stamp_authority", "")


def _lists(work: _hpki._Augmentation, fetch: Callable[[str, bytes | None], bytes] | None) -> None:
    missing = work.missing()
    try:
        work.provide([_list(one, fetch) for one in missing] if fetch else [])
    except AugmentError as error:
        error.missing = missing
        raise


def _list(missing: MissingList, fetch: Callable[[str, bytes | None], bytes]) -> bytes:
    first = None
    for address in [uri for uri in missing.uris if _is_http(uri)][:_ADDRESSES]:
        try:
            octets = bytes(fetch(address, None))
            if _hpki._is_list(octets):
                return octets
            raise _hpki._raise("augment::not-a-list", address, "")
        except (Error, OSError) as error:
            # The first failure says most: the others are other ways to the same list.
            first = first or error
    raise first or _hpki._raise("augment::list-not-fetchable", "", " ".join(missing.other_names))


def _is_http(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


class HttpFetcher:
    """Fetches time-stamps and revocation lists over http and https with urllib, as ``hpki augment`` does.

    Bounded in time, octets and redirects; a proxy is taken from the environment, as other programs do. A request for a
    time-stamp goes where the caller said and nowhere else, and its answer must be one of a time-stamp authority.

    Args:
        timeout: Seconds for one wait for the server, and for the body of its answer as a whole.

    Raises:
        FetchError: on every failure, when it is called.
    """

    def __init__(self, timeout: float = 30.0) -> None:
        self.timeout = timeout

    def __call__(self, address: str, body: bytes | None) -> bytes:
        """Post ``body`` to a time-stamp authority, or get a revocation list where it is None."""
        if not _is_http(address):
            raise _hpki._raise("http::address", address, "")
        headers = {"User-Agent": "hpki"}
        if body is not None:
            headers |= {"Content-Type": _QUERY, "Accept": _REPLY}
        request = urllib.request.Request(address, data=body, headers=headers)
        opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.HTTPDefaultErrorHandler(),
            _Redirects(),
        ):
            opener.add_handler(handler)
        try:
            with opener.open(request, timeout=self.timeout) as response:
                return _answer(address, body, response, time.monotonic() + self.timeout)
        except urllib.error.HTTPError as error:
            error.close()
            redirected = 300 <= error.code < 400
            code = "http::redirected" if redirected else "http::status"
            detail = error.headers.get("Location", "")[:200] if redirected else str(error.code)
            raise _hpki._raise(code, address, detail) from None
        except (socket.timeout, TimeoutError):
            raise _hpki._raise("http::time-out", address, "") from None
        except urllib.error.URLError as error:
            late = isinstance(error.reason, TimeoutError)
            raise _hpki._raise("http::time-out" if late else "http::failed", address, str(error.reason)) from error
        except Error:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise _hpki._raise("http::failed", address, str(error)) from error

    def __repr__(self) -> str:
        return f"<hpki.HttpFetcher: {self.timeout} s>"


def _answer(address: str, body: bytes | None, response: Any, deadline: float) -> bytes:
    limit = _LIST_LIMIT if body is None else _REPLY_LIMIT
    if response.status != 200:
        raise _hpki._raise("http::status", address, str(response.status))
    octets = bytearray()
    # What has come by now, and no more: a server that sends an octet a second would never be late for the next one.
    while chunk := response.read1(64 * 1024):
        octets += chunk
        if len(octets) > limit:
            raise _hpki._raise("http::too-large", address, f"{limit} octets")
        if time.monotonic() > deadline:
            raise _hpki._raise("http::time-out", address, "")
    if response.length:
        raise _hpki._raise("http::failed", address, f"{response.length} octets are missing")
    found = response.headers.get("Content-Type", "").split(";")[0].strip()
    if body is not None and found.lower() != _REPLY:
        raise _hpki._raise("http::content-type", address, f"{_REPLY} / {found[:64]}")
    return bytes(octets)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few to http and https for lists, none for time-stamps."""

    max_redirections = _REDIRECTS
    max_repeats = 1

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if req.data is not None or not _is_http(newurl):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)
