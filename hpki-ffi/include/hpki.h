/*
 * hpki: verifies and signs electronic prescriptions and other documents of Japan's Healthcare PKI.
 *
 * Made from the Rust sources by a test; do not edit. docs/c-library.md tells how to build with it, hpki.hpp wraps it
 * for C++.
 *
 * The rules are the same for every function:
 *
 * - A function returns a result code. 0 is success; where something is verified or validated, 0 is TOTAL-PASSED and
 *   nothing else is. Outputs are written only on success, which for verification and validation includes
 *   HPKI_TOTAL_FAILED and HPKI_INDETERMINATE: then there is a report that says why.
 * - Every pointer may be NULL, and gives HPKI_ERROR_NULL_POINTER: nothing else happens. Only `error` may be NULL without
 *   that: nobody wants an error object. A function that fails and is given `error` writes an error object there, which
 *   the caller frees with hpki_error_free(). Freeing NULL is fine.
 * - A handle belongs to the caller from the call that made it until its own ..._free(). What a getter hands out (texts,
 *   octets, pointers to const) belongs to the handle it came from, and is gone when that is freed.
 * - `data, length` and `path, path_length` are octets that the caller keeps readable and unchanged during the call; they
 *   are not kept after it. Texts are UTF-8, without a NUL at the end. Lengths count octets.
 * - Outputs of one call must not overlap each other.
 * - Reports, inspections, certificates, errors and verifiers can be read by any number of threads at once; stores,
 *   settings and sets of files may be shared too, their calls wait for each other. Whoever frees a handle makes sure that
 *   nobody uses it.
 * - Nothing is global: the library reads no clock and no environment, prints nothing, handles no signal.
 */


#ifndef HPKI_H
#define HPKI_H

#include <stddef.h>
#include <stdint.h>
#if defined(_WIN32) && !defined(HPKI_STATIC)
#define HPKI_API __declspec(dllimport)
#else
#define HPKI_API
#endif

/* The compiler warns when the verdict is not looked at. */
#if defined(__GNUC__)
#define HPKI_MUST_USE __attribute__((warn_unused_result))
#else
#define HPKI_MUST_USE
#endif


/**
 * The number of the binary interface, which is the number in the SONAME. Programs that were built with a header of one
 * number work with every library of that number.
 */
#define HPKI_ABI_VERSION 0

/**
 * A signature on its way to a higher level. Calls from several threads wait for each other; what it hands out is gone
 * with the next call that takes a step.
 */
typedef struct hpki_augmentation hpki_augmentation;

/**
 * An open card: whose it is, told without a PIN. It keeps other users out until it is freed, or until the signer that
 * took it is freed. Calls from several threads wait for each other.
 */
typedef struct hpki_card hpki_card;

/**
 * How drivers are loaded. New options are the safe ones: the driver lives in the program hpki-card-helper beside this
 * program, 30 seconds for a call. Calls from several threads wait for each other.
 */
typedef struct hpki_card_options hpki_card_options;

/**
 * A certificate: what it says of itself. Any number of threads can read it. Those that were asked of a report belong to
 * the report; those that were parsed are freed with hpki_certificate_free().
 */
typedef struct hpki_certificate hpki_certificate;

/**
 * One check that was made: what was checked, how it came out, what it looked at. It belongs to the report or
 * certificate it was asked of.
 */
typedef struct hpki_check hpki_check;

/**
 * Data outside a document that its signatures refer to. A reference names the file whose name equals its URI, else the
 * only one with the same last part of the name. Nothing else is ever looked at. Calls from several threads wait for
 * each other.
 */
typedef struct hpki_detached hpki_detached;

/**
 * Why a call failed. Made by the function that failed, freed by the caller with hpki_error_free(). It can be read by
 * any thread.
 */
typedef struct hpki_error hpki_error;

/**
 * One Signature element. It belongs to the inspection.
 */
typedef struct hpki_inspected_signature hpki_inspected_signature;

/**
 * Every Signature element of a document with its digests and certificates. Nothing in it says whether to accept the
 * document. Any number of threads can read it.
 */
typedef struct hpki_inspection hpki_inspection;

/**
 * What was found about one certification path. Any number of threads can read it.
 */
typedef struct hpki_path_report hpki_path_report;

/**
 * A document that is ready to be signed: the octets to be signed, and everything that is needed to finish it. It can be
 * stored as a state, and signed or assembled more than once. Any number of threads can use it.
 */
typedef struct hpki_prepared hpki_prepared;

/**
 * Signed properties (EN 319 132-1, sections 5.2.3 to 5.2.9), all of them claims of the signer that nobody vouches for.
 * New ones are empty. What cannot be written in XML is refused when something is prepared with them. Calls from several
 * threads wait for each other.
 */
typedef struct hpki_properties hpki_properties;

/**
 * The readers that a driver knows, as they were when they were listed. Any number of threads can read it.
 */
typedef struct hpki_readers hpki_readers;

/**
 * What was found about one document. Any number of threads can read it. Signed content comes out of it only when the
 * verdict is TOTAL-PASSED.
 */
typedef struct hpki_report hpki_report;

/**
 * Rules of verification and signing. New ones are the strict defaults: prescription or dispensing record, the roles of the kind of
 * document, revocation required, test certificates refused. Verifiers copy them when they are made. Calls from several
 * threads wait for each other.
 */
typedef struct hpki_settings hpki_settings;

/**
 * One signature. It belongs to the report it was asked of. What it tells is vouched for only when the report is
 * TOTAL-PASSED.
 */
typedef struct hpki_signature hpki_signature;

/**
 * A document that was signed and holds: it was parsed back and verified before it was handed out. Any number of threads
 * can read it.
 */
typedef struct hpki_signed hpki_signed;

/**
 * A private key with its certificate: from a file, or on a card. Calls from several threads wait for each other. What
 * it holds of keys and PINs is erased when it is freed.
 */
typedef struct hpki_signer hpki_signer;

/**
 * Trust anchors, intermediates and revocation lists. A new one is empty and trusts nobody. Verifiers copy what they
 * need when they are made, so a store can be changed and freed after that. Calls from several threads wait for each
 * other.
 */
typedef struct hpki_trust_store hpki_trust_store;

/**
 * A prescription or dispensing record that is not signed yet, for a service that makes whole Signature elements. Any
 * number of threads can read it.
 */
typedef struct hpki_unsigned hpki_unsigned;

/**
 * Verifies documents under one set of rules. It never changes, so any number of threads use it at once. It remembers
 * which signatures of certificates and lists verified before, and no verdict: use one for many documents.
 */
typedef struct hpki_verifier hpki_verifier;

/**
 * What a function came to: one of HPKI_OK, HPKI_TOTAL_FAILED, HPKI_INDETERMINATE or HPKI_ERROR_….
 *
 * 0 to 9: done, and outputs are written. 10 to 99: the call was wrong. 100 to 199: files. 200 to 299: certificates and
 * documents that cannot be read. 300 to 399: what a report does not give. 400 to 499: signing. 500 to 599: cards.
 * 600 to 699: long-term forms. 900 to 999: defects of this library.
 */
typedef uint32_t hpki_result;

/**
 * UTF-8 text of a handle: `length` octets at `data`, with no NUL behind them. It belongs to the handle it was asked of
 * and lives as long as that. `data` is NULL when there is no such text, and never NULL for an empty one.
 */
typedef struct {
  /**
   * The first octet, or NULL.
   */
  const char *data;
  /**
   * How many octets.
   */
  size_t length;
} hpki_text;

/**
 * A language of messages: one of HPKI_LANGUAGE_….
 */
typedef uint32_t hpki_language;

/**
 * A signature level of EN 319 132-1: one of HPKI_LEVEL_….
 */
typedef uint32_t hpki_level;

/**
 * What an augmentation needs next: one of HPKI_STEP_….
 */
typedef uint32_t hpki_step;

/**
 * Octets of a handle: `length` octets at `data`. They belong to the handle they were asked of and live as long as that.
 * `data` is never NULL.
 */
typedef struct {
  /**
   * The first octet.
   */
  const uint8_t *data;
  /**
   * How many octets.
   */
  size_t length;
} hpki_octets;

/**
 * What is done with a file that is there already: one of HPKI_REPLACE_….
 */
typedef uint32_t hpki_replace;

/**
 * What is in a reader: one of HPKI_READER_….
 */
typedef uint32_t hpki_reader_state;

/**
 * Which application of a card a driver shows: one of HPKI_APPLICATION_….
 */
typedef uint32_t hpki_application;

/**
 * A point in time, UTC. `present` is 0 when there is none, and the other members are 0 then.
 */
typedef struct {
  /**
   * Whole seconds since 1970-01-01T00:00:00Z, rounded down.
   */
  int64_t unix_seconds;
  /**
   * Nanoseconds after that, below 1,000,000,000.
   */
  uint32_t nanoseconds;
  /**
   * 1, or 0 when there is no time.
   */
  uint32_t present;
} hpki_time;

/**
 * Which of HPKI's policies a certificate has: one of HPKI_POLICY_….
 */
typedef uint32_t hpki_policy;

/**
 * Rules for a certificate and its authorities: one of HPKI_PROFILE_….
 */
typedef uint32_t hpki_profile;

/**
 * How a check came out: one of HPKI_OUTCOME_….
 */
typedef uint32_t hpki_outcome;

/**
 * Yes, no or unknown: one of HPKI_ANSWER_….
 */
typedef uint32_t hpki_answer;

/**
 * A kind of document: one of HPKI_DOCUMENT_….
 */
typedef uint32_t hpki_document;

/**
 * What of a file is signed.
 */
typedef uint32_t hpki_form;

/**
 * Where a detached signature lists its files.
 */
typedef uint32_t hpki_listing;

/**
 * A status of EN 319 102-1, section 5.1.3: one of HPKI_INDICATION_….
 */
typedef uint32_t hpki_indication;

/**
 * A part of the place where it is signed.
 */
typedef uint32_t hpki_place;

/**
 * Something that can be said about a signed file.
 */
typedef uint32_t hpki_format;

/**
 * What a signer commits to.
 */
typedef uint32_t hpki_commitment;

/**
 * Whether certificates must be known not to be revoked: one of HPKI_REVOCATION_….
 */
typedef uint32_t hpki_revocation;

/**
 * A digest algorithm: one of HPKI_DIGEST_…. Weaker ones are never acceptable.
 */
typedef uint32_t hpki_digest;

/**
 * A signature algorithm: one of HPKI_ALGORITHM_….
 */
typedef uint32_t hpki_algorithm;

/**
 * Why a PIN is asked for: one of HPKI_PIN_….
 */
typedef uint32_t hpki_pin_reason;

/**
 * Asks a person for a PIN. It is told whose card it is and why the PIN is asked for, writes at most `capacity` octets of
 * ASCII to `pin` and returns how many: 0 when nobody answered, and nothing is sent to the card then. Every answer must be
 * typed for this question: an answer from memory can lock the card. It must return, and must not throw or jump.
 */
