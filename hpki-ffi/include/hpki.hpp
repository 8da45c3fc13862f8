// hpki for C++17: RAII around hpki.h, header only.
//
// Every class here owns its handle, moves, and frees it. Failures are thrown as hpki::Error; a verdict is no failure:
// ask Report::indication(), or ask for content(), which throws hpki::NotPassed unless the verdict is TOTAL-PASSED.
// Views (std::string_view, Octets, Signature, Check, CertificateView) live as long as the object they were asked of.
#ifndef HPKI_HPP
#define HPKI_HPP

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hpki.h"

namespace hpki {

enum class Language : std::uint32_t { English = HPKI_LANGUAGE_ENGLISH, Japanese = HPKI_LANGUAGE_JAPANESE };
enum class Answer : std::uint32_t { Unknown = HPKI_ANSWER_UNKNOWN, Yes = HPKI_ANSWER_YES, No = HPKI_ANSWER_NO };
enum class Indication : std::uint32_t {
  TotalPassed = HPKI_INDICATION_TOTAL_PASSED,
  TotalFailed = HPKI_INDICATION_TOTAL_FAILED,
  Indeterminate = HPKI_INDICATION_INDETERMINATE
};
enum class Outcome : std::uint32_t {
  Passed = HPKI_OUTCOME_PASSED,
  Failed = HPKI_OUTCOME_FAILED,
  Indeterminate = HPKI_OUTCOME_INDETERMINATE,
  Warning = HPKI_OUTCOME_WARNING,
  Skipped = HPKI_OUTCOME_SKIPPED
};
enum class Document : std::uint32_t {
  Auto = HPKI_DOCUMENT_AUTO,
  Prescription = HPKI_DOCUMENT_PRESCRIPTION,
  Dispensing = HPKI_DOCUMENT_DISPENSING,
  Referral = HPKI_DOCUMENT_REFERRAL,
  Generic = HPKI_DOCUMENT_GENERIC
};
enum class Revocation : std::uint32_t {
  Required = HPKI_REVOCATION_REQUIRED,
  IfAvailable = HPKI_REVOCATION_IF_AVAILABLE,
  Off = HPKI_REVOCATION_OFF
};
enum class Digest : std::uint32_t { Sha256 = HPKI_DIGEST_SHA256, Sha384 = HPKI_DIGEST_SHA384, Sha512 = HPKI_DIGEST_SHA512 };
enum class Level : std::uint32_t { B = HPKI_LEVEL_B, T = HPKI_LEVEL_T, LT = HPKI_LEVEL_LT, LTA = HPKI_LEVEL_LTA };
enum class Policy : std::uint32_t {
  None = HPKI_POLICY_NONE,
  Production = HPKI_POLICY_PRODUCTION,
  Test = HPKI_POLICY_TEST,
  Authentication = HPKI_POLICY_AUTHENTICATION
};
enum class Profile : std::uint32_t {
  Signature = HPKI_PROFILE_SIGNATURE,
  Authentication = HPKI_PROFILE_AUTHENTICATION,
  Rfc5280 = HPKI_PROFILE_RFC5280
};

using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

/// Octets that belong to somebody else, or that are given to a call.
class Octets {
 public:
  Octets(const void *data, std::size_t size) : data_(static_cast<const std::uint8_t *>(data)), size_(size) {}
  Octets(std::string_view text) : Octets(text.data() ? text.data() : "", text.size()) {}
  Octets(const std::string &text) : Octets(text.data(), text.size()) {}
  Octets(const char *text) : Octets(std::string_view(text)) {}
  Octets(const std::vector<std::uint8_t> &octets) : Octets(octets.empty() ? "" : static_cast<const void *>(octets.data()), octets.size()) {}
  Octets(hpki_octets octets) : Octets(octets.data, octets.length) {}
  const std::uint8_t *data() const { return data_; }
  std::size_t size() const { return size_; }
  const std::uint8_t *begin() const { return data_; }
  const std::uint8_t *end() const { return data_ + size_; }
  std::string_view text() const { return {reinterpret_cast<const char *>(data_), size_}; }
  std::vector<std::uint8_t> copy() const { return {begin(), end()}; }

 private:
  const std::uint8_t *data_;
  std::size_t size_;
};

/// A call that failed.
class Error : public std::runtime_error {
 public:
  Error(hpki_result code, hpki_error *error)
      : std::runtime_error(message(code, error, Language::English)), code_(code),
        japanese_(message(code, error, Language::Japanese)) {
    std::size_t count = 0;
    hpki_error_finding_count(error, &count);
    for (std::size_t index = 0; index < count; ++index) {
      hpki_text id = {nullptr, 0};
      hpki_error_finding(error, index, &id);
      findings_.emplace_back(id.data, id.length);
    }
    hpki_text subject = {nullptr, 0};
    if (hpki_error_subject(error, &subject) == HPKI_OK) subject_.assign(subject.data, subject.length);
    hpki_error_free(error);
  }
  /// One of HPKI_ERROR_....
  hpki_result code() const { return code_; }
  /// The message of what(), in Japanese.
  const std::string &japanese() const { return japanese_; }
  /// What it is about: the path of a file, or nothing.
  const std::string &subject() const { return subject_; }
  /// The ids of the findings, the reason first.
  const std::vector<std::string> &findings() const { return findings_; }

