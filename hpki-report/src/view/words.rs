//! Words of the reports, the same thing called the same everywhere.

use hpki_core::certificate::{Certificate, HcRoles};
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{Language, Text, Verdict};
use hpki_core::role::RoleTable;
use hpki_core::time::Time;
use hpki_xades::document::DocumentKind;
use hpki_xades::validate::{ProofOfExistence, TimeStampOutcome};

use super::FactList;
use crate::describe;
use crate::json::hexadecimal;
use crate::moment::in_japan;

macro_rules! words {
    ($($name:ident = $en:literal / $ja:literal;)*) => {
        $(pub(super) const $name: Text = Text { en: $en, ja: $ja };)*
    };
}

words! {
    SIGNER = "signed by" / "署名者";
    DISPENSING_SIGNER = "dispensing signed by" / "調剤の署名者";
    PRESCRIPTION_SIGNER = "prescription signed by" / "処方箋の署名者";
    HOLDER = "holder" / "所有者";
    CHECKS = "Checks" / "検査";
    QUALIFICATION = "qualification" / "資格";
    CLAIMED_TIME = "signed, as claimed" / "署名日時（申告）";
    PROVEN_TIME = "signed, as proven" / "署名日時（証明）";
    NOTHING_PROVEN = "nothing (no good time-stamp)" / "証明なし（有効なタイムスタンプがありません）";
    UNCONFIRMED = " (not confirmed)" / "（未確認）";
    NO_QUALIFICATION = "none in the certificate" / "証明書に資格の記載がありません";
    UNKNOWN_QUALIFICATION = "unknown qualification" / "未知の資格";
    DOCUMENT = "document" / "文書";
    UNKNOWN_DOCUMENT = "unknown" / "不明";
    FILE = "file" / "ファイル";
    VERDICT = "verdict" / "判定";
    JUDGED_AT = "judged as of" / "検証の基準時刻";
    BY_CALLER = "the caller's time" / "呼び出し側の指定時刻";
    BY_TIME_STAMP = "proven by time-stamp" / "タイムスタンプによる証明";
    BY_OUTER_SIGNATURE = "proven by the signature around it" / "外側の署名による証明";
    FILE_CHECKS = "Checks of the file" / "ファイルの検査";
    SIGNATURE = "Signature" / "署名";
    PLACE = "place" / "位置";
    LEVEL = "level" / "レベル";
    METHOD = "signature method" / "署名方式";
    VALUE = "signature value" / "署名値";
    REFERENCE = "reference" / "参照";
    TIME_STAMP = "time-stamp" / "タイムスタンプ";
    GOOD = "good" / "有効";
    BAD = "bad: proves nothing" / "無効（何も証明しません）";
    UNJUDGED = "not judged" / "未判定";
    SUBJECT = "subject" / "主体者";
    JAPANESE_NAME = "Japanese name" / "日本語名";
    ISSUER = "issuer" / "発行者";
    SERIAL_NUMBER = "serial number" / "シリアル番号";
    VALIDITY = "validity" / "有効期間";
    POLICY = "policy" / "証明書の種別";
    FINGERPRINT = "SHA-256" / "SHA-256";
    VERSION = "version" / "バージョン";
    KNOWN_AS = "known as" / "既知の認証局";
    PUBLIC_KEY = "public key" / "公開鍵";
    SIGNATURE_ALGORITHM = "signed with" / "署名アルゴリズム";
    EXTENSIONS = "Extensions" / "拡張領域";
    PATH = "path" / "認証パス";
    PROFILE = "profile" / "プロファイル";
    CORE = "core validation" / "XML署名の計算結果";
    CORE_VALID = "valid: every digest and the signature value agree" / "正当（すべてのダイジェスト値と署名値が一致します）";
    CORE_INVALID = "not valid: a digest or the signature value differs" / "不当（ダイジェスト値または署名値が一致しません）";
    CORE_UNSUPPORTED = "unknown, something needed is missing or not supported" / "不明（必要なものがないか、対応していません）";
    CORE_MALFORMED = "not a Signature of the schema" / "Signature要素の構造が誤っています";
    KEY = "key that fits" / "一致した鍵";
    KEY_OF_CERTIFICATE = "that of certificate" / "証明書の鍵";
    KEY_IN_KEY_INFO = "a bare key in KeyInfo" / "KeyInfo内の鍵の値";
    KEY_GIVEN = "one that was given" / "指定された鍵";
    MANIFEST_REFERENCE = "reference of a Manifest" / "Manifest内の参照";
    PROPERTIES = "XAdES properties" / "XAdES属性";
    COVERED = "signed properties are signed" / "署名付き属性の署名";
    SIGNING_CERTIFICATE = "signing certificate reference" / "署名者証明書の参照";
    COUNTER_SIGNATURE = "counter-signature over the value around it" / "カウンター署名の対象の署名値";
    LEFT_OUT = "signatures not inspected, over the limit" / "上限を超えたため調べていない署名";
    CANONICALIZATION = "canonicalization" / "正規化方式";
    TRANSFORM = "  transform" / "  変換";
    DIGEST_METHOD = "  digest method" / "  ダイジェスト方式";
    COMPUTED = "  computed" / "  計算値";
    STATED = "  stated" / "  記載値";
    PROBLEM = "  problem" / "  問題";
    AGREES = "agrees" / "一致";
    DIFFERS = "DIFFERS" / "不一致";
    UNKNOWN = "unknown" / "不明";
    DRIVER = "driver" / "ドライバー";
    INTERFACE = "interface" / "インターフェース";
    READER = "reader" / "カードリーダー";
    CARD = "card" / "カード";
    NO_CARD = "none in the reader" / "挿入されていません";
    UNLABELLED = "without a label" / "ラベルなし";
    KEY_SIZES = "key sizes" / "鍵の長さ";
    APPLICATION = "application" / "アプリケーション";
    SIGNATURE_APPLICATION = "for signatures of documents" / "署名用";
    AUTHENTICATION_APPLICATION = "for authentication, never for documents" / "認証用（文書の署名には使用できません）";
    AUTHORITIES = "authorities on the card" / "カード内の認証局証明書";
    PIN = "PIN" / "PIN";
    PIN_LOCKED = "LOCKED" / "ロックされています";
    PIN_LAST_TRY = "one try left" / "残り1回";
    PIN_COUNT_LOW = "wrong PINs were given" / "誤ったPINの入力あり";
    PIN_TO_BE_CHANGED = "must be changed" / "変更が必要";
    PIN_UNKNOWN = "nothing said about tries" / "残り試行回数の情報なし";
    SIGNING_TIME = "signing time" / "署名時刻";
    DIGEST_TO_SIGN = "digest to be signed" / "署名対象のハッシュ値";
    STATE = "state" / "準備済みの状態";
    DOCUMENTS = "documents" / "文書数";
    UNREADABLE_CERTIFICATES = "unreadable certificates" / "読み取れない証明書の数";
}

