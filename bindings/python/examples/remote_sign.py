"""Sign a prescription with a key that is elsewhere, such as in a remote signing service.

    python remote_sign.py prepare rx.csv certificate.der state data [TIME]
    … the service signs the octets in `data` (or their digest) …
    python remote_sign.py assemble state value rx.xml

Between the two this program may end: the state is all that is needed. It holds the prescription, so keep it as you keep that.
"""

from __future__ import annotations

import datetime
import os
import sys

import hpki


def prepare(csv: str, certificate: str, state: str, data: str, at: str | None = None) -> None:
    time = datetime.datetime.fromisoformat(at) if at else None
    prepared = hpki.prepare_prescription(csv, certificate=hpki.Certificate(certificate), at=time)
    write(state, prepared.to_state())
    write(data, prepared.data_to_be_signed)
    print(f"to be signed with {prepared.algorithm}; {prepared.digest_algorithm} {prepared.digest.hex()}")


def assemble(state: str, value: str, out: str) -> None:
    write(out, hpki.Prepared.from_state(state).assemble(value))
    print(f"signed: {out}")


def write(path: str, octets: bytes) -> None:
    """Readable by its owner alone, and never over an existing file."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(octets)


if __name__ == "__main__":
    try:
        if sys.argv[1] == "prepare":
            prepare(*sys.argv[2:])
        else:
            assemble(*sys.argv[2:])
    except hpki.Error as error:
        sys.exit(str(error))
