//! The identifiers this crate knows by name.

use crate::oid::ObjectIdentifier;

/// Evaluated by the compiler only: a typing error in the table below does not build.
#[allow(clippy::panic)]
const fn known(text: &str) -> ObjectIdentifier {
    match ObjectIdentifier::from_dotted(text) {
        Ok(identifier) => identifier,
        Err(_) => panic!("not an object identifier"),
    }
}

macro_rules! identifiers {
    ($($(#[$meta:meta])* $constant:ident = $dotted:literal, $name:literal;)*) => {
        $($(#[$meta])* pub const $constant: ObjectIdentifier = known($dotted);)*

        /// Every identifier with its name.
        pub(super) const KNOWN: &[(ObjectIdentifier, &str)] = &[$(($constant, $name)),*];
    };
}

identifiers! {
    // HPKI and ISO 17090
    /// The arc of the Ministry of Health, Labour and Welfare.
    HPKI = "1.2.392.100495", "mhlw";
    /// The arc of certificate policies for signature certificates.
    HPKI_POLICY_SIGNATURE_ARC = "1.2.392.100495.1.5.1.1", "hpki-signature-policies";
    /// Certificate policy: signature.
    HPKI_POLICY_SIGNATURE = "1.2.392.100495.1.5.1.1.3.1", "hpki-signature";
    /// Certificate policy: signature, test end entities (issued by the production CAs).
    HPKI_POLICY_SIGNATURE_TEST = "1.2.392.100495.1.5.1.1.0.1", "hpki-signature-test";
    /// The arc of certificate policies for the authentication of persons.
    HPKI_POLICY_AUTHENTICATION_ARC = "1.2.392.100495.1.5.1.2", "hpki-authentication-policies";
    /// Certificate policy: authentication of a person.
    HPKI_POLICY_AUTHENTICATION = "1.2.392.100495.1.5.1.2.3.1", "hpki-authentication";
    /// Certificate policy: authentication of a person, test (presumed).
    HPKI_POLICY_AUTHENTICATION_TEST = "1.2.392.100495.1.5.1.2.0.1", "hpki-authentication-test";
    /// The arc of certificate policies for the authentication of organisations.
    HPKI_POLICY_ORGANISATION_ARC = "1.2.392.100495.1.5.1.3", "hpki-organisation-policies";
    /// Attribute type hcRole, `id-hcpki-at-healthcareactor` (ISO 17090-2).
    HC_ROLE = "1.0.17090.0.1", "hcRole";
    /// Coding scheme of Japan's names for hcRole, `id-jhpki-cdata`.
    HPKI_CODING_SCHEME = "1.2.392.100495.1.6.1.1", "id-jhpki-cdata";

    // Attribute types of names (X.520, RFC 4519, RFC 5280 appendix A)
    /// commonName.
    COMMON_NAME = "2.5.4.3", "CN";
    /// surname.
    SURNAME = "2.5.4.4", "SN";
    /// serialNumber; in HPKI the number of the card holder.
    SERIAL_NUMBER = "2.5.4.5", "serialNumber";
    /// countryName.
    COUNTRY_NAME = "2.5.4.6", "C";
    /// localityName.
    LOCALITY_NAME = "2.5.4.7", "L";
    /// stateOrProvinceName.
    STATE_OR_PROVINCE_NAME = "2.5.4.8", "ST";
    /// streetAddress.
    STREET_ADDRESS = "2.5.4.9", "STREET";
    /// organizationName.
    ORGANIZATION_NAME = "2.5.4.10", "O";
    /// organizationalUnitName.
    ORGANIZATIONAL_UNIT_NAME = "2.5.4.11", "OU";
    /// title.
    TITLE = "2.5.4.12", "title";
    /// name.
    NAME = "2.5.4.41", "name";
    /// givenName.
    GIVEN_NAME = "2.5.4.42", "GN";
    /// initials.
    INITIALS = "2.5.4.43", "initials";
    /// generationQualifier.
    GENERATION_QUALIFIER = "2.5.4.44", "generationQualifier";
    /// dnQualifier.
    DN_QUALIFIER = "2.5.4.46", "dnQualifier";
    /// pseudonym.
    PSEUDONYM = "2.5.4.65", "pseudonym";
    /// organizationIdentifier (ETSI EN 319 412).
    ORGANIZATION_IDENTIFIER = "2.5.4.97", "organizationIdentifier";
    /// userid.
    USER_ID = "0.9.2342.19200300.100.1.1", "UID";
    /// domainComponent.
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25", "DC";
    /// emailAddress (PKCS#9).
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1", "emailAddress";

    // Certificate and CRL extensions (RFC 5280)
    /// subjectDirectoryAttributes.
    SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9", "subjectDirectoryAttributes";
    /// subjectKeyIdentifier.
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14", "subjectKeyIdentifier";
    /// keyUsage.
    KEY_USAGE = "2.5.29.15", "keyUsage";
    /// subjectAltName.
    SUBJECT_ALT_NAME = "2.5.29.17", "subjectAltName";
    /// issuerAltName.
    ISSUER_ALT_NAME = "2.5.29.18", "issuerAltName";
    /// basicConstraints.
    BASIC_CONSTRAINTS = "2.5.29.19", "basicConstraints";
    /// cRLNumber.
    CRL_NUMBER = "2.5.29.20", "cRLNumber";
    /// reasonCode of a CRL entry.
    REASON_CODE = "2.5.29.21", "reasonCode";
    /// holdInstructionCode of a CRL entry.
    HOLD_INSTRUCTION_CODE = "2.5.29.23", "holdInstructionCode";
    /// invalidityDate of a CRL entry.
    INVALIDITY_DATE = "2.5.29.24", "invalidityDate";
    /// deltaCRLIndicator.
    DELTA_CRL_INDICATOR = "2.5.29.27", "deltaCRLIndicator";
    /// issuingDistributionPoint.
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28", "issuingDistributionPoint";
    /// certificateIssuer of an entry of an indirect CRL.
    CERTIFICATE_ISSUER = "2.5.29.29", "certificateIssuer";
    /// nameConstraints.
    NAME_CONSTRAINTS = "2.5.29.30", "nameConstraints";
    /// cRLDistributionPoints.
    CRL_DISTRIBUTION_POINTS = "2.5.29.31", "cRLDistributionPoints";
    /// certificatePolicies.
    CERTIFICATE_POLICIES = "2.5.29.32", "certificatePolicies";
    /// The certificate policy anyPolicy.
    ANY_POLICY = "2.5.29.32.0", "anyPolicy";
    /// policyMappings.
    POLICY_MAPPINGS = "2.5.29.33", "policyMappings";
    /// authorityKeyIdentifier.
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35", "authorityKeyIdentifier";
    /// policyConstraints.
    POLICY_CONSTRAINTS = "2.5.29.36", "policyConstraints";
    /// extKeyUsage.
    EXTENDED_KEY_USAGE = "2.5.29.37", "extKeyUsage";
    /// The extended key usage anyExtendedKeyUsage.
    ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0", "anyExtendedKeyUsage";
    /// freshestCRL.
    FRESHEST_CRL = "2.5.29.46", "freshestCRL";
    /// inhibitAnyPolicy.
    INHIBIT_ANY_POLICY = "2.5.29.54", "inhibitAnyPolicy";
    /// authorityInfoAccess.
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1", "authorityInfoAccess";
    /// qcStatements (RFC 3739).
    QC_STATEMENTS = "1.3.6.1.5.5.7.1.3", "qcStatements";
    /// subjectInfoAccess.
    SUBJECT_INFO_ACCESS = "1.3.6.1.5.5.7.1.11", "subjectInfoAccess";
    /// Access method: OCSP.
    ACCESS_OCSP = "1.3.6.1.5.5.7.48.1", "ocsp";
    /// Access method: certificates of the issuer.
    ACCESS_CA_ISSUERS = "1.3.6.1.5.5.7.48.2", "caIssuers";
    /// The basic type of OCSP responses, id-pkix-ocsp-basic.
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1", "ocsp-basic";
    /// The nonce of an OCSP response, id-pkix-ocsp-nonce.
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2", "ocsp-nonce";
    /// id-pkix-ocsp-nocheck.
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5", "ocsp-nocheck";
    /// Policy qualifier: address of a certification practice statement.
    QUALIFIER_CPS = "1.3.6.1.5.5.7.2.1", "cps";
    /// Policy qualifier: notice to the user.
    QUALIFIER_USER_NOTICE = "1.3.6.1.5.5.7.2.2", "unotice";
    /// Extended key usage: time-stamping.
    TIME_STAMPING = "1.3.6.1.5.5.7.3.8", "timeStamping";
    /// Extended key usage: signing of OCSP responses.
    OCSP_SIGNING = "1.3.6.1.5.5.7.3.9", "OCSPSigning";
    /// Extended key usage: TLS server.
    SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1", "serverAuth";
    /// Extended key usage: TLS client.
    CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2", "clientAuth";
    /// Extended key usage: code signing.
    CODE_SIGNING = "1.3.6.1.5.5.7.3.3", "codeSigning";
    /// Extended key usage: e-mail protection.
    EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4", "emailProtection";

    // Keys and signatures
    /// rsaEncryption.
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1", "rsaEncryption";
    /// md5WithRSAEncryption.
    MD5_WITH_RSA = "1.2.840.113549.1.1.4", "md5WithRSAEncryption";
    /// sha1WithRSAEncryption.
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5", "sha1WithRSAEncryption";
    /// MGF1, the mask generation function of RSASSA-PSS.
    MGF1 = "1.2.840.113549.1.1.8", "mgf1";
    /// RSASSA-PSS.
    RSASSA_PSS = "1.2.840.113549.1.1.10", "rsassaPss";
    /// sha256WithRSAEncryption.
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11", "sha256WithRSAEncryption";
    /// sha384WithRSAEncryption.
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12", "sha384WithRSAEncryption";
    /// sha512WithRSAEncryption.
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13", "sha512WithRSAEncryption";
    /// sha224WithRSAEncryption.
    SHA224_WITH_RSA = "1.2.840.113549.1.1.14", "sha224WithRSAEncryption";
    /// id-ecPublicKey.
    EC_PUBLIC_KEY = "1.2.840.10045.2.1", "ecPublicKey";
    /// The curve P-256.
    P256 = "1.2.840.10045.3.1.7", "P-256";
    /// The curve P-384.
    P384 = "1.3.132.0.34", "P-384";
    /// The curve P-521.
    P521 = "1.3.132.0.35", "P-521";
    /// ecdsa-with-SHA1.
    ECDSA_WITH_SHA1 = "1.2.840.10045.4.1", "ecdsa-with-SHA1";
    /// ecdsa-with-SHA224.
    ECDSA_WITH_SHA224 = "1.2.840.10045.4.3.1", "ecdsa-with-SHA224";
    /// ecdsa-with-SHA256.
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2", "ecdsa-with-SHA256";
    /// ecdsa-with-SHA384.
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3", "ecdsa-with-SHA384";
    /// ecdsa-with-SHA512.
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4", "ecdsa-with-SHA512";
    /// id-dsa.
    DSA = "1.2.840.10040.4.1", "dsa";
    /// dsa-with-SHA1.
    DSA_WITH_SHA1 = "1.2.840.10040.4.3", "dsa-with-SHA1";
    /// dsa-with-SHA256.
    DSA_WITH_SHA256 = "2.16.840.1.101.3.4.3.2", "dsa-with-SHA256";
    /// Ed25519.
    ED25519 = "1.3.101.112", "Ed25519";
    /// Ed448.
    ED448 = "1.3.101.113", "Ed448";

    // Encrypted keys (RFC 8018) and key files (RFC 7292)
    /// Password-based encryption scheme 2.
    PBES2 = "1.2.840.113549.1.5.13", "PBES2";
    /// Password-based key derivation function 2.
    PBKDF2 = "1.2.840.113549.1.5.12", "PBKDF2";
    /// PBES1 of PKCS#12: SHA-1 and 3DES with three keys.
    PBE_SHA1_3DES = "1.2.840.113549.1.12.1.3", "pbeWithSHAAnd3-KeyTripleDES-CBC";
    /// PBES1 of PKCS#12: SHA-1 and RC2 with 128 bits.
    PBE_SHA1_RC2_128 = "1.2.840.113549.1.12.1.5", "pbeWithSHAAnd128BitRC2-CBC";
    /// PBES1 of PKCS#12: SHA-1 and RC2 with 40 bits.
    PBE_SHA1_RC2_40 = "1.2.840.113549.1.12.1.6", "pbeWithSHAAnd40BitRC2-CBC";
    /// HMAC with SHA-1.
    HMAC_SHA1 = "1.2.840.113549.2.7", "hmacWithSHA1";
    /// HMAC with SHA-256.
    HMAC_SHA256 = "1.2.840.113549.2.9", "hmacWithSHA256";
    /// HMAC with SHA-384.
    HMAC_SHA384 = "1.2.840.113549.2.10", "hmacWithSHA384";
    /// HMAC with SHA-512.
    HMAC_SHA512 = "1.2.840.113549.2.11", "hmacWithSHA512";
    /// 3DES with three keys in CBC mode.
    DES_EDE3_CBC = "1.2.840.113549.3.7", "des-EDE3-CBC";
    /// AES-128 in CBC mode.
    AES_128_CBC = "2.16.840.1.101.3.4.1.2", "AES-128-CBC";
    /// AES-192 in CBC mode.
    AES_192_CBC = "2.16.840.1.101.3.4.1.22", "AES-192-CBC";
    /// AES-256 in CBC mode.
    AES_256_CBC = "2.16.840.1.101.3.4.1.42", "AES-256-CBC";
    /// A bag with a key.
    KEY_BAG = "1.2.840.113549.1.12.10.1.1", "keyBag";
    /// A bag with an encrypted key.
    SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2", "pkcs8ShroudedKeyBag";
    /// A bag with a certificate.
    CERTIFICATE_BAG = "1.2.840.113549.1.12.10.1.3", "certBag";
    /// A certificate of X.509 in a bag (RFC 2985).
    X509_CERTIFICATE = "1.2.840.113549.1.9.22.1", "x509Certificate";

    // Digests
    /// MD5.
    MD5 = "1.2.840.113549.2.5", "MD5";
    /// SHA-1.
    SHA1 = "1.3.14.3.2.26", "SHA-1";
    /// SHA-256.
    SHA256 = "2.16.840.1.101.3.4.2.1", "SHA-256";
    /// SHA-384.
    SHA384 = "2.16.840.1.101.3.4.2.2", "SHA-384";
    /// SHA-512.
    SHA512 = "2.16.840.1.101.3.4.2.3", "SHA-512";
    /// SHA-224.
    SHA224 = "2.16.840.1.101.3.4.2.4", "SHA-224";

    // Cryptographic Message Syntax and time-stamps
    /// CMS content type data.
    CMS_DATA = "1.2.840.113549.1.7.1", "data";
    /// CMS content type signedData.
    CMS_SIGNED_DATA = "1.2.840.113549.1.7.2", "signedData";
    /// CMS content type encryptedData.
    CMS_ENCRYPTED_DATA = "1.2.840.113549.1.7.6", "encryptedData";
    /// CMS content type of a time-stamp token, id-ct-TSTInfo.
    TST_INFO = "1.2.840.113549.1.9.16.1.4", "tstInfo";
    /// Signed attribute contentType.
    CONTENT_TYPE = "1.2.840.113549.1.9.3", "contentType";
    /// Signed attribute messageDigest.
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4", "messageDigest";
    /// Signed attribute signingTime.
    SIGNING_TIME = "1.2.840.113549.1.9.5", "signingTime";
    /// Signed attribute signingCertificate (RFC 2634).
    SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12", "signingCertificate";
    /// Signed attribute signingCertificateV2 (RFC 5035).
    SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47", "signingCertificateV2";
    /// Signed attribute CMSAlgorithmProtection (RFC 6211).
    CMS_ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52", "cmsAlgorithmProtection";
}
