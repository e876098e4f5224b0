//! `kubenori serve`: the API server on a socket, so that a kubectl or client library of one's own can speak to it.
//!
//! The cluster lives in this thread and goes on with the wall clock; each connection is a thread that sends it calls. Exec,
//! attach and cp come over WebSocket; port-forward wants SPDY inside of it, and is refused. Protobuf is read, which clients of Go write for objects that they know (`kubectl create configmap`); answers are JSON.

mod channels;
mod http;
mod openapi;
mod protobuf;
mod route;

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use api::request::StreamId;
use api::time::Time;
use api::{Status, json, obj};
use playground::replay::Replay;
use playground::scenario::{Plan, SCENARIOS};

use channels::Upgrade;

/// How long the cluster waits for a call before it lets time go on.
const TICK: Duration = Duration::from_millis(10);
/// How often an open watch or log is looked at.
const LOOK: Duration = Duration::from_millis(25);

/// What is told who wants another way to a pod than the one that is served.
const NO_SPDY: &str =
    "this server speaks the channels of WebSocket only, not SPDY: port-forward works in the playground's own kubectl";

/// What a connection asks of the cluster. Objects stay in the cluster's thread: what goes between is text.
enum Ask {
    Call(Box<http::Asked>, Sender<http::Answer>),
    /// New events of a watch, one JSON object a line, and whether they were the last.
    Events(StreamId, Sender<(Vec<u8>, bool)>),
    CloseWatch(StreamId),
    /// What has come of a log or a command.
    Output(StreamId, Sender<Output>),
    /// Input for a command, and whether that was the last.
    Input(StreamId, Vec<u8>, bool),
    CloseStream(StreamId),
}

/// What is new of a stream: bytes, each with whether it is standard error's, and after its end a code and why it failed,
/// empty where it did not.
struct Output {
    chunks: Vec<(bool, Vec<u8>)>,
    ended: Option<(i32, String)>,
}

/// The way to the cluster, for a connection.
#[derive(Clone)]
struct Line(Sender<Ask>);

impl Line {
    fn ask<T>(&self, ask: impl FnOnce(Sender<T>) -> Ask) -> io::Result<T> {
        let (answer, answered) = channel();
        let gone = |_| io::Error::other("the cluster is gone");
        self.0.send(ask(answer)).map_err(|_| gone(()))?;
        answered.recv().map_err(|_| gone(()))
    }
    fn tell(&self, ask: Ask) {
        // A cluster that is gone has nothing open any more.
        self.0.send(ask).ok();
    }
}

/// Serves a fresh four-node cluster until the process is ended.
pub fn serve(address: &str) -> Result<bool, String> {
    let listener = TcpListener::bind(address).map_err(|e| format!("{address}: {e}"))?;
    let at = listener.local_addr().map_err(|e| e.to_string())?;
    println!("a Kubernetes API server on http://{at}\ntry: kubectl --server=http://{at} get nodes");
    let (asks, asked) = channel();
    std::thread::spawn(move || accept(&listener, &Line(asks)));
    run(&asked);
    Ok(true)
}

fn accept(listener: &TcpListener, line: &Line) {
    for stream in listener.incoming().flatten() {
        let line = line.clone();
        // A client that hangs up is no error of ours.
        std::thread::spawn(move || connection(stream, &line).ok());
    }
}

fn connection(stream: TcpStream, line: &Line) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut client = http::Client::new(stream)?;
    while let Some(asked) = client.read()? {
        let (upgrade, plain) = (Upgrade::asked_by(&asked), asked.header("upgrade").is_empty());
        match line.ask(|to| Ask::Call(Box::new(asked), to))? {
            http::Answer::Whole { code, kind, warnings, body } => client.answer(code, kind, &warnings, &body)?,
            http::Answer::Watch(id) => {
                let result = client.begin("application/json");
                let result = result.and_then(|()| follow(&mut client, &|| line.ask(|to| Ask::Events(id, to))));
                line.tell(Ask::CloseWatch(id));
                result?;
            }
            http::Answer::Stream(id) => {
                let result = log(&mut client, line, id);
                line.tell(Ask::CloseStream(id));
                result?;
            }
            http::Answer::Channels(id) => {
                let Some(upgrade) = upgrade else {
                    line.tell(Ask::CloseStream(id));
                    let refusal = match plain {
                        true => Status::bad_request("Upgrade request required"),
                        false => Status::new(501, "NotImplemented", NO_SPDY),
                    };
                    let text = json::to_string(&refusal.to_value());
                    client.answer(refusal.code, "application/json", &[], text.as_bytes())?;
                    continue;
                };
                let result = upgrade.serve(client, line, id);
                line.tell(Ask::CloseStream(id));
                return result;
            }
        }
    }
    Ok(())
}

