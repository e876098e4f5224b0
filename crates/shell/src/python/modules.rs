//! The modules: a little of `json`, `sys`, `os`, `time`, `math`, `random` and `socket`.

use super::builtins::leave;
use super::files::system;
use super::json;
use super::methods::{self, wrong};
use super::not_simulated;
use super::operators::whole;
use super::parse::Name;
use super::run::{Files, Machine};
use super::value::{Halt, Heap, Obj, Res, Val, number};

const MODULES: &[&str] = &["json", "math", "os", "os.path", "random", "socket", "sys", "time"];

/// Python comes with these; they are not simulated.
const LIBRARY: &[&str] = &[
    "abc",
    "argparse",
    "array",
    "asyncio",
    "base64",
    "binascii",
    "bisect",
    "calendar",
    "cgi",
    "cmath",
    "cmd",
    "code",
    "codecs",
    "collections",
    "concurrent",
    "configparser",
    "contextlib",
    "copy",
    "csv",
    "ctypes",
    "curses",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "dis",
    "email",
    "enum",
    "errno",
    "faulthandler",
    "fcntl",
    "filecmp",
    "fileinput",
    "fnmatch",
    "fractions",
    "ftplib",
    "functools",
    "gc",
    "getopt",
    "getpass",
    "glob",
    "grp",
    "gzip",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "http",
    "imaplib",
    "importlib",
    "inspect",
    "io",
    "ipaddress",
    "itertools",
    "keyword",
    "linecache",
    "locale",
    "logging",
    "lzma",
    "mimetypes",
    "mmap",
    "multiprocessing",
    "numbers",
    "operator",
    "pathlib",
    "pdb",
    "pickle",
    "platform",
    "pprint",
    "pwd",
    "queue",
    "re",
    "readline",
    "resource",
    "sched",
    "secrets",
    "select",
    "selectors",
    "shlex",
    "shutil",
    "signal",
    "site",
    "smtplib",
    "socketserver",
    "sqlite3",
    "ssl",
    "stat",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "syslog",
    "tarfile",
    "tempfile",
    "textwrap",
    "threading",
    "timeit",
    "tkinter",
    "token",
    "tokenize",
    "traceback",
    "types",
    "typing",
    "unicodedata",
    "unittest",
    "urllib",
    "uuid",
    "venv",
    "warnings",
    "wave",
    "weakref",
    "webbrowser",
    "xml",
    "zipfile",
    "zlib",
];

pub fn module(heap: &mut Heap, name: &str) -> Res<Val> {
    if let Some(known) = MODULES.iter().find(|m| **m == name) {
        // `import os.path` gives `os`.
        return Ok(Val::Module(known.split('.').next().unwrap_or(known)));
    }
    if LIBRARY.contains(&name.split('.').next().unwrap_or("")) {
        return Err(Halt::Plain(not_simulated(&format!("the module {name}"))));
    }
    Err(heap.error("ModuleNotFoundError", format!("No module named '{name}'")))
}

/// The functions of the modules.
const FUNCTIONS: &[&str] = &[
    "json.dump",
    "json.dumps",
    "json.load",
    "json.loads",
    "math.ceil",
    "math.cos",
    "math.exp",
    "math.fabs",
    "math.floor",
    "math.log",
    "math.log10",
    "math.log2",
    "math.pow",
    "math.sin",
    "math.sqrt",
    "math.tan",
    "os.getcwd",
    "os.getenv",
    "os.getpid",
    "os.listdir",
    "os.makedirs",
    "os.mkdir",
    "os.path.basename",
    "os.path.dirname",
    "os.path.exists",
    "os.path.isdir",
    "os.path.isfile",
    "os.path.join",
    "os.remove",
    "os.rmdir",
    "os.unlink",
    "random.choice",
    "random.randint",
    "random.random",
    "random.shuffle",
    "random.uniform",
    "socket.gethostname",
    "sys.exit",
    "time.monotonic",
    "time.perf_counter",
    "time.sleep",
    "time.time",
    "time.time_ns",
];
/// What the modules have besides.
const ELSE: &[&str] = &[
    "json.JSONDecoder",
    "json.JSONEncoder",
    "math.gcd",
    "math.factorial",
    "math.hypot",
    "os._exit",
    "os.rename",
    "os.uname",
    "os.system",
    "os.walk",
    "os.popen",
    "os.kill",
    "os.stat",
    "os.chmod",
    "os.path.getsize",
    "os.path.abspath",
    "os.path.splitext",
    "random.seed",
    "random.sample",
    "random.choices",
    "socket.socket",
    "socket.gethostbyname",
    "socket.create_connection",
    "sys.path",
    "sys.modules",
    "sys.getsizeof",
    "sys.version_info",
    "time.strftime",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
];

