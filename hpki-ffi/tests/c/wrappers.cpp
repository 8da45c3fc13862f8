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
    require(error.code() == code && !error.findings().empty() && !error.japanese().empty(), what);
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

  hpki::Detached files;
  files.add("a.pdf", "not really").add("b.png", "neither");
  const auto letter = hpki::Prepared::detached(files, hpki::Document::Referral, certificate, settings, at).sign(signer);
  hpki::Settings of_letters;
  of_letters.document(hpki::Document::Referral);
  const auto judged = hpki::Verifier(trust, of_letters).verify(letter.octets(), files, at);
  require(judged.indication() == hpki::Indication::TotalPassed, "a letter with files");

  hpki::Augmentation augmentation(document.octets(), hpki::Level::T, trust, at);
  require(augmentation.step() == HPKI_STEP_TIME_STAMP, "what T needs");
  require(augmentation.request("0123456789abcdef").size() > 50, "a request");
  throws(HPKI_ERROR_TIME_STAMP, "an answer that is none", [&] { augmentation.answer("nonsense"); });
  require(augmentation.step() == HPKI_STEP_FAILED, "after it");
  throws(HPKI_ERROR_STEP, "no document yet", [&] { augmentation.octets(); });

  throws(HPKI_ERROR_SIGNATURE_VALUE, "a wrong value", [&] { prepared.assemble("x"); });
  throws(HPKI_ERROR_CONTENT, "CR", [&] { hpki::Prepared::prescription("a\r\n", certificate, settings, at); });
  throws(HPKI_ERROR_NO_CERTIFICATE, "no certificate", [] { hpki::Certificate::parse("x"); });
  throws(HPKI_ERROR_PASSPHRASE, "passphrase", [&] {
    hpki::Signer::from_pkcs12(read(vectors + "/../hpki-core/tests/key_files/aes-256.p12"), "wrong", settings);
  });
  if (count > 3) {
    hpki::CardOptions options;
    options.helper(arguments[3]).timeout(std::chrono::seconds(20));
    require(hpki::Readers(arguments[2], options).names().size() == 1, "readers");
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
