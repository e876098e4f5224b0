//! `kubectl create deployment`.

use api::{Value, obj};

use super::generator::{GENERATOR, Generator, texts};
use crate::cli::flag::{self, Flag, int, slice};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};

const FLAGS: &[Flag] = &[
    slice("image", "Image names to run. A deployment can have multiple images set for multi-container pod."),
    int("port", "-1", "The containerPort that this deployment exposes."),
    int("replicas", "1", "Number of replicas to create. Default is 1.").short('r'),
];

pub(super) const DEPLOYMENT: Command = Command {
    name: "deployment",
    aliases: &["deploy"],
    short: "Create a deployment with the specified name",
    help: include_str!("../../help/create-deployment.txt"),
    usage: "deployment NAME --image=image -- [COMMAND] [args...]",
    flags: &[FLAGS, GENERATOR, flag::PRINT],
    required: &["image"],
    run: run!(deployment),
    server_first: |_| true,
    ..Command::NEW
};

async fn deployment(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::new(client, p).await?;
    let (images, command) = (g.p.list("image"), g.p.args[1..].to_vec());
    if images.len() > 1 && !command.is_empty() {
        return Err(plain("cannot specify multiple --image options and command"));
    }
    let mut containers = Vec::new();
    for image in &images {
        let mut c = obj!({"name": (container_name(&g.client, image).await), "image": (image.clone()), "resources": {}});
        if !command.is_empty() {
            c.set("command", texts(&command));
        }
        containers.push(c);
    }
    if g.p.int("port") >= 0
        && let Some(first) = containers.first_mut()
    {
        first.set("ports", vec![obj!({"containerPort": (g.p.int("port"))})]);
    }
    let labels = obj!({"app": (g.name.clone())});
    let mut object = g.object("apps/v1", "Deployment").await?;
    object.set_at(&["metadata", "labels"], labels.clone());
    object.set(
        "spec",
        obj!({
            "replicas": (g.p.int("replicas")), "selector": {"matchLabels": (labels.clone())}, "strategy": {},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}}
        }),
    );
    object.set("status", Value::object());
    g.submit(object, "failed to create deployment: ").await
}

/// The last part of an image without tag and digest; made unique where it is no container name.
async fn container_name(client: &Client, image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or(image);
    let bare = last.split([':', '@']).next().unwrap_or(last);
    if !bare.contains(['_', '.']) {
        return bare.to_string();
    }
    format!("{}-{}", bare.replace(['_', '.'], "-"), suffix(client).await)
}

/// Five letters, as Kubernetes puts them behind generated names.
pub(crate) async fn suffix(client: &Client) -> String {
    const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut n = client.io.ask(|h| h.random()).await;
    let mut text = String::new();
    for _ in 0..5 {
        text.push(char::from(LETTERS[(n % LETTERS.len() as u64) as usize]));
        n /= LETTERS.len() as u64;
    }
    text
}
