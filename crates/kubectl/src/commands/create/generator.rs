//! What all generators do: take the name, build an object, create it or print it.

use api::{Value, Verb, kinds};

use crate::cli::flag::{self, Flag};
use crate::cli::{Parsed, go};
use crate::client::Client;
use crate::commands::common::{self, DryRun, Teller};
use crate::error::{Error, Result, plain, usage};

/// The flags of all generators, beside those that print.
pub(super) const GENERATOR: &[Flag] =
    &[flag::DRY_RUN, flag::field_manager("kubectl-create"), flag::SAVE_CONFIG, flag::VALIDATE];

/// A generator at work.
pub(super) struct Generator {
    pub client: Client,
    pub p: Parsed,
    /// The NAME argument.
    pub name: String,
    dry_run: DryRun,
    teller: Teller,
}

impl Generator {
    /// Takes the name and the common flags.
    pub(super) async fn new(client: Client, p: Parsed) -> Result<Generator> {
        let name = name(&p)?;
        client.settings().await?;
        let dry_run = DryRun::of(&client, &p).await?;
        let teller = Teller::new(&client, &p, dry_run).await?;
        // The validation flag is read even where nothing is sent.
        common::field_validation(&p)?;
        Ok(Generator { client, p, name, dry_run, teller })
    }
    /// The same for an object that has to have a name, before anything else about it is looked at.
    pub(super) async fn named(client: Client, p: Parsed) -> Result<Generator> {
        let g = Generator::new(client, p).await?;
        if g.name.is_empty() { Err(plain("name must be specified")) } else { Ok(g) }
    }
    /// `apiVersion`, `kind` and `metadata` of the object; the namespace only where `-n` names one.
    pub(super) async fn object(&self, api_version: &'static str, kind: &'static str) -> Result<Value> {
        let mut v = Value::object();
        v.set("apiVersion", api_version);
        v.set("kind", kind);
        v.set_at(&["metadata", "name"], self.name.clone());
        let settings = self.client.settings().await?;
        let group = api_version.split_once('/').map_or("", |(g, _)| g);
        if settings.namespace_given && kinds::by_kind(group, kind).is_some_and(|k| k.namespaced) {
            v.set_at(&["metadata", "namespace"], settings.namespace.clone());
        }
        Ok(v)
    }
    /// Creates the object and tells so. `refusal` stands before what the server says; empty where it stands alone.
    pub(super) async fn submit(self, object: Value, refusal: &str) -> Result<()> {
        let object = if self.p.bool("save-config") { common::with_typed_config(&object) } else { object };
        let object = if self.dry_run == DryRun::Client { object } else { self.create(object, refusal).await? };
        self.teller.tell_typed(&self.client, &object, "created");
        Ok(())
    }
    async fn create(&self, object: Value, refusal: &str) -> Result<Value> {
        let (group, _) = object.str("apiVersion").split_once('/').unwrap_or(("", ""));
        let kind = kinds::by_kind(group, object.str("kind")).expect("generators make built-in kinds");
        let namespace = if kind.namespaced { self.client.namespace().await? } else { String::new() };
        let mut request = api::Request::new(Verb::Create, kind.gvr(), namespace, "").with_body(object);
        request.options = common::write_options(&self.p, self.dry_run);
        request.options.field_validation = common::field_validation(&self.p)?;
        self.client.settings().await?;
        send(&self.client, request, refusal).await
    }
}

/// Sends what makes an object. Go tells the whole call where nobody answers.
pub(super) async fn send(client: &Client, request: api::Request, refusal: &str) -> Result<Value> {
    if !refusal.is_empty()
        && let Some((server, why)) = client.lost().await
    {
        let call = crate::wire::address(&server, &request);
        return Err(plain(format!("{refusal}Post \"{call}\": {why}")));
    }
    client.object(request).await.map_err(|e| wrap(refusal, e))
}

/// Go's `fmt.Errorf("failed to create x: %v", err)` makes a plain text of a refusal.
pub(super) fn wrap(refusal: &str, error: Error) -> Error {
    match error {
        Error::Status(s) if !refusal.is_empty() => plain(format!("{refusal}{}", s.message)),
        other => other,
    }
}

/// The one NAME; what stands behind `--` does not count.
pub(super) fn name(p: &Parsed) -> Result<String> {
    let count = p.before_dash.unwrap_or(p.args.len());
    match count {
        1 => Ok(p.args[0].clone()),
        n => Err(usage(&p.path, format!("exactly one NAME is required, got {n}"))),
    }
}

/// `5`, `50%` or `http`, as an int-or-string.
pub(super) fn int_or_string(text: &str) -> Value {
    go::parse_int(text).map_or_else(|_| Value::from(text.to_string()), Value::from)
}

/// Texts as a list.
pub(super) fn texts<S: AsRef<str>>(items: &[S]) -> Value {
    items.iter().map(|s| Value::from(s.as_ref().to_string())).collect::<Vec<_>>().into()
}
