//! What certificate profiles check.

crate::findings! {
    /// A production signature policy of HPKI.
    HPKI_POLICY = "profile::hpki-policy",
        label: "HPKI certificate policy" / "HPKIの証明書ポリシー",
        problem: "the certificate has no HPKI signature policy: only certificates issued under 1.2.392.100495.1.5.1.1 may sign"
            / "HPKI署名用の証明書ポリシーがありません。1.2.392.100495.1.5.1.1の下で発行された証明書だけが署名に使えます。";
    /// A certificate of the signature arc that is not the known production policy.
    HPKI_POLICY_UNKNOWN = "profile::hpki-policy-unknown",
        label: "HPKI certificate policy is a known one" / "既知のHPKI証明書ポリシー",
        problem: "the HPKI signature policy is not the one seen so far (1.2.392.100495.1.5.1.1.3.1)"
            / "HPKI署名用ポリシーがこれまでに確認されたもの(1.2.392.100495.1.5.1.1.3.1)と異なります。";
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
        problem: "the certificate comes from a CA for authentication certificates, which may not issue signature certificates"
            / "認証用証明書のCAが発行した証明書です。このCAは署名用証明書を発行できません。";
    /// Every CA below the anchor carries the signature arc.
    AUTHORITY_POLICY = "profile::authority-policy",
        label: "HPKI certificate policy of the CAs" / "CAのHPKI証明書ポリシー",
        problem: "a CA certificate of the path has policies, but none of HPKI's signature policies"
            / "認証パス上のCA証明書のポリシーに、HPKI署名用ポリシーが含まれていません。";
    /// An authentication policy where one is asked for.
    HPKI_AUTHENTICATION_POLICY = "profile::hpki-authentication-policy",
        label: "HPKI authentication policy" / "HPKI認証用の証明書ポリシー",
        problem: "the certificate has no HPKI authentication policy: only certificates issued under 1.2.392.100495.1.5.1.2 serve to authenticate persons"
            / "HPKI認証用の証明書ポリシーがありません。1.2.392.100495.1.5.1.2の下で発行された証明書が必要です。";
    /// Version 3.
    VERSION = "profile::version",
        label: "version of the certificate" / "証明書のバージョン",
        problem: "the certificate is not an X.509 version 3 certificate" / "証明書がX.509バージョン3ではありません。";
    /// Positive serial number of at most 20 octets.
    SERIAL_NUMBER = "profile::serial-number",
        label: "serial number of the certificate" / "証明書のシリアル番号",
        problem: "the serial number is negative, zero or longer than 20 octets, which no CA of HPKI issues"
            / "シリアル番号が負・ゼロ、または20オクテットを超えています。HPKIのCAは発行しない形式です。";
    /// keyUsage is there.
    KEY_USAGE = "profile::key-usage",
        label: "keyUsage is present" / "keyUsageの存在",
        problem: "the certificate does not say what its key is for (no keyUsage)" / "証明書に鍵用途(keyUsage)がありません。";
    /// keyUsage has nonRepudiation.
    NON_REPUDIATION = "profile::non-repudiation",
        label: "key may sign documents (nonRepudiation)" / "文書署名用の鍵(nonRepudiation)",
        problem: "the key is not one for signing documents (keyUsage without nonRepudiation): ask the signer to use the signature certificate of the card"
            / "文書署名用の鍵ではありません(keyUsageにnonRepudiationがない)。署名者に署名用証明書の使用を依頼してください。";
    /// keyUsage has digitalSignature.
    DIGITAL_SIGNATURE = "profile::digital-signature",
        label: "key may authenticate (digitalSignature)" / "認証用の鍵(digitalSignature)",
        problem: "the key is not one for authentication (keyUsage without digitalSignature)"
            / "認証用の鍵ではありません(keyUsageにdigitalSignatureがない)。";
    /// keyUsage has nothing beside what the profile names.
    OTHER_KEY_USAGE = "profile::other-key-usage",
        label: "no further key usage" / "他の鍵用途がないこと",
        problem: "keyUsage allows more than certificates of this kind were seen to allow"
            / "keyUsageが、この種の証明書でこれまでに確認された用途以外も許しています。";
    /// keyUsage is critical.
    KEY_USAGE_CRITICAL = "profile::key-usage-critical",
        label: "keyUsage is critical" / "keyUsageがクリティカル",
        problem: "keyUsage is not marked critical" / "keyUsageがクリティカルに設定されていません。";
    /// A key for signing certificates in an end entity.
    CERTIFICATE_SIGNING_KEY = "profile::certificate-signing-key",
        label: "end entity does not sign certificates" / "エンドエンティティが証明書に署名しないこと",
        problem: "keyUsage of an end entity allows signing certificates without basicConstraints cA"
            / "CAでない証明書のkeyUsageが証明書への署名を許しています。";
    /// certificatePolicies is there.
    POLICIES_PRESENT = "profile::policies-present",
        label: "certificatePolicies is present" / "certificatePoliciesの存在",
        problem: "the certificate has no certificate policies" / "証明書に証明書ポリシーがありません。";
    /// certificatePolicies is critical.
    POLICIES_CRITICAL = "profile::policies-critical",
        label: "certificatePolicies is critical" / "certificatePoliciesがクリティカル",
        problem: "certificatePolicies is not marked critical" / "certificatePoliciesがクリティカルに設定されていません。";
    /// A CA as end entity.
    NOT_CA = "profile::not-ca",
        label: "certificate is not one of a CA" / "CA証明書でないこと",
        problem: "the certificate is one of a CA: a CA does not sign documents, so it is likely misused"
            / "CAの証明書です。CAは文書に署名しないため、悪用の可能性があります。";
    /// basicConstraints cA in a CA.
    CA = "profile::ca",
        label: "certificate is one of a CA" / "CA証明書であること",
        problem: "the certificate is not one of a CA (no basicConstraints with cA)"
            / "CAの証明書ではありません(basicConstraintsのcAがない)。";
    /// basicConstraints of a CA is critical.
    BASIC_CONSTRAINTS_CRITICAL = "profile::basic-constraints-critical",
        label: "basicConstraints is critical" / "basicConstraintsがクリティカル",
        problem: "basicConstraints of a CA is not marked critical" / "CAのbasicConstraintsがクリティカルに設定されていません。";
    /// basicConstraints in an end entity.
    BASIC_CONSTRAINTS_ABSENT = "profile::basic-constraints-absent",
        label: "no basicConstraints" / "basicConstraintsがないこと",
        problem: "the certificate has basicConstraints, which signers' certificates were not seen to have"
            / "署名者の証明書では確認されていないbasicConstraintsがあります。";
    /// keyCertSign in a CA.
    KEY_CERT_SIGN = "profile::key-cert-sign",
        label: "key may sign certificates (keyCertSign)" / "証明書署名用の鍵(keyCertSign)",
        problem: "the key of the CA may not sign certificates (keyUsage without keyCertSign)"
            / "CAの鍵が証明書に署名できません(keyUsageにkeyCertSignがない)。";
    /// extendedKeyUsage absent.
    EXTENDED_KEY_USAGE_ABSENT = "profile::extended-key-usage-absent",
        label: "no extendedKeyUsage" / "extendedKeyUsageがないこと",
        problem: "the certificate has an extendedKeyUsage, which signers' certificates were not seen to have"
            / "署名者の証明書では確認されていないextendedKeyUsageがあります。";
    /// extendedKeyUsage is exactly timeStamping.
    TIME_STAMPING = "profile::time-stamping",
        label: "key is for time-stamps only (timeStamping)" / "タイムスタンプ専用の鍵(timeStamping)",
        problem: "the certificate is not one for time-stamps alone: extendedKeyUsage must be timeStamping and nothing else"
            / "タイムスタンプ専用の証明書ではありません。extendedKeyUsageはtimeStampingのみでなければなりません。";
    /// extendedKeyUsage of a time-stamp authority is critical.
    TIME_STAMPING_CRITICAL = "profile::time-stamping-critical",
        label: "extendedKeyUsage is critical" / "extendedKeyUsageがクリティカル",
        problem: "extendedKeyUsage of a time-stamp authority must be marked critical (RFC 3161)"
            / "タイムスタンプ局のextendedKeyUsageはクリティカルでなければなりません(RFC 3161)。";
    /// The key of a time-stamp authority signs.
    SIGNING_KEY = "profile::signing-key",
        label: "key may sign" / "署名用の鍵",
        problem: "keyUsage allows neither digitalSignature nor nonRepudiation" / "keyUsageにdigitalSignatureもnonRepudiationもありません。";
    /// subjectDirectoryAttributes not critical.
    DIRECTORY_ATTRIBUTES_NOT_CRITICAL = "profile::directory-attributes-not-critical",
        label: "subjectDirectoryAttributes is not critical" / "subjectDirectoryAttributesが非クリティカル",
        problem: "subjectDirectoryAttributes is marked critical, which RFC 5280 forbids"
            / "subjectDirectoryAttributesがクリティカルに設定されています。RFC 5280で禁じられています。";
    /// authorityKeyIdentifier is there.
    AUTHORITY_KEY_IDENTIFIER = "profile::authority-key-identifier",
        label: "authorityKeyIdentifier" / "authorityKeyIdentifier",
        problem: "the certificate does not name its issuer's key, or marks that extension critical (RFC 5280, 4.2.1.1)"
            / "発行者の鍵の識別子がないか、クリティカルに設定されています(RFC 5280 4.2.1.1)。";
    /// subjectKeyIdentifier of a CA.
    SUBJECT_KEY_IDENTIFIER = "profile::subject-key-identifier",
        label: "subjectKeyIdentifier" / "subjectKeyIdentifier",
        problem: "a CA certificate does not identify its key, or the extension is marked critical (RFC 5280, 4.2.1.2)"
            / "CA証明書に鍵の識別子がないか、クリティカルに設定されています(RFC 5280 4.2.1.2)。";
    /// The subject is not empty where it must not be.
    SUBJECT = "profile::subject",
        label: "subject name" / "主体者名",
        problem: "the subject is empty without a critical subjectAltName, or the certificate is one of a CA (RFC 5280, 4.1.2.6)"
            / "主体者名が空です(RFC 5280 4.1.2.6)。";
    /// The issuer is not empty.
    ISSUER = "profile::issuer",
        label: "issuer name" / "発行者名",
        problem: "the certificate does not name its issuer (RFC 5280, 4.1.2.4)" / "発行者名が空です(RFC 5280 4.1.2.4)。";
    /// Encoded as DER and RFC 5280 want it.
    ENCODING = "profile::encoding",
        label: "encoding of the certificate" / "証明書の符号化",
        problem: "the certificate is encoded in a way DER or RFC 5280 does not allow, but its meaning is clear"
            / "証明書の符号化がDERまたはRFC 5280の規則から外れています(意味は明確です)。";
    /// nameConstraints only in CAs.
    NAME_CONSTRAINTS_IN_CA = "profile::name-constraints-in-ca",
        label: "nameConstraints only in CA certificates" / "nameConstraintsはCA証明書のみ",
        problem: "a certificate that is not one of a CA has nameConstraints (RFC 5280, 4.2.1.10)"
            / "CAでない証明書にnameConstraintsがあります(RFC 5280 4.2.1.10)。";
    /// No role where one is required.
    ROLE_ABSENT = "role::absent",
        label: "role of the certificate (hcRole)" / "証明書の資格(hcRole)",
        problem: "the certificate carries no professional role (hcRole): its holder has no qualification for this document"
            / "証明書に資格(hcRole)がありません。所有者にはこの文書に署名する資格がありません。";
    /// A role of this name is not in the table.
    ROLE_UNKNOWN = "role::unknown",
        label: "role is a known one" / "既知の資格",
        problem: "the role in the certificate is none of Japan's table of roles: compare it, or add it to the table if it is genuine"
            / "証明書の資格名が日本の資格一覧にありません。確認し、正規のものであれば一覧に追加してください。";
    /// A role under another coding scheme.
    ROLE_CODING_SCHEME = "role::other-coding-scheme",
        label: "coding scheme of the role" / "資格の符号体系",
        problem: "the role is written under another coding scheme than Japan's (1.2.392.100495.1.6.1.1), so its name means nothing here"
            / "資格の符号体系が日本のもの(1.2.392.100495.1.6.1.1)ではないため、資格名を解釈できません。";
    /// A role without its name.
    ROLE_NAME_ABSENT = "role::name-absent",
        label: "name of the role" / "資格名",
        problem: "a role in the certificate has no name (codeDataFreeText), so it entitles to nothing"
            / "証明書の資格に名称(codeDataFreeText)がないため、資格として認められません。";
    /// A known role that may not sign this.
    ROLE_NOT_ALLOWED = "role::not-allowed",
        label: "role of the signer" / "署名者の資格",
        problem: "the holder's qualification is none of those that may sign this document: ask a person entitled to sign"
            / "所有者の資格では、この文書に署名できません。署名資格のある人の署名が必要です。";
    /// Several hcRole attributes.
    ROLE_SEVERAL_ATTRIBUTES = "role::several-attributes",
        label: "one hcRole attribute" / "hcRole属性が一つであること",
        problem: "the certificate has several hcRole attributes; they were read as one" / "hcRole属性が複数あるため、まとめて読み取りました。";
    /// The roles could not be read.
    ROLE_UNREADABLE = "role::unreadable",
        label: "hcRole can be read" / "hcRoleの読み取り",
        problem: "the role in the certificate cannot be read: ask the holder's CA" / "証明書の資格を読み取れません。発行したCAに確認してください。";
}
