//! A small static server for `dist/`: this machine only, nothing but files, and the same strict Content-Security-Policy
//! that a site which embeds the page may have, so that a page that breaks under it is seen here first.

use crate::{Outcome, build, repo};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

const DEFAULT_PORT: u16 = 8080;

/// Static hosts let any origin read, and sandboxed frames need it: their own origin is none.
/// Styles may be inline, as CodeMirror brings its own; scripts may not.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'";

/// `cargo xtask serve [--port N]`
pub fn run(args: &[String]) -> Outcome {
    let port = match args {
        [] => DEFAULT_PORT,
        [flag, port] if flag == "--port" => port.parse().map_err(|_| format!("{port} is not a port"))?,
        _ => return Err("usage: cargo xtask serve [--port N]".into()),
    };
    // The port is taken before the build: nobody waits minutes to hear that it is busy.
    let listener = TcpListener::bind(("127.0.0.1", port))
        .map_err(|error| format!("cannot listen on port {port}: {error}; try --port {}", port.saturating_add(1)))?;
    build::ensure()?;
    println!("serve: http://127.0.0.1:{port} (Ctrl-C ends it)");
    listen(&listener, &repo::dist());
    Ok(())
}

/// Serves `folder` on a free port from a thread of its own, for the tests of the page. Answers the address.
pub fn in_background(folder: PathBuf) -> Result<String, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| format!("cannot listen: {error}"))?;
    let address = listener.local_addr().map_err(|error| format!("cannot listen: {error}"))?;
    std::thread::spawn(move || listen(&listener, &folder));
    Ok(format!("http://{address}"))
}

fn listen(listener: &TcpListener, folder: &Path) {
    for stream in listener.incoming().flatten() {
        let folder = folder.to_path_buf();
        // A browser that breaks off has what it wanted; there is nobody to tell.
        std::thread::spawn(move || answer(&stream, &folder).ok());
    }
}

fn answer(stream: &TcpStream, folder: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let found = file_of(folder, target).and_then(|file| Some((content_type(&file), std::fs::read(file).ok()?)));
    let (status, kind, body) = match found {
        _ if !matches!(method, "GET" | "HEAD") => ("405 Method Not Allowed", "text/plain", b"only GET\n".to_vec()),
        None => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
        Some((kind, body)) => ("200 OK", kind, body),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         Access-Control-Allow-Origin: *\r\n\
         Content-Security-Policy: {POLICY}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut writer = stream;
    writer.write_all(head.as_bytes())?;
    if method == "GET" {
        writer.write_all(&body)?;
    }
    Ok(())
}

/// The file that a request names; nothing outside of the folder has a name.
fn file_of(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let relative = Path::new(path);
    if path.contains('%') || !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = folder.join(relative);
    Some(if path.is_empty() || file.is_dir() { file.join("index.html") } else { file })
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_names_only_files_of_the_folder() {
        let folder = Path::new("dist");
        let file = |target| file_of(folder, target);
        assert_eq!(file("/"), Some(folder.join("index.html")));
        assert_eq!(file("/page.js?v=1"), Some(folder.join("page.js")));
        assert_eq!(file("/../Cargo.toml"), None);
        assert_eq!(file("//etc/passwd"), None);
        assert_eq!(file("/%2e%2e/Cargo.toml"), None);
        assert_eq!(file("page.js"), None);
    }
}
