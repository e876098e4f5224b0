//! `openssl`: keys, requests for certificates and certificates, as far as tutorials of Kubernetes go.
//!
//! What it is not: cryptography. Keys and signatures have the form of real ones and are made of chance; nothing is encrypted,
//! and nobody can check a signature.

mod show;

use api::der::{Der, element, from_pem, to_pem};
use api::time::Time;
use shell::kernel::{Input, Io};
use shell::program::{Poll, Program, Wait};
use shell::system::System;

const COMMANDS: &[(&str, fn(&mut Call<'_, '_>) -> Done)] =
    &[("genrsa", genrsa), ("rand", rand), ("req", req), ("version", version), ("x509", x509)];

/// The exit code, or what went wrong.
type Done = Result<(), String>;

/// A call of openssl.
#[derive(Clone)]
pub struct Openssl {
    argv: Vec<String>,
    /// What has come in on standard input.
    input: Vec<u8>,
}

impl Openssl {
    pub fn new(argv: &[String]) -> Openssl {
        Openssl { argv: argv.to_vec(), input: Vec::new() }
    }

    /// Whether standard input is what it works on.
    fn reads(&self) -> bool {
        let has = |flags: &[&str]| self.argv.iter().any(|arg| flags.contains(&arg.as_str()));
        match self.argv.get(1).map_or("", String::as_str) {
            "x509" => !has(&["-in"]),
            "req" => !has(&["-in", "-new", "-newkey", "-x509"]),
            _ => false,
        }
    }
}

impl Program for Openssl {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        while self.reads() {
            match io.read(sys, 0, 1 << 16) {
                Ok(Input::Data(data)) => self.input.extend(data),
                Ok(Input::Wait) => return Wait::readable(0),
                Ok(Input::End) | Err(_) => break,
            }
        }
        let word = self.argv.get(1).map_or("", String::as_str);
        let done = match COMMANDS.iter().find(|(name, _)| *name == word) {
            Some((_, run)) => run(&mut Call { args: &self.argv[2..], input: &self.input, io, sys }),
            None => Err("openssl: not available here: only genrsa, rand, req, version and x509 are simulated\n".into()),
        };
        match done {
            Ok(()) => Poll::Exit(0),
            Err(text) => {
                io.err(sys, &text);
                Poll::Exit(1)
            }
        }
    }
}

/// One command with its arguments.
struct Call<'a, 'b> {
    args: &'a [String],
    input: &'a [u8],
    io: &'a mut Io<'b>,
    sys: &'a mut dyn System,
}

impl Call<'_, '_> {
    fn has(&self, flag: &str) -> bool {
        self.args.iter().any(|a| a == flag)
    }
    /// What follows a flag.
    fn value(&self, flag: &str) -> Option<String> {
        let at = self.args.iter().position(|a| a == flag)?;
        self.args.get(at + 1).cloned()
    }
    /// Refuses flags that are not simulated.
    fn only(&self, name: &str, switches: &[&str], values: &[&str]) -> Done {
        let mut args = self.args.iter();
        while let Some(arg) = args.next() {
            if values.contains(&arg.as_str()) {
                args.next().ok_or_else(|| format!("{name}: Option {arg} needs a value\n"))?;
            } else if arg.starts_with('-') && !switches.contains(&arg.as_str()) {
                return Err(format!("{name}: {arg} is not simulated\n"));
            }
        }
        Ok(())
    }
    /// The PEM block in the file behind a flag, or in standard input.
    fn block(&mut self, flag: &str, what: &str) -> Result<Vec<u8>, String> {
        let (name, text) = match self.value(flag) {
            Some(file) => {
                let path = self.io.path(&file);
                let read = self.sys.files().read(&path);
                let read =
                    read.map_err(|e| format!("Could not open file or uri for loading {what} from {file}: {e}\n"))?;
                (file, read.to_vec())
            }
            None => ("<stdin>".into(), self.input.to_vec()),
        };
        let der = from_pem(&String::from_utf8_lossy(&text)).filter(|der| Der(der).inner().is_some());
        der.ok_or_else(|| format!("Could not find {what} from {name}\n"))
    }
    /// Writes to the file behind a flag, or to standard output.
    fn write(&mut self, flag: &str, text: &str) -> Done {
        let Some(file) = self.value(flag) else {
            self.io.out(self.sys, text);
            return Ok(());
        };
        let path = self.io.path(&file);
        let written = self.sys.files().write(&path, text.as_bytes());
        written.map_err(|e| format!("Can't open \"{file}\" for writing, {e}\n"))
    }
    fn random(&mut self, bytes: usize) -> Vec<u8> {
        (0..bytes).map(|_| self.sys.random() as u8).collect()
    }
    /// A private key of so many bits: the number that the public one shares with it, and what nobody looks at.
    fn new_key(&mut self, bits: usize) -> Vec<u8> {
        let mut number = |bytes: usize| {
            let mut digits = self.random(bytes);
            digits[0] |= 0x80;
            digits[bytes - 1] |= 1;
            digits.insert(0, 0);
            element(2, &[&digits])
        };
        let (whole, half) = (bits.div_ceil(8), bits.div_ceil(16));
        let mut parts = vec![element(2, &[&[0]]), number(whole), EXPONENT.to_vec(), number(whole)];
        parts.extend((0..5).map(|_| number(half)));
        let key = element(0x30, &[&parts.concat()]);
        element(0x30, &[&element(2, &[&[0]]), &rsa(), &element(4, &[&key])])
    }
    /// Makes a key and writes it; the key.
    fn make_key(&mut self, bits: &str, flag: &str) -> Result<Vec<u8>, String> {
        let bits: usize = bits.parse().ok().filter(|n| (512..=16384).contains(n)).ok_or("Invalid number of bits\n")?;
        let key = self.new_key(bits);
        self.write(flag, &to_pem("PRIVATE KEY", &key))?;
        Ok(key)
    }
}

