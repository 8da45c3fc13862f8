//! Reference: what it names, its transforms, its digest (XMLDSig, sections 4.4.3 and 4.4.4).

use std::borrow::Cow;
use std::sync::Arc;

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::crypto::{Digest, Digester};

use crate::c14n::{self, Apex, C14nError, Comments, Method, Sink, Subtree};
use crate::xml::{Document, Element, Node, NodeId, XmlError, XmlLimits};

use super::budget::{DigestBudget, DigestedPart};
use super::detached::{DetachedData, percent_decode};
use super::digest_value::DigestValue;
use super::identifiers::Identifiers;
use super::structure::{
    ChildSequence, INCLUSIVE_PREFIXES, StructureError, StructureErrorKind, TRANSFORMS, plain_text,
    required_attribute,
};
use super::{NAMESPACE, SignatureLimits};

const ENVELOPED_SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const BASE64: &str = "http://www.w3.org/2000/09/xmldsig#base64";
const EXCLUSIVE_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// The canonicalization where none is given.
pub(crate) const INCLUSIVE: Method = Method::new(c14n::Algorithm::Inclusive10, Comments::Without);

/// `Reference ::= Transforms? DigestMethod DigestValue`, attributes Id?, URI?, Type?.
#[derive(Clone)]
pub struct Reference<'d, 'i> {
    /// The element.
    pub element: Element<'d, 'i>,
    /// URI as written; `None` when the attribute is absent, which is not the same as empty.
    pub uri: Option<Cow<'d, str>>,
    /// Type as written: a claim of the sender.
    pub r#type: Option<Cow<'d, str>>,
    /// The transforms in order.
    pub transforms: Vec<Transform>,
    /// DigestMethod.
    pub digest_method: DigestMethod,
    /// The octets of DigestValue; `None` when its text is no strict base64, which is a digest that differs from
    /// every other (a real damaged document has one).
    pub digest_value: Option<DigestValue>,
}

/// DigestMethod as written, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestMethod {
    /// The Algorithm URI as written.
    pub uri: Cow<'static, str>,
    /// The algorithm, if it has a name here.
    pub algorithm: Option<DigestAlgorithm>,
}

/// A Transform. What is not implemented is kept by name and never guessed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Transform {
    /// A canonicalization.
    Canonicalization(Method),
    /// Removes the Signature that contains the Reference.
    EnvelopedSignature,
    /// Decodes base64 text.
    Base64,
    /// Anything else, by its URI.
    Unsupported(String),
}

