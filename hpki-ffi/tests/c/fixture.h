/* What the C tests share: files in memory, one valid handle of every type, and a word when something is wrong. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <hpki.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition, ...)                                                       \
  do {                                                                                \
    if (!(condition)) {                                                               \
      fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);                 \
      fprintf(stderr, __VA_ARGS__);                                                   \
      fprintf(stderr, "\n");                                                          \
      exit(1);                                                                        \
    }                                                                                 \
  } while (0)

/* The time at which the test documents pass: 2026-10-01T00:00:00Z. */
#define AT INT64_C(1790812800)
/* The time at which they are signed: 2026-04-01T06:00:00Z, when the lists are fresh. */
#define SIGN_AT INT64_C(1775023200)

typedef struct {
  uint8_t *data;
  size_t length;
} blob;

typedef struct {
  char folder[512];
  blob document, refused, dispensing, certificate, anchor, tsa_anchor, list, intermediate, issuer_list, csv, key, pkcs12;
  hpki_trust_store *trust;
  hpki_settings *settings;
  hpki_verifier *verifier;
  hpki_report *report;
  hpki_report *refused_report;
  hpki_inspection *inspection;
  hpki_certificate *own_certificate;
  hpki_path_report *path_report;
  hpki_detached *detached;
  hpki_error *error;
  hpki_trust_store *full_trust;
  hpki_signer *signer_of_key;
  hpki_prepared *prepared;
  hpki_signed *signed_document;
  hpki_unsigned *unsigned_document;
  hpki_augmentation *augmentation;
  hpki_properties *properties;
  hpki_card_options *card_options;
  hpki_readers *readers; /* NULL, as is the card, where no virtual card was given */
  hpki_card *card;
  const hpki_signature *signature;
  const hpki_certificate *signer;
  const hpki_check *check;
  const hpki_inspected_signature *inspected_signature;
} fixture;

static inline blob read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  REQUIRE(file, "%s", path);
  blob blob = {malloc(1 << 20), 0};
  blob.length = fread(blob.data, 1, 1 << 20, file);
  REQUIRE(blob.length < (1 << 20), "%s", path);
  fclose(file);
  /* A block of just this size, so that reading one octet too far is noticed. */
  blob.data = realloc(blob.data, blob.length ? blob.length : 1);
  return blob;
}

static inline blob vector_file(const fixture *fixture, const char *name) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
  return read_file(path);
}

/* The handles of signing: with the key of a doctor of the test hierarchy. */
static inline void open_signing(fixture *f) {
  REQUIRE(hpki_trust_store_new(&f->full_trust) == HPKI_OK, "trust store");
  REQUIRE(hpki_trust_store_add_anchors(f->full_trust, f->anchor.data, f->anchor.length, NULL) == HPKI_OK, "anchor");
  REQUIRE(hpki_trust_store_add_intermediates(f->full_trust, f->intermediate.data, f->intermediate.length, NULL) ==
              HPKI_OK, "intermediate");
  REQUIRE(hpki_trust_store_add_certificate_lists(f->full_trust, f->list.data, f->list.length, NULL) == HPKI_OK, "list");
  REQUIRE(hpki_trust_store_add_certificate_lists(f->full_trust, f->issuer_list.data, f->issuer_list.length, NULL) ==
              HPKI_OK, "issuer's list");
  REQUIRE(hpki_signer_from_key(f->key.data, f->key.length, f->own_certificate, f->settings, &f->signer_of_key, NULL) ==
              HPKI_OK, "signer");
  REQUIRE(hpki_prepare_prescription(f->csv.data, f->csv.length, f->own_certificate, f->settings, SIGN_AT, &f->prepared,
                                    NULL) == HPKI_OK, "prepared");
  REQUIRE(hpki_prepared_sign(f->prepared, f->signer_of_key, &f->signed_document, NULL) == HPKI_OK, "signed");
  REQUIRE(hpki_unsigned_prescription(f->csv.data, f->csv.length, f->settings, &f->unsigned_document, NULL) == HPKI_OK,
          "unsigned");
  hpki_octets document;
  REQUIRE(hpki_signed_octets(f->signed_document, &document) == HPKI_OK, "octets");
  REQUIRE(hpki_augmentation_begin(document.data, document.length, HPKI_LEVEL_T, f->full_trust, SIGN_AT, &f->augmentation,
                                  NULL) == HPKI_OK, "augmentation");
  REQUIRE(hpki_properties_new(&f->properties) == HPKI_OK, "properties");
  REQUIRE(hpki_card_options_new(&f->card_options) == HPKI_OK, "card options");
}

/* Opens a virtual card through the program hpki-card-helper. */
static inline void open_card(fixture *f, const char *driver, const char *helper) {
  REQUIRE(hpki_card_options_set_helper(f->card_options, helper, strlen(helper), NULL) == HPKI_OK, "helper");
  REQUIRE(hpki_readers_list(driver, strlen(driver), f->card_options, &f->readers, NULL) == HPKI_OK, "readers");
  REQUIRE(hpki_card_open(driver, strlen(driver), f->card_options, &f->card, NULL) == HPKI_OK, "card");
}

