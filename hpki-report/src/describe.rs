//! Parts of certificates in words that need no translation: the standards' own names and numbers.

use hpki_core::certificate::{
    AuthorityKeyIdentifier, Certificate, DistributionPoint, DistributionPointName, Extensions, HcRoles,
    NameConstraints, RawExtension, hc_roles,
};
use hpki_core::key::{Curve, KeyKind};
use hpki_core::oid::{self, ObjectIdentifier};
use hpki_core::profile::{
    CertificatePolicyKind, HPKI_AUTHENTICATION, HPKI_AUTHORITY, HPKI_ROOT, HPKI_SIGNATURE, ProfileTable,
    RFC_5280, RFC_5280_AUTHORITY, TIME_STAMPING_AUTHORITY,
};

use crate::json::hexadecimal;

/// `keyUsage (2.5.29.15)`, or the number alone.
pub fn identifier(identifier: &ObjectIdentifier) -> String {
    match identifier.name() {
        Some(name) => format!("{name} ({identifier})"),
        None => identifier.to_string(),
    }
}

/// The serial number in hexadecimal, without the octet that only keeps it positive.
pub fn serial_number(certificate: &Certificate) -> String {
    match certificate.serial_number() {
        [0, rest @ ..] if !rest.is_empty() => hexadecimal(rest),
        octets => hexadecimal(octets),
    }
}

/// `RSA 2048`, `ECDSA P-256`.
pub fn public_key(certificate: &Certificate) -> String {
    match certificate.public_key().kind() {
        KeyKind::Rsa(key) => format!("RSA {}", key.bits()),
        KeyKind::Ec(Curve::P256) => "EC P-256".to_owned(),
        KeyKind::Ec(Curve::P384) => "EC P-384".to_owned(),
        KeyKind::Ec(Curve::P521) => "EC P-521".to_owned(),
        KeyKind::Ec(Curve::Other(curve)) => format!("EC {}", identifier(curve)),
        KeyKind::Other(algorithm) => identifier(algorithm),
        _ => "unknown".to_owned(),
    }
}

/// The value of an extension: decoded where this product decodes it, else its octets.
pub fn extension(certificate: &Certificate, extension: &RawExtension<'_>) -> String {
    let all = certificate.extensions();
    decoded(certificate, all, &extension.identifier).unwrap_or_else(|| hexadecimal(extension.value))
}

fn decoded(certificate: &Certificate, all: &Extensions, identifier: &ObjectIdentifier) -> Option<String> {
    Some(match *identifier {
        oid::KEY_USAGE => joined(all.key_usage()?.names()),
        oid::EXTENDED_KEY_USAGE => joined(all.extended_key_usage()?.iter().map(self::identifier)),
        oid::BASIC_CONSTRAINTS => {
            let constraints = all.basic_constraints()?;
            let length =
                constraints.path_len_constraint.map(|length| format!(", pathLenConstraint {length}"));
            format!("cA {}{}", constraints.ca, length.unwrap_or_default())
        }
        oid::CERTIFICATE_POLICIES => joined(all.certificate_policies()?.iter().map(|information| {
            let addresses = information.qualifiers.iter().filter_map(|qualifier| qualifier.cps_uri());
            joined_by(
                " ",
                std::iter::once(self::identifier(&information.policy)).chain(addresses.map(str::to_owned)),
            )
        })),
        oid::POLICY_MAPPINGS => {
            joined(all.policy_mappings()?.iter().map(|mapping| {
                format!("{} = {}", mapping.issuer_domain_policy, mapping.subject_domain_policy)
            }))
        }
        oid::POLICY_CONSTRAINTS => {
            let constraints = all.policy_constraints()?;
            let explicit =
                constraints.require_explicit_policy.map(|skip| format!("requireExplicitPolicy {skip}"));
            let mapping =
                constraints.inhibit_policy_mapping.map(|skip| format!("inhibitPolicyMapping {skip}"));
            joined(explicit.into_iter().chain(mapping))
        }
        oid::INHIBIT_ANY_POLICY => all.inhibit_any_policy()?.value().to_string(),
        oid::NAME_CONSTRAINTS => name_constraints(all.name_constraints()?),
        oid::SUBJECT_ALT_NAME => joined(all.subject_alt_name()?.iter().map(ToString::to_string)),
        oid::ISSUER_ALT_NAME => joined(all.issuer_alt_name()?.iter().map(ToString::to_string)),
        oid::AUTHORITY_KEY_IDENTIFIER => authority_key_identifier(all.authority_key_identifier()?),
        oid::SUBJECT_KEY_IDENTIFIER => hexadecimal(all.subject_key_identifier()?),
        oid::CRL_DISTRIBUTION_POINTS => joined(all.crl_distribution_points()?.iter().map(distribution_point)),
        oid::FRESHEST_CRL => joined(all.freshest_crl()?.iter().map(distribution_point)),
        oid::SUBJECT_DIRECTORY_ATTRIBUTES => {
            let attributes = all.subject_directory_attributes()?;
            joined(attributes.iter().map(|attribute| match attribute.attribute_type {
                oid::HC_ROLE => format!("hcRole: {}", roles(&hc_roles(certificate))),
                other => format!("{}: {}", self::identifier(&other), hexadecimal(attribute.values_der())),
            }))
        }
        _ => return None,
    })
}

