//! XAdES: the qualifying properties of a signature (ETSI EN 319 132-1), read and not judged.

mod covered;
mod qualifying;
mod signed;
mod time_stamp;
mod unsigned;

pub use covered::{
    CoveredObjects, all_data_objects_octets, archive_time_stamp_octets, individual_data_objects_octets,
    references_only_octets, signature_and_references_octets, signature_time_stamp_octets,
};
pub use qualifying::{QualifyingProperties, QualifyingPropertiesError, qualifying_properties};
pub use signed::{
    CertificateDigest, DataObjectsTimeStamp, IssuerSerial, SignaturePolicy, SignedProperties,
    SigningCertificate, SigningCertificateForm,
};
pub use time_stamp::{Include, IncludedData, TimeStampProperty};
pub use unsigned::{
    EncapsulatedValues, UnsignedProperties, UnsignedProperty, UnsignedPropertyKind, encapsulated_values,
};

/// XAdES 1.3.2, the namespace of EN 319 132-1.
pub const NAMESPACE: &str = "http://uri.etsi.org/01903/v1.3.2#";
/// XAdES 1.4.1, the namespace of the newer properties.
pub const NAMESPACE_141: &str = "http://uri.etsi.org/01903/v1.4.1#";
/// XAdES 1.1.1 and 1.2.2: recognised, in old documents.
pub const OLDER_NAMESPACES: [&str; 2] =
    ["http://uri.etsi.org/01903/v1.1.1#", "http://uri.etsi.org/01903/v1.2.2#"];

/// The Type of a Reference to SignedProperties.
pub const SIGNED_PROPERTIES_TYPE: &str = "http://uri.etsi.org/01903#SignedProperties";

/// Whether a namespace is one of XAdES.
pub fn is_xades_namespace(namespace: &str) -> bool {
    namespace == NAMESPACE || namespace == NAMESPACE_141 || OLDER_NAMESPACES.contains(&namespace)
}
