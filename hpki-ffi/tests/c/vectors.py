"""Runs the test vectors through the C library and compares every verdict and reason with what each case says.

    python3 vectors.py PROGRAM CASES
"""

import datetime
import hashlib
import json
import pathlib
import subprocess
import sys

KINDS = {"auto": 0, "prescription": 1, "dispensing": 2, "referral": 3, "generic": 4}
REVOCATION = {"required": 1, "if-available": 2, "off": 3}


def line(folder, case):
    arguments = case["arguments"]
    at = datetime.datetime.fromisoformat(arguments["at"].replace("Z", "+00:00"))
    fields = [
        case["id"],
        str(folder / case["file"]),
        str(KINDS[arguments["document"]]),
        str(int(at.timestamp())),
        str(REVOCATION[arguments["revocation"]]),
        "1" if arguments["allow_test_certificates"] else "0",
    ]
    for key, names in [
        ("anchor", "trust_anchors"),
        ("intermediate", "intermediates"),
        ("list", "certificate_lists"),
        ("tsa", "tsa_anchors"),
        ("detached", "detached"),
    ]:
        fields += [f"{key}={folder / name}" for name in arguments[names]]
    fields += [f"role={role}" for role in arguments["roles"]]
    return "\t".join(fields) + "\n"


def differences(case, found):
    expected = case["expected"]
    result, indication, sub_indication, *rest = found
    values = {key: [] for key in ("not-passed", "warning", "level", "content")}
    for field in rest:
        key, value = field.split("=", 1)
        values[key].append(value)
    if result != str(expected["exit"]):
        yield f"result {result}, expected {expected['exit']}"
    if indication != expected["indication"]:
        yield f"{indication}, expected {expected['indication']}"
    if sub_indication not in (expected["sub_indications"] or [""]):
        yield f"{sub_indication}, expected {expected['sub_indications']}"
    for finding in [expected["finding"], *expected["other_findings"]]:
        if finding and finding not in values["not-passed"]:
            yield f"{finding} is not among {values['not-passed']}"
    for warning in expected["warnings"]:
        if warning not in values["warning"]:
            yield f"no warning {warning}"
    if expected["levels"] and values["level"] != expected["levels"]:
        yield f"levels {values['level']}, expected {expected['levels']}"
    if expected["content_sha256"]:
        digests = [hashlib.sha256(bytes.fromhex(value)).hexdigest() for value in values["content"]]
        if digests != [expected["content_sha256"]]:
            yield f"content {digests}"
    if expected["exit"] != 0 and values["content"]:
        yield "content of a document that did not pass"


def main():
    program, cases = sys.argv[1], pathlib.Path(sys.argv[2])
    folders = sorted(path.parent for path in cases.glob("*/case.json"))
    loaded = [(folder, json.loads((folder / "case.json").read_text(encoding="utf-8"))) for folder in folders]
    text = "".join(line(folder, case) for folder, case in loaded)
    run = subprocess.run([program], input=text.encode(), stdout=subprocess.PIPE, check=True)
    lines = run.stdout.decode().splitlines()
    wrong = 0
    for (_, case), answer in zip(loaded, lines, strict=True):
        name, *found = answer.split("\t")
        if name != case["id"]:
            raise SystemExit(f"{name} in place of {case['id']}")
        for difference in differences(case, found):
            wrong += 1
            print(f"{name}: {difference}")
    print(f"vectors: {len(loaded)} cases through C, {wrong} differences")
    raise SystemExit(1 if wrong or len(loaded) < 100 else 0)


main()
