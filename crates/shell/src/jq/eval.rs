//! Runs a program of jq: every part of it hands its results on, one after the other, with the way to them where there is one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::parse::{Ast, Function, Pattern, Piece, definitions};
use super::value::J;
use super::{builtins, operators, texts, ways};

/// Why a part ends before its time.
pub enum Halt {
    Error(J),
    /// Who asked for results has had enough.
    Enough(usize),
    /// The whole program ends.
    Exit(String),
}

pub type Done = Result<(), Halt>;
/// The way to a value: keys, indices and parts of lists. None: it was made on the way.
pub type Path = Option<Rc<Vec<J>>>;
pub type Out<'a> = &'a mut dyn FnMut(J, Path) -> Done;

pub fn error(text: impl AsRef<str>) -> Halt {
    Halt::Error(J::str(text))
}

/// What names mean, the newest first.
#[derive(Clone, Default)]
pub struct Env(Option<Rc<Node>>);

struct Node {
    bind: Bind,
    next: Env,
}

enum Bind {
    Var(String, J),
    Fun(Rc<Function>),
    /// An argument: it runs where it was written.
    Arg(String, Rc<Ast>, Env),
}

impl Env {
    fn with(&self, bind: Bind) -> Env {
        Env(Some(Rc::new(Node { bind, next: self.clone() })))
    }
    pub fn var(&self, name: &str, value: J) -> Env {
        self.with(Bind::Var(name.to_string(), value))
    }
    pub fn fun(&self, function: Rc<Function>) -> Env {
        self.with(Bind::Fun(function))
    }
    fn find<T>(&self, mut wanted: impl FnMut(&Env, &Bind) -> Option<T>) -> Option<T> {
        let mut here = self;
        while let Some(node) = &here.0 {
            if let Some(found) = wanted(here, &node.bind) {
                return Some(found);
            }
            here = &node.next;
        }
        None
    }
}

pub struct Machine {
    steps: Cell<u32>,
    depth: Cell<u32>,
    labels: Cell<usize>,
    /// The environment variables.
    pub env: J,
    pub now: f64,
    /// What has not been read yet.
    pub inputs: RefCell<Vec<J>>,
    /// The functions that all know.
    pub globals: Env,
}

/// More steps than this are not taken: nobody would wait for them.
const MOST_STEPS: u32 = 3_000_000;
const DEEPEST: u32 = 400;

impl Machine {
    pub fn new(env: J, now: f64) -> Machine {
        let globals = definitions(builtins::PRELUDE).into_iter().fold(Env::default(), |env, f| env.fun(f));
        Machine {
            steps: Cell::new(0),
            depth: Cell::new(0),
            labels: Cell::new(0),
            env,
            now,
            inputs: RefCell::default(),
            globals,
        }
    }

    /// How much was done since the last question.
    pub fn cost(&self) -> u32 {
        self.steps.take()
    }

