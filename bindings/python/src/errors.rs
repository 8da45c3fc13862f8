//! Refusals on their way to Python: a stable code, one sentence in each language, never patient data.
//!
//! The classes are written in Python (`hpki/errors.py`), where a class can have two bases: who knows nothing of hpki
//! catches `ValueError` or `OSError`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hpki_core::report::{Finding, Language};
pub(crate) use hpki_report::problem::{NO_TRUST_ANCHOR, NOT_AN_IDENTIFIER};
use hpki_report::{Problem, problem};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyModule;

/// Which class of `hpki.errors` a refusal is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// None of those below: `Error`.
    Any,
    /// An argument that no call can use: `ArgumentError(Error, ValueError)`.
    Argument,
    /// A file that cannot be opened or read: `FileError(Error, OSError)`.
    File,
    /// No such file: `FileMissingError(FileError, FileNotFoundError)`.
    FileMissing,
    /// Octets that are not what they are taken for: `ParseError(Error, ValueError)`.
    Parse,
    /// Content that was asked for in a form it does not have: `ContentError(Error, LookupError)`.
    Content,
    /// Something that cannot be signed, or was signed and does not hold: `SigningError(Error)`.
    Signing,
    /// A key file that cannot be used: `KeyFileError(SigningError, ValueError)`.
    KeyFile,
    /// One that needs another passphrase: `PassphraseError(KeyFileError)`.
    Passphrase,
    /// A card or its driver: `CardError(Error)`.
    Card,
    /// A signature that cannot be raised to a higher level: `AugmentError(Error)`.
    Augment,
    /// Something that cannot be fetched: `FetchError(Error, OSError)`.
    Fetch,
}

impl Class {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Class::Any => "Error",
            Class::Argument => "ArgumentError",
            Class::File => "FileError",
            Class::FileMissing => "FileMissingError",
            Class::Parse => "ParseError",
            Class::Content => "ContentError",
            Class::Signing => "SigningError",
            Class::KeyFile => "KeyFileError",
            Class::Passphrase => "PassphraseError",
            Class::Card => "CardError",
            Class::Augment => "AugmentError",
            Class::Fetch => "FetchError",
        }
    }
}

/// Longest name of a file or argument that a message repeats, in characters.
pub(crate) const SUBJECT_LIMIT: usize = 120;

/// An exception of a class, about something that has a name.
pub(crate) fn refuse(class: Class, problem: &Problem) -> PyErr {
    Python::attach(|py| exception(py, class, problem).unwrap_or_else(|error| error))
}

/// The same from its parts.
pub(crate) fn refusal(
    class: Class,
    finding: &'static Finding,
    subject: impl Into<String>,
    detail: impl Into<String>,
) -> PyErr {
    refuse(class, &Problem::of(subject, finding, detail))
}

/// A problem with a file, or with certificates and lists in it, by what it is.
pub(crate) fn of_problem(problem: &Problem) -> PyErr {
    let finding = problem.finding;
    let class = if finding == &problem::NOT_FOUND {
        Class::FileMissing
    } else if [&problem::PERMISSION_DENIED, &problem::IS_A_FOLDER, &problem::UNREADABLE, &problem::TOO_LARGE]
        .contains(&finding)
    {
        Class::File
    } else {
        Class::Parse
    };
    refuse(class, problem)
}

fn exception(py: Python<'_>, class: Class, problem: &Problem) -> PyResult<PyErr> {
    let subject: String = problem.subject.chars().take(SUBJECT_LIMIT).collect();
    let (english, japanese) = (sentence(problem, Language::English), sentence(problem, Language::Japanese));
    let class = of_module(py, class.name())?;
    Ok(PyErr::from_value(class.call1((problem.finding.id, english, japanese, subject))?))
}

/// Longest message, in octets of UTF-8.
const MESSAGE_LIMIT: usize = 500;

/// What is wrong, with as much of the detail as a message holds.
pub(crate) fn sentence(problem: &Problem, language: Language) -> String {
    let whole = problem.sentence(language);
    let over = whole.len().saturating_sub(MESSAGE_LIMIT);
    if over == 0 || problem.detail.is_empty() {
        return whole;
    }
    let room = problem.detail.len().saturating_sub(over + '…'.len_utf8());
    let end = (0..=room).rev().find(|&end| problem.detail.is_char_boundary(end)).unwrap_or(0);
    let cut = problem.detail.get(..end).unwrap_or_default();
    Problem { detail: format!("{cut}…"), ..problem.clone() }.sentence(language)
}

