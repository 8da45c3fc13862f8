#!/usr/bin/env python3
"""Documents signed by signxml and by xmlsec1 are verified by hpki.

    foreign.py HPKI FOLDER

signxml signs XAdES, xmlsec1 XMLDSig without properties: `hpki inspect` finds both valid, and `hpki verify --document
generic` passes them in full. Each is then changed in its signed content and must fail. The last line counts.

signxml writes no Transforms on its references to SignedProperties and KeyInfo but digests them in the canonical form of
SignedInfo, which is right for inclusive C14N alone (XMLDSig, 4.4.3.2); with exclusive C14N xmlsec1 refuses it as well.
"""

import base64
import json
import subprocess
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from lxml import etree
from signxml import methods
from signxml.xades import XAdESDataObjectFormat, XAdESSigner

HERE = Path(__file__).resolve().parent
PKI = HERE.parent / "test-vectors" / "pki"
LETTER = '<letter xmlns="urn:example:letter"><body Id="body">紹介状 signed</body></letter>'
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SIGNERS = [("doctor", "doctor", "rsa-sha256"), ("doctor", "doctor", "rsa-sha384"), ("doctor", "doctor", "rsa-sha512"),
           ("p256", "doctor-p256", "ecdsa-sha256"), ("p384", "doctor-p384", "ecdsa-sha384")]


def pem(certificate):
    der = (PKI / "certificates" / f"{certificate}.der").read_bytes()
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


def by_signxml(folder):
    for key, certificate, algorithm in SIGNERS:
        for method in (methods.enveloped, methods.enveloping):
            signer = XAdESSigner(method=method, signature_algorithm=algorithm, digest_algorithm="sha256",
                                 c14n_algorithm=INCLUSIVE,
                                 data_object_format=XAdESDataObjectFormat(Description="letter", MimeType="text/xml"))
            signed = signer.sign(etree.fromstring(LETTER), key=(PKI / "keys" / f"{key}.pem").read_bytes(),
                                 cert=pem(certificate).decode())
            file = folder / f"signxml-{method.name}-{algorithm}.xml"
            file.write_bytes(etree.tostring(signed))
            yield file


def by_xmlsec1(folder):
    for key, certificate, algorithm in SIGNERS:
        template = f"""{LETTER.removesuffix("</letter>")}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
  <CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>
  <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#{algorithm}"/>
  <Reference URI=""><Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
   <Transform Algorithm="{EXCLUSIVE}"/></Transforms>
   <DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference>
 </SignedInfo><SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature></letter>"""
        source = folder / "template.xml"
        source.write_text(template)
        (folder / "certificate.pem").write_bytes(pem(certificate))
        file = folder / f"xmlsec1-enveloped-{algorithm}.xml"
        keys = f"{PKI / 'keys' / key}.pem,{folder / 'certificate.pem'}"
        subprocess.run(["xmlsec1", "--sign", "--privkey-pem", keys, "--output", str(file), str(source)], check=True,
                       capture_output=True)
        yield file


def verdict(hpki, file):
    """Exit code of full validation; revocation aside, as the vectors' lists are of other days."""
    run = subprocess.run([hpki, "verify", str(file), "--document", "generic", "--revocation", "off", "--json",
                          "--trust-anchor", str(PKI / "certificates" / "root.der"),
                          "--intermediate", str(PKI / "certificates" / "sign-ca.der")], capture_output=True, text=True)
    return run.returncode, run.stdout


def core(hpki, file):
    run = subprocess.run([hpki, "inspect", "--json", str(file)], capture_output=True, text=True)
    return json.loads(run.stdout)["signatures"][0]["core_valid"]


def main():
    hpki, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    wrong, counts = [], {"signxml": 0, "xmlsec1": 0}
    for name, files in (("signxml", by_signxml(folder)), ("xmlsec1", by_xmlsec1(folder))):
        for file in files:
            counts[name] += 1
            if core(hpki, file) is not True:
                wrong.append(f"{file.name}: hpki inspect does not find it valid")
            code, report = verdict(hpki, file)
            if code != 0:
                wrong.append(f"{file.name}: hpki verify exits {code}: {report[:600]}")
            changed = file.with_suffix(".changed")
            octets = file.read_bytes()
            at = octets.index(b" signed</")
            changed.write_bytes(octets[:at] + b" SIGNED</" + octets[at + 9:])
            if core(hpki, changed) is not False or verdict(hpki, changed)[0] == 0:
                wrong.append(f"{file.name}: accepted after a change")
    for line in wrong:
        print(line)
    print(f"{counts['signxml']} documents of signxml and {counts['xmlsec1']} of xmlsec1 verified, and refused when changed")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