/// 65537.
const EXPONENT: &[u8] = b"\x02\x03\x01\x00\x01";

/// The algorithm of RSA keys.
fn rsa() -> Vec<u8> {
    element(0x30, &[&element(6, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"]), &element(5, &[])])
}

/// RSA with SHA-256.
fn signing() -> Vec<u8> {
    element(0x30, &[&element(6, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"]), &element(5, &[])])
}

/// The public half of a private key, in either of the two forms that there are.
fn public(key: &[u8]) -> Option<Vec<u8>> {
    let parts: Vec<(u8, &[u8])> = Der(key).inner()?.collect();
    let (_, number) = match parts.get(1)? {
        (0x30, _) => Der(parts.get(2)?.1).inner()?.nth(1)?,
        number => *number,
    };
    let pair = element(0x30, &[&element(2, &[number]), EXPONENT]);
    Some(element(0x30, &[&rsa(), &element(3, &[&[0], &pair])]))
}

fn genrsa(call: &mut Call<'_, '_>) -> Done {
    call.only("genrsa", &["-traditional", "-verbose"], &["-out"])?;
    let out = call.args.iter().position(|a| a == "-out").map_or(usize::MAX, |at| at + 1);
    let bits = call.args.iter().enumerate().find(|(i, a)| *i != out && !a.starts_with('-'));
    let bits = bits.map_or("2048".to_string(), |(_, bits)| bits.clone());
    call.make_key(&bits, "-out").map(drop)
}

fn rand(call: &mut Call<'_, '_>) -> Done {
    call.only("rand", &["-hex", "-base64"], &["-out"])?;
    let count: Option<usize> = call.args.last().and_then(|n| n.parse().ok()).filter(|n| *n <= 1 << 20);
    let bytes = call.random(count.ok_or("Extra option or no number of bytes\n")?);
    if call.has("-hex") {
        let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        return call.write("-out", &(digits + "\n"));
    }
    // Lines as in PEM.
    let block = to_pem("", &bytes);
    let lines: Vec<&str> = block.lines().filter(|l| !l.starts_with('-')).collect();
    call.write("-out", &(lines.join("\n") + "\n"))
}

fn version(call: &mut Call<'_, '_>) -> Done {
    call.io.out(call.sys, "OpenSSL 3.0.17 1 Jul 2025 (Library: OpenSSL 3.0.17 1 Jul 2025)\n");
    Ok(())
}

/// The attributes of a name that have short names: the last byte of their object identifier (2.5.4.n).
const ATTRIBUTES: &[(&str, u8)] = &[("C", 6), ("CN", 3), ("L", 7), ("O", 10), ("OU", 11), ("ST", 8)];

/// `/CN=jane/O=team` as a name.
fn subject(text: &str) -> Result<Vec<u8>, String> {
    let inside = text.strip_prefix('/').ok_or_else(|| {
        format!(
            "req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be \
             escaped by \\. This name is not in that format: '{text}'\n"
        )
    })?;
    let mut sets = Vec::new();
    for pair in inside.split('/').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let found = ATTRIBUTES.iter().find(|(known, _)| *known == name);
        let (_, id) = found.ok_or_else(|| format!("req: the attribute {name:?} of a subject is not simulated\n"))?;
        let text = element(if *id == 6 { 0x13 } else { 0x0c }, &[value.as_bytes()]);
        sets.push(element(0x31, &[&element(0x30, &[&element(6, &[&[0x55, 4, *id]]), &text])]));
    }
    Ok(element(0x30, &[&sets.concat()]))
}

/// `subjectAltName = DNS:a,DNS:b` as extensions; nothing where none is asked for.
fn names(call: &Call<'_, '_>) -> Result<Vec<u8>, String> {
    let Some(asked) = call.value("-addext") else { return Ok(Vec::new()) };
    let (key, list) = asked.split_once('=').unwrap_or((&asked, ""));
    let names = list.split(',').map(|name| Some(element(0x82, &[name.trim().strip_prefix("DNS:")?.as_bytes()])));
    let names: Option<Vec<Vec<u8>>> = names.collect();
    match names.filter(|_| key.trim() == "subjectAltName") {
        Some(names) => Ok(show::extension(b"\x55\x1d\x11", &element(0x30, &[&names.concat()]))),
        None => Err(format!("req: the extension {asked:?} is not simulated\n")),
    }
}

fn req(call: &mut Call<'_, '_>) -> Done {
    let switches = ["-new", "-x509", "-nodes", "-noenc", "-noout", "-text", "-subject", "-sha256"];
    call.only("req", &switches, &["-key", "-out", "-subj", "-in", "-newkey", "-keyout", "-days", "-addext"])?;
    if !call.has("-new") && !call.has("-newkey") && !call.has("-x509") {
        let der = call.block("-in", "X509 CSR")?;
        return show::request(call, &der);
    }
    let key = match call.value("-newkey") {
        Some(kind) => {
            let bits = kind.strip_prefix("rsa:").ok_or_else(|| format!("req: keys of {kind} are not simulated\n"))?;
            if !call.has("-nodes") && !call.has("-noenc") {
                return Err("req: keys with a pass phrase are not simulated: use -nodes\n".into());
            }
            let key = call.make_key(bits, "-keyout")?;
            call.io.err(call.sys, "-----\n");
            key
        }
        None => call.block("-key", "private key")?,
    };
    let key = public(&key).ok_or("Could not find private key\n")?;
    let Some(subj) = call.value("-subj") else {
        return Err("req: questions are not simulated: tell the subject with -subj \"/CN=name\"\n".into());
    };
    let (subject, names) = (subject(&subj)?, names(call)?);
    let signed = |call: &mut Call<'_, '_>, told: &[u8]| {
        element(0x30, &[told, &signing(), &element(3, &[&[0], &call.random(256)])])
    };
    if !call.has("-x509") {
        let list = element(0x31, &[&element(0x30, &[&names])]);
        let wish = element(0x30, &[&element(6, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e"]), &list]);
        let wishes = element(0xa0, &[if names.is_empty() { &[] } else { &wish }]);
        let told = element(0x30, &[&element(2, &[&[0]]), &subject, &key, &wishes]);
        let der = signed(call, &told);
        return call.write("-out", &to_pem("CERTIFICATE REQUEST", &der));
    }
    let days: u64 = call.value("-days").map_or(Ok(30), |n| n.parse()).map_err(|_| "req: -days wants a number\n")?;
    let now = Time(call.sys.now());
    let until = now + std::time::Duration::from_secs(days.min(100_000) * 86_400);
    let (serial, mark) = (call.random(19), call.random(20));
    let authority = element(0x30, &[&element(1, &[b"\xff"])]);
    let extensions = [
        show::extension(b"\x55\x1d\x0e", &element(4, &[&mark])),
        show::extension(b"\x55\x1d\x23", &element(0x30, &[&element(0x80, &[&mark])])),
        element(0x30, &[&element(6, &[b"\x55\x1d\x13"]), &element(1, &[b"\xff"]), &element(4, &[&authority])]),
        names,
    ];
    let told = element(
        0x30,
        &[
            &element(0xa0, &[&element(2, &[&[2]])]),
            &element(2, &[&[0x5a], &serial]),
            &signing(),
            &subject,
            &element(0x30, &[&show::moment(now), &show::moment(until)]),
            &subject,
            &key,
            &element(0xa3, &[&element(0x30, &[&extensions.concat()])]),
        ],
    );
    let der = signed(call, &told);
    call.write("-out", &to_pem("CERTIFICATE", &der))
}

fn x509(call: &mut Call<'_, '_>) -> Done {
    call.only("x509", show::SWITCHES, &["-in", "-out"])?;
    let der = call.block("-in", "certificate")?;
    show::certificate(call, &der)
}
