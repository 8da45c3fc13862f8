//! Result codes. A number means one thing for ever; a number that is given up is not used again. `codes.tsv` lists
//! them, and a test holds this file against it.

use std::mem::MaybeUninit;

use hpki_core::report::{Finding, Verdict};

use crate::boundary::{guard, place};
use crate::value::{hpki_language, hpki_text, language, unknown_constant};

/// What a function came to: one of HPKI_OK, HPKI_TOTAL_FAILED, HPKI_INDETERMINATE or HPKI_ERROR_….
///
/// 0 to 9: done, and outputs are written. 10 to 99: the call was wrong. 100 to 199: files. 200 to 299: certificates and
/// documents that cannot be read. 300 to 399: what a report does not give. 400 to 499: signing. 500 to 599: cards.
/// 600 to 699: long-term forms. 900 to 999: defects of this library.
pub type hpki_result = u32;

/// Done. Where something was verified or validated: TOTAL-PASSED, and only then.
pub const HPKI_OK: hpki_result = 0;
/// Verified or validated, outputs are written, and the verdict is TOTAL-FAILED.
pub const HPKI_TOTAL_FAILED: hpki_result = 1;
/// Verified or validated, outputs are written, and the verdict is INDETERMINATE.
pub const HPKI_INDETERMINATE: hpki_result = 2;

/// A pointer that must not be NULL is NULL.
pub const HPKI_ERROR_NULL_POINTER: hpki_result = 10;
/// A length is larger than any object can be.
pub const HPKI_ERROR_LENGTH: hpki_result = 11;
/// Text is not UTF-8.
pub const HPKI_ERROR_NOT_UTF8: hpki_result = 12;
/// A number is none of the constants for its place.
pub const HPKI_ERROR_CONSTANT: hpki_result = 13;
/// An index is not below the count.
pub const HPKI_ERROR_INDEX: hpki_result = 14;
/// A time is outside the years 1 to 9999.
pub const HPKI_ERROR_TIME: hpki_result = 15;

/// There is no such file.
pub const HPKI_ERROR_FILE_NOT_FOUND: hpki_result = 100;
/// The file must not be read by this user.
pub const HPKI_ERROR_FILE_PERMISSION: hpki_result = 101;
/// The path names a folder.
pub const HPKI_ERROR_FILE_IS_A_FOLDER: hpki_result = 102;
/// The file cannot be read.
pub const HPKI_ERROR_FILE_UNREADABLE: hpki_result = 103;
/// The file is larger than what is read for the purpose.
pub const HPKI_ERROR_FILE_TOO_LARGE: hpki_result = 104;
/// The file is there already and holds something else.
pub const HPKI_ERROR_FILE_EXISTS: hpki_result = 105;
/// The file cannot be written.
pub const HPKI_ERROR_FILE_UNWRITABLE: hpki_result = 106;

/// No certificate in it.
pub const HPKI_ERROR_NO_CERTIFICATE: hpki_result = 200;
/// No certificate revocation list in it.
pub const HPKI_ERROR_NO_CERTIFICATE_LIST: hpki_result = 201;
/// A certificate or a list that cannot be read.
pub const HPKI_ERROR_CERTIFICATE_UNREADABLE: hpki_result = 202;
/// Nobody is trusted, so nothing can be validated.
pub const HPKI_ERROR_NO_TRUST_ANCHOR: hpki_result = 203;
/// A table of roles that cannot be read.
pub const HPKI_ERROR_ROLE_TABLE: hpki_result = 204;
/// A document that cannot be read.
pub const HPKI_ERROR_DOCUMENT_UNREADABLE: hpki_result = 210;
/// A document without a Signature element.
pub const HPKI_ERROR_NO_SIGNATURE: hpki_result = 211;

/// The verdict is not TOTAL-PASSED, so there is no signed content.
pub const HPKI_ERROR_NOT_PASSED: hpki_result = 300;
/// Several parts are signed, or their octets were not kept: there is no one content.
pub const HPKI_ERROR_CONTENT_IN_PARTS: hpki_result = 301;
/// The document is no prescription and holds none.
pub const HPKI_ERROR_NO_PRESCRIPTION: hpki_result = 302;
/// The octets of this part were not kept.
pub const HPKI_ERROR_OCTETS_NOT_KEPT: hpki_result = 303;

