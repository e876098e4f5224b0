//! What `openssl` shows of requests and certificates.

use api::der::{Der, element, to_pem};
use api::time::Time;

use super::{ATTRIBUTES, Call, Done};

/// What can be asked of a certificate.
pub(super) const SWITCHES: &[&str] =
    &["-noout", "-text", "-subject", "-issuer", "-dates", "-startdate", "-enddate", "-serial"];

type Row = (&'static str, &'static [u8]);

/// Object identifiers with their names.
const OBJECTS: &[Row] = &[
    ("rsaEncryption", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"),
    ("sha256WithRSAEncryption", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
    ("id-ecPublicKey", b"\x2a\x86\x48\xce\x3d\x02\x01"),
    ("ecdsa-with-SHA256", b"\x2a\x86\x48\xce\x3d\x04\x03\x02"),
    ("X509v3 Subject Key Identifier", b"\x55\x1d\x0e"),
    ("X509v3 Key Usage", b"\x55\x1d\x0f"),
    ("X509v3 Subject Alternative Name", b"\x55\x1d\x11"),
    ("X509v3 Basic Constraints", b"\x55\x1d\x13"),
    ("X509v3 Authority Key Identifier", b"\x55\x1d\x23"),
    ("X509v3 Extended Key Usage", b"\x55\x1d\x25"),
    ("TLS Web Server Authentication", b"\x2b\x06\x01\x05\x05\x07\x03\x01"),
    ("TLS Web Client Authentication", b"\x2b\x06\x01\x05\x05\x07\x03\x02"),
];

fn object(id: &[u8]) -> &'static str {
    OBJECTS.iter().find(|(_, known)| *known == id).map_or("unknown", |(name, _)| name)
}

/// The name of the algorithm in a sequence.
fn algorithm(sequence: &[u8]) -> &'static str {
    Der(sequence).next().map_or("unknown", |(_, id)| object(id))
}

/// An extension.
pub(super) fn extension(id: &[u8], value: &[u8]) -> Vec<u8> {
    element(0x30, &[&element(6, &[id]), &element(4, &[value])])
}

/// A moment as certificates have it: `261231120000Z`, after 2049 with all digits of the year.
pub(super) fn moment(at: Time) -> Vec<u8> {
    let mut digits = at.rfc3339();
    digits.retain(|c| c.is_ascii_alphanumeric() && c != 'T');
    match digits.as_str() < "2050" {
        true => element(0x17, &[&digits.as_bytes()[2..]]),
        false => element(0x18, &[digits.as_bytes()]),
    }
}

/// `Dec 31 12:00:00 2026 GMT`.
fn date((tag, text): (u8, &[u8])) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = String::from_utf8_lossy(text);
    let text = if tag == 0x17 { ["20", &text].concat() } else { text.into_owned() };
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or("00");
    let month = part(4, 6).parse::<usize>().ok().and_then(|m| MONTHS.get(m.wrapping_sub(1))).unwrap_or(&"Jan");
    let day = part(6, 8).trim_start_matches('0');
    format!("{month} {day:>2} {}:{}:{} {} GMT", part(8, 10), part(10, 12), part(12, 14), part(0, 4))
}

/// `CN = jane, O = team`.
fn name(sequence: &[u8]) -> String {
    let short = |id: u8| ATTRIBUTES.iter().find(|(_, known)| *known == id).map_or("?", |(name, _)| name);
    let pairs = api::der::attributes(Der(sequence)).into_iter();
    pairs.map(|(id, text)| format!("{} = {text}", short(id))).collect::<Vec<_>>().join(", ")
}

/// Bytes in hexadecimal, so many a line.
fn bytes(of: &[u8], a_line: usize, indent: usize, out: &mut String) {
    for (i, line) in of.chunks(a_line).enumerate() {
        let digits: Vec<String> = line.iter().map(|b| format!("{b:02x}")).collect();
        let more = if (i + 1) * a_line < of.len() { ":" } else { "" };
        *out += &format!("{:indent$}{}{more}\n", "", digits.join(":"));
    }
}

fn public_key(sequence: &[u8], out: &mut String) {
    let mut parts = Der(sequence);
    let (Some((_, kind)), Some((_, key))) = (parts.next(), parts.next()) else { return };
    let kind = algorithm(kind);
    *out += &format!("        Subject Public Key Info:\n            Public Key Algorithm: {kind}\n");
    let key = key.get(1..).unwrap_or_default();
    if kind != "rsaEncryption" {
        *out += "                Public-Key: (256 bit)\n                pub:\n";
        bytes(key, 15, 20, out);
        *out += "                ASN1 OID: prime256v1\n                NIST CURVE: P-256\n";
        return;
    }
    let number = Der(key).inner().and_then(|mut pair| pair.next()).map_or(&[][..], |(_, number)| number);
    let bits = number.iter().skip_while(|b| **b == 0).count() * 8;
    *out += &format!("                Public-Key: ({bits} bit)\n                Modulus:\n");
    bytes(number, 15, 20, out);
    *out += "                Exponent: 65537 (0x10001)\n";
}