/// A time and what proves it.
pub(super) fn judged(at: Time, by: ProofOfExistence, language: Language) -> String {
    let carrier = match by {
        ProofOfExistence::CallerTime => BY_CALLER.in_language(language).to_owned(),
        ProofOfExistence::TimeStamp(index) => {
            format!("{} {}", BY_TIME_STAMP.in_language(language), index + 1)
        }
        ProofOfExistence::OuterSignature => BY_OUTER_SIGNATURE.in_language(language).to_owned(),
    };
    match language {
        Language::English => format!("{} ({carrier})", in_japan(at, language)),
        Language::Japanese => format!("{}、{carrier}", in_japan(at, language)),
    }
}

/// The name to show to people: the Japanese one of the certificate, else the common name, else the whole subject.
pub(super) fn person(certificate: &Certificate) -> String {
    let subject = certificate.subject();
    let name = certificate.japanese_name().or_else(|| subject.common_name());
    name.map_or_else(|| subject.to_string(), |name| name.into_owned())
}

/// The qualifications, in Japanese with the text of the certificate, or as the certificate has them.
pub(super) fn roles(roles: &HcRoles, table: &RoleTable, language: Language) -> String {
    if roles.actors.is_empty() {
        return NO_QUALIFICATION.in_language(language).to_owned();
    }
    let unknown = UNKNOWN_QUALIFICATION.in_language(language);
    let names = roles.actors.iter().map(|actor| {
        let text = actor.code_data_free_text.as_deref().unwrap_or_default();
        match (table.role_of(actor), language) {
            (Some(role), Language::Japanese) => format!("{}（{text}）", role.japanese_name),
            (Some(role), Language::English) => role.to_string(),
            (None, Language::Japanese) => format!("{unknown}「{text}」"),
            (None, Language::English) => format!("{unknown} \"{text}\""),
        }
    });
    names.collect::<Vec<_>>().join(match language {
        Language::Japanese => "、",
        Language::English => ", ",
    })
}

