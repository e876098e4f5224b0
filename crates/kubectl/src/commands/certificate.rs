//! `kubectl certificate`.

use api::{Value, Verb, meta, obj};

use super::common::{self, DryRun, Teller};
use crate::cli::flag::{self, Flag, switch};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::builder::{Info, Query};

pub(crate) const CERTIFICATE: Command = Command {
    name: "certificate",
    short: "Modify certificate resources",
    usage: "certificate SUBCOMMAND",
    commands: &[&APPROVE, &DENY],
    run: run!(about),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

/// Alone it shows its help, and that is no failure.
async fn about(client: Client, p: Parsed) -> Result<()> {
    client.io.print(crate::help_of_path(&p.path));
    Ok(())
}

const FLAGS: &[Flag] = &[
    flag::filename("Filename, directory, or URL to files identifying the resource to update"),
    switch("force", "Update the CSR even if it is already approved."),
    flag::KUSTOMIZE,
    flag::RECURSIVE,
];

const DENY_FLAGS: &[Flag] = &[
    flag::filename("Filename, directory, or URL to files identifying the resource to update"),
    switch("force", "Update the CSR even if it is already denied."),
    flag::KUSTOMIZE,
    flag::RECURSIVE,
];

const APPROVE: Command = Command {
    name: "approve",
    short: "Approve a certificate signing request",
    help: include_str!("../help/certificate-approve.txt"),
    usage: "approve (-f FILENAME | NAME)",
    flags: &[FLAGS, flag::PRINT],
    run: run!(approve),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

const DENY: Command = Command {
    name: "deny",
    short: "Deny a certificate signing request",
    help: include_str!("../help/certificate-deny.txt"),
    usage: "deny (-f FILENAME | NAME)",
    flags: &[DENY_FLAGS, flag::PRINT],
    run: run!(deny),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

async fn approve(client: Client, p: Parsed) -> Result<()> {
    all(
        &client,
        &p,
        ("Approved", "KubectlApprove", "This CSR was approved by kubectl certificate approve."),
        "approved",
    )
    .await
}

async fn deny(client: Client, p: Parsed) -> Result<()> {
    all(&client, &p, ("Denied", "KubectlDeny", "This CSR was denied by kubectl certificate deny."), "denied").await
}

type Verdict = (&'static str, &'static str, &'static str);

async fn all(client: &Client, p: &Parsed, verdict: Verdict, done: &str) -> Result<()> {
    let teller = Teller::new(client, p, DryRun::None).await?;
    if p.args.is_empty() && p.list("filename").is_empty() && p.str("kustomize").is_empty() {
        return Err(plain("one or more CSRs must be specified as <name> or -f <filename>"));
    }
    if p.args.len() == 1 && p.args[0].is_empty() {
        return Err(plain("resource name may not be empty"));
    }
    let named = |a: &String| if a.contains('/') { a.clone() } else { format!("certificatesigningrequests/{a}") };
    let args: Vec<String> = p.args.iter().map(named).collect();
    // Whatever is in a namespace cannot be meant.
    let query = Query { namespace: String::new(), unplaced: true, ..Query::new(client, p, &args).await? };
    let (infos, mut errors) = common::live(client, &query).await?;
    for info in infos {
        match one(client, p, &info, verdict).await {
            Ok(object) => teller.tell(client, &object, done),
            Err(e) => errors.push(e),
        }
    }
    common::finish(errors)
}

async fn one(client: &Client, p: &Parsed, info: &Info, (kind, reason, message): Verdict) -> Result<Value> {
    if info.resource.kind != "CertificateSigningRequest" {
        return Err(plain(format!(
            "can only handle CertificateSigningRequest.certificates.k8s.io objects, got {}",
            info.resource.go_group_kind()
        )));
    }
    let conditions = info.object.get("status").list("conditions");
    if conditions.iter().any(|c| c.str("type") == kind) && !p.bool("force") {
        return Ok(info.object.clone());
    }
    let now = client.io.now().await.rfc3339();
    let mut object = info.object.clone();
    let mut list = conditions.to_vec();
    list.push(obj!({
        "type": kind, "status": "True", "reason": reason, "message": message, "lastUpdateTime": now
    }));
    object.set_at(&["status", "conditions"], list);
    let request = info.resource.request(Verb::Update, "", meta::name(&object))?.on("approval").with_body(object);
    client.object(request).await
}
