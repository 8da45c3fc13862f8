"""Cards: the virtual one, and a driver that hangs. A PIN never costs a try unless it was typed for a signature."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import hpki

TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", pathlib.Path(__file__).parents[3] / "target")) / "debug"
EXAMPLES = pathlib.Path(__file__).parents[1] / "examples"
BAD = TARGET / "libhpki_card_bad_driver.so"
NAME = "医師\u3000太郎"
CSV = "SJ1,処方箋\n".encode()

pytestmark = pytest.mark.skipif(
    not (TARGET / "libHpkiSigP11_virtual.so").is_file() or not (TARGET / "hpki").is_file(),
    reason="the virtual card is not built (cargo build -p hpki-cli -p hpki-card-virtual -p hpki-card-bad-driver)",
)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A card to copy: making keys is slow."""
    folder = tmp_path_factory.mktemp("master") / "card"
    command = [str(TARGET / "hpki"), "card", "virtual", "new", "--role", "Medical Doctor", "--name", NAME]
    library = str(TARGET / "libHpkiSigP11_virtual.so")
    subprocess.run([*command, "--out", str(folder), "--library", library], check=True, capture_output=True)
    return folder


@pytest.fixture
def folder(master: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
    shutil.copytree(master, tmp_path / "card")
    return tmp_path / "card"


@pytest.fixture
def driver(folder: pathlib.Path) -> pathlib.Path:
    return folder / "HpkiSigP11_virtual.so"


def open_card(driver: pathlib.Path, **more: Any) -> hpki.Card:
    return hpki.Card(driver, state_folder=driver.parent / "state", **more)


def tries_used(driver: pathlib.Path) -> int:
    path = driver.with_suffix(".tries")
    return int(path.read_text()) if path.is_file() else 0


def describe(driver: pathlib.Path, **fields: Any) -> None:
    path = driver.with_suffix(".json")
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def test_a_card_says_whose_it_is_without_a_pin(driver: pathlib.Path) -> None:
    (reader,) = hpki.Card.readers(driver)
    assert (reader.name, reader.card, reader.label) == ("Virtual card reader 0", "present", "HPKI Application")
    assert reader.problem() is None and reader.pin_state is None
    with open_card(driver) as card:
        assert (card.application, card.reader, card.pin_state) == ("signature", reader.name, None)
        assert card.certificate.japanese_name == NAME and card.certificate.policy == "test"
        assert [role.japanese for role in card.certificate.roles] == ["医師"]
        assert len(card.authorities) == 2
        assert card.to_dict() == json.loads(card.to_json())
        assert card.to_dict()["certificate"]["japanese_name"] == NAME
        assert NAME in card.text("ja") and NAME not in repr(card) and NAME not in repr(reader)
        with pytest.raises(TypeError):
            pickle.dumps(card)
    with pytest.raises(hpki.CardError) as caught:
        card.signer(bytearray(b"1234"))
    assert caught.value.code == "card::taken"


def test_a_card_signs_and_its_pin_is_overwritten(driver: pathlib.Path) -> None:
    pin = bytearray(b"1234")
    card = open_card(driver)
    with card.signer(pin, signatures=2) as signer:
        assert pin == bytes(4)
        assert signer.algorithm == "rsa-sha256" and signer.certificate == card.certificate
        for _ in range(2):
            document = hpki.sign_prescription(CSV, signer=signer, danger_accept_test_certificates=True)
            trust = hpki.TrustStore(driver.parent / "root.der", intermediates=list(card.authorities))
            verified = hpki.verify(document, trust=trust, revocation="off", danger_accept_test_certificates=True)
            assert verified.content == CSV
        with pytest.raises(hpki.PinError) as caught:
            hpki.sign_prescription(CSV, signer=signer, danger_accept_test_certificates=True)
        assert (caught.value.code, caught.value.tries, caught.value.try_spent) == ("pin::none-given", None, False)
        assert NAME not in repr(signer)
    with pytest.raises(hpki.CardError):
        hpki.sign_prescription(CSV, signer=signer, danger_accept_test_certificates=True)
    assert tries_used(driver) == 0


def test_a_test_card_signs_nothing_real(driver: pathlib.Path) -> None:
    with open_card(driver).signer(bytearray(b"1234")) as signer, pytest.raises(hpki.SigningError) as caught:
        hpki.sign_prescription(CSV, signer=signer)
    assert caught.value.code == "sign::test-certificate"


def test_what_cannot_be_a_pin_costs_nothing(driver: pathlib.Path) -> None:
    with open_card(driver) as card:
        for wrong in (b"123", b"1234\n", "１２３４".encode(), b"\xff\xff\xff\xff", b"1" * 17):
            pin = bytearray(wrong)
            with pytest.raises(hpki.PinError) as caught:
                card.signer(pin)
            assert pin == bytes(len(wrong)) and caught.value.try_spent is False
            assert caught.value.code == "pin::malformed"
        for other in (b"1234", "1234", 1234, None):
            with pytest.raises(TypeError, match="bytearray") as found:
                card.signer(other)  # type: ignore[arg-type]
            assert "1234" not in str(found.value)
        pin = bytearray(b"1234")
        with pytest.raises(hpki.ArgumentError):
            card.signer(pin, signatures=0)
        assert pin == bytes(4)
        for many in (-1, "two", 2**40):
            pin = bytearray(b"1234")
            with pytest.raises((TypeError, OverflowError)):
                card.signer(pin, signatures=many)  # type: ignore[arg-type]
            assert pin == bytes(4)
        assert card.signer(bytearray(b"1234"))
    assert tries_used(driver) == 0


def test_wrong_pins_tell_what_is_left(driver: pathlib.Path) -> None:
    describe(driver, tries=3)

    def refused(pin: bytes | Callable[[hpki.PinRequest], bytearray | None]) -> hpki.PinError:
        with open_card(driver) as card, pytest.raises(hpki.PinError) as caught:
            with card.signer(bytearray(pin) if isinstance(pin, bytes) else pin) as signer:
                hpki.sign_prescription(CSV, signer=signer, danger_accept_test_certificates=True)
        assert "999" not in str(caught.value) + repr(caught.value)
        return caught.value

    error = refused(b"9999")
    assert (error.code, error.tries, error.try_spent) == ("pin::incorrect-fewer-tries", "low", True)
    again = refused(b"9999")
    assert (again.code, again.try_spent, tries_used(driver)) == ("pin::refused-before", False, 1)
    assert refused(b"9998").tries == "final"
    (reader,) = hpki.Card.readers(driver)
    assert reader.pin_state == "final"
    once = refused(b"1234")
    assert (once.tries, once.try_spent, tries_used(driver)) == ("final", False, 2)
    asked: list[str] = []

    def typed(request: hpki.PinRequest) -> bytearray:
        asked.append(request.reason)
        return bytearray(b"9997")

    error = refused(typed)
    assert (error.tries, asked, tries_used(driver)) == ("locked", ["signature", "last-try"], 3)
    assert refused(b"1234").tries == "locked" and tries_used(driver) == 3
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.tries, copy.try_spent, copy.code) == (error.tries, error.try_spent, error.code)