 private:
  static std::string message(hpki_result code, const hpki_error *error, Language language) {
    hpki_text text = {nullptr, 0};
    const auto in = static_cast<hpki_language>(language);
    if (!error || hpki_error_message(error, in, &text) != HPKI_OK) hpki_result_text(code, in, &text);
    return text.data ? std::string(text.data, text.length) : "hpki: result " + std::to_string(code);
  }

  hpki_result code_;
  std::string japanese_, subject_;
  std::vector<std::string> findings_;
};

/// Content was asked of a report whose verdict is not TOTAL-PASSED.
class NotPassed : public Error {
 public:
  using Error::Error;
};

namespace detail {

inline void check(hpki_result code, hpki_error *error = nullptr) {
  if (code == HPKI_ERROR_NOT_PASSED) throw NotPassed(code, error);
  if (code > HPKI_INDETERMINATE) throw Error(code, error);
  hpki_error_free(error);
}

/// Makes a handle: `make(&out, &error)`.
template <class H, class F>
H *made(F make) {
  H *handle = nullptr;
  hpki_error *error = nullptr;
  const hpki_result result = make(&handle, &error);
  check(result, error);
  return handle;
}

template <class F>
void call(F function) {
  hpki_error *error = nullptr;
  const hpki_result result = function(&error);
  check(result, error);
}

template <class T, class G, class H, class... A>
T get(G getter, const H *handle, A... arguments) {
  T value{};
  check(getter(handle, arguments..., &value));
  return value;
}

inline std::optional<std::string_view> some(hpki_text text) {
  if (!text.data) return std::nullopt;
  return std::string_view(text.data, text.length);
}

inline std::string_view text(hpki_text text) { return {text.data ? text.data : "", text.length}; }

inline std::optional<Time> some(hpki_time time) {
  if (!time.present) return std::nullopt;
  return Time(std::chrono::seconds(time.unix_seconds) + std::chrono::nanoseconds(time.nanoseconds));
}

inline std::int64_t seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

template <class H, void (*Free)(H *)>
struct Freed {
  void operator()(H *handle) const { Free(handle); }
};
template <class H, void (*Free)(H *)>
using Owned = std::unique_ptr<H, Freed<H, Free>>;

}  // namespace detail

/// Now, for verification as of now.
inline Time now() { return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now()); }

/// The version of the library that was loaded.
inline std::string_view version() {
  hpki_text text;
  detail::check(hpki_version(&text));
  return detail::text(text);
}

/// One check of a report.
class Check {
 public:
  explicit Check(const hpki_check *check) : check_(check) {}
  std::string_view id() const { return detail::text(detail::get<hpki_text>(hpki_check_id, check_)); }
  Outcome outcome() const { return static_cast<Outcome>(detail::get<hpki_outcome>(hpki_check_outcome, check_)); }
  std::string_view label(Language in) const {
    return detail::text(detail::get<hpki_text>(hpki_check_label, check_, static_cast<hpki_language>(in)));
  }
  std::string_view problem(Language in) const {
    return detail::text(detail::get<hpki_text>(hpki_check_problem, check_, static_cast<hpki_language>(in)));
  }
  std::string_view detail() const { return hpki::detail::text(hpki::detail::get<hpki_text>(hpki_check_detail, check_)); }

 private:
  const hpki_check *check_;
};

/// A role of a certificate.
struct Role {
  std::optional<std::string_view> text, japanese, coding_scheme;
};

