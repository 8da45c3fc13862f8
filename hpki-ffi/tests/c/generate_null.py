"""Writes null.c: every function of hpki.h with every combination of NULL and valid pointers.

    python3 generate_null.py hpki.h > null.c
"""

import sys

import declarations

# The valid argument of each type; `{f}` is the fixture.
HANDLES = {
    "hpki_trust_store": "f.trust",
    "hpki_settings": "f.settings",
    "hpki_verifier": "f.verifier",
    "hpki_report": "f.report",
    "hpki_inspection": "f.inspection",
    "hpki_certificate": "f.own_certificate",
    "hpki_path_report": "f.path_report",
    "hpki_detached": "f.detached",
    "hpki_error": "f.error",
    "hpki_signature": "f.signature",
    "hpki_check": "f.check",
    "hpki_inspected_signature": "f.inspected_signature",
    "hpki_signer": "f.signer_of_key",
    "hpki_prepared": "f.prepared",
    "hpki_signed": "f.signed_document",
    "hpki_unsigned": "f.unsigned_document",
    "hpki_augmentation": "f.augmentation",
    "hpki_properties": "f.properties",
    "hpki_card_options": "f.card_options",
    "hpki_readers": "f.readers",
    "hpki_card": "f.card",
}
# (pointer, length) pairs by the name of the pointer.
PAIRS = {
    "path": ('"no-such-file"', "12"),
    "name": ('"a.xml"', "5"),
    "role": ('"Medical Doctor"', "14"),
    "key": ("f.key.data", "f.key.length"),
    "csv": ("f.csv.data", "f.csv.length"),
    "prescription": ("f.document.data", "f.document.length"),
    "passphrase": ('(const uint8_t *)"secret"', "6"),
    "pin": ('(const uint8_t *)"1234"', "4"),
    "table": ('"Medical Doctor\\tX\\tqualification\\tseen\\n"', "34"),
    "id": ('"one"', "3"),
    "uri": ('"http://example.jp/"', "18"),
    "value": ('"text/xml"', "8"),
    "nonce": ("f.certificate.data", "16"),
}
NUMBERS = {
    "index": "0",
    "at": "AT",
    "digest": "HPKI_DIGEST_SHA256",
    "until": "AT",
    "in_language": "HPKI_LANGUAGE_JAPANESE",
    "document": "HPKI_DOCUMENT_AUTO",
    "mode": "HPKI_REVOCATION_REQUIRED",
    "with_profile": "HPKI_PROFILE_SIGNATURE",
    "result": "HPKI_OK",
    "signing_time": "SIGN_AT",
    "seconds": "5",
    "signatures": "1",
    "level": "HPKI_LEVEL_T",
    "algorithm": "HPKI_ALGORITHM_USUAL",
    "replace": "HPKI_REPLACE_EXISTING",
    "uri_index": "0",
    "part": "HPKI_PLACE_CITY",
    "what": "HPKI_FORMAT_MIME_TYPE",
    "commitment": "HPKI_COMMITMENT_ORIGIN",
    "form": "HPKI_FORM_OCTETS",
    "listing": "HPKI_LISTING_MANIFEST",
}


def data(function):
    """The octets that make sense for a function."""
    for word, blob in [
        ("certificate_lists", "list"),
        ("trust_store", "anchor"),
        ("pkcs12", "pkcs12"),
        ("certificate", "certificate"),
    ]:
        if word in function.name:
            return blob
    return "document"


