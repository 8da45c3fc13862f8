"""Sign a prescription with a key from a PKCS#12 file.

    python sign_with_file.py rx.csv doctor.p12 passphrase.txt rx.xml [TIME]

The passphrase is asked for where its file is "-". TIME is for tests: a real prescription is signed now.
"""

from __future__ import annotations

import datetime
import getpass
import pathlib
import sys

import hpki


def main(csv: str, key: str, passphrase: str, out: str, at: str | None = None) -> int:
    typed = getpass.getpass("passphrase: ").encode() if passphrase == "-" else pathlib.Path(passphrase).read_bytes()
    try:
        signer = hpki.FileSigner(pkcs12=key, passphrase=bytearray(typed.rstrip(b"\r\n")))
        time = datetime.datetime.fromisoformat(at) if at else None
        document = hpki.sign_prescription(csv, signer=signer, at=time)
    except hpki.Error as error:
        print(error.message("ja"), error, sep="\n", file=sys.stderr)
        return 1
    # "x": an existing file is never replaced.
    with open(out, "xb") as file:
        file.write(document)
    print(f"signed: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
