//! The kubeconfig: which server, which user, which namespace. A real file of the session, changed by `kubectl config`.

mod file;

use api::request::User;
use api::time::Time;
use api::{Text, Value};

use crate::cli::Parsed;
use crate::error::{Error, Result};
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

/// The path of the kubeconfig.
pub(crate) async fn path(io: &Session, p: &Parsed) -> String {
    if !p.global("kubeconfig").is_empty() {
        return p.global("kubeconfig").to_string();
    }
    if let Some(first) =
        io.env("KUBECONFIG").await.and_then(|v| v.split(':').find(|s| !s.is_empty()).map(str::to_string))
    {
        return first;
    }
    format!("{}/.kube/config", io.env("HOME").await.unwrap_or_else(|| "/root".into()))
}

/// The kubeconfig as it stands in its file; empty where there is none.
pub(crate) async fn load(io: &Session, p: &Parsed) -> Result<Value> {
    let path = path(io, p).await;
    let at = path.clone();
    let bytes = match io.ask(move |h| h.read_file(&at)).await {
        Ok(bytes) => bytes,
        Err(FileError::NotFound) if !p.changed("kubeconfig") => return Ok(Value::object()),
        Err(why) => return Err(crate::error::plain(format!("stat {path}: {}", why.text()))),
    };
    let parsed = api::yaml::parse(&String::from_utf8_lossy(&bytes));
    let value = parsed.map_err(|e| {
        let why = e.message.strip_prefix("error converting YAML to JSON: ").unwrap_or(&e.message);
        crate::error::plain(format!("error loading config file \"{path}\": {why}"))
    })?;
    Ok(if value.is_null() { Value::object() } else { value })
}

/// Writes the kubeconfig back.
pub(crate) async fn store(io: &Session, p: &Parsed, config: &Value) -> Result<()> {
    let (path, text) = (path(io, p).await, api::yaml::to_string(config));
    let at = path.clone();
    let written = io.ask(move |h| h.write_file(&at, text.as_bytes())).await;
    written.map_err(|why| crate::error::plain(format!("open {path}: {}", why.text())))
}

/// Reads the kubeconfig with the flags that overrule it.
pub(crate) async fn settings(io: &Session, p: &Parsed) -> Result<Settings> {
    let config = load(io, p).await?;
    let or = |name: &str, otherwise: &str| match p.global(name) {
        "" => otherwise.to_string(),
        given => given.to_string(),
    };
    let context_name = or("context", config.str("current-context"));
    let context = entry(&config, "contexts", &context_name).map(|c| c.get("context").clone());
    if context.is_none() && !context_name.is_empty() {
        return Err(Error::Configuration(format!("context was not found for specified context: {context_name}")));
    }
    let context = context.unwrap_or_default();
    let cluster_name = or("cluster", context.str("cluster"));
    let cluster = entry(&config, "clusters", &cluster_name).map(|c| c.get("cluster").clone());
    if cluster.is_none() && !p.global("cluster").is_empty() {
        return Err(crate::error::plain(format!("no server found for cluster {cluster_name:?}")));
    }
    let user_name = or("user", context.str("user"));
    let user = entry(&config, "users", &user_name).map(|u| u.get("user").clone());
    if user.is_none() && !p.global("user").is_empty() {
        return Err(crate::error::plain(format!("auth info {user_name:?} does not exist")));
    }
    if p.str("as").is_empty() && ["as-group", "as-uid", "as-user-extra"].iter().any(|f| p.changed(f)) {
        return Err(crate::error::plain(format!(
            "requesting uid, groups or user-extra for {user_name} without impersonating a user"
        )));
    }
    if request_timeout(p).is_none() {
        return Err(crate::error::plain(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)",
        ));
    }
    let namespace = or("namespace", context.str("namespace"));
    let credentials = user.unwrap_or_default();
    let token = or("token", credentials.str("token"));
    let user = match token.as_str() {
        "" => bearer_of_certificate(&credentials),
        token => bearer_of_token(token, io.now().await),
    };
    Ok(Settings {
        server: or("server", cluster.unwrap_or_default().str("server")),
        namespace: if namespace.is_empty() { "default".into() } else { namespace },
        namespace_given: !p.global("namespace").is_empty(),
        user,
        impersonate: impersonated(p),
    })
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
    let subject = pem.lines().find_map(|l| l.trim().strip_prefix("Subject: "))?;
    let part =
        |key: &str| subject.split(", ").filter_map(move |s| s.strip_prefix(key)).map(Text::new).collect::<Vec<_>>();
    let mut groups = part("O=");
    groups.push("system:authenticated".into());
    Some(User { name: part("CN=").pop()?, groups })
}

/// Who a server takes the bearer of a service account's token (a JWT) for, until it ends.
fn bearer_of_token(token: &str, now: Time) -> Option<User> {
    let payload = token.split('.').nth(1)?;
    let padded = payload.replace('-', "+").replace('_', "/") + &"=".repeat((4 - payload.len() % 4) % 4);
    let claims = api::json::parse(&String::from_utf8(api::base64::decode(&padded)?).ok()?).ok()?;
    if claims.int("exp").is_some_and(|end| end <= now.seconds()) {
        return None;
    }
    let name = claims.str("sub").to_string();
    name.starts_with("system:serviceaccount:").then(|| User { groups: groups_of(&name), name: name.into() })
}

fn impersonated(p: &Parsed) -> Option<User> {
    let name = p.str("as");
    if name.is_empty() {
        return None;
    }
    let mut groups: Vec<Text> = p.list("as-group").into_iter().map(Text::from).collect();
    if groups.is_empty() {
        groups = groups_of(name);
    } else if name != "system:anonymous" && !groups.iter().any(|g| g == "system:authenticated") {
        groups.push("system:authenticated".into());
    }
    Some(User { name: Text::new(name), groups })
}

/// The groups that a server adds by a user's name.
fn groups_of(name: &str) -> Vec<Text> {
    if name == "system:anonymous" {
        return vec!["system:unauthenticated".into()];
    }
    let mut groups: Vec<Text> = Vec::new();
    if let Some((namespace, _)) = name.strip_prefix("system:serviceaccount:").and_then(|rest| rest.split_once(':')) {
        groups.push("system:serviceaccounts".into());
        groups.push(format!("system:serviceaccounts:{namespace}").into());
    }
    groups.push("system:authenticated".into());
    groups
}
