//! The executor: a kubectl is one future, polled until it ends. Whatever it asks of its host is answered between two polls.
//!
//! A command is an `async fn`, so that the compiler makes the state machine of `get -w` or `rollout status`. There is no
//! runtime: a future is pending either because it has left an ask in the mailbox (answered at once, then polled again) or
//! because it waits for time, input or events (then [`Kubectl::poll`] says so and returns).
//!
//! A future cannot be copied, but it is a pure function of its arguments and of the answers that it was given. So a copy of
//! a running kubectl, which a snapshot of a session needs, is these: the first poll of the copy runs them through again.

use std::any::Any;
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
    /// Only as long as the server needs for a request that is under way.
    pub request: bool,
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
    args: Rc<Vec<String>>,
    /// None: it has ended, or it is a copy that nobody has polled.
    running: Option<Running>,
    /// What the host has answered. A copy shares it, and knows how much of it is its own.
    answers: Rc<RefCell<Vec<Answer>>>,
    answered: usize,
    /// How often the future was polled.
    polls: usize,
    /// Before which of these polls it was interrupted.
    interrupted: Option<usize>,
    exited: Option<i32>,
}

struct Running {
    future: Pin<Box<dyn Future<Output = i32>>>,
    mail: Rc<Mail>,
}

type Answer = Rc<dyn Any>;

/// A kubectl that was given more answers than this is not copied any more: it would take too long to catch up.
const MOST_ANSWERS: usize = 50_000;

/// Exit code of a process that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

impl Kubectl {
    /// A kubectl with its arguments (the first is the program's name).
    pub fn new<S: AsRef<str>>(argv: &[S]) -> Kubectl {
        Kubectl::start(argv.iter().skip(1).map(|a| a.as_ref().to_string()).collect())
    }

    /// Not generic, or the whole of kubectl would be compiled once more in each crate that calls [`Kubectl::new`].
    fn start(args: Vec<String>) -> Kubectl {
        Kubectl {
            args: Rc::new(args),
            running: None,
            answers: Rc::default(),
            answered: 0,
            polls: 0,
            interrupted: None,
            exited: None,
        }
    }

    /// Whether [`Kubectl::copy`] can be made.
    pub fn can_be_copied(&self) -> bool {
        self.answered < MOST_ANSWERS
    }

    /// One that goes on from here, as this one does; where that cannot be had, one that was interrupted.
    #[must_use]
    pub fn copy(&self) -> Kubectl {
        let exited = self.exited.or_else(|| (!self.can_be_copied()).then_some(INTERRUPTED));
        Kubectl { args: self.args.clone(), answers: self.answers.clone(), running: None, exited, ..*self }
    }

    /// The future; a copy catches up first.
    fn running(&mut self) -> &mut Running {
        if self.running.is_none() {
            let mail = Rc::new(Mail::default());
            let session = Session { mail: mail.clone() };
            let mut running = Running { future: Box::pin(crate::main(session, self.args.to_vec())), mail };
            if self.polls > 0 {
                self.catch_up(&mut running);
            }
            self.running = Some(running);
        }
        self.running.as_mut().expect("it was made above")
    }

    fn catch_up(&mut self, running: &mut Running) {
        let answers: Vec<Answer> = self.answers.borrow()[..self.answered].to_vec();
        let mut next = answers.iter();
        let mut cx = Context::from_waker(Waker::noop());
        for poll in 0..self.polls {
            if self.interrupted == Some(poll) {
                running.mail.interrupted.set(true);
            }
            let _pending = running.future.as_mut().poll(&mut cx);
            // The world has heard all this.
            running.mail.output.take();
            running.mail.told.take();
            if running.mail.ask.take().is_some() {
                running.mail.answer.replace(next.next().cloned());
            }
        }
        running.mail.interrupted.set(self.interrupted.is_some());
        self.answers = Rc::new(RefCell::new(answers));
    }