/// A certificate that belongs to somebody else.
class CertificateView {
 public:
  explicit CertificateView(const hpki_certificate *certificate) : handle_(certificate) {}
  const hpki_certificate *handle() const { return handle_; }
  Octets der() const { return detail::get<hpki_octets>(hpki_certificate_der, handle_); }
  Octets sha256() const { return detail::get<hpki_octets>(hpki_certificate_sha256, handle_); }
  std::string_view subject() const { return field(hpki_certificate_subject); }
  std::string_view issuer() const { return field(hpki_certificate_issuer); }
  std::string_view serial_number() const { return field(hpki_certificate_serial_number); }
  std::string_view public_key() const { return field(hpki_certificate_public_key); }
  std::optional<std::string_view> common_name() const { return detail::some(detail::get<hpki_text>(hpki_certificate_common_name, handle_)); }
  std::optional<std::string_view> japanese_name() const { return detail::some(detail::get<hpki_text>(hpki_certificate_japanese_name, handle_)); }
  Time not_before() const { return *detail::some(detail::get<hpki_time>(hpki_certificate_not_before, handle_)); }
  Time not_after() const { return *detail::some(detail::get<hpki_time>(hpki_certificate_not_after, handle_)); }
  Policy policy() const { return static_cast<Policy>(detail::get<hpki_policy>(hpki_certificate_policy, handle_)); }
  std::vector<Role> roles() const {
    std::vector<Role> roles(detail::get<std::size_t>(hpki_certificate_role_count, handle_));
    for (std::size_t index = 0; index < roles.size(); ++index) {
      roles[index].text = detail::some(detail::get<hpki_text>(hpki_certificate_role_text, handle_, index));
      roles[index].japanese = detail::some(detail::get<hpki_text>(hpki_certificate_role_japanese, handle_, index));
      roles[index].coding_scheme = detail::some(detail::get<hpki_text>(hpki_certificate_role_coding_scheme, handle_, index));
    }
    return roles;
  }
  std::vector<Check> checks() const {
    std::vector<Check> checks;
    const auto count = detail::get<std::size_t>(hpki_certificate_check_count, handle_);
    for (std::size_t index = 0; index < count; ++index)
      checks.emplace_back(detail::get<const hpki_check *>(hpki_certificate_check, handle_, index));
    return checks;
  }
  std::string_view text(Language in) const {
    return detail::text(detail::get<hpki_text>(hpki_certificate_text, handle_, static_cast<hpki_language>(in)));
  }
  std::string_view json() const { return field(hpki_certificate_json); }

 private:
  std::string_view field(hpki_result (*getter)(const hpki_certificate *, hpki_text *)) const {
    return detail::text(detail::get<hpki_text>(getter, handle_));
  }
  const hpki_certificate *handle_;
};

/// A certificate of our own.
class Certificate : public CertificateView {
 public:
  /// From DER, PEM or PKCS#7: the first one.
  static Certificate parse(Octets octets) {
    return Certificate(detail::made<hpki_certificate>(
        [&](auto out, auto error) { return hpki_certificate_parse(octets.data(), octets.size(), out, error); }));
  }
  static Certificate parse_file(std::string_view path) {
    return Certificate(detail::made<hpki_certificate>(
        [&](auto out, auto error) { return hpki_certificate_parse_file(path.data(), path.size(), out, error); }));
  }

 private:
  explicit Certificate(hpki_certificate *handle) : CertificateView(handle), owned_(handle) {}
  detail::Owned<hpki_certificate, hpki_certificate_free> owned_;
};

/// Whom to trust.
class TrustStore {
 public:
  TrustStore() : handle_(detail::made<hpki_trust_store>([](auto out, auto) { return hpki_trust_store_new(out); })) {}
  TrustStore &add_anchors(Octets octets) { return add(hpki_trust_store_add_anchors, octets); }
  TrustStore &add_anchors_file(std::string_view path) { return add(hpki_trust_store_add_anchors_file, path); }
  TrustStore &add_time_stamp_anchors(Octets octets) { return add(hpki_trust_store_add_time_stamp_anchors, octets); }
  TrustStore &add_time_stamp_anchors_file(std::string_view path) { return add(hpki_trust_store_add_time_stamp_anchors_file, path); }
  TrustStore &add_intermediates(Octets octets) { return add(hpki_trust_store_add_intermediates, octets); }
  TrustStore &add_intermediates_file(std::string_view path) { return add(hpki_trust_store_add_intermediates_file, path); }
  TrustStore &add_certificate_lists(Octets octets) { return add(hpki_trust_store_add_certificate_lists, octets); }
  TrustStore &add_certificate_lists_file(std::string_view path) { return add(hpki_trust_store_add_certificate_lists_file, path); }
  const hpki_trust_store *handle() const { return handle_.get(); }

 private:
  TrustStore &add(hpki_result (*function)(const hpki_trust_store *, const std::uint8_t *, std::size_t, hpki_error **), Octets octets) {
    detail::call([&](auto error) { return function(handle_.get(), octets.data(), octets.size(), error); });
    return *this;
  }
  TrustStore &add(hpki_result (*function)(const hpki_trust_store *, const char *, std::size_t, hpki_error **), std::string_view path) {
    detail::call([&](auto error) { return function(handle_.get(), path.data(), path.size(), error); });
    return *this;
  }
  detail::Owned<hpki_trust_store, hpki_trust_store_free> handle_;
};

/// The rules: strict until something else is said.
class Settings {
 public:
  Settings() : handle_(detail::made<hpki_settings>([](auto out, auto) { return hpki_settings_new(out); })) {}
  Settings &document(Document kind) { return set(hpki_settings_set_document(get(), static_cast<hpki_document>(kind))); }
  Settings &revocation(Revocation mode) { return set(hpki_settings_set_revocation(get(), static_cast<hpki_revocation>(mode))); }
  /// The last moment at which a digest, and every signature made with it, is acceptable.
  Settings &algorithm_end(Digest digest, Time last) {
    return set(hpki_settings_set_algorithm_end(get(), static_cast<hpki_digest>(digest), detail::seconds(last)));
  }
  Settings &add_role(std::string_view role) {
    detail::call([&](auto error) { return hpki_settings_add_role(get(), role.data(), role.size(), error); });
    return *this;
  }
  /// Names of roles in reports and in add_role() from then on; gives nobody a right to sign.
  Settings &role_table(std::string_view table) {
    detail::call([&](auto error) { return hpki_settings_set_role_table(get(), table.data(), table.size(), error); });
    return *this;
  }
  Settings &drop_octets_of_parts() { return set(hpki_settings_drop_octets_of_parts(get())); }
  Settings &danger_accept_test_certificates() { return set(hpki_settings_danger_accept_test_certificates(get())); }
  Settings &danger_accept_any_profile() { return set(hpki_settings_danger_accept_any_profile(get())); }
  const hpki_settings *handle() const { return handle_.get(); }

