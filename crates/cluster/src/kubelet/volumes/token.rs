//! Tokens of service accounts, as pods find them in `/var/run/secrets/kubernetes.io/serviceaccount/token`.

use api::base64::encode_url;
use api::{Text, Value, json, meta, obj};

use crate::component::Ctx;
use crate::kinds::{NODE, SERVICE_ACCOUNT};
use crate::kubelet::worker::Worker;

const ISSUER: &str = "https://kubernetes.default.svc.cluster.local";

/// A JSON web token for a pod, of which only what chance decides is settled.
pub(super) struct Token {
    spec: Value,
    id: Text,
    signature: u64,
}

impl Token {
    pub fn draw(spec: &Value, ctx: &mut Ctx<'_>) -> Token {
        Token { spec: spec.clone(), id: ctx.rng.uid(), signature: ctx.rng.below(u64::MAX) | 1 }
    }

    /// The token. Its signature is of the right length and nothing more: the simulated API server believes what it reads.
    pub fn written(self, worker: &Worker, ctx: &Ctx<'_>) -> String {
        make(worker, self, ctx)
    }
}

fn make(worker: &Worker, Token { spec, id, signature }: Token, ctx: &Ctx<'_>) -> String {
    let pod = &worker.pod;
    let namespace = meta::namespace(pod);
    let account = pod.get("spec").text("serviceAccountName");
    let uid = |o: Option<Value>| o.map(|o| Text::new(meta::uid(&o))).unwrap_or_default();
    let account_uid = uid(ctx.get(SERVICE_ACCOUNT, namespace, &account));
    let node_uid = uid(ctx.get(NODE, "", &worker.node));
    let now = ctx.now.seconds();
    let life = spec.int("expirationSeconds").unwrap_or(3600);
    // The server makes the token of the usual volume last a year, and warns when it is used for longer than asked.
    let expires = now + if life == 3607 { 31_536_000 } else { life };
    let audience = if spec.str("audience").is_empty() { Text::from(ISSUER) } else { spec.text("audience") };
    let claims = obj!({
        "aud": [audience],
        "exp": expires,
        "iat": now,
        "iss": ISSUER,
        "jti": id,
        "kubernetes.io": {
            "namespace": (Text::new(namespace)),
            "node": {"name": (&worker.node), "uid": node_uid},
            "pod": {"name": (Text::new(meta::name(pod))), "uid": (&worker.uid)},
            "serviceaccount": {"name": (&account), "uid": account_uid},
            "warnafter": (now + life),
        },
        "nbf": now,
        "sub": (format!("system:serviceaccount:{namespace}:{account}")),
    });
    let header = obj!({"alg": "RS256", "kid": "4mDaVWJ8kP1xkq0bT2vG5uRzN7sEyLh3cQfXo9iUwYA"});
    let mut state = signature;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    let signature: Vec<u8> = (0..256).map(|_| next()).collect();
    let part = |v: &Value| encode_url(json::to_string(v).as_bytes());
    [part(&header), part(&claims), encode_url(&signature)].join(".")
}
