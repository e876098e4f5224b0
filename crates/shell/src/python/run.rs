//! The machine that runs the steps.

use std::rc::Rc;

use super::compile::{Code, Op};
use super::parse::Name;
use super::value::{Halt, Heap, Obj, Res, Val, range_len};
use super::{builtins, files, format, methods, not_simulated, operators};

/// Calls within calls; real ones end at 1000.
const DEEPEST: usize = 1000;
/// Functions that are called from within built-in ones (the key of a sort) must end within so many steps.
const STEPS_WITHIN: u32 = 2_000_000;

#[derive(Clone)]
struct Frame {
    code: usize,
    at: usize,
    env: usize,
    globals: Vec<Name>,
    /// Where exceptions go: the step, and how much of the stack stays.
    handlers: Vec<(usize, usize)>,
    /// What was on the stack before.
    base: usize,
}

/// A program that runs. A clone is a snapshot.
#[derive(Clone)]
pub struct Machine {
    codes: Rc<[Code]>,
    pub heap: Heap,
    stack: Vec<Val>,
    frames: Vec<Frame>,
    /// Exceptions that are being handled.
    handling: Vec<Val>,
    /// `os.environ`, once it was asked for.
    environ: Option<Val>,
    pub world: World,
}

/// What a program sees of what is around it.
#[derive(Clone, Default)]
pub struct World {
    pub argv: Vec<String>,
    pub env: Vec<(String, String)>,
    /// Microseconds since 1970.
    pub now: i64,
    pub hostname: String,
    pub cwd: String,
    pub version: String,
    /// Standard input as far as it came, and whether it has ended.
    pub input: String,
    pub ended: bool,
    /// What is to be written: true for standard error.
    pub output: Vec<(bool, String)>,
    pub flush: bool,
    pub pid: i64,
    /// When the machine came up.
    pub boot: i64,
    pub random: u64,
}

/// Files, as far as a program may touch them.
pub trait Files {
    fn read(&mut self, path: &str) -> Result<String, String>;
    fn write(&mut self, path: &str, text: &str, append: bool) -> Result<(), String>;
    fn exists(&mut self, path: &str) -> bool;
    fn is_directory(&mut self, path: &str) -> bool;
    fn list(&mut self, path: &str) -> Result<Vec<String>, String>;
    fn change(&mut self, what: &str, path: &str) -> Result<(), String>;
}

impl Machine {
    pub fn new(codes: Vec<Code>, world: World) -> Machine {
        let mut heap = Heap::default();
        heap.add(Obj::Env(vec![("__name__".into(), Val::Str("__main__".into()))], None));
        let frame = Frame { code: 0, at: 0, env: 0, globals: Vec::new(), handlers: Vec::new(), base: 0 };
        Machine {
            codes: codes.into(),
            heap,
            stack: Vec::new(),
            frames: vec![frame],
            handling: Vec::new(),
            environ: None,
            world,
        }
    }

    /// Goes on for so many steps; what is left of them. An `Err` says why the program stopped; `Ok` with steps left is
    /// its end.
    pub fn run(&mut self, mut steps: u32, disk: &mut dyn Files) -> Res<u32> {
        while !self.frames.is_empty() && steps > 0 {
            steps -= 1;
            if let Err(halt) = self.step(disk) {
                self.caught(halt)?;
            }
        }
        Ok(steps)
    }
    pub fn is_over(&self) -> bool {
        self.frames.is_empty()
    }

    /// An exception goes to its handler, if there is one.
    fn caught(&mut self, halt: Halt) -> Res<()> {
        let Halt::Raise(exception) = halt else { return Err(halt) };
        let depth = self.frames.iter().rposition(|f| !f.handlers.is_empty());
        let Some(depth) = depth else { return Err(Halt::Raise(exception)) };
        self.frames.truncate(depth + 1);
        let frame = &mut self.frames[depth];
        let (at, height) = frame.handlers.pop().unwrap_or_default();
        frame.at = at;
        self.stack.truncate(height);
        self.stack.push(exception.clone());
        self.handling.push(exception);
        Ok(())
    }

    /// Where the program is: function and line of each call, outermost first.
    pub fn trace(&self) -> Vec<(String, u32)> {
        let place = |f: &Frame| {
            let code = &self.codes[f.code];
            (code.name.clone(), code.lines.get(f.at.saturating_sub(1)).copied().unwrap_or(1))
        };
        self.frames.iter().map(place).collect()
    }

