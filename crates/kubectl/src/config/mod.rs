//! The kubeconfig: which server, which user, which namespace. A real file of the session, changed by `kubectl config`.

mod file;

use api::der::{self, Der};
use api::request::User;
use api::{Map, Text, Value};

use crate::cli::{Ahead, Parsed};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::host::FileError;
use crate::run::Session;
pub(crate) use file::{entry, entry_mut, remove_entry, view};

/// The kubeconfig of a kubeadm cluster's administrator, for the host to put at `$HOME/.kube/config`.
pub fn initial(server: &str) -> String {
    let certificate = |subject: &str| {
        let pem =
            format!("Certificate:\n    Subject: {subject}\n-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
        api::base64::encode(pem.as_bytes())
    };
    format!(
        "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: {}\n    server: {server}\n  name: kubernetes\n\
         contexts:\n- context:\n    cluster: kubernetes\n    user: kubernetes-admin\n  name: kubernetes-admin@kubernetes\n\
         current-context: kubernetes-admin@kubernetes\nkind: Config\nusers:\n- name: kubernetes-admin\n  user:\n    \
         client-certificate-data: {}\n    client-key-data: {}\n",
        certificate("CN=kubernetes"),
        certificate("O=system:masters, CN=kubernetes-admin"),
        api::base64::encode(b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"),
    )
}

/// What a command needs to know before it talks to a server.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// `https://192.168.10.10:6443`; empty where nothing says so.
    pub server: String,
    /// From `-n`, else from the context, else `default`.
    pub namespace: String,
    /// Whether `-n` was given.
    pub namespace_given: bool,
    /// Who the server will take us for; none where the credentials name nobody.
    pub user: Option<User>,
    /// Impersonate this one.
    pub impersonate: Option<User>,
}

/// The files of the kubeconfig: the one that a flag names, those of `$KUBECONFIG`, or the one at home.
async fn paths(io: &Session, p: &Parsed) -> Vec<String> {
    if !p.global("kubeconfig").is_empty() {
        return vec![p.global("kubeconfig").to_string()];
    }
    let listed = io.env("KUBECONFIG").await.unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for path in listed.split(':').filter(|path| !path.is_empty()) {
        if !found.iter().any(|known| known == path) {
            found.push(path.to_string());
        }
    }
    if found.is_empty() {
        found.push(format!("{}/.kube/config", io.env("HOME").await.unwrap_or_else(|| "/root".into())));
    }
    found
}

/// The file that takes what is in none yet: the first one there is, else the last one.
pub(crate) async fn path(io: &Session, p: &Parsed) -> String {
    let mut paths = paths(io, p).await;
    for path in &paths {
        let at = path.clone();
        if paths.len() > 1 && io.ask(move |h| h.file_kind(&at)).await.is_some() {
            return path.clone();
        }
    }
    paths.pop().unwrap_or_default()
}

/// One file; none where it is not there.
async fn read(io: &Session, path: &str) -> Result<Option<Value>> {
    let at = path.to_string();
    let bytes = match io.ask(move |h| h.read_file(&at)).await {
        Ok(bytes) => bytes,
        Err(FileError::NotFound) => return Ok(None),
        Err(why) => return Err(plain(format!("stat {path}: {}", why.text()))),
    };
    let broken = |why: &str| plain(format!("error loading config file \"{path}\": {why}"));
    let parsed = api::yaml::parse(&String::from_utf8_lossy(&bytes));
    let value = parsed.map_err(|e| {
        let why = e.message.strip_prefix("error converting YAML to JSON: ").unwrap_or(&e.message);
        broken(why)
    })?;
    if value.is_null() {
        return Ok(Some(Value::object()));
    }
    if value.as_map().is_none() {
        return Err(broken(&format!(
            "couldn't get version/kind; json parse error: json: cannot unmarshal {} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}",
            value.json_type()
        )));
    }
    for (list, of) in [("clusters", "NamedCluster"), ("contexts", "NamedContext"), ("users", "NamedAuthInfo")] {
        let what = match value.get(list) {
            Value::Null | Value::List(_) => continue,
            other => other.json_type(),
        };
        return Err(broken(&format!(
            "json: cannot unmarshal {what} into Go struct field Config.{list} of type []v1.{of}"
        )));
    }
    let (version, kind) = (value.str("apiVersion"), value.str("kind"));
    if !matches!(version, "" | "v1") || !matches!(kind, "" | "Config") {
        let (version, kind) =
            (if version.is_empty() { "v1" } else { version }, if kind.is_empty() { "Config" } else { kind });
        return Err(broken(&format!(
            "no kind {kind:?} is registered for version {version:?} in scheme \"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50\""
        )));
    }
    Ok(Some(value))
}

/// The kubeconfig of a command that needs one: a file that a flag names has to be there.
pub(crate) async fn load(io: &Session, p: &Parsed) -> Result<Value> {
    if p.changed("kubeconfig")
        && let [path] = &paths(io, p).await[..]
        && read(io, path).await?.is_none()
    {
        return Err(plain(format!("stat {path}: {}", FileError::NotFound.text())));
    }
    start(io, p).await
}

/// Refuses certificates and keys that flags name and that are not there.
async fn files_of_flags(io: &Session, p: &Parsed, cluster: &str, user: &str) -> Result<()> {
    let named = [
        ("certificate-authority", "certificate-authority", cluster),
        ("client-certificate", "client-cert", user),
        ("client-key", "client-key", user),
    ];
    let mut wrong = Vec::new();
    for (flag, what, of) in named {
        let path = p.global(flag).to_string();
        let at = path.clone();
        if !path.is_empty()
            && let Err(why) = io.ask(move |h| h.read_file(&at)).await
        {
            wrong.push(format!("unable to read {what} {path} for {of} due to open {path}: {}", why.text()));
        }
    }
    match &wrong[..] {
        [] => Ok(()),
        [only] => Err(plain(only.clone())),
        all => Err(Error::Configuration(all.iter().map(|line| format!("\n* {line}")).collect())),
    }
}

/// The kubeconfig as it stands in its files; empty where there is none. What two files name is what the first one says.
pub(crate) async fn start(io: &Session, p: &Parsed) -> Result<Value> {
    let mut merged: Option<Value> = None;
    for path in paths(io, p).await {
        match (read(io, &path).await?, &mut merged) {
            (None, _) => {}
            (Some(file), None) => merged = Some(file),
            (Some(file), Some(merged)) => merge(merged, &file),
        }
    }
    Ok(merged.unwrap_or_else(Value::object))
}

fn merge(merged: &mut Value, file: &Value) {
    for (list, inner) in LISTS {
        for entry in file.list(list) {
            if file::entry(merged, list, entry.str("name")).is_none() {
                *entry_mut(merged, list, inner, entry.str("name")) = entry.get(inner).clone();
            }
        }
    }
    if merged.str("current-context").is_empty() && !file.str("current-context").is_empty() {
        merged.set("current-context", file.text("current-context"));
    }
}

/// The lists of named things, and what an entry is called in them.
const LISTS: [(&str, &str); 3] = [("clusters", "cluster"), ("contexts", "context"), ("users", "user")];

/// Writes the kubeconfig back: each thing to the file that it came from.
pub(crate) async fn store(io: &Session, p: &Parsed, config: &Value) -> Result<()> {
    let (paths, fresh) = (paths(io, p).await, path(io, p).await);
    if paths.len() == 1 {
        return write(io, &fresh, config).await;
    }
    let current = config.str("current-context");
    let chosen = start(io, p).await?.str("current-context") != current;
    let mut left = config.clone();
    left.map_mut().remove("current-context");
    let mut files = Vec::new();
    for path in &paths {
        let Some(before) = read(io, path).await? else { continue };
        let mut after = before.clone();
        for (list, inner) in LISTS {
            for name in before.list(list).iter().map(|e| e.text("name")) {
                match file::entry(&left, list, &name).map(|e| e.get(inner).clone()) {
                    Some(now) => *entry_mut(&mut after, list, inner, &name) = now,
                    // What an earlier file has is that one's; what nobody has any more is gone.
                    None if file::entry(config, list, &name).is_some() => {}
                    None => drop(remove_entry(&mut after, list, &name)),
                }
                remove_entry(&mut left, list, &name);
            }
        }
        files.push((path, before, after));
    }
    // What is current is said in the file that takes what is new; that nothing is, in the first that says otherwise.
    if chosen && !current.is_empty() {
        left.set("current-context", current.to_string());
    } else if chosen && let Some((.., after)) = files.iter_mut().find(|(.., f)| !f.str("current-context").is_empty()) {
        after.set("current-context", "");
    }
    let news = LISTS.iter().any(|(list, _)| !left.list(list).is_empty()) || !left.str("current-context").is_empty();
    if news {
        match files.iter_mut().find(|(path, ..)| **path == fresh) {
            Some((.., after)) => {
                if left.has("current-context") {
                    after.set("current-context", "");
                }
                merge(after, &left);
            }
            None => return write(io, &fresh, &left).await,
        }
    }
    for (path, before, after) in files {
        if before != after {
            write(io, path, &after).await?;
        }
    }
    Ok(())
}

async fn write(io: &Session, path: &str, config: &Value) -> Result<()> {
    let (at, text) = (path.to_string(), api::yaml::to_string(&view(config, true)));
    let written = io.ask(move |h| h.write_file(&at, text.as_bytes())).await;
    written.map_err(|why| plain(format!("open {path}: {}", why.text())))
}

/// The context, cluster and user of a command: their names, and what the kubeconfig says of them.
struct Named {
    context: Value,
    context_name: String,
    cluster_name: String,
    cluster: Option<Value>,
    user_name: String,
    user: Option<Value>,
    /// That there is no such context or cluster.
    missing: Option<Error>,
    no_user: Option<Error>,
}

fn or(p: &Parsed, name: &str, otherwise: &str) -> String {
    let given = p.global(name);
    if given.is_empty() { otherwise } else { given }.to_string()
}

/// Finds what flags and kubeconfig name.
async fn named(io: &Session, p: &Parsed) -> Result<Named> {
    let config = load(io, p).await?;
    let or = |name: &str, otherwise: &str| or(p, name, otherwise);
    let context_name = or("context", config.str("current-context"));
    let context = entry(&config, "contexts", &context_name).map(|c| c.get("context").clone());
    let no_context = context.is_none() && !context_name.is_empty();
    let context = context.unwrap_or_default();
    let cluster_name = or("cluster", context.str("cluster"));
    let cluster = entry(&config, "clusters", &cluster_name).map(|c| c.get("cluster").clone());
    let no_cluster = cluster.is_none() && !p.global("cluster").is_empty();
    let user_name = or("user", context.str("user"));
    let user = entry(&config, "users", &user_name).map(|u| u.get("user").clone());
    let no_user = user.is_none() && !p.global("user").is_empty();
    let missing = match () {
        _ if asks_for_a_namespace_first(p) && no_context => {
            Some(Error::Configuration(format!("context was not found for specified context: {context_name}")))
        }
        _ if asks_for_a_namespace_first(p) && no_cluster => {
            Some(plain(format!("no server found for cluster {cluster_name:?}")))
        }
        _ if no_context => Some(not_there("context", &context_name)),
        _ if no_cluster => Some(not_there("cluster", &cluster_name)),
        _ => None,
    };
    let no_user = no_user.then(|| not_there("auth info", &user_name));
    Ok(Named { context, context_name, cluster_name, cluster, user_name, user, missing, no_user })
}

fn not_there(what: &str, name: &str) -> Error {
    plain(format!("{what} {name:?} does not exist"))
}

/// Asks what a command asks before it looks at its arguments.
pub(crate) async fn look_ahead(client: &Client, p: &Parsed, ahead: Ahead) -> Result<()> {
    let given = !p.global("namespace").is_empty();
    match ahead {
        Ahead::Nothing => Ok(()),
        Ahead::Settings => client.settings().await.map(|_| ()),
        Ahead::Namespace if given => Ok(()),
        Ahead::Namespace => named(&client.io, p).await?.missing.map_or(Ok(()), Err),
        Ahead::NamespaceTwice => {
            let found = named(&client.io, p).await?;
            let again = match &found.missing {
                None => return Ok(()),
                Some(Error::Configuration(why)) => {
                    let (name, why) = (&found.context_name, format!("\n* {why}"));
                    return Err(Error::Configuration(format!("\n* context {name:?} does not exist{why}")));
                }
                Some(why) => plain(format!("invalid configuration: {}", why.message())),
            };
            Err(Error::Many(vec![not_there("cluster", &found.cluster_name), again]))
        }
    }
}

/// Reads the kubeconfig with the flags that overrule it.
pub(crate) async fn settings(io: &Session, p: &Parsed) -> Result<Settings> {
    let Named { context, cluster_name, cluster, user_name, user, missing, no_user, .. } = named(io, p).await?;
    // Of a user and a cluster that are not there the user is told of, unless the namespace is asked for first.
    let first = if asks_for_a_namespace_first(p) { [missing, no_user] } else { [no_user, missing] };
    if let Some(error) = first.into_iter().flatten().next() {
        return Err(error);
    }
    let or = |name: &str, otherwise: &str| or(p, name, otherwise);
    if p.str("as").is_empty() && ["as-group", "as-uid", "as-user-extra"].iter().any(|f| p.changed(f)) {
        return Err(plain(format!(
            "requesting uid, groups or user-extra for {user_name} without impersonating a user"
        )));
    }
    if request_timeout(p).is_none() {
        return Err(plain(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)",
        ));
    }
    if !p.global("token").is_empty() && !p.global("username").is_empty() {
        return Err(plain(format!(
            "more than one authentication method found for {user_name}; found [token basicAuth], only one is allowed"
        )));
    }
    files_of_flags(io, p, &cluster_name, &user_name).await?;
    let namespace = or("namespace", context.str("namespace"));
    let credentials = user.unwrap_or_default();
    let token = or("token", credentials.str("token"));
    let user = match token.as_str() {
        "" => bearer_of_certificate(&credentials),
        _ => io.ask(move |h| h.bearer(&token)).await,
    };
    Ok(Settings {
        server: or("server", cluster.unwrap_or_default().str("server")),
        namespace: if namespace.is_empty() { "default".into() } else { namespace },
        namespace_given: !p.global("namespace").is_empty(),
        user,
        impersonate: impersonated(p),
    })
}