typedef size_t (*hpki_pin_callback)(void *user_data,
                                    const hpki_certificate *certificate,
                                    hpki_pin_reason reason,
                                    char *pin,
                                    size_t capacity);

/**
 * Done. Where something was verified or validated: TOTAL-PASSED, and only then.
 */
#define HPKI_OK 0

/**
 * Verified or validated, outputs are written, and the verdict is TOTAL-FAILED.
 */
#define HPKI_TOTAL_FAILED 1

/**
 * Verified or validated, outputs are written, and the verdict is INDETERMINATE.
 */
#define HPKI_INDETERMINATE 2

/**
 * A pointer that must not be NULL is NULL.
 */
#define HPKI_ERROR_NULL_POINTER 10

/**
 * A length is larger than any object can be.
 */
#define HPKI_ERROR_LENGTH 11

/**
 * Text is not UTF-8.
 */
#define HPKI_ERROR_NOT_UTF8 12

/**
 * A number is none of the constants for its place.
 */
#define HPKI_ERROR_CONSTANT 13

/**
 * An index is not below the count.
 */
#define HPKI_ERROR_INDEX 14

/**
 * A time is outside the years 1 to 9999.
 */
#define HPKI_ERROR_TIME 15

/**
 * There is no such file.
 */
#define HPKI_ERROR_FILE_NOT_FOUND 100

/**
 * The file must not be read by this user.
 */
#define HPKI_ERROR_FILE_PERMISSION 101

/**
 * The path names a folder.
 */
#define HPKI_ERROR_FILE_IS_A_FOLDER 102

/**
 * The file cannot be read.
 */
#define HPKI_ERROR_FILE_UNREADABLE 103

/**
 * The file is larger than what is read for the purpose.
 */
#define HPKI_ERROR_FILE_TOO_LARGE 104

/**
 * The file is there already and holds something else.
 */
#define HPKI_ERROR_FILE_EXISTS 105

/**
 * The file cannot be written.
 */
#define HPKI_ERROR_FILE_UNWRITABLE 106

/**
 * No certificate in it.
 */
#define HPKI_ERROR_NO_CERTIFICATE 200

/**
 * No certificate revocation list in it.
 */
#define HPKI_ERROR_NO_CERTIFICATE_LIST 201

/**
 * A certificate or a list that cannot be read.
 */
#define HPKI_ERROR_CERTIFICATE_UNREADABLE 202

/**
 * Nobody is trusted, so nothing can be validated.
 */
#define HPKI_ERROR_NO_TRUST_ANCHOR 203

/**
 * A table of roles that cannot be read.
 */
#define HPKI_ERROR_ROLE_TABLE 204

/**
 * A document that cannot be read.
 */
#define HPKI_ERROR_DOCUMENT_UNREADABLE 210

/**
 * A document without a Signature element.
 */
#define HPKI_ERROR_NO_SIGNATURE 211

/**
 * The verdict is not TOTAL-PASSED, so there is no signed content.
 */
#define HPKI_ERROR_NOT_PASSED 300

/**
 * Several parts are signed, or their octets were not kept: there is no one content.
 */
#define HPKI_ERROR_CONTENT_IN_PARTS 301

/**
 * The document is no prescription and holds none.
 */
#define HPKI_ERROR_NO_PRESCRIPTION 302

/**
 * The octets of this part were not kept.
 */
#define HPKI_ERROR_OCTETS_NOT_KEPT 303

/**
 * The content is not one that can be signed: empty, or a CSV that the prescription service refuses.
 */
#define HPKI_ERROR_CONTENT 400

/**
 * The certificate may not sign this: use, policy, role, or validity.
 */
#define HPKI_ERROR_CERTIFICATE_UNFIT 401

/**
 * The algorithm does not fit the key, or is not one that is accepted.
 */
#define HPKI_ERROR_SIGNATURE_ALGORITHM 402

/**
 * The signature value does not fit the certificate and the octets. It was discarded.
 */
#define HPKI_ERROR_SIGNATURE_VALUE 403

/**
 * The signer failed, or is another than the document was prepared for.
 */
#define HPKI_ERROR_SIGNER 404

/**
 * The document is not one that can be signed so: not of its kind, signed already, not readable.
 */
#define HPKI_ERROR_DOCUMENT_UNFIT 405

/**
 * The state of a preparation cannot be read, or was changed.
 */
#define HPKI_ERROR_STATE 406

/**
 * The finished document does not pass. It was discarded.
 */
#define HPKI_ERROR_NOT_VALID 407

/**
 * The key file cannot be used.
 */
#define HPKI_ERROR_KEY_FILE 410

/**
 * The key file needs another passphrase.
 */
#define HPKI_ERROR_PASSPHRASE 411

/**
 * The card did not do what it was asked.
 */
#define HPKI_ERROR_CARD 500

/**
 * The driver cannot be loaded, or failed.
 */
#define HPKI_ERROR_CARD_DRIVER 501

/**
 * No reader, no card, or not the one that was chosen.
 */
#define HPKI_ERROR_NO_CARD 502

/**
 * The card is not one for this: several cards, another application, another use.
 */
#define HPKI_ERROR_WRONG_CARD 503

/**
 * The card or its reader is gone, or another card is there. The PIN was forgotten.
 */
#define HPKI_ERROR_CARD_GONE 504

/**
 * A signer has taken the card.
 */
#define HPKI_ERROR_CARD_TAKEN 505

/**
 * What is remembered about refused PINs cannot be read or written.
 */
#define HPKI_ERROR_CARD_STATE 506

/**
 * No PIN that may be sent to the card. No try was spent.
 */
#define HPKI_ERROR_PIN 510

/**
 * The card refused the PIN. One try was spent.
 */
#define HPKI_ERROR_PIN_INCORRECT 511

/**
 * The PIN is locked, or must be set first.
 */
#define HPKI_ERROR_PIN_LOCKED 512

/**
 * The signature cannot be augmented so.
 */
#define HPKI_ERROR_AUGMENT 600

/**
 * The time-stamp authority refused, or its token does not fit.
 */
#define HPKI_ERROR_TIME_STAMP 601

/**
 * Revocation lists are missing still.
 */
#define HPKI_ERROR_NO_REVOCATION_DATA 602

/**
 * Another step is due.
 */
#define HPKI_ERROR_STEP 603

/**
 * A defect of this library. What it was asked is not done; its handles can still be used and freed.
 */
#define HPKI_ERROR_INTERNAL 900

/**
 * English.
 */
#define HPKI_LANGUAGE_ENGLISH 1

/**
 * 日本語 (Japanese).
 */
#define HPKI_LANGUAGE_JAPANESE 2

/**
 * Not computed: something it needs is missing or not supported.
 */
#define HPKI_ANSWER_UNKNOWN 0

/**
 * Computed and as stated.
 */
#define HPKI_ANSWER_YES 1

/**
 * Computed, and something else than stated.
 */
#define HPKI_ANSWER_NO 2

/**
 * TOTAL-PASSED: every check passed under the policy of the caller.
 */
#define HPKI_INDICATION_TOTAL_PASSED 1

/**
 * TOTAL-FAILED: the signature is wrong, or was made when its maker was not entitled to make it.
 */
#define HPKI_INDICATION_TOTAL_FAILED 2

/**
 * INDETERMINATE: what is at hand neither proves nor disproves the signature.
 */
#define HPKI_INDICATION_INDETERMINATE 3

/**
 * As required.
 */
#define HPKI_OUTCOME_PASSED 1

/**
 * Not as required, and decided: TOTAL-FAILED.
 */
#define HPKI_OUTCOME_FAILED 2

/**
 * Not as required, and open: INDETERMINATE.
 */
#define HPKI_OUTCOME_INDETERMINATE 3

/**
 * Unusual, and said so; the verdict stands.
 */
#define HPKI_OUTCOME_WARNING 4

/**
 * Not made.
 */
#define HPKI_OUTCOME_SKIPPED 5

/**
 * Reports: of no kind that was asked for. Settings: a prescription or a dispensing record, told apart by structure.
 */
#define HPKI_DOCUMENT_AUTO 0

/**
 * 処方箋 (prescription).
 */
#define HPKI_DOCUMENT_PRESCRIPTION 1

/**
 * 調剤済み処方箋・調剤結果 (dispensing record).
 */
#define HPKI_DOCUMENT_DISPENSING 2

/**
 * 診療情報提供書 (referral letter).
 */
#define HPKI_DOCUMENT_REFERRAL 3

/**
 * Any other XAdES or XMLDSig document. Whoever asks for it accepts signers of every kind, unless a role is demanded.
 */
#define HPKI_DOCUMENT_GENERIC 4

/**
 * Without fresh revocation data nothing passes. The default.
 */
#define HPKI_REVOCATION_REQUIRED 1

/**
 * Data that counts for the time decides; without any, a warning.
 */
#define HPKI_REVOCATION_IF_AVAILABLE 2

/**
 * Not looked at; a warning says so.
 */
#define HPKI_REVOCATION_OFF 3

/**
 * B (BES): the signature alone.
 */
#define HPKI_LEVEL_B 1

/**
 * T: with a signature time-stamp.
 */
#define HPKI_LEVEL_T 2

/**
 * LT (X-L): with the certificates and revocation data to judge it later.
 */
#define HPKI_LEVEL_LT 3

/**
 * LTA (A): with an archive time-stamp over all of it.
 */
#define HPKI_LEVEL_LTA 4

/**
 * None of them.
 */
#define HPKI_POLICY_NONE 0

/**
 * For signatures.
 */
#define HPKI_POLICY_PRODUCTION 1

/**
 * For signatures in tests.
 */
#define HPKI_POLICY_TEST 2

/**
 * For authentication, never for documents.
 */
#define HPKI_POLICY_AUTHENTICATION 3

/**
 * Nothing any more: an answer was refused. Free it, and begin again.
 */
#define HPKI_STEP_FAILED 0

/**
 * A time-stamp: send hpki_augmentation_request() to an authority, and give the answer to hpki_augmentation_answer().
 */
#define HPKI_STEP_TIME_STAMP 1

/**
 * Revocation lists for certificates: see hpki_augmentation_missing_uri(), and give them to hpki_augmentation_provide().
 */
#define HPKI_STEP_REVOCATION_DATA 2

/**
 * Nothing: hpki_augmentation_octets() is the document.
 */
#define HPKI_STEP_DONE 3

/**
 * No card.
 */
#define HPKI_READER_EMPTY 1

/**
 * A card.
 */
#define HPKI_READER_CARD 2

/**
 * A card of which the driver can say nothing: as a rule one that is not for it.
 */
#define HPKI_READER_UNREADABLE 3

/**
 * For signatures of documents.
 */
#define HPKI_APPLICATION_SIGNATURE 1

/**
 * For authentication, never for documents.
 */
