//! What is said when something is not signed: ids and sentences.

hpki_core::findings! {
    /// There is nothing to sign.
    CONTENT_EMPTY = "sign::content-empty",
        label: "content to sign" / "署名する内容",
        problem: "there is nothing to sign, the content is empty: give the CSV or file that is to be signed"
               / "署名する内容が空です。署名するCSVまたはファイルを指定してください。";
    /// CR in a CSV.
    CONTENT_CARRIAGE_RETURN = "sign::content-carriage-return",
        label: "line ends of the CSV" / "CSVの改行コード",
        problem: "the CSV holds a carriage return, which the prescription service refuses (EPSB0052E): write it with line feeds alone"
               / "CSVにCR（復帰コード）が含まれています。電子処方箋管理サービスでエラー（EPSB0052E）になります。改行をLFのみにしてください。";
    /// A byte order mark before a CSV.
    CONTENT_BYTE_ORDER_MARK = "sign::content-byte-order-mark",
        label: "byte order mark of the CSV" / "CSVのBOM（バイト順マーク）",
        problem: "the CSV begins with a byte order mark, which the prescription service refuses: write it as UTF-8 without one"
               / "CSVの先頭にBOMがあります。電子処方箋管理サービスで受け付けられません。BOMなしのUTF-8で保存してください。";
    /// A CSV that is not UTF-8.
    CONTENT_ENCODING = "sign::content-encoding",
        label: "encoding of the CSV" / "CSVの文字コード",
        problem: "the CSV is not UTF-8: write it as UTF-8, or say that its octets are to be signed as they are"
               / "CSVがUTF-8ではありません。UTF-8で保存するか、そのままのオクテットで署名する設定にしてください。";
    /// keyUsage, or another rule of the certificate profile.
    CERTIFICATE_USE = "sign::certificate-use",
        label: "use of the certificate" / "証明書の用途",
        problem: "the certificate is not one for signing documents: use the signature certificate of an HPKI card"
               / "文書の署名に使える証明書ではありません。HPKIカードの署名用証明書を使用してください。";
    /// A certificate for authentication.
    AUTHENTICATION_CERTIFICATE = "sign::authentication-certificate",
        label: "no authentication certificate" / "認証用証明書でないこと",
        problem: "the certificate is for authentication and nobody accepts documents signed with it: use the signature certificate of the card"
               / "認証用の証明書です。この証明書による署名は受け付けられません。カードの署名用証明書を使用してください。";
    /// A test certificate where none was asked for.
    TEST_CERTIFICATE = "sign::test-certificate",
        label: "no test certificate" / "テスト用証明書でないこと",
        problem: "the certificate is a test certificate: use the production card, or allow test certificates for a test"
               / "テスト用証明書です。本番用カードを使用してください。試験の場合は、テスト用証明書を許可する設定にしてください。";
    /// No policy of HPKI.
    CERTIFICATE_POLICY = "sign::certificate-policy",
        label: "HPKI certificate policy" / "HPKIの証明書ポリシー",
        problem: "the certificate has no HPKI signature policy: use the signature certificate of an HPKI card"
               / "HPKI署名用の証明書ポリシーがない証明書です。HPKIカードの署名用証明書を使用してください。";
    /// The role does not fit the kind of document.
    ROLE = "sign::role",
        label: "role of the signer" / "署名者の資格",
        problem: "the certificate does not have the qualification that this kind of document needs: let a qualified person sign it"
               / "証明書に、この種類の文書への署名に必要な資格がありません。必要な資格を持つ方が署名してください。";
    /// After notAfter.
    CERTIFICATE_EXPIRED = "sign::certificate-expired",
        label: "validity of the certificate" / "証明書の有効期限",
        problem: "the certificate has expired at the signing time: sign with a valid card, or correct the clock"
               / "署名時刻に証明書の有効期限が切れています。有効なカードで署名するか、時計を確認してください。";
    /// Before notBefore.
    CERTIFICATE_NOT_YET_VALID = "sign::certificate-not-yet-valid",
        label: "validity of the certificate" / "証明書の有効期間の開始",
        problem: "the certificate is not yet valid at the signing time: wait until it is, or correct the clock"
               / "署名時刻が証明書の有効期間の開始前です。有効になってから署名するか、時計を確認してください。";
    /// The algorithm does not fit the key, or nobody accepts it.
    ALGORITHM = "sign::algorithm",
        label: "signature algorithm" / "署名アルゴリズム",
        problem: "the signature algorithm does not fit the key of the certificate or is not safe: use RSA or ECDSA, as the key is, with SHA-256 or stronger"
               / "署名アルゴリズムが証明書の鍵に合わないか、安全ではありません。鍵の種類に応じたRSAまたはECDSAとSHA-256以上を使用してください。";
    /// The key is too weak.
    KEY = "sign::key",
        label: "key of the certificate" / "証明書の鍵",
        problem: "the key of the certificate is too weak or not supported: use a certificate with RSA of 2048 to 8192 bits or ECDSA on P-256, P-384 or P-521"
               / "証明書の鍵が弱いか、対応していません。2048～8192ビットのRSA、またはP-256・P-384・P-521のECDSAの証明書を使用してください。";
    /// A signature value that does not fit.
    VALUE = "sign::value",
        label: "signature value" / "署名値",
        problem: "the signature value was not made by the certificate's key over the prepared octets: check that key, certificate and prepared state belong together, and sign again"
               / "署名値が、証明書の鍵で準備済みのデータに署名したものではありません。鍵・証明書・準備データの組合せを確認し、署名し直してください。";
    /// The signer failed.
    SIGNER = "sign::signer",
        label: "signing" / "署名の作成",
        problem: "the signature could not be made: see the reason given by the key or card"
               / "署名を作成できませんでした。鍵またはカードが示す理由を確認してください。";
    /// The signer has another certificate or algorithm than what was prepared.
    OTHER_SIGNER = "sign::other-signer",
        label: "signer and prepared document" / "署名者と準備済み文書",
        problem: "the document was prepared for another certificate or algorithm: prepare it again for this signer"
               / "文書は別の証明書または署名アルゴリズム用に準備されています。この署名者用に準備し直してください。";
    /// The given document cannot be read.
    DOCUMENT_UNREADABLE = "sign::document-unreadable",
        label: "document to sign" / "署名する文書の読み取り",
        problem: "the document is no XML that can be signed: correct it where the detail says"
               / "署名できるXML文書ではありません。詳細に示す箇所を修正してください。";
    /// The given document is not of the kind.
    DOCUMENT_KIND = "sign::document-kind",
        label: "kind of document" / "文書の種類",
        problem: "the document does not have the structure of the kind that was named: give the right file or name its kind"
               / "文書の構造が指定された種類と異なります。正しいファイルまたは種類を指定してください。";
    /// The grammar of the kind refuses the document.
    DOCUMENT_FORM = "sign::document-form",
        label: "form of the document" / "文書の形式",
        problem: "the signed document would be refused by its receiver for its form: correct what the detail says and sign again"
               / "このまま署名しても、形式の誤りのため受け付けられません。詳細に示す箇所を修正してから署名してください。";
    /// A part of the document has no canonical form.
    CANONICALIZATION = "sign::canonicalization",
        label: "canonicalization" / "正規化",
        problem: "what is to be signed has no canonical form, usually for a relative namespace name: correct what the detail says"
               / "署名対象を正規化できません（相対的な名前空間名など）。詳細に示す箇所を修正してください。";
    /// There is a signature, and the grammar allows one.
    ALREADY_SIGNED = "sign::already-signed",
        label: "no signature yet" / "未署名であること",
        problem: "the document is signed already and may have one signature only: sign the unsigned document"
               / "すでに署名されています。この種類の文書の署名は一つだけです。署名前の文書を指定してください。";
    /// Identifiers in the document that are not unique.
    IDENTIFIERS = "sign::identifier-repeated",
        label: "identifiers" / "識別子（id）",
        problem: "two elements of the document have the same identifier, so a signature would be ambiguous: give each its own"
               / "同じ識別子（id）を持つ要素が複数あり、署名対象を特定できません。識別子が重複しないように修正してください。";
    /// The prescription inside a dispensing record does not hold.
    PRESCRIPTION = "sign::prescription-inside",
        label: "signature of the prescription" / "処方箋の署名",
        problem: "the prescription does not carry a doctor's or dentist's signature that holds: verify it, and do not dispense on it"
               / "処方箋に、医師または歯科医師の正しい署名がありません。処方箋を検証し、確認できるまで調剤に使用しないでください。";
    /// Characters that XML cannot hold.
    CHARACTER = "sign::character",
        label: "characters of a property" / "属性の文字",
        problem: "a text given for the signature holds a control character or is empty: give it without"
               / "署名に記載する文字列が空であるか、制御文字を含んでいます。修正してください。";
    /// The name of a detached file.
    FILE_NAME = "sign::file-name",
        label: "name of a detached file" / "分離署名のファイル名",
        problem: "the name of a file cannot stand in a detached signature: give each file a relative name of its own, without .. and without drive or scheme"
               / "ファイル名を分離署名に記載できません。重複せず、..・ドライブ名・スキームを含まない相対的な名前にしてください。";
    /// No file to sign.
    NO_FILE = "sign::no-file",
        label: "files to sign" / "署名するファイル",
        problem: "no file was given to sign: name at least one"
               / "署名するファイルが指定されていません。一つ以上指定してください。";
    /// Over a limit.
    LIMIT = "sign::limit",
        label: "size and number" / "大きさと数",
        problem: "the document to be signed is over a limit that its receivers have: sign less in one document"
               / "署名する文書が、受け取り側の上限を超えています。一つの文書に含める内容を減らしてください。";
    /// The signature to counter-sign is not there.
    TARGET = "sign::target",
        label: "signature to counter-sign" / "副署の対象となる署名",
        problem: "the signature to counter-sign is not in the document or cannot carry one: name a XAdES signature whose SignatureValue has an Id"
               / "副署の対象となる署名がないか、副署を付けられません。SignatureValueにIdのあるXAdES署名を指定してください。";
    /// A signature that is there already would no longer hold.
    BREAKS = "sign::breaks-signature",
        label: "signatures already there" / "既存の署名",
        problem: "the new signature would break one that the document has already, because that one covers the whole document: sign a part by its identifier, counter-sign, or sign detached"
               / "既存の署名は文書全体を対象としているため、署名を追加すると無効になります。識別子で一部に署名するか、副署または分離署名にしてください。";
    /// A Signature element from elsewhere that is not accepted.
    ADOPTED = "sign::adopted-signature",
        label: "signature made elsewhere" / "外部で作成された署名",
        problem: "the signature does not hold for this document and was not adopted: check that it was made for the digest of this very document"
               / "署名がこの文書に対して正しくないため、取り込みませんでした。この文書のハッシュ値に対して作成された署名か確認してください。";
    /// A state that cannot be read.
    STATE = "sign::state",
        label: "prepared state" / "準備済みの状態",
        problem: "the stored state cannot be read: prepare the document again"
               / "保存された状態を読み取れません。文書を準備し直してください。";
    /// A state that leads to other octets than were handed out.
    STATE_CHANGED = "sign::state-changed",
        label: "prepared state is unchanged" / "準備済みの状態の一致",
        problem: "the stored state was changed or made by another version: prepare the document again and sign that"
               / "保存された状態が変更されているか、別の版で作成されています。文書を準備し直してから署名してください。";
    /// What was written does not read back.
    READ_BACK = "sign::read-back",
        label: "signed document read back" / "作成した文書の確認",
        problem: "the finished document does not read back as what was to be written and was discarded: report this with the detail"
               / "作成した文書の確認に失敗したため破棄しました。詳細を添えて開発元へ連絡してください。";
    /// The verifier does not pass the finished document.
    NOT_VALID = "sign::not-valid",
        label: "validation of the signed document" / "署名済み文書の検証",
        problem: "the signed document does not pass validation and was discarded: the checks of the report say why, usually a revoked certificate, or missing CA certificates or lists"
               / "署名済み文書が検証に合格しないため破棄しました。理由は検証結果をご覧ください（証明書の失効、CA証明書・失効リストの不足など）。";
}
