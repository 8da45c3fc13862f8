//! Textual encodings (RFC 7468): `-----BEGIN CERTIFICATE-----` … `-----END CERTIFICATE-----`.
//!
//! Text around the blocks is skipped (bundles carry comments). Inside a block the base64 is strict but for line ends and
//! blanks; headers as in RFC 1421 are refused, as RFC 7468 does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Most blocks of one text. A system's bundle of web roots has 150.
const MAX_BLOCKS: usize = 4096;

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PemBlock {
    /// The label: `CERTIFICATE`, `X509 CRL`, `PKCS7`.
    pub label: String,
    /// The decoded octets.
    pub der: Vec<u8>,
}

/// A text that is not PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("PEM, line {line}: {problem}")]
pub struct PemError {
    /// What is wrong.
    pub problem: PemProblem,
    /// The line, counted from 1.
    pub line: usize,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PemProblem {
    /// A BEGIN or END line that is not of the standard's form.
    #[error("a BEGIN or END line is malformed")]
    Boundary,
    /// END without BEGIN, BEGIN inside a block, or another label at the end.
    #[error("BEGIN and END do not match")]
    Unmatched,
    /// A block that does not end.
    #[error("the block has no END line")]
    Unfinished,
    /// Not strict base64.
    #[error("the block is not base64")]
    Base64,
    /// More blocks than are read.
    #[error("more than {MAX_BLOCKS} blocks")]
    TooMany,
}

/// The blocks of a text, in order. A text without any has none.
///
/// # Errors
/// [`PemError`] with the line: a text with one bad block gives no blocks at all.
pub fn blocks(text: &str) -> Result<Vec<PemBlock>, PemError> {
    let mut blocks = Vec::new();
    for span in spans(text)? {
        let base64: Vec<u8> = span.body.bytes().filter(|octet| !octet.is_ascii_whitespace()).collect();
        let der = STANDARD.decode(base64).map_err(|_| span.error(PemProblem::Base64))?;
        blocks.push(PemBlock { label: span.label.to_owned(), der });
    }
    Ok(blocks)
}

/// One block, not yet decoded.
pub(crate) struct Span<'a> {
    /// The label.
    pub(crate) label: &'a str,
    /// What stands between its BEGIN and END lines.
    pub(crate) body: &'a str,
    end_line: usize,
}

impl Span<'_> {
    /// An error about the block.
    pub(crate) fn error(&self, problem: PemProblem) -> PemError {
        PemError { problem, line: self.end_line }
    }
}

/// The blocks of a text as they stand there.
pub(crate) fn spans(text: &str) -> Result<Vec<Span<'_>>, PemError> {
    let mut spans = Vec::new();
    let mut open: Option<(&str, usize, usize)> = None;
    let mut offset = 0;
    for (index, whole_line) in text.split_inclusive('\n').enumerate() {
        let begin = offset;
        offset += whole_line.len();
        let line_number = index + 1;
        let error = |problem| PemError { problem, line: line_number };
        let line = whole_line.trim_matches([' ', '\t', '\r', '\n', '\u{feff}']);
        match (boundary(line).map_err(error)?, open) {
            (None, _) => {}
            (Some(Boundary::Begin(label)), None) => open = Some((label, offset, line_number)),
            (Some(Boundary::End(label)), Some((begun, body, _))) if begun == label => {
                if spans.len() == MAX_BLOCKS {
                    return Err(error(PemProblem::TooMany));
                }
                let body = text.get(body..begin).unwrap_or_default();
                spans.push(Span { label, body, end_line: line_number });
                open = None;
            }
            _ => return Err(error(PemProblem::Unmatched)),
        }
    }
    match open {
        None => Ok(spans),
        Some((_, _, line)) => Err(PemError { problem: PemProblem::Unfinished, line }),
    }
}

enum Boundary<'a> {
    Begin(&'a str),
    End(&'a str),
}

/// The label of a BEGIN or END line; `None` for other lines.
fn boundary(line: &str) -> Result<Option<Boundary<'_>>, PemProblem> {
    if !line.starts_with("-----") {
        return Ok(None);
    }
    let inner = line.strip_prefix("-----").and_then(|rest| rest.strip_suffix("-----"));
    let inner = inner.ok_or(PemProblem::Boundary)?;
    let boundary = match (inner.strip_prefix("BEGIN "), inner.strip_prefix("END ")) {
        (Some(label), _) => Boundary::Begin(label),
        (_, Some(label)) => Boundary::End(label),
        _ => return Err(PemProblem::Boundary),
    };
    Ok(Some(boundary))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "subject=CN = x\n-----BEGIN CERTIFICATE-----\nMAAw\nAA==\n-----END CERTIFICATE-----\n\
                        # next\r\n-----BEGIN X509 CRL-----\r\n  MAA=\r\n-----END X509 CRL-----\r\n";

    #[test]
    fn blocks_are_found_between_comments() {
        let blocks = blocks(GOOD).unwrap();
        let labels: Vec<_> = blocks.iter().map(|block| block.label.as_str()).collect();
        assert_eq!(labels, ["CERTIFICATE", "X509 CRL"]);
        assert_eq!(blocks[0].der, [0x30, 0x00, 0x30, 0x00]);
        assert_eq!(super::blocks("no blocks").unwrap(), []);
    }

    #[test]
    fn what_is_damaged_is_refused_whole() {
        for (from, to, problem) in [
            ("AA==\n-----END CERTIFICATE-----\n", "AA==\n", PemProblem::Unmatched),
            ("END CERTIFICATE", "END X509 CRL", PemProblem::Unmatched),
            ("-----BEGIN CERTIFICATE-----\n", "", PemProblem::Unmatched),
            ("-----END X509 CRL-----\r\n", "", PemProblem::Unfinished),
            ("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE---", PemProblem::Boundary),
            ("AA==", "AB==", PemProblem::Base64),
            ("AA==", "AA", PemProblem::Base64),
            ("MAAw", "MAAw====", PemProblem::Base64),
            ("MAAw", "Proc-Type: 4,ENCRYPTED", PemProblem::Base64),
        ] {
            assert_eq!(
                blocks(&GOOD.replacen(from, to, 1)).unwrap_err().problem,
                problem,
                "{from:?} -> {to:?}"
            );
        }
    }
}