#define HPKI_APPLICATION_AUTHENTICATION 2

/**
 * HPKI certificate for signatures.
 */
#define HPKI_PROFILE_SIGNATURE 1

/**
 * HPKI certificate for authentication.
 */
#define HPKI_PROFILE_AUTHENTICATION 2

/**
 * RFC 5280 alone.
 */
#define HPKI_PROFILE_RFC5280 3

/**
 * Its octets.
 */
#define HPKI_FORM_OCTETS 1

/**
 * The canonical form of XML, so that line ends and the like may change. In a detached signature: of the files whose names
 * end in `.xml`; the octets of the others.
 */
#define HPKI_FORM_CANONICAL_XML 2

/**
 * In SignedInfo: whoever validates the signature validates the files.
 */
#define HPKI_LISTING_REFERENCES 1

/**
 * In a Manifest, as real referral letters do. Plain XMLDSig software validates the list alone.
 */
#define HPKI_LISTING_MANIFEST 2

/**
 * City.
 */
#define HPKI_PLACE_CITY 1

/**
 * Street address.
 */
#define HPKI_PLACE_STREET 2

/**
 * Prefecture (StateOrProvince).
 */
#define HPKI_PLACE_PREFECTURE 3

/**
 * Postal code.
 */
#define HPKI_PLACE_POSTAL_CODE 4

/**
 * Country.
 */
#define HPKI_PLACE_COUNTRY 5

/**
 * What it is, in words.
 */
#define HPKI_FORMAT_DESCRIPTION 1

/**
 * Its media type: `application/pdf`.
 */
#define HPKI_FORMAT_MIME_TYPE 2

/**
 * Its encoding, a URI.
 */
#define HPKI_FORMAT_ENCODING 3

/**
 * Created, approved and sent it.
 */
#define HPKI_COMMITMENT_ORIGIN 1

/**
 * Received it.
 */
#define HPKI_COMMITMENT_RECEIPT 2

/**
 * Delivered it.
 */
#define HPKI_COMMITMENT_DELIVERY 3

/**
 * Sent it.
 */
#define HPKI_COMMITMENT_SENDER 4

/**
 * Approved its content.
 */
#define HPKI_COMMITMENT_APPROVAL 5

/**
 * Created it.
 */
#define HPKI_COMMITMENT_CREATION 6

/**
 * SHA-256.
 */
#define HPKI_DIGEST_SHA256 1

/**
 * SHA-384.
 */
#define HPKI_DIGEST_SHA384 2

/**
 * SHA-512.
 */
#define HPKI_DIGEST_SHA512 3

/**
 * The one that everybody verifies, for the key at hand. The default.
 */
#define HPKI_ALGORITHM_USUAL 0

/**
 * RSASSA-PKCS1-v1_5 with SHA-256.
 */
#define HPKI_ALGORITHM_RSA_SHA256 1

/**
 * RSASSA-PKCS1-v1_5 with SHA-384.
 */
#define HPKI_ALGORITHM_RSA_SHA384 2

/**
 * RSASSA-PKCS1-v1_5 with SHA-512.
 */
#define HPKI_ALGORITHM_RSA_SHA512 3

/**
 * ECDSA with SHA-256.
 */
#define HPKI_ALGORITHM_ECDSA_SHA256 4

/**
 * ECDSA with SHA-384.
 */
#define HPKI_ALGORITHM_ECDSA_SHA384 5

/**
 * A signature.
 */
#define HPKI_PIN_FOR_SIGNATURE 1

/**
 * The same signature, once more: the next wrong PIN locks the card, so the person types it twice.
 */
#define HPKI_PIN_FOR_LAST_TRY 2

/**
 * Refuse, with HPKI_ERROR_FILE_EXISTS, unless it is empty or holds the same octets.
 */
#define HPKI_REPLACE_NEVER 1

/**
 * Replace it.
 */
#define HPKI_REPLACE_EXISTING 2

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The number of the binary interface of the library that was loaded: compare it with HPKI_ABI_VERSION of the header.
 * Cannot fail.
 */
HPKI_API uint32_t hpki_abi_version(void);

/**
 * The version of the library, such as "0.1.0". The text lives as long as the library.
 */
HPKI_API hpki_result hpki_version(hpki_text *out);

/**
 * What a result code says in general, as one sentence. The text lives as long as the library. For one failure the
 * error object says more. Fails with HPKI_ERROR_CONSTANT for a number that is no code.
 */
HPKI_API hpki_result hpki_result_text(hpki_result result, hpki_language in_language, hpki_text *out);

/**
 * The result code of the failed call.
 */
HPKI_API hpki_result hpki_error_code(const hpki_error *error, hpki_result *out);

/**
 * What is wrong and what to do about it: one sentence with particulars in brackets, at most 1,100 octets. It never
 * holds patient data or a PIN. The text belongs to the error object.
 */
HPKI_API hpki_result hpki_error_message(const hpki_error *error, hpki_language in_language, hpki_text *out);

/**
 * What the failure is about, as the caller named it: the path of a file. Empty when it is the call itself. The text
 * belongs to the error object.
 */
HPKI_API hpki_result hpki_error_subject(const hpki_error *error, hpki_text *out);

/**
 * How many finding ids there are: one at least.
 */
HPKI_API hpki_result hpki_error_finding_count(const hpki_error *error, size_t *out);

/**
 * The id of a finding, such as "file::not-found"; the first is the reason. Ids never change and are never reused. The
 * text lives as long as the library.
 */
HPKI_API hpki_result hpki_error_finding(const hpki_error *error, size_t index, hpki_text *out);

/**
 * Frees an error object. NULL is fine.
 */
HPKI_API void hpki_error_free(hpki_error *error);

/**
 * Begins to raise a signature of a document to HPKI_LEVEL_T, HPKI_LEVEL_LT or HPKI_LEVEL_LTA; a signature at LTA is
 * renewed. `at` is now, in seconds since 1970-01-01T00:00:00Z. Of the trust store it takes everything. Then take the steps
 * that hpki_augmentation_step() names. Free it with hpki_augmentation_free().
 */
HPKI_API
hpki_result hpki_augmentation_begin(const uint8_t *data,
                                    size_t length,
                                    hpki_level level,
                                    const hpki_trust_store *trust,
                                    int64_t at,
                                    hpki_augmentation **out,
                                    hpki_error **error);

/**
 * The same for one of several signatures, by its Id (empty: the only one, of a dispensing record the pharmacist's), and for a
 * document whose signatures refer to files outside it; `detached` may be empty, and is copied.
 */
HPKI_API
hpki_result hpki_augmentation_begin_detached(const uint8_t *data,
                                             size_t length,
                                             const char *id,
                                             size_t id_length,
                                             const hpki_detached *detached,
                                             hpki_level level,
                                             const hpki_trust_store *trust,
                                             int64_t at,
                                             hpki_augmentation **out,
                                             hpki_error **error);

/**
 * Frees an augmentation. NULL is fine.
 */
HPKI_API void hpki_augmentation_free(hpki_augmentation *augmentation);

/**
 * What is needed next: one of HPKI_STEP_….
 */
HPKI_API hpki_result hpki_augmentation_step(const hpki_augmentation *augmentation, hpki_step *out);

/**
 * The TimeStampReq (RFC 3161) to send, in DER. `nonce` is 16 octets from a source of randomness, which keep an old answer
 * from being taken for this one. The octets live until the next step or request.
 */
HPKI_API
hpki_result hpki_augmentation_request(const hpki_augmentation *augmentation,
                                      const uint8_t *nonce,
                                      size_t nonce_length,
                                      hpki_octets *out,
                                      hpki_error **error);

/**
 * Takes the authority's answer (TimeStampResp, DER) to the last hpki_augmentation_request(). Status, nonce, imprint,
 * signature and path are checked.
 */
HPKI_API
hpki_result hpki_augmentation_answer(const hpki_augmentation *augmentation,
                                     const uint8_t *data,
                                     size_t length,
                                     hpki_error **error);

/**
 * Takes a time-stamp token (CMS, DER) that was made without a request of ours over the same octets.
 */
HPKI_API
hpki_result hpki_augmentation_token(const hpki_augmentation *augmentation,
                                    const uint8_t *data,
                                    size_t length,
                                    hpki_error **error);

/**
 * How many certificates need a revocation list.
 */
HPKI_API
hpki_result hpki_augmentation_missing_count(const hpki_augmentation *augmentation,
                                            size_t *out,
                                            hpki_error **error);

/**
 * An address from which the list for a certificate may be had, and each address of a certificate names the same list. It
 * comes from the certificate: trust it with no more than an HTTP request. HPKI_ERROR_INDEX after the last. The text lives
 * until the next step.
 */
HPKI_API
hpki_result hpki_augmentation_missing_uri(const hpki_augmentation *augmentation,
                                          size_t index,
                                          size_t uri_index,
                                          hpki_text *out,
                                          hpki_error **error);

/**
 * Takes revocation lists: DER, PEM or PKCS#7, one or several at once. More than were asked for do no harm.
 */
HPKI_API
hpki_result hpki_augmentation_provide(const hpki_augmentation *augmentation,
                                      const uint8_t *data,
                                      size_t length,
                                      hpki_error **error);

/**
 * The octets of the document, when the step is HPKI_STEP_DONE. They belong to the augmentation.
 */
HPKI_API
hpki_result hpki_augmentation_octets(const hpki_augmentation *augmentation,
                                     hpki_octets *out,
                                     hpki_error **error);

/**
 * Saves the document, when the step is HPKI_STEP_DONE. The file is never half written. `replace` is one of
 * HPKI_REPLACE_….
 */
HPKI_API
hpki_result hpki_augmentation_save(const hpki_augmentation *augmentation,
                                   const char *path,
                                   size_t path_length,
                                   hpki_replace replace,
                                   hpki_error **error);

/**
 * Makes card options. Free them with hpki_card_options_free().
 */
HPKI_API hpki_result hpki_card_options_new(hpki_card_options **out);

/**
 * Frees card options. NULL is fine.
 */
HPKI_API void hpki_card_options_free(hpki_card_options *options);

/**
 * Where the program hpki-card-helper is. It is installed in libexec/hpki; `pkg-config --variable=helper hpki` tells.
 */
HPKI_API
hpki_result hpki_card_options_set_helper(const hpki_card_options *options,
                                         const char *path,
                                         size_t path_length,
                                         hpki_error **error);

/**
 * Loads drivers into this process: what they break, breaks here, and time-outs do not work.
 */
HPKI_API hpki_result hpki_card_options_danger_in_process(const hpki_card_options *options);

/**
 * How many seconds a call of the driver may take, and how long another user of the card is waited for.
 */
HPKI_API hpki_result hpki_card_options_set_timeout(const hpki_card_options *options, uint32_t seconds);

/**
 * The folder that remembers PINs that cards refused, as salted hashes, for every program that is given the same one. Give
 * it to one person only. Without it, this process alone remembers.
 */