/// A log: only once something comes is it clear whether it is one, or why there is none.
fn log(client: &mut http::Client, line: &Line, id: StreamId) -> io::Result<()> {
    let output = || line.ask(|to| Ask::Output(id, to));
    let mut more = output()?;
    while more.chunks.is_empty() && more.ended.is_none() {
        if client.gone() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        std::thread::sleep(LOOK);
        more = output()?;
    }
    if let Some((_, why)) = more.ended.as_ref().filter(|(_, why)| !why.is_empty()) {
        let refusal = json::to_string(&Status::bad_request(why.clone()).to_value());
        return client.answer(400, "application/json", &[], refusal.as_bytes());
    }
    client.begin("text/plain")?;
    let bytes = |output: Output| output.chunks.into_iter().flat_map(|(_, bytes)| bytes).collect::<Vec<u8>>();
    let ended = more.ended.is_some();
    let first = bytes(more);
    if !first.is_empty() {
        client.part(&first)?;
    }
    if ended {
        return client.part(&[]);
    }
    follow(client, &|| output().map(|more| (more.ended.is_some(), bytes(more))).map(|(ended, bytes)| (bytes, ended)))
}

/// Passes on what comes, until the end of it or the client's.
fn follow(client: &mut http::Client, more: &dyn Fn() -> io::Result<(Vec<u8>, bool)>) -> io::Result<()> {
    while !client.gone() {
        let (bytes, last) = more()?;
        if !bytes.is_empty() {
            client.part(&bytes)?;
        }
        if last {
            return client.part(&[]);
        }
        std::thread::sleep(LOOK);
    }
    Err(io::ErrorKind::ConnectionAborted.into())
}

/// The cluster: answers calls, and lets as much time go by as went by on the wall.
fn run(asked: &Receiver<Ask>) {
    // Clients tell ages by their own clock.
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let plan = Plan { epoch: Time::from_seconds(since_1970.as_secs() as i64), ..SCENARIOS[0].plan() };
    let mut replay = Replay::planned(&plan, 1);
    let machine = replay.machine();
    let (started, epoch) = (Instant::now(), machine.now());
    loop {
        let ask = asked.recv_timeout(TICK);
        machine.advance_to(epoch + started.elapsed(), &mut |_| false);
        // An answer that nobody waits for any more is dropped.
        match ask {
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
            Ok(Ask::Call(asked, to)) => drop(to.send(route::answer(&asked, &mut *machine))),
            Ok(Ask::Events(watch, to)) => {
                let events = machine.cluster.watch_events(watch).into_iter();
                let line = |e: api::request::WatchEvent| {
                    json::to_string(&obj!({"type": (e.kind.as_str()), "object": (e.object)})) + "\n"
                };
                let text = events.map(line).collect::<String>().into_bytes();
                drop(to.send((text, machine.cluster.watch_ended(watch))));
            }
            Ok(Ask::CloseWatch(watch)) => machine.cluster.close_watch(watch),
            Ok(Ask::Output(stream, to)) => {
                let (chunks, ended) = machine.cluster.stream_output(stream);
                drop(to.send(Output { chunks, ended }));
            }
            Ok(Ask::Input(stream, data, last)) => machine.cluster.stream_input(stream, &data, last),
            Ok(Ask::CloseStream(stream)) => machine.cluster.close_stream(stream),
        }
    }
}