/// The content is not one that can be signed: empty, or a CSV that the prescription service refuses.
pub const HPKI_ERROR_CONTENT: hpki_result = 400;
/// The certificate may not sign this: use, policy, role, or validity.
pub const HPKI_ERROR_CERTIFICATE_UNFIT: hpki_result = 401;
/// The algorithm does not fit the key, or is not one that is accepted.
pub const HPKI_ERROR_SIGNATURE_ALGORITHM: hpki_result = 402;
/// The signature value does not fit the certificate and the octets. It was discarded.
pub const HPKI_ERROR_SIGNATURE_VALUE: hpki_result = 403;
/// The signer failed, or is another than the document was prepared for.
pub const HPKI_ERROR_SIGNER: hpki_result = 404;
/// The document is not one that can be signed so: not of its kind, signed already, not readable.
pub const HPKI_ERROR_DOCUMENT_UNFIT: hpki_result = 405;
/// The state of a preparation cannot be read, or was changed.
pub const HPKI_ERROR_STATE: hpki_result = 406;
/// The finished document does not pass. It was discarded.
pub const HPKI_ERROR_NOT_VALID: hpki_result = 407;
/// The key file cannot be used.
pub const HPKI_ERROR_KEY_FILE: hpki_result = 410;
/// The key file needs another passphrase.
pub const HPKI_ERROR_PASSPHRASE: hpki_result = 411;

/// The card did not do what it was asked.
pub const HPKI_ERROR_CARD: hpki_result = 500;
/// The driver cannot be loaded, or failed.
pub const HPKI_ERROR_CARD_DRIVER: hpki_result = 501;
/// No reader, no card, or not the one that was chosen.
pub const HPKI_ERROR_NO_CARD: hpki_result = 502;
/// The card is not one for this: several cards, another application, another use.
pub const HPKI_ERROR_WRONG_CARD: hpki_result = 503;
/// The card or its reader is gone, or another card is there. The PIN was forgotten.
pub const HPKI_ERROR_CARD_GONE: hpki_result = 504;
/// A signer has taken the card.
pub const HPKI_ERROR_CARD_TAKEN: hpki_result = 505;
/// What is remembered about refused PINs cannot be read or written.
pub const HPKI_ERROR_CARD_STATE: hpki_result = 506;
/// No PIN that may be sent to the card. No try was spent.
pub const HPKI_ERROR_PIN: hpki_result = 510;
/// The card refused the PIN. One try was spent.
pub const HPKI_ERROR_PIN_INCORRECT: hpki_result = 511;
/// The PIN is locked, or must be set first.
pub const HPKI_ERROR_PIN_LOCKED: hpki_result = 512;

/// The signature cannot be augmented so.
pub const HPKI_ERROR_AUGMENT: hpki_result = 600;
/// The time-stamp authority refused, or its token does not fit.
pub const HPKI_ERROR_TIME_STAMP: hpki_result = 601;
/// Revocation lists are missing still.
pub const HPKI_ERROR_NO_REVOCATION_DATA: hpki_result = 602;
/// Another step is due.
pub const HPKI_ERROR_STEP: hpki_result = 603;

/// A defect of this library. What it was asked is not done; its handles can still be used and freed.
pub const HPKI_ERROR_INTERNAL: hpki_result = 900;