/// Whether the namespace is what the kubeconfig is asked for first.
fn asks_for_a_namespace_first(p: &Parsed) -> bool {
    !p.server_first && p.global("namespace").is_empty()
}

/// What `--request-timeout` says: zero is for ever; none where it is no time.
pub(crate) fn request_timeout(p: &Parsed) -> Option<std::time::Duration> {
    let text = p.global("request-timeout");
    match text.parse::<u64>() {
        _ if text.is_empty() => Some(std::time::Duration::ZERO),
        Ok(seconds) => Some(std::time::Duration::from_secs(seconds)),
        Err(_) => crate::cli::go::parse_duration(text).ok(),
    }
}

/// Who a server takes the bearer of a certificate for.
fn bearer_of_certificate(credentials: &Value) -> Option<User> {
    let data = credentials.str("client-certificate-data");
    let pem = String::from_utf8(api::base64::decode(data)?).ok()?;
    let subject: Vec<(u8, String)> = match pem.lines().find_map(|l| l.trim().strip_prefix("Subject: ")) {
        Some(told) => {
            let kinds =
                |part: &str| [(10, "O="), (3, "CN=")].map(|(id, key)| Some((id, part.strip_prefix(key)?.into())));
            told.split(", ").flat_map(kinds).flatten().collect()
        }
        None => {
            let bytes = der::from_pem(&pem)?;
            // Version, number, algorithm, issuer and validity come before the subject.
            der::attributes(Der(Der(&bytes).inner()?.inner()?.nth(5)?.1))
        }
    };
    let part = |kind: u8| subject.iter().filter(move |(id, _)| *id == kind).map(|(_, text)| Text::new(text));
    let mut groups: Vec<Text> = part(10).collect();
    groups.push("system:authenticated".into());
    Some(User::new(part(3).next_back()?, groups))
}

fn impersonated(p: &Parsed) -> Option<User> {
    let name = p.str("as");
    if name.is_empty() {
        return None;
    }
    let mut extra = Map::new();
    for (key, value) in p.list("as-user-extra").iter().filter_map(|pair| pair.split_once('=')) {
        extra.entry(Text::from(key.to_lowercase())).list_mut().push(Text::new(value).into());
    }
    let user = User::impersonated(name, p.list("as-group").into_iter().map(Text::from).collect());
    Some(User { uid: Text::new(p.str("as-uid")), extra, ..user })
}
