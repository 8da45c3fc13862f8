/* Verifies the documents of a list and prints what came out, one line of tab-separated fields each: vectors.py compares
 * it with what the test vectors say.
 *
 * Input lines: id, document, kind, at, revocation, "1" for test certificates, then fields like "anchor=path". */
#include "fixture.h"

static char *next(char **rest) {
  char *field = *rest;
  char *tab = field ? strpbrk(field, "\t\n") : NULL;
  *rest = tab && *tab == '\t' ? tab + 1 : NULL;
  if (tab) *tab = 0;
  return field;
}

static void add(const char *field, hpki_trust_store *trust, hpki_settings *settings, hpki_detached *detached) {
  const char *value = strchr(field, '=') + 1;
  const size_t length = strlen(value);
  hpki_result result = HPKI_ERROR_INTERNAL;
  if (!strncmp(field, "anchor=", 7)) result = hpki_trust_store_add_anchors_file(trust, value, length, NULL);
  if (!strncmp(field, "tsa=", 4)) result = hpki_trust_store_add_time_stamp_anchors_file(trust, value, length, NULL);
  if (!strncmp(field, "intermediate=", 13)) result = hpki_trust_store_add_intermediates_file(trust, value, length, NULL);
  if (!strncmp(field, "list=", 5)) result = hpki_trust_store_add_certificate_lists_file(trust, value, length, NULL);
  if (!strncmp(field, "role=", 5)) result = hpki_settings_add_role(settings, value, length, NULL);
  if (!strncmp(field, "detached=", 9)) result = hpki_detached_add_file(detached, value, length, NULL);
  REQUIRE(result == HPKI_OK, "%s: %u", field, result);
}

static void print_checks(size_t count, hpki_result (*get)(const void *, size_t, const hpki_check **), const void *of) {
  for (size_t index = 0; index < count; index++) {
    const hpki_check *check;
    hpki_text id;
    hpki_outcome outcome;
    REQUIRE(get(of, index, &check) == HPKI_OK, "check");
    REQUIRE(hpki_check_id(check, &id) == HPKI_OK && hpki_check_outcome(check, &outcome) == HPKI_OK, "check");
    if (outcome == HPKI_OUTCOME_FAILED || outcome == HPKI_OUTCOME_INDETERMINATE)
      printf("\tnot-passed=%.*s", (int)id.length, id.data);
    if (outcome == HPKI_OUTCOME_WARNING) printf("\twarning=%.*s", (int)id.length, id.data);
  }
}

static hpki_result of_report(const void *of, size_t index, const hpki_check **out) {
  return hpki_report_check(of, index, out);
}

static hpki_result of_signature(const void *of, size_t index, const hpki_check **out) {
  return hpki_signature_check(of, index, out);
}

static void print_report(const hpki_report *report) {
  static const char *const indications[] = {"?", "TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE"};
  static const char *const levels[] = {"?", "B", "T", "LT", "LTA"};
  hpki_indication indication;
  hpki_text sub_indication;
  size_t count;
  REQUIRE(hpki_report_indication(report, &indication) == HPKI_OK, "indication");
  REQUIRE(hpki_report_sub_indication(report, &sub_indication) == HPKI_OK, "sub-indication");
  printf("\t%s\t%.*s", indications[indication], (int)sub_indication.length, sub_indication.data ? sub_indication.data : "");
  REQUIRE(hpki_report_check_count(report, &count) == HPKI_OK, "checks");
  print_checks(count, of_report, report);
  size_t signatures;
  REQUIRE(hpki_report_signature_count(report, &signatures) == HPKI_OK, "signatures");
  for (size_t index = 0; index < signatures; index++) {
    const hpki_signature *signature;
    hpki_level level;
    REQUIRE(hpki_report_signature(report, index, &signature) == HPKI_OK, "signature");
    REQUIRE(hpki_signature_level(signature, &level) == HPKI_OK, "level");
    printf("\tlevel=%s", levels[level]);
    REQUIRE(hpki_signature_check_count(signature, &count) == HPKI_OK, "checks");
    print_checks(count, of_signature, signature);
  }
  hpki_octets content;
  if (hpki_report_content(report, &content, NULL) == HPKI_OK) {
    printf("\tcontent=");
    for (size_t index = 0; index < content.length; index++) printf("%02x", content.data[index]);
  }
}

int main(void) {
  static char line[1 << 16];
  int verified = 0;
  while (fgets(line, sizeof line, stdin)) {
    char *rest = line;
    const char *id = next(&rest), *document = next(&rest);
    const hpki_document kind = (hpki_document)atoi(next(&rest));
    const int64_t at = strtoll(next(&rest), NULL, 10);
    const hpki_revocation revocation = (hpki_revocation)atoi(next(&rest));
    const int test_certificates = atoi(next(&rest));
    hpki_trust_store *trust;
    hpki_settings *settings;
    hpki_detached *detached;
    hpki_verifier *verifier;
    hpki_report *report;
    REQUIRE(hpki_trust_store_new(&trust) == HPKI_OK && hpki_settings_new(&settings) == HPKI_OK, "handles");
    REQUIRE(hpki_detached_new(&detached) == HPKI_OK, "detached");
    REQUIRE(hpki_settings_set_document(settings, kind) == HPKI_OK, "%s: kind", id);
    REQUIRE(hpki_settings_set_revocation(settings, revocation) == HPKI_OK, "%s: revocation", id);
    if (test_certificates) REQUIRE(hpki_settings_danger_accept_test_certificates(settings) == HPKI_OK, "test");
    for (char *field = next(&rest); field && *field; field = next(&rest)) add(field, trust, settings, detached);
    REQUIRE(hpki_verifier_new(trust, settings, &verifier, NULL) == HPKI_OK, "verifier");
    blob octets = read_file(document);
    const hpki_result result =
        hpki_verifier_verify_detached(verifier, octets.data, octets.length, detached, at, &report, NULL);
    printf("%s\t%u", id, result);
    if (result <= HPKI_INDETERMINATE) print_report(report);
    printf("\n");
    if (result <= HPKI_INDETERMINATE) hpki_report_free(report);
    free(octets.data);
    hpki_verifier_free(verifier);
    hpki_detached_free(detached);
    hpki_settings_free(settings);
    hpki_trust_store_free(trust);
    verified++;
  }
  return verified > 0 ? 0 : 1;
}