HPKI_API
hpki_result hpki_card_options_set_state_folder(const hpki_card_options *options,
                                               const char *path,
                                               size_t path_length,
                                               hpki_error **error);

/**
 * The reader whose card is meant, by the name that hpki_readers_name() gives, when there are cards in several.
 */
HPKI_API
hpki_result hpki_card_options_set_reader(const hpki_card_options *options,
                                         const char *name,
                                         size_t name_length,
                                         hpki_error **error);

/**
 * Lists the readers that a PKCS#11 driver knows and the cards in them. `path` is that of the driver (HpkiSigP11…); a name
 * without a folder is looked for where drivers usually are. Free the list with hpki_readers_free().
 */
HPKI_API
hpki_result hpki_readers_list(const char *path,
                              size_t path_length,
                              const hpki_card_options *options,
                              hpki_readers **out,
                              hpki_error **error);

/**
 * Frees a list of readers. NULL is fine.
 */
HPKI_API void hpki_readers_free(hpki_readers *readers);

/**
 * How many readers there are.
 */
HPKI_API hpki_result hpki_readers_count(const hpki_readers *readers, size_t *out);

/**
 * The name of a reader.
 */
HPKI_API hpki_result hpki_readers_name(const hpki_readers *readers, size_t index, hpki_text *out);

/**
 * What is in a reader.
 */
HPKI_API hpki_result hpki_readers_state(const hpki_readers *readers, size_t index, hpki_reader_state *out);

/**
 * Why the card in a reader cannot be read, with what the driver said; no text (NULL) unless that is so.
 */
HPKI_API
hpki_result hpki_readers_problem(const hpki_readers *readers,
                                 size_t index,
                                 hpki_language in_language,
                                 hpki_text *out);

/**
 * The label of the card in a reader, which may be empty; no text (NULL) when there is none that can be read.
 */
HPKI_API hpki_result hpki_readers_card(const hpki_readers *readers, size_t index, hpki_text *out);

/**
 * The list for people, in lines of UTF-8.
 */
HPKI_API hpki_result hpki_readers_text(const hpki_readers *readers, hpki_language in_language, hpki_text *out);

/**
 * The list for programs: the JSON document that `hpki card list --json` prints.
 */
HPKI_API hpki_result hpki_readers_json(const hpki_readers *readers, hpki_text *out);

/**
 * Opens the card in a reader: its certificate is read, no PIN is used. `path` is that of the PKCS#11 driver. Free the
 * card with hpki_card_free().
 */
HPKI_API
hpki_result hpki_card_open(const char *path,
                           size_t path_length,
                           const hpki_card_options *options,
                           hpki_card **out,
                           hpki_error **error);

/**
 * Closes a card. NULL is fine.
 */
HPKI_API void hpki_card_free(hpki_card *card);

/**
 * Which application the driver shows: one of HPKI_APPLICATION_….
 */
HPKI_API hpki_result hpki_card_application(const hpki_card *card, hpki_application *out);

/**
 * The name of the reader the card is in.
 */
HPKI_API hpki_result hpki_card_reader(const hpki_card *card, hpki_text *out);

/**
 * The holder's certificate. It belongs to the card: do not free it.
 */
HPKI_API hpki_result hpki_card_certificate(const hpki_card *card, const hpki_certificate **out);

/**
 * How many certificates of authorities are on the card. They are no trust anchors.
 */
HPKI_API hpki_result hpki_card_authority_count(const hpki_card *card, size_t *out);

/**
 * A certificate of an authority on the card. It belongs to the card: do not free it.
 */
HPKI_API hpki_result hpki_card_authority(const hpki_card *card, size_t index, const hpki_certificate **out);

/**
 * The card for people, in lines of UTF-8.
 */
HPKI_API hpki_result hpki_card_text(const hpki_card *card, hpki_language in_language, hpki_text *out);

/**
 * The card for programs: the JSON document that `hpki card show --json` prints.
 */
HPKI_API hpki_result hpki_card_json(const hpki_card *card, hpki_text *out);

/**
 * Parses a certificate: DER, PEM or PKCS#7, the first one where there are several. Free it with
 * hpki_certificate_free(). Nothing is trusted by being parsed.
 */
HPKI_API
hpki_result hpki_certificate_parse(const uint8_t *data,
                                   size_t length,
                                   hpki_certificate **out,
                                   hpki_error **error);

/**
 * The same from a file of at most 128 MiB.
 */
HPKI_API
hpki_result hpki_certificate_parse_file(const char *path,
                                        size_t path_length,
                                        hpki_certificate **out,
                                        hpki_error **error);

/**
 * Frees a certificate that was parsed. NULL is fine. Those that were asked of a report go with the report.
 */
HPKI_API void hpki_certificate_free(hpki_certificate *certificate);

/**
 * The DER, exactly as it came.
 */
HPKI_API hpki_result hpki_certificate_der(const hpki_certificate *certificate, hpki_octets *out);

/**
 * The SHA-256 of the DER: 32 octets.
 */
HPKI_API hpki_result hpki_certificate_sha256(const hpki_certificate *certificate, hpki_octets *out);

/**
 * The subject as RFC 4514 writes names.
 */
HPKI_API hpki_result hpki_certificate_subject(const hpki_certificate *certificate, hpki_text *out);

/**
 * The issuer as RFC 4514 writes names.
 */
HPKI_API hpki_result hpki_certificate_issuer(const hpki_certificate *certificate, hpki_text *out);

/**
 * The common name of the subject, in Latin letters in HPKI; no text (NULL) where there is none.
 */
HPKI_API hpki_result hpki_certificate_common_name(const hpki_certificate *certificate, hpki_text *out);

/**
 * The Japanese name, which is the one to show; no text (NULL) where there is none.
 */
HPKI_API hpki_result hpki_certificate_japanese_name(const hpki_certificate *certificate, hpki_text *out);

/**
 * The serial number in lower-case hexadecimal.
 */
HPKI_API hpki_result hpki_certificate_serial_number(const hpki_certificate *certificate, hpki_text *out);

/**
 * The public key: "RSA 2048", "EC P-256".
 */
HPKI_API hpki_result hpki_certificate_public_key(const hpki_certificate *certificate, hpki_text *out);

/**
 * The first second of its validity.
 */
HPKI_API hpki_result hpki_certificate_not_before(const hpki_certificate *certificate, hpki_time *out);

/**
 * The last second of its validity.
 */
HPKI_API hpki_result hpki_certificate_not_after(const hpki_certificate *certificate, hpki_time *out);

/**
 * Which of HPKI's policies it has: one of HPKI_POLICY_….
 */
HPKI_API hpki_result hpki_certificate_policy(const hpki_certificate *certificate, hpki_policy *out);

/**
 * How many professional roles (hcRole) it has.
 */
HPKI_API hpki_result hpki_certificate_role_count(const hpki_certificate *certificate, size_t *out);

/**
 * A role as it stands in the certificate: "Medical Doctor"; no text (NULL) where it has none. It counts only under the
 * coding scheme of Japan: see hpki_certificate_role_japanese().
 */
HPKI_API
hpki_result hpki_certificate_role_text(const hpki_certificate *certificate,
                                       size_t index,
                                       hpki_text *out);

/**
 * The Japanese name of a role (医師), where text and coding scheme are those of Japan's table; else no text (NULL).
 */
HPKI_API
hpki_result hpki_certificate_role_japanese(const hpki_certificate *certificate,
                                           size_t index,
                                           hpki_text *out);

/**
 * The coding scheme of a role as a dotted object identifier; no text (NULL) where it has none.
 */
HPKI_API
hpki_result hpki_certificate_role_coding_scheme(const hpki_certificate *certificate,
                                                size_t index,
                                                hpki_text *out);

/**
 * The name of the profile that fits what the certificate says of itself; its checks are those of this profile.
 */
HPKI_API hpki_result hpki_certificate_profile(const hpki_certificate *certificate, hpki_text *out);

/**
 * How many checks its profile makes. They are facts, no validation.
 */
HPKI_API hpki_result hpki_certificate_check_count(const hpki_certificate *certificate, size_t *out);

/**
 * A check of its profile. It belongs to the certificate: do not free it.
 */
HPKI_API
hpki_result hpki_certificate_check(const hpki_certificate *certificate,
                                   size_t index,
                                   const hpki_check **out);

/**
 * The certificate for people, in lines of UTF-8: fields, extensions, findings against the profile.
 */
HPKI_API
hpki_result hpki_certificate_text(const hpki_certificate *certificate,
                                  hpki_language in_language,
                                  hpki_text *out);

/**
 * The certificate for programs: the JSON document that `hpki certificate show --json` prints.
 */
HPKI_API hpki_result hpki_certificate_json(const hpki_certificate *certificate, hpki_text *out);

/**
 * Validates the certification path of a certificate as of a time, in seconds since 1970-01-01T00:00:00Z: RFC 5280 and
 * a profile, one of HPKI_PROFILE_…. Of the settings it takes revocation, roles and test certificates.
 *
 * HPKI_OK: TOTAL-PASSED. HPKI_TOTAL_FAILED and HPKI_INDETERMINATE: not valid. In these three cases, and no other, `out`
 * is written: free it with hpki_path_report_free(). HPKI_ERROR_NO_TRUST_ANCHOR for a trust store without any.
 */
HPKI_API
HPKI_MUST_USE
hpki_result hpki_certificate_validate(const hpki_certificate *certificate,
                                      const hpki_trust_store *trust,
                                      const hpki_settings *settings,
                                      hpki_profile with_profile,
                                      int64_t at,
                                      hpki_path_report **out,
                                      hpki_error **error);

/**
 * The id of the check, such as "role::not-allowed-for-document". Ids never change and are never reused.
 */
HPKI_API hpki_result hpki_check_id(const hpki_check *check, hpki_text *out);

/**
 * How it came out: one of HPKI_OUTCOME_….
 */
HPKI_API hpki_result hpki_check_outcome(const hpki_check *check, hpki_outcome *out);

/**
 * What is checked, as a short noun phrase.
 */
HPKI_API hpki_result hpki_check_label(const hpki_check *check, hpki_language in_language, hpki_text *out);

/**
 * What is wrong when the check does not pass, and what to do about it: one sentence. It is there for checks that
 * passed as well.
 */
HPKI_API hpki_result hpki_check_problem(const hpki_check *check, hpki_language in_language, hpki_text *out);

/**
 * What it looked at, in words that need no translation; may be empty. At most 500 octets, never patient data.
 */
HPKI_API hpki_result hpki_check_detail(const hpki_check *check, hpki_text *out);

/**
 * Makes an empty set of files. Free it with hpki_detached_free().
 */
HPKI_API hpki_result hpki_detached_new(hpki_detached **out);

/**
 * Frees a set of files. NULL is fine.
 */
HPKI_API void hpki_detached_free(hpki_detached *detached);

