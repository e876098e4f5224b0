//! Data bases and queues that only have to be there: they say that they run, and listen. What is said to them is not
//! understood, and their clients say so.

use shell::kernel::Io;
use shell::system::System;
use shell::{Poll, Program};

use super::entrypoint::{Entrypoint, Exec, Script, quiet};
use super::server::graceful;
use super::simple::{GO, Simple, serve};
use super::{BARE, Base, Image, Variant};

/// A client of which nothing is simulated.
#[derive(Clone)]
struct Client(String);

pub(super) fn client(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Client(argv.first().and_then(|a| a.rsplit('/').next()).unwrap_or("").to_string()))
}

impl Program for Client {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        io.err(sys, &format!("{}: its language is not simulated here: the server only runs and listens\n", self.0));
        Poll::Exit(1)
    }
}

pub(super) const MONGO: Image = Image {
    names: &["docker.io/library/mongo"],
    versions: &[
        "8.2.2", "8.0.16", "7.0.26", "6.0.27", "5.0.32", "4.4.29", "4.4.6", "4.2.24", "4.0.28", "3.6.23", "3.4.24",
    ],
    aliases: &[("latest", "8.2.2"), ("8", "8.0.16"), ("4", "4.4.29")],
    variants: &[
        Variant { name: "", base: Base::Ubuntu, size: 2700 },
        Variant { name: "jammy", base: Base::Ubuntu, size: 2700 },
        Variant { name: "noble", base: Base::Ubuntu, size: 2700 },
    ],
    entrypoint: &["docker-entrypoint.sh"],
    cmd: &["mongod"],
    env: &[("MONGO_VERSION", "{version}"), ("HOME", "/data/db")],
    programs: &[
        ("usr/local/bin/docker-entrypoint.sh", |argv, version| {
            static SCRIPT: Script = Script { before: quiet, default: "mongod", exec: Exec::Bash(427) };
            Entrypoint::boxed(&SCRIPT, argv, version)
        }),
        ("usr/bin/mongod", serve!(MONGOD)),
        ("usr/bin/mongosh", client),
        ("usr/bin/mongo", client),
    ],
    idle: 8,
    ..BARE
};

const MONGOD: Simple = Simple {
    port: 27017,
    start: &[
        "{\"t\":{\"$date\":\"{js}\"},\"s\":\"I\",  \"c\":\"CONTROL\",  \"id\":4615611, \"ctx\":\"initandlisten\",\"msg\":\"MongoDB starting\",\"attr\":{\"pid\":1,\"port\":27017,\"dbPath\":\"/data/db\",\"architecture\":\"64-bit\",\"host\":\"{host}\"}}",
        "{\"t\":{\"$date\":\"{js}\"},\"s\":\"I\",  \"c\":\"CONTROL\",  \"id\":23403,   \"ctx\":\"initandlisten\",\"msg\":\"Build Info\",\"attr\":{\"buildInfo\":{\"version\":\"{version}\"}}}",
        "{\"t\":{\"$date\":\"{js}\"},\"s\":\"I\",  \"c\":\"NETWORK\",  \"id\":23015,   \"ctx\":\"listener\",\"msg\":\"Listening on\",\"attr\":{\"address\":\"0.0.0.0\"}}",
        "{\"t\":{\"$date\":\"{js}\"},\"s\":\"I\",  \"c\":\"NETWORK\",  \"id\":23016,   \"ctx\":\"listener\",\"msg\":\"Waiting for connections\",\"attr\":{\"port\":27017,\"ssl\":\"off\"}}",
    ],
    kind: "text/plain",
    pages: &[("*", 200, "It looks like you are trying to access MongoDB over HTTP on the native driver port.\n")],
    signal: graceful,
    memory: 90 << 20,
    ..GO
};

pub(super) const RABBITMQ: Image = Image {
    names: &["docker.io/library/rabbitmq"],
    versions: &["4.2.1", "4.1.6", "4.0.9", "3.13.7", "3.12.14", "3.11.28", "3.10.25", "3.9.29", "3.8.34"],
    aliases: &[("latest", "4.2.1"), ("3", "3.13.7")],
    variants: &[
        Variant { name: "", base: Base::Ubuntu, size: 1060 },
        Variant { name: "management", base: Base::Ubuntu, size: 1100 },
        Variant { name: "alpine", base: Base::Alpine, size: 560 },
    ],
    entrypoint: &["docker-entrypoint.sh"],
    cmd: &["rabbitmq-server"],
    env: &[("RABBITMQ_VERSION", "{version}")],
    programs: &[
        ("usr/local/bin/docker-entrypoint.sh", |argv, version| {
            static SCRIPT: Script = Script { before: quiet, default: "rabbitmq-server", exec: Exec::Bash(39) };
            Entrypoint::boxed(&SCRIPT, argv, version)
        }),
        ("usr/sbin/rabbitmq-server", serve!(RABBIT)),
        ("usr/sbin/rabbitmqctl", client),
    ],
    idle: 10,
    ..BARE
};

const RABBIT: Simple = Simple {
    port: 5672,
    start: &[
        "{day}+00:00 [info] <0.230.0> Starting RabbitMQ {version} on Erlang 27.3.4 [jit]",
        "\n  ##  ##      RabbitMQ {version}\n  ##  ##\n  ##########  Copyright (c) 2007-2025 Broadcom Inc and/or its subsidiaries\n  ######  ##\n  ##########  Licensed under the MPL 2.0. Website: https://rabbitmq.com\n",
        "{day}+00:00 [info] <0.230.0>  node           : rabbit@{host}",
        "{day}+00:00 [info] <0.620.0> started TCP listener on [::]:5672",
        "{day}+00:00 [info] <0.10.0> Server startup complete; 4 plugins started.",
    ],
    signal: graceful,
    memory: 130 << 20,
    ..GO
};
