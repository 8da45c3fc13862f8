//! Stable ids of the refusals of this room, each with its sentences for people.

hpki_core::findings! {
    /// A namespace name is relative.
    RELATIVE_NAMESPACE = "c14n::relative-namespace",
        label: "namespace names" / "名前空間名",
        problem: "a namespace name is a relative reference, for which there is no canonical form: ask the sender to correct the program that writes it"
               / "名前空間名が相対参照のため正規化できません。作成プログラムの修正を送信元に依頼してください。";
    /// The node is no element of the document.
    NOT_AN_ELEMENT = "c14n::not-an-element",
        label: "apex of the canonical form" / "正規化の対象",
        problem: "the node to canonicalize is no element of this document: correct the calling program, which mixed up two documents"
               / "正規化の対象がこの文書の要素ではありません。呼び出し側が文書を取り違えていないか確認してください。";
    /// Nothing is left to be canonicalized.
    NOTHING_LEFT = "c14n::nothing-left",
        label: "content of the canonical form" / "正規化の内容",
        problem: "the signed element lies inside the signature that is cut out of it, so that nothing would be signed: refuse the file and ask the sender for a correct one"
               / "署名対象が除外される署名の中にあり、何も署名されないことになります。受け付けません。正しいファイルを送信元から入手してください。";
    /// The canonical form is too large.
    OUTPUT_TOO_LARGE = "c14n::output-too-large",
        label: "size of the canonical form" / "正規化後の大きさ",
        problem: "the canonical form is many times larger than the file, as no real document makes it: ask the sender what the file is, or raise the limit"
               / "正規化後の大きさがファイルに比べて異常に大きいです。送信元にファイルの内容を確認するか、上限を引き上げてください。";
    /// The inherited xml:base is too long.
    BASE_TOO_LONG = "c14n::base-too-long",
        label: "xml:base" / "xml:base",
        problem: "the xml:base that an element inherits is longer than the limit: ask the sender what the file is, or raise the limit"
               / "要素が継承するxml:baseが上限より長いです。送信元にファイルの内容を確認するか、上限を引き上げてください。";
}