 private:
  hpki_settings *get() { return handle_.get(); }
  Settings &set(hpki_result result) {
    detail::check(result);
    return *this;
  }
  detail::Owned<hpki_settings, hpki_settings_free> handle_;
};

/// Files that detached signatures refer to.
class Detached {
 public:
  Detached() : handle_(detail::made<hpki_detached>([](auto out, auto) { return hpki_detached_new(out); })) {}
  Detached &add(std::string_view name, Octets octets) {
    detail::call([&](auto error) {
      return hpki_detached_add(handle_.get(), name.data(), name.size(), octets.data(), octets.size(), error);
    });
    return *this;
  }
  Detached &add_file(std::string_view path) {
    detail::call([&](auto error) { return hpki_detached_add_file(handle_.get(), path.data(), path.size(), error); });
    return *this;
  }
  const hpki_detached *handle() const { return handle_.get(); }

 private:
  detail::Owned<hpki_detached, hpki_detached_free> handle_;
};

/// One signature of a report. What it tells is vouched for only when the report is TOTAL-PASSED.
class Signature {
 public:
  struct Reference {
    std::optional<std::string_view> uri;
    Answer digest_ok;
  };
  struct TimeStamp {
    std::string_view kind;
    std::optional<Time> gen_time;
    Answer ok;
  };
  explicit Signature(const hpki_signature *signature) : handle_(signature) {}
  std::string_view path() const { return detail::text(detail::get<hpki_text>(hpki_signature_path, handle_)); }
  Indication indication() const { return static_cast<Indication>(detail::get<hpki_indication>(hpki_signature_indication, handle_)); }
  std::optional<std::string_view> sub_indication() const { return detail::some(detail::get<hpki_text>(hpki_signature_sub_indication, handle_)); }
  Level level() const { return static_cast<Level>(detail::get<hpki_level>(hpki_signature_level, handle_)); }
  std::string_view method() const { return detail::text(detail::get<hpki_text>(hpki_signature_method, handle_)); }
  std::optional<Time> claimed_signing_time() const { return detail::some(detail::get<hpki_time>(hpki_signature_claimed_signing_time, handle_)); }
  std::optional<Time> proven_time() const { return detail::some(detail::get<hpki_time>(hpki_signature_proven_time, handle_)); }
  Answer value_ok() const { return static_cast<Answer>(detail::get<hpki_answer>(hpki_signature_value_ok, handle_)); }
  std::optional<CertificateView> signer() const {
    const auto signer = detail::get<const hpki_certificate *>(hpki_signature_signer, handle_);
    if (!signer) return std::nullopt;
    return CertificateView(signer);
  }
  std::vector<Reference> references() const {
    std::vector<Reference> all;
    const auto count = detail::get<std::size_t>(hpki_signature_reference_count, handle_);
    for (std::size_t index = 0; index < count; ++index)
      all.push_back({detail::some(detail::get<hpki_text>(hpki_signature_reference_uri, handle_, index)),
                     static_cast<Answer>(detail::get<hpki_answer>(hpki_signature_reference_digest_ok, handle_, index))});
    return all;
  }
  std::vector<TimeStamp> time_stamps() const {
    std::vector<TimeStamp> all;
    const auto count = detail::get<std::size_t>(hpki_signature_time_stamp_count, handle_);
    for (std::size_t index = 0; index < count; ++index)
      all.push_back({detail::text(detail::get<hpki_text>(hpki_signature_time_stamp_kind, handle_, index)),
                     detail::some(detail::get<hpki_time>(hpki_signature_time_stamp_gen_time, handle_, index)),
                     static_cast<Answer>(detail::get<hpki_answer>(hpki_signature_time_stamp_ok, handle_, index))});
    return all;
  }
  std::vector<Check> checks() const {
    std::vector<Check> checks;
    const auto count = detail::get<std::size_t>(hpki_signature_check_count, handle_);
    for (std::size_t index = 0; index < count; ++index)
      checks.emplace_back(detail::get<const hpki_check *>(hpki_signature_check, handle_, index));
    return checks;
  }

 private:
  const hpki_signature *handle_;
};