    /// `os.environ`: one dictionary for the whole program.
    pub fn environment(&mut self) -> Val {
        if let Some(v) = &self.environ {
            return v.clone();
        }
        let text = |s: &String| Val::Str(s.as_str().into());
        let pairs = self.world.env.iter().map(|(k, v)| (text(k), text(v))).collect();
        let v = self.heap.add(Obj::Dict(pairs));
        self.environ = Some(v.clone());
        v
    }
    /// A number from 0 to 1.
    pub fn random(&mut self) -> f64 {
        let mut x = self.world.random | 1;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.world.random = x;
        (x >> 11) as f64 / (1u64 << 53) as f64
    }

    fn pop(&mut self) -> Val {
        self.stack.pop().unwrap_or(Val::None)
    }
    fn top(&self) -> Val {
        self.stack.last().cloned().unwrap_or(Val::None)
    }
    fn pops(&mut self, n: usize) -> Vec<Val> {
        self.stack.split_off(self.stack.len().saturating_sub(n))
    }
    fn variables(&mut self, env: usize) -> Option<(&mut Vec<(Name, Val)>, Option<usize>)> {
        match self.heap.objects.get_mut(env) {
            Some(Obj::Env(list, outer)) => Some((list, *outer)),
            _ => None,
        }
    }

    fn load(&mut self, name: &Name) -> Res<Val> {
        let mut env = self.frames.last().map(|f| f.env);
        while let Some(at) = env {
            let Some((list, outer)) = self.variables(at) else { break };
            if let Some((_, v)) = list.iter().find(|(n, _)| n == name) {
                return Ok(v.clone());
            }
            env = outer;
        }
        if let Some(native) = builtins::named(name) {
            return Ok(Val::Native(native));
        }
        if builtins::KNOWN.contains(&&**name) {
            return Err(Halt::Plain(not_simulated(name)));
        }
        Err(self.heap.error("NameError", format!("name '{name}' is not defined")))
    }
    fn store(&mut self, name: &Name, value: Val) {
        let Some(frame) = self.frames.last() else { return };
        let env = if frame.globals.contains(name) { 0 } else { frame.env };
        let Some((list, _)) = self.variables(env) else { return };
        match list.iter_mut().find(|(n, _)| n == name) {
            Some(slot) => slot.1 = value,
            None => list.push((name.clone(), value)),
        }
    }

