// The classes of hpki.hpp, each used once: what comes out, what is thrown.
#include <fstream>
#include <hpki.hpp>
#include <iostream>
#include <iterator>

namespace {

std::string read(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void require(bool holds, const char *what) {
  if (holds) return;
  std::cerr << "wrappers: " << what << "\n";
  std::exit(1);
}

template <class F>
void throws(hpki_result code, const char *what, F function) {
  try {
    function();
  } catch (const hpki::Error &error) {
    require(error.code() == code && (code < 100 || !error.findings().empty()) && !error.japanese().empty(), what);
    return;
  }
  require(false, what);
}

}  // namespace

int main(int count, char **arguments) {
  const std::string vectors = arguments[1];
  const hpki::Time at{std::chrono::seconds(1775023200)};
  hpki::TrustStore trust;
  trust.add_anchors_file(vectors + "/pki/certificates/root.der").add_intermediates(read(vectors + "/pki/certificates/sign-ca.der"));
  trust.add_certificate_lists_file(vectors + "/pki/crls/root.crl").add_certificate_lists_file(vectors + "/pki/crls/sign-ca.crl");
  hpki::Settings settings;
  settings.add_role("医師").revocation(hpki::Revocation::Required);
  const hpki::Verifier verifier(trust, settings);

  const auto certificate = hpki::Certificate::parse_file(vectors + "/pki/certificates/doctor.der");
  require(certificate.roles().at(0).japanese == "医師" && certificate.policy() == hpki::Policy::Production, "certificate");
  const auto signer = hpki::Signer::from_key(read(vectors + "/pki/keys/doctor.pem"), certificate, settings);
  const auto prepared = hpki::Prepared::prescription("SJ1,1\n", certificate, settings, at);
  const auto document = hpki::Prepared::from_state(prepared.state()).sign(signer);

  const auto report = verifier.verify(document.octets(), at);
  require(report.indication() == hpki::Indication::TotalPassed && report.content().text() == "SJ1,1\n", "round trip");
  require(report.signatures().at(0).level() == hpki::Level::B && !report.signatures().at(0).proven_time(), "signature");
  require(report.signatures().at(0).references().size() == 3 && !report.signatures().at(0).checks().empty(), "references");
  std::string changed(document.octets().text());
  changed.replace(changed.find("U0ox"), 4, "U0oy");
  const auto refused = verifier.verify(changed, at);
  require(refused.sub_indication() == "HASH_FAILURE", "a changed document");
  throws(HPKI_ERROR_NOT_PASSED, "content of a changed document", [&] { refused.content(); });

  const auto with_end = [&](hpki::Digest digest, hpki::Time last) {
    hpki::Settings ending;
    ending.add_role("医師").algorithm_end(digest, last);
    const auto of_document = hpki::Verifier(trust, ending).verify(document.octets(), at);
    hpki_path_report *path = nullptr;
    const auto of_certificate = hpki_certificate_validate(certificate.handle(), trust.handle(), ending.handle(), HPKI_PROFILE_SIGNATURE,
                                                          1775023200, &path, nullptr);
    hpki_path_report_free(path);
    require((of_certificate == HPKI_OK) == (of_document.indication() == hpki::Indication::TotalPassed), "the end of a digest on a path");
    return of_document.indication();
  };
  require(with_end(hpki::Digest::Sha256, at) == hpki::Indication::TotalPassed, "the end of a digest is inclusive");
  require(with_end(hpki::Digest::Sha256, at - std::chrono::seconds(1)) != hpki::Indication::TotalPassed, "after the end of a digest");
  require(with_end(hpki::Digest::Sha512, at - std::chrono::seconds(1)) == hpki::Indication::TotalPassed, "the end of another digest");
  throws(HPKI_ERROR_CONSTANT, "the end of no digest", [&] { hpki::Settings().algorithm_end(static_cast<hpki::Digest>(4), at); });
  hpki::Detached files;
  files.add("a.pdf", "not really").add("b.png", "neither");
  const auto letter = hpki::Prepared::detached(files, hpki::Document::Referral, certificate, settings, at).sign(signer);
  hpki::Settings of_letters;
  of_letters.document(hpki::Document::Referral);
  const auto judged = hpki::Verifier(trust, of_letters).verify(letter.octets(), files, at);
  require(judged.indication() == hpki::Indication::TotalPassed, "a letter with files");

  hpki::Properties properties;
  properties.claimed_role("主治医").place(HPKI_PLACE_CITY, "千代田区").place(HPKI_PLACE_COUNTRY, "JP");
  properties.format(0, HPKI_FORMAT_MIME_TYPE, "text/xml").format(0, HPKI_FORMAT_DESCRIPTION, "診療情報提供書");
  properties.commitment(HPKI_COMMITMENT_APPROVAL).commitment("http://example.jp/commitment").implied_policy();
  const auto referral = hpki::Document::Referral;
  const std::string xml = "<letter><part Id=\"one\">痛み</part></letter>";
  const hpki::Verifier of_referrals(trust, of_letters);
  const hpki::Detached nothing;
  const auto said = hpki::Prepared::enveloped(xml, referral, properties, certificate, settings, at).sign(signer, of_referrals, nothing, at);
  for (const char *expected : {"<xades:ClaimedRole>主治医<", ">千代田区<", ">JP<", ">text/xml<", ">診療情報提供書<", "#ProofOfApproval<",
                               ">http://example.jp/commitment<", "SignaturePolicyImplied"})
    require(said.octets().text().find(expected) != std::string_view::npos, expected);
  properties.policy("urn:oid:1.2.3", "the policy", "http://example.jp/policy");
  const auto of_policy = hpki::Prepared::enveloped(xml, referral, properties, certificate, settings, at);
  throws(HPKI_ERROR_NOT_VALID, "a policy that the verifier does not have", [&] { of_policy.sign(signer, of_referrals, nothing, at); });
  require(of_policy.sign(signer).octets().text().find(">urn:oid:1.2.3<") != std::string_view::npos, "a policy");
  const hpki::Properties none;
  const auto part = hpki::Prepared::element(xml, "one", referral, none, certificate, settings, at).sign(signer, of_referrals, nothing, at);
  const auto both = hpki::Prepared::element(part.octets(), "one", referral, none, certificate, settings, at).sign(signer);
  require(of_referrals.verify(both.octets(), at).signatures().size() == 2, "two people side by side");
  const auto countered = hpki::Prepared::counter_signature(part.octets(), "", referral, none, certificate, settings, at).sign(signer);
  require(countered.octets().text().find("CounterSignature>") != std::string_view::npos, "a counter-signature");
  require(of_referrals.verify(countered.octets(), at).indication() == hpki::Indication::TotalPassed, "below it all holds");
  throws(HPKI_ERROR_DOCUMENT_UNFIT, "which of two", [&] {
    hpki::Prepared::counter_signature(both.octets(), "", referral, none, certificate, settings, at);
  });
  const auto around = hpki::Prepared::enveloping(xml, HPKI_FORM_CANONICAL_XML, referral, none, certificate, settings, at);
  require(around.sign(signer).octets().text().find("痛み") != std::string_view::npos, "around XML");
  hpki::Detached letter_file;
  letter_file.add("letter.xml", xml);
  const auto beside = hpki::Prepared::detached(letter_file, HPKI_FORM_CANONICAL_XML, HPKI_LISTING_REFERENCES, referral, none,
                                               certificate, settings, at).sign(signer, of_referrals, letter_file, at);
  hpki::Detached other_ends;
  other_ends.add("letter.xml", "<letter ><part Id='one'>痛み</part></letter>");
  require(of_referrals.verify(beside.octets(), other_ends, at).indication() == hpki::Indication::TotalPassed, "canonical form");
  throws(HPKI_ERROR_NOT_VALID, "without its files", [&] {
    hpki::Prepared::detached(letter_file, HPKI_FORM_OCTETS, HPKI_LISTING_MANIFEST, referral, none, certificate, settings, at)
        .sign(signer, of_referrals, nothing, at);
  });
  throws(HPKI_ERROR_CONSTANT, "a part of a place that is none", [&] { properties.place(9, "x"); });
  throws(HPKI_ERROR_DOCUMENT_UNFIT, "a role that XML cannot hold", [&] {
    hpki::Properties wrong;
    wrong.claimed_role(std::string_view("\x01", 1));
    hpki::Prepared::enveloped(xml, referral, wrong, certificate, settings, at);
  });
  hpki::Settings named;
  named.role_table("Medical Doctor\tお医者さん\tqualification\tseen\n").add_role("お医者さん");
  const auto in_our_words = hpki::Verifier(trust, named).verify(document.octets(), at);
  require(in_our_words.json().find("お医者さん") != std::string_view::npos, "a table of roles, JSON");
  require(in_our_words.text(hpki::Language::Japanese).find("お医者さん") != std::string_view::npos, "a table of roles, text");
  throws(HPKI_ERROR_ROLE_TABLE, "no table of roles", [&] { named.role_table("nonsense"); });

  hpki::Augmentation augmentation(document.octets(), hpki::Level::T, trust, at);
  require(augmentation.step() == HPKI_STEP_TIME_STAMP, "what T needs");
  require(augmentation.request("0123456789abcdef").size() > 50, "a request");
  throws(HPKI_ERROR_TIME_STAMP, "an answer that is none", [&] { augmentation.answer("nonsense"); });
  require(augmentation.step() == HPKI_STEP_FAILED, "after it");
  throws(HPKI_ERROR_STEP, "no document yet", [&] { augmentation.octets(); });

  require(hpki::Augmentation(letter.octets(), "", files, hpki::Level::T, trust, at).step() == HPKI_STEP_TIME_STAMP, "of a letter with files");
  throws(HPKI_ERROR_AUGMENT, "of nobody's signature", [&] {
    hpki::Augmentation(letter.octets(), "nobody", files, hpki::Level::T, trust, at);
  });

  throws(HPKI_ERROR_SIGNATURE_VALUE, "a wrong value", [&] { prepared.assemble("x"); });
  throws(HPKI_ERROR_CONTENT, "CR", [&] { hpki::Prepared::prescription("a\r\n", certificate, settings, at); });
  throws(HPKI_ERROR_NO_CERTIFICATE, "no certificate", [] { hpki::Certificate::parse("x"); });
  throws(HPKI_ERROR_PASSPHRASE, "passphrase", [&] {
    hpki::Signer::from_pkcs12(read(vectors + "/../hpki-core/tests/key_files/aes-256.p12"), "wrong", settings);
  });
  if (count > 3) {
    hpki::CardOptions options;
    options.helper(arguments[3]).timeout(std::chrono::seconds(20));
    const hpki::Readers one(arguments[2], options);
    require(one.names().size() == 1 && one.state(0) == HPKI_READER_CARD && !one.problem(0, hpki::Language::English), "readers");
    throws(HPKI_ERROR_INDEX, "a reader that is none", [&] { one.state(1); });
    const hpki::Readers two(arguments[4], options);
    require(two.names().size() == 2 && two.state(0) == HPKI_READER_UNREADABLE && two.state(1) == HPKI_READER_CARD, "a foreign card");
    require(two.problem(0, hpki::Language::Japanese)->find("CKR_TOKEN_NOT_RECOGNIZED") != std::string_view::npos, "what it says");
    const hpki::Card card(arguments[2], options);
    require(card.certificate().japanese_name() == "試験　花子", "card");
    throws(HPKI_ERROR_PIN, "a PIN that cannot be one", [&] { card.signer("12"); });
    const auto by_card = card.signer("1234");
    throws(HPKI_ERROR_CARD_TAKEN, "a card twice", [&] { card.signer("1234"); });
    hpki::Settings tests;
    tests.danger_accept_test_certificates();
    const auto now = hpki::now();
    require(hpki::Prepared::prescription("SJ1,1\n", by_card.certificate(), tests, now).sign(by_card).octets().size() > 1000, "by card");
  }
  std::cout << "wrappers: every class of hpki.hpp\n";
  return 0;
}
