//! What keeps a caller from an answer: a file that cannot be read, octets that hold no certificate.
//!
//! The subject, what is wrong with it, what to do. No rule about signatures lives here.

use std::io;
use std::path::Path;

use hpki_core::report::{Finding, Language};
use hpki_xades::xml::XmlError;

/// Why nothing was decided or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file or argument as the caller named it.
    pub subject: String,
    /// What is wrong with it and what to do.
    pub finding: &'static Finding,
    /// What was found, in words that need no translation; may be empty.
    pub detail: String,
}

impl Problem {
    /// About a file.
    pub fn of_file(path: &Path, finding: &'static Finding, detail: impl Into<String>) -> Problem {
        Problem { subject: path.to_string_lossy().into_owned(), finding, detail: detail.into() }
    }

    /// About an argument or anything else that has a name.
    pub fn of(subject: impl Into<String>, finding: &'static Finding, detail: impl Into<String>) -> Problem {
        Problem { subject: subject.into(), finding, detail: detail.into() }
    }

    /// A file that was read and is not XML that is accepted: the place as most tools write it.
    pub fn in_xml(path: &Path, octets: &[u8], error: &XmlError) -> Problem {
        let (line, column) = error.line_column(octets);
        Problem::of(format!("{}:{line}:{column}", path.display()), error.finding(), error.kind.to_string())
    }

    /// A file that could not be opened or read.
    pub fn reading(path: &Path, error: &io::Error) -> Problem {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Problem::of_file(path, &NOT_FOUND, ""),
            io::ErrorKind::PermissionDenied => Problem::of_file(path, &PERMISSION_DENIED, ""),
            io::ErrorKind::IsADirectory => Problem::of_file(path, &IS_A_FOLDER, ""),
            _ => Problem::of_file(path, &UNREADABLE, error.to_string()),
        }
    }

    /// A file that could not be written.
    pub fn writing(path: &Path, error: &io::Error) -> Problem {
        Problem::of_file(path, &CANNOT_WRITE, error.to_string())
    }

    /// The sentence, with the detail in brackets, without the subject.
    pub fn sentence(&self, language: Language) -> String {
        let sentence = self.finding.problem.in_language(language);
        match (self.detail.is_empty(), language) {
            (true, _) => sentence.to_owned(),
            (false, Language::English) => format!("{sentence} ({})", self.detail),
            (false, Language::Japanese) => format!("{sentence}（{}）", self.detail),
        }
    }
}

