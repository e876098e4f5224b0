//! The machine that runs the steps.

mod call;
mod step;

use std::rc::Rc;

use super::compile::Code;
use super::parse::Name;
use super::value::{Halt, Heap, Obj, Res, Val, range_len};
use super::{builtins, files, not_simulated};

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
