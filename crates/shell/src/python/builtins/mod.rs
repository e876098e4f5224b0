//! Built-in functions: their table, and what several of them share.

mod items;
mod numbers;
mod texts;

use sorted::InOrder;

use super::methods::wrong;
use super::operators::{compare, whole};
use super::parse::Name;
use super::run::{Files, Machine};
use super::value::{Halt, Obj, Res, Val};

/// A call of a built-in function.
struct Call<'a> {
    m: &'a mut Machine,
    name: &'a str,
    /// As many as the function's row allows.
    args: Vec<Val>,
    named: Named,
    disk: &'a mut dyn Files,
}

type Named = Vec<(Name, Val)>;

/// Any number of arguments.
const ANY: usize = usize::MAX;

/// The functions: how many arguments each takes at least and at most, and what it does.
const FUNCTIONS: &[(&str, usize, usize, fn(&mut Call<'_>) -> Res<Val>)] = &[
    ("abs", 1, 1, numbers::abs),
    ("all", 1, 1, items::any_or_all),
    ("any", 1, 1, items::any_or_all),
    ("bin", 1, 1, numbers::in_base),
    ("bool", 0, 1, numbers::boolean),
    ("chr", 1, 1, texts::chr),
    ("dict", 0, 1, items::dict),
    ("divmod", 2, 2, numbers::divmod),
    ("enumerate", 1, 2, items::enumerate),
    ("exit", 0, 1, texts::exit),
    ("filter", 2, 2, items::map_or_filter),
    ("float", 0, 1, numbers::float),
    ("format", 1, 2, texts::formatted),
    ("hex", 1, 1, numbers::in_base),
    ("input", 0, 1, texts::input),
    ("int", 0, 2, numbers::int),
    ("isinstance", 2, 2, texts::isinstance),
    ("iter", 1, 1, items::iter),
    ("len", 1, 1, items::len),
    ("list", 0, 1, items::collection),
    ("map", 2, 2, items::map_or_filter),
    ("max", 1, ANY, items::min_or_max),
    ("min", 1, ANY, items::min_or_max),
    ("next", 1, 2, items::next),
    ("oct", 1, 1, numbers::in_base),
    ("open", 1, ANY, texts::open),
    ("ord", 1, 1, texts::ord),
    ("pow", 2, 2, numbers::pow),
    ("print", 0, ANY, texts::print),
    ("quit", 0, 1, texts::exit),
    ("range", 1, 3, items::range),
    ("repr", 1, 1, texts::repr),
    ("reversed", 1, 1, items::reversed),
    ("round", 1, 2, numbers::round),
    ("set", 0, 1, items::collection),
    ("sorted", 1, 1, items::in_order),
    ("str", 0, 1, texts::str),
    ("sum", 1, 2, items::sum),
    ("tuple", 0, 1, items::collection),
    ("type", 1, 1, texts::type_of),
    ("zip", 0, ANY, items::zip),
];

/// The exceptions that can be named.
const EXCEPTIONS: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "ConnectionError",
    "EOFError",
    "Exception",
    "FileExistsError",
    "FileNotFoundError",
    "ImportError",
    "IndexError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "OSError",
    "PermissionError",
    "RecursionError",
    "RuntimeError",
    "StopIteration",
    "SystemExit",
    "TypeError",
    "ValueError",
    "ZeroDivisionError",
];

/// What Python has besides, and this has not.
pub const KNOWN: &[&str] = &[
    "ascii",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "classmethod",
    "compile",
    "complex",
    "delattr",
    "dir",
    "eval",
    "exec",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "id",
    "issubclass",
    "locals",
    "memoryview",
    "object",
    "property",
    "setattr",
    "slice",
    "staticmethod",
    "super",
    "vars",
    "TimeoutError",
    "UnicodeDecodeError",
    "IOError",
    "Warning",
    "__import__",
];

/// The function or exception of this name.
pub fn named(name: &str) -> Option<&'static str> {
    let functions = FUNCTIONS.iter().map(|(known, ..)| known);
    functions.chain(EXCEPTIONS).find(|known| **known == name).copied()
}

