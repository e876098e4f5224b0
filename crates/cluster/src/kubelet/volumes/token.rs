//! Tokens of service accounts, as pods find them in `/var/run/secrets/kubernetes.io/serviceaccount/token`.

use api::base64::encode_url;
use api::{Text, Value, json, meta};

use crate::component::Ctx;
use crate::kinds::{NODE, SERVICE_ACCOUNT};
use crate::kubelet::worker::Worker;

const ISSUER: &str = "https://kubernetes.default.svc.cluster.local";
/// `{"alg":"RS256","kid":"..."}`, encoded: the same in all tokens of a cluster.
const HEADER: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjRtRGFWV0o4a1AxeGtxMGJUMnZHNXVSek43c0V5TGgzY1FmWG85aVV3WUEifQ";

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
    let audience = json::to_string(&audience.into());
    // Names and uids have no letter that JSON writes in another way.
    let named = |name: &str, uid: &str| format!("{{\"name\":\"{name}\",\"uid\":\"{uid}\"}}");
    let claims = format!(
        "{{\"aud\":[{audience}],\"exp\":{expires},\"iat\":{now},\"iss\":\"{ISSUER}\",\"jti\":\"{id}\",\"kubernetes.io\":{{\
         \"namespace\":\"{namespace}\",\"node\":{},\"pod\":{},\"serviceaccount\":{},\"warnafter\":{}}},\
         \"nbf\":{now},\"sub\":\"system:serviceaccount:{namespace}:{account}\"}}",
        named(&worker.node, &node_uid),
        named(meta::name(pod), &worker.uid),
        named(&account, &account_uid),
        now + life,
    );
    let mut state = signature;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    let signature: Vec<u8> = (0..256).map(|_| next()).collect();
    [HEADER, &encode_url(claims.as_bytes()), &encode_url(&signature)].join(".")
}
