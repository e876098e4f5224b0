//! kubectl's world: the cluster, and the files and descriptors of its process in the terminal's shell.

use api::Status;
use api::descriptions::Descriptions;
use api::request::{Request, Response, StreamId, User, WatchEvent};
use api::time::Time;
use kubectl::{Connection, Fetched, FileError, FileKind, Forward, Host, Input, Out, StreamOutput};
use shell::Errno;
use shell::kernel::{Input as ShellInput, Io};
use shell::system::System;

use super::system::TerminalSystem;
use crate::internet::{self, Page};

/// How much of standard input is read at once.
const READ: usize = 64 << 10;

/// A kubectl's host: the terminal's system and its own process.
pub(super) struct KubectlHost<'a, 'b, 'c> {
    pub system: &'a mut TerminalSystem<'b>,
    pub io: &'a mut Io<'c>,
}

fn file_error(error: Errno) -> FileError {
    match error {
        Errno::NoEntry => FileError::NotFound,
        Errno::IsDirectory => FileError::IsADirectory,
        Errno::NotDirectory => FileError::NotADirectory,
        Errno::NoSpace => FileError::Full,
        _ => FileError::Denied,
    }
}

impl Host for KubectlHost<'_, '_, '_> {
    fn reach(&mut self, server: &str) -> bool {
        let host = server.split("://").last().unwrap_or(server).split([':', '/']).next().unwrap_or("");
        host == self.system.desk.server && self.system.cluster.outside().api_listens()
    }
    fn store_answers(&mut self) -> bool {
        self.system.cluster.outside().api_answers()
    }
    fn unanswered(&mut self, request: &Request) -> Status {
        self.system.cluster.unanswered(request, self.system.local.cause)
    }
    fn request(&mut self, request: Request) -> Response {
        let cause = self.system.local.cause;
        self.system.local.asked = true;
        self.system.cluster.handle_because(request, cause)
    }
    fn bearer(&mut self, token: &str) -> Option<User> {
        self.system.cluster.api().bearer(token, self.system.cluster.now())
    }
    fn watch_events(&mut self, watch: StreamId) -> Vec<WatchEvent> {
        self.system.cluster.watch_events(watch)
    }
    fn close_watch(&mut self, watch: StreamId) {
        self.system.cluster.close_watch(watch);
    }
    fn read_stream(&mut self, stream: StreamId) -> StreamOutput {
        let (chunks, ended) = self.system.cluster.stream_output(stream);
        StreamOutput { chunks, ended }
    }
    fn write_stream(&mut self, stream: StreamId, data: &[u8]) {
        self.system.cluster.stream_input(stream, data, false);
    }
    fn end_stream_input(&mut self, stream: StreamId) {
        self.system.cluster.stream_input(stream, &[], true);
    }
    fn close_stream(&mut self, stream: StreamId) {
        self.system.cluster.close_stream(stream);
    }
    fn fetch(&mut self, url: &str) -> Fetched {
        match internet::fetch(url) {
            Some(Page::Text(text)) => Fetched::Text(text),
            Some(_) => Fetched::NotSimulated,
            None => Fetched::NoHost,
        }
    }
    fn descriptions(&mut self) -> Descriptions {
        self.system.desk.descriptions.clone()
    }
    fn now(&mut self) -> Time {
        self.system.cluster.now()
    }
    fn random(&mut self) -> u64 {
        self.system.cluster.random()
    }
    fn env(&mut self, name: &str) -> Option<String> {
        self.io.env(name)
    }
    fn read_file(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        let path = self.io.path(path);
        self.system.files().read(&path).map(|d| d.to_vec()).map_err(file_error)
    }
    fn write_file(&mut self, path: &str, data: &[u8]) -> Result<(), FileError> {
        let path = self.io.path(path);
        let mut files = self.system.files();
        if let Some((parent, _)) = path.rsplit_once('/').filter(|p| !p.0.is_empty()) {
            files.make_directories(parent).map_err(file_error)?;
        }
        files.write(&path, data).map_err(file_error)
    }
    fn remove_file(&mut self, path: &str) -> Result<(), FileError> {
        let path = self.io.path(path);
        self.system.files().remove_all(&path).map_err(file_error)
    }
    fn list_directory(&mut self, path: &str) -> Result<Vec<String>, FileError> {
        let path = self.io.path(path);
        let entries = self.system.files().list(&path).map_err(file_error)?;
        Ok(entries.into_iter().map(|(name, _)| name).filter(|n| n != "." && n != "..").collect())
    }
    fn file_kind(&mut self, path: &str) -> Option<FileKind> {
        let path = self.io.path(path);
        let stat = self.system.files().stat(&path).ok()?;
        Some(if stat.is_directory() { FileKind::Directory } else { FileKind::File })
    }
    fn read_stdin(&mut self) -> Input {
        match self.io.read(self.system, 0, READ) {
            Ok(ShellInput::Data(data)) => Input::Data(data),
            Ok(ShellInput::Wait) => Input::Waiting,
            Ok(ShellInput::End) | Err(_) => Input::End,
        }
    }
    fn stdout_is_terminal(&mut self) -> bool {
        self.io.is_terminal(1)
    }
    fn stdin_is_terminal(&mut self) -> bool {
        self.io.is_terminal(0)
    }
    fn set_raw(&mut self, raw: bool) {
        self.system.local.raw = raw;
    }
    fn write(&mut self, out: Out, data: &[u8]) {
        // A reader that is gone (`| head`) ends the process by the kernel's own signal.
        let _gone = self.io.write(self.system, if out == Out::Stdout { 1 } else { 2 }, data);
    }
    fn start_editor(&mut self, command: &str, path: &str) -> Result<u64, String> {
        let path = self.io.path(path);
        let screen = ["vi", "vim", "nano", "editor"].contains(&command.split_whitespace().next().unwrap_or(""));
        if screen { Ok(self.system.desk.edit(&path)) } else { self.system.run_editor(self.io, command, &path) }
    }
    fn start_program(&mut self, words: &[String]) -> Option<u64> {
        self.system.run_program(self.io, words).ok()
    }
    fn editor_exit(&mut self, editor: u64) -> Option<i32> {
        self.system.editor_exit(self.io, editor)
    }
    fn open_port(&mut self, address: &str, local_port: u16, target: Forward) -> Result<u16, String> {
        let shown = if address == "localhost" { "127.0.0.1" } else { address };
        let own = ["0.0.0.0", "::", "::1"].contains(&shown) || shown.starts_with("127.");
        if !own && !crate::scenario::SCENARIOS.iter().any(|s| s.server == shown) {
            return Err(format!("listen tcp4 {shown}:{local_port}: bind: cannot assign requested address"));
        }
        let ports = &mut self.system.desk.ports;
        let free = (30_000..).find(|p| !ports.contains_key(p)).unwrap_or(0);
        let port = if local_port == 0 { free } else { local_port };
        if ports.contains_key(&port) {
            return Err(format!("listen tcp4 {shown}:{port}: bind: address already in use"));
        }
        ports.insert(port, target);
        Ok(port)
    }
    fn connections(&mut self) -> Vec<Connection> {
        self.system.desk.take_connections()
    }
    fn close_port(&mut self, local_port: u16) {
        self.system.desk.ports.remove(&local_port);
    }
}