hpki_core::findings! {
    /// [`HPKI_ERROR_NULL_POINTER`].
    NULL_POINTER = "ffi::null-pointer",
        label: "argument" / "引数",
        problem: "a pointer is NULL where it must not be: give the object that the function needs"
               / "NULLにできないポインターがNULLです。関数が必要とするオブジェクトを渡してください。";
    /// [`HPKI_ERROR_LENGTH`].
    WRONG_LENGTH = "ffi::length",
        label: "argument" / "引数",
        problem: "a length is larger than any object can be: give the number of octets at the pointer"
               / "長さが大きすぎます。ポインターが指すデータのバイト数を渡してください。";
    /// [`HPKI_ERROR_NOT_UTF8`].
    NOT_UTF8 = "ffi::not-utf8",
        label: "argument" / "引数",
        problem: "a text is not UTF-8: convert it before the call"
               / "文字列がUTF-8ではありません。変換してから渡してください。";
    /// [`HPKI_ERROR_CONSTANT`].
    UNKNOWN_CONSTANT = "ffi::unknown-constant",
        label: "argument" / "引数",
        problem: "a number is none of the constants for its place: use the constants of hpki.h"
               / "定義されていない定数値です。hpki.hの定数を使用してください。";
    /// [`HPKI_ERROR_INDEX`].
    WRONG_INDEX = "ffi::index",
        label: "argument" / "引数",
        problem: "an index is not below the count: ask for the count first"
               / "インデックスが個数の範囲外です。先に個数を取得してください。";
    /// [`HPKI_ERROR_TIME`].
    UNKNOWN_TIME = "ffi::time",
        label: "argument" / "引数",
        problem: "a time is outside the years 1 to 9999: give seconds since 1970, not milliseconds"
               / "時刻が西暦1年から9999年の範囲にありません。ミリ秒ではなく、1970年からの秒数を渡してください。";
    /// [`HPKI_ERROR_NOT_PASSED`].
    NOT_PASSED = "ffi::not-passed",
        label: "signed content" / "署名された内容",
        problem: "the verdict is not TOTAL-PASSED, so nobody vouches for the content: do not use the document; the report says why"
               / "判定がTOTAL-PASSEDではないため、内容は保証されません。文書を使用せず、レポートの理由を確認してください。";
    /// [`HPKI_ERROR_CONTENT_IN_PARTS`].
    IN_PARTS = "ffi::content-in-parts",
        label: "signed content" / "署名された内容",
        problem: "the document signs several parts, not one content: ask for the parts"
               / "複数の部分が署名されているため、1つの内容として取り出せません。部分ごとに取得してください。";
    /// [`HPKI_ERROR_NO_PRESCRIPTION`].
    NO_PRESCRIPTION = "ffi::no-prescription",
        label: "signed content" / "署名された内容",
        problem: "the document is no prescription and holds none: ask for its content or its parts"
               / "処方箋ではなく、処方箋を含む文書でもありません。内容または部分を取得してください。";
    /// [`HPKI_ERROR_OCTETS_NOT_KEPT`].
    NOT_KEPT = "ffi::octets-not-kept",
        label: "octets" / "データ",
        problem: "the octets were not kept, as the settings or the call wanted: ask for them to be kept"
               / "設定または呼び出しの指定によりデータが保持されていません。保持するように指定してください。";
    /// [`HPKI_ERROR_DOCUMENT_UNREADABLE`].
    DOCUMENT_UNREADABLE = "ffi::document-unreadable",
        label: "document" / "文書",
        problem: "the document cannot be read as XML that is accepted: ask the sender for it again"
               / "受け入れ可能なXMLとして読み取れません。送信元から再度入手してください。";
    /// [`HPKI_ERROR_NO_TRUST_ANCHOR`].
    NO_TRUST_ANCHOR = "ffi::no-trust-anchor",
        label: "trust anchor" / "トラストアンカー",
        problem: "the trust store holds no trust anchor of signers, so nothing can pass: add the certificates you trust"
               / "署名者のトラストアンカーが登録されていないため検証できません。信頼する証明書を登録してください。";
    /// [`HPKI_ERROR_FILE_EXISTS`].
    FILE_EXISTS = "ffi::file-exists",
        label: "output file" / "出力ファイル",
        problem: "the file is there already and holds something else: name another file, or ask for it to be replaced"
               / "同じ名前のファイルがすでにあり、内容が異なります。別の名前を指定するか、置き換えを指定してください。";
    /// [`HPKI_ERROR_CERTIFICATE_UNFIT`].
    CERTIFICATE_UNFIT = "ffi::certificate-unfit",
        label: "certificate" / "証明書",
        problem: "the certificate may not sign this document: use, policy, role or validity does not fit"
               / "この証明書ではこの文書に署名できません。用途、ポリシー、資格または有効期間が適合しません。";
    /// [`HPKI_ERROR_DOCUMENT_UNFIT`].
    DOCUMENT_UNFIT = "ffi::document-unfit",
        label: "document" / "文書",
        problem: "the document cannot be signed so: it is not of its kind, not readable, or signed already"
               / "この文書には署名できません。種類が異なるか、読み取れないか、すでに署名されています。";
    /// [`HPKI_ERROR_KEY_FILE`].
    KEY_FILE = "ffi::key-file",
        label: "private key" / "秘密鍵",
        problem: "the private key cannot be used: give a key in PKCS#12, PKCS#8, PKCS#1 or SEC1 form that belongs to the certificate"
               / "秘密鍵を使用できません。PKCS#12、PKCS#8、PKCS#1またはSEC1形式で、証明書に対応する鍵を指定してください。";
    /// [`HPKI_ERROR_PASSPHRASE`].
    PASSPHRASE = "ffi::passphrase",
        label: "passphrase" / "パスフレーズ",
        problem: "the private key needs another passphrase: ask for it again"
               / "秘密鍵のパスフレーズが正しくありません。もう一度入力してください。";
    /// [`HPKI_ERROR_CARD`].
    CARD = "ffi::card",
        label: "card" / "カード",
        problem: "the card did not do what it was asked: see the error's finding"
               / "カードの処理に失敗しました。エラーの詳細を確認してください。";
    /// [`HPKI_ERROR_CARD_DRIVER`].
    CARD_DRIVER = "ffi::card-driver",
        label: "driver of the card" / "カードのドライバー",
        problem: "the driver cannot be loaded or failed: check its path and the program hpki-card-helper"
               / "ドライバーを読み込めないか、処理に失敗しました。パスとhpki-card-helperを確認してください。";
    /// [`HPKI_ERROR_NO_CARD`].
    NO_CARD = "ffi::no-card",
        label: "card" / "カード",
        problem: "no reader, no card, or not the one that was chosen: put the card in, and check the reader's name"
               / "カードリーダーまたはカードが見つかりません。カードを挿入し、リーダー名を確認してください。";
    /// [`HPKI_ERROR_WRONG_CARD`].
    WRONG_CARD = "ffi::wrong-card",
        label: "card" / "カード",
        problem: "the card is not one for this use: choose the reader, or the driver of the signature application"
               / "この用途に使用できないカードです。リーダー、または署名用アプリケーションのドライバーを指定してください。";
    /// [`HPKI_ERROR_CARD_GONE`].
    CARD_GONE = "ffi::card-gone",
        label: "card" / "カード",
        problem: "the card was taken out or exchanged: put it in and open it again"
               / "カードが抜かれたか、交換されました。カードを挿入して開き直してください。";
    /// [`HPKI_ERROR_CARD_TAKEN`].
    CARD_TAKEN = "ffi::card-taken",
        label: "card" / "カード",
        problem: "a signer has taken the card: use that signer, or free it and open the card again"
               / "カードはすでに署名オブジェクトで使用されています。そのオブジェクトを使用するか、解放してカードを開き直してください。";
    /// [`HPKI_ERROR_CARD_STATE`].
    CARD_STATE = "ffi::card-state",
        label: "state folder" / "状態フォルダー",
        problem: "what is remembered about refused PINs cannot be read or written: check the folder"
               / "拒否されたPINの記録を読み書きできません。フォルダーを確認してください。";
    /// [`HPKI_ERROR_PIN`].
    PIN = "ffi::pin",
        label: "PIN" / "PIN",
        problem: "no PIN was sent to the card and no try was spent: ask the person for the PIN"
               / "カードにPINは送られておらず、試行回数は減っていません。利用者にPINの入力を求めてください。";
    /// [`HPKI_ERROR_PIN_INCORRECT`].
    PIN_INCORRECT = "ffi::pin-incorrect",
        label: "PIN" / "PIN",
        problem: "the card refused the PIN, and one try was spent: ask the person to type it with care"
               / "PINが誤っており、試行回数が1回減りました。利用者に慎重な入力を求めてください。";
    /// [`HPKI_ERROR_PIN_LOCKED`].
    PIN_LOCKED = "ffi::pin-locked",
        label: "PIN" / "PIN",
        problem: "the PIN is locked or must be set first: turn to the issuer of the card"
               / "PINがロックされているか、設定が必要です。カードの発行者に問い合わせてください。";
    /// [`HPKI_ERROR_AUGMENT`].
    AUGMENT = "ffi::augment",
        label: "long-term form" / "長期署名",
        problem: "the signature cannot be augmented so: see the error's finding"
               / "この署名を長期署名形式に拡張できません。エラーの詳細を確認してください。";
    /// [`HPKI_ERROR_TIME_STAMP`].
    TIME_STAMP = "ffi::time-stamp",
        label: "time-stamp" / "タイムスタンプ",
        problem: "the time-stamp authority refused, or its token does not fit: begin again"
               / "タイムスタンプ局が拒否したか、トークンが適合しません。最初からやり直してください。";
    /// [`HPKI_ERROR_NO_REVOCATION_DATA`].
    NO_REVOCATION_DATA = "ffi::no-revocation-data",
        label: "revocation lists" / "失効リスト",
        problem: "revocation lists are missing still: get those that were asked for"
               / "失効リストが不足しています。要求されたリストを入手してください。";
    /// [`HPKI_ERROR_STEP`].
    AUGMENTATION_STEP = "ffi::step",
        label: "step" / "手順",
        problem: "another step is due: ask hpki_augmentation_step() which"
               / "実行すべき手順が異なります。hpki_augmentation_step()で確認してください。";
    /// [`HPKI_ERROR_INTERNAL`].
    INTERNAL = "ffi::internal",
        label: "library" / "ライブラリ",
        problem: "this is a defect of the library; nothing was decided: report it with the detail"
               / "ライブラリの不具合です。判定は行われていません。詳細を添えて報告してください。";
    /// [`HPKI_OK`].
    DONE = "ffi::done",
        label: "result" / "結果",
        problem: "done: where something was verified, the verdict is TOTAL-PASSED"
               / "完了しました。検証の場合、判定はTOTAL-PASSEDです。";
    /// [`HPKI_TOTAL_FAILED`].
    TOTAL_FAILED = "ffi::total-failed",
        label: "result" / "結果",
        problem: "the verdict is TOTAL-FAILED: do not use the document; the report says why"
               / "判定はTOTAL-FAILEDです。文書を使用せず、レポートの理由を確認してください。";
    /// [`HPKI_INDETERMINATE`].
    INDETERMINATE = "ffi::indeterminate",
        label: "result" / "結果",
        problem: "the verdict is INDETERMINATE: do not use the document; the report says what is missing"
               / "判定はINDETERMINATEです。文書を使用せず、不足しているものをレポートで確認してください。";
}

