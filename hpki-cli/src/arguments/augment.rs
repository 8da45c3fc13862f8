//! `hpki augment`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hpki_core::time::Time;

use super::time;

#[derive(Debug, Args)]
pub(crate) struct Augment {
    /// Signed file; - is standard input
    pub(crate) file: PathBuf,
    /// Level to reach; LTA on a file that has it renews its archive time-stamp
    #[arg(long, value_name = "LEVEL", ignore_case = true)]
    pub(crate) level: LongTermLevel,
    /// File for the result; - is standard output
    #[arg(long, value_name = "FILE", required_unless_present = "time_stamp_request_out")]
    pub(crate) out: Option<PathBuf>,
    /// Id of the signature [default: the only one; of a dispensing record the pharmacist's]
    #[arg(long, value_name = "ID")]
    pub(crate) signature: Option<String>,
    /// Address of a time-stamp authority (RFC 3161 over http or https)
    #[arg(long, value_name = "URL")]
    pub(crate) tsa: Option<String>,
    /// Policy that the time-stamp authority must use, in dotted form
    #[arg(long, value_name = "OID")]
    pub(crate) tsa_policy: Option<String>,
    /// Token or answer of a time-stamp authority, instead of asking one (may be repeated: for LTA the one over the
    /// signature comes first)
    #[arg(long, value_name = "FILE")]
    pub(crate) time_stamp_token: Vec<PathBuf>,
    /// Write the request for the next time-stamp to this file and stop, to be sent by other means
    #[arg(long, value_name = "FILE", conflicts_with = "tsa")]
    pub(crate) time_stamp_request_out: Option<PathBuf>,
    /// Certificate revocation lists (file or folder; may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) crl: Vec<PathBuf>,
    /// Certificates of authorities, not trusted (file or folder; may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) intermediate: Vec<PathBuf>,
    /// Fetch missing revocation lists from the distribution points that the certificates name (http and https)
    #[arg(long)]
    pub(crate) fetch_crls: bool,
    /// Folder that keeps fetched lists until their next update
    #[arg(long, value_name = "DIR", requires = "fetch_crls")]
    pub(crate) crl_cache: Option<PathBuf>,
    /// Longest time for one exchange over the network
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) http_timeout: u64,
    /// Trust anchors of the signer; without any, self-signed certificates at hand stand in, and a warning says so
    #[arg(long, value_name = "PATH")]
    pub(crate) trust_anchor: Vec<PathBuf>,
    /// Trust anchors of time-stamp authorities, likewise
    #[arg(long, value_name = "PATH")]
    pub(crate) tsa_anchor: Vec<PathBuf>,
    /// File, or folder of files, that a detached signature names (may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(crate) detached: Vec<PathBuf>,
    /// Augment as of this time, RFC 3339 with a zone [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<Time>,
    /// Do not warn of an HPKI test certificate; never for real documents
    #[arg(long)]
    pub(crate) allow_test_certificates: bool,
    /// Print one JSON document instead of text
    #[arg(long)]
    pub(crate) json: bool,
    /// Replace an existing output file
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LongTermLevel {
    /// With a time-stamp over the signature
    #[value(name = "T")]
    T,
    /// And the certificates and revocation lists to verify it by itself
    #[value(name = "LT")]
    Lt,
    /// And an archive time-stamp over all of it
    #[value(name = "LTA")]
    Lta,
}
