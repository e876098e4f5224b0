//! The little of the world beyond the cluster that tutorials call: two pages. Any other name is unknown, as on a cluster
//! without a way out.

use api::Text;
use shell::system::{HttpResponse, NetError, NetReply, NetRequest};

/// A host of the world: its address (of those kept for documentation) and its first page.
struct Host {
    name: &'static str,
    address: &'static str,
    page: &'static str,
}

const HOSTS: &[Host] = &[
    Host {
        name: "info.cern.ch",
        address: "203.0.113.20",
        page: "<html><head></head><body><header>\n<title>http://info.cern.ch</title>\n</header>\n\n<h1>http://info.cern.ch - home of the first website</h1>\n</body></html>\n",
    },
    Host {
        name: "example.com",
        address: "203.0.113.21",
        page: "<!doctype html>\n<html lang=\"en\">\n<head><title>Example Domain</title></head>\n<body>\n<h1>Example Domain</h1>\n</body>\n</html>\n",
    },
];

/// The address of a name.
pub(super) fn address(name: &str) -> Option<&'static str> {
    let name = name.trim_end_matches('.');
    HOSTS.iter().find(|h| h.name == name || name.strip_prefix("www.") == Some(h.name)).map(|h| h.address)
}

/// What is at an address: the answer to a call; none where the address is not in here.
pub(super) fn answer(address: &Text, port: u16, request: &NetRequest) -> Option<Result<NetReply, NetError>> {
    let host = HOSTS.iter().find(|h| *h.address == **address)?;
    if ![80, 443].contains(&port) {
        return Some(Err(NetError::TimedOut));
    }
    let address = address.to_string();
    Some(Ok(match request {
        NetRequest::Http(r) => {
            let found = r.path.split('?').next() == Some("/");
            let (status, reason, body) = if found { (200, "OK", host.page) } else { (404, "Not Found", "") };
            let body = if r.method == "HEAD" { "" } else { body };
            let headers = [("Content-Type", "text/html".to_string()), ("Content-Length", body.len().to_string())];
            let headers = headers.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
            let (version, reason, body) = ("HTTP/1.1".into(), reason.into(), body.as_bytes().to_vec());
            NetReply::Http { address, response: HttpResponse { version, status, reason, headers, body } }
        }
        _ => NetReply::Tcp { address, data: Vec::new() },
    }))
}