static inline fixture open_fixture(const char *folder) {
  fixture f;
  memset(&f, 0, sizeof f);
  snprintf(f.folder, sizeof f.folder, "%s", folder);
  f.document = vector_file(&f, "cases/prescription-lt/document.xml");
  f.refused = vector_file(&f, "cases/prescription-bes/document.xml");
  f.dispensing = vector_file(&f, "cases/dispensing-lta/document.xml");
  f.certificate = vector_file(&f, "pki/certificates/doctor.der");
  f.anchor = vector_file(&f, "pki/certificates/root.der");
  f.tsa_anchor = vector_file(&f, "pki/certificates/tsa-root.der");
  f.list = vector_file(&f, "pki/crls/root.crl");
  f.intermediate = vector_file(&f, "pki/certificates/sign-ca.der");
  f.issuer_list = vector_file(&f, "pki/crls/sign-ca.crl");
  f.key = vector_file(&f, "pki/keys/doctor.pem");
  f.pkcs12 = vector_file(&f, "../hpki-core/tests/key_files/aes-256.p12");
  f.csv = (blob){malloc(12), 12};
  memcpy(f.csv.data, "SJ1,1\nSJ2,2\n", 12);
  REQUIRE(hpki_trust_store_new(&f.trust) == HPKI_OK, "trust store");
  REQUIRE(hpki_trust_store_add_anchors(f.trust, f.anchor.data, f.anchor.length, NULL) == HPKI_OK, "anchor");
  REQUIRE(hpki_trust_store_add_time_stamp_anchors(f.trust, f.tsa_anchor.data, f.tsa_anchor.length, NULL) == HPKI_OK,
          "time-stamp anchor");
  REQUIRE(hpki_settings_new(&f.settings) == HPKI_OK, "settings");
  REQUIRE(hpki_verifier_new(f.trust, f.settings, &f.verifier, NULL) == HPKI_OK, "verifier");
  REQUIRE(hpki_verifier_verify(f.verifier, f.document.data, f.document.length, AT, &f.report, NULL) == HPKI_OK, "passes");
  REQUIRE(hpki_verifier_verify(f.verifier, f.refused.data, f.refused.length, AT, &f.refused_report, NULL) ==
              HPKI_INDETERMINATE, "is refused");
  REQUIRE(hpki_inspect(f.document.data, f.document.length, &f.inspection, NULL) == HPKI_OK, "inspection");
  REQUIRE(hpki_certificate_parse(f.certificate.data, f.certificate.length, &f.own_certificate, NULL) == HPKI_OK, "certificate");
  REQUIRE(hpki_certificate_validate(f.own_certificate, f.trust, f.settings, HPKI_PROFILE_SIGNATURE, AT, &f.path_report,
                                    NULL) == HPKI_INDETERMINATE, "no path");
  REQUIRE(hpki_detached_new(&f.detached) == HPKI_OK, "detached");
  hpki_octets content;
  REQUIRE(hpki_report_content(f.refused_report, &content, &f.error) == HPKI_ERROR_NOT_PASSED, "no content");
  REQUIRE(hpki_report_signature(f.report, 0, &f.signature) == HPKI_OK, "signature");
  REQUIRE(hpki_signature_signer(f.signature, &f.signer) == HPKI_OK && f.signer, "signer");
  REQUIRE(hpki_report_check(f.report, 0, &f.check) == HPKI_OK, "check");
  REQUIRE(hpki_inspection_signature(f.inspection, 0, &f.inspected_signature) == HPKI_OK, "inspected signature");
  open_signing(&f);
  return f;
}

static inline void close_fixture(fixture *f) {
  hpki_report_free(f->report);
  hpki_report_free(f->refused_report);
  hpki_inspection_free(f->inspection);
  hpki_certificate_free(f->own_certificate);
  hpki_path_report_free(f->path_report);
  hpki_detached_free(f->detached);
  hpki_error_free(f->error);
  hpki_trust_store_free(f->full_trust);
  hpki_signer_free(f->signer_of_key);
  hpki_prepared_free(f->prepared);
  hpki_signed_free(f->signed_document);
  hpki_unsigned_free(f->unsigned_document);
  hpki_augmentation_free(f->augmentation);
  hpki_properties_free(f->properties);
  hpki_card_options_free(f->card_options);
  hpki_readers_free(f->readers);
  hpki_card_free(f->card);
  hpki_verifier_free(f->verifier);
  hpki_settings_free(f->settings);
  hpki_trust_store_free(f->trust);
  blob *blobs[] = {&f->document, &f->refused, &f->dispensing, &f->certificate, &f->anchor, &f->tsa_anchor, &f->list,
                   &f->intermediate, &f->issuer_list, &f->csv, &f->key, &f->pkcs12};
  for (size_t index = 0; index < sizeof blobs / sizeof *blobs; index++) free(blobs[index]->data);
}

#endif
