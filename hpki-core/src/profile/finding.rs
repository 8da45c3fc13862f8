//! What certificate profiles check.

crate::findings! {
    /// A production signature policy of HPKI.
    HPKI_POLICY = "profile::hpki-policy",
        label: "HPKI certificate policy" / "HPKIの証明書ポリシー",
        problem: "the certificate has no HPKI signature policy (under 1.2.392.100495.1.5.1.1): ask the signer to sign with the signature certificate of an HPKI card"
            / "HPKI署名用の証明書ポリシー（1.2.392.100495.1.5.1.1の下のもの）がない証明書です。HPKIカードの署名用証明書で署名し直すよう、署名者に依頼してください。";
    /// A certificate of the signature arc that is not the known production policy.
    HPKI_POLICY_UNKNOWN = "profile::hpki-policy-unknown",
        label: "HPKI certificate policy is a known one" / "既知のHPKI証明書ポリシー",
        problem: "the HPKI signature policy is not the one seen so far (1.2.392.100495.1.5.1.1.3.1): ask the CA what the policy means"
            / "HPKI署名用ポリシーが、これまでに確認されたもの（1.2.392.100495.1.5.1.1.3.1）と異なります。ポリシーの意味を発行したCAに確認してください。";
    /// A test certificate where none was asked for.
    TEST_CERTIFICATE = "profile::test-certificate",
        label: "no test certificate" / "テスト用証明書でないこと",
        problem: "the certificate is a test certificate: it proves nothing outside tests; ask the signer to use the production card"
            / "テスト用証明書です。試験以外では効力がありません。署名者に本番用カードでの署名を依頼してください。";
    /// An authentication certificate where a signature certificate is needed.
    AUTHENTICATION_CERTIFICATE = "profile::authentication-certificate",
        label: "no authentication certificate" / "認証用証明書でないこと",
        problem: "the certificate is for authentication, not for signatures: ask the signer to sign with the signature certificate of the card"
            / "認証用の証明書であり、署名用ではありません。署名者にカードの署名用証明書で署名し直すよう依頼してください。";
    /// A CA for authentication above a signature certificate.
    AUTHENTICATION_AUTHORITY = "profile::authentication-authority",
        label: "CA is not one for authentication" / "認証用CAでないこと",
        problem: "the certificate comes from a CA for authentication certificates, which may not issue signature certificates: ask the signer to sign with the signature certificate of the card"
            / "認証用証明書のCAが発行した証明書で、署名には使えません。カードの署名用証明書で署名し直すよう、署名者に依頼してください。";
    /// Every CA below the anchor carries the signature arc.
    AUTHORITY_POLICY = "profile::authority-policy",
        label: "HPKI certificate policy of the CAs" / "CAのHPKI証明書ポリシー",
        problem: "a CA certificate of the path has policies, but none of HPKI's signature policies: ask the signer to sign with the signature certificate of an HPKI card"
            / "認証パス上のCA証明書に、HPKI署名用のポリシーがありません。HPKIカードの署名用証明書で署名し直すよう、署名者に依頼してください。";
    /// An authentication policy where one is asked for.
    HPKI_AUTHENTICATION_POLICY = "profile::hpki-authentication-policy",
        label: "HPKI authentication policy" / "HPKI認証用の証明書ポリシー",
        problem: "the certificate has no HPKI authentication policy (under 1.2.392.100495.1.5.1.2): use the authentication certificate of an HPKI card"
            / "HPKI認証用の証明書ポリシー（1.2.392.100495.1.5.1.2の下のもの）がない証明書です。HPKIカードの認証用証明書を使用してください。";
    /// Version 3.
    VERSION = "profile::version",
        label: "version of the certificate" / "証明書のバージョン",
        problem: "the certificate is not an X.509 version 3 certificate: ask its CA for one" / "X.509バージョン3の証明書ではありません。バージョン3の証明書を発行したCAに求めてください。";
    /// Positive serial number of at most 20 octets.
    SERIAL_NUMBER = "profile::serial-number",
        label: "serial number of the certificate" / "証明書のシリアル番号",
        problem: "the serial number is negative, zero or longer than 20 octets, as no CA of HPKI issues it: do not accept the certificate, ask its CA"
            / "シリアル番号が負かゼロ、または20オクテットを超えています。HPKIのCAは発行しない形式です。受け入れずに、発行したCAに確認してください。";
    /// keyUsage is there.
    KEY_USAGE = "profile::key-usage",
        label: "keyUsage is present" / "keyUsageの存在",
        problem: "the certificate does not say what its key is for (no keyUsage): ask its holder for a certificate that does" / "証明書に鍵用途（keyUsage）の記載がありません。記載のある証明書を使うよう、所有者に依頼してください。";
    /// keyUsage has nonRepudiation.
    NON_REPUDIATION = "profile::non-repudiation",
        label: "key may sign documents (nonRepudiation)" / "文書署名用の鍵（nonRepudiation）",
        problem: "the key is not one for signing documents (keyUsage without nonRepudiation): ask the signer to use the signature certificate of the card"
            / "文書署名用の鍵ではありません（keyUsageにnonRepudiationがない）。署名者に署名用証明書の使用を依頼してください。";
    /// keyUsage has digitalSignature.
    DIGITAL_SIGNATURE = "profile::digital-signature",
        label: "key may authenticate (digitalSignature)" / "認証用の鍵（digitalSignature）",
        problem: "the key is not one for authentication (keyUsage without digitalSignature): use the authentication certificate of the card"
            / "認証用の鍵ではありません（keyUsageにdigitalSignatureがありません）。カードの認証用証明書を使用してください。";
    /// keyUsage has nothing beside what the profile names.
    OTHER_KEY_USAGE = "profile::other-key-usage",
        label: "no further key usage" / "他の鍵用途がないこと",
        problem: "keyUsage allows more than certificates of this kind were seen to allow: check with the CA that this is intended"
            / "keyUsageが、この種の証明書でこれまでに確認された用途以外も許しています。意図したものかどうか、発行したCAに確認してください。";
    /// keyUsage is critical.
    KEY_USAGE_CRITICAL = "profile::key-usage-critical",
        label: "keyUsage is critical" / "keyUsageがクリティカル",
        problem: "keyUsage is not marked critical: tell the CA that issued the certificate" / "keyUsageがクリティカルに設定されていません。発行したCAにお知らせください。";
    /// A key for signing certificates in an end entity.
    CERTIFICATE_SIGNING_KEY = "profile::certificate-signing-key",
        label: "end entity does not sign certificates" / "エンドエンティティが証明書に署名しないこと",
        problem: "keyUsage of an end entity allows signing certificates without basicConstraints cA: do not accept the certificate, ask its CA"
            / "CAでない証明書のkeyUsageが、証明書への署名を許しています。受け入れずに、発行したCAに確認してください。";
    /// certificatePolicies is there.
    POLICIES_PRESENT = "profile::policies-present",
        label: "certificatePolicies is present" / "certificatePoliciesの存在",
        problem: "the certificate has no certificate policies: ask its holder for the certificate of an HPKI card" / "証明書に証明書ポリシーの記載がありません。HPKIカードの証明書を使うよう、所有者に依頼してください。";
    /// certificatePolicies is critical.
    POLICIES_CRITICAL = "profile::policies-critical",
        label: "certificatePolicies is critical" / "certificatePoliciesがクリティカル",
        problem: "certificatePolicies is not marked critical: tell the CA that issued the certificate" / "certificatePoliciesがクリティカルに設定されていません。発行したCAにお知らせください。";
    /// A CA as end entity.
    NOT_CA = "profile::not-ca",
        label: "certificate is not one of a CA" / "CA証明書でないこと",
        problem: "the certificate is one of a CA, which does not sign documents, so it is likely misused: do not accept it"
            / "CAの証明書です。CAは文書に署名しないため、悪用のおそれがあります。受け入れないでください。";
    /// basicConstraints cA in a CA.
    CA = "profile::ca",
        label: "certificate is one of a CA" / "CA証明書であること",
        problem: "the certificate is not one of a CA (no basicConstraints with cA): do not accept what it issued"
            / "CAの証明書ではありません（basicConstraintsのcAがありません）。この証明書が発行したものを受け入れないでください。";
    /// basicConstraints of a CA is critical.
    BASIC_CONSTRAINTS_CRITICAL = "profile::basic-constraints-critical",
        label: "basicConstraints is critical" / "basicConstraintsがクリティカル",
        problem: "basicConstraints of a CA is not marked critical: tell the CA" / "CAのbasicConstraintsがクリティカルに設定されていません。CAにお知らせください。";
    /// basicConstraints in an end entity.
    BASIC_CONSTRAINTS_ABSENT = "profile::basic-constraints-absent",
        label: "no basicConstraints" / "basicConstraintsがないこと",
        problem: "the certificate has basicConstraints, which signers' certificates were not seen to have: tell the CA that issued it"
            / "署名者の証明書では確認されていないbasicConstraintsがあります。発行したCAにお知らせください。";
    /// keyCertSign in a CA.
    KEY_CERT_SIGN = "profile::key-cert-sign",
        label: "key may sign certificates (keyCertSign)" / "証明書署名用の鍵（keyCertSign）",
        problem: "the key of the CA may not sign certificates (keyUsage without keyCertSign): do not accept what it issued, ask the CA"
            / "CAの鍵に証明書へ署名する用途がありません（keyUsageにkeyCertSignがありません）。受け入れずに、CAに確認してください。";
    /// extendedKeyUsage absent.
    EXTENDED_KEY_USAGE_ABSENT = "profile::extended-key-usage-absent",
        label: "no extendedKeyUsage" / "extendedKeyUsageがないこと",
        problem: "the certificate has an extendedKeyUsage, which signers' certificates were not seen to have: check with the CA that this is intended"
            / "署名者の証明書では確認されていないextendedKeyUsageがあります。意図したものかどうか、発行したCAに確認してください。";
    /// extendedKeyUsage is exactly timeStamping.
    TIME_STAMPING = "profile::time-stamping",
        label: "key is for time-stamps only (timeStamping)" / "タイムスタンプ専用の鍵（timeStamping）",
        problem: "the certificate is not one for time-stamps alone (extendedKeyUsage must be timeStamping and nothing else): ask the time-stamp authority for a new time-stamp"
            / "タイムスタンプ専用の証明書ではありません（extendedKeyUsageはtimeStampingのみでなければなりません）。時刻認証局からタイムスタンプを取り直してください。";
    /// extendedKeyUsage of a time-stamp authority is critical.
    TIME_STAMPING_CRITICAL = "profile::time-stamping-critical",
        label: "extendedKeyUsage is critical" / "extendedKeyUsageがクリティカル",
        problem: "extendedKeyUsage of a time-stamp authority is not marked critical, as RFC 3161 requires: ask the time-stamp authority for a new time-stamp"
            / "時刻認証局の証明書のextendedKeyUsageが、RFC 3161の定めに反してクリティカルではありません。時刻認証局からタイムスタンプを取り直してください。";
    /// The key of a time-stamp authority signs.
    SIGNING_KEY = "profile::signing-key",
        label: "key may sign" / "署名用の鍵",
        problem: "keyUsage allows neither digitalSignature nor nonRepudiation, so the key may not sign: ask for a certificate that may" / "keyUsageにdigitalSignatureもnonRepudiationもなく、署名に使えない鍵です。署名に使える証明書を求めてください。";
    /// subjectDirectoryAttributes not critical.
    DIRECTORY_ATTRIBUTES_NOT_CRITICAL = "profile::directory-attributes-not-critical",
        label: "subjectDirectoryAttributes is not critical" / "subjectDirectoryAttributesが非クリティカル",
        problem: "subjectDirectoryAttributes is marked critical, which RFC 5280 forbids: tell the CA that issued the certificate"
            / "subjectDirectoryAttributesが、RFC 5280に反してクリティカルに設定されています。発行したCAにお知らせください。";
    /// authorityKeyIdentifier is there.
    AUTHORITY_KEY_IDENTIFIER = "profile::authority-key-identifier",
        label: "authorityKeyIdentifier" / "authorityKeyIdentifier",
        problem: "the certificate does not name its issuer's key, or marks that extension critical (RFC 5280, 4.2.1.1): tell the CA that issued it"
            / "発行者の鍵の識別子がないか、クリティカルに設定されています（RFC 5280、4.2.1.1）。発行したCAにお知らせください。";
    /// subjectKeyIdentifier of a CA.
    SUBJECT_KEY_IDENTIFIER = "profile::subject-key-identifier",
        label: "subjectKeyIdentifier" / "subjectKeyIdentifier",
        problem: "a CA certificate does not identify its key, or the extension is marked critical (RFC 5280, 4.2.1.2): tell the CA"
            / "CA証明書に鍵の識別子がないか、クリティカルに設定されています（RFC 5280、4.2.1.2）。CAにお知らせください。";
    /// The subject is not empty where it must not be.
    SUBJECT = "profile::subject",
        label: "subject name" / "主体者名",
        problem: "the subject is empty without a critical subjectAltName, or the certificate is one of a CA (RFC 5280, 4.1.2.6): ask the CA that issued it"
            / "主体者名が空です（RFC 5280、4.1.2.6）。発行したCAに確認してください。";
    /// The issuer is not empty.
    ISSUER = "profile::issuer",
        label: "issuer name" / "発行者名",
        problem: "the certificate does not name its issuer (RFC 5280, 4.1.2.4): do not accept it" / "発行者名が空です（RFC 5280、4.1.2.4）。この証明書を受け入れないでください。";
    /// Encoded as DER and RFC 5280 want it.
    ENCODING = "profile::encoding",
        label: "encoding of the certificate" / "証明書の符号化",
        problem: "the certificate is encoded in a way DER or RFC 5280 does not allow, but its meaning is clear: tell the CA that issued it"
            / "証明書の符号化がDERまたはRFC 5280の規則から外れていますが、意味は明確です。発行したCAにお知らせください。";
    /// nameConstraints only in CAs.
    NAME_CONSTRAINTS_IN_CA = "profile::name-constraints-in-ca",
        label: "nameConstraints only in CA certificates" / "nameConstraintsはCA証明書のみ",
        problem: "a certificate that is not one of a CA has nameConstraints (RFC 5280, 4.2.1.10): tell the CA that issued it"
            / "CAでない証明書にnameConstraintsがあります（RFC 5280、4.2.1.10）。発行したCAにお知らせください。";
    /// No role where one is required.
    ROLE_ABSENT = "role::absent",
        label: "role of the certificate (hcRole)" / "証明書の資格（hcRole）",
        problem: "the certificate carries no professional role (hcRole), so its holder is not shown to be entitled: ask a person entitled to sign this document"
            / "証明書に資格（hcRole）の記載がなく、この文書に署名できる資格を確認できません。資格のある人に署名を依頼してください。";
    /// A role of this name is not in the table.
    ROLE_UNKNOWN = "role::unknown",
        label: "role is a known one" / "既知の資格",
        problem: "the role in the certificate is none of Japan's table of roles: compare it, or add it to the table if it is genuine"
            / "証明書の資格名が日本の資格一覧にありません。確認し、正規のものであれば一覧に追加してください。";
    /// A role under another coding scheme.
    ROLE_CODING_SCHEME = "role::other-coding-scheme",
        label: "coding scheme of the role" / "資格の符号体系",
        problem: "the role is written under another coding scheme than Japan's (1.2.392.100495.1.6.1.1), so its name means nothing here: ask the holder's CA"
            / "資格の符号体系が日本のもの（1.2.392.100495.1.6.1.1）ではないため、資格名を解釈できません。発行したCAに確認してください。";
    /// A role without its name.
    ROLE_NAME_ABSENT = "role::name-absent",
        label: "name of the role" / "資格名",
        problem: "a role in the certificate has no name (codeDataFreeText), so it entitles to nothing: ask the holder's CA"
            / "証明書の資格に名称（codeDataFreeText）がないため、資格として認められません。発行したCAに確認してください。";
    /// A known role that may not sign this.
    ROLE_NOT_ALLOWED = "role::not-allowed",
        label: "role of the signer" / "署名者の資格",
        problem: "the signer's qualification is none of those that may sign this document: ask a person entitled to sign it"
            / "署名者の資格では、この文書に署名できません。署名できる資格のある人に署名を依頼してください。";
    /// Several hcRole attributes.
    ROLE_SEVERAL_ATTRIBUTES = "role::several-attributes",
        label: "one hcRole attribute" / "hcRole属性が一つであること",
        problem: "the certificate has several hcRole attributes, which were read as one: tell the CA that issued it" / "証明書にhcRole属性が複数あるため、まとめて読み取りました。発行したCAにお知らせください。";
    /// The roles could not be read.
    ROLE_UNREADABLE = "role::unreadable",
        label: "hcRole can be read" / "hcRoleの読み取り",
        problem: "the role in the certificate cannot be read: ask the holder's CA" / "証明書の資格を読み取れません。発行したCAに確認してください。";
}
