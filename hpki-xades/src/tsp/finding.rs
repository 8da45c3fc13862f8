//! What can be said about a time-stamp token: stable ids and their sentences.

hpki_core::findings! {
    // --- the structure of the token (a refusal here is FORMAT_FAILURE) ---

    /// The token is readable as a whole.
    READABLE = "time-stamp::readable",
        label: "structure of the time-stamp" / "タイムスタンプの構造",
        problem: "the time-stamp token is not a well-formed DER structure of RFC 3161: ask the time-stamp authority or the service for a new one"
               / "タイムスタンプトークンがRFC 3161のDER構造として読み取れません。時刻認証局またはサービスから取り直してください。";
    /// It is CMS SignedData over a TSTInfo.
    NOT_A_TIME_STAMP = "time-stamp::not-a-time-stamp",
        label: "kind of the signed message" / "署名メッセージの種別",
        problem: "this is a CMS message but no time-stamp token (SignedData that encloses a TSTInfo): give the token that the time-stamp authority returned"
               / "CMSメッセージですが、タイムスタンプトークン（TSTInfoを含むSignedData）ではありません。時刻認証局が返したトークンを指定してください。";
    /// The token has exactly one signer.
    EXACTLY_ONE_SIGNER = "time-stamp::exactly-one-signer",
        label: "signer of the time-stamp" / "タイムスタンプの署名者数",
        problem: "the time-stamp token does not have exactly one signature, as RFC 3161 requires: it was altered or is of another kind, ask the time-stamp authority for a new one"
               / "タイムスタンプトークンの署名が、RFC 3161の定めるとおりの一つではありません。改変されたか、別の種類のデータです。時刻認証局から取り直してください。";
    /// The attributes that RFC 3161 requires are there, each once.
    SIGNED_ATTRIBUTES = "time-stamp::signed-attributes",
        label: "signed attributes of the time-stamp" / "タイムスタンプの署名属性",
        problem: "the signed attributes of the time-stamp do not hold contentType, messageDigest and signingCertificate exactly once each, so it proves nothing: ask the time-stamp authority for a new one"
               / "タイムスタンプの署名属性にcontentType、messageDigest、signingCertificateが一つずつ含まれていないため、時刻を証明できません。時刻認証局から取り直してください。";
    /// The TSTInfo follows its grammar.
    TST_INFO = "time-stamp::tst-info",
        label: "content of the time-stamp" / "タイムスタンプの内容（TSTInfo）",
        problem: "the signed content of the time-stamp (TSTInfo) does not follow RFC 3161: ask the time-stamp authority for a new token"
               / "タイムスタンプの署名対象（TSTInfo）がRFC 3161の形式に従っていません。時刻認証局からトークンを取り直してください。";
    /// No extension that must be understood is unknown.
    CRITICAL_EXTENSION = "time-stamp::critical-extension",
        label: "extensions of the time-stamp" / "タイムスタンプの拡張",
        problem: "the time-stamp has a critical extension that this program does not know, so what it means cannot be decided: ask the time-stamp authority"
               / "タイムスタンプに未知のクリティカル拡張があり、その意味を判断できません。時刻認証局に確認してください。";
    /// The token stays within the budgets.
    WITHIN_LIMITS = "time-stamp::within-limits",
        label: "size of the time-stamp" / "タイムスタンプの大きさ",
        problem: "the time-stamp token holds more certificates, lists or attributes than the limit allows: raise the limit only if the token is known to be genuine"
               / "タイムスタンプトークンに含まれる証明書・失効リスト・属性が上限を超えています。本物と分かっている場合に限り上限を上げてください。";
    /// The token does not keep to the letter of its standards, harmlessly.
    DEVIATION = "time-stamp::deviation",
        label: "form of the time-stamp" / "タイムスタンプの形式",
        problem: "the time-stamp departs from the letter of RFC 3161 or RFC 5652 in a way that does not touch what it proves: tell the time-stamp authority"
               / "タイムスタンプにRFC 3161またはRFC 5652の文言と異なる点がありますが、証明される内容には影響しません。時刻認証局にお知らせください。";

    // --- facts: true or false whoever the authority is ---

    /// The imprint's digest algorithm is acceptable.
    IMPRINT_ALGORITHM = "time-stamp::imprint-algorithm",
        label: "digest algorithm of the time-stamped data" / "タイムスタンプ対象のハッシュ方式",
        problem: "the time-stamp covers the data with a digest algorithm that is weak or unknown, so it proves nothing: ask for a time-stamp with SHA-256, SHA-384 or SHA-512"
               / "タイムスタンプ対象のハッシュ方式が弱いか未知のため、時刻を証明できません。SHA-256、SHA-384、SHA-512のいずれかによるタイムスタンプを求めてください。";
    /// The imprint is the digest of the data.
    IMPRINT = "time-stamp::imprint",
        label: "time-stamped data" / "タイムスタンプ対象データ",
        problem: "the time-stamp was made for other data than this: the data was changed after it was stamped, or the token belongs elsewhere; ask the sender for the document again"
               / "タイムスタンプが別のデータに対するものです。付与後にデータが変更されたか、別の文書のものです。送信元から文書を再度入手してください。";
    /// The data that was stamped is at hand.
    IMPRINT_DATA = "time-stamp::imprint-data",
        label: "availability of the time-stamped data" / "タイムスタンプ対象データの有無",
        problem: "the data that the time-stamp covers could not be put together: give the files that the document refers to"
               / "タイムスタンプの対象データを用意できませんでした。文書が参照するファイルを指定してください。";
    /// The digest algorithm of the CMS signature is acceptable.
    DIGEST_ALGORITHM = "time-stamp::digest-algorithm",
        label: "digest algorithm of the time-stamp's signature" / "タイムスタンプ署名のハッシュ方式",
        problem: "the time-stamp authority signed with a digest algorithm that is weak or unknown: ask for a time-stamp with SHA-256, SHA-384 or SHA-512"
               / "時刻認証局の署名に使われたハッシュ方式が弱いか未知です。SHA-256、SHA-384、SHA-512のいずれかによるタイムスタンプを求めてください。";
    /// The messageDigest attribute is the digest of the TSTInfo.
    MESSAGE_DIGEST = "time-stamp::message-digest",
        label: "digest of the time-stamp's content" / "タイムスタンプ内容のハッシュ値",
        problem: "the content of the time-stamp is not what the time-stamp authority signed: it was altered, ask the sender for the document again"
               / "タイムスタンプの内容が時刻認証局の署名したものと異なり、改変されています。送信元から文書を再度入手してください。";
    /// The algorithms named in the signed attributes are those used.
    ALGORITHM_PROTECTION = "time-stamp::algorithm-protection",
        label: "algorithms stated by the signer" / "署名者が示したアルゴリズム",
        problem: "the time-stamp uses other algorithms than its signer stated in the signed attributes (RFC 6211): it was altered, ask the sender for the document again"
               / "タイムスタンプのアルゴリズムが署名属性（RFC 6211）に示されたものと異なり、改変されています。送信元から文書を再度入手してください。";
    /// The certificate that made the signature is at hand.
    SIGNING_CERTIFICATE = "time-stamp::signing-certificate",
        label: "certificate of the time-stamp authority" / "時刻認証局の証明書",
        problem: "the certificate of the time-stamp authority is neither in the token nor among those given: add it as an intermediate certificate"
               / "時刻認証局の証明書がトークンにも指定された証明書にもありません。中間証明書として追加してください。";
    /// The certificate is the one the signed attributes name.
    SIGNING_CERTIFICATE_REFERENCE = "time-stamp::signing-certificate-reference",
        label: "reference to the time-stamp authority's certificate" / "時刻認証局証明書への参照",
        problem: "the certificate in the token is not the one that the time-stamp authority named when it signed, or it is named by an unacceptable digest: ask the time-stamp authority for a new time-stamp"
               / "トークン内の証明書が、時刻認証局が署名時に示した証明書ではないか、認められないハッシュ方式で示されています。時刻認証局からタイムスタンプを取り直してください。";
    /// The signature algorithm is acceptable.
    SIGNATURE_ALGORITHM = "time-stamp::signature-algorithm",
        label: "signature algorithm of the time-stamp" / "タイムスタンプの署名方式",
        problem: "the time-stamp is signed with an algorithm or a key that is weak, unknown or does not belong together: ask for a newer time-stamp"
               / "タイムスタンプの署名方式または鍵が、弱いか未知、または組み合わせとして正しくありません。新しいタイムスタンプを求めてください。";
    /// The signature of the token fits the certificate's key.
    SIGNATURE = "time-stamp::signature",
        label: "signature of the time-stamp" / "タイムスタンプの署名値",
        problem: "the signature of the time-stamp does not fit the key of its certificate: the token was altered or forged, ask the sender for the document again"
               / "タイムスタンプの署名が証明書の鍵と一致しません。改変または偽造されています。送信元から文書を再度入手してください。";
    /// The name in the token is one of the certificate's.
    TSA_NAME = "time-stamp::tsa-name",
        label: "name of the time-stamp authority" / "時刻認証局の名称",
        problem: "the name of the time-stamp authority in the token is none of the names in its certificate, whose name counts: tell the time-stamp authority"
               / "トークンに書かれた時刻認証局の名称が証明書のものと一致しないため、証明書の名称を採用しました。時刻認証局にお知らせください。";

    // --- trust: under the caller's anchors, at the caller's time ---

    /// genTime lies within the validity of the certificate.
    GEN_TIME_WITHIN_VALIDITY = "time-stamp::gen-time-within-validity",
        label: "time-stamp within its certificate's validity" / "時刻認証局の証明書の有効期間内の付与",
        problem: "the time-stamp was made outside the validity of the time-stamp authority's certificate, so it proves no time: ask for a new time-stamp"
               / "タイムスタンプが時刻認証局の証明書の有効期間外に作られているため、時刻を証明できません。新しいタイムスタンプを求めてください。";
    /// genTime is not after the time of judgement.
    GEN_TIME_NOT_LATER = "time-stamp::gen-time-not-later",
        label: "time-stamp not later than the time of judgement" / "検証の基準時刻より後でない付与",
        problem: "the time-stamp is later than the time at which it is judged: check the time given and the clock of this computer"
               / "タイムスタンプの時刻が検証の基準時刻より後です。指定した時刻とこのコンピュータの時計を確認してください。";
    /// The certificate's path ends at one of the caller's anchors for time-stamps.
    TSA_PATH = "time-stamp::tsa-path",
        label: "trust in the time-stamp authority" / "時刻認証局の信頼性",
        problem: "the certificate of the time-stamp authority does not lead to a trusted time-stamp root, or may not sign time-stamps: give its root as a time-stamp anchor if it is to be trusted"
               / "時刻認証局の証明書が、信頼するタイムスタンプ用ルートにつながらないか、タイムスタンプ用ではありません。信頼する場合はそのルートをタイムスタンプ用アンカーとして指定してください。";

    // --- the answer of a time-stamp authority to a request ---

    /// The request or the answer is readable.
    EXCHANGE_READABLE = "time-stamp::exchange-readable",
        label: "form of the request or answer" / "要求・応答の形式",
        problem: "the request to the time-stamp authority, or its answer, does not follow RFC 3161: check the address of the authority and ask again"
               / "時刻認証局への要求またはその応答がRFC 3161の形式に従っていません。時刻認証局のアドレスを確認し、再度要求してください。";
    /// The authority granted the request.
    RESPONSE_STATUS = "time-stamp::response-status",
        label: "answer of the time-stamp authority" / "時刻認証局の応答",
        problem: "the time-stamp authority did not grant the time-stamp: see the status and the failure it names, and ask again"
               / "時刻認証局がタイムスタンプの発行を拒否しました。示された状態と理由を確認し、再度要求してください。";
    /// The token answers the request that was sent.
    RESPONSE_TO_REQUEST = "time-stamp::response-to-request",
        label: "time-stamp belongs to the request" / "要求と応答の対応",
        problem: "the time-stamp does not answer this request (its imprint, nonce or policy differs): it may be a replayed one, so ask again"
               / "タイムスタンプがこの要求への応答ではありません（対象のハッシュ値、nonce、またはポリシーが異なります）。再送された応答のおそれがあるため、再度要求してください。";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_sentences_keep_the_rules() {
        let mut ids: Vec<_> = ALL.iter().map(|finding| finding.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len());
        for finding in ALL {
            let name = finding.id.strip_prefix("time-stamp::").unwrap();
            assert!(name.chars().all(|character| character.is_ascii_lowercase() || character == '-'));
            let problem = finding.problem;
            assert!(problem.en.len() <= 500 && problem.ja.len() <= 500, "{finding}");
            assert!(problem.en.starts_with(|first: char| first.is_lowercase()) && !problem.en.ends_with('.'));
            assert!(problem.ja.ends_with('。') && !finding.label.ja.is_empty(), "{finding}");
        }
    }
}
