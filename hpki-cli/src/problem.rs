//! What keeps the command from deciding anything, or from writing what it was asked for.
//!
//! One line: the file, what is wrong with it, what to do. No rule about signatures lives here.

use hpki_core::report::Language;
/// Those that every binding shares.
pub(crate) use hpki_report::problem::*;

/// The line for standard error.
pub(crate) fn line(problem: &Problem, language: Language) -> String {
    format!("hpki: {}: {}", problem.subject, problem.sentence(language))
}

hpki_core::findings! {
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
    ROLE_TABLE = "role-table::line",
        label: "table of roles" / "資格一覧表",
        problem: "this line of the table of roles cannot be read: write text, Japanese name, qualification or management, and seen or presumed, separated by tabs"
               / "資格一覧表のこの行を読み取れません。証明書の文字列、日本語名、qualificationまたはmanagement、seenまたはpresumedをタブで区切って記入してください。";
    ROLE_TABLE_ENCODING = "role-table::encoding",
        label: "table of roles" / "資格一覧表",
        problem: "the table of roles is not UTF-8: save it again as UTF-8"
               / "資格一覧表の文字コードがUTF-8ではありません。UTF-8で保存し直してください。";
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
        problem: "the output is a folder or another thing that holds no octets: name a file"
               / "出力先がフォルダーなど、ファイルではないものです。ファイルを指定してください。";
    STANDARD_OUTPUT_IN_USE = "output::standard-output-in-use",
        label: "output file" / "出力ファイル",
        problem: "this command prints its report on standard output, so nothing else can go there: name a file"
               / "このコマンドは標準出力に結果を表示するため、他の内容を標準出力へ書き出せません。ファイルを指定してください。";
    OUTPUT_NOT_CONFIRMED = "output::not-confirmed",
        label: "output file" / "出力ファイル",
        problem: "the output was written, but the disk did not confirm its folder, so a power cut may undo it: check the disk, then run the command again"
               / "出力ファイルは書き込まれましたが、フォルダーの記録をディスクが確認できませんでした。停電で失われるおそれがあります。ディスクを点検し、もう一度実行してください。";
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
    use std::path::Path;

    #[test]
    fn every_problem_says_what_is_wrong_and_what_to_do_in_both_languages() {
        for finding in ALL.iter().chain(hpki_report::problem::ALL) {
            assert!(finding.problem.en.contains(": "), "{finding}: no advice");
            assert!(!finding.problem.en.ends_with('.'), "{finding}");
            assert!(finding.problem.ja.ends_with("ください。"), "{finding}: no advice");
            assert!(finding.problem.ja.len() <= 500 && finding.problem.en.len() <= 500, "{finding}");
            assert_eq!(
                ALL.iter().chain(hpki_report::problem::ALL).filter(|other| other.id == finding.id).count(),
                1,
                "{finding}"
            );
        }
    }

    #[test]
    fn a_problem_is_one_line_that_names_the_file() {
        let problem = Problem::of_file(Path::new("a.xml"), &IS_A_FOLDER, "");
        let text = line(&problem, Language::English);
        assert_eq!(text, "hpki: a.xml: this is a folder where a file is expected: name the file in it");
        let problem = Problem::of("--id", &NO_SUCH_ID, "x");
        assert!(line(&problem, Language::Japanese).ends_with("（x）"));
    }
}
