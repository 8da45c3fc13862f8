//! The card itself, without C: objects, sessions, PIN.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::digest::{Algorithm, Digest, SHA256, SHA384, SHA512};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RsaSignatureEncoding};
use cryptoki_sys::*;
use hpki_card::virtual_card::{Description, Quirk};
use hpki_core::certificate::Certificate;
use hpki_core::key::KeyKind;

type Result<T> = std::result::Result<T, CK_RV>;

/// The slot of the card.
pub(crate) const SLOT: CK_SLOT_ID = 1;

/// The slot of the card that is not for this driver, where there is one.
const FOREIGN: CK_SLOT_ID = 2;
/// The private key's handle; certificates follow.
const KEY: CK_OBJECT_HANDLE = 1;
/// Sessions at a time.
const MAX_SESSIONS: usize = 8;
/// Longest description. Ours have about 1 KiB.
const MAX_DESCRIPTION: u64 = 64 * 1024;

/// Digests of documents: the octets of DigestInfo before the digest (RFC 8017, 9.2), and how to sign with it.
static DIGESTS: [(u8, u8, &Algorithm, &RsaSignatureEncoding); 3] = [
    (1, 32, &SHA256, &RSA_PKCS1_SHA256),
    (2, 48, &SHA384, &RSA_PKCS1_SHA384),
    (3, 64, &SHA512, &RSA_PKCS1_SHA512),
];

/// A loaded card.
pub(crate) struct Card {
    description: Description,
    tries_file: PathBuf,
    /// Wrong PINs in a row.
    wrong: u32,
    key: Arc<KeyPair>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    certificates: Vec<Vec<u8>>,
    login: Login,
    sessions: BTreeMap<CK_SESSION_HANDLE, Operations>,
    next_session: CK_SESSION_HANDLE,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Login {
    No,
    Yes,
}

/// What a session is doing.
#[derive(Default)]
struct Operations {
    found: Option<VecDeque<CK_OBJECT_HANDLE>>,
    signing: bool,
}

/// An attribute of an object.
pub(crate) enum Attribute {
    Value(Vec<u8>),
    Sensitive,
    Unknown,
}

/// A session of a card.
pub(crate) struct Session<'c> {
    card: &'c mut Card,
    handle: CK_SESSION_HANDLE,
}

impl Card {
    /// From its description. Anything that is not as it should be is `CKR_GENERAL_ERROR`: a driver has no other words.
    pub(crate) fn load(path: &Path) -> Result<Card> {
        let folder = path.parent().ok_or(CKR_GENERAL_ERROR)?;
        let size = fs::metadata(path).map_err(general)?.len();
        if size > MAX_DESCRIPTION {
            return Err(CKR_GENERAL_ERROR);
        }
        let description: Description =
            serde_json::from_slice(&fs::read(path).map_err(general)?).map_err(general)?;
        let read = |file: &Path| fs::read(folder.join(file)).map_err(general);
        let key = KeyPair::from_pkcs8(&read(&description.key)?).map_err(general)?;
        let mut certificates = Vec::new();
        for certificate in &description.certificates {
            certificates.push(read(&certificate.file)?);
        }
        let end_entity = certificates.first().ok_or(CKR_GENERAL_ERROR)?;
        let end_entity = Certificate::from_der(end_entity).map_err(general)?;
        let KeyKind::Rsa(public) = end_entity.public_key().kind() else { return Err(CKR_GENERAL_ERROR) };
        let tries_file = path.with_extension("tries");
        let wrong =
            fs::read_to_string(&tries_file).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        Ok(Card {
            tries_file,
            wrong,
            key: Arc::new(key),
            modulus: public.modulus().to_vec(),
            exponent: public.exponent().to_vec(),
            certificates,
            login: Login::No,
            sessions: BTreeMap::new(),
            next_session: 1,
            description,
        })
    }

