//! Certificate signing requests: what is read out of the request itself.

use api::der::{self, Der};
use api::{Value, base64, meta};

use super::Ctx;
use super::common::{events, plain_selector, time};
use super::out::Out;

/// The fields of a subject by the last byte of their object identifier (2.5.4.n), in the order in which they are shown.
const SUBJECT: [(&str, u8); 9] = [
    ("Common Name", 3),
    ("Serial Number", 5),
    ("Organization", 10),
    ("Organizational Unit", 11),
    ("Country", 6),
    ("Locality", 7),
    ("Province", 8),
    ("StreetAddress", 9),
    ("PostalCode", 17),
];
/// Common name and serial number are shown even where there are none.
const ALWAYS: usize = 2;
/// Other names by the tag of their kind, in the order in which they are shown.
const NAMES: [(&str, u8); 4] = [("DNS Names", 2), ("Email Addresses", 1), ("URIs", 6), ("IP Addresses", 7)];

pub fn describe(ctx: &Ctx<'_>, out: &mut Out) {
    let r = ctx.object;
    let (spec, status) = (r.get("spec"), r.get("status"));
    out.row(0, "Name", meta::name(r));
    out.row(0, "Labels", plain_selector(meta::labels(r)));
    out.row(0, "Annotations", plain_selector(meta::annotations(r)));
    out.row(0, "CreationTimestamp", time(r.at(&["metadata", "creationTimestamp"])));
    out.row(0, "Requesting User", spec.str("username"));
    if !spec.str("signerName").is_empty() {
        out.row(0, "Signer", spec.str("signerName"));
    }
    if let Some(seconds) = spec.int("expirationSeconds") {
        let span = std::time::Duration::from_secs(seconds.max(0) as u64);
        out.row(0, "Requested Duration", api::duration::human(span));
    }
    out.row(0, "Status", state(status));
    let request = read(spec.str("request")).unwrap_or_default();
    out.put(0, "Subject:\n");
    for (i, (title, id)) in SUBJECT.into_iter().enumerate() {
        let values: Vec<&str> = request.subject.iter().filter(|(k, _)| *k == id).map(|(_, v)| v.as_str()).collect();
        if i < ALWAYS {
            out.put(0, format!("\t{title}:\t{}\n", values.last().copied().unwrap_or("")));
        } else {
            list(out, title, &values);
        }
    }
    if !request.names.is_empty() {
        out.put(0, "Subject Alternative Names:\n");
        for (title, tag) in NAMES {
            let values: Vec<&str> = request.names.iter().filter(|(k, _)| *k == tag).map(|(_, v)| v.as_str()).collect();
            list(out, title, &values);
        }
    }
    events(ctx, out);
}

fn list(out: &mut Out, title: &str, values: &[&str]) {
    if !values.is_empty() {
        out.put(0, format!("\t{title}:\t{}\n", values.join("\n\t\t")));
    }
}

fn state(status: &Value) -> String {
    let has = |kind: &str| status.list("conditions").iter().any(|c| c.str("type") == kind);
    let decided = ["Denied", "Approved"].into_iter().find(|kind| has(kind)).unwrap_or("Pending");
    let failed = if has("Failed") { ",Failed" } else { "" };
    let issued = if status.str("certificate").is_empty() { "" } else { ",Issued" };
    format!("{decided}{failed}{issued}")
}

/// Subject and other names of a request.
#[derive(Default)]
struct Request {
    subject: Vec<(u8, String)>,
    names: Vec<(u8, String)>,
}

/// Reads a PEM block in base64.
fn read(request: &str) -> Option<Request> {
    let pem = String::from_utf8(base64::decode(request)?).ok()?;
    let bytes = der::from_pem(&pem)?;
    let mut parts = Der(&bytes).inner()?.inner()?.skip(1);
    let mut found = Request { subject: der::attributes(Der(parts.next()?.1)), ..Request::default() };
    // Behind the key: attributes, of which one asks for extensions.
    for (_, attribute) in Der(parts.nth(1).map_or(&[], |(_, attributes)| attributes)) {
        let extensions = Der(attribute).nth(1).and_then(|(_, set)| Der(set).next());
        for (_, extension) in Der(extensions.map_or(&[], |(_, list)| list)) {
            let is_names = Der(extension).next().is_some_and(|(_, id)| id == [0x55, 0x1d, 0x11]);
            let octets = Der(extension).find(|(tag, _)| *tag == 4).map_or(&[][..], |(_, octets)| octets);
            for (tag, name) in Der(if is_names { Der(octets).next().map_or(&[], |(_, list)| list) } else { &[] }) {
                found.names.push((tag & 0x1f, shown(tag & 0x1f, name)));
            }
        }
    }
    Some(found)
}

fn shown(tag: u8, name: &[u8]) -> String {
    match (tag, name) {
        (7, [a, b, c, d]) => format!("{a}.{b}.{c}.{d}"),
        (7, bytes) => {
            <[u8; 16]>::try_from(bytes).map(std::net::Ipv6Addr::from).map_or(String::new(), |ip| ip.to_string())
        }
        (_, text) => String::from_utf8_lossy(text).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    const REQUEST: &str = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkRqQ0J0UUlCQURBc01RMHdDd1lEVlFRS0RBUmtaWFp6TVF3d0Nn\
        WURWUVFLREFOdmNITXhEVEFMQmdOVgpCQU1NQkdwaGJtVXdXVEFUQmdjcWhrak9QUUlCQmdncWhrak9QUU1CQndOQ0FBUTZ6U3NTSDFE\
        bVRyZjVrcXAxClIzODN1eDM3T1hzV25pQ2xhTnFNVW9Sb3RXNEc2MUtKWEQrcXQ5aER3Yytna2tXY0JKWE5LRzhMMzNWNnpBNW4KNStG\
        OW9DY3dKUVlKS29aSWh2Y05BUWtPTVJnd0ZqQVVCZ05WSFJFRURUQUxnZ05oTG1LSEJBb0FBQUV3Q2dZSQpLb1pJemowRUF3SURTQUF3\
        UlFJZ1pNY2I5eHlpL0ZEbWFnTGxwWTYwK3dvRVVwSktoaGdFRW9MNFlZd3pONlVDCklRRCt6MDBJK1Zxc3lFUlJDL2Z6UWd3VjJtVThv\
        UUM5TjE5T1A0N2RUZlJkMnc9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K";

    #[test]
    fn what_a_request_says() {
        let request = super::read(REQUEST).unwrap();
        let pair = |k: u8, v: &str| (k, v.to_string());
        assert_eq!(request.subject, [pair(10, "devs"), pair(10, "ops"), pair(3, "jane")]);
        assert_eq!(request.names, [pair(2, "a.b"), pair(7, "10.0.0.1")]);
        assert!(super::read("bm90IGEgcmVxdWVzdA==").is_none());
    }
}
