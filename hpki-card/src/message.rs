//! What failures say to people, in English and Japanese: what happened and what to do next.

use hpki_core::report::{Finding, Language};
use hpki_core::role::RoleTable;

use crate::card::{CardError, TriesLeft};
use crate::driver::{CallError, DriverError, DriverErrorKind};
use crate::pin::PinError;

hpki_core::findings! {
    /// No reader.
    NO_READER = "card::no-reader",
        label: "card reader" / "カードリーダー",
        problem: "no card reader was found: connect one, wait until the system shows it, and try again"
               / "カードリーダーが見つかりません。カードリーダーを接続し、認識されてから再度お試しください。";
    /// No card.
    NO_CARD = "card::no-card",
        label: "card" / "カード",
        problem: "there is no card in the reader: put the HPKI card in, chip first, and try again"
               / "カードリーダーにカードがありません。HPKIカードを正しい向きで挿入し、再度お試しください。";
    /// A card in a reader that the driver cannot tell anything about.
    UNREADABLE_CARD = "card::unreadable",
        label: "card" / "カード",
        problem: "the driver cannot read the card in this reader: put an HPKI card in, chip first; other readers are not concerned"
               / "このカードリーダーのカードを読み取れません。HPKIカードを正しい向きで挿入してください。他のカードリーダーには影響ありません。";
    /// The chosen card is not there.
    NOT_CHOSEN = "card::not-chosen",
        label: "chosen card" / "選択されたカード",
        problem: "the chosen card or reader is not there: check its name, or put the card in"
               / "指定されたカードまたはカードリーダーが見つかりません。名前を確認するか、カードを挿入してください。";
    /// Several cards.
    SEVERAL_CARDS = "card::several-cards",
        label: "card" / "カード",
        problem: "several cards are in the readers: leave only the one to use, or name its reader"
               / "複数のカードが挿入されています。使用するカードだけを残すか、カードリーダーを指定してください。";
    /// No certificate.
    NO_CERTIFICATE = "card::no-certificate",
        label: "certificate on the card" / "カードの証明書",
        problem: "the card shows no certificate of a person: check that it is an HPKI card and that the driver is made for it"
               / "カードから証明書を読み取れません。HPKIカードであること、ドライバーがカードに対応していることを確認してください。";
    /// Several certificates.
    SEVERAL_CERTIFICATES = "card::several-certificates",
        label: "certificate on the card" / "カードの証明書",
        problem: "the card shows several certificates of persons, where an HPKI card has one: use the card's own HPKI driver"
               / "カードに複数の利用者証明書があります。HPKIカード用のドライバーを指定してください。";
    /// Not a key of HPKI cards.
    KEY = "card::key",
        label: "key of the card" / "カードの鍵",
        problem: "the card's key cannot be used: HPKI cards have RSA keys of 2048 to 4096 bits"
               / "カードの鍵を使用できません。RSA 2048～4096ビットの鍵を持つHPKIカードを使用してください。";
    /// The authentication application.
    AUTHENTICATION_CARD = "card::authentication-application",
        label: "use of the certificate" / "証明書の用途",
        problem: "this is the card's authentication application, which must not sign documents: use the driver for signatures (HpkiSigP11…)"
               / "これは認証用カードです（認証用アプリケーション）。文書の署名には使用できません。署名用のドライバー（HpkiSigP11…）を指定してください。";
    /// The signature application.
    SIGNATURE_CARD = "card::signature-application",
        label: "use of the certificate" / "証明書の用途",
        problem: "this is the card's signature application: for authentication use the other driver (HpkiAuthP11…)"
               / "これは署名用カードです（署名用アプリケーション）。認証には認証用のドライバー（HpkiAuthP11…）を指定してください。";
    /// keyUsage.
    KEY_USAGE = "card::key-usage",
        label: "keyUsage of the certificate" / "証明書の鍵用途",
        problem: "the card's certificate is not for signatures of documents (nonRepudiation): use an HPKI card for signatures"
               / "カードの証明書は文書の署名用（否認防止）ではありません。署名用のHPKIカードを使用してください。";
    /// None of several roles. [`CardError::message`] names them.
    ROLE = "card::role",
        label: "role of the card holder" / "カード所持者の資格",
        problem: "the card's certificate does not hold the role that is needed: use the card of a person who has it"
               / "このカードには必要な資格がありません。必要な資格を持つ方のカードを使用してください。";
    /// The role of a doctor.
    ROLE_DOCTOR = "card::role-medical-doctor",
        label: "role of the card holder" / "カード所持者の資格",
        problem: "the card's certificate does not hold the role Medical Doctor: use the card of a doctor"
               / "このカードには医師資格がありません。医師の方のカードを使用してください。";
    /// The role of a pharmacist.
    ROLE_PHARMACIST = "card::role-pharmacist",
        label: "role of the card holder" / "カード所持者の資格",
        problem: "the card's certificate does not hold the role Pharmacist: use the card of a pharmacist"
               / "このカードには薬剤師資格がありません。薬剤師の方のカードを使用してください。";
    /// No private key.
    KEY_NOT_FOUND = "card::key-not-found",
        label: "private key" / "秘密鍵",
        problem: "the card accepted the PIN but shows no private key for its certificate: ask the card's issuer"
               / "PINは受け付けられましたが、証明書に対応する秘密鍵が見つかりません。カードの発行者に確認してください。";
    /// The digest.
    DIGEST = "card::digest",
        label: "signature algorithm" / "署名アルゴリズム",
        problem: "cards sign with SHA-256, SHA-384 or SHA-512: choose one of them"
               / "カードの署名にはSHA-256、SHA-384、SHA-512のいずれかを指定してください。";
    /// No PIN.
    NO_PIN = "pin::none-given",
        label: "PIN" / "PIN",
        problem: "no PIN was given, so nothing was signed and no try was spent: start again and type it"
               / "PINが入力されなかったため署名していません（試行回数は減っていません）。再度実行してPINを入力してください。";
    /// The last try.
    LAST_TRY = "pin::last-try",
        label: "last try" / "残り1回",
        problem: "one more wrong PIN locks the card, so it must be typed twice by hand: be sure of it, or ask the card's issuer first; no try was spent"
               / "PINの残り試行回数は1回です。次に間違えるとロックされるため、手で2回入力する必要があります（試行回数は減っていません）。不確かな場合は先に発行者に確認してください。";
    /// The two differ.
    PINS_DIFFER = "pin::differ",
        label: "PIN typed twice" / "PINの再入力",
        problem: "the two PINs differ, so none was sent and no try was spent: start again"
               / "2回入力したPINが一致しません。カードには送信していません（試行回数は減っていません）。再度お試しください。";
    /// Refused before.
    PIN_REFUSED_BEFORE = "pin::refused-before",
        label: "PIN" / "PIN",
        problem: "this card refused this PIN before, so it was not sent again and no try was spent: find the right PIN first"
               / "このPINは以前このカードに拒否されたため送信していません（試行回数は減っていません）。正しいPINを確認してください。";
    /// Refused.
    PIN_INCORRECT = "pin::incorrect",
        label: "PIN" / "PIN",
        problem: "the PIN is wrong, and the card does not tell how many tries are left: a few wrong ones lock it for good, so make sure of the PIN first"
               / "PINが違います。残り試行回数は不明です。数回間違えるとロックされます。PINを確認してから再度お試しください。";
    /// Refused, with the count low.
    PIN_INCORRECT_FEWER = "pin::incorrect-fewer-tries",
        label: "PIN" / "PIN",
        problem: "the PIN is wrong, and at least 2 tries are left: a few wrong ones lock the card for good, so make sure of the PIN first"
               / "PINが違います。残り2回以上です。間違いが続くとロックされます。PINを確認してから再度お試しください。";
    /// Refused, one left.
    PIN_INCORRECT_ONE = "pin::incorrect-one-try",
        label: "PIN" / "PIN",
        problem: "the PIN is wrong and 1 try is left: the next wrong one locks the card for good, so ask its issuer if you are not sure"
               / "PINが違います。残り1回です。次に間違えるとロックされます。不確かな場合はカードの発行者に確認してください。";
    /// Locked.
    PIN_LOCKED = "pin::locked",
        label: "PIN" / "PIN",
        problem: "the PIN is locked, and no PIN was sent that could change it: ask the card's issuer for an unlock or a new card"
               / "PINがロックされています。解除または再発行について、カードの発行者に連絡してください。";
    /// Must be changed.
    PIN_TO_BE_CHANGED = "pin::to-be-changed",
        label: "PIN" / "PIN",
        problem: "the PIN has expired or must be changed first: change it with the program of the card's issuer"
               / "PINの有効期限切れ、または変更が必要です。カードの発行者のソフトウェアでPINを変更してください。";
    /// Never set.
    PIN_NOT_INITIALISED = "pin::not-initialised",
        label: "PIN" / "PIN",
        problem: "the card's PIN was never set: set it with the program of the card's issuer"
               / "カードのPINが設定されていません。カードの発行者のソフトウェアでPINを設定してください。";
    /// Cannot be a PIN.
    PIN_MALFORMED = "pin::malformed",
        label: "PIN" / "PIN",
        problem: "this cannot be a PIN, so it was not sent and no try was spent: a PIN has 4 to 16 letters, digits or signs of ASCII (half width)"
               / "PINとして使用できない文字列のため送信していません（試行回数は減っていません）。半角英数字記号4～16文字で入力してください。";
    /// Somebody is logged in.
    ALREADY_LOGGED_IN = "card::already-logged-in",
        label: "other users of the card" / "カードの使用状況",
        problem: "another program is logged in to the card: end it, take the card out and put it in again"
               / "ほかのソフトウェアがカードにログインしています。終了してから、カードを挿し直してください。";
    /// Gone.
    GONE = "card::gone",
        label: "card" / "カード",
        problem: "the card was taken out, or the connection to the reader was lost: put it in again and start anew, the PIN will be asked for again"
               / "カードが抜かれました、またはカードリーダーとの接続が切れました。カードを挿し直し、最初からやり直してください（PINは再度入力が必要です）。";
    /// Another card.
    CHANGED = "card::changed",
        label: "card" / "カード",
        problem: "another card is in the reader than the one that was shown, so no PIN was sent to it: put the first card back, or start anew"
               / "表示したカードと別のカードが挿入されています。PINは送信していません。元のカードに戻すか、最初からやり直してください。";
    /// A wrong signature.
    WRONG_SIGNATURE = "card::wrong-signature",
        label: "signature of the card" / "カードの署名",
        problem: "the driver reported success, but the signature is wrong and was discarded: try again, and if it happens again ask the vendor of the driver"
               / "ドライバーは成功を返しましたが、署名が正しくないため破棄しました。再度お試しください。繰り返す場合はドライバーの提供元に問い合わせてください。";
    /// The state folder.
    STATE = "card::state",
        label: "memory of refused PINs" / "拒否されたPINの記録",
        problem: "the folder that remembers refused PINs cannot be used: check its permissions, or remove the damaged file in it"
               / "拒否されたPINを記録するフォルダーを使用できません。権限を確認するか、破損したファイルを削除してください。";
    /// Not loaded.
    NOT_LOADED = "driver::not-loaded",
        label: "driver" / "ドライバー",
        problem: "the card's driver could not be loaded: check its path, and that it is made for this system (32 or 64 bits)"
               / "カードのドライバーを読み込めません。パスと、ドライバーがこのシステム（32/64ビット）用であることを確認してください。";
    /// Not a driver.
    NOT_A_DRIVER = "driver::not-a-driver",
        label: "driver" / "ドライバー",
        problem: "the file is no PKCS#11 driver: give the path of the card's driver (HpkiSigP11…)"
               / "指定されたファイルはPKCS#11ドライバーではありません。カードのドライバー（HpkiSigP11…）を指定してください。";
    /// A function failed.
    FAILED = "driver::failed",
        label: "driver" / "ドライバー",
        problem: "the card's driver reported an error: put the card in again and retry, and if it happens again give this message to the driver's vendor"
               / "カードのドライバーがエラーを返しました。カードを挿し直して再度お試しください。繰り返す場合はこのメッセージをドライバーの提供元に伝えてください。";
    /// The driver breaks the interface.
    BROKEN = "driver::broken",
        label: "driver" / "ドライバー",
        problem: "the card's driver does not keep to PKCS#11 and was not believed: update it, or give this message to its vendor"
               / "カードのドライバーがPKCS#11に従っていないため、結果を使用しません。ドライバーを更新するか、提供元に問い合わせてください。";
    /// Time-out.
    TIMED_OUT = "driver::timed-out",
        label: "driver" / "ドライバー",
        problem: "the card's driver did not answer in time and was ended: put the card in again and retry, or allow more time"
               / "カードのドライバーが時間内に応答しないため終了しました。カードを挿し直して再度お試しいただくか、制限時間を延ばしてください。";
    /// Given up.
    CANCELLED = "driver::cancelled",
        label: "driver" / "ドライバー",
        problem: "the work with the card was given up, and its driver was ended: begin again; a PIN must be typed again"
               / "カードの処理を中止し、ドライバーを終了しました。最初からやり直し、PINをもう一度入力してください。";
    /// It ended its process.
    DIED = "driver::died",
        label: "driver" / "ドライバー",
        problem: "the card's driver crashed, which did no harm to this program: retry, and if it happens again update the driver"
               / "カードのドライバーが異常終了しました（本プログラムへの影響はありません）。再度お試しください。繰り返す場合はドライバーを更新してください。";
    /// No helper.
    NO_HELPER = "driver::no-helper",
        label: "hpki-card-helper" / "hpki-card-helper",
        problem: "the program hpki-card-helper, which hosts drivers, could not be started: install it beside this program"
               / "ドライバーを動かすプログラム hpki-card-helper を起動できません。本プログラムと同じ場所にインストールしてください。";
    /// Busy.
    BUSY = "driver::busy",
        label: "driver" / "ドライバー",
        problem: "another program or thread is using the card: wait until it has finished, and try again"
               / "ほかのプログラムまたは処理がカードを使用中です。終了を待ってから再度お試しください。";
    /// Closed.
    CLOSED = "driver::closed",
        label: "driver" / "ドライバー",
        problem: "the card's driver was ended after an earlier failure: open the card again"
               / "以前のエラーのためドライバーは終了しています。カードを開き直してください。";
}