    /// Goes on until the command ends or must wait.
    pub fn poll(&mut self, host: &mut dyn Host) -> Progress {
        if let Some(code) = self.exited {
            return Progress::Exit(code);
        }
        let mail = self.running().mail.clone();
        mail.interrupted.set(self.interrupted.is_some());
        if mail.interrupted.get() && !mail.catches_interrupt.get() {
            return self.exit(host, INTERRUPTED);
        }
        mail.wait.take();
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            self.polls += 1;
            let polled = self.running().future.as_mut().poll(&mut cx);
            mail.flush(host);
            if let Poll::Ready(code) = polled {
                return self.exit(host, code);
            }
            let Some(ask) = mail.ask.take() else { return Progress::Waiting(mail.wait.get().unwrap_or_default()) };
            let answer = ask(host);
            if self.can_be_copied() {
                self.answered += 1;
                self.answers.borrow_mut().push(answer.clone());
            } else {
                self.answers = Rc::default();
            }
            mail.answer.replace(Some(answer));
        }
    }

    /// Ctrl-C (or a polite kill). The next poll ends the command, or lets it clean up where it has something to clean up.
    pub fn interrupt(&mut self) {
        self.interrupted.get_or_insert(self.polls);
    }

    fn exit(&mut self, host: &mut dyn Host, code: i32) -> Progress {
        self.exited = Some(code);
        if let Some(Running { future, mail }) = self.running.take() {
            // What the command still held goes now: watches and streams say so to the host.
            drop(future);
            mail.flush(host);
        }
        Progress::Exit(code)
    }
}

/// An ask of the host.
type Ask = Box<dyn FnOnce(&mut dyn Host) -> Answer>;
/// A word to the host.
type Word = Box<dyn FnOnce(&mut dyn Host)>;

/// What executor and command hand each other.
#[derive(Default)]
struct Mail {
    ask: RefCell<Option<Ask>>,
    answer: RefCell<Option<Answer>>,
    told: RefCell<Vec<Word>>,
    output: RefCell<Vec<(Out, Vec<u8>)>>,
    wait: Cell<Option<Wait>>,
    interrupted: Cell<bool>,
    catches_interrupt: Cell<bool>,
}

impl Mail {
    fn flush(&self, host: &mut dyn Host) {
        for (out, data) in self.output.take() {
            host.write(out, &data);
        }
        for word in self.told.take() {
            word(host);
        }
    }
}

/// A command's way to its host. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Session {
    mail: Rc<Mail>,
}

impl Session {
    /// Asks the host for something.
    pub(crate) async fn ask<T: Clone + 'static>(&self, ask: impl FnOnce(&mut dyn Host) -> T + 'static) -> T {
        let asking = Asking { mail: &self.mail, ask: Some(Box::new(move |host| Rc::new(ask(host)))) };
        let answer = asking.await.downcast::<T>();
        T::clone(&answer.expect("the answer is that of the ask"))
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
        self.wait(Wait { until, events: true, ..Wait::default() }).await;
    }
    /// Whether anything answers at the server's address.
    pub(crate) async fn reach(&self, server: &str) -> Result<()> {
        let address = if server.is_empty() { "http://localhost:8080".to_string() } else { server.to_string() };
        let asked = address.clone();
        if self.ask(move |h| h.reach(&asked)).await {
            return Ok(());
        }
        Err(unreachable(&address).1)
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

/// What Go says of an address where nobody answers (`dial tcp ...`), and what kubectl makes of it: a name is not known,
/// a number refuses.
pub(crate) fn unreachable(url: &str) -> (String, Error) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let host = rest.split('/').next().unwrap_or("");
    if host.is_empty() {
        let why = "http: no Host in request URL";
        return (why.into(), Error::Verbatim(format!("Unable to connect to the server: {why}")));
    }
    let (name, port) = host
        .rsplit_once(':')
        .filter(|(name, _)| !name.contains(':') || name.ends_with(']'))
        .unwrap_or((host, if scheme == "https" { "443" } else { "80" }));
    let name = if name == "localhost" { "127.0.0.1" } else { name };
    if name.starts_with('[') || name.parse::<std::net::Ipv4Addr>().is_ok() {
        let why = format!("dial tcp {name}:{port}: connect: connection refused");
        let told = format!("The connection to the server {host} was refused - did you specify the right host or port?");
        return (why, Error::Verbatim(told));
    }
    let why = format!("dial tcp: lookup {name} on 192.168.10.1:53: no such host");
    let told = Error::Verbatim(format!("Unable to connect to the server: {why}"));
    (why, told)
}

/// Hands an ask over at the first poll, and has its answer at the second.
struct Asking<'a> {
    mail: &'a Mail,
    ask: Option<Ask>,
}

impl Future for Asking<'_> {
    type Output = Answer;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Answer> {
        if let Some(ask) = self.ask.take() {
            *self.mail.ask.borrow_mut() = Some(ask);
            return Poll::Pending;
        }
        Poll::Ready(self.mail.answer.take().expect("the executor answers each ask before it polls again"))
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