def test_a_person_is_asked_when_the_card_needs_the_pin(driver: pathlib.Path) -> None:
    told: list[hpki.PinRequest] = []
    answers: list[bytearray] = []

    def ask(request: hpki.PinRequest) -> bytearray:
        told.append(request)
        answers.append(bytearray(b"1234"))
        return answers[-1]

    with open_card(driver).signer(ask) as signer:
        assert not told
        for _ in range(2):
            assert hpki.sign_prescription(CSV, signer=signer, danger_accept_test_certificates=True)
    assert [request.reason for request in told] == ["signature"] * 2 and answers == [bytes(4)] * 2
    assert told[0].certificate.japanese_name == NAME and NAME not in repr(told[0])

    class Refusal(Exception):
        pass

    def raises(request: hpki.PinRequest) -> bytearray:
        raise Refusal

    answer: Any
    for answer, wanted in (
        (raises, Refusal),
        (lambda _: None, hpki.PinError),
        (lambda _: bytearray(b"12"), hpki.PinError),
        (lambda _: "1234", TypeError),
    ):
        with open_card(driver).signer(answer) as signer, pytest.raises(wanted):
            hpki.sign_prescription(CSV, signer=signer, danger_accept_test_certificates=True)
    assert tries_used(driver) == 0


def test_the_authentication_application_never_signs(folder: pathlib.Path) -> None:
    with hpki.Card(folder / "HpkiAuthP11_virtual.so") as card:
        assert card.application == "authentication" and card.certificate.policy == "authentication"
        pin = bytearray(b"1234")
        with pytest.raises(hpki.CardError) as caught:
            card.signer(pin)
        assert caught.value.code == "card::authentication-application" and pin == bytes(4)


def test_a_foreign_card_is_listed_as_such(driver: pathlib.Path) -> None:
    describe(driver, quirks=["foreign-card-beside"])
    foreign, ours = hpki.Card.readers(driver)
    assert (foreign.card, ours.card, foreign.label) == ("unreadable", "present", None)
    problem = foreign.problem("ja")
    assert problem and "CKR_TOKEN_NOT_RECOGNIZED" in problem and "カード" in problem
    with open_card(driver, reader=ours.name) as card:
        assert card.reader == ours.name
    with pytest.raises(hpki.CardError) as caught:
        open_card(driver, reader="Somewhere else")
    assert caught.value.code == "card::not-chosen"


