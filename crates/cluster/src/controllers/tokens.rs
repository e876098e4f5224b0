//! Secrets of type `kubernetes.io/service-account-token`: filled with a token that does not expire, and gone with their
//! service account.
//!
//! What it is not: nobody gets such a secret unasked any more; pods have tokens of their own.

use api::{Status, Text, Value, base64, meta};

use super::support::pod_control::{namespace_terminates, split};
use super::support::retry::Retry;
use crate::apiserver::{STORED_ISSUER, sealed};
use crate::bootstrap::authorities;
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

const TYPE: &str = "kubernetes.io/service-account-token";
const NAME: &str = "kubernetes.io/service-account.name";
const UID: &str = "kubernetes.io/service-account.uid";

/// The token controller.
#[derive(Clone, Default)]
pub struct Tokens {
    retry: Retry,
}

fn annotation<'a>(secret: &'a Value, key: &str) -> &'a str {
    meta::annotations(secret).get(key).and_then(Value::as_str).unwrap_or("")
}

/// It does not end.
fn token(secret: &Value, account: &Value, ctx: &mut Ctx<'_>) -> String {
    let namespace = meta::namespace(secret);
    let name = meta::name(account);
    let mut claims = Value::object();
    claims.set("iss", STORED_ISSUER);
    claims.set(format!("{STORED_ISSUER}/namespace"), Text::new(namespace));
    claims.set(format!("{STORED_ISSUER}/secret.name"), Text::new(meta::name(secret)));
    claims.set(format!("{STORED_ISSUER}/service-account.name"), Text::new(name));
    claims.set(format!("{STORED_ISSUER}/service-account.uid"), Text::new(meta::uid(account)));
    claims.set("sub", format!("system:serviceaccount:{namespace}:{name}"));
    sealed(&claims, ctx.rng)
}

fn sync(mut secret: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let (namespace, name) = (meta::namespace(&secret).to_string(), meta::name(&secret).to_string());
    let uid = annotation(&secret, UID).to_string();
    let account = ctx
        .get(kinds::SERVICE_ACCOUNT, &namespace, annotation(&secret, NAME))
        .filter(|a| uid.is_empty() || meta::uid(a) == uid);
    let Some(account) = account else {
        // A token of nobody is of no use.
        return ctx.delete(kinds::SECRET, &namespace, &name, meta::uid(&secret), (None, None)).map(|_| ());
    };
    let before = secret.clone();
    secret.field_mut("metadata").field_mut("annotations").set(UID, Text::new(meta::uid(&account)));
    let encoded = |text: &str| Value::from(base64::encode(text.as_bytes()));
    let wanted = [("ca.crt", encoded(authorities::CLUSTER)), ("namespace", encoded(&namespace))];
    for (key, value) in wanted {
        if secret.get("data").str(key).is_empty() {
            secret.field_mut("data").set(key, value);
        }
    }
    if secret.get("data").str("token").is_empty() {
        let made = token(&secret, &account, ctx);
        secret.field_mut("data").set("token", encoded(&made));
    }
    if secret == before { Ok(()) } else { ctx.update(kinds::SECRET, secret).map(|_| ()) }
}

impl Component for Tokens {
    fn name(&self) -> &'static str {
        "tokens-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::SECRET) && !change.deleted() && change.new.str("type") == TYPE {
            queue.add(Text::from(meta::key(&change.new)));
        } else if change.is(kinds::SERVICE_ACCOUNT) && (change.deleted() || change.old.is_null()) {
            queue.add(Text::from(format!("@account/{}", meta::namespace(&change.new))));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        if namespace == "@account" {
            let tokens = ctx.api.read_all(kinds::SECRET, name).filter(|s| s.str("type") == TYPE);
            let keys: Vec<Text> = tokens.map(|s| Text::from(meta::key(s))).collect();
            keys.into_iter().for_each(|key| ctx.requeue(key, std::time::Duration::ZERO));
            return;
        }
        let Some(secret) = ctx.get(kinds::SECRET, namespace, name) else { return self.retry.forget(key) };
        match sync(secret, ctx) {
            Ok(()) => self.retry.forget(key),
            Err(s) if s.code == 404 || namespace_terminates(&s) => self.retry.forget(key),
            Err(_) => ctx.requeue(key.clone(), self.retry.again(key)),
        }
    }
}