/// The report on one document.
class Report {
 public:
  explicit Report(hpki_report *handle) : handle_(handle) {}
  Indication indication() const { return static_cast<Indication>(detail::get<hpki_indication>(hpki_report_indication, get())); }
  std::optional<std::string_view> sub_indication() const { return detail::some(detail::get<hpki_text>(hpki_report_sub_indication, get())); }
  Document document() const { return static_cast<Document>(detail::get<hpki_document>(hpki_report_document, get())); }
  std::string_view text(Language in) const {
    return detail::text(detail::get<hpki_text>(hpki_report_text, get(), static_cast<hpki_language>(in)));
  }
  std::string_view html(Language in) const {
    return detail::text(detail::get<hpki_text>(hpki_report_html, get(), static_cast<hpki_language>(in)));
  }
  std::string_view json() const { return detail::text(detail::get<hpki_text>(hpki_report_json, get())); }
  /// What was signed, and nothing else. Throws NotPassed unless the verdict is TOTAL-PASSED.
  Octets content() const { return octets(hpki_report_content); }
  /// The CSV of the prescription, also of the one inside a dispensing record. Throws NotPassed as content().
  Octets prescription() const { return octets(hpki_report_prescription); }
  std::vector<Signature> signatures() const {
    std::vector<Signature> all;
    const auto count = detail::get<std::size_t>(hpki_report_signature_count, get());
    for (std::size_t index = 0; index < count; ++index)
      all.emplace_back(detail::get<const hpki_signature *>(hpki_report_signature, get(), index));
    return all;
  }
  std::vector<Check> checks() const {
    std::vector<Check> checks;
    const auto count = detail::get<std::size_t>(hpki_report_check_count, get());
    for (std::size_t index = 0; index < count; ++index)
      checks.emplace_back(detail::get<const hpki_check *>(hpki_report_check, get(), index));
    return checks;
  }

 private:
  const hpki_report *get() const { return handle_.get(); }
  Octets octets(hpki_result (*getter)(const hpki_report *, hpki_octets *, hpki_error **)) const {
    hpki_octets octets = {nullptr, 0};
    detail::call([&](auto error) { return getter(handle_.get(), &octets, error); });
    return octets;
  }
  detail::Owned<hpki_report, hpki_report_free> handle_;
};

/// Verifies documents. One for all threads.
class Verifier {
 public:
  Verifier(const TrustStore &trust, const Settings &settings)
      : handle_(detail::made<hpki_verifier>(
            [&](auto out, auto error) { return hpki_verifier_new(trust.handle(), settings.handle(), out, error); })) {}
  Report verify(Octets document, Time at) const {
    return Report(detail::made<hpki_report>([&](auto out, auto error) {
      return hpki_verifier_verify(handle_.get(), document.data(), document.size(), detail::seconds(at), out, error);
    }));
  }
  Report verify(Octets document, const Detached &detached, Time at) const {
    return Report(detail::made<hpki_report>([&](auto out, auto error) {
      return hpki_verifier_verify_detached(handle_.get(), document.data(), document.size(), detached.handle(),
                                           detail::seconds(at), out, error);
    }));
  }
  Report verify_file(std::string_view path, Time at) const {
    return Report(detail::made<hpki_report>([&](auto out, auto error) {
      return hpki_verifier_verify_file(handle_.get(), path.data(), path.size(), detail::seconds(at), out, error);
    }));
  }

  const hpki_verifier *handle() const { return handle_.get(); }

 private:
  detail::Owned<hpki_verifier, hpki_verifier_free> handle_;
};

/// A private key with its certificate: from a file, or on a card.
class Signer {
 public:
  /// From a private key that is not encrypted, PEM or DER, and its certificate.
  static Signer from_key(Octets key, const CertificateView &certificate, const Settings &settings) {
    return Signer(detail::made<hpki_signer>([&](auto out, auto error) {
      return hpki_signer_from_key(key.data(), key.size(), certificate.handle(), settings.handle(), out, error);
    }));
  }
  static Signer from_encrypted_key(Octets key, Octets passphrase, const CertificateView &certificate, const Settings &settings) {
    return Signer(detail::made<hpki_signer>([&](auto out, auto error) {
      return hpki_signer_from_encrypted_key(key.data(), key.size(), passphrase.data(), passphrase.size(),
                                            certificate.handle(), settings.handle(), out, error);
    }));
  }
  static Signer from_pkcs12(Octets file, Octets passphrase, const Settings &settings) {
    return Signer(detail::made<hpki_signer>([&](auto out, auto error) {
      return hpki_signer_from_pkcs12(file.data(), file.size(), passphrase.data(), passphrase.size(), settings.handle(), out, error);
    }));
  }
  CertificateView certificate() const {
    return CertificateView(detail::get<const hpki_certificate *>(hpki_signer_certificate, static_cast<const hpki_signer *>(handle_.get())));
  }
  const hpki_signer *handle() const { return handle_.get(); }

 private:
  friend class Card;
  explicit Signer(hpki_signer *handle) : handle_(handle) {}
  detail::Owned<hpki_signer, hpki_signer_free> handle_;
};

