# Sourced by run: compiles the examples and looks at what they say.

pki=$vectors/pki/certificates
at=1790812800 # 2026-10-01T00:00:00Z

expect() { # exit code, program, arguments…
  local code=$1 found=0
  shift
  "$@" >"$out/stdout" 2>"$out/stderr" || found=$?
  [ "$found" = "$code" ] || { cat "$out/stdout" "$out/stderr"; echo "$*: exit $found, expected $code"; exit 1; }
}

# Short enough to read in one go.
for example in "$examples"/*; do
  [ "$(wc -l <"$example")" -lt 100 ] || { echo "$example has 100 lines or more"; exit 1; }
done

# The READMEs show them as they are.
python3 - "$examples"/* <<'END'
import sys
for readme in ("README.md", "README.ja.md"):
    text = open(readme, encoding="utf-8").read()
    for example in sys.argv[1:]:
        if open(example, encoding="utf-8").read().rstrip() not in text:
            raise SystemExit(f"{readme} shows another {example}")
END

build verify "$examples/verify.c"
expect 0 "$out/verify" "$vectors/cases/prescription-lt/document.xml" "$pki/root.der" "$pki/tsa-root.der" $at
[ "$(sha256sum <"$out/stdout" | cut -d' ' -f1)" = "$(sed -n 's/.*"content_sha256": "\(.*\)".*/\1/p' "$vectors/cases/prescription-lt/case.json")" ]
expect 2 "$out/verify" "$vectors/cases/prescription-bes/document.xml" "$pki/root.der" "$pki/tsa-root.der" $at
[ ! -s "$out/stdout" ] && grep -q 受け入れ不可 "$out/stderr"
expect 1 "$out/verify" README.md "$pki/root.der" "$pki/tsa-root.der" $at
expect 3 "$out/verify" no-such-file "$pki/root.der" "$pki/tsa-root.der" $at
grep -q 'there is no such file' "$out/stderr"
echo "verify.c: 0, 1, 2 and 3 as they should"

"${cpp[@]}" "$examples/pharmacy_check.cpp" -o "$out/pharmacy_check" "${flags[@]}" -pthread
expect 0 "$out/pharmacy_check" "$pki/root.der" "$pki/tsa-root.der" $at "$vectors"/cases/prescription-lt/document.xml
grep -q '試験　太郎  医師' "$out/stdout"
expect 1 "$out/pharmacy_check" "$pki/root.der" "$pki/tsa-root.der" $at \
  "$vectors"/cases/prescription-{lt,bes,t}/document.xml no-such-file
grep -q 'path::issuer-not-found' "$out/stdout"
echo "pharmacy_check.cpp: accepted and refused as they should"

# Two phases: openssl is the remote key. The certificate is valid for some years from 2025 or 2026 on.
printf 'SJ1,1\nSJ2,2\n' >"$out/content.csv"
build remote_sign "$examples/remote_sign.c"
rm -f "$out"/remote.* "$out"/card.xml
expect 0 "$out/remote_sign" prepare "$out/content.csv" "$pki/doctor.der" "$out/remote.state" "$out/remote.data"
openssl dgst -sha256 -sign "$vectors/pki/keys/doctor.pem" -out "$out/remote.value" "$out/remote.data"
expect 0 "$out/remote_sign" assemble "$out/remote.state" "$out/remote.value" "$out/remote.xml"
expect 1 "$out/remote_sign" assemble "$out/remote.state" "$out/remote.data" "$out/remote.wrong.xml"
[ -s "$out/remote.xml" ] && [ ! -e "$out/remote.wrong.xml" ]
printf 'SJ1,1\r\nSJ2,2\r\n' >"$out/carriage-return.csv"
expect 1 "$out/remote_sign" prepare "$out/carriage-return.csv" "$pki/doctor.der" "$out/remote.none" "$out/remote.none"
expect 1 "$out/remote_sign" prepare "$out/content.csv" "$pki/pharmacist.der" "$out/remote.none" "$out/remote.none"
expect 2 "$out/verify" "$out/remote.xml" "$pki/root.der" "$pki/tsa-root.der"
echo "remote_sign.c: prepared, signed by openssl, assembled; refused what must be"

# A virtual card, through the helper. The PIN is that of every new virtual card.
build sign_with_card "$examples/sign_with_card.c"
expect 0 "$out/sign_with_card" "$driver" "$helper" "$out/content.csv" "$out/card.xml" --test-card <<<1234
expect 1 "$out/sign_with_card" "$driver" "$helper" "$out/content.csv" "$out/card.no.xml" --test-card <<<9999
grep -q 'PIN' "$out/stderr"
expect 1 "$out/sign_with_card" "$driver" "$helper" "$out/content.csv" "$out/card.no.xml" <<<1234
expect 1 "$out/sign_with_card" "$driver" "$helper" "$out/content.csv" "$out/card.no.xml" --test-card </dev/null
[ -s "$out/card.xml" ] && [ ! -e "$out/card.no.xml" ]
expect 2 "$out/verify" "$out/card.xml" "$cards/root.der" "$pki/tsa-root.der"
echo "sign_with_card.c: signed with a virtual card; a wrong PIN, no PIN and an unwanted test card refused"
