//! Values. Lists, dictionaries and what else can change lie in a heap and are pointed to by number, so that a clone of
//! the machine is a snapshot.

use std::cmp::Ordering;
use std::rc::Rc;

/// Whole numbers have 64 bits here.
pub const BIG: &str = "integers beyond 64 bits are not simulated";
/// More objects than this are too many.
const MOST_OBJECTS: usize = 2_000_000;
/// How deep values are printed and compared; deeper ones hold themselves.
const DEEPEST: u32 = 60;

#[derive(Clone, Debug)]
pub enum Val {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    /// Something in the heap.
    Ref(usize),
    /// A function, a type or an exception that is built in, by name.
    Native(&'static str),
    Module(&'static str),
    /// A method with what it is bound to.
    Method(Rc<(Val, Rc<str>)>),
}

#[derive(Clone, Debug)]
pub enum Obj {
    List(Vec<Val>),
    Tuple(Vec<Val>),
    Set(Vec<Val>),
    Dict(Vec<(Val, Val)>),
    Range(i64, i64, i64),
    Slice([Val; 3]),
    /// What `for` goes through, and where it is.
    Iter(Val, usize),
    /// Variables of a call, and of where the function was made.
    Env(Vec<(Rc<str>, Val)>, Option<usize>),
    /// Code, values of its last parameters, where it was made.
    Func {
        code: usize,
        defaults: Vec<Val>,
        env: usize,
    },
    Exc {
        kind: Rc<str>,
        args: Vec<Val>,
    },
    File {
        path: String,
        text: Rc<str>,
        at: usize,
        written: Option<String>,
        append: bool,
    },
    /// Standard streams: 0, 1, 2.
    Stream(u32),
}

/// What stops a computation: an exception in the heap, or that something must be waited for.
#[derive(Clone, Debug)]
pub enum Halt {
    Raise(Val),
    /// Until this many microseconds have passed.
    Sleep(i64),
    /// Until a line, or all, of standard input is there.
    Line,
    All,
    Exit(i32, String),
    /// What is said in plain words about Python here.
    Plain(String),
}

pub type Res<T> = Result<T, Halt>;

#[derive(Clone, Default)]
pub struct Heap {
    pub objects: Vec<Obj>,
    /// Bytes of texts made so far.
    pub bytes: usize,
}

impl Heap {
    pub fn add(&mut self, obj: Obj) -> Val {
        self.objects.push(obj);
        Val::Ref(self.objects.len() - 1)
    }
    pub fn list(&mut self, items: Vec<Val>) -> Val {
        self.add(Obj::List(items))
    }
    pub fn tuple(&mut self, items: Vec<Val>) -> Val {
        self.add(Obj::Tuple(items))
    }
    pub fn get(&self, v: &Val) -> Option<&Obj> {
        if let Val::Ref(at) = v { self.objects.get(*at) } else { None }
    }
    pub fn get_mut(&mut self, v: &Val) -> Option<&mut Obj> {
        if let Val::Ref(at) = v { self.objects.get_mut(*at) } else { None }
    }
    /// An exception to raise.
    pub fn error(&mut self, kind: &str, text: impl Into<String>) -> Halt {
        let text = Val::Str(text.into().into());
        Halt::Raise(self.add(Obj::Exc { kind: kind.into(), args: vec![text] }))
    }
    /// Too much of anything ends the program.
    pub fn check(&mut self) -> Res<()> {
        if self.objects.len() > MOST_OBJECTS || self.bytes > crate::files::MAX_FILE * 8 {
            return Err(self.error("MemoryError", ""));
        }
        Ok(())
    }
    /// A new text, which counts.
    pub fn text(&mut self, s: impl Into<Rc<str>>) -> Res<Val> {
        let s = s.into();
        self.bytes += s.len();
        self.check()?;
        Ok(Val::Str(s))
    }

    pub fn type_name(&self, v: &Val) -> String {
        let name = match v {
            Val::None => "NoneType",
            Val::Bool(_) => "bool",
            Val::Int(_) => "int",
            Val::Float(_) => "float",
            Val::Str(_) => "str",
            Val::Native(name) if is_type(name) => "type",
            Val::Native(_) | Val::Method(_) => "builtin_function_or_method",
            Val::Module(_) => "module",
            Val::Ref(_) => match self.get(v) {
                Some(Obj::List(_)) => "list",
                Some(Obj::Tuple(_)) => "tuple",
                Some(Obj::Set(_)) => "set",
                Some(Obj::Dict(_)) => "dict",
                Some(Obj::Range(..)) => "range",
                Some(Obj::Slice(_)) => "slice",
                Some(Obj::Iter(..)) => "iterator",
                Some(Obj::Func { .. }) => "function",
                Some(Obj::Exc { kind, .. }) => return kind.to_string(),
                Some(Obj::File { .. } | Obj::Stream(_)) => "_io.TextIOWrapper",
                _ => "object",
            },
        };
        name.to_string()
    }

    pub fn truth(&self, v: &Val) -> bool {
        match v {
            Val::None => false,
            Val::Bool(b) => *b,
            Val::Int(i) => *i != 0,
            Val::Float(f) => *f != 0.0,
            Val::Str(s) => !s.is_empty(),
            v => self.len(v) != Some(0),
        }
    }

    /// How many items something has; none where it has no length.
    pub fn len(&self, v: &Val) -> Option<usize> {
        Some(match v {
            Val::Str(s) => s.chars().count(),
            v => match self.get(v)? {
                Obj::List(l) | Obj::Tuple(l) | Obj::Set(l) => l.len(),
                Obj::Dict(d) => d.len(),
                Obj::Range(a, b, step) => range_len(*a, *b, *step),
                _ => return None,
            },
        })
    }

    /// What `print` shows.
    pub fn str(&self, v: &Val) -> String {
        match v {
            Val::Str(s) => s.to_string(),
            v => match self.get(v) {
                Some(Obj::Exc { kind, args }) => match &args[..] {
                    [] => String::new(),
                    [only] if &**kind == "KeyError" => self.repr(only),
                    [only] => self.str(only),
                    many => self.joined(many, "(", ")", 0),
                },
                _ => self.repr(v),
            },
        }
    }
    pub fn repr(&self, v: &Val) -> String {
        self.shown(v, 0)
    }
    fn joined(&self, list: &[Val], open: &str, close: &str, depth: u32) -> String {
        let items: Vec<String> = list.iter().map(|v| self.shown(v, depth + 1)).collect();
        format!("{open}{}{close}", items.join(", "))
    }
    fn shown(&self, v: &Val, depth: u32) -> String {
        if depth > DEEPEST {
            return "...".into();
        }
        match v {
            Val::None => "None".into(),
            Val::Bool(b) => if *b { "True" } else { "False" }.into(),
            Val::Int(i) => i.to_string(),
            Val::Float(f) => float(*f),
            Val::Str(s) => quoted(s),
            Val::Native(name) if is_type(name) => format!("<class '{name}'>"),
            Val::Native(name) => format!("<built-in function {name}>"),
            Val::Module(name) => format!("<module '{name}'>"),
            Val::Method(m) => format!("<built-in method {}>", m.1),
            Val::Ref(_) => match self.get(v) {
                Some(Obj::List(l)) => self.joined(l, "[", "]", depth),
                Some(Obj::Tuple(l)) if l.len() == 1 => self.joined(l, "(", ",)", depth),
                Some(Obj::Tuple(l)) => self.joined(l, "(", ")", depth),
                Some(Obj::Set(l)) if l.is_empty() => "set()".into(),
                Some(Obj::Set(l)) => self.joined(l, "{", "}", depth),
                Some(Obj::Dict(d)) => {
                    let pair =
                        |(k, v): &(Val, Val)| format!("{}: {}", self.shown(k, depth + 1), self.shown(v, depth + 1));
                    format!("{{{}}}", d.iter().map(pair).collect::<Vec<_>>().join(", "))
                }
                Some(Obj::Range(a, b, 1)) => format!("range({a}, {b})"),
                Some(Obj::Range(a, b, step)) => format!("range({a}, {b}, {step})"),
                Some(Obj::Exc { kind, args }) => format!("{kind}{}", self.joined(args, "(", ")", depth)),
                Some(Obj::File { path, .. }) => format!("<_io.TextIOWrapper name={} encoding='UTF-8'>", quoted(path)),
                _ => format!("<{}>", self.type_name(v)),
            },
        }
    }

    pub fn equal(&self, a: &Val, b: &Val) -> bool {
        self.same(a, b, 0)
    }
    fn same(&self, a: &Val, b: &Val, depth: u32) -> bool {
        if let (Some(a), Some(b)) = (number(a), number(b)) {
            return a == b;
        }
        let all = |a: &[Val], b: &[Val]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(a, b, depth + 1));
        match (a, b) {
            (Val::None, Val::None) => true,
            (Val::Str(a), Val::Str(b)) => a == b,
            (Val::Native(a), Val::Native(b)) | (Val::Module(a), Val::Module(b)) => a == b,
            (Val::Ref(x), Val::Ref(y)) if x == y => true,
            _ if depth > DEEPEST => false,
            _ => match (self.get(a), self.get(b)) {
                (Some(Obj::List(a)), Some(Obj::List(b))) | (Some(Obj::Tuple(a)), Some(Obj::Tuple(b))) => all(a, b),
                (Some(Obj::Set(a)), Some(Obj::Set(b))) => {
                    a.len() == b.len() && a.iter().all(|x| b.iter().any(|y| self.same(x, y, depth + 1)))
                }
                (Some(Obj::Dict(a)), Some(Obj::Dict(b))) => {
                    let has = |(k, v): &(Val, Val)| {
                        b.iter().any(|(k2, v2)| self.same(k, k2, depth + 1) && self.same(v, v2, depth + 1))
                    };
                    a.len() == b.len() && a.iter().all(has)
                }
                (Some(Obj::Range(a, b, c)), Some(Obj::Range(d, e, f))) => (a, b, c) == (d, e, f),
                _ => false,
            },
        }
    }

    /// Which of two comes first; none where they cannot be compared.
    pub fn order(&self, a: &Val, b: &Val) -> Option<Ordering> {
        if let (Val::Int(a), Val::Int(b)) = (a, b) {
            return Some(a.cmp(b));
        }
        if let (Some(a), Some(b)) = (number(a), number(b)) {
            return a.partial_cmp(&b);
        }
        match (a, b) {
            (Val::Str(a), Val::Str(b)) => Some(a.cmp(b)),
            _ => match (self.get(a)?, self.get(b)?) {
                (Obj::List(a), Obj::List(b)) | (Obj::Tuple(a), Obj::Tuple(b)) => {
                    for (a, b) in a.iter().zip(b) {
                        if !self.equal(a, b) {
                            return self.order(a, b);
                        }
                    }
                    Some(a.len().cmp(&b.len()))
                }
                _ => None,
            },
        }
    }

    /// A key of a dictionary must not change.
    pub fn hashable(&mut self, v: &Val) -> Res<()> {
        match self.get(v) {
            Some(Obj::List(_) | Obj::Dict(_) | Obj::Set(_)) => {
                let text = format!("unhashable type: '{}'", self.type_name(v));
                Err(self.error("TypeError", text))
            }
            _ => Ok(()),
        }
    }
    pub fn find(&self, dict: &Val, key: &Val) -> Option<usize> {
        match self.get(dict)? {
            Obj::Dict(d) => d.iter().position(|(k, _)| self.equal(k, key)),
            Obj::Set(l) | Obj::List(l) | Obj::Tuple(l) => l.iter().position(|k| self.equal(k, key)),
            _ => None,
        }
    }
    pub fn set_item(&mut self, dict: &Val, key: Val, value: Val) -> Res<()> {
        self.hashable(&key)?;
        let at = self.find(dict, &key);
        if let Some(Obj::Dict(d)) = self.get_mut(dict) {
            match at {
                Some(at) => d[at].1 = value,
                None => d.push((key, value)),
            }
        }
        Ok(())
    }
    pub fn add_item(&mut self, set: &Val, item: Val) -> Res<()> {
        self.hashable(&item)?;
        if self.find(set, &item).is_none()
            && let Some(Obj::Set(l)) = self.get_mut(set)
        {
            l.push(item);
        }
        Ok(())
    }
}

pub fn range_len(a: i64, b: i64, step: i64) -> usize {
    let span = if step > 0 { b.saturating_sub(a) } else { a.saturating_sub(b) };
    if span <= 0 { 0 } else { ((span - 1) / step.abs() + 1) as usize }
}

/// Types and exceptions, among what is built in.
pub fn is_type(name: &str) -> bool {
    matches!(name, "int" | "float" | "str" | "bool" | "list" | "tuple" | "dict" | "set" | "range" | "type")
        || is_exception(name)
}
pub fn is_exception(name: &str) -> bool {
    name.ends_with("Error")
        || matches!(name, "Exception" | "BaseException" | "SystemExit" | "KeyboardInterrupt" | "StopIteration")
}

/// Numbers, and what counts as one.
pub fn number(v: &Val) -> Option<f64> {
    match v {
        Val::Bool(b) => Some(f64::from(u8::from(*b))),
        Val::Int(i) => Some(*i as f64),
        Val::Float(f) => Some(*f),
        _ => None,
    }
}

/// A float as Python prints it.
pub fn float(f: f64) -> String {
    if f.is_nan() {
        return "nan".into();
    }
    if f.is_infinite() {
        return if f > 0.0 { "inf" } else { "-inf" }.into();
    }
    let scientific = format!("{f:e}");
    let (mantissa, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    if !(-4..16).contains(&power) {
        return format!("{mantissa}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs());
    }
    let text = format!("{f}");
    if text.contains('.') { text } else { text + ".0" }
}

/// A text in quotes.
pub fn quoted(s: &str) -> String {
    let quote = if s.contains('\'') && !s.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in s.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            c if (c as u32) < 32 || c as u32 == 127 => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}