/**
 * Adds a file that is in memory, under the name by which references call it: `images/1.png`. Name and octets are
 * copied.
 */
HPKI_API
hpki_result hpki_detached_add(const hpki_detached *detached,
                              const char *name,
                              size_t name_length,
                              const uint8_t *data,
                              size_t length,
                              hpki_error **error);

/**
 * Adds a file of at most 256 MiB under its path, as it is given.
 */
HPKI_API
hpki_result hpki_detached_add_file(const hpki_detached *detached,
                                   const char *path,
                                   size_t path_length,
                                   hpki_error **error);

/**
 * Looks at every Signature element of a document in memory: digests, values, certificates, no trust decision. Free the
 * inspection with hpki_inspection_free().
 */
HPKI_API
hpki_result hpki_inspect(const uint8_t *data,
                         size_t length,
                         hpki_inspection **out,
                         hpki_error **error);

/**
 * The same for a file.
 */
HPKI_API
hpki_result hpki_inspect_file(const char *path,
                              size_t path_length,
                              hpki_inspection **out,
                              hpki_error **error);

/**
 * The same as hpki_inspect() for a document whose signatures refer to files outside it.
 */
HPKI_API
hpki_result hpki_inspect_detached(const uint8_t *data,
                                  size_t length,
                                  const hpki_detached *detached,
                                  hpki_inspection **out,
                                  hpki_error **error);

/**
 * Frees an inspection and everything that was asked of it. NULL is fine.
 */
HPKI_API void hpki_inspection_free(hpki_inspection *inspection);

/**
 * The inspection for people, in lines of UTF-8.
 */
HPKI_API
hpki_result hpki_inspection_text(const hpki_inspection *inspection,
                                 hpki_language in_language,
                                 hpki_text *out);

/**
 * The inspection for programs: the JSON document that `hpki inspect --json` prints.
 */
HPKI_API hpki_result hpki_inspection_json(const hpki_inspection *inspection, hpki_text *out);

/**
 * How many Signature elements there are: one at least.
 */
HPKI_API hpki_result hpki_inspection_signature_count(const hpki_inspection *inspection, size_t *out);

/**
 * A Signature element, in document order. It belongs to the inspection: do not free it.
 */
HPKI_API
hpki_result hpki_inspection_signature(const hpki_inspection *inspection,
                                      size_t index,
                                      const hpki_inspected_signature **out);

/**
 * Where the Signature element stands.
 */
HPKI_API hpki_result hpki_inspected_signature_path(const hpki_inspected_signature *signature, hpki_text *out);

/**
 * XMLDSig core validation, all digests and the value: one of HPKI_ANSWER_…; unknown when something needed is missing
 * or not supported.
 */
HPKI_API
hpki_result hpki_inspected_signature_core_valid(const hpki_inspected_signature *signature,
                                                hpki_answer *out);

/**
 * What is missing, not supported or malformed; no text (NULL) where nothing is.
 */
HPKI_API hpki_result hpki_inspected_signature_problem(const hpki_inspected_signature *signature, hpki_text *out);

/**
 * Whether SignatureValue fits a key at hand: one of HPKI_ANSWER_…. It says nothing about whose key that is.
 */
HPKI_API hpki_result hpki_inspected_signature_value_ok(const hpki_inspected_signature *signature, hpki_answer *out);

/**
 * The level by structure, one of HPKI_LEVEL_…: which properties are there, good or bad.
 */
HPKI_API hpki_result hpki_inspected_signature_level(const hpki_inspected_signature *signature, hpki_level *out);

/**
 * The URI of SignatureMethod as written.
 */
HPKI_API hpki_result hpki_inspected_signature_method(const hpki_inspected_signature *signature, hpki_text *out);

/**
 * The canonical octets of SignedInfo, to compare with another implementation's. HPKI_ERROR_OCTETS_NOT_KEPT where they
 * could not be made.
 */
HPKI_API
hpki_result hpki_inspected_signature_signed_info(const hpki_inspected_signature *signature,
                                                 hpki_octets *out);

/**
 * How many references SignedInfo has.
 */
HPKI_API hpki_result hpki_inspected_signature_reference_count(const hpki_inspected_signature *signature, size_t *out);

/**
 * The URI of a reference as written; no text (NULL) when the attribute is absent.
 */
HPKI_API
hpki_result hpki_inspected_signature_reference_uri(const hpki_inspected_signature *signature,
                                                   size_t index,
                                                   hpki_text *out);

/**
 * Whether the digest of a reference agrees: one of HPKI_ANSWER_….
 */
HPKI_API
hpki_result hpki_inspected_signature_reference_digest_ok(const hpki_inspected_signature *signature,
                                                         size_t index,
                                                         hpki_answer *out);

/**
 * The digest of a reference as computed here; no octets when it is unknown.
 */
HPKI_API
hpki_result hpki_inspected_signature_reference_computed(const hpki_inspected_signature *signature,
                                                        size_t index,
                                                        hpki_octets *out);

/**
 * The digest of a reference as stated; no octets when it is no base64.
 */
HPKI_API
hpki_result hpki_inspected_signature_reference_stated(const hpki_inspected_signature *signature,
                                                      size_t index,
                                                      hpki_octets *out);

/**
 * The octets that were digested for a reference, to compare with another implementation's. Nobody vouches for them:
 * verify the document to get signed content. HPKI_ERROR_OCTETS_NOT_KEPT where they could not be made.
 */
HPKI_API
hpki_result hpki_inspected_signature_reference_octets(const hpki_inspected_signature *signature,
                                                      size_t index,
                                                      hpki_octets *out);

/**
 * How many certificates of KeyInfo can be read.
 */
HPKI_API
hpki_result hpki_inspected_signature_certificate_count(const hpki_inspected_signature *signature,
                                                       size_t *out);

/**
 * A certificate of KeyInfo. It belongs to the inspection: do not free it.
 */
HPKI_API
hpki_result hpki_inspected_signature_certificate(const hpki_inspected_signature *signature,
                                                 size_t index,
                                                 const hpki_certificate **out);

/**
 * The same as hpki_prepare_enveloped() for a letter (HPKI_DOCUMENT_REFERRAL) or another document (HPKI_DOCUMENT_GENERIC), with
 * signed properties. Prescriptions and dispensing records have none.
 */
HPKI_API
hpki_result hpki_prepare_enveloped_letter(const uint8_t *data,
                                          size_t length,
                                          hpki_document document,
                                          const hpki_properties *properties,
                                          const hpki_certificate *certificate,
                                          const hpki_settings *settings,
                                          int64_t signing_time,
                                          hpki_prepared **out,
                                          hpki_error **error);

/**
 * Prepares a signature inside an XML document over one element of it, by its identifier (`Id`, `ID`, `id`, `xml:id`). Several
 * people can sign so side by side, while a signature over the whole document would be broken by the next.
 */
HPKI_API
hpki_result hpki_prepare_element(const uint8_t *data,
                                 size_t length,
                                 const char *id,
                                 size_t id_length,
                                 hpki_document document,
                                 const hpki_properties *properties,
                                 const hpki_certificate *certificate,
                                 const hpki_settings *settings,
                                 int64_t signing_time,
                                 hpki_prepared **out,
                                 hpki_error **error);

/**
 * Prepares a counter-signature: over the SignatureValue of a signature of a document, put among its unsigned properties. `id`
 * is the Id of that signature; empty for the only one there is. Its value must hold.
 */
HPKI_API
hpki_result hpki_prepare_counter_signature(const uint8_t *data,
                                           size_t length,
                                           const char *id,
                                           size_t id_length,
                                           hpki_document document,
                                           const hpki_properties *properties,
                                           const hpki_certificate *certificate,
                                           const hpki_settings *settings,
                                           int64_t signing_time,
                                           hpki_prepared **out,
                                           hpki_error **error);

/**
 * The same as hpki_prepare_enveloping() with signed properties. `form` is one of HPKI_FORM_…: the file's octets in base64, or
 * an XML document as it is.
 */
HPKI_API
hpki_result hpki_prepare_enveloping_letter(const uint8_t *data,
                                           size_t length,
                                           hpki_form form,
                                           hpki_document document,
                                           const hpki_properties *properties,
                                           const hpki_certificate *certificate,
                                           const hpki_settings *settings,
                                           int64_t signing_time,
                                           hpki_prepared **out,
                                           hpki_error **error);

/**
 * The same as hpki_prepare_detached() with signed properties, and with a say in what is signed of XML files
 * (HPKI_FORM_…) and where the files are listed (HPKI_LISTING_…).
 */
HPKI_API
hpki_result hpki_prepare_detached_letter(const hpki_detached *detached,
                                         hpki_form form,
                                         hpki_listing listing,
                                         hpki_document document,
                                         const hpki_properties *properties,
                                         const hpki_certificate *certificate,
                                         const hpki_settings *settings,
                                         int64_t signing_time,
                                         hpki_prepared **out,
                                         hpki_error **error);

/**
 * Frees the report of a path and everything that was asked of it. NULL is fine.
 */
HPKI_API void hpki_path_report_free(hpki_path_report *report);

/**
 * The status: one of HPKI_INDICATION_….
 */
HPKI_API hpki_result hpki_path_report_indication(const hpki_path_report *report, hpki_indication *out);

/**
 * Why it did not pass, by the name of EN 319 102-1; no text (NULL) when it passed.
 */
HPKI_API hpki_result hpki_path_report_sub_indication(const hpki_path_report *report, hpki_text *out);

/**
 * How many certificates the path has, as far as it was found.
 */
HPKI_API hpki_result hpki_path_report_certificate_count(const hpki_path_report *report, size_t *out);

/**
 * A certificate of the path, the end entity first, the trust anchor last where one was reached. It belongs to the
 * report: do not free it.
 */
HPKI_API
hpki_result hpki_path_report_certificate(const hpki_path_report *report,
                                         size_t index,
                                         const hpki_certificate **out);

/**
 * How many checks were made.
 */
HPKI_API hpki_result hpki_path_report_check_count(const hpki_path_report *report, size_t *out);

/**
 * A check, in the order they were made. It belongs to the report: do not free it.
 */
HPKI_API hpki_result hpki_path_report_check(const hpki_path_report *report, size_t index, const hpki_check **out);

/**
 * The report for people, in lines of UTF-8.
 */
HPKI_API hpki_result hpki_path_report_text(const hpki_path_report *report, hpki_language in_language, hpki_text *out);

/**
 * The report for programs: the JSON document that `hpki certificate validate --json` prints.
 */
HPKI_API hpki_result hpki_path_report_json(const hpki_path_report *report, hpki_text *out);

/**
 * Makes empty properties. Free them with hpki_properties_free().
 */
HPKI_API hpki_result hpki_properties_new(hpki_properties **out);

/**
 * Frees properties. NULL is fine.
 */
HPKI_API void hpki_properties_free(hpki_properties *properties);