impl CardError {
    /// The kind of failure, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match self {
            CardError::NoReader { .. } => &NO_READER,
            CardError::NoCard { .. } => &NO_CARD,
            CardError::NotChosen { .. } => &NOT_CHOSEN,
            CardError::SeveralCards { .. } => &SEVERAL_CARDS,
            CardError::NoCertificate { .. } => &NO_CERTIFICATE,
            CardError::SeveralCertificates { .. } => &SEVERAL_CERTIFICATES,
            CardError::Key { .. } => &KEY,
            CardError::AuthenticationCard => &AUTHENTICATION_CARD,
            CardError::SignatureCard => &SIGNATURE_CARD,
            CardError::KeyUsage { .. } => &KEY_USAGE,
            CardError::Role { wanted } => match wanted.as_slice() {
                [role] if role == "Medical Doctor" => &ROLE_DOCTOR,
                [role] if role == "Pharmacist" => &ROLE_PHARMACIST,
                _ => &ROLE,
            },
            CardError::KeyNotFound { .. } => &KEY_NOT_FOUND,
            CardError::Digest { .. } => &DIGEST,
            CardError::NoPin => &NO_PIN,
            CardError::LastTry => &LAST_TRY,
            CardError::PinsDiffer => &PINS_DIFFER,
            CardError::PinRefusedBefore => &PIN_REFUSED_BEFORE,
            CardError::PinIncorrect { tries: TriesLeft::Unknown } => &PIN_INCORRECT,
            CardError::PinIncorrect { tries: TriesLeft::Fewer } => &PIN_INCORRECT_FEWER,
            CardError::PinIncorrect { tries: TriesLeft::One } => &PIN_INCORRECT_ONE,
            CardError::PinLocked => &PIN_LOCKED,
            CardError::PinToBeChanged => &PIN_TO_BE_CHANGED,
            CardError::PinNotInitialised => &PIN_NOT_INITIALISED,
            CardError::AlreadyLoggedIn { .. } => &ALREADY_LOGGED_IN,
            CardError::Gone { .. } => &GONE,
            CardError::Changed { .. } => &CHANGED,
            CardError::WrongSignature { .. } => &WRONG_SIGNATURE,
            CardError::State { .. } => &STATE,
            CardError::Driver(error) => error.finding(),
        }
    }

    /// The sentence for people, with the role or the driver's own words where they help.
    pub fn message(&self, language: Language) -> String {
        let sentence = self.finding().problem.in_language(language);
        match self {
            CardError::Role { wanted } if self.finding() == &ROLE => {
                format!("{sentence} ({})", role_names(wanted, language))
            }
            CardError::Driver(error) => format!("{sentence} ({error})"),
            CardError::Key { kind } => format!("{sentence} ({kind})"),
            CardError::SeveralCards { readers, .. } => format!("{sentence} ({})", readers.join(", ")),
            CardError::State { source } => format!("{sentence} ({source})"),
            _ => sentence.to_owned(),
        }
    }
}

