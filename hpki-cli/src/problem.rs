//! What keeps the command from deciding anything, or from writing what it was asked for.
//!
//! One line: the file, what is wrong with it, what to do. No rule about signatures lives here.

use std::fmt;
use std::io;
use std::path::Path;

use hpki_core::report::{Finding, Language};
use hpki_xades::xml::XmlError;

/// Why nothing was decided or written (exit code 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The file or argument as the caller named it.
    pub(crate) subject: String,
    /// What is wrong with it and what to do.
    pub(crate) finding: &'static Finding,
    /// What was found, in words that need no translation; may be empty.
    pub(crate) detail: String,
}

impl Problem {
    /// About a file.
    pub(crate) fn of_file(path: &Path, finding: &'static Finding, detail: impl Into<String>) -> Problem {
        Problem { subject: path.to_string_lossy().into_owned(), finding, detail: detail.into() }
    }

    /// About an argument or anything else that has a name.
    pub(crate) fn of(
        subject: impl Into<String>,
        finding: &'static Finding,
        detail: impl Into<String>,
    ) -> Problem {
        Problem { subject: subject.into(), finding, detail: detail.into() }
    }

    /// A file that was read and is not XML that is accepted: the place as most tools write it.
    pub(crate) fn in_xml(path: &Path, octets: &[u8], error: &XmlError) -> Problem {
        let (line, column) = error.line_column(octets);
        Problem::of(format!("{}:{line}:{column}", path.display()), error.finding(), error.kind.to_string())
    }

    /// A file that could not be opened or read.
    pub(crate) fn reading(path: &Path, error: &io::Error) -> Problem {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Problem::of_file(path, &NOT_FOUND, ""),
            io::ErrorKind::PermissionDenied => Problem::of_file(path, &PERMISSION_DENIED, ""),
            io::ErrorKind::IsADirectory => Problem::of_file(path, &IS_A_FOLDER, ""),
            _ => Problem::of_file(path, &UNREADABLE, error.to_string()),
        }
    }

    /// A file that could not be written.
    pub(crate) fn writing(path: &Path, error: &io::Error) -> Problem {
        Problem::of_file(path, &CANNOT_WRITE, error.to_string())
    }

    /// The sentence, with the detail in brackets, without the subject.
    pub(crate) fn sentence(&self, language: Language) -> String {
        let sentence = self.finding.problem.in_language(language);
        match (self.detail.is_empty(), language) {
            (true, _) => sentence.to_owned(),
            (false, Language::English) => format!("{sentence} ({})", self.detail),
            (false, Language::Japanese) => format!("{sentence}（{}）", self.detail),
        }
    }

    /// The line for standard error.
    pub(crate) fn in_language(&self, language: Language) -> impl fmt::Display {
        format!("hpki: {}: {}", self.subject, self.sentence(language))
    }
}