/// Every code with what it says in general; an error object says it about the case at hand.
pub(crate) const CODES: &[(hpki_result, &Finding)] = {
    use hpki_report::problem;
    &[
        (HPKI_OK, &DONE),
        (HPKI_TOTAL_FAILED, &TOTAL_FAILED),
        (HPKI_INDETERMINATE, &INDETERMINATE),
        (HPKI_ERROR_NULL_POINTER, &NULL_POINTER),
        (HPKI_ERROR_LENGTH, &WRONG_LENGTH),
        (HPKI_ERROR_NOT_UTF8, &NOT_UTF8),
        (HPKI_ERROR_CONSTANT, &UNKNOWN_CONSTANT),
        (HPKI_ERROR_INDEX, &WRONG_INDEX),
        (HPKI_ERROR_TIME, &UNKNOWN_TIME),
        (HPKI_ERROR_FILE_NOT_FOUND, &problem::NOT_FOUND),
        (HPKI_ERROR_FILE_PERMISSION, &problem::PERMISSION_DENIED),
        (HPKI_ERROR_FILE_IS_A_FOLDER, &problem::IS_A_FOLDER),
        (HPKI_ERROR_FILE_UNREADABLE, &problem::UNREADABLE),
        (HPKI_ERROR_FILE_TOO_LARGE, &problem::TOO_LARGE),
        (HPKI_ERROR_NO_CERTIFICATE, &problem::NO_CERTIFICATE),
        (HPKI_ERROR_NO_CERTIFICATE_LIST, &problem::NO_CERTIFICATE_LIST),
        (HPKI_ERROR_CERTIFICATE_UNREADABLE, &hpki_core::bundle::UNREADABLE),
        (HPKI_ERROR_NO_TRUST_ANCHOR, &NO_TRUST_ANCHOR),
        (HPKI_ERROR_ROLE_TABLE, &problem::ROLE_TABLE),
        (HPKI_ERROR_DOCUMENT_UNREADABLE, &DOCUMENT_UNREADABLE),
        (HPKI_ERROR_NO_SIGNATURE, &problem::NO_SIGNATURE),
        (HPKI_ERROR_NOT_PASSED, &NOT_PASSED),
        (HPKI_ERROR_CONTENT_IN_PARTS, &IN_PARTS),
        (HPKI_ERROR_NO_PRESCRIPTION, &NO_PRESCRIPTION),
        (HPKI_ERROR_OCTETS_NOT_KEPT, &NOT_KEPT),
        (HPKI_ERROR_FILE_EXISTS, &FILE_EXISTS),
        (HPKI_ERROR_FILE_UNWRITABLE, &problem::CANNOT_WRITE),
        (HPKI_ERROR_CONTENT, &hpki_xades::sign::finding::CONTENT_EMPTY),
        (HPKI_ERROR_CERTIFICATE_UNFIT, &CERTIFICATE_UNFIT),
        (HPKI_ERROR_SIGNATURE_ALGORITHM, &hpki_xades::sign::finding::ALGORITHM),
        (HPKI_ERROR_SIGNATURE_VALUE, &hpki_xades::sign::finding::VALUE),
        (HPKI_ERROR_SIGNER, &hpki_xades::sign::finding::SIGNER),
        (HPKI_ERROR_DOCUMENT_UNFIT, &DOCUMENT_UNFIT),
        (HPKI_ERROR_STATE, &hpki_xades::sign::finding::STATE),
        (HPKI_ERROR_NOT_VALID, &hpki_xades::sign::finding::NOT_VALID),
        (HPKI_ERROR_KEY_FILE, &KEY_FILE),
        (HPKI_ERROR_PASSPHRASE, &PASSPHRASE),
        (HPKI_ERROR_CARD, &CARD),
        (HPKI_ERROR_CARD_DRIVER, &CARD_DRIVER),
        (HPKI_ERROR_NO_CARD, &NO_CARD),
        (HPKI_ERROR_WRONG_CARD, &WRONG_CARD),
        (HPKI_ERROR_CARD_GONE, &CARD_GONE),
        (HPKI_ERROR_CARD_TAKEN, &CARD_TAKEN),
        (HPKI_ERROR_CARD_STATE, &CARD_STATE),
        (HPKI_ERROR_PIN, &PIN),
        (HPKI_ERROR_PIN_INCORRECT, &PIN_INCORRECT),
        (HPKI_ERROR_PIN_LOCKED, &PIN_LOCKED),
        (HPKI_ERROR_AUGMENT, &AUGMENT),
        (HPKI_ERROR_TIME_STAMP, &TIME_STAMP),
        (HPKI_ERROR_NO_REVOCATION_DATA, &NO_REVOCATION_DATA),
        (HPKI_ERROR_STEP, &AUGMENTATION_STEP),
        (HPKI_ERROR_INTERNAL, &INTERNAL),
    ]
};

/// The code that stands for a verdict.
pub(crate) fn of_verdict(verdict: Verdict) -> hpki_result {
    match verdict.indication() {
        hpki_core::report::Indication::TotalPassed => HPKI_OK,
        hpki_core::report::Indication::TotalFailed => HPKI_TOTAL_FAILED,
        hpki_core::report::Indication::Indeterminate => HPKI_INDETERMINATE,
    }
}

/// What a result code says in general, as one sentence. The text lives as long as the library. For one failure the
/// error object says more. Fails with HPKI_ERROR_CONSTANT for a number that is no code.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_result_text(
    result: hpki_result,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let out = place(out)?;
        let language = language(in_language)?;
        let known = CODES.iter().find(|(code, _)| *code == result);
        let (_, finding) = known.ok_or_else(|| unknown_constant("hpki_result", result))?;
        out.write(hpki_text::of(finding.problem.in_language(language)));
        Ok(HPKI_OK)
    })
}