/// How drivers of cards are loaded.
class CardOptions {
 public:
  CardOptions() : handle_(detail::made<hpki_card_options>([](auto out, auto) { return hpki_card_options_new(out); })) {}
  CardOptions &helper(std::string_view path) { return set(hpki_card_options_set_helper, path); }
  CardOptions &state_folder(std::string_view path) { return set(hpki_card_options_set_state_folder, path); }
  CardOptions &reader(std::string_view name) { return set(hpki_card_options_set_reader, name); }
  CardOptions &timeout(std::chrono::seconds seconds) {
    detail::check(hpki_card_options_set_timeout(handle_.get(), static_cast<std::uint32_t>(seconds.count())));
    return *this;
  }
  CardOptions &danger_in_process() {
    detail::check(hpki_card_options_danger_in_process(handle_.get()));
    return *this;
  }
  const hpki_card_options *handle() const { return handle_.get(); }

 private:
  CardOptions &set(hpki_result (*function)(const hpki_card_options *, const char *, std::size_t, hpki_error **), std::string_view text) {
    detail::call([&](auto error) { return function(handle_.get(), text.data(), text.size(), error); });
    return *this;
  }
  detail::Owned<hpki_card_options, hpki_card_options_free> handle_;
};

/// The readers that a driver knows, and the cards in them.
class Readers {
 public:
  Readers(std::string_view driver, const CardOptions &options)
      : handle_(detail::made<hpki_readers>([&](auto out, auto error) {
          return hpki_readers_list(driver.data(), driver.size(), options.handle(), out, error);
        })) {}
  std::vector<std::string_view> names() const {
    std::vector<std::string_view> names;
    const auto count = detail::get<std::size_t>(hpki_readers_count, get());
    for (std::size_t index = 0; index < count; ++index)
      names.push_back(detail::text(detail::get<hpki_text>(hpki_readers_name, get(), index)));
    return names;
  }
  /// What is in a reader: one of HPKI_READER_....
  hpki_reader_state state(std::size_t index) const { return detail::get<hpki_reader_state>(hpki_readers_state, get(), index); }
  /// Why the card in a reader cannot be read, if that is so.
  std::optional<std::string_view> problem(std::size_t index, Language in) const {
    return detail::some(detail::get<hpki_text>(hpki_readers_problem, get(), index, static_cast<hpki_language>(in)));
  }
  std::string_view json() const { return detail::text(detail::get<hpki_text>(hpki_readers_json, get())); }

 private:
  const hpki_readers *get() const { return handle_.get(); }
  detail::Owned<hpki_readers, hpki_readers_free> handle_;
};

/// An open card: whose it is, told without a PIN.
class Card {
 public:
  Card(std::string_view driver, const CardOptions &options)
      : handle_(detail::made<hpki_card>([&](auto out, auto error) {
          return hpki_card_open(driver.data(), driver.size(), options.handle(), out, error);
        })) {}
  CertificateView certificate() const { return CertificateView(detail::get<const hpki_certificate *>(hpki_card_certificate, get())); }
  std::string_view text(Language in) const {
    return detail::text(detail::get<hpki_text>(hpki_card_text, get(), static_cast<hpki_language>(in)));
  }
  std::string_view json() const { return detail::text(detail::get<hpki_text>(hpki_card_json, get())); }
  /// A signer with a PIN that a person typed for so many signatures. It takes the card.
  Signer signer(Octets pin, std::uint32_t signatures = 1) const {
    return Signer(detail::made<hpki_signer>([&](auto out, auto error) {
      return hpki_signer_from_card(get(), pin.data(), pin.size(), signatures, out, error);
    }));
  }
  /// The same with a function that asks when the card needs the PIN. It must not throw.
  Signer signer(hpki_pin_callback ask, void *user_data, std::uint32_t signatures = 1) const {
    return Signer(detail::made<hpki_signer>([&](auto out, auto error) {
      return hpki_signer_from_card_asking(get(), ask, user_data, signatures, out, error);
    }));
  }

 private:
  const hpki_card *get() const { return handle_.get(); }
  detail::Owned<hpki_card, hpki_card_free> handle_;
};

/// A document that was signed and holds.
class Signed {
 public:
  explicit Signed(hpki_signed *handle) : handle_(handle) {}
  Octets octets() const { return detail::get<hpki_octets>(hpki_signed_octets, static_cast<const hpki_signed *>(handle_.get())); }
  /// Whole or not at all. An existing file that holds something else is replaced only on demand.
  void save(std::string_view path, hpki_replace replace = HPKI_REPLACE_NEVER) const {
    detail::call([&](auto error) { return hpki_signed_save(handle_.get(), path.data(), path.size(), replace, error); });
  }

 private:
  detail::Owned<hpki_signed, hpki_signed_free> handle_;
};

