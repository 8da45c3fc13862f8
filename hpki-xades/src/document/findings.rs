//! What is said about the form of a document: ids and sentences.

hpki_core::findings! {
    /// The file is well-formed XML of the accepted kind. Refusals carry the XML parser's own findings.
    READABLE = "format::xml",
        label: "XML" / "XMLの読み取り",
        problem: "the file is not XML that can be accepted: ask the sender for the file again"
               / "ファイルをXMLとして読み取れません。送信元からファイルを再度入手してください。";
    /// UTF-8 with a byte order mark.
    BYTE_ORDER_MARK = "format::byte-order-mark",
        label: "byte order mark" / "BOM（バイト順マーク）",
        problem: "the file begins with a byte order mark, which no known signer writes: tell the maker of the file"
               / "ファイルの先頭にBOMがあります。署名には影響しませんが、通常の製品は出力しません。作成元へお知らせください。";
    /// Every id-like attribute value occurs once.
    IDENTIFIERS = "format::identifier-repeated",
        label: "identifiers" / "識別子（id）",
        problem: "two elements have the same identifier, so what was signed is ambiguous: do not use the document, ask the sender for it again"
               / "同じ識別子（id）を持つ要素が複数あり、署名された箇所を特定できません。この文書を使用せず、送信元から再度入手してください。";
    /// The document is of a kind that was asked for.
    KIND = "format::document-kind",
        label: "kind of document" / "文書の種類",
        problem: "the structure is not that of the document asked for: if it is another kind of document, name its kind"
               / "処方箋・調剤済み処方箋の構造ではありません。別の種類の文書であれば、種類を指定してください。";
    /// The elements of the document stand where the grammar puts them.
    STRUCTURE = "grammar::document-structure",
        label: "structure of the document" / "文書の構造",
        problem: "an element of the document is missing, repeated or out of place: ask the sender for the document again"
               / "文書に必要な要素がないか、重複しているか、位置が正しくありません。送信元から文書を再度入手してください。";
    /// No element elsewhere has the name of a signed one.
    SIGNED_NAME_REPEATED = "grammar::signed-name-repeated",
        label: "names of signed elements" / "署名対象の要素名",
        problem: "an element that is not signed has the name of a signed one, as in a forged document: do not use the document"
               / "署名されていない箇所に、署名対象と同じ名前の要素があります。偽造のおそれがあるため、この文書を使用しないでください。";
    /// There is a signature where the grammar wants one.
    SIGNATURES_TOO_MANY = "grammar::too-many-signatures",
        label: "number of signatures" / "署名の数",
        problem: "the document has more signatures than are verified: do not use it, ask the sender for a document with those that matter"
               / "文書内の署名の数が上限を超えています。この文書を使用せず、必要な署名のみを含む文書を送信元から入手してください。";
    SIGNATURE_MISSING = "grammar::signature-missing",
        label: "signature" / "署名の有無",
        problem: "the document has no signature where one must be: ask the sender for the signed document"
               / "署名がありません。署名済みの文書を送信元から入手してください。";
    /// The Signature element has the schema's structure.
    SIGNATURE_STRUCTURE = "grammar::signature-structure",
        label: "structure of the signature" / "署名の構造",
        problem: "the structure of the signature is broken: ask the sender for the document again"
               / "署名の構造が正しくありません。送信元から文書を再度入手してください。";
    /// No comments or processing instructions in signed content.
    COMMENT_IN_SIGNED_CONTENT = "grammar::comment-in-signed-content",
        label: "comments in signed content" / "署名対象内のコメント",
        problem: "a comment or processing instruction stands inside signed content, where it can split a value unseen: do not use the document"
               / "署名対象の中にコメントまたは処理命令があり、値が分断されているおそれがあります。この文書を使用しないでください。";
    /// No xml:base.
    XML_BASE = "grammar::xml-base",
        label: "xml:base" / "xml:base属性",
        problem: "an xml:base attribute would change what references mean: ask the sender for the document without it"
               / "参照先を変えてしまうxml:base属性があります。これを含まない文書を送信元から入手してください。";
    /// The references are exactly those the grammar wants.
    REFERENCES = "grammar::references",
        label: "references of the signature" / "署名の参照先",
        problem: "the signature does not cover exactly the content, its certificate and its properties: do not use the document"
               / "署名の対象が、文書の内容・署名者の証明書・署名属性の3つと一致しません。この文書を使用しないでください。";
    /// The Type of each reference fits its target.
    REFERENCE_TYPE = "grammar::reference-type",
        label: "types of the references" / "参照の種別（Type）",
        problem: "the Type of a reference does not fit what it refers to: do not use the document"
               / "参照の種別（Type）が参照先と合っていません。この文書を使用しないでください。";
    /// The transforms are on the grammar's list.
    TRANSFORM = "grammar::transform",
        label: "transforms" / "変換（Transform）",
        problem: "a transform is not one that is allowed for this kind of document: ask the sender to sign with canonicalization alone"
               / "この文書では認められない変換（Transform）が使われています。正規化のみで署名し直すよう送信元に依頼してください。";
    /// CanonicalizationMethod is on the grammar's list.
    CANONICALIZATION_METHOD = "grammar::canonicalization-method",
        label: "canonicalization of SignedInfo" / "SignedInfoの正規化方式",
        problem: "the canonicalization method is not one that is allowed: ask the sender to sign with exclusive C14N"
               / "認められない正規化方式が使われています。排他的C14Nで署名し直すよう送信元に依頼してください。";
    /// The qualifying properties are this signature's own.
    QUALIFYING_PROPERTIES = "grammar::qualifying-properties",
        label: "XAdES properties" / "XAdES属性",
        problem: "the XAdES properties are missing, repeated or belong to another signature: do not use the document"
               / "XAdES属性がないか、重複しているか、別の署名のものです。この文書を使用しないでください。";
    /// SigningTime is there and is a time with a zone.
    SIGNING_TIME = "grammar::signing-time",
        label: "SigningTime" / "署名時刻（SigningTime）の形式",
        problem: "SigningTime is missing or is no date and time with a zone: ask the sender to sign again"
               / "署名時刻（SigningTime）がないか、タイムゾーン付きの日時ではありません。送信元に再署名を依頼してください。";
    /// The payload is there and strict base64.
    PAYLOAD = "grammar::payload",
        label: "content" / "文書の内容（base64）",
        problem: "the signed content is empty or no strict base64: ask the sender for the document again"
               / "署名された内容が空であるか、base64として正しくありません。送信元から文書を再度入手してください。";
    /// Unsigned elements or attributes nobody has seen yet.
    UNKNOWN_ELEMENT = "grammar::unknown-element",
        label: "unknown unsigned elements and attributes" / "未知の要素・属性",
        problem: "there are elements or attributes of unknown meaning that are not signed: do not rely on them"
               / "署名されていない未知の要素または属性があります。その内容を信頼しないでください。";
    /// An unknown Version.
    VERSION = "grammar::version",
        label: "version of the format" / "文書形式のバージョン",
        problem: "the version of the format is not a known one: check whether a newer release of this software knows it"
               / "未知のバージョンの文書形式です。本ソフトウェアの新しい版が対応しているかご確認ください。";
    /// The schema hint is missing or of another kind; it never counts.
    SCHEMA_HINT = "grammar::schema-hint",
        label: "schema hint" / "スキーマ指定",
        problem: "the schema hint is missing or names another kind of document; it is not used: tell the maker of the file"
               / "スキーマ指定がないか、別の種類の文書を指しています。検証には使用しません。作成元へお知らせください。";
    /// The Id of the Signature is not the usual one.
    SIGNATURE_ID = "grammar::signature-id",
        label: "Id of the signature" / "署名のId",
        problem: "the Id of the signature is not the usual one: tell the maker of the signature"
               / "署名のIdが通常と異なります。署名の作成元へお知らせください。";
    /// Hints in KeyInfo beside the certificate; they are not used.
    KEY_INFO_HINT = "grammar::key-info-hint",
        label: "hints in KeyInfo" / "KeyInfoの補足情報",
        problem: "KeyInfo holds more than certificates; only the certificates are used: tell the maker of the signature"
               / "KeyInfoに証明書以外の情報があります。検証には証明書だけを使用します。署名の作成元へお知らせください。";
    /// Signed properties nobody has seen in such documents.
    SIGNED_PROPERTY_UNUSUAL = "grammar::signed-property-unusual",
        label: "unusual signed properties" / "通常と異なる署名属性",
        problem: "the signature holds signed properties that are unusual in this kind of document; they are claims of the signer: read them with care"
               / "この種の文書では通常使われない署名属性があります。署名者の申告であり、検証されていません。ご注意ください。";
    /// Unsigned properties of unknown meaning.
    UNSIGNED_PROPERTY_UNKNOWN = "grammar::unsigned-property-unknown",
        label: "unknown unsigned properties" / "未知の非署名属性",
        problem: "the signature holds unsigned properties of unknown meaning; nothing is concluded from them: do not rely on them"
               / "意味の分からない非署名属性があります。検証には使用しません。その内容を信頼しないでください。";
    /// A canonicalization that is allowed but has never been seen in this place.
    CANONICALIZATION_UNUSUAL = "grammar::canonicalization-unusual",
        label: "unusual canonicalization" / "通常と異なる正規化方式",
        problem: "a reference uses a canonicalization that no known signer uses there: tell the maker of the signature"
               / "通常と異なる正規化方式が使われています。署名の作成元へお知らせください。";
    /// The service's own parts are missing in the prescription inside a dispensing record.
    SERVICE_PARTS = "grammar::service-parts",
        label: "parts added by the service" / "サービスが付加する要素",
        problem: "the prescription inside lacks what the service adds: check where the record comes from"
               / "内部の処方箋に、電子処方箋管理サービスが付加する要素がありません。記録の入手元をご確認ください。";
    /// The CSV begins with another record than usual.
    FIRST_RECORD = "content::first-record",
        label: "first record of the CSV" / "CSVの先頭レコード",
        problem: "the content does not begin with the usual record (SJ1 or CJ1): check whether it is the right document"
               / "内容が通常の先頭レコード（SJ1またはCJ1）で始まっていません。正しい文書かご確認ください。";
    /// The CSV holds carriage returns.
    CARRIAGE_RETURN = "content::carriage-return",
        label: "line ends of the CSV" / "CSVの改行コード",
        problem: "the content holds carriage returns, which the prescription service refuses (EPSB0052E): write line feeds alone"
               / "内容にCR（復帰コード）が含まれています。電子処方箋管理サービスでエラー（EPSB0052E）になります。改行はLFのみにしてください。";
    /// The CSV is not UTF-8.
    ENCODING = "content::encoding",
        label: "encoding of the CSV" / "CSVの文字コード",
        problem: "the content is not UTF-8: read it with the encoding that its maker names"
               / "内容がUTF-8ではありません。作成元が示す文字コードで読み取ってください。";
    /// Characters that deceive the eye.
    DECEPTIVE_CHARACTERS = "content::deceptive-characters",
        label: "invisible or reordering characters" / "不可視文字・書字方向制御文字",
        problem: "the content holds invisible or direction-changing characters, so it may look other than it is: compare it in its raw form"
               / "内容に不可視文字または書字方向を変える文字が含まれ、見た目と実際の値が異なるおそれがあります。元のデータをご確認ください。";
}
