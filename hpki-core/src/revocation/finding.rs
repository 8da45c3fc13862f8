//! What revocation checking says.

crate::findings! {
    /// A certificate is known not to be revoked.
    STATUS = "revocation::status",
        label: "certificate is not revoked" / "証明書が失効していないこと",
        problem: "the revocation status of a certificate is not good: see the checks beside this one" / "証明書の失効状態が正常ではありません。前後の検査項目をご確認ください。";
    /// The end entity is revoked.
    REVOKED = "revocation::revoked",
        label: "certificate is not revoked" / "証明書が失効していないこと",
        problem: "the certificate had been revoked: do not rely on the signature unless an earlier time of signing is proven"
            / "証明書が失効しています。失効前に署名されたことが証明されない限り、署名を信頼しないでください。";
    /// A CA certificate is revoked.
    AUTHORITY_REVOKED = "revocation::authority-revoked",
        label: "CA certificate is not revoked" / "CA証明書が失効していないこと",
        problem: "a CA certificate of the path had been revoked, so nothing it issued can be relied on: ask for a signature with a certificate of another CA"
            / "認証パス上のCA証明書が失効しているため、このCAが発行した証明書は信頼できません。別のCAの証明書による署名を求めてください。";
    /// The certificate is on hold.
    ON_HOLD = "revocation::on-hold",
        label: "certificate is not on hold" / "証明書が一時停止中でないこと",
        problem: "the certificate is on hold: ask again when the CA has lifted the hold or revoked the certificate"
            / "証明書が一時停止（保留）中です。CAが保留を解除または失効を確定した後に再度検証してください。";
    /// No usable revocation data.
    NO_ANSWER = "revocation::no-answer",
        label: "revocation data" / "失効情報",
        problem: "no usable revocation list or response tells whether the certificate is revoked: give the CA's current list"
            / "証明書の失効を判定できる失効リスト・応答がありません。CAの最新の失効リスト（CRL）を指定してください。";
    /// A list or response that was given and not used, with the reason.
    NOT_USED = "revocation::not-used",
        label: "revocation data that does not count" / "使用しなかった失効情報",
        problem: "a revocation list or response was not used, for the reason in the detail: give a current one if the verdict needs it" / "失効リストまたは応答を、詳細に示す理由により使用しませんでした。必要な場合は最新のものを指定してください。";
    /// The caller asked not to look.
    OFF = "revocation::off",
        label: "revocation checking" / "失効確認",
        problem: "revocation was not checked because the caller asked so, and a revoked certificate would not be noticed: check it before relying on the signature"
            / "指定により失効確認を行っていないため、失効した証明書でも検出されません。署名を信頼する前に失効を確認してください。";
    /// A list that does not count for the time names the certificate as revoked.
    OUTDATED_REVOCATION = "revocation::outdated-list-revokes",
        label: "revocation in a list that does not count for the time" / "対象時刻に適用されない失効リストでの失効",
        problem: "a revocation list that does not cover the time names the certificate as revoked: look at it before relying on the signature"
            / "対象時刻に適用されない失効リストに、この証明書の失効が記載されています。署名を信頼する前に確認してください。";
    /// The certificate was revoked later, with an invalidity date at or before the time.
    INVALIDITY_DATE = "revocation::invalidity-date",
        label: "invalidity date of a later revocation" / "後の失効に記載された無効日",
        problem: "the certificate was revoked after the time it is judged at, but its key is said to have been invalid before: ask the signer"
            / "証明書は検証の基準時刻より後に失効しましたが、鍵はそれ以前から無効だったとされています。署名者に確認してください。";
}