/// What a signer says about a letter or another document, under the signature.
class Properties {
 public:
  Properties() : handle_(detail::made<hpki_properties>([](auto out, auto) { return hpki_properties_new(out); })) {}
  Properties &claimed_role(std::string_view role) {
    return set([&](auto error) { return hpki_properties_add_claimed_role(handle(), role.data(), role.size(), error); });
  }
  /// One of HPKI_PLACE_....
  Properties &place(hpki_place part, std::string_view name) {
    return set([&](auto error) { return hpki_properties_set_place(handle(), part, name.data(), name.size(), error); });
  }
  /// One of HPKI_FORMAT_..., about the file with this index.
  Properties &format(std::size_t index, hpki_format what, std::string_view value) {
    return set([&](auto error) { return hpki_properties_set_format(handle(), index, what, value.data(), value.size(), error); });
  }
  /// One of HPKI_COMMITMENT_....
  Properties &commitment(hpki_commitment commitment) {
    return set([&](auto) { return hpki_properties_add_commitment(handle(), commitment); });
  }
  Properties &commitment(std::string_view uri) {
    return set([&](auto error) { return hpki_properties_add_commitment_uri(handle(), uri.data(), uri.size(), error); });
  }
  Properties &implied_policy() {
    return set([&](auto) { return hpki_properties_set_implied_policy(handle()); });
  }
  Properties &policy(std::string_view identifier, Octets document, std::string_view uri = "") {
    return set([&](auto error) {
      return hpki_properties_set_policy(handle(), identifier.data(), identifier.size(), document.data(), document.size(),
                                        uri.data(), uri.size(), error);
    });
  }
  const hpki_properties *handle() const { return handle_.get(); }

 private:
  template <class F>
  Properties &set(F function) {
    detail::call(function);
    return *this;
  }
  detail::Owned<hpki_properties, hpki_properties_free> handle_;
};

/// A document that is ready to be signed, here or elsewhere.
class Prepared {
 public:
  static Prepared prescription(Octets csv, const CertificateView &certificate, const Settings &settings, Time at) {
    return Prepared(detail::made<hpki_prepared>([&](auto out, auto error) {
      return hpki_prepare_prescription(csv.data(), csv.size(), certificate.handle(), settings.handle(), detail::seconds(at), out, error);
    }));
  }
  static Prepared dispensing(Octets prescription, Octets csv, const CertificateView &certificate, const Settings &settings, Time at) {
    return Prepared(detail::made<hpki_prepared>([&](auto out, auto error) {
      return hpki_prepare_dispensing(prescription.data(), prescription.size(), csv.data(), csv.size(), certificate.handle(),
                                     settings.handle(), detail::seconds(at), out, error);
    }));
  }
  static Prepared enveloped(Octets xml, Document kind, const CertificateView &certificate, const Settings &settings, Time at) {
    return Prepared(detail::made<hpki_prepared>([&](auto out, auto error) {
      return hpki_prepare_enveloped(xml.data(), xml.size(), static_cast<hpki_document>(kind), certificate.handle(),
                                    settings.handle(), detail::seconds(at), out, error);
    }));
  }
  static Prepared detached(const Detached &files, Document kind, const CertificateView &certificate, const Settings &settings, Time at) {
    return Prepared(detail::made<hpki_prepared>([&](auto out, auto error) {
      return hpki_prepare_detached(files.handle(), static_cast<hpki_document>(kind), certificate.handle(), settings.handle(),
                                   detail::seconds(at), out, error);
    }));
  }
  static Prepared enveloped(Octets xml, Document kind, const Properties &properties, const CertificateView &certificate,
                            const Settings &settings, Time at) {
    return Prepared(detail::made<hpki_prepared>([&](auto out, auto error) {
      return hpki_prepare_enveloped_letter(xml.data(), xml.size(), static_cast<hpki_document>(kind), properties.handle(),
                                           certificate.handle(), settings.handle(), detail::seconds(at), out, error);
    }));
  }
  /// One element of a document, by its identifier.
  static Prepared element(Octets xml, std::string_view id, Document kind, const Properties &properties,
                          const CertificateView &certificate, const Settings &settings, Time at) {
    return Prepared(detail::made<hpki_prepared>([&](auto out, auto error) {
      return hpki_prepare_element(xml.data(), xml.size(), id.data(), id.size(), static_cast<hpki_document>(kind),
                                  properties.handle(), certificate.handle(), settings.handle(), detail::seconds(at), out, error);
    }));
  }
  /// Over the value of a signature: the one with this Id, or the only one.
  static Prepared counter_signature(Octets xml, std::string_view id, Document kind, const Properties &properties,
                                    const CertificateView &certificate, const Settings &settings, Time at) {
    return Prepared(detail::made<hpki_prepared>([&](auto out, auto error) {
      return hpki_prepare_counter_signature(xml.data(), xml.size(), id.data() ? id.data() : "", id.size(),
                                            static_cast<hpki_document>(kind), properties.handle(), certificate.handle(),
                                            settings.handle(), detail::seconds(at), out, error);
    }));
  }
  static Prepared enveloping(Octets file, hpki_form form, Document kind, const Properties &properties,
                             const CertificateView &certificate, const Settings &settings, Time at) {
    return Prepared(detail::made<hpki_prepared>([&](auto out, auto error) {
      return hpki_prepare_enveloping_letter(file.data(), file.size(), form, static_cast<hpki_document>(kind),
                                            properties.handle(), certificate.handle(), settings.handle(),
                                            detail::seconds(at), out, error);
    }));
  }
  static Prepared detached(const Detached &files, hpki_form form, hpki_listing listing, Document kind,
                           const Properties &properties, const CertificateView &certificate, const Settings &settings, Time at) {
    return Prepared(detail::made<hpki_prepared>([&](auto out, auto error) {
      return hpki_prepare_detached_letter(files.handle(), form, listing, static_cast<hpki_document>(kind), properties.handle(),
                                          certificate.handle(), settings.handle(), detail::seconds(at), out, error);
    }));
  }
  static Prepared from_state(Octets state) {
    return Prepared(detail::made<hpki_prepared>(
        [&](auto out, auto error) { return hpki_prepared_from_state(state.data(), state.size(), out, error); }));
  }
  Octets data() const { return detail::get<hpki_octets>(hpki_prepared_data, get()); }
  Octets digest() const { return detail::get<hpki_octets>(hpki_prepared_digest, get()); }
  std::string_view algorithm() const { return detail::text(detail::get<hpki_text>(hpki_prepared_algorithm, get())); }
  Octets state() const {
    hpki_octets state = {nullptr, 0};
    detail::call([&](auto error) { return hpki_prepared_state(get(), &state, error); });
    return state;
  }
  Signed sign(const Signer &signer) const {
    return Signed(detail::made<hpki_signed>(
        [&](auto out, auto error) { return hpki_prepared_sign(get(), signer.handle(), out, error); }));
  }
  /// The same, and it must be TOTAL-PASSED for the verifier before it is handed out.
  Signed sign(const Signer &signer, const Verifier &verifier, const Detached &files, Time at) const {
    return Signed(detail::made<hpki_signed>([&](auto out, auto error) {
      return hpki_prepared_sign_under(get(), signer.handle(), verifier.handle(), files.handle(), detail::seconds(at), out, error);
    }));
  }
  Signed assemble(Octets value) const {
    return Signed(detail::made<hpki_signed>(
        [&](auto out, auto error) { return hpki_prepared_assemble(get(), value.data(), value.size(), out, error); }));
  }