def test_drivers_that_are_none(tmp_path: pathlib.Path, driver: pathlib.Path) -> None:
    text = tmp_path / "text.so"
    text.write_text("nothing")
    for path, code in ((tmp_path / "none.so", "driver::not-loaded"), (text, "driver::not-loaded")):
        with pytest.raises(hpki.CardError) as caught:
            hpki.Card(path)
        assert caught.value.code == code and caught.value.message_ja
    with pytest.raises(hpki.CardError) as caught:
        hpki.Card(driver, helper=tmp_path / "no-helper")
    assert caught.value.code == "driver::no-helper"
    for timeout in (0, -1, float("nan"), 1e9):
        with pytest.raises(hpki.ArgumentError):
            hpki.Card(driver, timeout=timeout)
    with pytest.raises(TypeError):
        hpki.Card(b"driver")  # type: ignore[arg-type]
    helper = TARGET / "hpki-card-helper"
    if helper.is_file():
        with hpki.Card(driver, helper=helper) as card:
            assert card.application == "signature"


def test_a_frozen_program_names_its_helper(driver: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its executable is the program itself: to start that anew would be to start everything."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(hpki.ArgumentError) as caught:
        hpki.Card(driver)
    assert caught.value.code == "argument::helper-needed"


def bad_driver(folder: pathlib.Path, function: str) -> pathlib.Path:
    """A driver that never returns from a function."""
    if not BAD.is_file():
        pytest.skip("the bad driver is not built")
    shutil.copy(BAD, folder / "bad.so")
    faults = [{"function": function, "call": 0, "act": "Hang"}]
    (folder / "bad.json").write_text(json.dumps({"driver": str(folder / "HpkiSigP11_virtual.so"), "faults": faults}))
    return folder / "bad.so"


CHILD = """
import sys, time, hpki
def main(driver, log):
    with hpki.Card(driver, timeout=60) as card, card.signer(bytearray(b"1234")) as signer:
        print("begins", flush=True)
        hpki.sign_prescription(b"SJ1\\n", signer=signer, danger_accept_test_certificates=True)
try:
    main(*sys.argv[1:])
except KeyboardInterrupt:
    print("interrupted", time.monotonic(), flush=True)
"""


@pytest.mark.parametrize("function", ["C_Login", "C_Sign", "C_FindObjectsInit"])
def test_ctrl_c_ends_a_call_that_hangs(folder: pathlib.Path, function: str) -> None:
    path = bad_driver(folder, function)
    arguments = [sys.executable, "-c", CHILD, str(path), str(folder / "log")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, start_new_session=True) as child:
        assert child.stdout
        if function != "C_FindObjectsInit":
            assert child.stdout.readline() == "begins\n"
        time.sleep(1.0)
        assert child.poll() is None
        begin = time.monotonic()
        # To the whole group, as a terminal does: the helper gets it too.
        os.killpg(child.pid, signal.SIGINT)
        told = child.stdout.readline().split()
        assert told[0] == "interrupted"
        # 200 ms is wanted, and usual; a busy machine gets more.
        assert float(told[1]) - begin < 2.0, "the limit is generous; on an idle machine it takes 30 ms"
        assert child.wait(10) == 0
    log = folder / "bad.log"
    logins = log.read_text().splitlines().count("C_Login") if log.is_file() else 0
    assert logins <= 1
    assert tries_used(folder / "HpkiSigP11_virtual.so") == 0


def test_other_threads_work_while_a_card_hangs(folder: pathlib.Path) -> None:
    path, beats = bad_driver(folder, "C_Sign"), 0
    done = threading.Event()
    failures: list[hpki.CardError] = []

    def sign() -> None:
        with hpki.Card(path, timeout=1.5) as card, card.signer(bytearray(b"1234")) as signer:
            try:
                hpki.sign_prescription(CSV, signer=signer, danger_accept_test_certificates=True)
            except hpki.CardError as error:
                failures.append(error)
        done.set()

    thread = threading.Thread(target=sign)
    thread.start()
    while not done.wait(0.01):
        beats += 1
    thread.join()
    assert [error.code for error in failures] == ["driver::timed-out"]
    assert beats > 50


def test_the_example_signs(driver: pathlib.Path, tmp_path: pathlib.Path) -> None:
    csv, out = tmp_path / "rx.csv", tmp_path / "rx.xml"
    csv.write_bytes(CSV)
    command = [sys.executable, str(EXAMPLES / "sign_with_card.py"), "--test-card", str(csv), str(driver), str(out)]
    run = subprocess.run(command, input="1234\n", capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert NAME in run.stdout and out.read_bytes().startswith(b"<?xml")
    run = subprocess.run(command, input="9999\n", capture_output=True, text=True)
    assert run.returncode == 1 and "9999" not in run.stdout + run.stderr


def test_times_of_a_card_are_aware(driver: pathlib.Path) -> None:
    with open_card(driver) as card:
        assert card.certificate.not_after > datetime.datetime.now(datetime.timezone.utc)