/// Does work with the interpreter's lock released. A defect of ours (a panic) becomes `hpki.Error`, which `except
/// Exception` catches, and pyo3's own exception would not.
pub(crate) fn released<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    let done = py.detach(|| catch_unwind(AssertUnwindSafe(work)));
    done.map_err(|_| refusal(Class::Any, &DEFECT, "", ""))
}

/// Something of `hpki.errors`, which the package imports before this module can be called.
pub(crate) fn of_module<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || py.import("hpki.errors").map(Bound::unbind))?;
    module.bind(py).getattr(name)
}

/// An exception of a class by the code of one of the findings that Python's half of the package raises. Not for callers.
#[pyfunction]
#[pyo3(name = "_raise")]
pub(crate) fn raise_by_code(code: &str, subject: &str, detail: &str) -> PyErr {
    let of_augment: [&'static Finding; 4] =
        [&NO_TIME_STAMP_SOURCE, &TOKEN_NOT_USED, &NOT_FETCHABLE, &NOT_A_LIST];
    let find = |findings: &[&'static Finding]| findings.iter().find(|finding| finding.id == code).copied();
    match (find(&of_augment), find(hpki_report::http::ALL)) {
        (Some(finding), _) => refusal(Class::Augment, finding, subject, detail),
        (None, Some(finding)) => refusal(Class::Fetch, finding, subject, detail),
        (None, None) => refusal(Class::Argument, &UNKNOWN_CHOICE, "code", code),
    }
}

hpki_core::findings! {
    /// A naive datetime.
    TIME_WITHOUT_ZONE = "argument::time-without-zone",
        label: "time" / "時刻",
        problem: "the datetime has no time zone, so it names no point in time: give it a tzinfo, such as datetime.timezone.utc"
               / "タイムゾーンのない日時のため、時点が定まりません。datetime.timezone.utcなどのtzinfoを指定してください。";
    /// A time outside the years 1 to 9999 in UTC.
    TIME_OUT_OF_RANGE = "argument::time-out-of-range",
        label: "time" / "時刻",
        problem: "the datetime is outside the years 1 to 9999 in UTC: give a time within them"
               / "日時が協定世界時で1年から9999年の範囲にありません。範囲内の日時を指定してください。";
    /// A word that is none of those known.
    UNKNOWN_CHOICE = "argument::unknown-choice",
        label: "argument" / "引数",
        problem: "the value is none of those that this argument takes: use one of them"
               / "この引数に指定できる値ではありません。指定できる値のいずれかを使ってください。";
    /// A str that can only be a document.
    TEXT_FOR_PATH = "argument::text-for-path",
        label: "path" / "パス",
        problem: "a str is the path of a file, and this one cannot be: give the octets of a document as bytes"
               / "文字列はファイルのパスとして扱われますが、パスではないようです。文書の内容はbytesで指定してください。";
    /// A file object opened as text.
    TEXT_FILE = "argument::text-file",
        label: "file object" / "ファイルオブジェクト",
        problem: "the file object gives text, and decoding loses what was signed: open the file in binary mode, \"rb\""
               / "テキストモードのファイルオブジェクトでは署名対象のデータが失われます。バイナリモード（\"rb\"）で開いてください。";
    /// A number of seconds that is none.
    TIMEOUT = "argument::timeout",
        label: "timeout" / "タイムアウト",
        problem: "the time-out is not between 0 and 86400 seconds: give seconds, as a number"
               / "タイムアウトが0秒から86400秒の範囲にありません。秒数を数値で指定してください。";
    /// No interpreter that could hold a driver.
    HELPER_NEEDED = "argument::helper-needed",
        label: "helper" / "ヘルパー",
        problem: "this program has no interpreter to hold the card's driver in a process of its own: give the path of hpki-card-helper as helper"
               / "カードのドライバーを別プロセスで動かすためのインタープリターがありません。hpki-card-helperのパスをhelperに指定してください。";
    /// A number of signatures that is none.
    SIGNATURES = "argument::signatures",
        label: "signatures" / "署名の数",
        problem: "a PIN serves one signature or more: give the number that the person agreed to"
               / "1つのPINで行う署名の数は1以上です。利用者が同意した数を指定してください。";
    /// Arguments that do not go together.
    PACKAGING = "argument::packaging",
        label: "packaging" / "署名の形式",
        problem: "these arguments do not go with this packaging: see its documentation"
               / "この署名の形式では指定できない引数です。ドキュメントを確認してください。";
    /// A time-stamp is needed, and nobody to ask for one.
    NO_TIME_STAMP_SOURCE = "augment::no-time-stamp-source",
        label: "source of the time-stamp" / "タイムスタンプの取得元",
        problem: "a time-stamp is needed, and there is no way to get one: give time_stamp_authority and fetch, or time_stamp_tokens"
               / "タイムスタンプが必要ですが、取得方法が指定されていません。time_stamp_authorityとfetch、またはtime_stamp_tokensを指定してください。";
    /// A token that was not needed.
    TOKEN_NOT_USED = "augment::token-not-used",
        label: "time-stamp token" / "タイムスタンプトークン",
        problem: "a time-stamp token was given that is not needed: leave it out, or check what it was meant for"
               / "不要なタイムスタンプトークンが指定されています。指定から除くか、用途を確認してください。";
    /// No address that could be fetched from.
    NOT_FETCHABLE = "augment::list-not-fetchable",
        label: "distribution point" / "配布点",
        problem: "the certificate names no http address for its revocation list: get the list from where it is named, and put it into the trust store"
               / "証明書に失効リストのhttpアドレスが記載されていません。記載された場所から失効リストを入手し、トラストストアに追加してください。";
    /// Something else than a revocation list.
    NOT_A_LIST = "augment::not-a-list",
        label: "answer of the distribution point" / "配布点の応答",
        problem: "what the distribution point gave is no certificate revocation list: try again later, or put the list into the trust store"
               / "配布点から取得したものは失効リスト（CRL）ではありません。時間をおいて実行するか、失効リストをトラストストアに追加してください。";
    /// A step that is not due.
    STEP = "argument::step",
        label: "step" / "手順",
        problem: "another step is due: ask for it first"
               / "実行すべき手順が異なります。先に確認してください。";
    /// A signer has the card, or it was closed.
    CARD_TAKEN = "card::taken",
        label: "card" / "カード",
        problem: "a signer has taken the card, or it was closed: use that signer, or open the card again"
               / "カードはすでに署名オブジェクトで使用されているか、閉じられています。そのオブジェクトを使用するか、カードを開き直してください。";
    /// Content asked for as one, where there are parts.
    CONTENT_IN_PARTS = "content::in-parts",
        label: "signed content" / "署名された内容",
        problem: "the document signs several parts, not one content, or their octets were not kept: ask for the parts"
               / "複数の部分が署名されているか、データが保持されていないため、1つの内容として取り出せません。部分ごとに取得してください。";
    /// No prescription in it.
    NO_PRESCRIPTION = "content::no-prescription",
        label: "signed content" / "署名された内容",
        problem: "the document is no prescription and holds none: ask for its content or its parts"
               / "処方箋ではなく、処方箋を含む文書でもありません。内容または部分を取得してください。";
    /// A number of threads that is none.
    WORKERS = "argument::workers",
        label: "workers" / "ワーカー数",
        problem: "this many workers cannot be: give a number of threads, or None for one on every core"
               / "指定できないワーカー数です。スレッドの数を指定するか、Noneを指定してすべてのコアを使ってください。";
    /// The system gives no thread.
    NO_THREAD = "batch::no-thread",
        label: "workers" / "ワーカー数",
        problem: "the operating system starts no thread: close other programs or raise the limit, then try again"
               / "スレッドを開始できません。他のプログラムを終了するか上限を引き上げて、もう一度実行してください。";
    /// A batch after a fork.
    FORKED = "batch::other-process",
        label: "batch" / "一括検証",
        problem: "the batch was made in another process, and its threads did not come along: call verify_many in this one"
               / "別のプロセスで作成された一括検証です。このプロセスでverify_manyを呼び出してください。";
    /// A panic.
    DEFECT = "library::defect",
        label: "library" / "ライブラリ",
        problem: "hpki has a defect that this input shows, and nothing was decided: report it to the developers"
               / "この入力の処理中にhpkiの不具合が発生し、判定できませんでした。開発元に報告してください。";
    /// A report without a check that says why.
    NOT_PASSED = "verification::not-passed",
        label: "verification" / "検証",
        problem: "the document did not pass: read the report"
               / "検証に合格していません。レポートを確認してください。";
}
