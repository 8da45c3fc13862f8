//! Stable ids of the refusals of this room, each with its sentences for people.

hpki_core::findings! {
    /// The file is larger than the limit.
    FILE_TOO_LARGE = "xml::file-too-large",
        label: "size of the file" / "ファイルの大きさ",
        problem: "the file is larger than the limit: send large attachments as separate files, or raise the limit"
               / "ファイルが上限より大きいです。大きな添付は別ファイルにするか、上限を引き上げてください。";
    /// The file is empty.
    EMPTY = "xml::empty",
        label: "content of the file" / "ファイルの内容",
        problem: "the file is empty: ask the sender for it again"
               / "ファイルが空です。送信元から再度入手してください。";
    /// The file is UTF-16 and only UTF-8 is read.
    UTF_16 = "xml::utf-16",
        label: "character encoding" / "文字コード",
        problem: "the file is UTF-16 and only UTF-8 is read: ask the sender for the file as it was signed"
               / "ファイルがUTF-16です。UTF-8のみ扱えます。署名時のままのファイルを送信元から入手してください。";
    /// The file is UTF-32 and only UTF-8 is read.
    UTF_32 = "xml::utf-32",
        label: "character encoding" / "文字コード",
        problem: "the file is UTF-32 and only UTF-8 is read: ask the sender for the file as it was signed"
               / "ファイルがUTF-32です。UTF-8のみ扱えます。署名時のままのファイルを送信元から入手してください。";
    /// The file is EBCDIC and only UTF-8 is read.
    EBCDIC = "xml::ebcdic",
        label: "character encoding" / "文字コード",
        problem: "the file is EBCDIC and only UTF-8 is read: ask the sender for the file as it was signed"
               / "ファイルがEBCDICです。UTF-8のみ扱えます。署名時のままのファイルを送信元から入手してください。";
    /// The XML declaration names an encoding other than UTF-8.
    DECLARED_ENCODING = "xml::declared-encoding",
        label: "character encoding" / "文字コード",
        problem: "the XML declaration names an encoding other than UTF-8: ask the sender for the file in UTF-8, as it was signed"
               / "XML宣言の文字コードがUTF-8ではありません。署名時のままのUTF-8のファイルを送信元から入手してください。";
    /// The octets are not UTF-8 although the file says or implies so, often because a program converted it to Shift_JIS.
    INVALID_UTF_8 = "xml::invalid-utf-8",
        label: "character encoding" / "文字コード",
        problem: "the octets are not UTF-8 although the file says or implies so, often because a program converted it to Shift_JIS: ask the sender for the file as it was signed"
               / "UTF-8のはずのファイルにUTF-8でないバイトがあります（Shift_JISへの変換など）。署名時のままのファイルを送信元から入手してください。";
    /// The file holds a control character that XML does not allow.
    FORBIDDEN_CHARACTER = "xml::forbidden-character",
        label: "characters of the file" / "ファイルの文字",
        problem: "the file holds a control character that XML does not allow: it is damaged or not XML, ask the sender for it again"
               / "XMLで許されない制御文字があります。破損しているかXMLではありません。送信元から再度入手してください。";
    /// The XML declaration is malformed.
    MALFORMED_XML_DECLARATION = "xml::malformed-xml-declaration",
        label: "XML declaration" / "XML宣言",
        problem: "the XML declaration is malformed: ask the sender to correct the program that writes it"
               / "XML宣言の書式が誤っています。作成プログラムの修正を送信元に依頼してください。";
    /// The file says another XML version than 1.0.
    UNSUPPORTED_VERSION = "xml::unsupported-version",
        label: "XML version" / "XMLのバージョン",
        problem: "the file says another XML version than 1.0: ask the sender for XML 1.0"
               / "XMLのバージョンが1.0ではありません。XML 1.0のファイルを送信元から入手してください。";
    /// The file has a document type declaration, which can change what was signed and is refused.
    DOCUMENT_TYPE_DECLARATION = "xml::document-type-declaration",
        label: "document type declaration" / "文書型宣言",
        problem: "the file has a document type declaration, which can change what was signed and is refused: ask the sender for the file without it"
               / "文書型宣言（DOCTYPE）があります。署名された内容を変え得るため受け付けません。宣言のないファイルを送信元から入手してください。";
    /// The file holds no XML element.
    NO_ROOT_ELEMENT = "xml::no-root-element",
        label: "root element" / "ルート要素",
        problem: "the file holds no XML element: check that the right file was given"
               / "XMLの要素がありません。正しいファイルか確認してください。";
    /// The file holds a second element after its root.
    SECOND_ROOT_ELEMENT = "xml::second-root-element",
        label: "root element" / "ルート要素",
        problem: "the file holds a second element after its root: two documents may have been joined, ask the sender for one"
               / "ルート要素の後に別の要素があります。複数の文書が連結された恐れがあります。送信元から再度入手してください。";
    /// There is text before or after the root element.
    TEXT_OUTSIDE_ROOT = "xml::text-outside-root",
        label: "text outside the root element" / "ルート要素の外の文字",
        problem: "there is text before or after the root element: the file is damaged or has data appended, ask the sender for it again"
               / "ルート要素の前後に文字があります。破損またはデータの付加が疑われます。送信元から再度入手してください。";
    /// The file ends inside an element.
    UNCLOSED_ELEMENT = "xml::unclosed-element",
        label: "end of the file" / "ファイルの終わり",
        problem: "the file ends inside an element: it was cut off, ask the sender for it again"
               / "要素の途中でファイルが終わっています。送信元から再度入手してください。";
    /// The file ends inside a tag, comment, CDATA section or processing instruction.
    UNCLOSED_MARKUP = "xml::unclosed-markup",
        label: "end of the file" / "ファイルの終わり",
        problem: "the file ends inside a tag, comment, CDATA section or processing instruction: it was cut off or damaged, ask the sender for it again"
               / "タグ、コメント、CDATAまたは処理命令の途中でファイルが終わっています。送信元から再度入手してください。";
    /// There is an end tag where no element is open.
    UNEXPECTED_END_TAG = "xml::unexpected-end-tag",
        label: "end tags" / "終了タグ",
        problem: "there is an end tag where no element is open: the file is damaged, ask the sender for it again"
               / "対応する要素のない終了タグがあります。送信元から再度入手してください。";
    /// An end tag does not match its start tag.
    MISMATCHED_END_TAG = "xml::mismatched-end-tag",
        label: "end tags" / "終了タグ",
        problem: "an end tag does not match its start tag: the file is damaged, ask the sender for it again"
               / "開始タグと終了タグが一致しません。送信元から再度入手してください。";
    /// There is markup that XML does not know at this place.
    UNKNOWN_MARKUP = "xml::unknown-markup",
        label: "markup" / "マークアップ",
        problem: "there is markup that XML does not know at this place: the file is damaged, ask the sender for it again"
               / "この位置では許されないマークアップがあります。送信元から再度入手してください。";
    /// There is no valid XML name where one must stand.
    INVALID_NAME = "xml::invalid-name",
        label: "names" / "名前",
        problem: "there is no valid XML name where one must stand: ask the sender to correct the program that writes it"
               / "XMLの名前として正しくない箇所があります。作成プログラムの修正を送信元に依頼してください。";
    /// A name has a colon where namespaces allow none.
    INVALID_QUALIFIED_NAME = "xml::invalid-qualified-name",
        label: "names" / "名前",
        problem: "a name has a colon where namespaces allow none: ask the sender to correct the program that writes it"
               / "名前のコロンの位置が名前空間の規則に反しています。作成プログラムの修正を送信元に依頼してください。";
    /// A tag is malformed, for example an attribute without quotes or without a blank before it.
    MALFORMED_TAG = "xml::malformed-tag",
        label: "tags" / "タグ",
        problem: "a tag is malformed, for example an attribute without quotes or without a blank before it: the file is damaged, ask the sender for it again"
               / "タグの書式が誤っています（引用符や空白の欠落など）。送信元から再度入手してください。";
    /// An attribute value holds a <, which must be written as &lt;.
    LESS_THAN_IN_ATTRIBUTE_VALUE = "xml::less-than-in-attribute-value",
        label: "attribute values" / "属性値",
        problem: "an attribute value holds a <, which must be written as &lt;: ask the sender to correct the program that writes it"
               / "属性値に < があります（&lt; と書く必要があります）。作成プログラムの修正を送信元に依頼してください。";
    /// An attribute stands twice on one element, so that programs could read different values.
    DUPLICATE_ATTRIBUTE = "xml::duplicate-attribute",
        label: "attributes" / "属性",
        problem: "an attribute stands twice on one element, so that programs could read different values: refuse the file and ask the sender for a correct one"
               / "同じ属性が一つの要素に二つあります。読み手により値が異なり得るため受け付けません。正しいファイルを送信元から入手してください。";
    /// Text holds ]]>, which must be written as ]]&gt;.
    CDATA_END_IN_TEXT = "xml::cdata-end-in-text",
        label: "text" / "文字データ",
        problem: "text holds ]]>, which must be written as ]]&gt;: ask the sender to correct the program that writes it"
               / "文字データに ]]> があります（]]&gt; と書く必要があります）。作成プログラムの修正を送信元に依頼してください。";
    /// An & does not start a well-formed reference.
    MALFORMED_REFERENCE = "xml::malformed-reference",
        label: "references" / "参照",
        problem: "an & does not start a well-formed reference: it must be written as &amp;, ask the sender to correct the program that writes it"
               / "& が正しい参照になっていません（&amp; と書く必要があります）。作成プログラムの修正を送信元に依頼してください。";
    /// An entity other than XML's five is used, which only a refused document type declaration could define.
    UNKNOWN_ENTITY = "xml::unknown-entity",
        label: "references" / "参照",
        problem: "an entity other than XML's five is used, which only a refused document type declaration could define: ask the sender for a file without it"
               / "XML標準の五つ以外の実体参照があります。文書型宣言は受け付けないため解決できません。使用しないファイルを送信元から入手してください。";
    /// A reference names a character that XML does not allow.
    FORBIDDEN_CHARACTER_REFERENCE = "xml::forbidden-character-reference",
        label: "references" / "参照",
        problem: "a reference names a character that XML does not allow: ask the sender to correct the program that writes it"
               / "XMLで許されない文字への参照があります。作成プログラムの修正を送信元に依頼してください。";
    /// A comment holds --, which XML does not allow.
    DOUBLE_HYPHEN_IN_COMMENT = "xml::double-hyphen-in-comment",
        label: "comments" / "コメント",
        problem: "a comment holds --, which XML does not allow: ask the sender to correct the program that writes it"
               / "コメントに -- があります。作成プログラムの修正を送信元に依頼してください。";
    /// A processing instruction is called xml, or the XML declaration is not at the very start.
    RESERVED_TARGET = "xml::reserved-target",
        label: "processing instructions" / "処理命令",
        problem: "a processing instruction is called xml, or the XML declaration is not at the very start: the file is damaged or joined, ask the sender for it again"
               / "xmlという名の処理命令があるか、XML宣言が先頭にありません。破損または連結が疑われます。送信元から再度入手してください。";
    /// A processing instruction is malformed.
    MALFORMED_PROCESSING_INSTRUCTION = "xml::malformed-processing-instruction",
        label: "processing instructions" / "処理命令",
        problem: "a processing instruction is malformed: ask the sender to correct the program that writes it"
               / "処理命令の書式が誤っています。作成プログラムの修正を送信元に依頼してください。";
    /// A prefix is used that is not declared.
    UNDECLARED_PREFIX = "xml::undeclared-prefix",
        label: "namespaces" / "名前空間",
        problem: "a prefix is used that is not declared: parts may have been moved between documents, ask the sender for the file as it was signed"
               / "宣言されていない接頭辞があります。他の文書から移された恐れがあります。署名時のままのファイルを送信元から入手してください。";
    /// The prefix xml or xmlns is declared or used as something else.
    RESERVED_PREFIX = "xml::reserved-prefix",
        label: "namespaces" / "名前空間",
        problem: "the prefix xml or xmlns is declared or used as something else: refuse the file and ask the sender for a correct one"
               / "接頭辞xmlまたはxmlnsが別の意味で使われています。受け付けません。正しいファイルを送信元から入手してください。";
    /// A namespace that is reserved for xml or xmlns is given to another prefix.
    RESERVED_NAMESPACE = "xml::reserved-namespace",
        label: "namespaces" / "名前空間",
        problem: "a namespace that is reserved for xml or xmlns is given to another prefix: refuse the file and ask the sender for a correct one"
               / "xmlまたはxmlns専用の名前空間が別の接頭辞に割り当てられています。受け付けません。正しいファイルを送信元から入手してください。";
    /// A prefix is declared as no namespace, which XML 1.0 does not allow.
    EMPTY_PREFIX_BINDING = "xml::empty-prefix-binding",
        label: "namespaces" / "名前空間",
        problem: "a prefix is declared as no namespace, which XML 1.0 does not allow: ask the sender to correct the program that writes it"
               / "接頭辞が空の名前空間に割り当てられています。作成プログラムの修正を送信元に依頼してください。";
    /// Elements are nested deeper than the limit.
    TOO_DEEP = "xml::too-deep",
        label: "depth of the document" / "文書の深さ",
        problem: "elements are nested deeper than the limit: no medical document is, ask the sender what the file is, or raise the limit"
               / "要素の入れ子が上限を超えています。送信元にファイルの内容を確認するか、上限を引き上げてください。";
    /// An element has more attributes than the limit.
    TOO_MANY_ATTRIBUTES = "xml::too-many-attributes",
        label: "attributes of an element" / "要素の属性数",
        problem: "an element has more attributes than the limit: ask the sender what the file is, or raise the limit"
               / "要素の属性数が上限を超えています。送信元にファイルの内容を確認するか、上限を引き上げてください。";
    /// An element has more namespace declarations than the limit.
    TOO_MANY_NAMESPACE_DECLARATIONS = "xml::too-many-namespace-declarations",
        label: "namespace declarations of an element" / "要素の名前空間宣言数",
        problem: "an element has more namespace declarations than the limit: ask the sender what the file is, or raise the limit"
               / "要素の名前空間宣言数が上限を超えています。送信元にファイルの内容を確認するか、上限を引き上げてください。";
    /// The document has more prefixes or namespace names than the limit.
    TOO_MANY_NAMESPACES = "xml::too-many-namespaces",
        label: "namespaces of the document" / "文書の名前空間の数",
        problem: "the document has more prefixes or namespace names than the limit: ask the sender what the file is, or raise the limit"
               / "文書中の接頭辞または名前空間名の種類が上限を超えています。送信元にファイルの内容を確認するか、上限を引き上げてください。";
    /// An attribute value is longer than the limit.
    ATTRIBUTE_VALUE_TOO_LONG = "xml::attribute-value-too-long",
        label: "length of attribute values" / "属性値の長さ",
        problem: "an attribute value is longer than the limit: ask the sender what the file is, or raise the limit"
               / "属性値が上限より長いです。送信元にファイルの内容を確認するか、上限を引き上げてください。";
    /// A name is longer than the limit.
    NAME_TOO_LONG = "xml::name-too-long",
        label: "length of names" / "名前の長さ",
        problem: "a name is longer than the limit: ask the sender what the file is, or raise the limit"
               / "名前が上限より長いです。送信元にファイルの内容を確認するか、上限を引き上げてください。";
    /// The document has more nodes than the limit.
    TOO_MANY_NODES = "xml::too-many-nodes",
        label: "number of nodes" / "ノード数",
        problem: "the document has more nodes than the limit: ask the sender to split it, or raise the limit"
               / "文書のノード数が上限を超えています。分割を送信元に依頼するか、上限を引き上げてください。";
    /// An element that must hold text only holds another element.
    TEXT_WITH_ELEMENT = "xml::text-with-element",
        label: "content of a simple element" / "単純要素の内容",
        problem: "an element that must hold text only holds another element: ask the sender for the file as it was signed"
               / "文字のみの要素に別の要素があります。署名時のままのファイルを送信元から入手してください。";
    /// A comment splits a text, so that programs could read different values.
    TEXT_WITH_COMMENT = "xml::text-with-comment",
        label: "content of a simple element" / "単純要素の内容",
        problem: "a comment splits a text, so that programs could read different values: refuse the file and ask the sender for one without"
               / "文字の途中にコメントがあります。読み手により値が異なり得るため受け付けません。コメントのないファイルを送信元から入手してください。";
    /// A processing instruction splits a text, so that programs could read different values.
    TEXT_WITH_PROCESSING_INSTRUCTION = "xml::text-with-processing-instruction",
        label: "content of a simple element" / "単純要素の内容",
        problem: "a processing instruction splits a text, so that programs could read different values: refuse the file and ask the sender for one without"
               / "文字の途中に処理命令があります。読み手により値が異なり得るため受け付けません。処理命令のないファイルを送信元から入手してください。";
    /// A CDATA section stands in a text, so that programs could read different values.
    TEXT_WITH_CDATA = "xml::text-with-cdata",
        label: "content of a simple element" / "単純要素の内容",
        problem: "a CDATA section stands in a text, so that programs could read different values: refuse the file and ask the sender for one without"
               / "文字にCDATAセクションがあります。読み手により値が異なり得るため受け付けません。CDATAのないファイルを送信元から入手してください。";
}