impl<'d, 'i> Reference<'d, 'i> {
    /// The rest of a sequence that must be one or more References and nothing else.
    pub(crate) fn sequence(
        mut children: ChildSequence<'d, 'i>,
        parent: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<Vec<Reference<'d, 'i>>, StructureError> {
        let mut references = Vec::new();
        while let Some(element) = children.optional(NAMESPACE, "Reference") {
            if references.len() == limits.references {
                let kind = StructureErrorKind::TooMany { what: "references", limit: limits.references };
                return Err(StructureError::new(kind, parent));
            }
            references.push(Reference::from_element(element, limits)?);
        }
        children.end()?;
        Ok(references)
    }

    fn from_element(
        element: Element<'d, 'i>,
        limits: &SignatureLimits,
    ) -> Result<Reference<'d, 'i>, StructureError> {
        let mut children = ChildSequence::of(element)?;
        let transforms = match children.optional(NAMESPACE, "Transforms") {
            Some(transforms) => Transform::sequence(transforms, limits)?,
            None => Vec::new(),
        };
        let digest_method = DigestMethod::from_element(children.required(NAMESPACE, "DigestMethod")?)?;
        let digest_text = plain_text(children.required(NAMESPACE, "DigestValue")?, "DigestValue")?;
        let digest_value = DigestValue::from_base64(&digest_text).ok();
        children.end()?;
        let (uri, r#type) = (element.attribute("URI"), element.attribute("Type"));
        Ok(Reference { element, uri, r#type, transforms, digest_method, digest_value })
    }
}

impl DigestMethod {
    pub(crate) fn from_element(element: Element<'_, '_>) -> Result<DigestMethod, StructureError> {
        let uri = algorithm_of(element)?;
        let plain = element.child_elements().next().is_none();
        let algorithm = if plain { DigestAlgorithm::from_xml_uri(&uri) } else { None };
        let uri = as_written(uri, algorithm.map(DigestAlgorithm::xml_uri));
        Ok(DigestMethod { uri, algorithm })
    }
}

impl Transform {
    fn sequence(
        element: Element<'_, '_>,
        limits: &SignatureLimits,
    ) -> Result<Vec<Transform>, StructureError> {
        let mut children = ChildSequence::of(element)?;
        let mut transforms = Vec::new();
        while let Some(transform) = children.optional(NAMESPACE, "Transform") {
            if transforms.len() == limits.transforms {
                let kind = StructureErrorKind::TooMany { what: TRANSFORMS, limit: limits.transforms };
                return Err(StructureError::new(kind, element));
            }
            transforms.push(Transform::from_element(transform, limits)?);
        }
        children.end()?;
        if transforms.is_empty() {
            return Err(StructureError::new(StructureErrorKind::ElementMissing("Transform"), element));
        }
        Ok(transforms)
    }

    fn from_element(element: Element<'_, '_>, limits: &SignatureLimits) -> Result<Transform, StructureError> {
        let uri = algorithm_of(element)?;
        if let Some(method) = parse_c14n_method(element, &uri, limits)? {
            return Ok(Transform::Canonicalization(method));
        }
        let plain = element.child_elements().next().is_none();
        Ok(match uri.as_ref() {
            ENVELOPED_SIGNATURE if plain => Transform::EnvelopedSignature,
            BASE64 if plain => Transform::Base64,
            _ => Transform::Unsupported(uri.into_owned()),
        })
    }

    /// The URI that names it.
    pub fn uri(&self) -> &str {
        match self {
            Transform::Canonicalization(method) => method.uri(),
            Transform::EnvelopedSignature => ENVELOPED_SIGNATURE,
            Transform::Base64 => BASE64,
            Transform::Unsupported(uri) => uri,
        }
    }
}

/// The Algorithm attribute.
pub(crate) fn algorithm_of<'d>(element: Element<'d, '_>) -> Result<Cow<'d, str>, StructureError> {
    required_attribute(element, "Algorithm")
}

/// A URI as it was written, which nearly always is the one that the standard gives to what it names.
pub(crate) fn as_written(uri: Cow<'_, str>, standard: Option<&'static str>) -> Cow<'static, str> {
    match standard {
        Some(standard) if standard == uri => Cow::Borrowed(standard),
        _ => Cow::Owned(uri.into_owned()),
    }
}

/// The canonicalization that an Algorithm URI and the element's children (InclusiveNamespaces) name; `None` when
/// it is none that is implemented, or has children that change its meaning.
pub(crate) fn parse_c14n_method(
    element: Element<'_, '_>,
    uri: &str,
    limits: &SignatureLimits,
) -> Result<Option<Method>, StructureError> {
    let Some(mut method) = Method::from_uri(uri) else { return Ok(None) };
    let mut children = element.child_elements();
    let (first, second) = (children.next(), children.next());
    let Some(parameter) = first else { return Ok(Some(method)) };
    let is_prefix_list = parameter.is(EXCLUSIVE_C14N, "InclusiveNamespaces");
    if second.is_some() || !is_prefix_list || method.algorithm != c14n::Algorithm::Exclusive {
        return Ok(None);
    }
    let list = parameter.attribute("PrefixList").unwrap_or_default();
    let prefixes: Vec<String> =
        list.split([' ', '\t', '\r', '\n']).filter(|prefix| !prefix.is_empty()).map(str::to_owned).collect();
    if prefixes.len() > limits.inclusive_prefixes {
        let kind = StructureErrorKind::TooMany { what: INCLUSIVE_PREFIXES, limit: limits.inclusive_prefixes };
        return Err(StructureError::new(kind, parameter));
    }
    method.inclusive_prefixes = prefixes;
    Ok(Some(method))
}

/// What references are processed against.
pub struct ProcessingContext<'c, 'd, 'i> {
    /// The document that holds the Signature.
    pub document: &'d Document<'i>,
    /// Its identifiers.
    pub identifiers: &'c Identifiers<'d>,
    /// The Signature that holds the references: what enveloped-signature removes, by identity.
    pub signature: NodeId,
    /// Data outside the document.
    pub detached: &'c dyn DetachedData,
    /// Limits for octets that a transform needs parsed.
    pub xml_limits: XmlLimits,
    /// What all signatures of the document together may still digest; `None` for references of one's own making.
    pub budget: Option<&'c DigestBudget<'d, 'i>>,
}

/// Whether the octets that were digested are kept beside the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepOctets {
    /// Only the digest: memory does not grow with the data.
    No,
    /// Keep them.
    Yes,
}

/// The digest of a reference's data, with what was digested.
#[derive(Clone, Debug)]
pub struct DigestedOctets {
    /// The digest.
    pub digest: Digest,
    /// How many octets were digested.
    pub length: u64,
    /// SHA-256 of the same octets.
    pub sha256: [u8; 32],
    /// The octets, if they were to be kept; the same ones for references to the same thing.
    pub octets: Option<Arc<[u8]>>,
}

/// Why a reference could not be processed. None of these is a digest that differs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceProblem {
    /// There is no URI: what is meant is known to the application alone.
    #[error("a reference without URI is not supported")]
    UriAbsent,
    /// The URI is of a form that is not resolved: an XPointer, a fragment that is no NCName, a broken escape.
    #[error("URI {0:?} is of a form that is not supported")]
    UriUnsupported(String),
    /// No element has this identifier.
    #[error("no element has the identifier that URI {0:?} names")]
    TargetMissing(String),
    /// The caller did not give the data the URI names.
    #[error("the data that URI {0:?} names was not given")]
    DetachedNotGiven(String),
    /// A transform is not implemented.
    #[error("transform {0:?} is not supported")]
    TransformUnsupported(String),
    /// A transform cannot work on what the one before it yields.
    #[error("transform {0:?} does not fit the data before it")]
    TransformMisplaced(String),
    /// The digest algorithm is not implemented.
    #[error("digest algorithm {0:?} is not supported")]
    DigestUnsupported(String),
    /// Octets that a canonicalization needs as XML are none.
    #[error("the referenced data is no XML that is accepted: {0}")]
    NotXml(XmlError),
    /// The base64 transform met something else.
    #[error("the referenced data is not strict base64")]
    NotBase64,
    /// The references of the document together digest more than is allowed.
    #[error("the signatures of this document digest more octets than are allowed (digested_expansion)")]
    OverBudget,
    /// Canonicalization failed.
    #[error(transparent)]
    Canonicalization(#[from] C14nError),
}

/// What flows from transform to transform.
enum Data<'a> {
    /// A subtree of the document less some elements, without comments: a same-document reference drops them.
    Nodes { apex: Apex, without: Vec<NodeId> },
    /// Octets.
    Octets(Cow<'a, [u8]>),
}

/// Dereferences a Reference, applies its transforms and digests the result.
///
/// # Errors
/// [`ReferenceProblem`]: what is missing or not supported, by name.
pub fn digest_reference(
    context: &ProcessingContext<'_, '_, '_>,
    reference: &Reference<'_, '_>,
    keep: KeepOctets,
) -> Result<DigestedOctets, ReferenceProblem> {
    let method = &reference.digest_method;
    let algorithm =
        method.algorithm.ok_or_else(|| ReferenceProblem::DigestUnsupported(method.uri.to_string()))?;
    let remembered = context
        .budget
        .filter(|budget| budget.is_remembering(context.document))
        .and_then(|budget| Some((budget, digested_part(context, reference, algorithm)?)));
    if let Some(known) = remembered.as_ref().and_then(|(budget, part)| budget.known(part, keep)) {
        return Ok(known);
    }
    let mut sink = DigestSink::new(algorithm, keep)
        .ok_or_else(|| ReferenceProblem::DigestUnsupported(method.uri.to_string()))?;
    // XMLDSig, section 4.4.3.2: a node-set at the end is canonicalized with inclusive C14N 1.0.
    write_reference_octets(context, reference, &INCLUSIVE, &mut sink)?;
    let digested = sink.finish();
    if let Some((budget, part)) = remembered {
        budget.remember(part, &digested);
    }
    Ok(digested)
}

/// What a reference digests, for references into the document.
fn digested_part(
    context: &ProcessingContext<'_, '_, '_>,
    reference: &Reference<'_, '_>,
    algorithm: DigestAlgorithm,
) -> Option<DigestedPart> {
    let uri = reference.uri.as_deref().filter(|uri| uri.is_empty() || uri.starts_with('#'))?;
    let Ok(Data::Nodes { apex, .. }) = dereference(context, Some(uri)) else { return None };
    let transforms = reference.transforms.clone();
    let removed = transforms.contains(&Transform::EnvelopedSignature).then_some(context.signature);
    Some(DigestedPart { apex, transforms, removed, algorithm })
}

/// Writes the octets of a reference's data after its transforms; a node-set that is left at the end is
/// canonicalized with `default_method`.
///
/// # Errors
/// [`ReferenceProblem`]: what is missing or not supported, by name.
pub fn write_reference_octets(
    context: &ProcessingContext<'_, '_, '_>,
    reference: &Reference<'_, '_>,
    default_method: &Method,
    sink: &mut impl Sink,
) -> Result<(), ReferenceProblem> {
    let mut data = dereference(context, reference.uri.as_deref())?;
    let last = reference.transforms.len().checked_sub(1);
    for (index, transform) in reference.transforms.iter().enumerate() {
        // The last canonicalization streams straight into the digest.
        if let (Transform::Canonicalization(method), true) = (transform, Some(index) == last) {
            return canonicalize_data(context, data, method, sink);
        }
        data = apply(context, data, transform)?;
    }
    match data {
        Data::Octets(octets) => sink.write(&octets),
        nodes => canonicalize_data(context, nodes, default_method, sink)?,
    }
    Ok(())
}

/// XMLDSig, section 4.4.3.3, for the forms that are allowed: none, `""`, `#NCName`, a name of given data.
fn dereference<'c>(
    context: &ProcessingContext<'c, '_, '_>,
    uri: Option<&str>,
) -> Result<Data<'c>, ReferenceProblem> {
    let uri = uri.ok_or(ReferenceProblem::UriAbsent)?;
    let nodes = |apex| Data::Nodes { apex, without: Vec::new() };
    if uri.is_empty() {
        return Ok(nodes(Apex::Document));
    }
    if let Some(name) = uri.strip_prefix('#') {
        // An XPointer (`#xpointer(/)`) is no identifier; every other text names an element or none.
        if name.is_empty() || name.contains(['(', ')']) {
            return Err(ReferenceProblem::UriUnsupported(uri.to_owned()));
        }
        let target = context.identifiers.resolve(name);
        let target = target.ok_or_else(|| ReferenceProblem::TargetMissing(uri.to_owned()))?;
        return Ok(nodes(Apex::Element(target)));
    }
    let name = percent_decode(uri).ok_or_else(|| ReferenceProblem::UriUnsupported(uri.to_owned()))?;
    match context.detached.octets(&name) {
        Some(Cow::Borrowed(held)) if !within(context.budget, |budget| budget.spend_outside(held)) => {
            Err(ReferenceProblem::OverBudget)
        }
        Some(octets) => Ok(Data::Octets(octets)),
        None => Err(ReferenceProblem::DetachedNotGiven(uri.to_owned())),
    }
}