    pub(crate) fn slots(&self) -> &'static [CK_SLOT_ID] {
        if self.has(Quirk::ForeignCardBeside) { &[FOREIGN, SLOT] } else { &[SLOT] }
    }

    pub(crate) fn check_slot(&self, slot: CK_SLOT_ID) -> Result<()> {
        match slot {
            SLOT => Ok(()),
            FOREIGN if self.has(Quirk::ForeignCardBeside) => Err(CKR_TOKEN_NOT_RECOGNIZED),
            _ => Err(CKR_SLOT_ID_INVALID),
        }
    }

    fn has(&self, quirk: Quirk) -> bool {
        self.description.quirks.contains(&quirk)
    }

    pub(crate) fn info(&self) -> CK_INFO {
        CK_INFO {
            cryptokiVersion: CK_VERSION { major: 2, minor: 20 },
            manufacturerID: padded("hpki"),
            libraryDescription: padded(&self.description.library_description),
            ..Default::default()
        }
    }

    pub(crate) fn slot_info(&self, slot: CK_SLOT_ID) -> Result<CK_SLOT_INFO> {
        let reader = match self.check_slot(slot) {
            Err(CKR_TOKEN_NOT_RECOGNIZED) => "Virtual card reader 1",
            checked => checked.map(|()| self.description.reader.as_str())?,
        };
        Ok(CK_SLOT_INFO {
            slotDescription: padded(reader),
            manufacturerID: [b' '; 32],
            flags: CKF_TOKEN_PRESENT | CKF_REMOVABLE_DEVICE | CKF_HW_SLOT,
            ..Default::default()
        })
    }

    pub(crate) fn token_info(&self, slot: CK_SLOT_ID) -> Result<CK_TOKEN_INFO> {
        self.check_slot(slot)?;
        let mut flags = CKF_RNG | CKF_LOGIN_REQUIRED | CKF_USER_PIN_INITIALIZED;
        let left = self.description.tries.saturating_sub(self.wrong);
        if !self.has(Quirk::SilentAboutTries) {
            flags |= match left {
                0 => CKF_USER_PIN_LOCKED,
                1 => CKF_USER_PIN_FINAL_TRY,
                _ if self.wrong > 0 => CKF_USER_PIN_COUNT_LOW,
                _ => 0,
            };
        }
        Ok(CK_TOKEN_INFO {
            label: padded(&self.description.label),
            manufacturerID: padded("hpki"),
            model: padded(&self.description.model),
            serialNumber: padded(&self.description.serial_number),
            flags,
            ulMaxSessionCount: MAX_SESSIONS as CK_ULONG,
            ulSessionCount: self.sessions.len() as CK_ULONG,
            ulMaxPinLen: if self.has(Quirk::OtherPinLengths) { 8 } else { 16 },
            ulMinPinLen: if self.has(Quirk::OtherPinLengths) { 6 } else { 4 },
            ulTotalPublicMemory: CK_UNAVAILABLE_INFORMATION,
            ulFreePublicMemory: CK_UNAVAILABLE_INFORMATION,
            ulTotalPrivateMemory: CK_UNAVAILABLE_INFORMATION,
            ulFreePrivateMemory: CK_UNAVAILABLE_INFORMATION,
            utcTime: [b' '; 16],
            ..Default::default()
        })
    }

    pub(crate) fn mechanism_info(
        &self,
        slot: CK_SLOT_ID,
        mechanism: CK_MECHANISM_TYPE,
    ) -> Result<CK_MECHANISM_INFO> {
        self.check_slot(slot)?;
        if mechanism != CKM_RSA_PKCS {
            return Err(CKR_MECHANISM_INVALID);
        }
        let bits = (self.modulus.len() * 8) as CK_ULONG;
        Ok(CK_MECHANISM_INFO { ulMinKeySize: bits, ulMaxKeySize: bits, flags: CKF_HW | CKF_SIGN })
    }

    pub(crate) fn open_session(&mut self, slot: CK_SLOT_ID, flags: CK_FLAGS) -> Result<CK_SESSION_HANDLE> {
        self.check_slot(slot)?;
        match flags {
            CKF_SERIAL_SESSION => {}
            _ if flags & CKF_SERIAL_SESSION == 0 => return Err(CKR_SESSION_PARALLEL_NOT_SUPPORTED),
            _ if flags & CKF_RW_SESSION != 0 => return Err(CKR_TOKEN_WRITE_PROTECTED),
            _ => return Err(CKR_ARGUMENTS_BAD),
        }
        if self.sessions.len() == MAX_SESSIONS {
            return Err(CKR_SESSION_COUNT);
        }
        let handle = self.next_session;
        self.next_session += 1;
        self.sessions.insert(handle, Operations::default());
        Ok(handle)
    }

    pub(crate) fn close_session(&mut self, session: CK_SESSION_HANDLE) -> Result<()> {
        self.sessions.remove(&session).ok_or(CKR_SESSION_HANDLE_INVALID)?;
        if self.sessions.is_empty() {
            self.login = Login::No;
        }
        Ok(())
    }

    pub(crate) fn close_all_sessions(&mut self, slot: CK_SLOT_ID) -> Result<()> {
        self.check_slot(slot)?;
        self.sessions.clear();
        self.login = Login::No;
        Ok(())
    }

    pub(crate) fn session(&mut self, handle: CK_SESSION_HANDLE) -> Result<Session<'_>> {
        if !self.sessions.contains_key(&handle) {
            return Err(CKR_SESSION_HANDLE_INVALID);
        }
        Ok(Session { card: self, handle })
    }

    /// The counter is on the card, so it outlives the process. It is written before the answer is given.
    fn set_wrong(&mut self, wrong: u32) {
        if self.wrong != wrong {
            self.wrong = wrong;
            // A folder that cannot be written to makes a card that forgets.
            let _ = fs::write(&self.tries_file, wrong.to_string());
        }
    }

    /// Handles of the objects that can be seen now.
    fn objects(&self) -> Vec<CK_OBJECT_HANDLE> {
        let certificates = (0..self.certificates.len()).map(|index| KEY + 1 + index as CK_OBJECT_HANDLE);
        let key = (self.login == Login::Yes).then_some(KEY);
        key.into_iter().chain(certificates).collect()
    }

    fn attribute(&self, object: CK_OBJECT_HANDLE, kind: CK_ATTRIBUTE_TYPE) -> Result<Attribute> {
        if !self.objects().contains(&object) {
            return Err(CKR_OBJECT_HANDLE_INVALID);
        }
        if object == KEY {
            return Ok(self.key_attribute(kind));
        }
        let index = (object - KEY - 1) as usize;
        let (file, der) = self
            .description
            .certificates
            .get(index)
            .zip(self.certificates.get(index))
            .ok_or(CKR_OBJECT_HANDLE_INVALID)?;
        Ok(Attribute::Value(match kind {
            CKA_CLASS => CKO_CERTIFICATE.to_ne_bytes().to_vec(),
            CKA_TOKEN => vec![CK_TRUE],
            CKA_PRIVATE | CKA_MODIFIABLE => vec![CK_FALSE],
            CKA_LABEL if self.has(Quirk::PaddedLabels) => format!("  {}   ", file.label).into_bytes(),
            CKA_LABEL => file.label.clone().into_bytes(),
            CKA_ID => vec![file.id],
            CKA_CERTIFICATE_TYPE => CKC_X_509.to_ne_bytes().to_vec(),
            CKA_VALUE => der.clone(),
            // The guideline lets these come back empty, so they do.
            CKA_ISSUER | CKA_SERIAL_NUMBER | CKA_SUBJECT => Vec::new(),
            _ => return Ok(Attribute::Unknown),
        }))
    }

    fn key_attribute(&self, kind: CK_ATTRIBUTE_TYPE) -> Attribute {
        let always_authenticate = if self.description.always_authenticate { CK_TRUE } else { CK_FALSE };
        Attribute::Value(match kind {
            CKA_CLASS => CKO_PRIVATE_KEY.to_ne_bytes().to_vec(),
            CKA_TOKEN | CKA_PRIVATE | CKA_SENSITIVE | CKA_SIGN => vec![CK_TRUE],
            CKA_EXTRACTABLE | CKA_MODIFIABLE => vec![CK_FALSE],
            CKA_ALWAYS_AUTHENTICATE => vec![always_authenticate],
            CKA_LABEL => b"Private key of HPKI".to_vec(),
            CKA_ID => self.description.certificates.first().map(|file| vec![file.id]).unwrap_or_default(),
            CKA_KEY_TYPE => CKK_RSA.to_ne_bytes().to_vec(),
            CKA_MODULUS => self.modulus.clone(),
            CKA_PUBLIC_EXPONENT => self.exponent.clone(),
            CKA_PRIVATE_EXPONENT | CKA_PRIME_1 | CKA_PRIME_2 => return Attribute::Sensitive,
            _ => return Attribute::Unknown,
        })
    }
}

