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
    if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE REQUEST-----") {
        let shown = if request.is_set() { request.v.clone() } else { Value::Null };
        request.invalid_as(shown, "PEM block type must be CERTIFICATE REQUEST");
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