def write(function, out):
    pointers = [parameter for parameter in function.parameters if parameter.is_pointer]
    print(f"static void null_{function.name}(fixture f) {{", file=out)
    print("  (void)f;", file=out)
    if function.frees:
        print(f"  {function.name}(NULL);\n  calls++;\n}}\n", file=out)
        return
    print(f"  for (unsigned mask = 0; mask < {1 << len(pointers)}u; mask++) {{", file=out)
    arguments, cleanup, fatal, previous = [], [], [], None
    for parameter in function.parameters:
        bit = f"(mask & {1 << pointers.index(parameter)}u)" if parameter in pointers else None
        if parameter.output:
            owned = parameter.output.endswith("*") and not parameter.output.startswith("const")
            # What an output holds before the call, to be found unchanged after a failure.
            print(f"    {parameter.output} {parameter.name}_value;\n    {parameter.output} {parameter.name}_before;", file=out)
            print(f"    memset(&{parameter.name}_before, 0xA5, sizeof {parameter.name}_before);", file=out)
            print(f"    memset(&{parameter.name}_value, 0xA5, sizeof {parameter.name}_value);", file=out)
            arguments.append(f"{bit} ? NULL : &{parameter.name}_value")
            if owned:
                cleanup.append(parameter)
            if parameter.name != "error":
                fatal.append(bit)
        elif parameter.handle:
            arguments.append(f"{bit} ? NULL : {HANDLES[parameter.handle]}")
            fatal.append(bit)
        elif parameter.is_callback:
            arguments.append(f"{bit} ? NULL : ask")
            fatal.append(bit)
        elif parameter.type == "void *":
            arguments.append("NULL")
        elif parameter.is_pointer:
            value = PAIRS[parameter.name][0] if parameter.name in PAIRS else f"f.{data(function)}.data"
            arguments.append(f"{bit} ? NULL : {value}")
            fatal.append(bit)
        elif parameter.type == "size_t" and parameter.name.endswith("length"):
            length = PAIRS[previous.name][1] if previous.name in PAIRS else f"f.{data(function)}.length"
            arguments.append(length)
        else:
            arguments.append(NUMBERS[parameter.name])
        previous = parameter
    if not pointers:
        print(f"    (void)mask;\n    (void){function.name}({', '.join(arguments)});\n    calls++;\n  }}\n}}\n", file=out)
        return
    print(f"    const hpki_result result = {function.name}({', '.join(arguments)});\n    calls++;", file=out)
    print(f"    const int null = {' || '.join(fatal) or '0'};", file=out)
    print(f'    REQUIRE((result == HPKI_ERROR_NULL_POINTER) == !!null, "{function.name}: %u, mask %u", result, mask);', file=out)
    print(f'    REQUIRE(result != HPKI_ERROR_INTERNAL, "{function.name}");', file=out)
    for parameter in [parameter for parameter in function.parameters if parameter.output]:
        name, bit = parameter.name, f"(mask & {1 << pointers.index(parameter)}u)"
        unchanged = f"memcmp(&{name}_value, &{name}_before, sizeof {name}_value) == 0"
        if name == "error":
            print(f'    if (!{bit}) REQUIRE((result > HPKI_INDETERMINATE) == !({unchanged}), "{function.name}: error");', file=out)
            print(f"    if (!{bit} && result > HPKI_INDETERMINATE) {{", file=out)
            print("      hpki_result code = 0;", file=out)
            print(f'      REQUIRE(hpki_error_code(error_value, &code) == HPKI_OK && code == result, "{function.name}: code");', file=out)
            print("      hpki_error_free(error_value);\n    }", file=out)
        else:
            print(f'    if (!{bit} && result > HPKI_INDETERMINATE) REQUIRE({unchanged}, "{function.name}: {name}");', file=out)
            if parameter in cleanup:
                free = parameter.output[:-1].strip() + "_free"
                print(f"    if (!{bit} && result <= HPKI_INDETERMINATE) {free}({name}_value);", file=out)
    print("  }\n}\n", file=out)


def main():
    functions = declarations.read(sys.argv[1])
    out = sys.stdout
    print('/* Written by generate_null.py. */\n#include "fixture.h"\n\nstatic unsigned long calls;\n\n'
          "static size_t ask(void *user_data, const hpki_certificate *certificate, hpki_pin_reason reason, char *pin, size_t capacity) {\n"
          "  (void)user_data;\n  (void)certificate;\n  (void)reason;\n  (void)pin;\n  (void)capacity;\n  return 0;\n}\n", file=out)
    for function in functions:
        write(function, out)
    print("int main(int count, char **arguments) {\n  fixture f = open_fixture(arguments[1]);\n  if (count > 3) open_card(&f, arguments[2], arguments[3]);", file=out)
    for function in functions:
        print(f"  null_{function.name}(f);", file=out)
    print("  close_fixture(&f);", file=out)
    print(f'  printf("null: {len(functions)} functions, %lu calls\\n", calls);\n  return 0;\n}}', file=out)


main()
