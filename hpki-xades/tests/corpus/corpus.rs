//! Sets of the corpus: rows of a manifest, files beside them, and the differences that are known.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hpki_core::bundle::Bundle;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::key::SubjectPublicKeyInfo;
use hpki_core::pem;
use hpki_xades::dsig::DetachedData;

/// The folder of a set; `None`, with a line that says so, where it is not present.
pub(crate) fn set(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus")).join(name);
    if !folder.is_dir() {
        println!("skipped: no corpus at ../shared/corpus/{name}");
        return None;
    }
    Some(folder)
}

/// One row of a manifest, by column name.
pub(crate) struct Row {
    /// The file, with `#2`, `#3`, … where it occurs again.
    pub(crate) id: String,
    columns: BTreeMap<String, String>,
}

impl Row {
    pub(crate) fn get(&self, column: &str) -> &str {
        self.columns.get(column).map_or("", String::as_str)
    }

    pub(crate) fn file(&self) -> &str {
        self.get("file")
    }
}

/// The rows of a set.
pub(crate) fn rows(folder: &Path) -> Vec<Row> {
    let manifest = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let mut lines = manifest.lines();
    let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let row = |line: &str| {
        let values = line.split('\t').map(|value| value.trim_matches('"').to_owned());
        let columns: BTreeMap<String, String> =
            names.iter().map(|&name| name.to_owned()).zip(values).collect();
        let file = columns["file"].clone();
        let count = seen.entry(file.clone()).or_default();
        *count += 1;
        let id = if *count == 1 { file } else { format!("{file}#{count}") };
        Row { id, columns }
    };
    lines.map(row).collect()
}

/// The known differences of a suite: id, tab, reason.
pub(crate) struct Differences<'a> {
    known: BTreeMap<&'a str, &'a str>,
    problems: Vec<String>,
    met: Vec<&'a str>,
}

impl<'a> Differences<'a> {
    pub(crate) fn new(text: &'a str) -> Differences<'a> {
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let known = lines.map(|line| line.split_once('\t').expect("id, tab, reason")).collect();
        Differences { known, problems: Vec::new(), met: Vec::new() }
    }

    /// A row as its manifest says: it must not stand in the list.
    pub(crate) fn agrees(&mut self, id: &str) {
        if self.known.contains_key(id) {
            self.problems.push(format!("{id}\tstale: it is as expected now"));
        }
    }

    /// A row that is not as its manifest says.
    pub(crate) fn differs(&mut self, id: &str, reason: &str) {
        match self.known.get_key_value(id) {
            Some((&id, &known)) if known == reason => self.met.push(id),
            _ => self.problems.push(format!("{id}\t{reason}")),
        }
    }

    /// A row that should fail and passes: nothing excuses it.
    pub(crate) fn wrong(&mut self, id: &str, what: &str) {
        self.problems.push(format!("{id}\tWRONG: {what}"));
    }

    /// How many differences there are, after every row was told.
    pub(crate) fn finish(mut self) -> usize {
        let stale = self.known.keys().filter(|id| !self.met.contains(id));
        let stale: Vec<String> = stale.map(|id| format!("{id}\tstale: not met")).collect();
        self.problems.extend(stale);
        assert!(self.problems.is_empty(), "{} rows:\n{}", self.problems.len(), self.problems.join("\n"));
        self.met.len()
    }
}

/// The data a row's detached references name: an address that the manifest maps to a file, or a file below the
/// set's folder by its path relative to the row's.
pub(crate) struct RowFiles {
    pub(crate) folder: PathBuf,
    pub(crate) mapped: Vec<(String, PathBuf)>,
}

impl DetachedData for RowFiles {
    fn octets(&self, uri: &str) -> Option<Cow<'_, [u8]>> {
        let mapped = self.mapped.iter().find(|(address, _)| address == uri);
        let path = match mapped {
            Some((_, path)) => path.clone(),
            None if uri.contains(':') => return None,
            None => self.folder.join(uri),
        };
        std::fs::read(path).ok().map(Cow::Owned)
    }
}

/// Keys, certificates and revocation lists of files.
#[derive(Default)]
pub(crate) struct Material {
    pub(crate) keys: Vec<SubjectPublicKeyInfo>,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) certificate_lists: Vec<CertificateList>,
}

impl Material {
    /// Adds a file, in DER or PEM, if it can be read. Keys of certificates are keys too.
    pub(crate) fn add(&mut self, path: &Path) {
        let Ok(octets) = std::fs::read(path) else { return };
        if let Ok(bundle) = Bundle::from_bytes(&octets) {
            self.keys.extend(bundle.certificates.iter().map(|certificate| certificate.public_key().clone()));
            self.certificates.extend(bundle.certificates);
            self.certificate_lists.extend(bundle.certificate_lists);
            return;
        }
        if let Ok(key) = SubjectPublicKeyInfo::from_der(&octets) {
            self.keys.push(key);
        }
        let blocks = std::str::from_utf8(&octets).ok().and_then(|text| pem::blocks(text).ok());
        let keys = blocks.unwrap_or_default().into_iter().filter(|block| block.label == "PUBLIC KEY");
        self.keys.extend(keys.filter_map(|block| SubjectPublicKeyInfo::from_der(&block.der).ok()));
    }
}
