//! Requests for certificates: approving those of kubelets, signing, and taking old ones away.

mod approve;
mod clean;
mod sign;

pub use approve::Approver;
pub use clean::Cleaner;
pub use sign::Signer;

use api::der::{self, Der};
use api::{Value, base64};

/// Who signs certificates with which kubelets speak to the API server.
const KUBELETS: &str = "kubernetes.io/kube-apiserver-client-kubelet";

/// What is in the PEM text behind a field of bytes.
fn content(field: &str) -> Option<Vec<u8>> {
    der::from_pem(&String::from_utf8(base64::decode(field)?).ok()?)
}

/// The common name that a request asks for, and what it lacks to be a kubelet's.
fn of_kubelet(spec: &Value) -> (String, Option<&'static str>) {
    let bytes = content(spec.str("request")).unwrap_or_default();
    let subject = Der(&bytes).inner().and_then(Der::inner).and_then(|mut asked| asked.nth(1));
    let (mut name, mut groups) = (String::new(), Vec::new());
    for (id, text) in der::attributes(Der(subject.map_or(&[], |(_, content)| content))) {
        match id {
            3 => name = text,
            10 => groups.push(text),
            _ => {}
        }
    }
    let usages = spec.list("usages");
    let has = |usage: &str| usages.iter().any(|u| u.as_str() == Some(usage));
    let known = 2 + usize::from(has("key encipherment"));
    let lacks = if groups != ["system:nodes"] {
        Some("subject organization is not system:nodes")
    } else if !name.starts_with("system:node:") {
        Some("subject common name does not begin with system:node:")
    } else if !has("digital signature") || !has("client auth") || usages.len() != known {
        Some("usages did not match [client auth digital signature key encipherment]")
    } else {
        None
    };
    (name, lacks)
}
