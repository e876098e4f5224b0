//! A host for tests: files in a map, answers from a script, output kept apart.

use sorted::SortedMap;
use std::collections::VecDeque;

use api::descriptions::Descriptions;
use api::request::{Request, Response, StreamId, User, WatchEvent};
use api::status::Status;
use api::time::Time;

use crate::host::{Connection, FileError, FileKind, Forward, Host, Input, Out, StreamOutput};
use crate::run::{Kubectl, Progress, Wait};

/// A host that answers from what it was given.
#[derive(Default)]
pub struct FakeHost {
    /// Calls that came.
    pub requests: Vec<Request>,
    /// Answers, in order; 404 when there are no more.
    pub answers: VecDeque<Response>,
    /// Files by path.
    pub files: SortedMap<String, Vec<u8>>,
    /// Standard input.
    pub stdin: Vec<u8>,
    /// Now.
    pub now: Time,
    /// Environment.
    pub env: SortedMap<String, String>,
    written: Vec<(Out, String)>,
}

impl FakeHost {
    /// With a kubeconfig and no custom resources.
    pub fn with_config() -> FakeHost {
        let mut host = FakeHost::default();
        let config = crate::initial_kubeconfig("https://192.168.10.10:6443");
        host.files.insert("/root/.kube/config".into(), config.into_bytes());
        host.files.insert("/root/.kube/cache/discovery/192.168.10.10_6443/custom.json".into(), b"[]".to_vec());
        host
    }
    /// Runs a command line (words without quotes) to its end; answers the exit code.
    pub fn run(&mut self, line: &str) -> i32 {
        let argv: Vec<&str> = line.split(' ').collect();
        let mut kubectl = Kubectl::new(&argv);
        loop {
            match kubectl.poll(self) {
                Progress::Exit(code) => return code,
                Progress::Waiting(Wait { until: Some(until), request: true, .. }) => self.now = until,
                Progress::Waiting(wait) => panic!("{line} waits: {wait:?}"),
            }
        }
    }
    /// Runs a command line and answers all of its output, with `? N` behind it where it failed.
    pub fn shows(&mut self, line: &str) -> String {
        self.written.clear();
        let code = self.run(line);
        let mut text: String = self.written.iter().map(|(_, t)| t.as_str()).collect();
        if code != 0 {
            text += &format!("? {code}\n");
        }
        text
    }
    /// What was written to standard output.
    pub fn stdout(&self) -> String {
        self.of(Out::Stdout)
    }
    /// What was written to standard error.
    pub fn stderr(&self) -> String {
        self.of(Out::Stderr)
    }
    fn of(&self, out: Out) -> String {
        self.written.iter().filter(|(o, _)| *o == out).map(|(_, t)| t.as_str()).collect()
    }
}

impl Host for FakeHost {
    fn reach(&mut self, server: &str) -> bool {
        server.contains("192.168.10.10")
    }
    fn unanswered(&mut self, _: &Request) -> Status {
        Status::new(500, "", "")
    }
    fn request(&mut self, request: Request) -> Response {
        self.requests.push(request);
        self.answers.pop_front().unwrap_or_else(|| Status::new(404, "NotFound", "no more answers").into())
    }
    fn bearer(&mut self, _: &str) -> Option<User> {
        None
    }
    fn watch_events(&mut self, _: StreamId) -> Vec<WatchEvent> {
        Vec::new()
    }
    fn close_watch(&mut self, _: StreamId) {}
    fn read_stream(&mut self, _: StreamId) -> StreamOutput {
        StreamOutput { chunks: Vec::new(), ended: Some((0, String::new())) }
    }
    fn write_stream(&mut self, _: StreamId, _: &[u8]) {}
    fn end_stream_input(&mut self, _: StreamId) {}
    fn close_stream(&mut self, _: StreamId) {}
    fn descriptions(&mut self) -> Descriptions {
        Descriptions::default()
    }
    fn stdout_is_terminal(&mut self) -> bool {
        false
    }
    fn now(&mut self) -> Time {
        self.now
    }
    fn random(&mut self) -> u64 {
        4
    }
    fn env(&mut self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }
    fn read_file(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        self.files.get(path).cloned().ok_or(FileError::NotFound)
    }
    fn write_file(&mut self, path: &str, data: &[u8]) -> Result<(), FileError> {
        self.files.insert(path.into(), data.to_vec());
        Ok(())
    }
    fn remove_file(&mut self, path: &str) -> Result<(), FileError> {
        self.files.remove(path).map(|_| ()).ok_or(FileError::NotFound)
    }
    fn list_directory(&mut self, path: &str) -> Result<Vec<String>, FileError> {
        let prefix = format!("{}/", path.trim_end_matches('/'));
        let below = self.files.keys().filter_map(|f| f.strip_prefix(&prefix));
        let mut names: Vec<String> = below.map(|f| f.split('/').next().unwrap_or(f).to_string()).collect();
        names.dedup();
        Ok(names)
    }
    fn file_kind(&mut self, path: &str) -> Option<FileKind> {
        if self.files.contains_key(path) {
            return Some(FileKind::File);
        }
        let prefix = format!("{}/", path.trim_end_matches('/'));
        self.files.keys().any(|f| f.starts_with(&prefix)).then_some(FileKind::Directory)
    }
    fn read_stdin(&mut self) -> Input {
        if self.stdin.is_empty() { Input::End } else { Input::Data(std::mem::take(&mut self.stdin)) }
    }
    fn stdin_is_terminal(&mut self) -> bool {
        false
    }
    fn set_raw(&mut self, _: bool) {}
    fn write(&mut self, out: Out, data: &[u8]) {
        self.written.push((out, String::from_utf8_lossy(data).into_owned()));
    }
    fn start_editor(&mut self, command: &str, _: &str) -> Result<u64, String> {
        Err(format!("no editor {command}"))
    }
    fn editor_exit(&mut self, _: u64) -> Option<i32> {
        None
    }
    fn open_port(&mut self, _: &str, local_port: u16, _: Forward) -> Result<u16, String> {
        Ok(local_port)
    }
    fn connections(&mut self) -> Vec<Connection> {
        Vec::new()
    }
    fn close_port(&mut self, _: u16) {}
}