/// `Signature 2`.
pub(super) fn numbered(what: Text, number: usize, language: Language) -> String {
    format!("{} {number}", what.in_language(language))
}

/// A time at which something is proven to have existed: it was made then or before.
pub(super) fn proven(time: Time, language: Language) -> String {
    let moment = in_japan(time, language);
    match language {
        Language::Japanese => format!("{moment}までに署名済み"),
        Language::English => format!("by {moment}, by a time-stamp"),
    }
}

/// What kind of document it is.
pub(super) fn document_kind(kind: DocumentKind) -> Text {
    match kind {
        DocumentKind::Prescription => Text { en: "prescription", ja: "処方箋" },
        DocumentKind::Dispensing => {
            Text { en: "dispensing record", ja: "調剤済み処方箋・調剤結果" }
        }
        DocumentKind::Referral => Text { en: "referral letter", ja: "診療情報提供書" },
        _ => Text { en: "other document", ja: "その他の文書" },
    }
}

/// `TOTAL-PASSED`, or `TOTAL-FAILED, HASH_FAILURE`.
pub(super) fn verdict(verdict: Verdict) -> String {
    match verdict.sub_indication() {
        None => verdict.indication().name().to_owned(),
        Some(sub_indication) => format!("{}, {}", verdict.indication().name(), sub_indication.name()),
    }
}

pub(super) fn policy(policy: CertificatePolicyKind) -> Text {
    match policy {
        CertificatePolicyKind::Production => Text { en: "HPKI signature", ja: "HPKI署名用" },
        CertificatePolicyKind::Test => {
            Text { en: "HPKI signature, TEST", ja: "HPKI署名用（テスト用）" }
        }
        CertificatePolicyKind::Authentication => Text { en: "HPKI authentication", ja: "HPKI認証用" },
        CertificatePolicyKind::None => {
            Text { en: "no HPKI policy", ja: "HPKIの証明書ポリシーがありません" }
        }
    }
}

pub(super) fn time_stamp_outcome(outcome: TimeStampOutcome) -> Text {
    match outcome {
        TimeStampOutcome::Good => GOOD,
        TimeStampOutcome::Bad => BAD,
        TimeStampOutcome::Unjudged => UNJUDGED,
    }
}

/// The lines that describe a certificate.
pub(super) fn certificate_facts(
    facts: &mut FactList,
    certificate: &Certificate,
    policy_kind: CertificatePolicyKind,
) {
    let language = facts.language;
    facts.add(SUBJECT, certificate.subject().to_string());
    facts.add_some(JAPANESE_NAME, certificate.japanese_name());
    facts.add(ISSUER, certificate.issuer().to_string());
    facts.add(SERIAL_NUMBER, describe::serial_number(certificate));
    let (from, to) =
        (in_japan(certificate.not_before(), language), in_japan(certificate.not_after(), language));
    facts.add(
        VALIDITY,
        match language {
            Language::English => format!("{from} to {to}"),
            Language::Japanese => format!("{from}から {to}まで"),
        },
    );
    facts.add(POLICY, policy(policy_kind).in_language(language));
    facts.add(FINGERPRINT, hexadecimal(&certificate.sha256()));
}
