// What a pharmacy's counter needs: may this prescription be dispensed on, and who wrote it?
//
//   pharmacy_check TRUST_ANCHOR TIME_STAMP_ANCHOR SECONDS_SINCE_1970 PRESCRIPTION...
//
// One verifier serves a thread per prescription. Exit code: 0 when every one is accepted, else 1.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <hpki.hpp>
#include <iostream>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

namespace {

/// The answer in a few lines. What is shown of the signer is shown only after the verdict passed.
std::string answer(const hpki::Verifier &verifier, std::string_view path, hpki::Time at, bool &accepted) {
  std::ostringstream out;
  out << path << ": ";
  try {
    const hpki::Report report = verifier.verify_file(path, at);
    const hpki::Octets csv = report.content();  // throws NotPassed
    accepted = true;
    out << "受け入れ可";
    for (const hpki::Signature &signature : report.signatures()) {
      const auto signer = signature.signer();
      if (!signer) continue;
      out << "\n  署名者: " << signer->japanese_name().value_or(signer->subject());
      for (const hpki::Role &role : signer->roles()) out << "  " << role.japanese.value_or("未知の資格");
      out << (signature.proven_time() ? "\n  タイムスタンプあり" : "\n  タイムスタンプなし");
    }
    out << "\n  処方箋 " << csv.size() << " バイト\n";
  } catch (const hpki::NotPassed &refused) {
    out << "受け入れ不可: " << refused.japanese() << "\n";
    for (const std::string &finding : refused.findings()) out << "  " << finding << "\n";
  } catch (const hpki::Error &error) {
    out << error.japanese() << "\n";
  }
  return out.str();
}

}  // namespace

int main(int count, char **arguments) {
  if (count < 5) {
    std::cerr << "usage: pharmacy_check TRUST_ANCHOR TIME_STAMP_ANCHOR SECONDS_SINCE_1970 PRESCRIPTION...\n";
    return 3;
  }
  try {
    hpki::TrustStore trust;
    trust.add_anchors_file(arguments[1]).add_time_stamp_anchors_file(arguments[2]);
    hpki::Settings settings;
    settings.document(hpki::Document::Prescription).revocation(hpki::Revocation::Required);
    const hpki::Verifier verifier(trust, settings);
    const hpki::Time at{std::chrono::seconds(std::atoll(arguments[3]))};

    std::atomic<int> refused{0};
    std::mutex output;
    std::vector<std::thread> threads;
    for (int index = 4; index < count; ++index) {
      threads.emplace_back([&, index] {
        bool accepted = false;
        const std::string text = answer(verifier, arguments[index], at, accepted);
        if (!accepted) ++refused;
        const std::lock_guard<std::mutex> lock(output);
        std::cout << text;
      });
    }
    for (std::thread &thread : threads) thread.join();
    return refused == 0 ? 0 : 1;
  } catch (const hpki::Error &error) {
    std::cerr << error.subject() << ": " << error.what() << "\n";
    return 3;
  }
}