impl Session<'_> {
    fn operations(&mut self) -> Result<&mut Operations> {
        self.card.sessions.get_mut(&self.handle).ok_or(CKR_SESSION_HANDLE_INVALID)
    }

    pub(crate) fn info(&self) -> CK_SESSION_INFO {
        let read_write = self.card.has(Quirk::ReadWriteStates);
        let state = match (self.card.login, read_write) {
            (Login::No, false) => CKS_RO_PUBLIC_SESSION,
            (Login::No, true) => CKS_RW_PUBLIC_SESSION,
            (Login::Yes, false) => CKS_RO_USER_FUNCTIONS,
            (Login::Yes, true) => CKS_RW_USER_FUNCTIONS,
        };
        CK_SESSION_INFO { slotID: SLOT, state, flags: CKF_SERIAL_SESSION, ulDeviceError: 0 }
    }

    pub(crate) fn login(self, user: CK_USER_TYPE, pin: &[u8]) -> Result<()> {
        if user != CKU_USER {
            return Err(CKR_USER_TYPE_INVALID);
        }
        if self.card.login == Login::Yes {
            return Err(CKR_USER_ALREADY_LOGGED_IN);
        }
        if self.card.wrong >= self.card.description.tries {
            return Err(CKR_PIN_LOCKED);
        }
        if !(4..=16).contains(&pin.len()) {
            return Err(CKR_PIN_LEN_RANGE);
        }
        if pin != self.card.description.pin.as_bytes() {
            let wrong = self.card.wrong + 1;
            self.card.set_wrong(wrong);
            return Err(CKR_PIN_INCORRECT);
        }
        self.card.set_wrong(0);
        self.card.login = Login::Yes;
        Ok(())
    }

    pub(crate) fn logout(self) -> Result<()> {
        if self.card.login == Login::No {
            return Err(CKR_USER_NOT_LOGGED_IN);
        }
        self.card.login = Login::No;
        for operations in self.card.sessions.values_mut() {
            operations.signing = false;
        }
        Ok(())
    }

    pub(crate) fn find_init(mut self, criteria: Vec<(CK_ATTRIBUTE_TYPE, Vec<u8>)>) -> Result<()> {
        if self.operations()?.found.is_some() {
            return Err(CKR_OPERATION_ACTIVE);
        }
        for (kind, _) in &criteria {
            match *kind {
                CKA_VALUE if self.card.has(Quirk::NoSearchByValue) => return Err(CKR_ATTRIBUTE_TYPE_INVALID),
                CKA_CLASS | CKA_TOKEN | CKA_LABEL | CKA_ID | CKA_CERTIFICATE_TYPE | CKA_VALUE
                | CKA_KEY_TYPE | CKA_MODULUS | CKA_PUBLIC_EXPONENT => {}
                _ => return Err(CKR_ATTRIBUTE_TYPE_INVALID),
            }
        }
        let mut found = VecDeque::new();
        for object in self.card.objects() {
            let mut fits = true;
            for (kind, wanted) in &criteria {
                fits &= matches!(self.card.attribute(object, *kind)?, Attribute::Value(value) if value == *wanted);
            }
            if fits {
                found.push_back(object);
            }
        }
        self.operations()?.found = Some(found);
        Ok(())
    }

    pub(crate) fn find(mut self, room: usize) -> Result<Vec<CK_OBJECT_HANDLE>> {
        let found = self.operations()?.found.as_mut().ok_or(CKR_OPERATION_NOT_INITIALIZED)?;
        let count = found.len().min(room);
        Ok(found.drain(..count).collect())
    }

    pub(crate) fn find_final(mut self) -> Result<()> {
        self.operations()?.found.take().map(drop).ok_or(CKR_OPERATION_NOT_INITIALIZED)
    }

    pub(crate) fn attribute(&self, object: CK_OBJECT_HANDLE, kind: CK_ATTRIBUTE_TYPE) -> Result<Attribute> {
        self.card.attribute(object, kind)
    }

    pub(crate) fn sign_init(mut self, mechanism: CK_MECHANISM_TYPE, key: CK_OBJECT_HANDLE) -> Result<()> {
        if mechanism != CKM_RSA_PKCS {
            return Err(CKR_MECHANISM_INVALID);
        }
        if self.card.login == Login::No {
            return Err(CKR_USER_NOT_LOGGED_IN);
        }
        if key != KEY {
            return Err(CKR_KEY_HANDLE_INVALID);
        }
        let operations = self.operations()?;
        if operations.signing {
            return Err(CKR_OPERATION_ACTIVE);
        }
        operations.signing = true;
        Ok(())
    }

    /// The signature's length, and the signature where there is room for it. `room` is `None` when only the length was
    /// asked for.
    pub(crate) fn sign(mut self, data: &[u8], room: Option<usize>) -> Result<(usize, Option<Vec<u8>>)> {
        if !self.operations()?.signing {
            return Err(CKR_OPERATION_NOT_INITIALIZED);
        }
        let length = self.card.modulus.len();
        match room {
            None if self.card.has(Quirk::NoLengthProbe) => {
                self.operations()?.signing = false;
                return Err(CKR_ARGUMENTS_BAD);
            }
            None => return Ok((length, None)),
            Some(room) if room < length => return Ok((length, None)),
            Some(_) => {}
        }
        self.operations()?.signing = false;
        let signature = self.signature(data);
        if self.card.description.always_authenticate {
            self.card.login = Login::No;
        }
        signature.map(|octets| (length, Some(octets)))
    }

    /// RSASSA-PKCS1-v1_5 of a DigestInfo. Other data are refused: a card with this key signs documents.
    fn signature(&self, data: &[u8]) -> Result<Vec<u8>> {
        for (arc, size, algorithm, encoding) in DIGESTS {
            let prefix = [
                0x30,
                17 + size,
                0x30,
                0x0d,
                0x06,
                0x09,
                0x60,
                0x86,
                0x48,
                0x01,
                0x65,
                0x03,
                0x04,
                0x02,
                arc,
                0x05,
                0x00,
                0x04,
                size,
            ];
            let Some(value) = data.strip_prefix(&prefix) else { continue };
            let Ok(digest) = Digest::import_less_safe(value, algorithm) else { continue };
            let mut signature = vec![0; self.card.modulus.len()];
            self.card.key.sign_digest(encoding, &digest, &mut signature).map_err(|_| CKR_DEVICE_ERROR)?;
            return Ok(signature);
        }
        Err(CKR_DATA_INVALID)
    }
}

fn general<E>(_: E) -> CK_RV {
    CKR_GENERAL_ERROR
}

/// Text in a fixed field, padded with blanks, cut where it is too long.
fn padded<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let mut field = [b' '; LENGTH];
    for (to, from) in field.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    field
}