    pub fn run(&self, ast: &Ast, env: &Env, input: &J, path: &Path, out: Out<'_>) -> Done {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MOST_STEPS {
            return Err(Halt::Exit("this takes more steps than this simulation takes".into()));
        }
        if self.depth.get() > DEEPEST {
            return Err(Halt::Exit("this is nested too deeply for this simulation".into()));
        }
        self.depth.set(self.depth.get() + 1);
        let done = self.step(ast, env, input, path, out);
        self.depth.set(self.depth.get() - 1);
        done
    }

    /// All results.
    pub fn all(&self, ast: &Ast, env: &Env, input: &J) -> Result<Vec<J>, Halt> {
        let mut found = Vec::new();
        self.run(ast, env, input, &None, &mut |value, _| {
            found.push(value);
            Ok(())
        })?;
        Ok(found)
    }

    /// Results until enough were seen.
    pub fn until(
        &self,
        ast: &Ast,
        env: &Env,
        input: &J,
        path: &Path,
        take: &mut dyn FnMut(J, Path) -> Result<bool, Halt>,
    ) -> Done {
        self.labelled(&mut |label| {
            self.run(ast, env, input, path, &mut |value, path| match take(value, path)? {
                true => Ok(()),
                false => Err(Halt::Enough(label)),
            })
        })
    }

    /// What may end before its time with a label of its own.
    fn labelled(&self, body: &mut dyn FnMut(usize) -> Done) -> Done {
        let label = self.labels.get() + 1;
        self.labels.set(label);
        match body(label) {
            Err(Halt::Enough(l)) if l == label => Ok(()),
            done => done,
        }
    }

    fn step(&self, ast: &Ast, env: &Env, input: &J, path: &Path, out: Out<'_>) -> Done {
        match ast {
            Ast::Identity => out(input.clone(), path.clone()),
            Ast::Recurse => self.recurse(input, path, out),
            Ast::Const(value) => out(value.clone(), None),
            Ast::Var(name) => out(self.variable(name, env)?, None),
            Ast::Format(name) => out(J::str(texts::format(name, input)?), None),
            Ast::Text(format, pieces) => self.text(format, pieces, env, input, String::new(), out),
            Ast::Index(of, key) => self.run(of, env, input, path, &mut |value, way| {
                self.run(key, env, input, &None, &mut |key, _| {
                    let found = ways::index(&value, &key)?;
                    out(found, further(&way, key))
                })
            }),
            Ast::Slice(of, from, to) => self.run(of, env, input, path, &mut |value, way| {
                let bound = |bound: &Option<Box<Ast>>| match bound {
                    None => Ok(vec![J::Null]),
                    Some(bound) => self.all(bound, env, input),
                };
                for to in bound(to)? {
                    for from in bound(from)? {
                        let key = J::obj(vec![("start".into(), from), ("end".into(), to.clone())]);
                        out(ways::index(&value, &key)?, further(&way, key))?;
                    }
                }
                Ok(())
            }),
            Ast::Each(of) => self.run(of, env, input, path, &mut |value, way| match &value {
                J::Arr(_) | J::Obj(_) => children(&value, &way, &mut |item, way| out(item.clone(), way)),
                other => Err(error(format!("Cannot iterate over {}", told(other)))),
            }),
            Ast::Try(body, caught) => self.attempt(body, caught.as_deref(), env, input, path, out),
            Ast::Array(None) => out(J::arr(Vec::new()), None),
            Ast::Array(Some(inner)) => out(J::arr(self.all(inner, env, input)?), None),
            Ast::Object(pairs) => self.object(pairs, env, input, J::obj(Vec::new()), out),
            Ast::Negative(of) => self.run(of, env, input, &None, &mut |value, _| match value {
                J::Num(n) => out(J::Num(-n), None),
                other => Err(error(format!("{} cannot be negated", told(&other)))),
            }),
            Ast::Pipe(left, right) => {
                self.run(left, env, input, path, &mut |value, way| self.run(right, env, &value, &way, out))
            }
            Ast::Comma(left, right) => {
                self.run(left, env, input, path, out)?;
                self.run(right, env, input, path, out)
            }
            Ast::Binary(op, left, right) => self.binary(op, (left, right), env, input, path, out),
            Ast::If(test, yes, no) => self.run(test, env, input, &None, &mut |test, _| match (test.truth(), no) {
                (true, _) => self.run(yes, env, input, path, out),
                (false, Some(no)) => self.run(no, env, input, path, out),
                (false, None) => out(input.clone(), path.clone()),
            }),
            Ast::Reduce(source, pattern, first, step) => self.run(first, env, input, &None, &mut |mut state, _| {
                self.run(source, env, input, &None, &mut |item, _| {
                    let inner = self.bind(pattern, &item, env)?;
                    state = self.all(step, &inner, &state)?.pop().unwrap_or(J::Null);
                    Ok(())
                })?;
                out(state, None)
            }),
            Ast::Foreach(source, pattern, first, step, shown) => {
                self.run(first, env, input, &None, &mut |mut state, _| {
                    self.run(source, env, input, &None, &mut |item, _| {
                        let inner = self.bind(pattern, &item, env)?;
                        for next in self.all(step, &inner, &state)? {
                            state = next;
                            match shown {
                                Some(shown) => self.run(shown, &inner, &state, &None, out)?,
                                None => out(state.clone(), None)?,
                            }
                        }
                        Ok(())
                    })
                })
            }
            Ast::As(source, pattern, body) => self.run(source, env, input, &None, &mut |value, _| {
                let inner = self.bind(pattern, &value, env)?;
                self.run(body, &inner, input, path, out)
            }),
            Ast::Label(name, body) => self.labelled(&mut |label| {
                let inner = env.var(&format!("*{name}"), J::Num(label as f64));
                self.run(body, &inner, input, path, out)
            }),
            Ast::Break(name) => match self.variable(&format!("*{name}"), env) {
                Ok(J::Num(label)) => Err(Halt::Enough(label as usize)),
                _ => Err(Halt::Exit(format!("error: $*label-{name} is not defined"))),
            },
            Ast::Def(function, body) => self.run(body, &env.fun(function.clone()), input, path, out),
            Ast::Call(name, args) => self.call(name, args, env, input, path, out),
        }
    }

    fn recurse(&self, value: &J, path: &Path, out: Out<'_>) -> Done {
        out(value.clone(), path.clone())?;
        children(value, path, &mut |item, way| self.recurse(item, &way, out))
    }

    /// `try a catch b`: what comes later and fails is not what was tried.
    fn attempt(&self, body: &Ast, caught: Option<&Ast>, env: &Env, input: &J, path: &Path, out: Out<'_>) -> Done {
        let mut later = None;
        let done = self.run(body, env, input, path, &mut |value, way| {
            out(value, way).map_err(|halt| {
                later = Some(halt);
                Halt::Enough(0)
            })
        });
        match (later, done) {
            (Some(halt), _) => Err(halt),
            (None, Err(Halt::Error(why))) => match caught {
                Some(caught) => self.run(caught, env, &why, &None, out),
                None => Ok(()),
            },
            (None, done) => done,
        }
    }

    fn variable(&self, name: &str, env: &Env) -> Result<J, Halt> {
        if name == "ENV" {
            return Ok(self.env.clone());
        }
        let found = env.find(|_, bind| match bind {
            Bind::Var(n, value) if n == name => Some(value.clone()),
            _ => None,
        });
        found.ok_or_else(|| Halt::Exit(format!("error: ${name} is not defined")))
    }

    fn text(&self, format: &str, pieces: &[Piece], env: &Env, input: &J, before: String, out: Out<'_>) -> Done {
        let Some((first, rest)) = pieces.split_first() else { return out(J::str(before), None) };
        match first {
            Piece::Text(text) => self.text(format, rest, env, input, before + text, out),
            Piece::Value(ast) => self.run(ast, env, input, &None, &mut |value, _| {
                let text = texts::format(format, &value)?;
                self.text(format, rest, env, input, format!("{before}{text}"), out)
            }),
        }
    }

    fn object(&self, pairs: &[(Ast, Ast)], env: &Env, input: &J, made: J, out: Out<'_>) -> Done {
        let Some(((key, value), rest)) = pairs.split_first() else { return out(made, None) };
        self.run(key, env, input, &None, &mut |key, _| {
            let J::Str(key) = key else {
                return Err(error("Object keys must be strings"));
            };
            self.run(value, env, input, &None, &mut |value, _| {
                self.object(rest, env, input, made.with(&key, value), out)
            })
        })
    }

    fn bind(&self, pattern: &Pattern, value: &J, env: &Env) -> Result<Env, Halt> {
        match pattern {
            Pattern::Var(name) => Ok(env.var(name, value.clone())),
            Pattern::Array(items) => {
                let mut env = env.clone();
                for (at, item) in (0..).zip(items) {
                    let at: i32 = at;
                    env = self.bind(item, &ways::index(value, &J::Num(at.into()))?, &env)?;
                }
                Ok(env)
            }
            Pattern::Object(pairs) => {
                let mut env = env.clone();
                for (key, inner) in pairs {
                    let key = self.all(key, &env, value)?.pop().unwrap_or(J::Null);
                    env = self.bind(inner, &ways::index(value, &key)?, &env)?;
                }
                Ok(env)
            }
        }
    }

    fn binary(&self, op: &str, (left, right): (&Ast, &Ast), env: &Env, input: &J, path: &Path, out: Out<'_>) -> Done {
        match op {
            "and" | "or" => self.run(left, env, input, &None, &mut |l, _| {
                if l.truth() == (op == "or") {
                    return out(J::Bool(op == "or"), None);
                }
                self.run(right, env, input, &None, &mut |r, _| out(J::Bool(r.truth()), None))
            }),
            "//" => {
                let mut found = Vec::new();
                let done = self.run(left, env, input, path, &mut |value, way| {
                    found.extend(Some((value, way)).filter(|(value, _)| value.truth()));
                    Ok(())
                });
                match done {
                    Ok(()) | Err(Halt::Error(_)) => {}
                    Err(other) => return Err(other),
                }
                match found.is_empty() {
                    true => self.run(right, env, input, path, out),
                    false => found.into_iter().try_for_each(|(value, way)| out(value, way)),
                }
            }
            "=" | "|=" | "+=" | "-=" | "*=" | "/=" | "%=" | "//=" => self.assign(op, (left, right), env, input, out),
            _ => self.run(right, env, input, &None, &mut |r, _| {
                self.run(left, env, input, &None, &mut |l, _| out(operators::compute(op, &l, &r)?, None))
            }),
        }
    }

    /// All ways that a part leads to.
    pub fn paths(&self, ast: &Ast, env: &Env, input: &J) -> Result<Vec<Rc<Vec<J>>>, Halt> {
        let mut ways = Vec::new();
        self.run(ast, env, input, &Some(Rc::default()), &mut |value, way| match way {
            Some(way) => {
                ways.push(way);
                Ok(())
            }
            None => Err(error(format!("Invalid path expression with result {}", builtins::short(&value)))),
        })?;
        Ok(ways)
    }

    fn assign(&self, op: &str, (left, right): (&Ast, &Ast), env: &Env, input: &J, out: Out<'_>) -> Done {
        let ways = self.paths(left, env, input)?;
        if op == "|=" {
            let (mut result, mut gone) = (input.clone(), Vec::new());
            for way in ways {
                let old = ways::at(&result, &way)?;
                let mut new = None;
                self.until(right, env, &old, &None, &mut |value, _| {
                    new = Some(value);
                    Ok(false)
                })?;
                match new {
                    Some(new) => result = ways::put(&result, &way, new)?,
                    None => gone.push(way),
                }
            }
            return out(ways::without(result, gone)?, None);
        }
        self.run(right, env, input, &None, &mut |value, _| {
            let mut result = input.clone();
            for way in &ways {
                let old = ways::at(&result, way)?;
                let new = match op {
                    "=" => value.clone(),
                    "//=" if old.truth() => old,
                    "//=" => value.clone(),
                    op => operators::compute(&op[..1], &old, &value)?,
                };
                result = ways::put(&result, way, new)?;
            }
            out(result, None)
        })
    }

    fn call(&self, name: &str, args: &[Rc<Ast>], env: &Env, input: &J, path: &Path, out: Out<'_>) -> Done {
        enum Found {
            Arg(Rc<Ast>, Env),
            Fun(Rc<Function>, Env),
        }
        let meant = |f: &Function| f.name == name && f.params.len() == args.len();
        let found = env.find(|here, bind| match bind {
            Bind::Arg(n, ast, at) if n == name && args.is_empty() => Some(Found::Arg(ast.clone(), at.clone())),
            Bind::Fun(f) if meant(f) => Some(Found::Fun(f.clone(), here.clone())),
            _ => None,
        });
        let found = found.or_else(|| {
            self.globals.find(|_, bind| match bind {
                Bind::Fun(f) if meant(f) => Some(Found::Fun(f.clone(), self.globals.clone())),
                _ => None,
            })
        });
        match found {
            Some(Found::Arg(ast, at)) => self.run(&ast, &at, input, path, out),
            Some(Found::Fun(function, at)) => self.apply(&function, args, at, env, input, path, out),
            None => builtins::call(self, name, args, env, input, path, out),
        }
    }

    /// Runs a function; a parameter with a dollar is every value of its argument in turn.
    #[expect(clippy::too_many_arguments, reason = "what a call has, and where it stands")]
    fn apply(
        &self,
        function: &Rc<Function>,
        args: &[Rc<Ast>],
        inner: Env,
        env: &Env,
        input: &J,
        path: &Path,
        out: Out<'_>,
    ) -> Done {
        let at = function.params.len() - args.len();
        let Some((first, rest)) = args.split_first() else {
            return self.run(&function.body, &inner, input, path, out);
        };
        match function.params[at].strip_prefix('$') {
            None => {
                let inner = inner.with(Bind::Arg(function.params[at].clone(), first.clone(), env.clone()));
                self.apply(function, rest, inner, env, input, path, out)
            }
            Some(name) => self.run(first, env, input, &None, &mut |value, _| {
                let arg = Rc::new(Ast::Const(value.clone()));
                let inner = inner.var(name, value).with(Bind::Arg(name.to_string(), arg, Env::default()));
                self.apply(function, rest, inner, env, input, path, out)
            }),
        }
    }
}

/// Shows what is in a list or an object, with the way to it.
fn children(value: &J, path: &Path, see: &mut dyn FnMut(&J, Path) -> Done) -> Done {
    match value {
        J::Arr(items) => {
            (0_i32..).zip(items.iter()).try_for_each(|(at, item)| see(item, further(path, J::Num(at.into()))))
        }
        J::Obj(pairs) => pairs.iter().try_for_each(|(key, item)| see(item, further(path, J::Str(key.clone())))),
        _ => Ok(()),
    }
}

fn further(path: &Path, key: J) -> Path {
    let path = path.as_ref()?;
    Some(Rc::new(path.iter().cloned().chain([key]).collect()))
}

/// A value as errors tell of it: `string ("abc")`.
pub fn told(value: &J) -> String {
    match value {
        J::Null => "null".into(),
        other => format!("{} ({})", other.kind(), builtins::short(other)),
    }
}