hpki_core::findings! {
    /// No such file.
    NOT_FOUND = "file::not-found",
        label: "file" / "ファイル",
        problem: "there is no such file: check the path"
               / "ファイルが見つかりません。パスを確認してください。";
    /// The file must not be read.
    PERMISSION_DENIED = "file::permission-denied",
        label: "file" / "ファイル",
        problem: "the file must not be read by this user: ask for the permission to read it"
               / "ファイルを読み取る権限がありません。権限を確認してください。";
    /// A folder in place of a file.
    IS_A_FOLDER = "file::is-a-folder",
        label: "file" / "ファイル",
        problem: "this is a folder where a file is expected: name the file in it"
               / "フォルダーが指定されています。ファイルを指定してください。";
    /// Any other failure to read.
    UNREADABLE = "file::unreadable",
        label: "file" / "ファイル",
        problem: "the file cannot be read: check the disk or network it is on, then try again"
               / "ファイルを読み取れません。保存先のディスクやネットワークを確認し、もう一度実行してください。";
    /// No octet in it.
    EMPTY = "file::empty",
        label: "file" / "ファイル",
        problem: "the file is empty: get it again from where it came"
               / "ファイルが空です。入手元からもう一度入手してください。";
    /// Over the limit for its purpose.
    TOO_LARGE = "file::too-large",
        label: "file" / "ファイル",
        problem: "the file is larger than what is read for this purpose: check that it is the right one"
               / "ファイルが大きすぎます。正しいファイルかどうかを確認してください。";
    /// No certificate in it.
    NO_CERTIFICATE = "file::no-certificate",
        label: "certificate file" / "証明書ファイル",
        problem: "no certificate can be read in the file: give a certificate in DER, PEM or PKCS#7 form"
               / "ファイルから証明書を読み取れません。DER、PEMまたはPKCS#7形式の証明書を指定してください。";
    /// No revocation list in it.
    NO_CERTIFICATE_LIST = "file::no-certificate-list",
        label: "CRL file" / "CRLファイル",
        problem: "no certificate revocation list can be read in the file: give a CRL in DER, PEM or PKCS#7 form"
               / "ファイルから失効リスト（CRL）を読み取れません。DER、PEMまたはPKCS#7形式のCRLを指定してください。";
    /// A table of roles with a line that is none.
    ROLE_TABLE = "role-table::line",
        label: "table of roles" / "資格一覧表",
        problem: "this line of the table of roles cannot be read: write text, Japanese name, qualification or management, and seen or presumed, separated by tabs"
               / "資格一覧表のこの行を読み取れません。証明書の文字列、日本語名、qualificationまたはmanagement、seenまたはpresumedをタブで区切って記入してください。";
    /// A table of roles that is not text in UTF-8.
    ROLE_TABLE_ENCODING = "role-table::encoding",
        label: "table of roles" / "資格一覧表",
        problem: "the table of roles is not UTF-8: save it again as UTF-8"
               / "資格一覧表の文字コードがUTF-8ではありません。UTF-8で保存し直してください。";
    /// A folder without any certificate.
    FOLDER_WITHOUT_CERTIFICATES = "file::folder-without-certificates",
        label: "folder of certificates" / "証明書のフォルダー",
        problem: "the folder holds no certificate (files .cer, .crt, .der, .pem, .p7b, .p7c): check that it is the right one"
               / "フォルダーに証明書（.cer、.crt、.der、.pem、.p7b、.p7cのファイル）がありません。正しいフォルダーかどうかを確認してください。";
    /// A folder without any revocation list.
    FOLDER_WITHOUT_LISTS = "file::folder-without-certificate-lists",
        label: "folder of CRLs" / "CRLのフォルダー",
        problem: "the folder holds no certificate revocation list (files .crl, .der, .pem, .p7b, .p7c): check that it is the right one"
               / "フォルダーに失効リスト（.crl、.der、.pem、.p7b、.p7cのファイル）がありません。正しいフォルダーかどうかを確認してください。";
    /// A folder with more than is read.
    TOO_MANY_FILES = "file::too-many",
        label: "folder of detached data" / "分離署名の対象フォルダー",
        problem: "the folder holds more files or octets than are read: give the folder or the files that the signature names, and no more"
               / "フォルダーのファイル数または容量が上限を超えています。署名の対象となるフォルダーまたはファイルだけを指定してください。";
    /// Nobody is trusted.
    NO_TRUST_ANCHOR = "certificate::no-trust-anchor",
        label: "trust anchor" / "トラストアンカー",
        problem: "no trust anchor was given, so nothing can be validated: name a certificate that you trust"
               / "トラストアンカーが指定されていないため検証できません。信頼する証明書を指定してください。";
    /// Text that is no object identifier.
    NOT_AN_IDENTIFIER = "certificate::not-an-object-identifier",
        label: "certificate policy" / "証明書ポリシー",
        problem: "this is not an object identifier: give it in dotted form, such as 1.2.392.100495.1.5.1.1.3.1"
               / "オブジェクト識別子ではありません。1.2.392.100495.1.5.1.1.3.1のような形式で指定してください。";
    /// A failure to write.
    CANNOT_WRITE = "output::cannot-write",
        label: "output file" / "出力ファイル",
        problem: "the output cannot be written: check the folder, its permissions and the free space"
               / "出力先に書き込めません。フォルダー、権限、空き容量を確認してください。";
    /// A document without a Signature element, where one is inspected.
    NO_SIGNATURE = "inspect::no-signature",
        label: "signature" / "署名",
        problem: "the file has no Signature element: check that it is the signed file"
               / "ファイルにSignature要素がありません。署名されたファイルかどうかを確認してください。";
    /// An identifier that two elements have.
    DUPLICATE_IDENTIFIER = "inspect::duplicate-identifier",
        label: "identifiers" / "識別子",
        problem: "two elements have the same identifier, so references to it name none: ask the sender for a correct file"
               / "同じ識別子を持つ要素が複数あり、参照先が定まりません。正しいファイルを送信元から入手してください。";
}
