"""Sign a prescription with an HPKI card.

    python sign_with_card.py rx.csv /path/of/HpkiSigP11.so rx.xml
    python sign_with_card.py --test-card rx.csv /tmp/card/HpkiSigP11_virtual.so rx.xml

The PIN is asked for when the card needs it: never sooner, never for nothing. A card locks after a few wrong ones.
"""

from __future__ import annotations

import getpass
import sys

import hpki


def ask(request: hpki.PinRequest) -> bytearray | None:
    """Every answer must be typed for the question: an answer from memory can lock the card."""
    if request.reason == "last-try":
        print("This is the last try. If this PIN is wrong, the card is locked. Type it once more.")
    typed = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    return bytearray(typed, "utf-8") if typed else None


def main(csv: str, driver: str, out: str, *, test_card: bool = False) -> int:
    try:
        with hpki.Card(driver) as card:
            roles = ", ".join(role.japanese or str(role.text) for role in card.certificate.roles)
            print(f"{card.certificate.name} ({roles}) is going to sign.")
            with card.signer(ask) as signer:
                document = hpki.sign_prescription(csv, signer=signer, danger_accept_test_certificates=test_card)
    except hpki.PinError as error:
        print(error.message("ja"), f"tries: {error.tries or 'unknown'}", sep="\n", file=sys.stderr)
        return 1
    except hpki.Error as error:
        print(error.message("ja"), error, sep="\n", file=sys.stderr)
        return 1
    # "x": an existing file is never replaced.
    with open(out, "xb") as file:
        file.write(document)
    print(f"signed: {out}")
    return 0


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--test-card"]
    sys.exit(main(*given, test_card="--test-card" in sys.argv[1:]))