 private:
  explicit Prepared(hpki_prepared *handle) : handle_(handle) {}
  const hpki_prepared *get() const { return handle_.get(); }
  detail::Owned<hpki_prepared, hpki_prepared_free> handle_;
};

/// A signature on its way to a higher level, step by step.
class Augmentation {
 public:
  Augmentation(Octets document, Level level, const TrustStore &trust, Time now)
      : handle_(detail::made<hpki_augmentation>([&](auto out, auto error) {
          return hpki_augmentation_begin(document.data(), document.size(), static_cast<hpki_level>(level), trust.handle(),
                                         detail::seconds(now), out, error);
        })) {}
  /// One of several signatures, by its Id (empty: the only one), of a document with files outside it.
  Augmentation(Octets document, std::string_view id, const Detached &files, Level level, const TrustStore &trust, Time now)
      : handle_(detail::made<hpki_augmentation>([&](auto out, auto error) {
          return hpki_augmentation_begin_detached(document.data(), document.size(), id.data() ? id.data() : "", id.size(),
                                                  files.handle(), static_cast<hpki_level>(level), trust.handle(),
                                                  detail::seconds(now), out, error);
        })) {}
  /// One of HPKI_STEP_....
  hpki_step step() const { return detail::get<hpki_step>(hpki_augmentation_step, static_cast<const hpki_augmentation *>(handle_.get())); }
  /// The request to send to a time-stamp authority; the nonce is 16 random octets.
  Octets request(Octets nonce) {
    hpki_octets request = {nullptr, 0};
    detail::call([&](auto error) { return hpki_augmentation_request(handle_.get(), nonce.data(), nonce.size(), &request, error); });
    return request;
  }
  void answer(Octets response) { take(hpki_augmentation_answer, response); }
  void token(Octets token) { take(hpki_augmentation_token, token); }
  void provide(Octets lists) { take(hpki_augmentation_provide, lists); }
  /// The document, when the step is HPKI_STEP_DONE.
  Octets octets() const {
    hpki_octets octets = {nullptr, 0};
    detail::call([&](auto error) { return hpki_augmentation_octets(handle_.get(), &octets, error); });
    return octets;
  }

 private:
  void take(hpki_result (*function)(const hpki_augmentation *, const std::uint8_t *, std::size_t, hpki_error **), Octets octets) {
    detail::call([&](auto error) { return function(handle_.get(), octets.data(), octets.size(), error); });
  }
  detail::Owned<hpki_augmentation, hpki_augmentation_free> handle_;
};

}  // namespace hpki

#endif
