//! As much of HTTP/1.1 as API clients need: requests with a length or in chunks, answers whole or in chunks.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use api::request::StreamId;

/// The longest body that is read (etcd's limit is far below).
const BODY: usize = 16 << 20;

/// A request as it came.
#[derive(Debug, Default)]
pub struct Asked {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Asked {
    /// The first header of this name; empty where there is none.
    pub fn header<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or("")
    }
    /// All headers of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.headers.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// What is answered: a whole body, or something that goes on.
pub enum Answer {
    Whole {
        code: u16,
        kind: &'static str,
        warnings: Vec<String>,
        body: Vec<u8>,
    },
    Watch(StreamId),
    Stream(StreamId),
    /// What wants an upgraded connection.
    Channels(StreamId),
}

/// The other side of a connection.
pub struct Client {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
}

impl Client {
    /// On an accepted connection.
    pub fn new(stream: TcpStream) -> io::Result<Client> {
        Ok(Client { reader: BufReader::new(stream.try_clone()?), writer: stream })
    }

    /// The next request; none where the client has hung up.
    pub fn read(&mut self) -> io::Result<Option<Asked>> {
        read(&mut self.reader)
    }

    /// A whole answer.
    pub fn answer(&mut self, code: u16, kind: &str, warnings: &[String], body: &[u8]) -> io::Result<()> {
        let mut head = head(code, kind, warnings);
        head += &format!("Content-Length: {}\r\n\r\n", body.len());
        self.writer.write_all(head.as_bytes())?;
        self.writer.write_all(body)?;
        self.writer.flush()
    }
    /// An answer whose parts come one by one.
    pub fn begin(&mut self, kind: &str) -> io::Result<()> {
        let head = head(200, kind, &[]) + "Transfer-Encoding: chunked\r\n\r\n";
        self.writer.write_all(head.as_bytes())
    }
    /// The connection as something else than HTTP, with what has been read of it already.
    pub fn upgrade(mut self, headers: &[(&str, &str)]) -> io::Result<(TcpStream, Vec<u8>)> {
        let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.writer.write_all(format!("HTTP/1.1 101 Switching Protocols\r\n{lines}\r\n").as_bytes())?;
        Ok((self.writer, self.reader.buffer().to_vec()))
    }
    /// A part; an empty one ends the answer.
    pub fn part(&mut self, data: &[u8]) -> io::Result<()> {
        self.writer.write_all(format!("{:x}\r\n", data.len()).as_bytes())?;
        self.writer.write_all(data)?;
        self.writer.write_all(b"\r\n")?;
        self.writer.flush()
    }
    /// Whether the client has hung up while it was being answered.
    pub fn gone(&self) -> bool {
        let Ok(()) = self.writer.set_nonblocking(true) else { return true };
        let seen = self.writer.peek(&mut [0]);
        let kept = self.writer.set_nonblocking(false).is_ok();
        !kept || matches!(seen, Ok(0)) || seen.is_err_and(|e| e.kind() != io::ErrorKind::WouldBlock)
    }
}

fn head(code: u16, kind: &str, warnings: &[String]) -> String {
    let mut head = format!("HTTP/1.1 {code} \r\nContent-Type: {kind}\r\n");
    for warning in warnings {
        head += &format!("Warning: 299 - \"{}\"\r\n", warning.replace('\\', "\\\\").replace('"', "\\\""));
    }
    head
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut text = String::new();
    from.take(64 << 10).read_line(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_string())
}

fn bad(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn extend(body: &mut Vec<u8>, from: &mut impl BufRead, length: usize) -> io::Result<()> {
    let start = body.len();
    if length > BODY - start {
        return Err(bad("the body is too long"));
    }
    body.resize(start + length, 0);
    from.read_exact(&mut body[start..])
}

fn read(from: &mut impl BufRead) -> io::Result<Option<Asked>> {
    let first = line(from)?;
    let [method, target, _] = first.split(' ').collect::<Vec<_>>()[..] else { return Ok(None) };
    let mut asked = Asked { method: method.into(), target: target.into(), ..Asked::default() };
    loop {
        let header = line(from)?;
        let Some((name, value)) = header.split_once(':') else { break };
        asked.headers.push((name.trim().to_lowercase(), value.trim().to_string()));
    }
    if !asked.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
        let length = asked.header("content-length").parse().unwrap_or(0);
        extend(&mut asked.body, from, length)?;
        return Ok(Some(asked));
    }
    loop {
        let length = usize::from_str_radix(line(from)?.trim(), 16).map_err(|_| bad("a chunk without a length"))?;
        extend(&mut asked.body, from, length)?;
        line(from)?;
        if length == 0 {
            return Ok(Some(asked));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn reads_bodies_with_a_length_and_in_chunks() {
        let text = "POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc\
                    PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n";
        let mut from = text.as_bytes();
        let first = read(&mut from).unwrap().unwrap();
        assert_eq!((first.method.as_str(), first.target.as_str(), &first.body[..]), ("POST", "/a?b", &b"abc"[..]));
        assert_eq!(first.header("host"), "x");
        let second = read(&mut from).unwrap().unwrap();
        assert_eq!((second.method.as_str(), &second.body[..]), ("PUT", &b"def"[..]));
        assert!(read(&mut from).unwrap().is_none());
    }
}
