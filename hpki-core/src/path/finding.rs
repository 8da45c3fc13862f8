//! What certification path processing checks.

crate::findings! {
    /// A path to a trust anchor was found and every signature in it verified.
    PATH_BUILT = "path::built",
        label: "certification path to a trust anchor" / "トラストアンカーまでの認証パス",
        problem: "no certification path leads to a trust anchor: give the missing CA certificate or the trust anchor the detail names"
            / "トラストアンカーまでの認証パスを構築できません。詳細に示すCA証明書またはトラストアンカーを指定してください。";
    /// Somebody is trusted.
    NO_TRUST_ANCHOR = "path::no-trust-anchor",
        label: "trust anchor" / "トラストアンカー",
        problem: "no trust anchor was given, so no signer can be trusted: give the root certificate that you trust"
               / "トラストアンカーが指定されていないため、署名者を信頼できるか判定できません。信頼するルート証明書を指定してください。";
    /// No certificate with the issuer's name is at hand.
    ISSUER_NOT_FOUND = "path::issuer-not-found",
        label: "certificate of the issuer" / "発行者の証明書",
        problem: "the certificate of the issuer is not among the trust anchors and intermediates: give the CA certificate the detail names"
            / "発行者の証明書がトラストアンカーにも中間証明書にもありません。詳細に示すCA証明書を指定してください。";
    /// A certificate's signature does not fit the key of the issuer it names.
    CERTIFICATE_SIGNATURE = "path::certificate-signature",
        label: "signature of a certificate" / "証明書の署名",
        problem: "the signature of a certificate does not fit the key of its issuer: the certificate is forged, damaged or issued by another CA of the same name; do not accept it"
            / "証明書の署名が発行者の鍵と一致しません。偽造または破損した証明書か、同名の別のCAが発行したものです。受け入れないでください。";
    /// The search for a path was given up.
    SEARCH_BUDGET = "path::search-budget",
        label: "effort of the search for a path" / "認証パス探索の上限",
        problem: "the search for a certification path was given up at its limit: give fewer certificates, or raise the limit the detail names"
            / "認証パスの探索が上限に達したため中止しました。証明書を減らすか、詳細に示す上限を引き上げてください。";
    /// The algorithm of a certificate's signature is one the product accepts.
    SIGNATURE_ALGORITHM = "path::signature-algorithm",
        label: "signature algorithm of a certificate" / "証明書の署名アルゴリズム",
        problem: "a certificate of the path is signed with an algorithm or a key that is too weak, past its end or unknown: ask its owner for one issued with an algorithm that is accepted and at least RSA 2048"
            / "認証パス上の証明書の署名アルゴリズムまたは鍵が、弱い、使用期限を過ぎている、または未知のものです。受け入れ可能なアルゴリズムとRSA 2048ビット以上で発行された証明書を入手してください。";
    /// Signatures of the past were accepted.
    LEGACY_SIGNATURES = "path::legacy-signatures",
        label: "only signatures that are safe today" / "現在安全な署名のみ",
        problem: "signatures that are weak today, such as those with SHA-1 or short RSA keys, were accepted because the caller asked so: the path proves nothing today"
            / "呼び出し側の指定により、SHA-1や短いRSA鍵など、現在では弱い署名も受け入れました。この認証パスは現在では何も証明しません。";
    /// The key of the end entity is one the product accepts.
    PUBLIC_KEY = "path::public-key",
        label: "key of the certificate" / "証明書の公開鍵",
        problem: "the key of the certificate is too weak or of an unknown kind: ask its holder for a certificate with RSA of 2048 to 8192 bits or ECDSA on P-256, P-384 or P-521"
            / "証明書の公開鍵が弱いか、未知の種類です。2048～8192ビットのRSA、またはP-256・P-384・P-521のECDSAの証明書を使うよう、所有者に依頼してください。";
    /// The algorithm inside the signed part equals the one outside (RFC 5280, 4.1.1.2).
    ALGORITHM_MISMATCH = "path::algorithm-mismatch",
        label: "agreement of the two algorithm fields" / "二つの署名アルゴリズム欄の一致",
        problem: "the signed and the unsigned algorithm field of a certificate differ: the certificate was altered or made by faulty software, do not accept it"
            / "証明書の署名対象の内と外とで、署名アルゴリズム欄が異なります。改変されたか、誤った方法で作成された証明書です。受け入れないでください。";
    /// The end entity's validity covers the time (RFC 5280, 6.1.3 (a)(2)).
    VALIDITY = "path::validity",
        label: "validity of the signer's certificate" / "署名者証明書の有効期間",
        problem: "the certificate is not valid at the time it is judged at: ask for a time-stamped document, or for a signature with a valid certificate"
            / "検証の基準時刻が証明書の有効期間外です。有効期間内に署名されたことを示すタイムスタンプ付きの文書か、有効な証明書による署名を求めてください。";
    /// The validity of every CA certificate covers the time.
    AUTHORITY_VALIDITY = "path::authority-validity",
        label: "validity of the CA certificates" / "CA証明書の有効期間",
        problem: "a CA certificate of the path is not valid at the time it is judged at: give the CA's certificate of that time"
            / "検証の基準時刻が認証パス上のCA証明書の有効期間外です。その時刻に有効なCA証明書を指定してください。";
    /// The trust anchor, where it is a certificate, covers the time.
    ANCHOR_VALIDITY = "path::anchor-validity",
        label: "validity of the trust anchor" / "トラストアンカーの有効期間",
        problem: "the trust anchor is not valid at the time the path is judged at: give the trust anchor of that time"
            / "検証の基準時刻がトラストアンカーの有効期間外です。その時刻に有効なトラストアンカーを指定してください。";
    /// Every issuer is a CA (RFC 5280, 6.1.4 (k)).
    ISSUER_IS_CA = "path::issuer-is-ca",
        label: "issuers are CAs" / "発行者がCAであること",
        problem: "a certificate was issued by one that is not a CA: do not accept it, it is likely forged"
            / "CAではない証明書が発行者になっています。偽造の可能性が高いため受け入れないでください。";
    /// The pathLenConstraint of every CA holds (RFC 5280, 6.1.4 (l), (m)).
    PATH_LENGTH = "path::path-length",
        label: "length of the path" / "認証パスの長さ",
        problem: "the path has more CA certificates than one of its CAs allows: the CA below that one was not entitled to issue, do not accept the certificate"
            / "認証パス上のCA証明書の数が、上位のCAの許す数を超えています。下位のCAには発行の権限がありません。この証明書を受け入れないでください。";
    /// Every issuer's keyUsage has keyCertSign (RFC 5280, 6.1.4 (n)).
    KEY_CERT_SIGN = "path::key-cert-sign",
        label: "issuers may sign certificates" / "発行者の鍵用途（keyCertSign）",
        problem: "the key of a CA may not sign certificates (keyUsage without keyCertSign): do not accept what it issued, ask the CA"
            / "CA証明書のkeyUsageにkeyCertSignがなく、証明書を発行する権限がありません。受け入れずに、CAに確認してください。";
    /// Names are inside the name constraints (RFC 5280, 6.1.3 (b), (c)).
    NAME_CONSTRAINTS = "path::name-constraints",
        label: "names within the constraints of the CAs" / "CAの名前制約",
        problem: "a name in a certificate lies outside what the CA above it may name: the CA was not entitled to issue it, do not accept it"
            / "証明書の名前が上位CAの名前制約の範囲外です。そのCAには発行の権限がありません。この証明書を受け入れないでください。";
    /// The path is valid under a certificate policy where one is required (RFC 5280, 6.1.3 (f), 6.1.5 (g)).
    POLICY = "path::policy",
        label: "certificate policies of the path" / "認証パスの証明書ポリシー",
        problem: "a certificate policy is required and none holds for the whole path under the policies asked for: check the policies asked for, or ask for a certificate under one of them"
            / "必要な証明書ポリシーが、認証パス全体では成り立ちません。要求したポリシーを確認するか、そのポリシーの証明書を求めてください。";
    /// anyPolicy is not mapped (RFC 5280, 6.1.4 (a)).
    POLICY_MAPPING = "path::policy-mapping",
        label: "policy mappings" / "ポリシーマッピング",
        problem: "a CA certificate maps anyPolicy, which RFC 5280 forbids: do not accept it, ask the CA"
            / "CA証明書が、RFC 5280で禁じられているanyPolicyのマッピングをしています。受け入れずに、CAに確認してください。";
    /// The policy graph stayed within its budget.
    POLICY_BUDGET = "path::policy-budget",
        label: "size of the policy graph" / "ポリシーグラフの大きさ",
        problem: "the certificates carry more policies and mappings than the limit allows: do not accept them, or raise the limit if they are known to be genuine"
            / "証明書のポリシーとマッピングの数が上限を超えています。受け入れないでください。本物と分かっている場合に限り、上限を引き上げてください。";
    /// Every critical extension is one that is processed (RFC 5280, 6.1.4 (o), 6.1.5 (f)).
    CRITICAL_EXTENSION = "path::critical-extension",
        label: "critical extensions are known" / "クリティカル拡張",
        problem: "a certificate has a critical extension this product does not process, so it must not be relied on: ask its CA what the extension means"
            / "証明書に、本製品が処理できないクリティカル拡張があるため信頼できません。拡張の意味を発行したCAに確認してください。";
}
