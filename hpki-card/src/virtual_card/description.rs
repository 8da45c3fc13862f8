//! The description of a virtual card: a JSON file beside its driver, named like it with the suffix `.json`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a virtual card is. Files are relative to the description's folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The reader's name.
    pub reader: String,
    /// `CK_TOKEN_INFO` label, up to 32 octets: "HPKI Application", or empty.
    pub label: String,
    /// `CK_TOKEN_INFO` model, up to 16 octets: "ISO 7816-15:2016", "JIS X 6320-15:20", "ISO 7816-15:2004".
    pub model: String,
    /// `CK_TOKEN_INFO` serialNumber, up to 16 octets.
    pub serial_number: String,
    /// `CK_INFO` libraryDescription: "HPKI 3.0", "HPKI2.0".
    pub library_description: String,
    /// The private key, PKCS#8 in DER.
    pub key: PathBuf,
    /// The certificates.
    pub certificates: Vec<CertificateFile>,
    /// The PIN.
    pub pin: String,
    /// Wrong PINs in a row until the card locks. How many were given is kept beside the description, in a file with the
    /// suffix `.tries`.
    pub tries: u32,
    /// Whether each signature needs its own login (`CKA_ALWAYS_AUTHENTICATE`), as on signature applications.
    pub always_authenticate: bool,
    /// How it differs from a well-behaved card.
    #[serde(default)]
    pub quirks: Vec<Quirk>,
}

/// A certificate of a virtual card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateFile {
    /// The file, DER.
    pub file: PathBuf,
    /// `CKA_LABEL`.
    pub label: String,
    /// `CKA_ID`.
    pub id: u8,
}

/// Oddities of real drivers, all within what a client must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Quirk {
    /// `C_Sign` with NULL for the signature fails and ends the operation.
    NoLengthProbe,
    /// Sessions report read-write states.
    ReadWriteStates,
    /// The token's flags say nothing about wrong PINs.
    SilentAboutTries,
    /// A search with `CKA_VALUE` is refused.
    NoSearchByValue,
    /// Blanks around the labels of objects.
    PaddedLabels,
    /// The token says that its PINs have 6 to 8 characters, whatever the PIN is.
    OtherPinLengths,
    /// A second reader holds a card that the driver does not know.
    ForeignCardBeside,
}

impl Description {
    /// A card like the guideline's example, for the files that `NewCard::create` writes.
    pub(super) fn new(word: &str, always_authenticate: bool, pin: &str, tries: u32) -> Description {
        let certificate = |file: String, label: &str, id| CertificateFile {
            file: PathBuf::from(file),
            label: label.to_owned(),
            id,
        };
        Description {
            reader: "Virtual card reader 0".to_owned(),
            label: "HPKI Application".to_owned(),
            model: "ISO 7816-15:2016".to_owned(),
            serial_number: "VIRTUAL".to_owned(),
            library_description: "HPKI 3.0".to_owned(),
            key: PathBuf::from(format!("{word}-key.der")),
            certificates: vec![
                certificate(format!("{word}.der"), "HPKI END ENTITY CERTIFICATE", 0x17),
                certificate("root.der".to_owned(), "MHLW CA CERTIFICATE", 0x19),
                certificate(format!("{word}-ca.der"), "HPKI ROOT CA CERTIFICATE", 0x1a),
            ],
            pin: pin.to_owned(),
            tries,
            always_authenticate,
            quirks: Vec::new(),
        }
    }
}