fn apply<'a>(
    context: &ProcessingContext<'_, '_, '_>,
    data: Data<'a>,
    transform: &Transform,
) -> Result<Data<'a>, ReferenceProblem> {
    match (transform, data) {
        (Transform::Unsupported(uri), _) => Err(ReferenceProblem::TransformUnsupported(uri.clone())),
        (Transform::Canonicalization(method), data) => {
            let mut octets = Vec::new();
            canonicalize_data(context, data, method, &mut octets)?;
            Ok(Data::Octets(Cow::Owned(octets)))
        }
        (Transform::EnvelopedSignature, Data::Nodes { apex, mut without }) => {
            without.push(context.signature);
            Ok(Data::Nodes { apex, without })
        }
        (Transform::EnvelopedSignature, Data::Octets(_)) => {
            Err(ReferenceProblem::TransformMisplaced(ENVELOPED_SIGNATURE.to_owned()))
        }
        (Transform::Base64, data) => {
            let text = match data {
                Data::Octets(octets) => {
                    String::from_utf8(octets.into_owned()).map_err(|_| ReferenceProblem::NotBase64)?
                }
                Data::Nodes { apex, without } => {
                    spend(context, apex)?;
                    string_value(context.document, apex, &without)
                }
            };
            let octets = super::decode_base64(&text).map_err(|_| ReferenceProblem::NotBase64)?;
            Ok(Data::Octets(Cow::Owned(octets)))
        }
    }
}