/**
 * Adds a role as the signer claims it (SignerRoleV2): 主治医. The role that counts stands in the certificate.
 */
HPKI_API
hpki_result hpki_properties_add_claimed_role(const hpki_properties *properties,
                                             const char *role,
                                             size_t role_length,
                                             hpki_error **error);

/**
 * Sets a part of the place where it is signed (SignatureProductionPlaceV2): one of HPKI_PLACE_….
 */
HPKI_API
hpki_result hpki_properties_set_place(const hpki_properties *properties,
                                      hpki_place part,
                                      const char *name,
                                      size_t name_length,
                                      hpki_error **error);

/**
 * Says something about a signed file (DataObjectFormat): one of HPKI_FORMAT_…. `index` is the file's place among those of a
 * detached signature, from 0 in the order they were added, else 0.
 */
HPKI_API
hpki_result hpki_properties_set_format(const hpki_properties *properties,
                                       size_t index,
                                       hpki_format what,
                                       const char *value,
                                       size_t value_length,
                                       hpki_error **error);

/**
 * Adds what the signer commits to (CommitmentTypeIndication): one of HPKI_COMMITMENT_….
 */
HPKI_API hpki_result hpki_properties_add_commitment(const hpki_properties *properties, hpki_commitment commitment);

/**
 * Adds another commitment, by its URI.
 */
HPKI_API
hpki_result hpki_properties_add_commitment_uri(const hpki_properties *properties,
                                               const char *uri,
                                               size_t uri_length,
                                               hpki_error **error);

/**
 * Says that what is signed tells which signature policy holds (SignaturePolicyImplied).
 */
HPKI_API hpki_result hpki_properties_set_implied_policy(const hpki_properties *properties);

/**
 * Names a signature policy: by a URI or `urn:oid:…`, with the octets of its document, whose SHA-256 is signed, and where it
 * can be had, which may be empty. The verifier here has no policies and leaves such a signature INDETERMINATE
 * (SIGNATURE_POLICY_NOT_AVAILABLE).
 */
HPKI_API
hpki_result hpki_properties_set_policy(const hpki_properties *properties,
                                       const char *name,
                                       size_t name_length,
                                       const uint8_t *data,
                                       size_t length,
                                       const char *uri,
                                       size_t uri_length,
                                       hpki_error **error);

/**
 * Frees a report and everything that was asked of it. NULL is fine.
 */
HPKI_API void hpki_report_free(hpki_report *report);

/**
 * The status of the whole document: one of HPKI_INDICATION_….
 */
HPKI_API hpki_result hpki_report_indication(const hpki_report *report, hpki_indication *out);

/**
 * Why it did not pass, by the name of EN 319 102-1, such as "HASH_FAILURE"; no text (NULL) when it passed.
 */
HPKI_API hpki_result hpki_report_sub_indication(const hpki_report *report, hpki_text *out);

/**
 * What kind of document it is: one of HPKI_DOCUMENT_…; HPKI_DOCUMENT_AUTO for none that was asked for.
 */
HPKI_API hpki_result hpki_report_document(const hpki_report *report, hpki_document *out);

/**
 * The time it was judged as of: the one that was given.
 */
HPKI_API hpki_result hpki_report_at(const hpki_report *report, hpki_time *out);

/**
 * The report for people, in lines of UTF-8: the answer first, then every check. It holds names of signers, never
 * content of the document. Characters that could deceive are written out.
 */
HPKI_API hpki_result hpki_report_text(const hpki_report *report, hpki_language in_language, hpki_text *out);

/**
 * The same as one HTML page that needs nothing else.
 */
HPKI_API hpki_result hpki_report_html(const hpki_report *report, hpki_language in_language, hpki_text *out);

/**
 * The report for programs: the JSON document that `hpki verify --json` prints. A document from memory is called "-".
 */
HPKI_API hpki_result hpki_report_json(const hpki_report *report, hpki_text *out);

/**
 * How many signatures there are. A dispensing record has two: the pharmacist's, then the doctor's.
 */
HPKI_API hpki_result hpki_report_signature_count(const hpki_report *report, size_t *out);

/**
 * A signature, the outermost first. It belongs to the report: do not free it.
 */
HPKI_API hpki_result hpki_report_signature(const hpki_report *report, size_t index, const hpki_signature **out);

/**
 * How many checks were made on the file as a whole. Those of each signature are with the signature.
 */
HPKI_API hpki_result hpki_report_check_count(const hpki_report *report, size_t *out);

/**
 * A check of the file, in the order they were made. It belongs to the report: do not free it.
 */
HPKI_API hpki_result hpki_report_check(const hpki_report *report, size_t index, const hpki_check **out);

/**
 * What was signed, and nothing else: the CSV of a prescription or of a dispensing record, or the octets of the one
 * signed part of another document. They belong to the report.
 *
 * HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED. HPKI_ERROR_CONTENT_IN_PARTS for a document that signs
 * several parts: see hpki_report_part().
 */
HPKI_API hpki_result hpki_report_content(const hpki_report *report, hpki_octets *out, hpki_error **error);

/**
 * The CSV of the prescription: that of a prescription itself, or of the one inside a dispensing record.
 * HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED; HPKI_ERROR_NO_PRESCRIPTION for other documents.
 */
HPKI_API hpki_result hpki_report_prescription(const hpki_report *report, hpki_octets *out, hpki_error **error);

/**
 * How many signed parts there are, those that Manifests list included: 0 for prescriptions and dispensing records,
 * whose content is one. HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED.
 */
HPKI_API hpki_result hpki_report_part_count(const hpki_report *report, size_t *out, hpki_error **error);

/**
 * The octets of a signed part, exactly as they were digested. They belong to the report. HPKI_ERROR_NOT_PASSED unless
 * the verdict is TOTAL-PASSED; HPKI_ERROR_OCTETS_NOT_KEPT after hpki_settings_drop_octets_of_parts().
 */
HPKI_API hpki_result hpki_report_part(const hpki_report *report, size_t index, hpki_octets *out, hpki_error **error);

/**
 * The SHA-256 of a signed part: 32 octets. HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED.
 */
HPKI_API
hpki_result hpki_report_part_sha256(const hpki_report *report,
                                    size_t index,
                                    hpki_octets *out,
                                    hpki_error **error);

/**
 * The URI of the reference to a signed part as written; no text (NULL) when the attribute is absent.
 * HPKI_ERROR_NOT_PASSED unless the verdict is TOTAL-PASSED.
 */
HPKI_API
hpki_result hpki_report_part_uri(const hpki_report *report,
                                 size_t index,
                                 hpki_text *out,
                                 hpki_error **error);

/**
 * Makes settings with the strict defaults. Free them with hpki_settings_free().
 */
HPKI_API hpki_result hpki_settings_new(hpki_settings **out);

/**
 * Frees settings. NULL is fine.
 */
HPKI_API void hpki_settings_free(hpki_settings *settings);

/**
 * The kind of document that is expected: one of HPKI_DOCUMENT_…. Any other is refused.
 */
HPKI_API hpki_result hpki_settings_set_document(const hpki_settings *settings, hpki_document document);

/**
 * Whether certificates must be known not to be revoked: one of HPKI_REVOCATION_….
 */
HPKI_API hpki_result hpki_settings_set_revocation(const hpki_settings *settings, hpki_revocation mode);

/**
 * Adds a role, by its text in certificates ("Medical Doctor") or its Japanese name (医師); one of those added is enough.
 * For prescriptions, dispensing records and referral letters they narrow the roles that may sign those; for other
 * documents and for certificates they are demanded.
 */
HPKI_API
hpki_result hpki_settings_add_role(const hpki_settings *settings,
                                   const char *role,
                                   size_t role_length,
                                   hpki_error **error);

/**
 * Names roles by this table in reports, and in hpki_settings_add_role() from then on, instead of by Japan's: lines of text,
 * name in Japanese, `qualification` or `management`, `seen` or `presumed`, with tabs between. It gives nobody a right to
 * sign.
 */
HPKI_API
hpki_result hpki_settings_set_role_table(const hpki_settings *settings,
                                         const char *table,
                                         size_t table_length,
                                         hpki_error **error);

/**
 * Keeps only length and SHA-256 of the signed parts of documents that are neither prescription nor dispensing record,
 * to save memory with large files.
 */
HPKI_API hpki_result hpki_settings_drop_octets_of_parts(const hpki_settings *settings);

/**
 * Accepts certificates under HPKI's test policy, with a warning in the report. Anybody can get a test card: never for
 * real documents.
 */
HPKI_API hpki_result hpki_settings_danger_accept_test_certificates(const hpki_settings *settings);

/**
 * Judges signers by RFC 5280 alone instead of HPKI's certificate profile: any certificate with a path to an anchor
 * then signs. For documents of other systems; never for prescriptions.
 */
HPKI_API hpki_result hpki_settings_danger_accept_any_profile(const hpki_settings *settings);

/**
 * The last moment at which a digest, one of HPKI_DIGEST_…, and every signature made with it are acceptable, in seconds since
 * 1970-01-01T00:00:00Z. Without it there is no end; of several calls for one digest the last counts. It is held against
 * the time at which each signature is judged: a time-stamp from before the end, itself still acceptable, keeps what it
 * covers.
 */
HPKI_API
hpki_result hpki_settings_set_algorithm_end(const hpki_settings *settings,
                                            hpki_digest digest,
                                            int64_t until);

/**
 * The algorithm that preparations and signers from key files are made with: one of HPKI_ALGORITHM_…. Cards sign with
 * RSA and SHA-256.
 */
HPKI_API
hpki_result hpki_settings_set_algorithm(const hpki_settings *settings,
                                        hpki_algorithm algorithm);

/**
 * Signs CSVs that the prescription service refuses as well: with CR, with a byte order mark, not in UTF-8.
 */
HPKI_API hpki_result hpki_settings_accept_any_content(const hpki_settings *settings);

/**
 * Where the Signature element stands: "/Document/Prescription/PrescriptionSign/Signature".
 */
HPKI_API hpki_result hpki_signature_path(const hpki_signature *signature, hpki_text *out);

/**
 * The status of this signature alone: one of HPKI_INDICATION_….
 */
HPKI_API hpki_result hpki_signature_indication(const hpki_signature *signature, hpki_indication *out);

/**
 * Why it did not pass, by the name of EN 319 102-1, such as "HASH_FAILURE"; no text (NULL) when it passed.
 */
HPKI_API hpki_result hpki_signature_sub_indication(const hpki_signature *signature, hpki_text *out);

/**
 * The level that good time-stamps and long-term values give it: one of HPKI_LEVEL_….
 */
HPKI_API hpki_result hpki_signature_level(const hpki_signature *signature, hpki_level *out);

/**
 * The URI of SignatureMethod as written.
 */
HPKI_API hpki_result hpki_signature_method(const hpki_signature *signature, hpki_text *out);

/**
 * SigningTime: what the signer claims.
 */