    fn step(&mut self, disk: &mut dyn Files) -> Res<()> {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let codes = self.codes.clone();
        let Some(op) = codes[frame.code].ops.get(frame.at) else { return Ok(()) };
        frame.at += 1;
        match op {
            Op::Const(v) => self.stack.push(v.clone()),
            Op::Load(name) => {
                let v = self.load(name)?;
                self.stack.push(v);
            }
            Op::Store(name) => {
                let v = self.pop();
                self.store(name, v);
            }
            Op::Delete(name) => {
                let env = frame.env;
                if let Some((list, _)) = self.variables(env) {
                    list.retain(|(n, _)| n != name);
                }
            }
            Op::Global(name) => frame.globals.push(name.clone()),
            Op::Pop => drop(self.pop()),
            Op::Dup => self.stack.extend(self.stack.last().cloned()),
            Op::Dup2 => self.stack.extend_from_within(self.stack.len().saturating_sub(2)..),
            Op::Rot3 => {
                let len = self.stack.len();
                self.stack[len - 3..].rotate_right(1);
            }
            Op::List(n) => {
                let items = self.pops(*n);
                let list = self.heap.list(items);
                self.made(list)?;
            }
            Op::Tuple(n) => {
                let items = self.pops(*n);
                let tuple = self.heap.tuple(items);
                self.made(tuple)?;
            }
            Op::Set(n) => {
                let items = self.pops(*n);
                let set = self.heap.add(Obj::Set(Vec::new()));
                items.into_iter().try_for_each(|item| self.heap.add_item(&set, item))?;
                self.made(set)?;
            }
            Op::Dict(n) => {
                let items = self.pops(n * 2);
                let dict = self.heap.add(Obj::Dict(Vec::new()));
                for pair in items.chunks(2) {
                    self.heap.set_item(&dict, pair[0].clone(), pair[1].clone())?;
                }
                self.made(dict)?;
            }
            Op::Slice => {
                let bounds = self.pops(3);
                let slice = <[Val; 3]>::try_from(bounds).map_or(Val::None, |b| self.heap.add(Obj::Slice(b)));
                self.stack.push(slice);
            }
            Op::Extend => {
                let items = self.pop();
                let items = self.items(&items)?;
                let list = self.top();
                if let Some(Obj::List(l)) = self.heap.get_mut(&list) {
                    l.extend(items);
                }
            }
            Op::Append => {
                let item = self.pop();
                self.append(item)?;
            }
            Op::Binary(operator) => {
                let (b, a) = (self.pop(), self.pop());
                let v = operators::binary(&mut self.heap, operator, &a, &b)?;
                self.stack.push(v);
            }
            Op::Unary(operator) => {
                let a = self.pop();
                let v = operators::unary(&mut self.heap, operator, &a)?;
                self.stack.push(v);
            }
            Op::Compare(operator) => {
                let (b, a) = (self.pop(), self.pop());
                let v = operators::compare(&mut self.heap, operator, &a, &b)?;
                self.stack.push(Val::Bool(v));
            }
            Op::Jump(to) => frame.at = *to,
            Op::Unless(to) => {
                let v = self.pop();
                if !self.heap.truth(&v) {
                    self.jump(*to);
                }
            }
            Op::Keep(on, to) => {
                let v = self.top();
                if self.heap.truth(&v) == *on {
                    self.jump(*to);
                } else {
                    self.pop();
                }
            }
            Op::Call(n, names, star) => self.call_op(*n, names, *star, disk)?,
            Op::Attr(name) => {
                let object = self.pop();
                let v = methods::attribute(self, &object, name)?;
                self.stack.push(v);
            }
            Op::Index => {
                let (index, object) = (self.pop(), self.pop());
                let v = operators::index(&mut self.heap, &object, &index)?;
                self.stack.push(v);
            }
            Op::SetIndex => {
                let (index, object, value) = (self.pop(), self.pop(), self.pop());
                operators::set_index(&mut self.heap, &object, index, value)?;
            }
            Op::DeleteIndex => {
                let (index, object) = (self.pop(), self.pop());
                operators::delete_index(&mut self.heap, &object, &index)?;
            }
            Op::Iter => {
                let v = self.pop();
                let v = self.iter(v)?;
                self.stack.push(v);
            }
            Op::Next(out) => self.next_op(*out)?,
            Op::Unpack(n) => {
                let v = self.pop();
                self.unpack(&v, *n)?;
            }
            Op::Func(code, defaults) => {
                let env = frame.env;
                let (code, defaults) = (*code, self.pops(*defaults));
                let f = self.heap.add(Obj::Func { code, defaults, env });
                self.stack.push(f);
            }
            Op::Return => {
                let v = self.pop();
                if let Some(frame) = self.frames.pop() {
                    self.stack.truncate(frame.base);
                }
                self.stack.push(v);
            }
            Op::Import(name) => {
                let module = methods::module(self, name)?;
                self.stack.push(module);
            }
            Op::ImportFrom(module, name) => {
                let module = methods::module(self, module)?;
                let v = methods::attribute(self, &module, name)?;
                self.stack.push(v);
            }
            Op::Setup(to) => {
                let height = self.stack.len();
                frame.handlers.push((*to, height));
            }
            Op::Leave => drop(frame.handlers.pop()),
            Op::Match => {
                let (kinds, exception) = (self.pop(), self.pop());
                let found = methods::is_kind(&self.heap, &exception, &kinds);
                self.stack.push(Val::Bool(found));
            }
            Op::Raise => {
                let v = self.pop();
                return Err(methods::raise(&mut self.heap, v));
            }
            Op::Again => {
                let current = self.handling.last().cloned();
                return Err(match current {
                    Some(v) => Halt::Raise(v),
                    None => self.heap.error("RuntimeError", "No active exception to reraise"),
                });
            }
            Op::Handled => drop(self.handling.pop()),
            Op::Format(repr) => {
                let (spec, v) = (self.pop(), self.pop());
                let v = if *repr { Val::Str(self.heap.repr(&v).into()) } else { v };
                let text = format::spec(&mut self.heap, &v, &spec)?;
                let text = self.heap.text(text)?;
                self.stack.push(text);
            }
            Op::Join(n) => {
                let text: String = self.pops(*n).iter().map(|v| self.heap.str(v)).collect();
                let text = self.heap.text(text)?;
                self.stack.push(text);
            }
            Op::Close => {
                let v = self.pop();
                files::close(self, &v, disk)?;
            }
        }
        Ok(())
    }