fn roles(roles: &HcRoles) -> String {
    joined(roles.actors.iter().map(|actor| {
        let scheme = actor.coding_scheme.as_ref().map(ToString::to_string);
        let text = actor.code_data_free_text.as_ref().map(|text| format!("{text:?}"));
        let value = actor.code_data_value.as_ref().map(|value| format!("codeDataValue {value:?}"));
        joined_by(" ", scheme.into_iter().chain(text).chain(value))
    }))
}

fn name_constraints(constraints: &NameConstraints) -> String {
    let permitted =
        constraints.permitted_subtrees.iter().map(|subtree| format!("permitted {}", subtree.base));
    let excluded = constraints.excluded_subtrees.iter().map(|subtree| format!("excluded {}", subtree.base));
    joined(permitted.chain(excluded))
}

fn authority_key_identifier(identifier: &AuthorityKeyIdentifier) -> String {
    let key = identifier.key_identifier().map(hexadecimal);
    let issuer = identifier.authority_cert_issuer().iter().map(|name| format!("issuer {name}"));
    let serial =
        identifier.authority_cert_serial_number().map(|serial| format!("serial {}", hexadecimal(serial)));
    joined(key.into_iter().chain(issuer).chain(serial))
}

fn distribution_point(point: &DistributionPoint) -> String {
    let name = match &point.name {
        Some(DistributionPointName::FullName(names)) => joined(names.iter().map(ToString::to_string)),
        Some(_) => "nameRelativeToCRLIssuer".to_owned(),
        None => String::new(),
    };
    let issuers = point.crl_issuer.iter().map(|issuer| format!("cRLIssuer {issuer}"));
    joined(std::iter::once(name).filter(|name| !name.is_empty()).chain(issuers))
}

fn joined<T: AsRef<str>>(parts: impl IntoIterator<Item = T>) -> String {
    joined_by(", ", parts)
}

fn joined_by<T: AsRef<str>>(separator: &str, parts: impl IntoIterator<Item = T>) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push_str(separator);
        }
        text.push_str(part.as_ref());
    }
    text
}

/// The name of HPKI's root.
const HPKI_ROOT_NAME: &str = "MHLW HPKI Root CA V2";

/// The CA certificates that are known by their fingerprint: information for people, never trust.
const KNOWN_AUTHORITIES: [(&str, &str); 4] = [
    ("6ed2796b1b101736d952185787cb36da9ce80522cc8cb7b5ce728b61be1b674c", "MHLW HPKI Root CA V2"),
    (
        "5f497e73f986c4503eb25eb94851a79193d2edc8f829f32e930a61f0b569e033",
        "MEDIS HPKI-01-MedisSignCA2-forNonRepudiation",
    ),
    (
        "476b64ddd92129cad257906d206fff4e8e32390faf2f64892f6c810cfff54bc3",
        "MEDIS HPKI-01-MedisAuthCA2-forAuthentication-forIndividual",
    ),
    (
        "5ebddc823cda0c1275f45ac8508ac28609e55bd5daa1d7da8d0d75b1a3c13360",
        "JMA HPKI-01-HPKI_JV2-forNonRepudiation",
    ),
];

/// The name of a known CA, by the SHA-256 of its certificate.
pub fn known_authority(certificate: &Certificate) -> Option<&'static str> {
    let fingerprint = hexadecimal(&certificate.sha256());
    KNOWN_AUTHORITIES.iter().find(|(known, _)| *known == fingerprint).map(|&(_, name)| name)
}

/// The profile for the kind of a certificate, which is chosen by what the certificate says of itself.
pub fn fitting_profile(certificate: &Certificate) -> &'static ProfileTable {
    let extensions = certificate.extensions();
    let is_authority = extensions.basic_constraints().is_some_and(|constraints| constraints.ca);
    let stamps_time =
        extensions.extended_key_usage().is_some_and(|usages| usages.contains(&oid::TIME_STAMPING));
    match CertificatePolicyKind::of(certificate) {
        _ if is_authority && known_authority(certificate) == Some(HPKI_ROOT_NAME) => &HPKI_ROOT,
        CertificatePolicyKind::None if is_authority => &RFC_5280_AUTHORITY,
        _ if is_authority => &HPKI_AUTHORITY,
        _ if stamps_time => &TIME_STAMPING_AUTHORITY,
        CertificatePolicyKind::Production | CertificatePolicyKind::Test => &HPKI_SIGNATURE,
        CertificatePolicyKind::Authentication => &HPKI_AUTHENTICATION,
        CertificatePolicyKind::None => &RFC_5280,
    }
}