/// Takes the octets of a subtree as they stand in the file out of the budget, before anything is done with them; returns
/// how many.
fn spend(context: &ProcessingContext<'_, '_, '_>, apex: Apex) -> Result<usize, ReferenceProblem> {
    let octets = match apex {
        Apex::Document => context.document.source().len(),
        Apex::Element(id) => context.document.element(id).byte_range().len(),
    };
    let suffices = within(context.budget, |budget| budget.spend(octets));
    if suffices { Ok(octets) } else { Err(ReferenceProblem::OverBudget) }
}

fn within<'d, 'i>(
    budget: Option<&DigestBudget<'d, 'i>>,
    spend: impl FnOnce(&DigestBudget<'d, 'i>) -> bool,
) -> bool {
    budget.is_none_or(spend)
}

/// Counts what goes into a sink.
struct Counted<'s, S> {
    sink: &'s mut S,
    written: usize,
}

impl<S: Sink> Sink for Counted<'_, S> {
    fn write(&mut self, octets: &[u8]) {
        self.written += octets.len();
        self.sink.write(octets);
    }
}

/// The text nodes of a subtree in document order (the base64 transform's `string(self::node())`).
fn string_value(document: &Document<'_>, apex: Apex, without: &[NodeId]) -> String {
    let apex = match apex {
        Apex::Document => document.root(),
        Apex::Element(id) => document.element(id),
    };
    let cut_out: Vec<_> = without.iter().map(|&id| document.element(id).byte_range()).collect();
    let mut text = String::new();
    for node in apex.descendants() {
        let (Node::Text(characters) | Node::CData(characters)) = node else { continue };
        let start = characters.byte_range().start;
        if !cut_out.iter().any(|range| range.contains(&start)) {
            text.push_str(&characters.value());
        }
    }
    text
}

