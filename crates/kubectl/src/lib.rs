//! kubectl: flags, resources, commands, printers, against the API of a cluster that somebody else keeps.
//!
//! What it is not: it knows no cluster, no shell and no clock. All of the outside comes through one trait, [`Host`]; a
//! [`Kubectl`] is polled until it ends, and never blocks.
//!
//! ```
//! use kubectl::{Kubectl, Progress, testing::FakeHost};
//! let mut host = FakeHost::default();
//! let mut k = Kubectl::new(&["kubectl", "gett", "pods"]);
//! assert_eq!(k.poll(&mut host), Progress::Exit(1));
//! assert!(host.stderr().starts_with("error: unknown command \"gett\" for \"kubectl\""));
//! ```

mod cli;
mod client;
mod commands;
pub mod complete;
mod completing;
mod config;
mod describe;
mod error;
mod go_sort;
pub mod host;
mod kustomize;
mod pods;
mod preferences;
mod printers;
mod resources;
mod run;
mod streams;
mod tar;
pub mod testing;
mod unified;
mod watch;
mod wire;

pub use config::initial as initial_kubeconfig;
pub use host::{Connection, Fetched, FileError, FileKind, Forward, Host, Input, Out, Proxy, Route, StreamOutput};
pub use run::{Kubectl, Progress, Wait};

use cli::{find, help, parse, suggest};
use client::Client;
use error::{Error, Result};
use run::Session;

/// From arguments to an exit code.
async fn main(io: Session, args: Vec<String>) -> i32 {
    match dispatch(&io, &args).await {
        Ok(()) => 0,
        Err(error) => {
            io.print(error.output());
            io.eprint(error.text());
            error.exit_code()
        }
    }
}

async fn dispatch(io: &Session, args: &[String]) -> Result<()> {
    let root = &commands::KUBECTL;
    if let Some((asked @ ("__complete" | "__completeNoDesc"), words)) = args.split_first().map(|(a, rest)| (&**a, rest))
    {
        return completing::complete(io, words, asked == "__complete").await;
    }
    let (args, alias) = &preferences::apply(io, args).await?;
    let mut found = find::find(root, args);
    commands::gate(io, &mut found.chain).await;
    let command = found.command();
    if found.chain.iter().any(|c| c.name == "kuberc") && !preferences::are_on(io).await {
        return Err(error::plain("unknown command \"kuberc\" for \"kubectl\""));
    }
    if found.chain.len() == 1
        && let Some(at) = find::first_word(root, args)
    {
        return Err(unknown_command(args, &args[at]));
    }
    let path = alias.as_ref().map_or_else(|| found.path(), |name| format!("kubectl {name}"));
    let parsed = parse::parse(command, &path, &found.args)?;
    for note in &parsed.notes {
        io.eprint(note);
    }
    if parsed.help {
        io.print(help_of(&found));
        return Ok(());
    }
    if command.name == "help" {
        return help_about(io, &parsed.args);
    }
    cli::check_global(&parsed)?;
    parse::check_required(command, &parsed)?;
    let client = Client::new(io.clone(), parsed.clone());
    match command.run {
        Some(run) => {
            config::look_ahead(&client, &parsed, (command.ahead)(&parsed)).await?;
            let ran = run(client.clone(), parsed.clone()).await;
            if let Err(error) = &ran {
                client.show_refusals(error).await;
            }
            ran?;
            match client.warnings() {
                n if n > 0 && parsed.bool("warnings-as-errors") => {
                    let s = if n == 1 { "warning" } else { "warnings" };
                    Err(error::plain(format!("{n} {s} received")))
                }
                _ => Ok(()),
            }
        }
        // kubectl itself, without a command.
        None if found.chain.len() == 1 => {
            io.print(help_of(&found));
            Ok(())
        }
        None if !parsed.args.is_empty() => {
            Err(error::usage(&parsed.path, format!("unknown command {}", cli::go::quote(&parsed.args.join(" ")))))
        }
        None => {
            io.print(help_of(&found));
            Err(Error::Exit(1))
        }
    }
}

/// `kubectl help COMMAND...`.
fn help_about(io: &Session, args: &[String]) -> Result<()> {
    let about = find::find(&commands::KUBECTL, args);
    if about.chain.len() == 1 && find::first_word(&commands::KUBECTL, args).is_some() {
        let words: Vec<String> = args.iter().map(|a| format!("`{a}`")).collect();
        io.eprint(format!("Unknown help topic {}\n", cli::go::list(&words)));
        // Then comes how kubectl is used, without what it is.
        let help = help_of(&about);
        io.eprint(format!("\n\n{}", &help[help.find("Basic Commands").unwrap_or(0)..]));
        return Ok(());
    }
    io.print(help_of(&about));
    Ok(())
}

/// The help of a command by its path, `kubectl config set`.
fn help_of_path(path: &str) -> String {
    let words: Vec<String> = path.split(' ').skip(1).map(str::to_string).collect();
    help_of(&find::find(&commands::KUBECTL, &words))
}

fn help_of(found: &find::Found) -> String {
    match &*found.path() {
        "kubectl" => commands::root_help(),
        // What lists the flags has no help of its own.
        "kubectl options" => String::new(),
        // Nor has that under which there is nothing.
        "kubectl alpha" => commands::NO_ALPHA.to_string(),
        _ => help::help(found),
    }
}

/// What kubectl says of a command that is neither its own nor a plugin's.
fn unknown_command(args: &[String], word: &str) -> Error {
    if args[0].starts_with('-') {
        return Error::Verbatim(format!("Error: flags cannot be placed before plugin name: {}", args[0]));
    }
    let mut text = format!("unknown command {} for \"kubectl\"", cli::go::quote(word));
    let near = suggest::near(&commands::KUBECTL, word);
    if !near.is_empty() {
        text += "\n\nDid you mean this?\n";
        for name in near {
            text += &format!("\t{name}\n");
        }
    }
    error::plain(text)
}
