//! The images of "Kubernetes in Action", both editions, besides [`super::kubia`].

use shell::kernel::Io;
use shell::system::{Incoming, System};
use shell::{Poll, Program};

use super::server::{Behaviour, Server, Serving, helpless, silent};
use super::simple::{NODE, Simple, serve};
use super::{BARE, Base, Image, Variant, kubia, web};
use crate::net::http;

const fn debian(size: u32) -> Variant {
    Variant { name: "", base: Base::Debian, size }
}

pub(super) const BATCH_JOB: Image = Image {
    names: &["docker.io/luksa/batch-job"],
    versions: &["latest"],
    aliases: &[("latest", "latest")],
    variants: &[Variant { name: "", base: Base::Busybox, size: 7 }],
    entrypoint: &["/main.sh"],
    files: &[(
        "main.sh",
        "#!/bin/sh\necho \"$(date) Batch job starting\"\nsleep 120\necho \"$(date) Finished succesfully\"\n",
    )],
    ..BARE
};

pub(super) const SSD_MONITOR: Image = Image {
    names: &["docker.io/luksa/ssd-monitor"],
    entrypoint: &["/main.sh"],
    files: &[("main.sh", "#!/bin/sh\nwhile true; do echo \"SSD OK\"; sleep 5; done\n")],
    ..BATCH_JOB
};

pub(super) const FORTUNE: Image = Image {
    names: &["docker.io/luksa/fortune"],
    versions: &["latest", "env", "args"],
    aliases: &[("latest", "latest")],
    variants: &[debian(470)],
    entrypoint: &["/bin/fortuneloop.sh"],
    cmd: &["10"],
    programs: &[("usr/games/fortune", fortune), ("usr/bin/fortuneloop.sh", fortune_loop)],
    ..BARE
};

/// The loop of each tag: the interval is fixed, comes from the environment or is the argument.
const LOOP: &str = "trap exit INT; HEAD mkdir -p /var/htdocs; while :; do \
                    echo $(date) Writing fortune to /var/htdocs/index.html; \
                    /usr/games/fortune > /var/htdocs/index.html; sleep $INTERVAL; done";

fn fortune_loop(argv: &[String], version: &'static str) -> Box<dyn Program> {
    let configured = "echo Configured to generate new fortune every $INTERVAL seconds;";
    let head = match version {
        "env" => configured.to_string(),
        "args" => format!("INTERVAL=$1; {configured}"),
        _ => "INTERVAL=10;".to_string(),
    };
    let mut words: Vec<String> = vec!["bash".into(), "-c".into(), LOOP.replace("HEAD", &head)];
    words.extend(argv.iter().cloned());
    Box::new(shell::Shell::from_argv(&words, shell::syntax::Dialect::Bash))
}

const SAYINGS: [&str; 6] = [
    "You will be surprised by a loud noise.",
    "Today is a good day to read a log.",
    "A small file is soon understood.",
    "You will find what you lost in the last place where you look.",
    "Whoever waits for the queue to be empty waits long.",
    "Beginnings are cheap; ends are dear.",
];

#[derive(Clone)]
struct Fortune;

fn fortune(_argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Fortune)
}

impl Program for Fortune {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let one = SAYINGS[sys.random() as usize % SAYINGS.len()];
        io.out(sys, &format!("{one}\n"));
        Poll::Exit(0)
    }
}

/// Keeps what is posted in a file.
pub(super) const KUBIA_PET: Image = Image {
    names: &["docker.io/luksa/kubia-pet"],
    versions: &["latest", "v1"],
    aliases: &[("latest", "latest")],
    variants: &[debian(2420)],
    entrypoint: &["node", "app.js"],
    tools: |_| &["usr/bin/curl"],
    programs: &[("usr/local/bin/node", |argv, version| Server::boxed(&PET, argv, version))],
    ..BARE
};

static PET: Behaviour = Behaviour {
    begin: |b| {
        b.ready_after(45);
        b.listen(8080);
        Ok(())
    },
    answer: pet,
    taken: kubia::taken,
    signal: helpless,
    goodbye: silent,
    memory: 40 << 20,
};

const PET_FILE: &str = "/var/data/kubia.txt";

fn pet(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
    let host = s.sys.hostname();
    let body = if r.method == "POST" {
        s.say("New data has been received and stored.");
        let mut files = s.sys.files();
        // A volume that cannot be written keeps nothing.
        let _kept = files.write(PET_FILE, r.body.clone());
        format!("Data stored on pod {host}\n")
    } else {
        let stored = s.sys.files().read_text(PET_FILE).unwrap_or_else(|_| "No data posted yet".into());
        format!("You've hit {host}\nData stored on this pod: {stored}\n")
    };
    web::respond(200, &[("Date", &web::date(s.now())), ("Connection", "keep-alive")], body)
}

pub(super) const KIADA: Image = Image {
    names: &["docker.io/luksa/kiada"],
    versions: &["0.5", "0.4", "0.3", "0.2", "0.1"],
    variants: &[debian(3900)],
    entrypoint: &["node", "app.js"],
    tools: |_| &["usr/bin/curl"],
    programs: &[("usr/local/bin/node", serve!(KIADA_ROW))],
    ..BARE
};

const KIADA_ROW: Simple = Simple {
    start: &[
        "Kiada - Kubernetes in Action Demo Application",
        "---------------------------------------------",
        "Kiada {version} starting...",
        "Local hostname is {host}",
        "Listening on port {port}",
    ],
    request: "Received request for {path} from ::ffff:{from}",
    pages: &[("*", 200, "Kiada version {version}. Request processed by \"{host}\". Client IP: ::ffff:{from}\n")],
    ..NODE
};
