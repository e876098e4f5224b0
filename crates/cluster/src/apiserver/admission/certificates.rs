//! Certificates: who may approve and sign requests of a signer, and what is signed for nobody.

use api::{Text, Value, base64};

use super::super::rbac::Deed;
use super::{Attempt, Operation, Outcome};

const GROUP: &str = "certificates.k8s.io";
const CLIENT_SIGNER: &str = "kubernetes.io/kube-apiserver-client";
/// The attribute "organization" of a subject, which is a group of the user, as its object identifier is encoded.
const ORGANIZATION: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x0a];

/// CertificateApproval and CertificateSigning: besides the request itself, the user needs a right to its signer.
pub(super) fn authorized(a: &mut Attempt<'_, '_, '_>, object: &Value) -> Outcome {
    let what = |old: &Value, new: &Value| {
        ["certificate", "conditions"].map(|k| old.get("status").get(k) != new.get("status").get(k))
    };
    let verb = match a.call.request.subresource.as_str() {
        _ if a.env.internal
            || a.operation != Operation::Update
            || !a.call.resource.is(GROUP, "certificatesigningrequests") =>
        {
            return Ok(());
        }
        "approval" => "approve",
        "status" if what(a.old, object).contains(&true) => "sign",
        _ => return Ok(()),
    };
    let signer = a.old.get("spec").str("signerName");
    let domain = format!("{}/*", signer.split('/').next().unwrap_or_default());
    let may = |name: &str| {
        let deed = Deed {
            verb: verb.into(),
            group: GROUP.into(),
            resource: "signers".into(),
            name: Text::new(name),
            ..Deed::default()
        };
        a.server.decide(&a.call.request.user, &deed).allowed
    };
    if may(signer) || may(&domain) {
        return Ok(());
    }
    Err(a.forbidden(object, &format!("user not permitted to {verb} requests with signerName {signer:?}")))
}

/// CertificateSubjectRestriction: nobody becomes a member of `system:masters` by a request.
pub(super) fn subject(a: &mut Attempt<'_, '_, '_>, object: &Value) -> Outcome {
    let spec = object.get("spec");
    if a.operation != Operation::Create
        || !a.is_on(GROUP, "certificatesigningrequests")
        || spec.str("signerName") != CLIENT_SIGNER
        || !organizations(spec.str("request")).iter().any(|o| o == b"system:masters")
    {
        return Ok(());
    }
    let why = format!("use of {CLIENT_SIGNER} signer with system:masters group is not allowed");
    Err(a.forbidden(object, &why))
}

/// The organizations that a request in PEM (in base64) names.
fn organizations(request: &str) -> Vec<Vec<u8>> {
    let pem = String::from_utf8_lossy(&base64::decode(request).unwrap_or_default()).into_owned();
    let body: String = pem.lines().filter(|l| !l.starts_with("-----")).collect();
    let der = base64::decode(&body).unwrap_or_default();
    let found = der.windows(ORGANIZATION.len()).enumerate().filter(|(_, w)| *w == ORGANIZATION);
    // The text follows: its type, its length (these are short), and its bytes.
    let text = |at: usize| {
        let length = usize::from(*der.get(at + 1)?);
        der.get(at + 2..at + 2 + length).map(<[u8]>::to_vec)
    };
    found.filter_map(|(i, _)| text(i + ORGANIZATION.len())).collect()
}
