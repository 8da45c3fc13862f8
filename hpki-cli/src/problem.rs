//! What keeps the command from deciding anything, or from writing what it was asked for.
//!
//! One line: the file, what is wrong with it, what to do. No rule about signatures lives here.

use hpki_core::report::Language;
/// Those that every binding shares.
pub(crate) use hpki_report::problem::*;

use crate::options;

/// The line for standard error.
pub(crate) fn line(problem: &Problem, language: Language) -> String {
    let line = format!("hpki: {}: {}", problem.subject, problem.sentence(language));
    match (options::of(problem.finding.id), language) {
        (None, _) => line,
        (Some(options), Language::English) => format!("{line}; command line: {options}"),
        (Some(options), Language::Japanese) => format!("{line}（コマンドライン: {options}）"),
    }
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
    NOT_VECTORS = "vectors::not-vectors",
        label: "test vectors" / "テストベクター",
        problem: "the folder holds no test vectors that can be run: name the folder that holds a folder with a case.json for each case"
               / "実行できるテストベクターのフォルダーではありません。case.json を含むフォルダーが並ぶフォルダーを指定してください。";
    NO_TERMINAL = "pin::no-terminal",
        label: "PIN" / "PIN",
        problem: "the PIN cannot be asked for, since standard input is no terminal: give it with --pin-fd or --pin-file"
               / "標準入力が端末ではないためPINを入力できません。--pin-fd または --pin-file で指定してください。";
    NO_TERMINAL_FOR_PASSPHRASE = "passphrase::no-terminal",
        label: "passphrase" / "パスフレーズ",
        problem: "the key file is encrypted and its passphrase cannot be asked for, since standard input is no terminal: give it with --pin-fd or --pin-file"
               / "鍵ファイルは暗号化されていますが、標準入力が端末ではないためパスフレーズを入力できません。--pin-fd または --pin-file で指定してください。";
    NO_PASSPHRASE = "passphrase::none-given",
        label: "passphrase" / "パスフレーズ",
        problem: "no passphrase was typed, so nothing was signed: start again and type it"
               / "パスフレーズが入力されなかったため署名していません。もう一度実行して入力してください。";
    PIN_LENGTH = "pin::unusual-length",
        label: "length of the PIN" / "PINの長さ",
        problem: "the card says that its PINs have another length than this one: make sure that it is the right PIN; typed again it is sent to the card"
               / "入力されたPINの長さが、カードの示すPINの長さと異なります。正しいPINか確認してください。";
    ALGORITHM_OF_CARD = "card::algorithm",
        label: "signature algorithm" / "署名アルゴリズム",
        problem: "cards sign with rsa-sha256, rsa-sha384 or rsa-sha512: choose one of them, or leave --algorithm out"
               / "カードの署名アルゴリズムは rsa-sha256、rsa-sha384、rsa-sha512 のいずれかです。いずれかを選ぶか、--algorithm を省いてください。";
    KEY_HAS_NO_ALGORITHM = "sign::no-algorithm",
        label: "kind of key" / "鍵の種類",
        problem: "the certificate's key is of a kind that documents are not signed with: use a certificate with an RSA or ECDSA key"
               / "証明書の鍵の種類では文書に署名できません。RSAまたはECDSAの鍵の証明書を使用してください。";
    SEVERAL_CERTIFICATES = "certificate::several",
        label: "certificate" / "証明書",
        problem: "the file holds several certificates, so it is not clear whose is meant: give a file with the signer's certificate alone, or first"
               / "ファイルに複数の証明書があり、どれを使用するか決められません。署名者の証明書だけを含むファイルを指定してください。";
    OUT_IS_NO_FOLDER = "batch::out-is-no-folder",
        label: "output folder" / "出力先フォルダー",
        problem: "several prescriptions are signed into a folder: name a folder with --out"
               / "複数の処方箋に署名する場合、出力先はフォルダーです。--out でフォルダーを指定してください。";
    SAME_OUTPUT = "batch::same-output",
        label: "output file" / "出力ファイル",
        problem: "two CSV files of the batch would become the same output: give them names of their own"
               / "2つのCSVファイルの出力先が同じになります。ファイル名が重ならないようにしてください。";
    NO_CSV = "batch::no-csv",
        label: "folder of CSV files" / "CSVのフォルダー",
        problem: "the folder holds no .csv file: check that it is the right one"
               / "フォルダーに .csv ファイルがありません。正しいフォルダーかどうかを確認してください。";
    STOPPED = "batch::stopped",
        label: "batch" / "一括署名",
        problem: "not signed, because the card or its PIN failed before: see the first failure, then run the command again"
               / "先にカードまたはPINの問題が起きたため署名していません。最初のエラーを確認し、もう一度実行してください。";
    NOT_A_SIGNATURE_VALUE = "assemble::not-a-signature-value",
        label: "signature value" / "署名値",
        problem: "the file holds no signature value for this certificate: give its octets, or base64 or hexadecimal text"
               / "この証明書の署名値がファイルにありません。署名値のオクテット列、またはBase64・16進数の文字列を指定してください。";
    PROPERTY_OF_NO_FILE = "sign::property-of-no-file",
        label: "data object format" / "データ形式の記載",
        problem: "no signed file has this name: write it as it is given, before the equals sign"
               / "この名前の署名対象ファイルはありません。等号の前に、指定したとおりのファイル名を書いてください。";
    POLICY_WITHOUT_DOCUMENT = "sign::policy-without-document",
        label: "signature policy" / "署名ポリシー",
        problem: "the digest of the policy is part of the signature: give the policy's document with --policy-document, or say --policy implied"
               / "署名には署名ポリシーのハッシュ値が必要です。--policy-document でポリシー文書を指定するか、--policy implied を指定してください。";
    NOTHING_TO_SIGN = "sign::nothing-named",
        label: "document to sign" / "署名する文書",
        problem: "no document is named: give the file to sign"
               / "署名する文書が指定されていません。署名するファイルを指定してください。";
    ONE_FILE_ONLY = "sign::one-file-only",
        label: "packaging" / "署名の形式",
        problem: "enveloped and enveloping signatures are over one file: use --packaging detached for several"
               / "Enveloped・Enveloping署名の対象は1つのファイルです。複数のファイルには --packaging detached を指定してください。";
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