HPKI_API hpki_result hpki_signature_claimed_signing_time(const hpki_signature *signature, hpki_time *out);

/**
 * The time at which the signature is proven to have existed: that of the oldest good time-stamp.
 */
HPKI_API hpki_result hpki_signature_proven_time(const hpki_signature *signature, hpki_time *out);

/**
 * Whether SignatureValue fits SignedInfo and the signer's key: one of HPKI_ANSWER_….
 */
HPKI_API hpki_result hpki_signature_value_ok(const hpki_signature *signature, hpki_answer *out);

/**
 * The signer's certificate; NULL when none was found. It belongs to the report: do not free it.
 */
HPKI_API hpki_result hpki_signature_signer(const hpki_signature *signature, const hpki_certificate **out);

/**
 * How many certificates the certification path has, as far as it was found.
 */
HPKI_API hpki_result hpki_signature_certification_path_count(const hpki_signature *signature, size_t *out);

/**
 * A certificate of the certification path, the signer's first. It belongs to the report: do not free it.
 */
HPKI_API
hpki_result hpki_signature_certification_path(const hpki_signature *signature,
                                              size_t index,
                                              const hpki_certificate **out);

/**
 * How many references SignedInfo has.
 */
HPKI_API hpki_result hpki_signature_reference_count(const hpki_signature *signature, size_t *out);

/**
 * The URI of a reference as written; no text (NULL) when the attribute is absent.
 */
HPKI_API hpki_result hpki_signature_reference_uri(const hpki_signature *signature, size_t index, hpki_text *out);

/**
 * Whether the digest of a reference agrees: one of HPKI_ANSWER_….
 */
HPKI_API
hpki_result hpki_signature_reference_digest_ok(const hpki_signature *signature,
                                               size_t index,
                                               hpki_answer *out);

/**
 * The digest of a reference as computed here; no octets when it is unknown.
 */
HPKI_API
hpki_result hpki_signature_reference_computed(const hpki_signature *signature,
                                              size_t index,
                                              hpki_octets *out);

/**
 * The digest of a reference as stated; no octets when it is no base64.
 */
HPKI_API hpki_result hpki_signature_reference_stated(const hpki_signature *signature, size_t index, hpki_octets *out);

/**
 * How many time-stamps there are.
 */
HPKI_API hpki_result hpki_signature_time_stamp_count(const hpki_signature *signature, size_t *out);

/**
 * The property that holds a time-stamp, such as "SignatureTimeStamp" or "ArchiveTimeStamp".
 */
HPKI_API hpki_result hpki_signature_time_stamp_kind(const hpki_signature *signature, size_t index, hpki_text *out);

/**
 * genTime of a time-stamp, if its token can be read.
 */
HPKI_API
hpki_result hpki_signature_time_stamp_gen_time(const hpki_signature *signature,
                                               size_t index,
                                               hpki_time *out);

/**
 * Whether a time-stamp proves anything, imprint, token and path: one of HPKI_ANSWER_…; unknown when it was not judged.
 */
HPKI_API
hpki_result hpki_signature_time_stamp_ok(const hpki_signature *signature,
                                         size_t index,
                                         hpki_answer *out);

/**
 * How many checks were made on the signature.
 */
HPKI_API hpki_result hpki_signature_check_count(const hpki_signature *signature, size_t *out);

/**
 * A check, in the order they were made. It belongs to the report: do not free it.
 */
HPKI_API hpki_result hpki_signature_check(const hpki_signature *signature, size_t index, const hpki_check **out);

/**
 * A signer from a private key (PEM or DER of PKCS#8, PKCS#1 or SEC1, not encrypted) and its certificate. Of the
 * settings it takes the algorithm. Free it with hpki_signer_free(). The octets of the key are the caller's to erase.
 */
HPKI_API
hpki_result hpki_signer_from_key(const uint8_t *key,
                                 size_t key_length,
                                 const hpki_certificate *certificate,
                                 const hpki_settings *settings,
                                 hpki_signer **out,
                                 hpki_error **error);

/**
 * The same from an encrypted private key (PKCS#8). The octets of the passphrase are the caller's to erase.
 */
HPKI_API
hpki_result hpki_signer_from_encrypted_key(const uint8_t *key,
                                           size_t key_length,
                                           const uint8_t *passphrase,
                                           size_t passphrase_length,
                                           const hpki_certificate *certificate,
                                           const hpki_settings *settings,
                                           hpki_signer **out,
                                           hpki_error **error);

/**
 * A signer from a PKCS#12 file in memory: key, certificate and authorities. Of the settings it takes the algorithm.
 * Free it with hpki_signer_free(). The octets of the passphrase are the caller's to erase.
 */
HPKI_API
hpki_result hpki_signer_from_pkcs12(const uint8_t *data,
                                    size_t length,
                                    const uint8_t *passphrase,
                                    size_t passphrase_length,
                                    const hpki_settings *settings,
                                    hpki_signer **out,
                                    hpki_error **error);

/**
 * A signer of the signature application of a card. `pin` is `pin_length` octets of ASCII that a person typed for these
 * signatures: it is copied, checked before it costs a try, held for `signatures` signatures at most (1 or more), each with
 * a login of its own, and erased after the last or the first failure. A card on its last try refuses it, since it was not
 * typed twice: use hpki_signer_from_card_asking().
 *
 * The signer takes the card: after success `card` gives nothing but its facts. The octets of the PIN are the caller's to
 * erase. Free the signer with hpki_signer_free().
 */
HPKI_API
hpki_result hpki_signer_from_card(const hpki_card *card,
                                  const uint8_t *pin,
                                  size_t pin_length,
                                  uint32_t signatures,
                                  hpki_signer **out,
                                  hpki_error **error);

/**
 * The same with a function that asks a person when the card needs the PIN: never sooner, never for nothing. `ask` is
 * called on the thread that signs; `user_data` is handed to it as it is.
 */
HPKI_API
hpki_result hpki_signer_from_card_asking(const hpki_card *card,
                                         hpki_pin_callback ask,
                                         void *user_data,
                                         uint32_t signatures,
                                         hpki_signer **out,
                                         hpki_error **error);

/**
 * The certificate of the key. It belongs to the signer: do not free it.
 */
HPKI_API hpki_result hpki_signer_certificate(const hpki_signer *signer, const hpki_certificate **out);

/**
 * Frees a signer, and closes its card. NULL is fine.
 */
HPKI_API void hpki_signer_free(hpki_signer *signer);

/**
 * Prepares a prescription (処方箋) around a CSV, in UTF-8 with LF at line ends, as of a signing time in seconds since
 * 1970-01-01T00:00:00Z. Of the settings it takes algorithm, roles, test certificates and rules for content. What nobody
 * would accept is refused before it is signed. Free it with hpki_prepared_free().
 */
HPKI_API
hpki_result hpki_prepare_prescription(const uint8_t *csv,
                                      size_t csv_length,
                                      const hpki_certificate *certificate,
                                      const hpki_settings *settings,
                                      int64_t signing_time,
                                      hpki_prepared **out,
                                      hpki_error **error);

/**
 * Prepares a dispensing record (調剤結果) around a signed prescription, which is carried octet for octet and must hold,
 * and a CSV. Otherwise as hpki_prepare_prescription().
 */
HPKI_API
hpki_result hpki_prepare_dispensing(const uint8_t *prescription,
                                    size_t prescription_length,
                                    const uint8_t *csv,
                                    size_t csv_length,
                                    const hpki_certificate *certificate,
                                    const hpki_settings *settings,
                                    int64_t signing_time,
                                    hpki_prepared **out,
                                    hpki_error **error);

/**
 * Prepares an XML document with the signature inside it (enveloped). For HPKI_DOCUMENT_PRESCRIPTION and
 * HPKI_DOCUMENT_DISPENSING it is one that another program wrote, unsigned; for HPKI_DOCUMENT_REFERRAL and
 * HPKI_DOCUMENT_GENERIC any XML. No octet outside the inserted signature changes. Otherwise as
 * hpki_prepare_prescription().
 */
HPKI_API
hpki_result hpki_prepare_enveloped(const uint8_t *data,
                                   size_t length,
                                   hpki_document document,
                                   const hpki_certificate *certificate,
                                   const hpki_settings *settings,
                                   int64_t signing_time,
                                   hpki_prepared **out,
                                   hpki_error **error);

/**
 * Prepares a signature that holds a file of any kind (enveloping). `document` is HPKI_DOCUMENT_REFERRAL or
 * HPKI_DOCUMENT_GENERIC. Otherwise as hpki_prepare_prescription().
 */
HPKI_API
hpki_result hpki_prepare_enveloping(const uint8_t *data,
                                    size_t length,
                                    hpki_document document,
                                    const hpki_certificate *certificate,
                                    const hpki_settings *settings,
                                    int64_t signing_time,
                                    hpki_prepared **out,
                                    hpki_error **error);

/**
 * Prepares a signature over files beside it (detached), each by its octets under the name it was added with, listed in a
 * Manifest. `document` is HPKI_DOCUMENT_REFERRAL or HPKI_DOCUMENT_GENERIC. Otherwise as hpki_prepare_prescription().
 */
HPKI_API
hpki_result hpki_prepare_detached(const hpki_detached *detached,
                                  hpki_document document,
                                  const hpki_certificate *certificate,
                                  const hpki_settings *settings,
                                  int64_t signing_time,
                                  hpki_prepared **out,
                                  hpki_error **error);

/**
 * Frees a preparation. NULL is fine.
 */
HPKI_API void hpki_prepared_free(hpki_prepared *prepared);

/**
 * The exact octets to be signed: SignedInfo, canonicalized. They belong to the preparation.
 */
HPKI_API hpki_result hpki_prepared_data(const hpki_prepared *prepared, hpki_octets *out);

/**
 * The digest of the octets to be signed, as the algorithm wants it. It belongs to the preparation.
 */
HPKI_API hpki_result hpki_prepared_digest(const hpki_prepared *prepared, hpki_octets *out);

/**
 * The URI of the signature algorithm, such as `http://www.w3.org/2001/04/xmldsig-more#rsa-sha256`.
 */
HPKI_API hpki_result hpki_prepared_algorithm(const hpki_prepared *prepared, hpki_text *out);

/**
 * The certificate whose key must sign. It belongs to the preparation: do not free it.
 */
HPKI_API hpki_result hpki_prepared_certificate(const hpki_prepared *prepared, const hpki_certificate **out);

/**
 * The preparation as octets, to be stored and read again with hpki_prepared_from_state(), in another process and after a
 * restart. It holds the content of the document: keep it as you keep that. The octets belong to the preparation.
 */
HPKI_API
hpki_result hpki_prepared_state(const hpki_prepared *prepared,
                                hpki_octets *out,
                                hpki_error **error);

/**
 * Reads a preparation from its state. A state that was changed, so that it leads to other octets to be signed, is refused.
 * Free it with hpki_prepared_free().
 */
