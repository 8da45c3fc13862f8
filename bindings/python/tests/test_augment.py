"""Long-term forms, with the time-stamp authority of OpenSSL and lists that OpenSSL makes now; offline, by a function of the
caller's, and over HTTP."""

from __future__ import annotations

import contextlib
import datetime
import http.server
import pathlib
import shutil
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import CERTIFICATES, VECTORS

import hpki

KEYS = VECTORS / "pki" / "keys"
CONFIGURATION = """[ca]
default_ca = lists
[lists]
database = index.txt
crlnumber = number
default_md = sha256
default_crl_days = 7
[tsa]
default_tsa = authority
[authority]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256
ess_cert_id_alg = sha1
"""

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


class Authority:
    """OpenSSL as a time-stamp authority."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        for name, text in (("openssl.cnf", CONFIGURATION), ("index.txt", ""), ("serial", "01\n"), ("number", "1000\n")):
            (folder / name).write_text(text)
        for name in ("tsa", "tsa-root", "sign-ca", "root"):
            der = CERTIFICATES / f"{name}.der"
            self.openssl("x509", "-inform", "DER", "-in", str(der), "-out", f"{name}.pem")
        for name in ("tsa-root", "sign-ca", "root"):
            key = str(KEYS / f"{name}.pem")
            arguments = ("-gencrl", "-keyfile", key, "-cert", f"{name}.pem", "-out", f"{name}.crl")
            self.openssl("ca", "-config", "openssl.cnf", *arguments)

    def openssl(self, *arguments: str) -> None:
        run = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True)
        assert run.returncode == 0, run.stderr

    def answer(self, request: bytes) -> bytes:
        (self.folder / "request").write_bytes(request)
        key = str(KEYS / "tsa.pem")
        arguments = ("-queryfile", "request", "-signer", "tsa.pem", "-inkey", key, "-out", "answer")
        self.openssl("ts", "-reply", "-config", "openssl.cnf", *arguments)
        return (self.folder / "answer").read_bytes()

    def lists(self) -> list[pathlib.Path]:
        return [self.folder / f"{name}.crl" for name in ("tsa-root", "sign-ca", "root")]

    def fetch(self, address: str, body: bytes | None) -> bytes:
        self.asked.append(address)
        if body is not None:
            return self.answer(body)
        raise AssertionError(address)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def trust(authority: Authority, *, lists: bool | list[pathlib.Path] = True) -> hpki.TrustStore:
    return hpki.TrustStore(
        CERTIFICATES / "root.der",
        time_stamp_anchors=CERTIFICATES / "tsa-root.der",
        intermediates=CERTIFICATES / "sign-ca.der",
        certificate_lists=lists if isinstance(lists, list) else authority.lists() if lists else None,
    )


@pytest.fixture(scope="module")
def signed() -> bytes:
    signer = hpki.FileSigner(key=KEYS / "doctor.pem", certificate=CERTIFICATES / "doctor.der")
    return hpki.sign_prescription("SJ1,処方箋\n".encode(), signer=signer)


@pytest.mark.parametrize(("level", "stamps"), [("T", 1), ("LT", 1), ("LTA", 2)])
def test_a_function_of_the_caller_fetches(authority: Authority, signed: bytes, level: Any, stamps: int) -> None:
    authority.asked.clear()
    store = trust(authority)
    raised = hpki.augment(
        signed, level, trust=store, time_stamp_authority="http://tsa/", policy="1.2.3.4.2", fetch=authority.fetch
    )
    assert authority.asked == ["http://tsa/"] * stamps
    verified = hpki.verify(raised, trust=store)
    assert verified.signatures[0].level == level and verified.signatures[0].proven_time is not None
    assert len(verified.signatures[0].time_stamps) == stamps


def test_nothing_is_fetched_without_being_asked(authority: Authority, signed: bytes) -> None:
    more: Any
    for more in ({}, {"time_stamp_authority": "http://127.0.0.1:1/"}, {"fetch": authority.fetch}):
        with pytest.raises(hpki.AugmentError) as caught:
            hpki.augment(signed, "T", trust=trust(authority), **more)
        assert caught.value.code == "augment::no-time-stamp-source"
    stamped = hpki.augment(
        signed, "T", trust=trust(authority), time_stamp_authority="x", fetch=authority.fetch
    )
    with pytest.raises(hpki.AugmentError) as caught:
        hpki.augment(stamped, "LT", trust=trust(authority, lists=False))
    assert caught.value.missing and all(isinstance(one, hpki.MissingList) for one in caught.value.missing)
    assert {one.certificate.policy for one in caught.value.missing}
    name = caught.value.missing[0].certificate.common_name
    assert name and name not in repr(caught.value.missing)


def test_lists_come_from_distribution_points(authority: Authority, signed: bytes) -> None:
    stamped = hpki.augment(signed, "T", trust=trust(authority), time_stamp_authority="x", fetch=authority.fetch)
    # The time-stamp authority of the test hierarchy names no distribution point.
    store = trust(authority, lists=authority.lists()[:1])
    with pytest.raises(hpki.AugmentError) as caught:
        hpki.augment(stamped, "LT", trust=store)
    addresses = {uri for missing in caught.value.missing for uri in missing.uris}
    assert addresses and all(address.startswith("http://") for address in addresses)
    asked: list[str] = []

    def fetch(address: str, body: bytes | None) -> bytes:
        assert body is None
        asked.append(address)
        # Those of both authorities at once: more lists than were asked for do no harm.
        return b"".join(path.read_bytes() for path in authority.lists())

    verified = hpki.verify(hpki.augment(stamped, "LT", trust=store, fetch=fetch), trust=store)
    assert verified.signatures[0].level == "LT" and addresses >= set(asked) and asked
    with pytest.raises(hpki.AugmentError) as caught:
        hpki.augment(stamped, "LT", trust=store, fetch=lambda *_: b"<html>")
    assert caught.value.code == "augment::not-a-list" and caught.value.missing

    class Down(OSError):
        pass

    def fails(address: str, body: bytes | None) -> bytes:
        raise Down(address)

    with pytest.raises(Down):
        hpki.augment(stamped, "LT", trust=store, fetch=fails)
    with pytest.raises(hpki.AugmentError) as caught:
        hpki.augment(stamped, "LT", trust=trust(authority, lists=False), fetch=fetch)
    assert caught.value.code == "augment::list-not-fetchable"


def test_tokens_are_given_offline(authority: Authority, signed: bytes) -> None:
    store = trust(authority)
    requests: list[bytes] = []

    def only_ask(address: str, body: bytes | None) -> bytes:
        requests.append(body or b"")
        raise InterruptedError

    with pytest.raises(InterruptedError):
        hpki.augment(signed, "T", trust=store, time_stamp_authority="x", fetch=only_ask)
    answer = authority.answer(requests[0])
    raised = hpki.augment(io_of(signed), "T", trust=store, time_stamp_tokens=[answer])
    assert hpki.verify(raised, trust=store).signatures[0].level == "T"
    with pytest.raises(hpki.AugmentError) as caught:
        hpki.augment(signed, "T", trust=store, time_stamp_tokens=[answer, answer])
    assert caught.value.code == "augment::token-not-used"
    other = hpki.sign_prescription(
        b"SJ1\n", signer=hpki.FileSigner(key=KEYS / "doctor.pem", certificate=CERTIFICATES / "doctor.der")
    )
    with pytest.raises(hpki.AugmentError):
        hpki.augment(other, "T", trust=store, time_stamp_tokens=[answer])
    for level, error in (("B", hpki.ArgumentError), ("t", hpki.ArgumentError)):
        with pytest.raises(error):
            hpki.augment(signed, level)  # type: ignore[arg-type]
    with pytest.raises(hpki.AugmentError):
        hpki.augment(b"<a/>", "T", time_stamp_tokens=[answer])
    naive = datetime.datetime(2026, 1, 1)
    with pytest.raises(hpki.ArgumentError):
        hpki.augment(signed, "T", at=naive)


def io_of(octets: bytes) -> Any:
    import io

    return io.BytesIO(octets)


@contextlib.contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """A time-stamp authority over HTTP, with pages that are none."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind = "text/html" if self.path == "/page" else "application/timestamp-reply"
            self.tell(302 if self.path == "/away" else 200, kind, authority.answer(body))

        def do_GET(self) -> None:
            if self.path.startswith("/loop"):
                self.tell(302, "", b"", f"/loop{len(self.path)}")
            elif self.path == "/file":
                self.tell(302, "", b"", "file:///etc/passwd")
            elif self.path == "/list":
                self.tell(301, "", b"", "/root.crl")
            elif self.path == "/root.crl":
                self.tell(200, "application/pkix-crl", authority.lists()[2].read_bytes())
            elif self.path == "/slow":
                threading.Event().wait(3)
            elif self.path == "/nonsense":
                self.wfile.write(b"\x00\x01\r\n\r\n")
            elif self.path in ("/drip", "/cut"):
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                with contextlib.suppress(OSError):
                    for _ in range(40 if self.path == "/drip" else 1):
                        self.wfile.write(b"x")
                        threading.Event().wait(0.1)
            else:
                self.tell(404, "text/html", b"none")

        def tell(self, status: int, kind: str, octets: bytes, location: str = "/tsa") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(octets)))
            if status in (301, 302):
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_the_fetcher_goes_where_it_is_sent_and_nowhere_else(
    authority: Authority, signed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    fetch = hpki.HttpFetcher(timeout=1.0)
    with serving(authority) as url:
        raised = hpki.augment(signed, "T", trust=trust(authority), time_stamp_authority=f"{url}/tsa", fetch=fetch)
        assert hpki.verify(raised, trust=trust(authority)).signatures[0].level == "T"
        assert fetch(f"{url}/list", None) == authority.lists()[2].read_bytes()
        for address, body, code in (
            (f"{url}/none", None, "http::status"),
            (f"{url}/loop", None, "http::redirected"),
            (f"{url}/file", None, "http::redirected"),
            (f"{url}/slow", None, "http::time-out"),
            (f"{url}/drip", None, "http::time-out"),
            (f"{url}/cut", None, "http::failed"),
            (f"{url}/nonsense", None, "http::failed"),
            ("file:///etc/passwd", None, "http::address"),
            ("ftp://127.0.0.1/x", None, "http::address"),
        ):
            with pytest.raises(hpki.FetchError) as caught:
                fetch(address, body)
            assert caught.value.code == code, address
            assert isinstance(caught.value, OSError) and caught.value.message_ja
        for path, code in (("/page", "http::content-type"), ("/away", "http::redirected")):
            with pytest.raises(hpki.FetchError) as caught:
                hpki.augment(signed, "T", trust=trust(authority), time_stamp_authority=url + path, fetch=fetch)
            assert caught.value.code == code
    with pytest.raises(hpki.FetchError) as caught:
        fetch(f"{url}/tsa", b"")
    assert caught.value.code == "http::failed"


def test_detached_files_and_one_of_several_signatures(authority: Authority) -> None:
    signer = hpki.FileSigner(key=KEYS / "doctor.pem", certificate=CERTIFICATES / "doctor.der")
    files = {"a.pdf": b"%PDF", "b.xml": b"<b/>"}
    letter = hpki.sign_xml(packaging="detached", detached=files, listing="manifest", signer=signer)
    store = trust(authority)
    more = {"trust": store, "time_stamp_authority": "x", "fetch": authority.fetch}
    raised = hpki.augment(letter, "LTA", detached=files, **more)  # type: ignore[arg-type]
    verified = hpki.verify(raised, trust=store, kind="referral", detached=files)
    assert verified.signatures[0].level == "LTA"
    with pytest.raises(hpki.AugmentError) as caught:
        hpki.augment(letter, "T", signature_id="nobody", detached=files, **more)  # type: ignore[arg-type]
    assert caught.value.code.startswith("augment::")