pub fn attribute(m: &mut Machine, module: &str, name: &str) -> Res<Val> {
    let full = format!("{module}.{name}");
    if let Some(function) = FUNCTIONS.iter().find(|f| **f == full) {
        return Ok(Val::Native(function));
    }
    Ok(match &*full {
        "os.path" => Val::Module("os.path"),
        "os.environ" => m.environment(),
        "os.sep" => Val::Str("/".into()),
        "sys.argv" => {
            let argv = m.world.argv.iter().map(|a| Val::Str(a.as_str().into())).collect();
            m.heap.list(argv)
        }
        "sys.stdin" => m.heap.add(Obj::Stream(0)),
        "sys.stdout" => m.heap.add(Obj::Stream(1)),
        "sys.stderr" => m.heap.add(Obj::Stream(2)),
        "sys.version" => Val::Str(format!("{} (main) [GCC]", m.world.version).into()),
        "sys.platform" => Val::Str("linux".into()),
        "sys.executable" => Val::Str("/usr/bin/python3".into()),
        "sys.maxsize" => Val::Int(i64::MAX),
        "json.JSONDecodeError" => Val::Native("JSONDecodeError"),
        "math.pi" => Val::Float(std::f64::consts::PI),
        "math.e" => Val::Float(std::f64::consts::E),
        "math.inf" => Val::Float(f64::INFINITY),
        _ if ELSE.contains(&&*full) => return Err(Halt::Plain(not_simulated(&full))),
        _ => return Err(m.heap.error("AttributeError", format!("module '{module}' has no attribute '{name}'"))),
    })
}

type Named<'a> = &'a [(Name, Val)];

fn option<'a>(named: Named<'a>, name: &str) -> Option<&'a Val> {
    named.iter().find(|(n, _)| &**n == name).map(|(_, v)| v)
}

fn text(v: &Val) -> Option<String> {
    if let Val::Str(s) = v { Some(s.to_string()) } else { None }
}

pub fn call(m: &mut Machine, name: &str, args: Vec<Val>, named: Vec<(Name, Val)>, files: &mut dyn Files) -> Res<Val> {
    match name.split('.').next().unwrap_or("") {
        "json" => json_call(m, name, &args, &named, files),
        "math" => math(m, name, &args),
        "os" => os(m, name, &args, &named, files),
        "random" => random(m, name, &args),
        _ => rest(m, name, &args),
    }
}

fn json_call(m: &mut Machine, name: &str, args: &[Val], named: Named<'_>, files: &mut dyn Files) -> Res<Val> {
    Ok(match (name, args) {
        ("json.dumps" | "json.dump", [v, rest @ ..]) => {
            let style = json::Style {
                indent: option(named, "indent").and_then(whole).map(|n| n.clamp(0, 40) as usize),
                sort: option(named, "sort_keys").is_some_and(|v| m.heap.truth(v)),
                unicode: option(named, "ensure_ascii").is_some_and(|v| !m.heap.truth(v)),
            };
            let made = json::dump(&mut m.heap, v, &style)?;
            let made = m.heap.text(made)?;
            match rest.first() {
                Some(file) if name == "json.dump" => {
                    let write = methods::attribute(m, file, &"write".into())?;
                    methods::call(m, &write, vec![made], Vec::new(), files)?;
                    Val::None
                }
                _ => made,
            }
        }
        ("json.loads", [Val::Str(s)]) => json::load(&mut m.heap, s)?,
        ("json.load", [file]) => {
            let read = methods::attribute(m, file, &"read".into())?;
            match methods::call(m, &read, Vec::new(), Vec::new(), files)? {
                Val::Str(s) => json::load(&mut m.heap, &s)?,
                _ => return Err(wrong(m, name)),
            }
        }
        _ => return Err(wrong(m, name)),
    })
}

fn math(m: &mut Machine, name: &str, args: &[Val]) -> Res<Val> {
    Ok(match (name, args) {
        ("math.floor" | "math.ceil", [v]) if number(v).is_some() => {
            let f = number(v).unwrap_or(0.0);
            Val::Int(if name == "math.floor" { f.floor() } else { f.ceil() } as i64)
        }
        ("math.pow", [a, b]) if number(a).is_some() && number(b).is_some() => {
            Val::Float(number(a).unwrap_or(0.0).powf(number(b).unwrap_or(0.0)))
        }
        ("math.log", [v, base]) if number(v).is_some() && number(base).is_some() => {
            Val::Float(number(v).unwrap_or(0.0).log(number(base).unwrap_or(0.0)))
        }
        (function, [v]) if number(v).is_some() => {
            let f = number(v).unwrap_or(0.0);
            let made = match function {
                "math.sqrt" => f.sqrt(),
                "math.sin" => f.sin(),
                "math.cos" => f.cos(),
                "math.tan" => f.tan(),
                "math.exp" => f.exp(),
                "math.log" => f.ln(),
                "math.log2" => f.log2(),
                "math.log10" => f.log10(),
                _ => f.abs(),
            };
            if made.is_nan() || made.is_infinite() {
                return Err(m.heap.error("ValueError", "math domain error"));
            }
            Val::Float(made)
        }
        _ => return Err(wrong(m, name)),
    })
}

