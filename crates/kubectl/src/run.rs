//! The executor: a kubectl is one future, polled until it ends. Whatever it asks of its host is answered between two polls.
//!
//! A command is an `async fn`, so that the compiler makes the state machine of `get -w` or `rollout status`. There is no
//! runtime: a future is pending either because it has left an ask in the mailbox (answered at once, then polled again) or
//! because it waits for time, input or events (then [`Kubectl::poll`] says so and returns).

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use api::time::Time;

use crate::error::{Error, Result};
use crate::host::{Host, Out};

/// How a poll ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The command is over, with this exit code.
    Exit(i32),
    /// The command goes on when one of these has come.
    Waiting(Wait),
}

/// What a command waits for: whichever comes first. An interrupt always counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wait {
    /// Until this instant.
    pub until: Option<Time>,
    /// Until there is something on standard input.
    pub stdin: bool,
    /// Until something may have happened in the cluster, in a stream, an editor or on a port.
    pub events: bool,
}

/// A kubectl that runs.
///
/// ```
/// # use kubectl::testing::FakeHost;
/// use kubectl::{Kubectl, Progress};
/// let mut host = FakeHost::default();
/// let mut k = Kubectl::new(&["kubectl", "version", "--client"]);
/// assert_eq!(k.poll(&mut host), Progress::Exit(0));
/// assert!(host.stdout().starts_with("Client Version: v1.36"));
/// ```
pub struct Kubectl {
    future: Pin<Box<dyn Future<Output = i32>>>,
    mail: Rc<Mail>,
    exited: Option<i32>,
}

/// Exit code of a process that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

impl Kubectl {
    /// A kubectl with its arguments (the first is the program's name).
    pub fn new<S: AsRef<str>>(argv: &[S]) -> Kubectl {
        Kubectl::start(argv.iter().skip(1).map(|a| a.as_ref().to_string()).collect())
    }

    /// Not generic, or the whole of kubectl would be compiled once more in each crate that calls [`Kubectl::new`].
    fn start(args: Vec<String>) -> Kubectl {
        let mail = Rc::new(Mail::default());
        let session = Session { mail: mail.clone() };
        Kubectl { future: Box::pin(crate::main(session, args)), mail, exited: None }
    }

    /// Goes on until the command ends or must wait.
    pub fn poll(&mut self, host: &mut dyn Host) -> Progress {
        if let Some(code) = self.exited {
            return Progress::Exit(code);
        }
        if self.mail.interrupted.get() && !self.mail.catches_interrupt.get() {
            return self.exit(host, INTERRUPTED);
        }
        self.mail.wait.take();
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            let polled = self.future.as_mut().poll(&mut cx);
            self.flush(host);
            if let Poll::Ready(code) = polled {
                return self.exit(host, code);
            }
            match self.mail.ask.take() {
                Some(ask) => ask(host),
                None => return Progress::Waiting(self.mail.wait.get().unwrap_or_default()),
            }
        }
    }

    /// Ctrl-C (or a polite kill). The next poll ends the command, or lets it clean up where it has something to clean up.
    pub fn interrupt(&mut self) {
        self.mail.interrupted.set(true);
    }

    fn exit(&mut self, host: &mut dyn Host, code: i32) -> Progress {
        self.exited = Some(code);
        // What the command still held goes now: watches and streams say so to the host.
        self.future = Box::pin(std::future::ready(code));
        self.flush(host);
        Progress::Exit(code)
    }
    fn flush(&mut self, host: &mut dyn Host) {
        for (out, data) in self.mail.output.take() {
            host.write(out, &data);
        }
        for word in self.mail.told.take() {
            word(host);
        }
    }
}

/// An ask of the host, with the answer's way back inside.
type Ask = Box<dyn FnOnce(&mut dyn Host)>;

/// What executor and command hand each other.
#[derive(Default)]
struct Mail {
    ask: RefCell<Option<Ask>>,
    told: RefCell<Vec<Ask>>,
    output: RefCell<Vec<(Out, Vec<u8>)>>,
    wait: Cell<Option<Wait>>,
    interrupted: Cell<bool>,
    catches_interrupt: Cell<bool>,
}

/// A command's way to its host. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Session {
    mail: Rc<Mail>,
}

impl Session {
    /// Asks the host for something.
    pub(crate) async fn ask<T: 'static>(&self, ask: impl FnOnce(&mut dyn Host) -> T + 'static) -> T {
        let slot = Rc::new(Cell::new(None));
        let answer = slot.clone();
        *self.mail.ask.borrow_mut() = Some(Box::new(move |host| answer.set(Some(ask(host)))));
        Once(false).await;
        slot.take().expect("the executor answers each ask before it polls again")
    }
    /// Tells the host something that needs no answer. Works from a destructor, too.
    pub(crate) fn tell(&self, word: impl FnOnce(&mut dyn Host) + 'static) {
        self.mail.told.borrow_mut().push(Box::new(word));
    }
    /// Writes to standard output.
    pub(crate) fn print(&self, text: impl AsRef<[u8]>) {
        self.write(Out::Stdout, text.as_ref());
    }
    /// Writes to standard error.
    pub(crate) fn eprint(&self, text: impl AsRef<[u8]>) {
        self.write(Out::Stderr, text.as_ref());
    }
    pub(crate) fn write(&self, out: Out, data: &[u8]) {
        let mut output = self.mail.output.borrow_mut();
        match output.last_mut() {
            Some((last, buffer)) if *last == out => buffer.extend_from_slice(data),
            _ if data.is_empty() => {}
            _ => output.push((out, data.to_vec())),
        }
    }
    /// Waits for whichever of these comes first.
    pub(crate) async fn wait(&self, wait: Wait) {
        self.mail.wait.set(Some(wait));
        Once(false).await;
    }
    /// Until something may have happened, or `until`.
    pub(crate) async fn events(&self, until: Option<Time>) {
        self.wait(Wait { until, events: true, stdin: false }).await;
    }
    /// Whether anything answers at the server's address.
    pub(crate) async fn reach(&self, server: &str) -> Result<()> {
        let address = if server.is_empty() { "http://localhost:8080".to_string() } else { server.to_string() };
        let asked = address.clone();
        if self.ask(move |h| h.reach(&asked)).await {
            return Ok(());
        }
        let host = address.split("://").last().unwrap_or(&address).trim_end_matches('/').to_string();
        Err(Error::Verbatim(format!(
            "The connection to the server {host} was refused - did you specify the right host or port?"
        )))
    }
    /// From now on an interrupt does not end the command: it looks at [`Session::interrupted`] itself.
    pub(crate) fn catch_interrupt(&self) {
        self.mail.catches_interrupt.set(true);
    }
    pub(crate) fn interrupted(&self) -> bool {
        self.mail.interrupted.get()
    }
    pub(crate) async fn now(&self) -> Time {
        self.ask(|h| h.now()).await
    }
    pub(crate) async fn env(&self, name: &'static str) -> Option<String> {
        self.ask(move |h| h.env(name)).await
    }
}

/// Pending at the first poll, ready at the second.
struct Once(bool);

impl Future for Once {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}
