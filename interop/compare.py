#!/usr/bin/env python3
"""Compares hpki with other implementations on the same documents.

    compare.py HPKI FILE…

For every ds:Signature of every file the XMLDSig core validation of `hpki inspect` is compared with that of signxml,
of xmlsec1 and of the JDK (those that are there), and the canonical octets of `hpki c14n` with those of libxml2.
Where they differ, differences.tsv says why; a difference that is not listed there fails, and so does an entry that
no longer differs. The last line counts.
"""

import base64
import datetime
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier

# Some vectors hold certificates that a profile forbids; that is what they are for.
warnings.filterwarnings("ignore", category=CryptographyDeprecationWarning)

HERE = Path(__file__).resolve().parent
DS = "{http://www.w3.org/2000/09/xmldsig#}"
SIGNATURE = DS + "Signature"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


class Document:
    """A file that libxml2 can parse, and the signer's certificate of each of its signatures."""

    def __init__(self, path):
        self.path = path
        parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False)
        self.root = etree.fromstring(path.read_bytes(), parser)
        self.signatures = list(self.root.iter(SIGNATURE))

    def certificate(self, index):
        """DER of the certificate in KeyInfo that SigningCertificate names by SHA-256, else of the first."""
        signature = self.signatures[index]
        found = [base64.b64decode(element.text or "")
                 for element in signature.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")]
        named = {"".join((element.text or "").split())
                 for element in signature.iterfind(f"{DS}Object//{{*}}CertDigest/{DS}DigestValue")}
        for der in found:
            if base64.b64encode(hashlib.sha256(der).digest()).decode() in named:
                return der
        return found[0] if found else None


class Signxml:
    name = "signxml"

    class Verifier(XMLVerifier):
        """signxml finds one signature by a path; here it is the one with a number."""

        excise_empty_xmlns_declarations = False

        def _get_signature(self, root):
            return list(root.iter(SIGNATURE))[self.index]

    def answers(self, documents):
        answers = {(document.path, index): self.answer(document, index)
                   for document in documents for index in range(len(document.signatures))}
        return {key: answer for key, answer in answers.items() if answer}

    def answer(self, document, index):
        """None without a certificate: there is nothing to give the implementation."""
        der = document.certificate(index)
        if der is None:
            return None
        verifier = self.Verifier()
        verifier.index = index
        try:
            config = SignatureConfiguration(require_x509=True, expect_references=True, verification_time=moment(der))
            verifier.verify(document.root, x509_cert=base64.b64encode(der).decode(), validate_schema=True,
                            expect_config=config)
            return "valid", ""
        except Exception as error:  # its own classes, and those of the libraries below it
            return "invalid", f"{type(error).__name__}: {error}"


def moment(der):
    """A time within the certificate's validity: only the signature is compared."""
    return x509.load_der_x509_certificate(der).not_valid_before_utc + datetime.timedelta(days=1)


class Xmlsec1:
    name = "xmlsec1"

    def answers(self, documents):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "certificate.der"
            answers = {(document.path, index): self.answer(document, index, file)
                       for document in documents for index in range(len(document.signatures))}
            return {key: answer for key, answer in answers.items() if answer}

    def answer(self, document, index, file):
        der = document.certificate(index)
        if der is None:
            return None
        file.write_bytes(der)
        with_ids = {(attribute, element.tag) for element in document.root.iter(etree.Element)
                    for attribute in element.attrib if attribute.lower() == "id"}
        ids = [part for attribute, tag in sorted(with_ids)
               for part in (f"--id-attr:{attribute}", tag.replace("{", "").replace("}", ":"))]
        run = subprocess.run(
            ["xmlsec1", "--verify", "--pubkey-cert-der", str(file), "--enabled-key-data", "rsa,ecdsa", *ids,
             "--node-xpath", f"(//*[local-name()='Signature' and namespace-uri()='{DS[1:-1]}'])[{index + 1}]",
             str(document.path)],
            capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return ("valid", "") if run.returncode == 0 else ("invalid", " ".join(run.stderr.split())[:200])


class Jdk:
    name = "jdk"

    def answers(self, documents):
        rows = []
        for document in documents:
            for index in range(len(document.signatures)):
                der = document.certificate(index)
                if der is not None:
                    rows.append(f"{document.path}\t{index}\t{base64.b64encode(der).decode()}\n")
        run = subprocess.run(["java", str(HERE / "Verify.java")], input="".join(rows), capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"java Verify.java: {run.stderr}")
        answers = {}
        for line in run.stdout.splitlines():
            path, index, answer, why = line.split("\t")
            answers[Path(path), int(index)] = (answer, why)
        return answers


def ours(hpki, path):
    """core_valid of each signature, in document order; None where hpki does not read the document."""
    run = subprocess.run([hpki, "inspect", "--json", str(path)], capture_output=True, text=True)
    if run.returncode not in (0, 1, 2):
        return None
    return [signature["core_valid"] for signature in json.loads(run.stdout)["signatures"]]


def canonical_octets(hpki, document):
    """Yields (method, whether hpki and libxml2 agree) for the whole document."""
    tree = document.root.getroottree()
    for name, algorithm, exclusive in (("inclusive", INCLUSIVE, False), ("exclusive", EXCLUSIVE, True)):
        for comments in (False, True):
            suffix = ("WithComments" if exclusive else "#WithComments") if comments else ""
            run = subprocess.run([hpki, "c14n", str(document.path), "--algorithm", algorithm + suffix],
                                 capture_output=True)
            ours = run.stdout if run.returncode == 0 else None
            try:
                theirs = etree.tostring(tree, method="c14n", exclusive=exclusive, with_comments=comments)
            except etree.C14NError:  # a relative namespace name
                theirs = None
            yield f"c14n {name}{' with comments' if comments else ''}", ours == theirs


def read_differences():
    rows = [line.split("\t") for line in (HERE / "differences.tsv").read_text("utf-8").splitlines()
            if line and not line.startswith("#")]
    return {(case, implementation): reason for case, implementation, reason in rows}


def label(path):
    return f"{path.parent.name}/{path.name}"


def main():
    hpki, *names = sys.argv[1:]
    documents, verdicts = [], {}
    for path in map(Path, names):
        verdict = ours(hpki, path)
        try:
            document = Document(path)
        except etree.XMLSyntaxError:
            continue  # nothing to compare: libxml2 does not parse it
        if verdict is None or len(verdict) != len(document.signatures):
            continue  # hpki refuses the document as a whole
        documents.append(document)
        verdicts[path] = verdict

    present = [Signxml()]
    for tool, implementation in (("xmlsec1", Xmlsec1), ("java", Jdk)):
        if shutil.which(tool):
            present.append(implementation())
        else:
            print(f"skipped: {tool} is not installed")

    listed, used, agreed, problems = read_differences(), set(), 0, []

    def judge(path, implementation, same, detail):
        nonlocal agreed
        key = (label(path), implementation)
        if same:
            agreed += 1
        elif key in listed:
            used.add(key)
        else:
            problems.append(f"{key[0]}: {implementation}: {detail}")

    for implementation in present:
        answers = implementation.answers(documents)
        for document in documents:
            for index, valid in enumerate(verdicts[document.path]):
                if valid is None or (document.path, index) not in answers:
                    continue
                answer, why = answers[document.path, index]
                judge(document.path, implementation.name, valid == (answer == "valid"),
                      f"signature {index + 1}: hpki says {valid}, they say {answer} {why}")
    for document in documents:
        for method, same in canonical_octets(hpki, document):
            judge(document.path, method, same, "other canonical octets than libxml2")

    names_present = {implementation.name for implementation in present}
    labels_present = {label(document.path) for document in documents}
    for case, implementation in listed.keys() - used:
        if case in labels_present and (implementation in names_present or implementation.startswith("c14n")):
            problems.append(f"{case}: {implementation}: listed in differences.tsv, but they agree")
    for problem in problems:
        print(problem)
    with_signature = sum(len(document.signatures) for document in documents)
    print(f"{len(documents)} documents, {with_signature} signatures, {', '.join(sorted(names_present))}: "
          f"{agreed} comparisons agree, {len(used)} differ as listed, {len(problems)} problems")
    if not documents or not agreed:
        sys.exit("nothing was compared")
    sys.exit(1 if problems else 0)


main()
