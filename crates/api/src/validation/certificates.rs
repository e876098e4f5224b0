//! Requests for certificates.

use super::at::At;
use super::meta::{self, Scope};
use crate::names;
use crate::value::Value;

pub(super) fn signing_request(csr: At<'_>) {
    meta::create(csr.at("metadata"), Scope::Cluster, |_| Vec::new());
    let spec = csr.at("spec");
    let request = spec.at("request");
    let pem = crate::base64::decode(request.str()).unwrap_or_default();
    if let Err(why) = parse_request(&String::from_utf8_lossy(&pem)) {
        let shown = if request.is_set() { request.v.clone() } else { Value::Null };
        request.invalid_as(shown, why);
    }
    let usages = spec.at("usages");
    if usages.is_empty() {
        usages.required("");
    }
    const USAGES: [&str; 23] = [
        "any",
        "cert sign",
        "client auth",
        "code signing",
        "content commitment",
        "crl sign",
        "data encipherment",
        "decipher only",
        "digital signature",
        "email protection",
        "encipher only",
        "ipsec end system",
        "ipsec tunnel",
        "ipsec user",
        "key agreement",
        "key encipherment",
        "microsoft sgc",
        "netscape sgc",
        "ocsp signing",
        "s/mime",
        "server auth",
        "signing",
        "timestamping",
    ];
    for usage in usages.items().filter(|u| !USAGES.contains(&u.str())) {
        usage.not_supported(&USAGES);
    }
    for (i, usage) in usages.items().enumerate() {
        if usages.list()[..i].contains(usage.v) {
            usage.duplicate();
        }
    }
    signer_name(spec.at("signerName"));
    let expiration = spec.at("expirationSeconds");
    if expiration.is_set() && expiration.int() < 600 {
        expiration.invalid("may not specify a duration less than 600 seconds (10 minutes)");
    }
}

/// Whether the first block of PEM is a request for a certificate, and in it DER of that form. What it says, and by whom it
/// is signed, is not read.
fn parse_request(pem: &str) -> Result<(), String> {
    let block = || {
        let (_, rest) = pem.split_once("-----BEGIN ")?;
        let (body, _) =
            rest.strip_prefix("CERTIFICATE REQUEST-----")?.split_once("-----END CERTIFICATE REQUEST-----")?;
        crate::base64::decode(&body.split_whitespace().collect::<String>())
    };
    let der = block().ok_or("PEM block type must be CERTIFICATE REQUEST")?;
    let inside = der_sequence(&der, "certificateRequest")?;
    der_sequence(inside, "tbsCertificateRequest").map(|_| ())
}

/// What is in a sequence of DER, or why it is none, as Go's `encoding/asn1` says it; `name` is the type that it becomes.
fn der_sequence<'a>(bytes: &'a [u8], name: &str) -> Result<&'a [u8], String> {
    const SEQUENCE: u8 = 16;
    const PARAMETERS: &str = "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> \
                              stringType:0 timeType:0 set:false omitEmpty:false}";
    let truncated = |what: &str| format!("asn1: syntax error: {what}");
    let [first, length, ..] = *bytes else {
        return Err(truncated(if bytes.is_empty() { "sequence truncated" } else { "truncated tag or length" }));
    };
    // Lengths from 128 on say in how many bytes they follow.
    let more = if length < 0x80 { 0 } else { usize::from(length & 0x7f) };
    let at = 2 + more;
    let digits = bytes.get(2..at).filter(|d| d.len() < 4).ok_or_else(|| truncated("truncated tag or length"))?;
    let length = if more == 0 { usize::from(length) } else { digits.iter().fold(0, |n, d| n << 8 | usize::from(*d)) };
    let (class, compound, tag) = (first >> 6, first & 0x20 != 0, first & 0x1f);
    if (class, compound, tag) != (0, true, SEQUENCE) {
        let found = format!("{{class:{class} tag:{tag} length:{length} isCompound:{compound}}}");
        return Err(format!(
            "asn1: structure error: tags don't match ({SEQUENCE} vs {found}) {PARAMETERS} {name} @{at}"
        ));
    }
    bytes.get(at..at + length).ok_or_else(|| truncated("data truncated"))
}

/// What becomes of a request is never unsaid, and is said once.
pub(super) fn signing_request_update(csr: At<'_>, old: &Value) {
    const TRUE: [&str; 3] = ["Approved", "Denied", "Failed"];
    let conditions = csr.down(&["status", "conditions"]);
    let mut seen: Vec<&str> = Vec::new();
    for c in conditions.items() {
        let (kind, status) = (c.at("type"), c.at("status"));
        if kind.is_empty() {
            kind.required("");
        }
        let allowed: &[&str] = if TRUE.contains(&kind.str()) { &["True"] } else { &["False", "True", "Unknown"] };
        if status.is_empty() {
            status.required("");
        } else if !allowed.contains(&status.str()) {
            status.not_supported(allowed);
        }
        let other = if kind.str() == "Approved" { "Denied" } else { "Approved" };
        if TRUE[..2].contains(&kind.str()) && seen.contains(&other) {
            kind.invalid("Approved and Denied conditions are mutually exclusive");
        }
        if seen.contains(&kind.str()) {
            kind.duplicate();
        }
        seen.push(kind.str());
    }
    for kind in TRUE {
        let count = |list: &[Value]| list.iter().filter(|c| c.str("type") == kind).count();
        if count(conditions.list()) < count(old.get("status").list("conditions")) {
            conditions.forbidden(format!("updates may not remove a condition of type {kind:?}"));
        }
    }
}

fn signer_name(at: At<'_>) {
    if at.is_empty() {
        at.required("");
        return;
    }
    if at.str() == "kubernetes.io/legacy-unknown" {
        at.invalid("the legacy signerName is not allowed via this API version");
        return;
    }
    let [domain, path] = at.str().split('/').collect::<Vec<_>>()[..] else {
        at.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
        return;
    };
    if domain.len() > 253 {
        at.too_long(253);
    }
    let first_wrong = |text: &str, check: fn(&str) -> names::Messages| {
        let label = text.split('.').find(|l| !check(l).is_empty());
        for m in label.map(check).unwrap_or_default() {
            let label = super::error::go_quote(label.unwrap_or(""));
            at.invalid_as(text.to_string(), format!("validating label {label}: {m}"));
        }
    };
    first_wrong(domain, names::dns1123_label);
    if !domain.contains('.') {
        at.invalid_as(domain.to_string(), "should be a domain with at least two segments separated by dots");
    }
    first_wrong(path, names::dns1123_subdomain);
    if at.str().len() > 571 {
        at.too_long(571);
    }
}
