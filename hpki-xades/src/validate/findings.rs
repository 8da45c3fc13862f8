//! What is said about signatures: ids and sentences.

hpki_core::findings! {
    /// The signer's certificate is there and can be read.
    SIGNING_CERTIFICATE = "signature::signing-certificate",
        label: "signer's certificate" / "署名者の証明書",
        problem: "the signer's certificate is not in the signature or cannot be read: ask the sender for the document again"
               / "署名に署名者の証明書が含まれていないか、読み取れません。送信元から文書を再度入手してください。";
    /// The signature names its certificate in a signed property.
    SIGNING_CERTIFICATE_REFERENCE_MISSING = "signature::signing-certificate-reference-missing",
        label: "signed reference to the certificate" / "証明書への署名済み参照",
        problem: "the signature does not say, under the signature, which certificate made it: ask the sender to sign as XAdES"
               / "署名者の証明書を示す署名属性がありません。XAdES形式で署名し直すよう送信元に依頼してください。";
    /// The digest in SigningCertificate(V2) is that of the certificate in KeyInfo.
    SIGNING_CERTIFICATE_REFERENCE = "signature::signing-certificate-reference",
        label: "certificate the signature names" / "署名が示す証明書",
        problem: "the signature names another certificate than the one it carries: do not use the document"
               / "署名が示す証明書と、添付された証明書が異なります。この文書を使用しないでください。";
    /// IssuerSerial agrees with the certificate.
    ISSUER_SERIAL = "signature::issuer-serial",
        label: "issuer and serial number the signature names" / "署名が示す発行者とシリアル番号",
        problem: "the signature names another issuer or serial number than those of the certificate it carries: do not use the document"
               / "署名が示す発行者またはシリアル番号が、添付された証明書と異なります。この文書を使用しないでください。";
    /// IssuerSerial cannot be read; the digest decides.
    ISSUER_SERIAL_MALFORMED = "signature::issuer-serial-malformed",
        label: "form of IssuerSerial" / "IssuerSerialの形式",
        problem: "IssuerSerial is malformed; the digest of the certificate decides instead: tell the maker of the signature"
               / "IssuerSerialの形式が正しくありません。証明書のハッシュ値で判定しました。署名の作成元へお知らせください。";
    /// Other certificates the signature names are those of the path.
    OTHER_CERTIFICATES_NAMED = "signature::other-certificates-named",
        label: "other certificates the signature names" / "署名が示すその他の証明書",
        problem: "the signature names further certificates that are not on the path: tell the maker of the signature"
               / "署名が、認証パスにない証明書も示しています。署名の作成元へお知らせください。";
    /// The algorithms of the signature are acceptable at the time it is judged at.
    ALGORITHM_POLICY = "signature::algorithm-policy",
        label: "until when the algorithms are acceptable" / "暗号方式の有効期限",
        problem: "an algorithm of the signature was no longer acceptable at the time it is judged at, and no time-stamp proves an earlier one: ask the sender for a new signature"
               / "検証の基準時刻では署名の暗号方式の有効期限が切れており、それ以前の時刻も証明されていません。新しい署名を送信元に依頼してください。";
    /// Digest algorithms of references and certificate digests are acceptable.
    DIGEST_ALGORITHM = "signature::digest-algorithm",
        label: "digest algorithms" / "ハッシュ方式",
        problem: "a digest algorithm is too weak or unknown: ask the sender to sign again with SHA-256"
               / "安全でない、または未知のハッシュ方式が使われています。SHA-256で署名し直すよう送信元に依頼してください。";
    /// The signature algorithm is acceptable.
    SIGNATURE_ALGORITHM = "signature::signature-algorithm",
        label: "signature algorithm" / "署名方式",
        problem: "the signature algorithm is too weak or unknown: ask the sender to sign again with RSA and SHA-256"
               / "安全でない、または未知の署名方式が使われています。RSA・SHA-256で署名し直すよう送信元に依頼してください。";
    /// The algorithm fits the certificate's key, and the key is strong enough.
    SIGNATURE_KEY = "signature::key",
        label: "signer's key" / "署名者の鍵",
        problem: "the signer's key is too weak or of another kind than the signature algorithm: ask the sender to sign with a current card"
               / "署名者の鍵が弱いか、署名方式と合っていません。現行のカードで署名し直すよう送信元に依頼してください。";
    /// SignatureValue fits.
    SIGNATURE_VALUE = "signature::value",
        label: "signature value" / "署名値",
        problem: "the signature was not made by the certificate's key over this content: do not use the document, ask the sender for it again"
               / "署名値が証明書の鍵と内容に一致しません。この文書を使用せず、送信元から再度入手してください。";
    /// A reference's digest agrees.
    REFERENCE_DIGEST = "signature::reference-digest",
        label: "digest of signed data" / "署名対象のハッシュ値",
        problem: "signed data was changed after signing, or its line ends, white space or namespaces were: do not use the document; to find the difference, inspect it and compare the canonical octets that were digested"
               / "署名後に内容（改行・空白・名前空間宣言を含む）が変更されています。この文書を使用しないでください。原因を調べるには、検査（inspect）でハッシュ計算の対象となった正規化後のデータを比較してください。";
    /// Referenced data was given.
    REFERENCE_DATA = "signature::reference-data",
        label: "referenced data" / "参照先のデータ",
        problem: "data that the signature refers to was not given: give the files that it names"
               / "署名が参照するデータが指定されていません。該当するファイルを指定してください。";
    /// What a reference needs is implemented.
    REFERENCE_SUPPORTED = "signature::reference-unsupported",
        label: "supported transforms and references" / "対応する変換・参照形式",
        problem: "a reference needs something that is not supported, so it cannot be judged: ask the sender to sign with canonicalization alone"
               / "対応していない変換または参照形式が使われており、検証できません。正規化のみで署名し直すよう送信元に依頼してください。";
    /// The references do not digest the document again and again.
    DIGEST_BUDGET = "signature::digest-budget",
        label: "amount of data that is digested" / "ハッシュ計算の対象量",
        problem: "the signatures of the document refer to the same data again and again, more often than is computed: do not use it, ask the sender for a document without needless references"
               / "文書内の署名が同じデータを上限を超えて繰り返し参照しています。この文書を使用せず、不要な参照のない文書を送信元から入手してください。";
    /// A signature signs something.
    NO_REFERENCE = "signature::no-reference",
        label: "signed data" / "署名対象の有無",
        problem: "the signature covers no data: do not use the document"
               / "署名の対象となるデータがありません。この文書を使用しないでください。";
    /// Canonicalization of SignedInfo is implemented.
    CANONICALIZATION = "signature::canonicalization",
        label: "canonicalization of SignedInfo" / "SignedInfoの正規化",
        problem: "SignedInfo cannot be canonicalized as it asks for: ask the sender to sign with exclusive C14N"
               / "SignedInfoを指定の方式で正規化できません。排他的C14Nで署名し直すよう送信元に依頼してください。";
    /// SigningTime is not later than what is proven or the time of judgement.
    SIGNING_TIME_LATE = "signature::signing-time-late",
        label: "claimed signing time" / "申告された署名時刻",
        problem: "the claimed signing time is later than the time the signature is judged at: check the clock of the sender and of this machine"
               / "申告された署名時刻が、検証時刻またはタイムスタンプより後です。送信元とこの端末の時計をご確認ください。";
    /// SigningTime lies within the certificate's validity.
    SIGNING_TIME_VALIDITY = "signature::signing-time-outside-validity",
        label: "claimed signing time and the certificate" / "署名時刻と証明書の有効期間",
        problem: "the claimed signing time is outside the validity of the certificate: ask the sender to sign again with a valid card"
               / "申告された署名時刻が、証明書の有効期間外です。有効なカードで署名し直すよう送信元に依頼してください。";
    /// An explicit signature policy is not configured.
    SIGNATURE_POLICY = "signature::policy",
        label: "signature policy" / "署名ポリシー",
        problem: "the signature names a signature policy that is not configured here: ask the sender which one it is"
               / "署名に指定された署名ポリシーは設定されていません。送信元に内容をご確認ください。";
    /// A time-stamp that proves nothing.
    TIME_STAMP_NOT_USED = "signature::time-stamp-not-used",
        label: "time-stamp" / "タイムスタンプ",
        problem: "a time-stamp proves nothing and is not used, so the signature is judged without it: see the checks before this one; if you trust its authority, give its root as a trust anchor of time-stamps"
               / "タイムスタンプを時刻の証明として使用できないため、ないものとして検証しました。理由は直前の項目をご覧ください。信頼できる時刻認証局であれば、そのルート証明書をタイムスタンプのトラストアンカーとして指定してください。";
    /// The time at which the signature is judged, and what carries it.
    BEST_SIGNATURE_TIME = "signature::proven-time",
        label: "time the signature is judged at" / "検証の基準時刻",
        problem: "no time is proven: judged at the caller's time"
               / "署名時刻の証明がないため、検証時刻を基準にしました。";
    /// Time-stamps are in order.
    TIME_STAMP_ORDER = "signature::time-stamp-order",
        label: "order of time-stamps" / "タイムスタンプの順序",
        problem: "a time-stamp that covers another is earlier than it: do not rely on the times, ask the sender"
               / "外側のタイムスタンプの時刻が内側より前です。時刻を信頼せず、送信元にご確認ください。";
    /// Certificates or lists in the document that cannot be read.
    EVIDENCE_UNREADABLE = "signature::evidence-unreadable",
        label: "certificates and lists in the document" / "文書内の証明書・失効リスト",
        problem: "certificates or revocation lists in the document cannot be read and are not used: if the verdict needs them, give them as files"
               / "文書内の証明書または失効リストの一部を読み取れず、使用していません。必要な場合はファイルで指定してください。";
    /// More evidence than the budget.
    EVIDENCE_LIMIT = "signature::evidence-limit",
        label: "amount of certificates and lists" / "証明書・失効リストの数",
        problem: "the document holds more certificates, lists or time-stamps than are read: ask the sender for the document without needless ones"
               / "文書内の証明書・失効リスト・タイムスタンプが上限を超えています。不要なものを除いた文書を送信元から入手してください。";
}
