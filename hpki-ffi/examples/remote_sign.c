/* Signs in two phases, with a key that is elsewhere.
 *
 *   remote_sign prepare CSV CERTIFICATE STATE DATA   writes the octets to be signed and a state
 *   remote_sign assemble STATE VALUE OUTPUT          takes the signature value and writes the document
 *
 * Between the two the program may end: the state is all that is needed. */
#include <hpki.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int complain(const char *what, hpki_error *error) {
  hpki_text message = {0};
  if (hpki_error_message(error, HPKI_LANGUAGE_ENGLISH, &message) == HPKI_OK)
    fprintf(stderr, "%s: %.*s\n", what, (int)message.length, message.data);
  hpki_error_free(error);
  return 1;
}

static unsigned char octets[1 << 20];

static size_t read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  const size_t length = file ? fread(octets, 1, sizeof octets, file) : 0;
  if (file) fclose(file);
  return length;
}

static int write_file(const char *path, hpki_octets content) {
  FILE *file = fopen(path, "wb");
  if (!file) return 0;
  const int whole = fwrite(content.data, 1, content.length, file) == content.length;
  return fclose(file) == 0 && whole;
}

static int prepare(const char *csv, const char *certificate_path, const char *state_path, const char *data_path) {
  hpki_certificate *certificate = NULL;
  hpki_settings *settings = NULL;
  hpki_prepared *prepared = NULL;
  hpki_error *error = NULL;
  hpki_octets state, data;
  const size_t length = read_file(csv);
  int failed = 1;
  if (hpki_settings_new(&settings) != HPKI_OK ||
      hpki_certificate_parse_file(certificate_path, strlen(certificate_path), &certificate, &error) != HPKI_OK ||
      /* Refuses what nobody would accept, before anybody signs it. */
      hpki_prepare_prescription(octets, length, certificate, settings, (int64_t)time(NULL), &prepared, &error) != HPKI_OK ||
      hpki_prepared_state(prepared, &state, &error) != HPKI_OK)
    complain("prepare", error);
  else
    failed = hpki_prepared_data(prepared, &data) != HPKI_OK || !write_file(state_path, state) || !write_file(data_path, data);
  hpki_prepared_free(prepared);
  hpki_settings_free(settings);
  hpki_certificate_free(certificate);
  return failed;
}

static int assemble(const char *state, const char *value, const char *output) {
  hpki_prepared *prepared = NULL;
  hpki_signed *document = NULL;
  hpki_error *error = NULL;
  int failed = 1;
  if (hpki_prepared_from_state(octets, read_file(state), &prepared, &error) == HPKI_OK &&
      /* The value is verified with the certificate, then the whole document. */
      hpki_prepared_assemble(prepared, octets, read_file(value), &document, &error) == HPKI_OK &&
      hpki_signed_save(document, output, strlen(output), HPKI_REPLACE_NEVER, &error) == HPKI_OK)
    failed = 0;
  else
    complain("assemble", error);
  hpki_signed_free(document);
  hpki_prepared_free(prepared);
  return failed;
}

int main(int count, char **arguments) {
  if (count == 6 && strcmp(arguments[1], "prepare") == 0)
    return prepare(arguments[2], arguments[3], arguments[4], arguments[5]);
  if (count == 5 && strcmp(arguments[1], "assemble") == 0) return assemble(arguments[2], arguments[3], arguments[4]);
  fprintf(stderr, "usage: remote_sign prepare CSV CERTIFICATE STATE DATA | assemble STATE VALUE OUTPUT\n");
  return 3;
}
