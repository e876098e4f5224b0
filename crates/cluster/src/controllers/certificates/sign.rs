//! The signer of clients of the API server: whose request is approved gets a certificate.
//!
//! What it is not: an authority. Its certificates have every field of a real one, but their signature is made of chance, and
//! requests for certificates of servers (`kubernetes.io/kubelet-serving`) wait for ever, as kubeadm's kubelets make none.

use std::time::Duration;

use api::der::{self, Der, element};
use api::time::Time;
use api::{Text, Value, base64, meta, obj};

use super::{KUBELETS, content, of_kubelet};
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::kinds::CERTIFICATE_SIGNING_REQUEST;
use crate::rng::Rng;

const CLIENTS: &str = "kubernetes.io/kube-apiserver-client";
/// What a client may use its certificate for, with the bit of the key's usage.
const USAGES: [(&str, u8); 3] = [("digital signature", 0x80), ("key encipherment", 0x20), (CLIENT, 0)];
const CLIENT: &str = "client auth";
/// How long certificates last at least and at most, in seconds; the latter too where the requester has no wish.
const SHORTEST: i64 = 600;
const LONGEST: i64 = 8760 * 3600;
/// They hold since a little earlier, for clocks that are behind.
const BACKDATE: Duration = Duration::from_secs(300);

/// The signing controller.
#[derive(Clone, Default)]
pub struct Signer;

impl Component for Signer {
    fn name(&self) -> &'static str {
        "certificatesigningrequest-signing-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(CERTIFICATE_SIGNING_REQUEST) && waits(&change.new) {
            queue.add(Text::new(meta::name(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(mut request) = ctx.get(CERTIFICATE_SIGNING_REQUEST, "", key).filter(waits) else { return };
        let spec = request.get("spec");
        let objection = match spec.str("signerName") {
            KUBELETS => of_kubelet(spec).1.map(String::from),
            _ => objection(spec.list("usages")),
        };
        let told = match objection {
            Some(message) => {
                let failed = obj!({
                    "type": "Failed",
                    "status": "True",
                    "reason": "SignerValidationFailure",
                    "message": message,
                    "lastUpdateTime": (ctx.now.rfc3339()),
                });
                request.field_mut("status").field_mut("conditions").list_mut().push(failed);
                true
            }
            None => {
                // The draw is made aside: what a seed leads to does not hang on it.
                let seed = meta::uid(&request).bytes().fold(0, |n: u64, b| n.rotate_left(7) ^ u64::from(b));
                let certificate = sign(spec, ctx.now, &mut Rng::new(seed));
                let text = certificate.map(|der| base64::encode(der::to_pem("CERTIFICATE", &der).as_bytes()));
                text.map(|text| request.field_mut("status").set("certificate", text)).is_some()
            }
        };
        if told {
            // A change in between brings the controller back.
            let _ = ctx.update_status(CERTIFICATE_SIGNING_REQUEST, request);
        }
    }
}

/// Whether a request is this signer's, is approved and has neither failed nor its certificate.
fn waits(request: &Value) -> bool {
    let status = request.get("status");
    let has = |kind: &str| conditions::is_true(status, kind);
    matches!(request.get("spec").str("signerName"), CLIENTS | KUBELETS)
        && status.str("certificate").is_empty()
        && has("Approved")
        && !has("Denied")
        && !has("Failed")
}

/// What is wrong with what a certificate is to be used for.
fn objection(usages: &[Value]) -> Option<String> {
    let mut names = usages.iter().filter_map(Value::as_str);
    if let Some(other) = names.clone().find(|name| !USAGES.iter().any(|(known, _)| known == name)) {
        return Some(format!("invalid usage for client certificate: {other}"));
    }
    let told = names.any(|name| name == CLIENT);
    (!told).then(|| format!("missing required usage for client certificate: {CLIENT}"))
}

/// The certificate for a request: its subject and key, what it is good for, and until when.
fn sign(spec: &Value, now: Time, rng: &mut Rng) -> Option<Vec<u8>> {
    let bytes = content(spec.str("request"))?;
    let mut asked = Der(&bytes).inner()?.inner()?.skip(1).map(|(tag, content)| element(tag, &[content]));
    let (subject, key) = (asked.next()?, asked.next()?);
    let seconds = spec.int("expirationSeconds").unwrap_or(LONGEST).clamp(SHORTEST, LONGEST);
    let mut random = |n: usize| (0..n).map(|_| rng.below(256) as u8).collect::<Vec<u8>>();
    let object = |id: &[u8]| element(6, &[id]);
    let algorithm = element(0x30, &[&object(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), &element(5, &[])]);
    let authority = element(0x30, &[&object(b"\x55\x04\x03"), &element(0x13, &[b"kubernetes"])]);
    let until = now + Duration::from_secs(seconds.unsigned_abs()) - BACKDATE;
    let bits = spec.list("usages").iter().filter_map(|u| USAGES.iter().find(|(name, _)| u.as_str() == Some(name)));
    let bits = bits.fold(0u8, |all, (_, bit)| all | bit);
    let unused = bits.trailing_zeros() as u8;
    let critical = element(1, &[b"\xff"]);
    let extension =
        |id: &[u8], critical: &[u8], value: &[u8]| element(0x30, &[&object(id), critical, &element(4, &[value])]);
    let bits_of_key = extension(b"\x55\x1d\x0f", &critical, &element(3, &[&[unused, bits]]));
    let extensions = [
        if bits == 0 { Vec::new() } else { bits_of_key },
        extension(b"\x55\x1d\x25", &[], &element(0x30, &[&object(b"\x2b\x06\x01\x05\x05\x07\x03\x02")])),
        extension(b"\x55\x1d\x13", &critical, &element(0x30, &[])),
    ];
    let told = element(
        0x30,
        &[
            &element(0xa0, &[&element(2, &[&[2]])]),
            &element(2, &[&[0x4b], &random(15)]),
            &algorithm,
            &element(0x30, &[&element(0x31, &[&authority])]),
            &element(0x30, &[&moment(now - BACKDATE), &moment(until)]),
            &subject,
            &key,
            &element(0xa3, &[&element(0x30, &[&extensions.concat()])]),
        ],
    );
    let signature = element(3, &[&[0], &random(256)]);
    Some(element(0x30, &[&told, &algorithm, &signature]))
}

/// `261231120000Z`.
fn moment(at: Time) -> Vec<u8> {
    let mut digits = at.rfc3339();
    digits.retain(|c| c.is_ascii_alphanumeric() && c != 'T');
    element(0x17, &[&digits.as_bytes()[2..]])
}
