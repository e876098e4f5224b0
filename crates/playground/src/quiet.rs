//! A kubectl that nobody sees: the page's details are what `get -o yaml`, `describe` and `logs` would print.

use std::time::Duration;

use api::Status;
use api::descriptions::Descriptions;
use api::request::{Request, Response, StreamId, User, WatchEvent};
use api::time::Time;
use cluster::Cluster;
use kubectl::{Connection, FileError, FileKind, Forward, Host, Input, Kubectl, Out, Progress, StreamOutput};

use crate::desk::Desk;

/// How much virtual time a look may take: logs come from the kubelet. It passes in a copy.
const LOOK: Duration = Duration::from_millis(50);

/// What a kubectl printed.
#[derive(Default)]
pub struct Printed {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// What a kubectl printed on standard output; empty if it failed or would have to wait. `cluster` is a copy of the
/// session's: what is looked at must not change what happens.
pub fn kubectl(cluster: &mut Cluster, desk: &Desk, args: &[&str]) -> String {
    run(cluster, desk, args, "").filter(|printed| printed.code == 0).map_or(String::new(), |printed| printed.out)
}

/// Runs a kubectl with a text on its standard input, on a copy as above; nothing if it would have to wait.
pub fn run(cluster: &mut Cluster, desk: &Desk, args: &[&str], stdin: &str) -> Option<Printed> {
    let argv: Vec<&str> = std::iter::once("kubectl").chain(args.iter().copied()).collect();
    let mut kubectl = Kubectl::new(&argv);
    let end = cluster.now() + LOOK;
    let (mut out, mut err, mut stdin) = (Vec::new(), Vec::new(), stdin.as_bytes().to_vec());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    loop {
        let (config, address) = (desk.kubeconfig(), &desk.server);
        let mut host = Quiet { cluster, config, address, out: &mut out, err: &mut err, stdin: &mut stdin };
        match kubectl.poll(&mut host) {
            Progress::Exit(code) => return Some(Printed { code, out: text(&out), err: text(&err) }),
            Progress::Waiting(_) if cluster.step(end) => {}
            Progress::Waiting(_) => return None,
        }
    }
}

struct Quiet<'a> {
    cluster: &'a mut Cluster,
    config: String,
    address: &'a str,
    out: &'a mut Vec<u8>,
    err: &'a mut Vec<u8>,
    stdin: &'a mut Vec<u8>,
}

impl Host for Quiet<'_> {
    fn reach(&mut self, server: &str) -> bool {
        server.contains(self.address)
    }
    fn unanswered(&mut self, request: &Request) -> Status {
        self.cluster.unanswered(request, None)
    }
    fn request(&mut self, request: Request) -> Response {
        self.cluster.handle(request)
    }
    fn bearer(&mut self, token: &str) -> Option<User> {
        self.cluster.api().bearer(token, self.cluster.now())
    }
    fn watch_events(&mut self, _watch: StreamId) -> Vec<WatchEvent> {
        Vec::new()
    }
    fn close_watch(&mut self, watch: StreamId) {
        self.cluster.close_watch(watch);
    }
    fn read_stream(&mut self, stream: StreamId) -> StreamOutput {
        let (chunks, ended) = self.cluster.stream_output(stream);
        StreamOutput { chunks, ended }
    }
    fn write_stream(&mut self, _stream: StreamId, _data: &[u8]) {}
    fn end_stream_input(&mut self, _stream: StreamId) {}
    fn close_stream(&mut self, stream: StreamId) {
        self.cluster.close_stream(stream);
    }
    fn descriptions(&mut self) -> Descriptions {
        Descriptions::default()
    }
    fn now(&mut self) -> Time {
        self.cluster.now()
    }
    fn random(&mut self) -> u64 {
        // What is looked at must not change what happens: no number is taken from the generator.
        0
    }
    fn env(&mut self, name: &str) -> Option<String> {
        (name == "HOME").then(|| crate::desk::HOME.to_string())
    }
    fn read_file(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        if path.ends_with("/.kube/config") { Ok(self.config.clone().into_bytes()) } else { Err(FileError::NotFound) }
    }
    fn write_file(&mut self, _path: &str, _data: &[u8]) -> Result<(), FileError> {
        Err(FileError::Denied)
    }
    fn remove_file(&mut self, _path: &str) -> Result<(), FileError> {
        Err(FileError::Denied)
    }
    fn list_directory(&mut self, _path: &str) -> Result<Vec<String>, FileError> {
        Err(FileError::NotFound)
    }
    fn file_kind(&mut self, path: &str) -> Option<FileKind> {
        path.ends_with("/.kube/config").then_some(FileKind::File)
    }
    fn read_stdin(&mut self) -> Input {
        if self.stdin.is_empty() { Input::End } else { Input::Data(std::mem::take(self.stdin)) }
    }
    fn stdout_is_terminal(&mut self) -> bool {
        false
    }
    fn stdin_is_terminal(&mut self) -> bool {
        false
    }
    fn set_raw(&mut self, _raw: bool) {}
    fn write(&mut self, out: Out, data: &[u8]) {
        if out == Out::Stdout { &mut *self.out } else { &mut *self.err }.extend_from_slice(data);
    }
    fn start_editor(&mut self, _command: &str, _path: &str) -> Result<u64, String> {
        Err("no terminal".into())
    }
    fn editor_exit(&mut self, _editor: u64) -> Option<i32> {
        Some(1)
    }
    fn open_port(&mut self, _address: &str, _local_port: u16, _target: Forward) -> Result<u16, String> {
        Err("no terminal".into())
    }
    fn connections(&mut self) -> Vec<Connection> {
        Vec::new()
    }
    fn close_port(&mut self, _local_port: u16) {}
}