fn extensions(list: Der<'_>, out: &mut String) {
    for (_, one) in list {
        let parts: Vec<(u8, &[u8])> = Der(one).collect();
        let ([(_, id), .., (_, value)], critical) = (&parts[..], parts.len() > 2) else { continue };
        let title = object(id);
        *out += &format!("            {title}: {}\n", if critical { "critical" } else { "" });
        let inner = || Der(value).inner();
        let text = match title {
            "X509v3 Key Usage" => {
                const BITS: [(&str, u8); 4] = [
                    ("Digital Signature", 0x80),
                    ("Key Encipherment", 0x20),
                    ("Certificate Sign", 0x04),
                    ("CRL Sign", 0x02),
                ];
                let set = Der(value).next().and_then(|(_, bits)| bits.get(1).copied()).unwrap_or(0);
                let names = BITS.iter().filter(|(_, bit)| set & bit != 0).map(|(name, _)| *name);
                names.collect::<Vec<_>>().join(", ")
            }
            "X509v3 Extended Key Usage" => {
                inner().into_iter().flatten().map(|(_, id)| object(id)).collect::<Vec<_>>().join(", ")
            }
            "X509v3 Basic Constraints" => {
                let yes = inner().and_then(|mut i| i.next()).is_some_and(|(tag, v)| tag == 1 && v == b"\xff");
                if yes { "CA:TRUE" } else { "CA:FALSE" }.to_string()
            }
            "X509v3 Subject Alternative Name" => {
                let names = inner().into_iter().flatten().map(|(_, n)| format!("DNS:{}", String::from_utf8_lossy(n)));
                names.collect::<Vec<_>>().join(", ")
            }
            _ => {
                let (_, mark) = inner().and_then(|mut i| i.next()).or(Der(value).next()).unwrap_or((0, value));
                mark.iter().map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(":")
            }
        };
        *out += &format!("                {text}\n");
    }
}

fn signature(parts: &[(u8, &[u8])], out: &mut String) {
    let [_, (_, kind), (_, value)] = parts else { return };
    *out += &format!("    Signature Algorithm: {}\n    Signature Value:\n", algorithm(kind));
    bytes(value.get(1..).unwrap_or_default(), 18, 8, out);
}

/// What is asked of a request.
pub(super) fn request(call: &mut Call<'_, '_>, der: &[u8]) -> Done {
    let parts: Vec<(u8, &[u8])> = Der(der).inner().into_iter().flatten().collect();
    let told: Vec<(u8, &[u8])> = parts.first().into_iter().flat_map(|(_, told)| Der(told)).collect();
    let [_, (_, subject), (_, key), wishes @ ..] = &told[..] else {
        return Err("Unable to load X509 request\n".into());
    };
    let mut out = String::new();
    if call.has("-text") {
        out +=
            &format!("Certificate Request:\n    Data:\n        Version: 1 (0x0)\n        Subject: {}\n", name(subject));
        public_key(key, &mut out);
        let wish = wishes.first().and_then(|(_, wishes)| Der(wishes).inner()).and_then(|mut w| w.nth(1));
        match wish.and_then(|(_, list)| Der(list).inner()) {
            Some(list) => {
                out += "        Attributes:\n            Requested Extensions:\n";
                let mut shown = String::new();
                extensions(list, &mut shown);
                shown.lines().for_each(|line| out += &format!("    {line}\n"));
            }
            None => out += "        Attributes:\n            (none)\n            Requested Extensions:\n",
        }
        signature(&parts, &mut out);
    }
    if call.has("-subject") {
        out += &format!("subject={}\n", name(subject));
    }
    if !call.has("-noout") {
        out += &to_pem("CERTIFICATE REQUEST", der);
    }
    call.write("-out", &out)
}

/// What is asked of a certificate.
pub(super) fn certificate(call: &mut Call<'_, '_>, der: &[u8]) -> Done {
    let parts: Vec<(u8, &[u8])> = Der(der).inner().into_iter().flatten().collect();
    let told: Vec<(u8, &[u8])> = parts.first().into_iter().flat_map(|(_, told)| Der(told)).collect();
    let [_, (_, serial), (_, kind), (_, issuer), (_, validity), (_, subject), (_, key), more @ ..] = &told[..] else {
        return Err("Could not read certificate\n".into());
    };
    let mut dates = Der(validity).map(date);
    let (from, until) = (dates.next().unwrap_or_default(), dates.next().unwrap_or_default());
    let mut out = String::new();
    if call.has("-text") {
        out += "Certificate:\n    Data:\n        Version: 3 (0x2)\n        Serial Number:\n";
        bytes(serial, 20, 12, &mut out);
        out += &format!("        Signature Algorithm: {}\n        Issuer: {}\n", algorithm(kind), name(issuer));
        out += &format!("        Validity\n            Not Before: {from}\n            Not After : {until}\n");
        out += &format!("        Subject: {}\n", name(subject));
        public_key(key, &mut out);
        if let Some(list) = more.last().and_then(|(_, list)| Der(list).inner()) {
            out += "        X509v3 extensions:\n";
            extensions(list, &mut out);
        }
        signature(&parts, &mut out);
    }
    // The rest comes in the order in which it is asked for.
    for arg in call.args {
        out += &match arg.as_str() {
            "-subject" => format!("subject={}\n", name(subject)),
            "-issuer" => format!("issuer={}\n", name(issuer)),
            "-serial" => format!("serial={}\n", serial.iter().map(|b| format!("{b:02X}")).collect::<String>()),
            "-startdate" => format!("notBefore={from}\n"),
            "-enddate" => format!("notAfter={until}\n"),
            "-dates" => format!("notBefore={from}\nnotAfter={until}\n"),
            _ => continue,
        };
    }
    if !call.has("-noout") {
        out += &to_pem("CERTIFICATE", der);
    }
    call.write("-out", &out)
}
