//! serviceaccounts/token: a token of a service account, with the claims that a real one has. Nobody signs it: its
//! signature is noise, and only this server would have to believe it.

use std::time::Duration;

use api::request::{Response, User};
use api::time::Time;
use api::{Map, Status, Text, Value, base64, json, meta, obj};

use super::super::rbac::CREDENTIAL;
use super::super::verbs::{Call, create};
use super::super::{ApiServer, Env};
use crate::kinds;
use crate::rng::Rng;

const REQUEST: (&str, &str, &str) = ("authentication.k8s.io", "v1", "TokenRequest");
const AUDIENCE: &str = "https://kubernetes.default.svc.cluster.local";
/// Who issues the tokens that secrets hold.
pub const STORED_ISSUER: &str = "kubernetes/serviceaccount";
const INVALID: &str = "invalid bearer token";
const DEFAULT_SECONDS: i64 = 3600;
const LEAST_SECONDS: i64 = 600;

impl ApiServer {
    pub(super) fn issue_token(
        &mut self,
        call: &mut Call<'_>,
        body: &Value,
        env: &mut Env<'_>,
    ) -> Result<Response, Status> {
        let mut body = super::decode(call, body, REQUEST, env)?;
        create::set_namespace(call, &mut body)?;
        let (body, url) = (&body, &call.request.name);
        let refuse = |call: &Call<'_>, name: &str, field: &str, text: &str| {
            Err(super::super::invalid(&super::taken(call, REQUEST), name, &[("FieldValueInvalid", field, text)]))
        };
        if !matches!(meta::name(body), "") && meta::name(body) != url.as_str() {
            let text =
                format!("Invalid value: {:?}: must match the service account name if specified", meta::name(body));
            return refuse(call, url, "metadata.name", &text);
        }
        let account = self.target(call)?;
        let (namespace, name) = (meta::namespace(&account), meta::name(&account));
        let spec = body.get("spec");
        let seconds = spec.int("expirationSeconds").unwrap_or(DEFAULT_SECONDS);
        if !(LEAST_SECONDS..=1 << 32).contains(&seconds) {
            let why = if seconds < LEAST_SECONDS {
                "may not specify a duration less than 10 minutes"
            } else {
                "may not specify a duration larger than 2^32 seconds"
            };
            let text = format!("Invalid value: {seconds}: {why}");
            return refuse(call, "", "spec.expirationSeconds", &text);
        }
        let mut audiences: Vec<Value> = spec.list("audiences").to_vec();
        if audiences.is_empty() {
            audiences.push(AUDIENCE.into());
        }
        let mut whose = obj!({
            "namespace": (namespace.to_string()),
            "serviceaccount": {"name": (name.to_string()), "uid": (meta::uid(&account).to_string())},
        });
        if !matches!(spec.get("boundObjectRef"), Value::Null) {
            let (kind, object) = self.bound(spec.get("boundObjectRef"), namespace, name)?;
            whose.set(kind, obj!({"name": (meta::name(object).to_string()), "uid": (meta::uid(object).to_string())}));
        }
        let now = env.now.seconds();
        let claims = obj!({
            "aud": (audiences.clone()),
            "exp": (now + seconds),
            "iat": now,
            "iss": AUDIENCE,
            "jti": (env.rng.uid()),
            "kubernetes.io": whose,
            "nbf": now,
            "sub": (format!("system:serviceaccount:{namespace}:{name}")),
        });
        let token = sealed(&claims, env.rng);
        let answer = obj!({
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "metadata": {
                "creationTimestamp": (env.now.rfc3339()),
                "name": (name.to_string()),
                "namespace": (namespace.to_string()),
            },
            "spec": {
                "audiences": audiences,
                "boundObjectRef": (spec.get("boundObjectRef").clone()),
                "expirationSeconds": seconds,
            },
            "status": {
                "expirationTimestamp": ((env.now + Duration::from_secs(seconds as u64)).rfc3339()),
                "token": token,
            },
        });
        Ok(Response::created(answer))
    }

    /// Whether a token is one of this server's that still counts, and whose it is.
    pub(in super::super) fn token_review(&self, spec: &Value, now: Time) -> Value {
        let mut wanted: Vec<Value> = spec.list("audiences").to_vec();
        if wanted.is_empty() {
            wanted.push(AUDIENCE.into());
        }
        match self.owner_of_token(spec.str("token"), &wanted, now) {
            Ok((user, audiences)) => {
                obj!({"authenticated": true, "user": (self.user_info(&user)), "audiences": audiences})
            }
            Err(why) => {
                let all = if why.is_empty() { INVALID.to_string() } else { format!("[{INVALID}, {why}]") };
                obj!({"user": {}, "error": all})
            }
        }
    }

    /// Who sends a bearer token; nobody where it does not count.
    pub fn bearer(&self, token: &str, now: Time) -> Option<User> {
        self.owner_of_token(token, &[AUDIENCE.into()], now).ok().map(|(user, _)| user)
    }

    fn owner_of_token(&self, token: &str, wanted: &[Value], now: Time) -> Result<(User, Vec<Value>), String> {
        let claims = claims(token).ok_or_else(String::new)?;
        match claims.str("iss") {
            AUDIENCE => self.owner_of_issued(&claims, wanted, now),
            STORED_ISSUER => self.owner_of_stored(token, &claims, wanted),
            _ => Err(String::new()),
        }
    }

    /// Of a token that was asked for, and ends.
    fn owner_of_issued(&self, claims: &Value, wanted: &[Value], now: Time) -> Result<(User, Vec<Value>), String> {
        let whose = claims.get("kubernetes.io");
        let (namespace, account) = (whose.str("namespace"), whose.get("serviceaccount"));
        if claims.int("exp").unwrap_or(0) <= now.seconds() {
            return Err("service account token has expired".to_string());
        }
        let fitting: Vec<Value> = claims.list("aud").iter().filter(|a| wanted.contains(a)).cloned().collect();
        if fitting.is_empty() {
            let quoted = |list: &[Value]| json::to_string(&list.to_vec().into()).replace(',', " ");
            let (has, wanted) = (quoted(claims.list("aud")), quoted(wanted));
            return Err(format!("token audiences {has} is invalid for the target audiences {wanted}"));
        }
        let uid = account.str("uid");
        let found = meta::uid(self.account(namespace, account.str("name"))?);
        if found != uid {
            return Err(format!("service account UID ({found}) does not match claim ({uid})"));
        }
        let mut extra = Map::new();
        extra.insert(CREDENTIAL, vec![format!("JTI={}", claims.str("jti")).into()]);
        for (key, kind) in [("pod", kinds::POD), ("secret", kinds::SECRET), ("node", kinds::NODE)] {
            let bound = whose.get(key);
            if bound.is_null() {
                continue;
            }
            let place = if key == "node" { "" } else { namespace };
            let alive = self.peek(kind, place, bound.str("name")).is_some_and(|o| meta::uid(o) == bound.str("uid"));
            if !alive {
                return Err("service account token has been invalidated".to_string());
            }
            if key != "secret" {
                for part in ["name", "uid"] {
                    let field = Text::from(format!("authentication.kubernetes.io/{key}-{part}"));
                    extra.insert(field, vec![bound.get(part).clone()]);
                }
            }
        }
        Ok((User { uid: account.text("uid"), extra, ..User::impersonated(claims.str("sub"), Vec::new()) }, fitting))
    }

    /// Of a token that a secret holds: it counts as long as the secret is there with it.
    fn owner_of_stored(&self, token: &str, claims: &Value, wanted: &[Value]) -> Result<(User, Vec<Value>), String> {
        if !wanted.contains(&AUDIENCE.into()) {
            return Err(String::new());
        }
        let claim = |key: &str| claims.str(&format!("{}/{key}", STORED_ISSUER));
        let namespace = claim("namespace");
        let secret = self.peek(kinds::SECRET, namespace, claim("secret.name"));
        let secret = secret.filter(|s| meta::deletion_timestamp(s).is_empty()).ok_or("Token has been invalidated")?;
        if base64::decode(secret.get("data").str("token")).is_none_or(|held| held != token.as_bytes()) {
            return Err("Token does not match server's copy".to_string());
        }
        let (found, uid) = (self.account(namespace, claim("service-account.name"))?, claim("service-account.uid"));
        if meta::uid(found) != uid {
            return Err(format!("ServiceAccount UID ({}) does not match claim ({uid})", meta::uid(found)));
        }
        let user = User::impersonated(claims.str("sub"), Vec::new());
        Ok((User { uid: Text::new(uid), ..user }, vec![AUDIENCE.into()]))
    }

    fn account(&self, namespace: &str, name: &str) -> Result<&Value, String> {
        let found = self.peek(kinds::SERVICE_ACCOUNT, namespace, name);
        found.ok_or_else(|| Status::not_found(&kinds::SERVICE_ACCOUNT.gvr(), name).message.clone())
    }

    /// The object that a token ends with, and its name among the claims.
    fn bound(&self, reference: &Value, namespace: &str, account: &str) -> Result<(&'static str, &Value), Status> {
        let (claim, kind) = match (reference.str("apiVersion"), reference.str("kind")) {
            ("v1", "Pod") => ("pod", kinds::POD),
            ("v1", "Secret") => ("secret", kinds::SECRET),
            ("v1", "Node") => ("node", kinds::NODE),
            (version, kind) => {
                let of = version.rsplit_once('/').map_or_else(|| format!("/{version}"), |(g, v)| format!("{g}/{v}"));
                let why = format!("cannot bind token to object of type {of}, Kind={kind}");
                return Err(Status::bad_request(why));
            }
        };
        let (name, uid) = (reference.str("name"), reference.str("uid"));
        let place = if claim == "node" { "" } else { namespace };
        let object = self.peek(kind, place, name).ok_or_else(|| Status::not_found(&kind.gvr(), name))?;
        if claim == "pod" && object.get("spec").str("serviceAccountName") != account {
            return Err(Status::bad_request(format!(
                "cannot bind token for serviceaccount {account:?} to pod running with different serviceaccount name."
            )));
        }
        if !uid.is_empty() && uid != meta::uid(object) {
            let gvr = api::Gvr::new("", "v1", reference.text("kind"));
            let why = format!(
                "the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been \
                 deleted and then recreated"
            );
            return Err(Status::conflict(&gvr, name, &why));
        }
        Ok((claim, object))
    }
}

/// The second part of a token, which anybody can read.
fn claims(token: &str) -> Option<Value> {
    let [_, payload, _] = token.split('.').collect::<Vec<_>>()[..] else { return None };
    let mut padded = payload.replace('-', "+").replace('_', "/");
    while !padded.len().is_multiple_of(4) {
        padded.push('=');
    }
    json::parse(&String::from_utf8(base64::decode(&padded)?).ok()?).ok()
}

/// A token with these claims. Its signature is of the right length and nothing more.
pub fn sealed(claims: &Value, rng: &mut Rng) -> String {
    let header = obj!({"alg": "RS256", "kid": (rng.hex(43))});
    let noise: Vec<u8> = (0..256).map(|_| rng.below(256) as u8).collect();
    let part = |v: &Value| base64::encode_url(json::to_string(v).as_bytes());
    [part(&header), part(claims), base64::encode_url(&noise)].join(".")
}