fn os(m: &mut Machine, name: &str, args: &[Val], named: Named<'_>, files: &mut dyn Files) -> Res<Val> {
    let path = args.first().and_then(text);
    Ok(match (name, args) {
        ("os.getcwd", []) => Val::Str(m.world.cwd.as_str().into()),
        ("os.getpid", []) => Val::Int(m.world.pid),
        ("os.getenv", [key, rest @ ..]) => {
            let all = m.environment();
            match m.heap.find(&all, key) {
                Some(_) => super::operators::index(&mut m.heap, &all, key)?,
                None => rest.first().or(option(named, "default")).cloned().unwrap_or(Val::None),
            }
        }
        ("os.listdir", list) => {
            let path = path.unwrap_or_else(|| if list.is_empty() { ".".into() } else { String::new() });
            match files.list(&path) {
                Ok(names) => {
                    let names = names.into_iter().map(|n| Val::Str(n.into())).collect();
                    m.heap.list(names)
                }
                Err(why) => return Err(system(&mut m.heap, &why, &path)),
            }
        }
        ("os.mkdir" | "os.makedirs" | "os.remove" | "os.unlink" | "os.rmdir", [_, ..]) => {
            let path = path.unwrap_or_default();
            let there = option(named, "exist_ok").is_some_and(|v| m.heap.truth(v)) && files.is_directory(&path);
            if let Err(why) = if there { Ok(()) } else { files.change(name, &path) } {
                return Err(system(&mut m.heap, &why, &path));
            }
            Val::None
        }
        ("os.path.exists", [_]) => Val::Bool(path.is_some_and(|p| files.exists(&p))),
        ("os.path.isdir", [_]) => Val::Bool(path.is_some_and(|p| files.is_directory(&p))),
        ("os.path.isfile", [_]) => Val::Bool(path.is_some_and(|p| files.exists(&p) && !files.is_directory(&p))),
        ("os.path.join", parts) => {
            let mut joined = String::new();
            for part in parts.iter().filter_map(text) {
                if part.starts_with('/') || joined.is_empty() {
                    joined = part;
                } else {
                    joined = format!("{}/{part}", joined.trim_end_matches('/'));
                }
            }
            Val::Str(joined.into())
        }
        ("os.path.basename" | "os.path.dirname", [_]) => {
            let path = path.unwrap_or_default();
            let (dir, base) = path.rsplit_once('/').unwrap_or(("", &path));
            let dir = if dir.is_empty() && path.starts_with('/') { "/" } else { dir };
            Val::Str(if name == "os.path.basename" { base } else { dir }.into())
        }
        _ => return Err(wrong(m, name)),
    })
}

fn random(m: &mut Machine, name: &str, args: &[Val]) -> Res<Val> {
    Ok(match (name, args) {
        ("random.random", []) => Val::Float(m.random()),
        ("random.uniform", [a, b]) => {
            let (a, b) = (number(a).unwrap_or(0.0), number(b).unwrap_or(0.0));
            Val::Float(a + (b - a) * m.random())
        }
        ("random.randint", [a, b]) if whole(a).is_some() && whole(b).is_some() => {
            let (a, b) = (whole(a).unwrap_or(0), whole(b).unwrap_or(0));
            let span = b.saturating_sub(a).saturating_add(1).max(1);
            Val::Int(a + (m.random() * span as f64) as i64)
        }
        ("random.choice", [list]) => {
            let items = m.items(list)?;
            let at = (m.random() * items.len() as f64) as usize;
            match items.get(at) {
                Some(item) => item.clone(),
                None => return Err(m.heap.error("IndexError", "Cannot choose from an empty sequence")),
            }
        }
        ("random.shuffle", [list]) => {
            let mut items = m.items(list)?;
            for i in (1..items.len()).rev() {
                let j = (m.random() * (i + 1) as f64) as usize;
                items.swap(i, j);
            }
            if let Some(Obj::List(l)) = m.heap.get_mut(list) {
                *l = items;
            }
            Val::None
        }
        _ => return Err(wrong(m, name)),
    })
}

/// `socket`, `sys` and `time`.
fn rest(m: &mut Machine, name: &str, args: &[Val]) -> Res<Val> {
    Ok(match (name, args) {
        ("socket.gethostname", []) => Val::Str(m.world.hostname.as_str().into()),
        ("sys.exit", args) => return Err(leave(m, args)),
        ("time.time", []) => Val::Float(m.world.now as f64 / 1e6),
        ("time.time_ns", []) => Val::Int(m.world.now * 1000),
        ("time.monotonic" | "time.perf_counter", []) => Val::Float((m.world.now - m.world.boot) as f64 / 1e6),
        ("time.sleep", [v]) if number(v).is_some() => {
            let seconds = number(v).unwrap_or(0.0);
            if seconds < 0.0 {
                return Err(m.heap.error("ValueError", "sleep length must be non-negative"));
            }
            return Err(Halt::Sleep((seconds * 1e6).min(1e15) as i64));
        }
        _ => return Err(wrong(m, name)),
    })
}