    /// A new object, where there is room for it.
    fn made(&mut self, object: Val) -> Res<()> {
        self.stack.push(object);
        self.heap.check()
    }
    /// Adds what a comprehension or a display made next to what lies below it.
    fn append(&mut self, item: Val) -> Res<()> {
        let to = self.top();
        match self.heap.get(&to) {
            Some(Obj::Set(_)) => self.heap.add_item(&to, item)?,
            Some(Obj::Dict(_)) => {
                let pairs = match self.heap.get(&item) {
                    Some(Obj::Dict(d)) => d.clone(),
                    _ => Vec::new(),
                };
                for (k, v) in pairs {
                    self.heap.set_item(&to, k, v)?;
                }
            }
            _ => {
                if let Some(Obj::List(l)) = self.heap.get_mut(&to) {
                    l.push(item);
                }
            }
        }
        Ok(())
    }
    fn unpack(&mut self, v: &Val, n: usize) -> Res<()> {
        let items = self.items(v)?;
        if items.len() != n {
            let text = if items.len() > n {
                format!("too many values to unpack (expected {n})")
            } else {
                format!("not enough values to unpack (expected {n}, got {})", items.len())
            };
            return Err(self.heap.error("ValueError", text));
        }
        self.stack.extend(items.into_iter().rev());
        Ok(())
    }
    /// The next item of a loop; behind the last one it goes on at `out`.
    fn next_op(&mut self, out: usize) -> Res<()> {
        let it = self.top();
        match self.next(&it) {
            Ok(Some(item)) => self.stack.push(item),
            Ok(None) => {
                self.pop();
                self.jump(out);
            }
            Err(halt) => {
                // Asked again when the input is there.
                self.back(&halt);
                return Err(halt);
            }
        }
        Ok(())
    }