/// The roles that would do: "Medical Doctor, Dentist", "医師、歯科医師".
fn role_names(wanted: &[String], language: Language) -> String {
    if language == Language::English {
        return wanted.join(", ");
    }
    let table = RoleTable::japan();
    let name =
        |role: &String| table.get(role).map_or_else(|| role.clone(), |known| known.japanese_name.clone());
    wanted.iter().map(name).collect::<Vec<_>>().join("、")
}

impl DriverError {
    /// The kind of failure, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        match &self.kind {
            DriverErrorKind::Call(CallError::NotLoaded { .. }) => &NOT_LOADED,
            DriverErrorKind::Call(CallError::NotADriver { .. }) => &NOT_A_DRIVER,
            DriverErrorKind::Call(CallError::Returned { .. }) => &FAILED,
            DriverErrorKind::Call(_) | DriverErrorKind::Protocol { .. } => &BROKEN,
            DriverErrorKind::TimedOut { .. } => &TIMED_OUT,
            DriverErrorKind::Cancelled { .. } => &CANCELLED,
            DriverErrorKind::Died { .. } => &DIED,
            DriverErrorKind::NoHelper { .. } => &NO_HELPER,
            DriverErrorKind::Busy => &BUSY,
            DriverErrorKind::Closed => &CLOSED,
        }
    }
}

impl PinError {
    /// The kind of failure, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        &PIN_MALFORMED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_message_is_short_and_says_what_to_do() {
        let mut ids = BTreeSet::new();
        for finding in ALL {
            assert!(ids.insert(finding.id), "{} twice", finding.id);
            let (en, ja) = (finding.problem.en, finding.problem.ja);
            assert!(en.len() <= 500 && ja.len() <= 500, "{}", finding.id);
            assert!(en.contains(": ") && en.starts_with(char::is_lowercase), "{}: {en}", finding.id);
            assert!(ja.ends_with('。') && ja.contains("ください"), "{}: {ja}", finding.id);
        }
        println!("card messages: {}", ALL.len());
    }

    #[test]
    fn a_missing_role_is_named() {
        let error = |roles: &[&str]| CardError::Role {
            wanted: roles.iter().map(|role| (*role).to_owned()).collect(),
        };
        let message = error(&["Medical Doctor"]).message(Language::Japanese);
        assert!(message.starts_with("このカードには医師資格がありません。"), "{message}");
        let message = error(&["Medical Doctor", "Dentist"]).message(Language::Japanese);
        assert!(message.ends_with("(医師、歯科医師)"), "{message}");
    }
}