/// Calls a function by its name.
pub fn builtin(m: &mut Machine, name: &str, args: Vec<Val>, named: Named, disk: &mut dyn Files) -> Res<Val> {
    match FUNCTIONS.iter().find(|(known, ..)| *known == name) {
        Some((_, least, most, run)) if (*least..=*most).contains(&args.len()) => {
            run(&mut Call { m, name, args, named, disk })
        }
        _ => Err(wrong(m, name)),
    }
}

impl Call<'_> {
    fn option(&self, name: &str) -> Option<&Val> {
        option(&self.named, name)
    }
    fn error(&mut self, kind: &str, text: &str) -> Halt {
        self.m.heap.error(kind, text)
    }
    /// The refusal of arguments that the function has nothing for.
    fn wrong<T>(&mut self) -> Res<T> {
        Err(wrong(self.m, self.name))
    }
    /// The whole number that the first argument is.
    fn whole(&mut self) -> Res<i64> {
        match whole(&self.args[0]) {
            Some(n) => Ok(n),
            None => self.wrong(),
        }
    }
    /// What there is to go through in the first argument.
    fn items(&mut self) -> Res<Vec<Val>> {
        match self.args.first() {
            Some(v) => self.m.items(v),
            None => Ok(Vec::new()),
        }
    }
    /// Something to go through once.
    fn once(&mut self, items: Vec<Val>) -> Res<Val> {
        let list = self.m.heap.list(items);
        self.m.iter(list)
    }
}

fn option<'a>(named: &'a Named, name: &str) -> Option<&'a Val> {
    named.iter().find(|(n, _)| &**n == name).map(|(_, v)| v)
}

fn text(v: &Val) -> Option<&str> {
    if let Val::Str(s) = v { Some(s) } else { None }
}

/// `exit(...)`: a number is the exit code, anything else is told.
pub fn leave(m: &Machine, args: &[Val]) -> Halt {
    match args {
        [] | [Val::None] => Halt::Exit(0, String::new()),
        [v] if whole(v).is_some() => Halt::Exit(whole(v).unwrap_or(0) as i32, String::new()),
        [v, ..] => Halt::Exit(1, m.heap.str(v) + "\n"),
    }
}

pub fn update(m: &mut Machine, dict: &Val, from: &Val) -> Res<()> {
    if let Some(Obj::Dict(pairs)) = m.heap.get(from).cloned() {
        return pairs.into_iter().try_for_each(|(k, v)| m.heap.set_item(dict, k, v));
    }
    for pair in m.items(from)? {
        let pair = m.items(&pair)?;
        let [key, value] = &pair[..] else {
            return Err(m.heap.error("ValueError", "dictionary update sequence element has not length 2"));
        };
        m.heap.set_item(dict, key.clone(), value.clone())?;
    }
    Ok(())
}

pub fn sort(m: &mut Machine, items: &mut Vec<Val>, named: &Named, disk: &mut dyn Files) -> Res<()> {
    let mut keyed = Vec::new();
    for item in std::mem::take(items) {
        let key = match option(named, "key").cloned() {
            Some(Val::None) | None => item.clone(),
            Some(function) => m.call_within(&function, vec![item.clone()], disk)?,
        };
        keyed.push((key, item));
    }
    for pair in keyed.windows(2) {
        // What cannot be compared is told as `<` tells it.
        compare(&mut m.heap, "<", &pair[1].0, &pair[0].0)?;
    }
    let reverse = option(named, "reverse").is_some_and(|v| m.heap.truth(v));
    keyed.order_by(|a, b| {
        let order = m.heap.order(&a.0, &b.0).unwrap_or(std::cmp::Ordering::Equal);
        if reverse { order.reverse() } else { order }
    });
    *items = keyed.into_iter().map(|(_, item)| item).collect();
    Ok(())
}