fn canonicalize_data(
    context: &ProcessingContext<'_, '_, '_>,
    data: Data<'_>,
    method: &Method,
    sink: &mut impl Sink,
) -> Result<(), ReferenceProblem> {
    match data {
        Data::Nodes { apex, without } => {
            let read = spend(context, apex)?;
            let subtree = Subtree { apex, without: &without };
            let mut counted = Counted { sink, written: 0 };
            match method.comments {
                Comments::Without => c14n::canonicalize(context.document, &subtree, method, &mut counted)?,
                // The node-set has no comment nodes, so "with comments" has none to render.
                Comments::With => {
                    let method = Method { comments: Comments::Without, ..method.clone() };
                    c14n::canonicalize(context.document, &subtree, &method, &mut counted)?;
                }
            }
            let more = counted.written.saturating_sub(read);
            if !within(context.budget, |budget| budget.spend(more)) {
                return Err(ReferenceProblem::OverBudget);
            }
        }
        Data::Octets(octets) => {
            let parsed = Document::parse(&octets, &context.xml_limits).map_err(ReferenceProblem::NotXml)?;
            c14n::canonicalize(&parsed, &Subtree::document(), method, sink)?;
        }
    }
    Ok(())
}

/// A sink that digests what is written and can keep it.
pub(crate) struct DigestSink {
    algorithm: DigestAlgorithm,
    digester: Digester,
    /// SHA-256 beside another algorithm, so that content is always named by its SHA-256.
    sha256: Option<Digester>,
    length: u64,
    kept: Option<Vec<u8>>,
}

impl DigestSink {
    pub(crate) fn new(algorithm: DigestAlgorithm, keep: KeepOctets) -> Option<DigestSink> {
        let digester = Digester::new(algorithm).ok()?;
        let sha256 = match algorithm {
            DigestAlgorithm::Sha256 => None,
            _ => Some(Digester::new(DigestAlgorithm::Sha256).ok()?),
        };
        let kept = match keep {
            KeepOctets::Yes => Some(Vec::new()),
            KeepOctets::No => None,
        };
        Some(DigestSink { algorithm, digester, sha256, length: 0, kept })
    }

    pub(crate) fn finish(self) -> DigestedOctets {
        let digest = self.digester.finish();
        let mut sha256 = [0; 32];
        let of_octets = match (self.algorithm, self.sha256) {
            (_, Some(digester)) => digester.finish(),
            (_, None) => digest,
        };
        sha256.copy_from_slice(of_octets.as_ref());
        DigestedOctets { digest, length: self.length, sha256, octets: self.kept.map(Arc::from) }
    }
}

impl Sink for DigestSink {
    fn write(&mut self, octets: &[u8]) {
        self.length += octets.len() as u64;
        self.digester.update(octets);
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(octets);
        }
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(octets);
        }
    }
}
