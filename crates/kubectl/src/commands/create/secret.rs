//! `kubectl create secret`: generic, docker-registry, tls.

use api::{Value, obj};

use super::generator::{GENERATOR, Generator};
use super::sources::{self, Pair};
use crate::cli::flag::{self, Flag, array, slice, string, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};

const APPEND_HASH: Flag = switch("append-hash", "Append a hash of the secret to its name.");
const FROM_FILE: Flag = slice(
    "from-file",
    "Key files can be specified using their file path, in which case a default name will be given to them, or optionally with a name and file path, in which case the given name will be used.  Specifying a directory will iterate each named file in the directory that is a valid secret key.",
);

pub(super) const SECRET: Command = Command {
    name: "secret",
    short: "Create a secret using a specified subcommand",
    help: include_str!("../../help/create-secret.txt"),
    usage: "secret (docker-registry | generic | tls)",
    commands: &[&DOCKER_REGISTRY, &GENERIC, &TLS],
    server_first: |_| true,
    ..Command::NEW
};

const GENERIC: Command = Command {
    name: "generic",
    short: "Create a secret from a local file, directory, or literal value",
    help: include_str!("../../help/create-secret-generic.txt"),
    usage: "generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
    flags: &[
        &[
            APPEND_HASH,
            slice("from-env-file", "Specify the path to a file to read lines of key=val pairs to create a secret."),
            FROM_FILE,
            array("from-literal", "Specify a key and literal value to insert in secret (i.e. mykey=somevalue)"),
            text("type", "The type of secret to create"),
        ],
        GENERATOR,
        flag::PRINT,
    ],
    run: run!(generic),
    server_first: |_| true,
    ..Command::NEW
};

const DOCKER_REGISTRY: Command = Command {
    name: "docker-registry",
    short: "Create a secret for use with a Docker registry",
    help: include_str!("../../help/create-secret-docker-registry.txt"),
    usage: "docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]",
    flags: &[
        &[
            APPEND_HASH,
            text("docker-email", "Email for Docker registry"),
            text("docker-password", "Password for Docker registry authentication"),
            string("docker-server", "https://index.docker.io/v1/", "Server location for Docker registry"),
            text("docker-username", "Username for Docker registry authentication"),
            slice(
                "from-file",
                "Key files can be specified using their file path, in which case a default name of .dockerconfigjson will be given to them, or optionally with a name and file path, in which case the given name will be used. Specifying a directory will iterate each named file in the directory that is a valid secret key. For this command, the key should always be .dockerconfigjson.",
            ),
        ],
        GENERATOR,
        flag::PRINT,
    ],
    run: run!(docker_registry),
    server_first: |_| true,
    ..Command::NEW
};

const TLS: Command = Command {
    name: "tls",
    short: "Create a TLS secret",
    help: include_str!("../../help/create-secret-tls.txt"),
    usage: "tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]",
    flags: &[
        &[
            APPEND_HASH,
            text("cert", "Path to PEM encoded public key certificate."),
            text("key", "Path to private key associated with given certificate."),
        ],
        GENERATOR,
        flag::PRINT,
    ],
    run: run!(tls),
    server_first: |_| true,
    ..Command::NEW
};

async fn generic(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::named(client, p).await?;
    let check = |key: &str, before: &[Pair]| {
        let errors = sources::key_errors(key);
        if !errors.is_empty() {
            return Err(plain(format!("{key:?} is not valid key name for a Secret {}", errors.join(";"))));
        }
        if before.iter().any(|(k, _)| k == key) {
            return Err(plain(format!("cannot add key {key}, another key by that name already exists")));
        }
        Ok(())
    };
    let pairs = sources::pairs(&g.client, &g.p, "secret", &check).await?;
    let kind = g.p.str("type").to_string();
    submit(g, pairs, &kind, "failed to create secret ").await
}

async fn submit(g: Generator, pairs: Vec<Pair>, kind: &str, refusal: &str) -> Result<()> {
    let mut object = g.object("v1", "Secret").await?;
    if !pairs.is_empty() {
        let mut data = Value::object();
        for (key, value) in pairs {
            data.set(key, api::base64::encode(&value));
        }
        object.set("data", data);
    }
    if !kind.is_empty() {
        object.set("type", kind.to_string());
    }
    if g.p.bool("append-hash") {
        super::hash::append(&mut object);
    }
    g.submit(object, refusal).await
}

async fn docker_registry(client: Client, p: Parsed) -> Result<()> {
    const KEY: &str = ".dockerconfigjson";
    const KIND: &str = "kubernetes.io/dockerconfigjson";
    const REFUSAL: &str = "failed to create secret ";
    let g = Generator::named(client, p).await?;
    if !g.p.list("from-file").is_empty() {
        let mut pairs = Vec::new();
        for source in g.p.list("from-file") {
            let (key, path) = source.split_once('=').map_or((KEY, &*source), |(k, p)| (k, p));
            pairs.extend(sources::file(&g.client, &format!("{key}={path}")).await?);
        }
        return submit(g, pairs, KIND, REFUSAL).await;
    }
    let (user, password, server) = (g.p.str("docker-username"), g.p.str("docker-password"), g.p.str("docker-server"));
    if user.is_empty() || password.is_empty() || server.is_empty() {
        return Err(plain(
            "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required",
        ));
    }
    let mut entry = obj!({
        "username": (user.to_string()), "password": (password.to_string()),
        "auth": (api::base64::encode(format!("{user}:{password}").as_bytes()))
    });
    if !g.p.str("docker-email").is_empty() {
        entry.set("email", g.p.str("docker-email").to_string());
    }
    let mut auths = Value::object();
    auths.set(server.to_string(), entry);
    // Go writes the fields of an entry in the order of its struct.
    let config = api::go_order::compact(&obj!({"auths": auths}));
    submit(g, vec![(KEY.to_string(), config.into_bytes())], KIND, REFUSAL).await
}

async fn tls(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::new(client, p).await?;
    let (cert, key) = (g.p.str("cert").to_string(), g.p.str("key").to_string());
    if cert.is_empty() || key.is_empty() {
        return Err(plain("key and cert must be specified"));
    }
    let mut pairs = Vec::new();
    for (name, path) in [("tls.crt", cert), ("tls.key", key)] {
        let at = path.clone();
        let read = g.client.io.ask(move |h| h.read_file(&at)).await;
        pairs.push((
            name.to_string(),
            read.map_err(|e| plain(format!("Cannot read file {path}, open {path}: {}", e.text())))?,
        ));
    }
    if !pairs.iter().all(|(_, pem)| String::from_utf8_lossy(pem).contains("-----BEGIN ")) {
        return Err(plain("tls: failed to find any PEM data in certificate input"));
    }
    submit(g, pairs, "kubernetes.io/tls", "failed to create secret ").await
}
