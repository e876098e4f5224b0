//! Exec and attach over WebSocket: the subprotocols of Kubernetes that carry several channels on one connection.
//!
//! Each message is binary and begins with the number of its channel. What is not served: the older subprotocols without a
//! status at the end, and SPDY, which port-forward tunnels through WebSocket.

use std::io;
use std::net::TcpStream;
use std::time::Duration;

use api::request::StreamId;
use api::{Status, Value, base64, json, obj};
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::protocol::{CloseFrame, Role};
use tungstenite::{Error, Message, Utf8Bytes, WebSocket};

use super::http::{Asked, Client};
use super::{Ask, Line, Output};

/// What a key is joined with before it is hashed (RFC 6455).
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// The subprotocols that are spoken, the best first.
const SPOKEN: [&str; 2] = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

const STDIN: u8 = 0;
const STDOUT: u8 = 1;
const STDERR: u8 = 2;
const STATUS: u8 = 3;
/// Version 5: the channel whose number follows has ended.
const CLOSE: u8 = 255;

/// An upgrade of the connection that a request asks for, and that can be had.
pub struct Upgrade {
    protocol: &'static str,
    accept: String,
}

impl Upgrade {
    /// None where a request asks for nothing of the kind.
    pub fn asked_by(asked: &Asked) -> Option<Upgrade> {
        let wanted = asked.header("upgrade").eq_ignore_ascii_case("websocket");
        let protocols: Vec<&str> =
            asked.all("sec-websocket-protocol").flat_map(|p| p.split(',')).map(str::trim).collect();
        let protocol = SPOKEN.into_iter().find(|p| protocols.contains(p)).filter(|_| wanted)?;
        Some(Upgrade { protocol, accept: accept(asked.header("sec-websocket-key")) })
    }

    /// Serves a stream of the cluster on the connection until either end closes it.
    pub fn serve(self, client: Client, line: &Line, id: StreamId) -> io::Result<()> {
        let (socket, part) = client.upgrade(&[
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Sec-WebSocket-Accept", &self.accept),
            ("Sec-WebSocket-Protocol", self.protocol),
        ])?;
        // Who reads looks in between whether there is something to write.
        socket.set_read_timeout(Some(super::LOOK))?;
        let mut socket = WebSocket::from_partially_read(socket, part, Role::Server, None);
        match carry(&mut socket, line, id) {
            Ok(()) | Err(Error::ConnectionClosed | Error::AlreadyClosed) => Ok(()),
            Err(Error::Io(why)) => Err(why),
            Err(why) => Err(io::Error::other(why)),
        }
    }
}

fn accept(key: &str) -> String {
    base64::encode(&sha1_smol::Sha1::from([key, GUID].concat()).digest().bytes())
}

fn carry(socket: &mut WebSocket<TcpStream>, line: &Line, id: StreamId) -> tungstenite::Result<()> {
    loop {
        match socket.read() {
            Ok(Message::Binary(data)) => input(line, id, &data),
            Ok(Message::Close(_)) => return close(socket),
            Ok(_) => {}
            Err(Error::Io(why)) if matches!(why.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            Err(why) => return Err(why),
        }
        let Output { chunks, ended } = line.ask(|to| Ask::Output(id, to))?;
        for (stderr, bytes) in chunks {
            socket.write(on(if stderr { STDERR } else { STDOUT }, &bytes))?;
        }
        socket.flush()?;
        if let Some((code, why)) = ended {
            socket.send(on(STATUS, json::to_string(&status(code, &why)).as_bytes()))?;
            return close(socket);
        }
    }
}

/// Says goodbye, and waits for the answer.
fn close(socket: &mut WebSocket<TcpStream>) -> tungstenite::Result<()> {
    socket.get_ref().set_read_timeout(Some(Duration::from_secs(1)))?;
    if socket.can_write() {
        // Clients take any other code for a failure.
        socket.close(Some(CloseFrame { code: CloseCode::Normal, reason: Utf8Bytes::default() }))?;
    }
    loop {
        socket.read()?;
    }
}

fn input(line: &Line, id: StreamId, message: &[u8]) {
    match message {
        [STDIN, data @ ..] => line.tell(Ask::Input(id, data.to_vec(), false)),
        [CLOSE, STDIN, ..] => line.tell(Ask::Input(id, Vec::new(), true)),
        // No program here looks at the size of its terminal.
        _ => {}
    }
}

fn on(channel: u8, data: &[u8]) -> Message {
    Message::binary([&[channel], data].concat())
}

/// How a command ended, as the last channel tells.
fn status(code: i32, why: &str) -> Value {
    match (code, why) {
        (0, "") => obj!({"metadata": {}, "status": "Success"}),
        (code, "") => obj!({
            "metadata": {},
            "status": "Failure",
            "message": (format!("command terminated with non-zero exit code: exit status {code}")),
            "reason": "NonZeroExitCode",
            "details": {"causes": [{"reason": "ExitCode", "message": (code.to_string())}]},
        }),
        (_, why) => Status::stream_failed(why).to_value(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upgrade_takes_the_best_subprotocol_that_is_offered() {
        let header = |name: &str, value: &str| (name.to_string(), value.to_string());
        let mut asked = Asked {
            headers: vec![
                header("upgrade", "WebSocket"),
                header("sec-websocket-protocol", "v4.channel.k8s.io, v5.channel.k8s.io"),
                // The example of RFC 6455.
                header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ],
            ..Asked::default()
        };
        let upgrade = Upgrade::asked_by(&asked).unwrap();
        assert_eq!((upgrade.protocol, &*upgrade.accept), ("v5.channel.k8s.io", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        asked.headers[1].1 = "SPDY/3.1+portforward.k8s.io".into();
        assert!(Upgrade::asked_by(&asked).is_none());
        asked.headers.remove(0);
        assert!(Upgrade::asked_by(&asked).is_none());
    }

    #[test]
    fn the_last_channel_tells_how_a_command_ended() {
        assert_eq!(status(0, "").str("status"), "Success");
        let code = status(3, "");
        assert_eq!(code.str("reason"), "NonZeroExitCode");
        assert_eq!(code.get("details").list("causes")[0].str("message"), "3");
        let refused = status(1, "unable to upgrade connection: container not found (\"a\")");
        let told = "Internal error occurred: unable to upgrade connection: container not found (\"a\")";
        assert_eq!((refused.str("reason"), refused.str("message")), ("InternalError", told));
    }
}