hpki_core::findings! {
    NOT_FOUND = "file::not-found",
        label: "file" / "ファイル",
        problem: "there is no such file: check the path"
               / "ファイルが見つかりません。パスを確認してください。";
    PERMISSION_DENIED = "file::permission-denied",
        label: "file" / "ファイル",
        problem: "the file must not be read by this user: ask for the permission to read it"
               / "ファイルを読み取る権限がありません。権限を確認してください。";
    IS_A_FOLDER = "file::is-a-folder",
        label: "file" / "ファイル",
        problem: "this is a folder where a file is expected: name the file in it"
               / "フォルダーが指定されています。ファイルを指定してください。";
    UNREADABLE = "file::unreadable",
        label: "file" / "ファイル",
        problem: "the file cannot be read: check the disk or network it is on, then try again"
               / "ファイルを読み取れません。保存先のディスクやネットワークを確認し、もう一度実行してください。";
    EMPTY = "file::empty",
        label: "file" / "ファイル",
        problem: "the file is empty: get it again from where it came"
               / "ファイルが空です。入手元からもう一度入手してください。";
    TOO_LARGE = "file::too-large",
        label: "file" / "ファイル",
        problem: "the file is larger than what is read for this purpose: check that it is the right one"
               / "ファイルが大きすぎます。正しいファイルかどうかを確認してください。";
    NO_CERTIFICATE = "file::no-certificate",
        label: "certificate file" / "証明書ファイル",
        problem: "no certificate can be read in the file: give a certificate in DER, PEM or PKCS#7 form"
               / "ファイルから証明書を読み取れません。DER、PEMまたはPKCS#7形式の証明書を指定してください。";
    NO_CERTIFICATE_LIST = "file::no-certificate-list",
        label: "CRL file" / "CRLファイル",
        problem: "no certificate revocation list can be read in the file: give a CRL in DER, PEM or PKCS#7 form"
               / "ファイルから失効リスト（CRL）を読み取れません。DER、PEMまたはPKCS#7形式のCRLを指定してください。";
    CERTIFICATE_FOR_LIST = "file::certificate-for-list",
        label: "CRL file" / "CRLファイル",
        problem: "the file holds a certificate where a certificate revocation list is expected: give the CRL here, and the certificate with --intermediate"
               / "失効リスト（CRL）を指定する場所に証明書が指定されています。ここにはCRLを指定し、証明書は --intermediate で指定してください。";
    LIST_FOR_CERTIFICATE = "file::list-for-certificate",
        label: "certificate file" / "証明書ファイル",
        problem: "the file holds a certificate revocation list where a certificate is expected: give the certificate here, and the CRL with --crl"
               / "証明書を指定する場所に失効リスト（CRL）が指定されています。ここには証明書を指定し、CRLは --crl で指定してください。";
    FOLDER_WITHOUT_CERTIFICATES = "file::folder-without-certificates",
        label: "folder of certificates" / "証明書のフォルダー",
        problem: "the folder holds no certificate (files .cer, .crt, .der, .pem, .p7b, .p7c): check that it is the right one"
               / "フォルダーに証明書（.cer、.crt、.der、.pem、.p7b、.p7cのファイル）がありません。正しいフォルダーかどうかを確認してください。";
    FOLDER_WITHOUT_LISTS = "file::folder-without-certificate-lists",
        label: "folder of CRLs" / "CRLのフォルダー",
        problem: "the folder holds no certificate revocation list (files .crl, .der, .pem, .p7b, .p7c): check that it is the right one"
               / "フォルダーに失効リスト（.crl、.der、.pem、.p7b、.p7cのファイル）がありません。正しいフォルダーかどうかを確認してください。";
    TOO_MANY_FILES = "file::too-many",
        label: "folder of detached data" / "分離署名の対象フォルダー",
        problem: "the folder holds more files or octets than are read: give the folder or the files that the signature names, and no more"
               / "フォルダーのファイル数または容量が上限を超えています。署名の対象となるフォルダーまたはファイルだけを指定してください。";
    OUTPUT_EXISTS = "output::exists",
        label: "output file" / "出力ファイル",
        problem: "the output already exists and holds something else: name another file, or add --force to replace it"
               / "出力先のファイルがすでにあり、内容が異なります。別の名前を指定するか、置き換える場合は --force を付けてください。";
    OUTPUT_IS_INPUT = "output::is-input",
        label: "output file" / "出力ファイル",
        problem: "the output is a file that is read: name another file"
               / "出力先に、入力として読み取るファイルが指定されています。別のファイルを指定してください。";
    OUTPUT_TWICE = "output::named-twice",
        label: "output file" / "出力ファイル",
        problem: "two outputs go to the same file: name another file for one of them"
               / "同じファイルが2つの出力先に指定されています。別々のファイルを指定してください。";
    NOT_A_REGULAR_FILE = "output::not-a-regular-file",
        label: "output file" / "出力ファイル",
        problem: "the output is not a regular file: name a file"
               / "出力先が通常のファイルではありません。ファイルを指定してください。";
    CANNOT_WRITE = "output::cannot-write",
        label: "output file" / "出力ファイル",
        problem: "the output cannot be written: check the folder, its permissions and the free space"
               / "出力先に書き込めません。フォルダー、権限、空き容量を確認してください。";
    CONTENT_OF_SEVERAL_FILES = "output::content-of-several-files",
        label: "signed content" / "署名された内容",
        problem: "the signed content of only one file can be written: verify the files one by one"
               / "署名された内容を書き出せるのは1つのファイルだけです。ファイルを1つずつ検証してください。";
    CONTENT_IN_PARTS = "output::content-in-parts",
        label: "signed content" / "署名された内容",
        problem: "the document signs several parts, not one content: use hpki inspect --octets-out to write each of them"
               / "この文書では複数の部分が署名されているため、1つの内容として書き出せません。hpki inspect --octets-out で部分ごとに書き出してください。";
    UNKNOWN_ALGORITHM = "c14n::unknown-algorithm",
        label: "canonicalization algorithm" / "正規化アルゴリズム",
        problem: "this is not a canonicalization algorithm known here: give one of the URIs listed"
               / "対応していない正規化アルゴリズムです。次のURIのいずれかを指定してください。";
    NO_SUCH_ID = "c14n::no-such-id",
        label: "Id" / "Id",
        problem: "no element of the document has this Id: check the value, upper and lower case included"
               / "このIdを持つ要素が文書にありません。大文字と小文字を含めて値を確認してください。";
    AMBIGUOUS_ID = "c14n::ambiguous-id",
        label: "Id" / "Id",
        problem: "more than one element of the document has this Id, so it names none: correct the document"
               / "このIdを持つ要素が複数あるため、どの要素かを決められません。文書を修正してください。";
    NO_TRUST_ANCHOR = "certificate::no-trust-anchor",
        label: "trust anchor" / "トラストアンカー",
        problem: "no trust anchor was given, so nothing can be validated: name a certificate that you trust"
               / "トラストアンカーが指定されていないため検証できません。信頼する証明書を指定してください。";
    NOT_AN_IDENTIFIER = "certificate::not-an-object-identifier",
        label: "certificate policy" / "証明書ポリシー",
        problem: "this is not an object identifier: give it in dotted form, such as 1.2.392.100495.1.5.1.1.3.1"
               / "オブジェクト識別子ではありません。1.2.392.100495.1.5.1.1.3.1のような形式で指定してください。";
    NOT_VECTORS = "vectors::not-vectors",
        label: "test vectors" / "テストベクター",
        problem: "the folder holds no test vectors that can be run: name the folder that holds a folder with a case.json for each case"
               / "実行できるテストベクターのフォルダーではありません。case.json を含むフォルダーが並ぶフォルダーを指定してください。";
    NO_SIGNATURE = "inspect::no-signature",
        label: "signature" / "署名",
        problem: "the file has no Signature element: check that it is the signed file"
               / "ファイルにSignature要素がありません。署名されたファイルかどうかを確認してください。";
    DUPLICATE_IDENTIFIER = "inspect::duplicate-identifier",
        label: "identifiers" / "識別子",
        problem: "two elements have the same identifier, so references to it name none: ask the sender for a correct file"
               / "同じ識別子を持つ要素が複数あり、参照先が定まりません。正しいファイルを送信元から入手してください。";
    NO_TERMINAL = "pin::no-terminal",
        label: "PIN" / "PIN",
        problem: "the PIN cannot be asked for, since standard input is no terminal: give it with --pin-fd or --pin-file"
               / "標準入力が端末ではないためPINを入力できません。--pin-fd または --pin-file で指定してください。";
    NO_VIRTUAL_CARD = "card::not-made",
        label: "virtual card" / "仮想カード",
        problem: "the virtual card was not made: choose a new folder, and name the built library with --library if it is not beside this program"
               / "仮想カードを作成できませんでした。新しいフォルダーを指定し、ライブラリが本プログラムと同じ場所にない場合は --library で指定してください。";
    CLOCK = "time::clock",
        label: "current time" / "現在時刻",
        problem: "the clock of this machine shows no usable time: set it, or give the time with --at"
               / "このコンピューターの時計が正しくありません。時計を合わせるか、--at で時刻を指定してください。";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_says_what_is_wrong_and_what_to_do_in_both_languages() {
        for finding in ALL {
            assert!(finding.problem.en.contains(": "), "{finding}: no advice");
            assert!(!finding.problem.en.ends_with('.'), "{finding}");
            assert!(finding.problem.ja.ends_with("ください。"), "{finding}: no advice");
            assert!(finding.problem.ja.len() <= 500 && finding.problem.en.len() <= 500, "{finding}");
            assert_eq!(ALL.iter().filter(|other| other.id == finding.id).count(), 1, "{finding}");
        }
    }

    #[test]
    fn a_problem_is_one_line_that_names_the_file() {
        let problem = Problem::of_file(Path::new("a.xml"), &IS_A_FOLDER, "");
        let line = problem.in_language(Language::English).to_string();
        assert_eq!(line, "hpki: a.xml: this is a folder where a file is expected: name the file in it");
        let problem = Problem::of("--id", &NO_SUCH_ID, "x");
        assert!(problem.in_language(Language::Japanese).to_string().ends_with("（x）"));
    }
}
