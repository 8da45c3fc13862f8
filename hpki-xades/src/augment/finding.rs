//! What keeps a document from being augmented: ids and sentences.

hpki_core::findings! {
    /// There is a Signature.
    NO_SIGNATURE = "augment::no-signature",
        label: "signature to augment" / "長期保存の対象となる署名",
        problem: "the document has no signature: sign it first, or give the signed file"
               / "文書に署名がありません。署名してから実行するか、署名済みのファイルを指定してください。";
    /// The Id names one.
    NO_SUCH_SIGNATURE = "augment::no-such-signature",
        label: "signature to augment" / "長期保存の対象となる署名",
        problem: "no signature of the document has this Id: check the value, upper and lower case included"
               / "このIdを持つ署名が文書にありません。大文字と小文字を含めて値を確認してください。";
    /// It is clear which one is meant.
    SEVERAL_SIGNATURES = "augment::several-signatures",
        label: "signature to augment" / "長期保存の対象となる署名",
        problem: "the document has several signatures: name the one to augment by its Id"
               / "文書に複数の署名があります。対象とする署名のIdを指定してください。";
    /// The Signature can be read.
    MALFORMED = "augment::malformed-signature",
        label: "structure of the signature" / "署名の構造",
        problem: "the signature does not have the structure of XMLDSig and XAdES, so nothing can be added to it: get the document again from where it came"
               / "署名の構造がXMLDSig・XAdESのものではないため、追加できません。文書を入手元からもう一度入手してください。";
    /// It is XAdES.
    NOT_XADES = "augment::not-xades",
        label: "form of the signature" / "署名の形式",
        problem: "the signature has no QualifyingProperties of XAdES 1.3.2, so there is no place for time-stamps: sign the document as XAdES"
               / "署名にXAdES 1.3.2のQualifyingPropertiesがなく、タイムスタンプを置く場所がありません。XAdES形式で署名してください。";
    /// No other signature or time-stamp covers the place.
    COVERED = "augment::covered-by-another",
        label: "place of the unsigned properties" / "非署名属性の位置",
        problem: "another signature or time-stamp covers this signature and would become invalid by an addition: augment the outermost one, or this one before it is enclosed"
               / "別の署名またはタイムスタンプがこの署名を対象に含むため、追加するとそちらが無効になります。最も外側の署名を対象とするか、包含される前に実行してください。";
    /// The level is not there yet.
    ALREADY_THERE = "augment::already-there",
        label: "level of the signature" / "署名のレベル",
        problem: "the signature has this level already, so nothing is to be done: to renew its archive time-stamp ask for level LTA"
               / "署名はすでにこのレベルに達しています。アーカイブタイムスタンプを更新する場合は、レベルにLTAを指定してください。";
    /// Level B is what a signature has by itself.
    LEVEL_B = "augment::level-b",
        label: "level of the signature" / "署名のレベル",
        problem: "level B is what every signature has: ask for level T, LT or LTA"
               / "レベルBは署名そのものの状態です。T、LT、LTAのいずれかを指定してください。";
    /// The time-stamps that are there hold.
    EXISTING_TIME_STAMP = "augment::existing-time-stamp",
        label: "time-stamps in the document" / "文書内のタイムスタンプ",
        problem: "a time-stamp in the document cannot be relied on, and nothing built on it could be: give the root of its authority as a trust anchor of time-stamps, or get the document again without it"
               / "文書内のタイムスタンプを信頼できないため、その上に追加できません。時刻認証局のルート証明書をタイムスタンプのトラストアンカーとして指定するか、タイムスタンプのない文書を入手してください。";
    /// The signer's certificate is valid at the time of the addition.
    SIGNER_NOT_VALID_NOW = "augment::signer-not-valid-now",
        label: "validity of the signer's certificate" / "署名者の証明書の有効期間",
        problem: "the signer's certificate is not valid now and no time-stamp proves that it was when the document was signed, so a time-stamp comes too late: have the document signed again"
               / "署名者の証明書は現在有効ではなく、署名時に有効だったことを示すタイムスタンプもないため、タイムスタンプを付与しても手遅れです。文書に署名し直してください。";
    /// The certificates of the path are at hand.
    NO_PATH = "augment::certificate-missing",
        label: "certificates of the path" / "認証パスの証明書",
        problem: "a certificate between the signer or time-stamp authority and the trust anchor is not at hand: give the certificates of the authorities and the trust anchor"
               / "署名者または時刻認証局からトラストアンカーまでの証明書が不足しています。認証局の証明書とトラストアンカーを指定してください。";
    /// Revocation data that counts is at hand.
    REVOCATION_MISSING = "augment::revocation-data-missing",
        label: "revocation lists of the path" / "認証パスの失効リスト",
        problem: "no revocation list at hand counts for a certificate of the path: give a current list of its issuer, or have it fetched"
               / "認証パスの証明書に対して有効な失効リストがありません。発行者の最新の失効リストを指定するか、配布点から取得してください。";
    /// The digest is worth a time-stamp.
    WEAK_DIGEST = "augment::weak-digest",
        label: "digest of the time-stamp request" / "タイムスタンプ要求のハッシュ方式",
        problem: "no time-stamp is asked for over so weak a digest: choose SHA-256, SHA-384 or SHA-512"
               / "強度の不足するハッシュ方式ではタイムスタンプを要求しません。SHA-256、SHA-384、SHA-512のいずれかを選んでください。";
    /// What the time-stamp covers can be put together.
    NO_IMPRINT = "augment::imprint",
        label: "data of the time-stamp" / "タイムスタンプの対象データ",
        problem: "what the time-stamp would cover cannot be put together: give the files that the signature refers to"
               / "タイムスタンプの対象となるデータを用意できません。署名が参照するファイルを指定してください。";
    /// The result has the level.
    RESULT = "augment::result",
        label: "verification of the result" / "追加後の検証",
        problem: "the document would not verify at this level with what was added, so it is not handed out: check trust anchors, certificates and lists"
               / "追加後の文書がこのレベルで検証に合格しないため、出力しません。トラストアンカー、証明書、失効リストを確認してください。";
}
