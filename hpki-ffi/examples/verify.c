/* Verifies a prescription and writes the CSV that was signed to standard output.
 *
 *   verify DOCUMENT TRUST_ANCHOR TIME_STAMP_ANCHOR [SECONDS_SINCE_1970]
 *
 * Exit code: 0 accepted, 1 TOTAL-FAILED, 2 INDETERMINATE, 3 nothing was decided. */
#include <hpki.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Says why a call failed, and frees the error. */
static int complain(hpki_error *error) {
  hpki_text message = {0};
  if (hpki_error_message(error, HPKI_LANGUAGE_ENGLISH, &message) == HPKI_OK)
    fprintf(stderr, "%.*s\n", (int)message.length, message.data);
  hpki_error_free(error);
  return 3;
}

int main(int count, char **arguments) {
  if (count < 4) {
    fprintf(stderr, "usage: verify DOCUMENT TRUST_ANCHOR TIME_STAMP_ANCHOR [SECONDS_SINCE_1970]\n");
    return 3;
  }
  const int64_t at = count > 4 ? strtoll(arguments[4], NULL, 10) : (int64_t)time(NULL);
  hpki_trust_store *trust = NULL;
  hpki_settings *settings = NULL;
  hpki_verifier *verifier = NULL;
  hpki_report *report = NULL;
  hpki_error *error = NULL;
  int exit_code = 3;

  /* Made once at the start of a program; the verifier serves every thread until its end. */
  if (hpki_trust_store_new(&trust) != HPKI_OK || hpki_settings_new(&settings) != HPKI_OK ||
      hpki_trust_store_add_anchors_file(trust, arguments[2], strlen(arguments[2]), &error) != HPKI_OK ||
      hpki_trust_store_add_time_stamp_anchors_file(trust, arguments[3], strlen(arguments[3]), &error) != HPKI_OK ||
      hpki_settings_set_document(settings, HPKI_DOCUMENT_PRESCRIPTION) != HPKI_OK ||
      hpki_verifier_new(trust, settings, &verifier, &error) != HPKI_OK) {
    complain(error);
    goto done;
  }

  const hpki_result result =
      hpki_verifier_verify_file(verifier, arguments[1], strlen(arguments[1]), at, &report, &error);
  if (result > HPKI_INDETERMINATE) { /* nothing was decided: the file cannot be read */
    complain(error);
    goto done;
  }
  exit_code = (int)result;

  hpki_text text = {0};
  if (hpki_report_text(report, HPKI_LANGUAGE_JAPANESE, &text) == HPKI_OK)
    fprintf(stderr, "%.*s", (int)text.length, text.data);

  /* Content comes out of a report that passed, and of no other. */
  hpki_octets content = {0};
  if (result == HPKI_OK && hpki_report_content(report, &content, &error) == HPKI_OK)
    fwrite(content.data, 1, content.length, stdout);
  else
    hpki_error_free(error);

done:
  hpki_report_free(report);
  hpki_verifier_free(verifier);
  hpki_settings_free(settings);
  hpki_trust_store_free(trust);
  return exit_code;
}
