/* 64 threads on one verifier: every verdict is the one that a single thread gets, and one report is read by all. */
#include <pthread.h>

#include "fixture.h"

enum { THREADS = 64, ROUNDS = 8 };

static fixture f;
static hpki_report *shared;

static void read_shared(void) {
  size_t count = 0;
  REQUIRE(hpki_report_signature_count(shared, &count) == HPKI_OK && count == 1, "signatures");
  for (uint32_t language = HPKI_LANGUAGE_ENGLISH; language <= HPKI_LANGUAGE_JAPANESE; language++) {
    hpki_text text;
    REQUIRE(hpki_report_text(shared, language, &text) == HPKI_OK && text.length > 500, "text");
    REQUIRE(hpki_report_html(shared, language, &text) == HPKI_OK && text.length > 500, "page");
  }
  hpki_text json;
  REQUIRE(hpki_report_json(shared, &json) == HPKI_OK && json.length > 500, "json");
  const hpki_signature *signature;
  const hpki_certificate *signer;
  REQUIRE(hpki_report_signature(shared, 0, &signature) == HPKI_OK, "signature");
  REQUIRE(hpki_signature_signer(signature, &signer) == HPKI_OK, "signer");
  REQUIRE(hpki_certificate_subject(signer, &json) == HPKI_OK && json.length > 10, "subject");
}

static void *work(void *number) {
  for (int round = 0; round < ROUNDS; round++) {
    const int good = ((int)(intptr_t)number + round) % 2;
    const blob *document = good ? &f.document : &f.refused;
    hpki_report *report = NULL;
    const hpki_result result = hpki_verifier_verify(f.verifier, document->data, document->length, AT, &report, NULL);
    REQUIRE(result == (good ? HPKI_OK : HPKI_INDETERMINATE), "thread %d: %u", (int)(intptr_t)number, result);
    hpki_octets content;
    const hpki_result given = hpki_report_content(report, &content, NULL);
    REQUIRE(given == (good ? HPKI_OK : HPKI_ERROR_NOT_PASSED), "content: %u", given);
    hpki_report_free(report);
    read_shared();
    REQUIRE(hpki_settings_add_role(f.settings, "Dentist", 7, NULL) == HPKI_OK, "settings of all threads");
  }
  return NULL;
}

int main(int count, char **arguments) {
  (void)count;
  f = open_fixture(arguments[1]);
  REQUIRE(hpki_verifier_verify(f.verifier, f.document.data, f.document.length, AT, &shared, NULL) == HPKI_OK, "shared");
  pthread_t threads[THREADS];
  for (int number = 0; number < THREADS; number++)
    REQUIRE(pthread_create(&threads[number], NULL, work, (void *)(intptr_t)number) == 0, "thread");
  for (int number = 0; number < THREADS; number++) pthread_join(threads[number], NULL);
  hpki_report_free(shared);
  close_fixture(&f);
  printf("threads: %d threads, %d verifications\n", THREADS, THREADS * ROUNDS);
  return 0;
}
