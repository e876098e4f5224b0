//! How a kubelet comes to a certificate: before its node is there it asks for one, with the token of those who join, or on a
//! control plane with the certificate that kubeadm gave it.
//!
//! What it is not: a key. The request has every field of a real one, but key and signature are made of chance.

use api::der::{element, to_pem};
use api::request::{Request, User, Verb};
use api::{base64, obj};

use super::Node;
use crate::component::Ctx;
use crate::kinds::CERTIFICATE_SIGNING_REQUEST;

/// Who joins with the token that kubeadm's documentation and kind use.
const JOINING: &str = "system:bootstrap:abcdef";
const MAY_JOIN: [&str; 2] = ["system:bootstrappers", "system:bootstrappers:kubeadm:default-node-token"];
const NODES: &str = "system:nodes";

/// Asks for the certificate of a node.
pub(super) fn ask(node: &Node, ctx: &mut Ctx<'_>) {
    let name = ["system:node:", &node.name].concat();
    let mut random = |n: usize| (0..n).map(|_| ctx.rng.below(256) as u8).collect::<Vec<u8>>();
    let attribute = |id: u8, text: &str| {
        let pair = [element(6, &[&[0x55, 4, id]]), element(0x13, &[text.as_bytes()])];
        element(0x31, &[&element(0x30, &[&pair.concat()])])
    };
    let subject = element(0x30, &[&attribute(10, NODES), &attribute(3, &name)]);
    // An elliptic key, and a signature with one.
    let curve = [element(6, &[b"\x2a\x86\x48\xce\x3d\x02\x01"]), element(6, &[b"\x2a\x86\x48\xce\x3d\x03\x01\x07"])];
    let key = [element(0x30, &[&curve.concat()]), element(3, &[&[0, 4], &random(64)])];
    let asked = [element(2, &[&[0]]), subject, element(0x30, &[&key.concat()]), element(0xa0, &[])];
    let algorithm = element(0x30, &[&element(6, &[b"\x2a\x86\x48\xce\x3d\x04\x03\x02"])]);
    let numbers = [element(2, &[&[0x35], &random(31)]), element(2, &[&[0x35], &random(31)])];
    let signature = element(3, &[&[0], &element(0x30, &[&numbers.concat()])]);
    let request = element(0x30, &[&element(0x30, &[&asked.concat()]), &algorithm, &signature]);
    let object = obj!({
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "CertificateSigningRequest",
        "metadata": {"generateName": "csr-"},
        "spec": {
            "request": (base64::encode(to_pem("CERTIFICATE REQUEST", &request).as_bytes())),
            "signerName": "kubernetes.io/kube-apiserver-client-kubelet",
            "usages": ["digital signature", "client auth"],
        },
    });
    let mut call = Request::new(Verb::Create, CERTIFICATE_SIGNING_REQUEST.gvr(), "", "").with_body(object);
    call.user = match node.control_plane {
        true => User::new(name, vec![NODES.into()]),
        false => User::new(JOINING, MAY_JOIN.map(Into::into).to_vec()),
    };
    call.options.field_manager = "kubelet".into();
    // In a cluster where nobody may join this way, the node has its certificate from elsewhere.
    ctx.serve(call);
}
