//! What goes wrong while time-stamps and revocation lists are fetched. Who fetches is the command or the Python package;
//! nothing is fetched here.

hpki_core::findings! {
    /// No address of http or https.
    ADDRESS = "http::address",
        label: "address" / "アドレス",
        problem: "only addresses that begin with http:// or https:// are used: check the address"
               / "使用できるのはhttp://またはhttps://で始まるアドレスだけです。アドレスを確認してください。";
    /// No answer.
    FAILED = "http::failed",
        label: "connection" / "通信",
        problem: "the server cannot be reached or broke off: check address, network and proxy, then try again"
               / "サーバーに接続できないか、通信が途切れました。アドレス、ネットワーク、プロキシを確認し、もう一度実行してください。";
    /// No answer in time.
    TIME_OUT = "http::time-out",
        label: "connection" / "通信",
        problem: "the server did not answer in time: try again, or allow more time"
               / "制限時間内に応答がありませんでした。もう一度実行するか、制限時間を延ばしてください。";
    /// Another status than 200.
    STATUS = "http::status",
        label: "answer of the server" / "サーバーの応答",
        problem: "the server refused the request: check the address and whether access was granted"
               / "サーバーが要求を拒否しました。アドレスと利用権限を確認してください。";
    /// A redirect that is not followed.
    REDIRECTED = "http::redirected",
        label: "answer of the server" / "サーバーの応答",
        problem: "the server sends on to another address, which is not followed here: if it can be trusted, give that address"
               / "サーバーが別のアドレスへの転送を指示しましたが、転送先には接続しません。信頼できる場合は、そのアドレスを指定してください。";
    /// More octets than any right answer has.
    TOO_LARGE = "http::too-large",
        label: "answer of the server" / "サーバーの応答",
        problem: "the answer is larger than any right one: check the address"
               / "応答が想定される大きさを超えています。アドレスを確認してください。";
    /// Another media type.
    CONTENT_TYPE = "http::content-type",
        label: "answer of the server" / "サーバーの応答",
        problem: "the answer is of another kind than was asked for, as a web page is: check that the address is that of a time-stamp authority"
               / "応答の種類が要求したものと異なります（Webページなど）。時刻認証局のアドレスかどうかを確認してください。";
}
