//! Open logs, execs and attaches: copying between them and the terminal.

use api::request::StreamId;
use api::{Body, Request, Status};

use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::host::{Input, Out, StreamOutput};
use crate::run::{Session, Wait};

/// An open stream, closed when it is dropped.
pub(crate) struct Stream {
    io: Session,
    id: StreamId,
}

impl Drop for Stream {
    fn drop(&mut self) {
        let id = self.id;
        self.io.tell(move |h| h.close_stream(id));
    }
}

/// What a call about a pod's streams answered.
pub(crate) enum Opened {
    /// It goes on.
    Stream(Stream),
    /// That was all.
    Text(String),
}

impl Client {
    /// Opens a log, an exec, an attach or a port-forward.
    pub(crate) async fn open(&self, request: Request) -> Result<Opened> {
        match self.call(request).await?.body {
            Body::Stream(id) => Ok(Opened::Stream(Stream { io: self.io.clone(), id })),
            Body::Text(text) => Ok(Opened::Text(text)),
            other => Err(Status::internal_error(format!("unexpected answer: {other:?}")).into()),
        }
    }
}

impl Stream {
    /// A stream that a call opened.
    pub(crate) fn of(client: &Client, id: StreamId) -> Stream {
        Stream { io: client.io.clone(), id }
    }
    /// What has come out since the last call.
    pub(crate) async fn read(&self) -> StreamOutput {
        let id = self.id;
        self.io.ask(move |h| h.read_stream(id)).await
    }
    async fn send_input(&self) -> bool {
        let id = self.id;
        let ask = move |h: &mut dyn crate::host::Host| match h.read_stdin() {
            Input::Data(data) => {
                h.write_stream(id, &data);
                true
            }
            Input::Waiting => true,
            Input::End => {
                h.end_stream_input(id);
                false
            }
        };
        self.io.ask(ask).await
    }
    /// Sends bytes, and then the end of input.
    pub(crate) async fn send_all(&self, data: Vec<u8>) {
        let id = self.id;
        self.io
            .ask(move |h| {
                h.write_stream(id, &data);
                h.end_stream_input(id);
            })
            .await;
    }
    /// All of standard output until the end; standard error goes to the terminal unless it is not wanted.
    pub(crate) async fn collect(&self, show_errors: bool) -> (Vec<u8>, (i32, String)) {
        let mut all = Vec::new();
        loop {
            let output = self.read().await;
            for (stderr, data) in output.chunks {
                if !stderr {
                    all.extend(data);
                } else if show_errors {
                    self.io.write(Out::Stderr, &data);
                }
            }
            if let Some(ended) = output.ended {
                return (all, ended);
            }
            self.io.events(None).await;
        }
    }
    /// Copies output to the terminal, and with `stdin` also input to the stream, until the stream ends. Answers how it ended.
    pub(crate) async fn copy(&self, stdin: bool, tty: bool) -> (i32, String) {
        if tty {
            self.io.ask(|h| h.set_raw(true)).await;
        }
        let mut reading = stdin;
        let ended = loop {
            let output = self.read().await;
            for (stderr, data) in output.chunks {
                self.io.write(if stderr { Out::Stderr } else { Out::Stdout }, &data);
            }
            if let Some(ended) = output.ended {
                break ended;
            }
            if reading {
                reading = self.send_input().await;
            }
            self.io.wait(Wait { events: true, stdin: reading, ..Wait::default() }).await;
        };
        if tty {
            self.io.ask(|h| h.set_raw(false)).await;
        }
        ended
    }
}

/// The error of a command that ran remotely and ended so.
pub(crate) fn exit(ended: (i32, String)) -> Result<()> {
    match ended {
        (0, why) if why.is_empty() => Ok(()),
        (code, why) if why.is_empty() => Err(Error::Remote(code)),
        (_, why) => Err(plain(Status::stream_failed(&why).message.clone())),
    }
}