    fn jump(&mut self, to: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.at = to;
        }
    }
    /// What has to wait for input is done again.
    fn back(&mut self, halt: &Halt) {
        if let (Halt::Line | Halt::All, Some(frame)) = (halt, self.frames.last_mut()) {
            frame.at -= 1;
        }
    }

    fn call_op(&mut self, n: usize, names: &Rc<[Name]>, star: bool, disk: &mut dyn Files) -> Res<()> {
        let mut args = self.pops(n + names.len());
        let function = self.pop();
        let saved = args.clone();
        let named: Vec<(Name, Val)> = names.iter().cloned().zip(args.split_off(n)).collect();
        if star {
            let list = args.pop().unwrap_or(Val::None);
            args = self.items(&list)?;
        }
        match self.call(&function, args, named, disk) {
            Ok(Some(v)) => self.stack.push(v),
            Ok(None) => {}
            Err(halt) => {
                if matches!(halt, Halt::Line | Halt::All) {
                    self.stack.push(function);
                    self.stack.extend(saved);
                    self.back(&halt);
                } else if matches!(halt, Halt::Sleep(_)) {
                    self.stack.push(Val::None);
                }
                return Err(halt);
            }
        }
        Ok(())
    }

    /// Calls something: what is built in answers at once, a function begins.
    fn call(
        &mut self,
        function: &Val,
        args: Vec<Val>,
        named: Vec<(Name, Val)>,
        disk: &mut dyn Files,
    ) -> Res<Option<Val>> {
        let Some(Obj::Func { code, defaults, env }) = self.heap.get(function).cloned() else {
            return methods::call(self, function, args, named, disk).map(Some);
        };
        if self.frames.len() >= DEEPEST {
            return Err(self.heap.error("RecursionError", "maximum recursion depth exceeded"));
        }
        let codes = self.codes.clone();
        let Code { name, parameters, .. } = &codes[code];
        if args.len() > parameters.len() {
            let text =
                format!("{name}() takes {} positional arguments but {} were given", parameters.len(), args.len());
            return Err(self.heap.error("TypeError", text));
        }
        let mut variables: Vec<(Name, Val)> = parameters.iter().cloned().zip(args).collect();
        for (key, value) in named {
            if !parameters.contains(&key) {
                let text = format!("{name}() got an unexpected keyword argument '{key}'");
                return Err(self.heap.error("TypeError", text));
            }
            variables.push((key, value));
        }
        let first_default = parameters.len() - defaults.len();
        let mut missing = Vec::new();
        for (i, parameter) in parameters.iter().enumerate() {
            if variables.iter().any(|(n, _)| n == parameter) {
                continue;
            }
            match i.checked_sub(first_default).and_then(|d| defaults.get(d)) {
                Some(v) => variables.push((parameter.clone(), v.clone())),
                None => missing.push(format!("'{parameter}'")),
            }
        }
        if !missing.is_empty() {
            let s = if missing.len() == 1 { "" } else { "s" };
            let list = missing.join(" and ");
            let text = format!("{name}() missing {} required positional argument{s}: {list}", missing.len());
            return Err(self.heap.error("TypeError", text));
        }
        self.heap.add(Obj::Env(variables, Some(env)));
        let env = self.heap.objects.len() - 1;
        let base = self.stack.len();
        self.frames.push(Frame { code, at: 0, env, globals: Vec::new(), handlers: Vec::new(), base });
        self.heap.check()?;
        Ok(None)
    }

    /// Calls a function from within a built-in one.
    pub fn call_within(&mut self, function: &Val, args: Vec<Val>, disk: &mut dyn Files) -> Res<Val> {
        let depth = self.frames.len();
        if let Some(v) = self.call(function, args, Vec::new(), disk)? {
            return Ok(v);
        }
        for _ in 0..STEPS_WITHIN {
            if self.frames.len() == depth {
                return Ok(self.pop());
            }
            if let Err(halt) = self.step(disk) {
                let mine = self.frames.iter().rposition(|f| !f.handlers.is_empty()).is_some_and(|at| at >= depth);
                match halt {
                    Halt::Raise(_) if mine => self.caught(halt)?,
                    Halt::Raise(_) => {
                        self.frames.truncate(depth);
                        return Err(halt);
                    }
                    Halt::Sleep(_) | Halt::Line | Halt::All => {
                        return Err(Halt::Plain(not_simulated("waiting within sort, map or filter")));
                    }
                    halt => return Err(halt),
                }
            }
        }
        Err(Halt::Plain(not_simulated("so long a computation within sort, map or filter")))
    }

    pub fn iter(&mut self, v: Val) -> Res<Val> {
        match self.heap.get(&v) {
            Some(Obj::Iter(..)) => Ok(v),
            Some(Obj::Dict(d)) => {
                let keys = d.iter().map(|(k, _)| k.clone()).collect();
                let keys = self.heap.list(keys);
                Ok(self.heap.add(Obj::Iter(keys, 0)))
            }
            Some(Obj::List(_) | Obj::Tuple(_) | Obj::Set(_) | Obj::Range(..) | Obj::File { .. } | Obj::Stream(0)) => {
                Ok(self.heap.add(Obj::Iter(v, 0)))
            }
            None if matches!(v, Val::Str(_)) => {
                let Val::Str(s) = &v else { return Ok(Val::None) };
                let letters = s.chars().map(|c| Val::Str(c.to_string().into())).collect();
                let letters = self.heap.list(letters);
                Ok(self.heap.add(Obj::Iter(letters, 0)))
            }
            _ => {
                let text = format!("'{}' object is not iterable", self.heap.type_name(&v));
                Err(self.heap.error("TypeError", text))
            }
        }
    }

    pub fn next(&mut self, it: &Val) -> Res<Option<Val>> {
        let Some(Obj::Iter(over, at)) = self.heap.get(it).cloned() else { return Ok(None) };
        let item = match self.heap.get(&over) {
            Some(Obj::List(l) | Obj::Tuple(l) | Obj::Set(l)) => l.get(at).cloned(),
            Some(Obj::Range(a, b, step)) => (at < range_len(*a, *b, *step)).then(|| Val::Int(a + step * at as i64)),
            Some(Obj::File { .. } | Obj::Stream(0)) => match files::read_line(self, &over)? {
                line if line.is_empty() => None,
                line => Some(self.heap.text(line)?),
            },
            _ => None,
        };
        if let Some(Obj::Iter(_, at)) = self.heap.get_mut(it) {
            *at += 1;
        }
        Ok(item)
    }

    /// All items of something.
    pub fn items(&mut self, v: &Val) -> Res<Vec<Val>> {
        if let Some(Obj::List(l) | Obj::Tuple(l) | Obj::Set(l)) = self.heap.get(v) {
            return Ok(l.clone());
        }
        if let Some(Obj::Range(a, b, step)) = self.heap.get(v)
            && range_len(*a, *b, *step) > 1_000_000
        {
            return Err(self.heap.error("MemoryError", ""));
        }
        let it = self.iter(v.clone())?;
        let mut all = Vec::new();
        while let Some(item) = self.next(&it)? {
            all.push(item);
        }
        Ok(all)
    }
}
