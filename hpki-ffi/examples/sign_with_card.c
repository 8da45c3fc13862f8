/* Signs a CSV as a prescription with a card: finds the card, says whose it is, asks for the PIN, saves the document.
 *
 *   sign_with_card DRIVER HELPER CSV OUTPUT [--test-card]
 *
 * DRIVER is the PKCS#11 driver (HpkiSigP11...), HELPER the program that holds it: pkg-config --variable=helper hpki. The
 * PIN is read from standard input; a real program asks for it in a dialogue, without showing it. */
#include <hpki.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int complain(hpki_error *error) {
  hpki_text message = {0};
  if (hpki_error_message(error, HPKI_LANGUAGE_JAPANESE, &message) == HPKI_OK)
    fprintf(stderr, "%.*s\n", (int)message.length, message.data);
  hpki_error_free(error);
  return 1;
}

/* Called when the card needs the PIN, and once more before a last try: then the person types it twice. */
static size_t ask(void *user_data, const hpki_certificate *certificate, hpki_pin_reason reason, char *pin,
                  size_t capacity) {
  FILE *from = user_data;
  hpki_text name = {0};
  if (hpki_certificate_japanese_name(certificate, &name) != HPKI_OK || !name.data)
    hpki_certificate_subject(certificate, &name);
  fprintf(stderr, "%.*s: PIN%s\n", (int)name.length, name.data, reason == HPKI_PIN_FOR_LAST_TRY ? " (last try)" : "");
  if (!fgets(pin, (int)capacity, from)) return 0;
  return strcspn(pin, "\r\n");
}

int main(int count, char **arguments) {
  if (count < 5) {
    fprintf(stderr, "usage: sign_with_card DRIVER HELPER CSV OUTPUT [--test-card]\n");
    return 3;
  }
  const char *driver = arguments[1], *helper = arguments[2], *output = arguments[4];
  static unsigned char csv[1 << 20];
  FILE *file = fopen(arguments[3], "rb");
  const size_t length = file ? fread(csv, 1, sizeof csv, file) : 0;
  if (file) fclose(file);

  hpki_card_options *options = NULL;
  hpki_settings *settings = NULL;
  hpki_card *card = NULL;
  hpki_prepared *prepared = NULL;
  hpki_signer *signer = NULL;
  hpki_signed *document = NULL;
  hpki_error *error = NULL;
  hpki_text who = {0};
  const hpki_certificate *certificate = NULL; /* belongs to the card */
  int failed = 1;

  if (hpki_card_options_new(&options) == HPKI_OK && hpki_settings_new(&settings) == HPKI_OK &&
      (count < 6 || hpki_settings_danger_accept_test_certificates(settings) == HPKI_OK) &&
      hpki_card_options_set_helper(options, helper, strlen(helper), &error) == HPKI_OK &&
      /* No PIN up to here and beyond: whose card is it, and may it sign this? */
      hpki_card_open(driver, strlen(driver), options, &card, &error) == HPKI_OK &&
      hpki_card_text(card, HPKI_LANGUAGE_JAPANESE, &who) == HPKI_OK &&
      fprintf(stderr, "%.*s", (int)who.length, who.data) > 0 &&
      hpki_card_certificate(card, &certificate) == HPKI_OK &&
      hpki_prepare_prescription(csv, length, certificate, settings, (int64_t)time(NULL), &prepared, &error) == HPKI_OK &&
      /* One signature: one login, one PIN. The document is verified before it is handed out. */
      hpki_signer_from_card_asking(card, ask, stdin, 1, &signer, &error) == HPKI_OK &&
      hpki_prepared_sign(prepared, signer, &document, &error) == HPKI_OK &&
      hpki_signed_save(document, output, strlen(output), HPKI_REPLACE_NEVER, &error) == HPKI_OK)
    failed = 0;
  else
    complain(error);

  hpki_signed_free(document);
  hpki_signer_free(signer);
  hpki_prepared_free(prepared);
  hpki_card_free(card);
  hpki_settings_free(settings);
  hpki_card_options_free(options);
  return failed;
}