HPKI_API
hpki_result hpki_prepared_from_state(const uint8_t *data,
                                     size_t length,
                                     hpki_prepared **out,
                                     hpki_error **error);

/**
 * Signs with a key at hand or a card: one signature, verified with the certificate, put into the document, which is then
 * parsed back and verified to its core. Free the document with hpki_signed_free().
 */
HPKI_API
hpki_result hpki_prepared_sign(const hpki_prepared *prepared,
                               const hpki_signer *signer,
                               hpki_signed **out,
                               hpki_error **error);

/**
 * The same as hpki_prepared_sign(), and the document must be TOTAL-PASSED for a verifier as of a time, path and revocation
 * included. `detached` holds the files of a detached signature; it may be empty.
 */
HPKI_API
hpki_result hpki_prepared_sign_under(const hpki_prepared *prepared,
                                     const hpki_signer *signer,
                                     const hpki_verifier *verifier,
                                     const hpki_detached *detached,
                                     int64_t at,
                                     hpki_signed **out,
                                     hpki_error **error);

/**
 * Finishes with a signature value that was made elsewhere over hpki_prepared_data(): for RSA the signature, for ECDSA r
 * and s one after the other. It is verified with the certificate first; otherwise as hpki_prepared_sign().
 */
HPKI_API
hpki_result hpki_prepared_assemble(const hpki_prepared *prepared,
                                   const uint8_t *data,
                                   size_t length,
                                   hpki_signed **out,
                                   hpki_error **error);

/**
 * The same as hpki_prepared_assemble(), and the document must be TOTAL-PASSED for a verifier as of a time, path and
 * revocation included. `detached` holds the files of a detached signature; it may be empty.
 */
HPKI_API
hpki_result hpki_prepared_assemble_under(const hpki_prepared *prepared,
                                         const uint8_t *data,
                                         size_t length,
                                         const hpki_verifier *verifier,
                                         const hpki_detached *detached,
                                         int64_t at,
                                         hpki_signed **out,
                                         hpki_error **error);

/**
 * Frees a signed document. NULL is fine.
 */
HPKI_API void hpki_signed_free(hpki_signed *signed_);

/**
 * The octets of a signed document. They belong to it.
 */
HPKI_API hpki_result hpki_signed_octets(const hpki_signed *signed_, hpki_octets *out);

/**
 * What kind of document it is: one of HPKI_DOCUMENT_….
 */
HPKI_API hpki_result hpki_signed_document(const hpki_signed *signed_, hpki_document *out);

/**
 * Saves a signed document. The file is never half written: killed at any moment, the old or the new one is there, whole.
 */
HPKI_API
hpki_result hpki_signed_save(const hpki_signed *signed_,
                             const char *path,
                             size_t path_length,
                             hpki_replace replace,
                             hpki_error **error);

/**
 * Makes an unsigned prescription around a CSV, for a service that makes the whole Signature element for a digest. Of the
 * settings it takes the rules for content. Free it with hpki_unsigned_free().
 */
HPKI_API
hpki_result hpki_unsigned_prescription(const uint8_t *csv,
                                       size_t csv_length,
                                       const hpki_settings *settings,
                                       hpki_unsigned **out,
                                       hpki_error **error);

/**
 * Reads an unsigned prescription or dispensing record that another program wrote. Free it with hpki_unsigned_free().
 */
HPKI_API
hpki_result hpki_unsigned_from_xml(const uint8_t *data,
                                   size_t length,
                                   hpki_document document,
                                   hpki_unsigned **out,
                                   hpki_error **error);

/**
 * Frees an unsigned document. NULL is fine.
 */
HPKI_API void hpki_unsigned_free(hpki_unsigned *unsigned_);

/**
 * The octets of the unsigned document. They belong to it.
 */
HPKI_API hpki_result hpki_unsigned_octets(const hpki_unsigned *unsigned_, hpki_octets *out);

/**
 * The SHA-256 of the signed element (PrescriptionDocument, Dispensing) as the service needs it: 32 octets.
 */
HPKI_API hpki_result hpki_unsigned_digest(const hpki_unsigned *unsigned_, hpki_octets *out);

/**
 * Puts a Signature element that a service made into an unsigned document, and hands the document out only if the
 * signature then holds over this very document, by a certificate with the required role. Of the settings it takes roles
 * and test certificates. Free the document with hpki_signed_free().
 */
HPKI_API
hpki_result hpki_adopt(const hpki_unsigned *unsigned_,
                       const uint8_t *data,
                       size_t length,
                       const hpki_settings *settings,
                       hpki_signed **out,
                       hpki_error **error);

/**
 * The same, and the document must be TOTAL-PASSED for a verifier as of a time, path and revocation included.
 */
HPKI_API
hpki_result hpki_adopt_under(const hpki_unsigned *unsigned_,
                             const uint8_t *data,
                             size_t length,
                             const hpki_settings *settings,
                             const hpki_verifier *verifier,
                             int64_t at,
                             hpki_signed **out,
                             hpki_error **error);

/**
 * Makes an empty trust store. Free it with hpki_trust_store_free().
 */
HPKI_API hpki_result hpki_trust_store_new(hpki_trust_store **out);

/**
 * Frees a trust store. NULL is fine.
 */
HPKI_API void hpki_trust_store_free(hpki_trust_store *store);

/**
 * Adds trust anchors for signers and for certification paths: whoever holds their keys decides who is a doctor. Give only
 * certificates whose fingerprints you compared with their owner's publication. `data` is `length` octets: certificates as
 * DER, PEM or PKCS#7, one or several. It is copied. All are added or, on a failure, none.
 */
HPKI_API
hpki_result hpki_trust_store_add_anchors(const hpki_trust_store *store,
                                         const uint8_t *data,
                                         size_t length,
                                         hpki_error **error);

/**
 * The same from a file of at most 128 MiB. `path` is `path_length` octets of UTF-8.
 */
HPKI_API
hpki_result hpki_trust_store_add_anchors_file(const hpki_trust_store *store,
                                              const char *path,
                                              size_t path_length,
                                              hpki_error **error);

/**
 * Adds trust anchors for time-stamp authorities. Without any, no time-stamp proves anything. `data` is `length` octets: certificates as
 * DER, PEM or PKCS#7, one or several. It is copied. All are added or, on a failure, none.
 */
HPKI_API
hpki_result hpki_trust_store_add_time_stamp_anchors(const hpki_trust_store *store,
                                                    const uint8_t *data,
                                                    size_t length,
                                                    hpki_error **error);

/**
 * The same from a file of at most 128 MiB. `path` is `path_length` octets of UTF-8.
 */
HPKI_API
hpki_result hpki_trust_store_add_time_stamp_anchors_file(const hpki_trust_store *store,
                                                         const char *path,
                                                         size_t path_length,
                                                         hpki_error **error);

/**
 * Adds certificates of authorities that may help to build paths. They are not trusted. `data` is `length` octets: certificates as
 * DER, PEM or PKCS#7, one or several. It is copied. All are added or, on a failure, none.
 */
HPKI_API
hpki_result hpki_trust_store_add_intermediates(const hpki_trust_store *store,
                                               const uint8_t *data,
                                               size_t length,
                                               hpki_error **error);

/**
 * The same from a file of at most 128 MiB. `path` is `path_length` octets of UTF-8.
 */
HPKI_API
hpki_result hpki_trust_store_add_intermediates_file(const hpki_trust_store *store,
                                                    const char *path,
                                                    size_t path_length,
                                                    hpki_error **error);

/**
 * Adds certificate revocation lists, beside those in documents. They are not trusted. `data` is `length` octets: lists as
 * DER, PEM or PKCS#7, one or several. It is copied. All are added or, on a failure, none.
 */
HPKI_API
hpki_result hpki_trust_store_add_certificate_lists(const hpki_trust_store *store,
                                                   const uint8_t *data,
                                                   size_t length,
                                                   hpki_error **error);

/**
 * The same from a file of at most 128 MiB. `path` is `path_length` octets of UTF-8.
 */
HPKI_API
hpki_result hpki_trust_store_add_certificate_lists_file(const hpki_trust_store *store,
                                                        const char *path,
                                                        size_t path_length,
                                                        hpki_error **error);

/**
 * How many anchors there are. An anchor that is added twice counts once.
 */
HPKI_API hpki_result hpki_trust_store_anchor_count(const hpki_trust_store *store, size_t *out);

/**
 * How many time-stamp anchors there are. An anchor that is added twice counts once.
 */
HPKI_API hpki_result hpki_trust_store_time_stamp_anchor_count(const hpki_trust_store *store, size_t *out);

/**
 * How many intermediates there are.
 */
HPKI_API hpki_result hpki_trust_store_intermediate_count(const hpki_trust_store *store, size_t *out);

/**
 * How many certificate lists there are.
 */
HPKI_API hpki_result hpki_trust_store_certificate_list_count(const hpki_trust_store *store, size_t *out);

/**
 * Makes a verifier from a trust store and settings, which are copied and can be freed. Free it with
 * hpki_verifier_free(), when no thread uses it any more.
 */
HPKI_API
hpki_result hpki_verifier_new(const hpki_trust_store *trust,
                              const hpki_settings *settings,
                              hpki_verifier **out,
                              hpki_error **error);

/**
 * Frees a verifier. NULL is fine.
 */
HPKI_API void hpki_verifier_free(hpki_verifier *verifier);

/**
 * Verifies a document in memory as of a time, in seconds since 1970-01-01T00:00:00Z: usually now.
 *
 * HPKI_OK: TOTAL-PASSED. HPKI_TOTAL_FAILED and HPKI_INDETERMINATE: not accepted. In these three cases, and no other,
 * `out` is written: free the report with hpki_report_free(). Nothing of `data` is kept but what the report gives.
 */
HPKI_API
HPKI_MUST_USE
hpki_result hpki_verifier_verify(const hpki_verifier *verifier,
                                 const uint8_t *data,
                                 size_t length,
                                 int64_t at,
                                 hpki_report **out,
                                 hpki_error **error);

/**
 * The same for a file. A file that cannot be read is an error; one that can, and is no acceptable document, is decided:
 * HPKI_TOTAL_FAILED.
 */
HPKI_API
HPKI_MUST_USE
hpki_result hpki_verifier_verify_file(const hpki_verifier *verifier,
                                      const char *path,
                                      size_t path_length,
                                      int64_t at,
                                      hpki_report **out,
                                      hpki_error **error);

/**
 * The same as hpki_verifier_verify() for a document whose signatures refer to files outside it.
 */
HPKI_API
HPKI_MUST_USE
hpki_result hpki_verifier_verify_detached(const hpki_verifier *verifier,
                                          const uint8_t *data,
                                          size_t length,
                                          const hpki_detached *detached,
                                          int64_t at,
                                          hpki_report **out,
                                          hpki_error **error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* HPKI_H */
