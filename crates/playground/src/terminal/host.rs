//! kubectl's world: the cluster, the files of the desk, and where its output goes.

use api::request::{Request, Response, StreamId, WatchEvent};
use api::time::Time;
use cluster::Cluster;
use cluster::facts::FactId;
use kubectl::{Connection, FileError, FileKind, Forward, Host, Input, Out, StreamOutput};
use protocol::ChunkKind;

use super::line::Command;
use crate::desk::Desk;

/// Where a command's output goes.
#[derive(Debug, Default)]
pub struct Sink {
    to: Option<String>,
    file: Vec<u8>,
    dirty: bool,
    errors_too: bool,
    pipe: bool,
    pub piped: Vec<u8>,
    pub screen: Vec<(ChunkKind, String)>,
}

impl Sink {
    pub fn new(command: &Command, desk: &Desk) -> Sink {
        let to = command.to.as_ref().map(|t| Desk::absolute(&t.0));
        let append = command.to.as_ref().is_some_and(|t| t.1);
        let file = to.as_ref().filter(|_| append).and_then(|p| desk.files.get(p)).map(|d| d.to_vec());
        let dirty = to.is_some();
        let (file, errors_too, pipe) = (file.unwrap_or_default(), command.errors_too, command.piped);
        Sink { to, file, dirty, errors_too, pipe, ..Sink::default() }
    }
    pub fn out(&mut self, data: &[u8]) {
        if self.to.is_some() {
            self.file.extend_from_slice(data);
            self.dirty = true;
        } else if self.pipe {
            self.piped.extend_from_slice(data);
        } else {
            self.screen.push((ChunkKind::Out, String::from_utf8_lossy(data).to_string()));
        }
    }
    pub fn err(&mut self, data: &[u8]) {
        if self.errors_too {
            self.out(data);
        } else {
            self.screen.push((ChunkKind::Err, String::from_utf8_lossy(data).to_string()));
        }
    }
    pub fn flush(&mut self, desk: &mut Desk) {
        if let Some(path) = self.to.as_ref().filter(|_| std::mem::take(&mut self.dirty)) {
            desk.write_file(path, &self.file);
        }
    }
}

/// A kubectl's host.
pub struct ClusterHost<'a> {
    pub cluster: &'a mut Cluster,
    pub desk: &'a mut Desk,
    pub sink: &'a mut Sink,
    pub input: &'a mut Vec<u8>,
    pub cause: Option<FactId>,
}

impl Host for ClusterHost<'_> {
    fn reach(&mut self, server: &str) -> bool {
        server.contains("192.168.10.10")
    }
    fn request(&mut self, request: Request) -> Response {
        self.cluster.handle_because(request, self.cause)
    }
    fn watch_events(&mut self, watch: StreamId) -> Vec<WatchEvent> {
        self.cluster.watch_events(watch)
    }
    fn close_watch(&mut self, _watch: StreamId) {}
    fn read_stream(&mut self, stream: StreamId) -> StreamOutput {
        let world = self.cluster.world();
        let Some(s) = world.streams.get_mut(&stream) else { return StreamOutput::default() };
        StreamOutput { chunks: std::mem::take(&mut s.output), ended: s.ended.take() }
    }
    fn write_stream(&mut self, stream: StreamId, data: &[u8]) {
        let world = self.cluster.world();
        if let Some(s) = world.streams.get_mut(&stream) {
            s.input.extend_from_slice(data);
            world.poke_stream(stream);
        }
    }
    fn end_stream_input(&mut self, stream: StreamId) {
        let world = self.cluster.world();
        if let Some(s) = world.streams.get_mut(&stream) {
            s.input_closed = true;
            world.poke_stream(stream);
        }
    }
    fn close_stream(&mut self, stream: StreamId) {
        let world = self.cluster.world();
        if let Some(s) = world.streams.get_mut(&stream) {
            s.closed = true;
            world.poke_stream(stream);
        }
    }
    fn now(&mut self) -> Time {
        self.cluster.now()
    }
    fn random(&mut self) -> u64 {
        self.cluster.random()
    }
    fn env(&mut self, name: &str) -> Option<String> {
        (name == "HOME").then(|| crate::desk::HOME.to_string())
    }
    fn read_file(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        self.desk.files.get(&Desk::absolute(path)).map(|d| d.to_vec()).ok_or(FileError::NotFound)
    }
    fn write_file(&mut self, path: &str, data: &[u8]) -> Result<(), FileError> {
        self.desk.write_file(path, data);
        Ok(())
    }
    fn remove_file(&mut self, path: &str) -> Result<(), FileError> {
        self.desk.remove_file(path);
        Ok(())
    }
    fn list_directory(&mut self, path: &str) -> Result<Vec<String>, FileError> {
        let dir = format!("{}/", Desk::absolute(path).trim_end_matches(['/', '.']));
        let names = self.desk.files.keys().filter_map(|p| p.strip_prefix(&dir));
        Ok(names.filter(|n| !n.contains('/')).map(str::to_string).collect())
    }
    fn file_kind(&mut self, path: &str) -> Option<FileKind> {
        let path = Desk::absolute(path);
        if self.desk.files.contains_key(&path) {
            return Some(FileKind::File);
        }
        let dir = format!("{}/", path.trim_end_matches(['/', '.']));
        self.desk.files.keys().any(|p| p.starts_with(&dir)).then_some(FileKind::Directory)
    }
    fn read_stdin(&mut self) -> Input {
        if self.input.is_empty() { Input::End } else { Input::Data(std::mem::take(self.input)) }
    }
    fn stdin_is_terminal(&mut self) -> bool {
        false
    }
    fn set_raw(&mut self, _raw: bool) {}
    fn write(&mut self, out: Out, data: &[u8]) {
        match out {
            Out::Stdout => self.sink.out(data),
            Out::Stderr => self.sink.err(data),
        }
    }
    fn start_editor(&mut self, _command: &str, path: &str) -> Result<u64, String> {
        Ok(self.desk.edit(path))
    }
    fn editor_exit(&mut self, editor: u64) -> Option<i32> {
        self.desk.edit_closed(editor).then_some(0)
    }
    fn open_port(&mut self, _address: &str, local_port: u16, target: Forward) -> Result<u16, String> {
        self.desk.ports.insert(local_port, target);
        Ok(local_port)
    }
    fn connections(&mut self) -> Vec<Connection> {
        Vec::new()
    }
    fn close_port(&mut self, local_port: u16) {
        self.desk.ports.remove(&local_port);
    }
}
