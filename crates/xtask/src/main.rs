//! `cargo xtask`: set-up, build, serve, test and the generators of this repository.
//!
//! It is the only place that knows of tools, machines and browsers. It is not part of the product, and imports nothing
//! of it. Each subcommand is one module and one row of [`COMMANDS`]; each tool that set-up can install is one module of
//! [`setup`]; each suite of `cargo xtask test` is one row of [`test::STEPS`]. The tests of this crate (see `tidy`) hold
//! the repository to its own rules: the map, the arrows between crates, file lengths, licences.
//!
//! ```text
//! cargo xtask serve --port 8080
//! ```

mod build;
mod module;
mod process;
mod repo;
mod schema_command;
mod screenshots;
mod serve;
mod setup;
mod test;
#[cfg(test)]
mod tidy;
mod weigh;
mod wire;

use std::process::ExitCode;

/// What every subcommand answers: nothing, or one line that says what is missing or wrong.
type Outcome = Result<(), String>;

struct Command {
    name: &'static str,
    usage: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Outcome,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        usage: "[--port N]",
        about: "set up, build and serve the page on this machine",
        run: serve::run,
    },
    Command {
        name: "build",
        usage: "[--single-file]",
        about: "set up and write the page to dist/ (and dist/kubenori.html), with a report of its sizes",
        run: build::run,
    },
    Command {
        name: "package",
        usage: "",
        about: "build, then write the package for npm to target/npm",
        run: build::package::run,
    },
    Command {
        name: "test",
        usage: "[--only NAME]...",
        about: "set up and run every suite; --list names them",
        run: test::run,
    },
    Command {
        name: "setup",
        usage: "[--tests]",
        about: "install what the build (and the tests) need",
        run: setup::run,
    },
    Command {
        name: "weigh",
        usage: "[engine|page]",
        about: "build, then say what the code of a module is made of",
        run: weigh::run,
    },
    Command {
        name: "schema",
        usage: "[--check]",
        about: "write the schema table and the typed views of crates/api",
        run: schema_command::run,
    },
    Command {
        name: "wire",
        usage: "",
        about: "write the numbers that protobuf gives the fields of API objects, for kubenori serve",
        run: wire::run,
    },
    Command {
        name: "screenshots",
        usage: "[NAME]...",
        about: "build, then write pictures of the page to target/screenshots",
        run: screenshots::run,
    },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = args.split_first() else {
        print_usage();
        return ExitCode::FAILURE;
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        print_usage();
        let asked_for_help = matches!(name.as_str(), "help" | "--help" | "-h");
        return if asked_for_help { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    };
    match (command.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn print_usage() {
    println!("usage: cargo xtask COMMAND\n");
    for command in COMMANDS {
        println!("  {:<30} {}", format!("{} {}", command.name, command.usage), command.about);
    }
}
