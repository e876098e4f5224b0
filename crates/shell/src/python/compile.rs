//! From a tree to steps of a stack machine: what runs can stop between any two of them.

use std::rc::Rc;

use super::not_simulated;
use super::parse::{Block, Clause, Expr, Handler, Kind, Name};
use super::value::Val;

/// A step.
#[derive(Clone, Debug)]
pub enum Op {
    /// Puts a value on the stack.
    Make(Make),
    Store(Name),
    Delete(Name),
    Global(Name),
    Pop,
    Dup,
    /// The two topmost again.
    Dup2,
    /// The topmost below the two under it.
    Rot3,
    /// Goes on with the items of the topmost appended to the list below.
    Extend,
    Append,
    SetIndex,
    DeleteIndex,
    Unpack(usize),
    Jump(usize),
    /// Jumps where the topmost, which goes, is false.
    Unless(usize),
    /// The same, but it stays where it jumps; the flag says on what.
    Keep(bool, usize),
    /// The next item, or the jump where there is none.
    Next(usize),
    /// So many arguments, and the names of the last ones; the flag: the arguments are one list.
    Call(usize, Rc<[Name]>, bool),
    Return,
    /// An exception from here on goes there.
    Setup(usize),
    Leave,
    Raise,
    /// The exception that is being handled, again.
    Again,
    /// It is handled.
    Handled,
    /// What `with` does with a file at its end.
    Close,
}

/// A value that a step puts on the stack, of those that it takes from there.
#[derive(Clone, Debug)]
pub enum Make {
    Const(Val),
    Load(Name),
    List(usize),
    Tuple(usize),
    Set(usize),
    Dict(usize),
    Slice,
    /// A function: its code, and how many of its parameters have defaults.
    Func(usize, usize),
    Binary(&'static str),
    Unary(&'static str),
    Compare(&'static str),
    Attr(Name),
    Index,
    Iter,
    Import(Name),
    ImportFrom(Name, Name),
    /// Whether the exception is of the kinds on top.
    Match,
    /// A value by a format; the flag: as `repr` shows it.
    Format(bool),
    Join(usize),
}

/// A function, or the whole program.
#[derive(Clone, Debug, Default)]
pub struct Code {
    pub name: String,
    pub parameters: Vec<Name>,
    pub ops: Vec<Op>,
    /// The line of each step.
    pub lines: Vec<u32>,
}

#[derive(Default)]
struct Loop {
    start: usize,
    breaks: Vec<usize>,
    /// Handlers that are set up around it.
    handlers: usize,
    is_for: bool,
}

#[derive(Default)]
pub struct Compiler {
    pub codes: Vec<Code>,
    /// The code that is being written.
    at: usize,
    line: u32,
    loops: Vec<Loop>,
    handlers: usize,
    /// Statements around with a `finally`.
    finals: usize,
    /// Variables of comprehensions, which are not those outside.
    renamed: Vec<(Name, Name)>,
    count: usize,
    in_function: bool,
}

type Made = Result<(), (u32, String)>;

/// The whole program; its own code is the first.
pub fn compile(program: &Block) -> Result<Vec<Code>, (u32, String)> {
    let mut c = Compiler { codes: vec![Code { name: "<module>".into(), ..Code::default() }], ..Compiler::default() };
    c.block(program)?;
    c.make(Make::Const(Val::None));
    c.op(Op::Return);
    Ok(c.codes)
}

impl Compiler {
    fn op(&mut self, op: Op) -> usize {
        let line = self.line;
        let code = &mut self.codes[self.at];
        code.ops.push(op);
        code.lines.push(line);
        code.ops.len() - 1
    }
    fn make(&mut self, make: Make) {
        self.op(Op::Make(make));
    }
    fn here(&self) -> usize {
        self.codes[self.at].ops.len()
    }
    /// Lets a jump lead here.
    fn land(&mut self, at: usize) {
        let here = self.here();
        match &mut self.codes[self.at].ops[at] {
            Op::Jump(to) | Op::Unless(to) | Op::Keep(_, to) | Op::Next(to) | Op::Setup(to) => *to = here,
            _ => {}
        }
    }
    fn fail(&self, text: impl Into<String>) -> Made {
        Err((self.line, text.into()))
    }

    fn block(&mut self, block: &Block) -> Made {
        for (line, kind) in block {
            self.line = *line;
            self.statement(kind)?;
        }
        Ok(())
    }

    fn statement(&mut self, kind: &Kind) -> Made {
        match kind {
            Kind::Pass => {}
            Kind::Expr(e) => {
                self.expr(e)?;
                self.op(Op::Pop);
            }
            Kind::Assign(targets, value) => {
                self.expr(value)?;
                for (i, target) in targets.iter().enumerate() {
                    if i + 1 < targets.len() {
                        self.op(Op::Dup);
                    }
                    self.store(target)?;
                }
            }
            Kind::Augment(operator, target, value) => self.augment(operator, target, value)?,
            Kind::If(condition, body, other) => {
                self.expr(condition)?;
                let skip = self.op(Op::Unless(0));
                self.block(body)?;
                let end = self.op(Op::Jump(0));
                self.land(skip);
                self.block(other)?;
                self.land(end);
            }
            Kind::While(condition, body, other) => {
                let start = self.here();
                self.expr(condition)?;
                let out = self.op(Op::Unless(0));
                self.looped(start, out, body, other)?;
            }
            Kind::For(target, over, body, other) => {
                self.expr(over)?;
                self.make(Make::Iter);
                let start = self.here();
                let out = self.op(Op::Next(0));
                self.store(target)?;
                self.looped(start, out, body, other)?;
            }
            Kind::Break | Kind::Continue | Kind::Return(_) if self.finals > 0 => {
                return self.fail(not_simulated("leaving a try statement that has a finally"));
            }
            Kind::Break => self.leave_loop(true)?,
            Kind::Continue => self.leave_loop(false)?,
            Kind::Def(name, parameters, body) => {
                self.function(name, parameters, |c| c.block(body))?;
                self.op(Op::Store(name.clone()));
            }
            Kind::Return(_) if !self.in_function => return self.fail("'return' outside function"),
            Kind::Return(value) => {
                match value {
                    Some(value) => self.expr(value)?,
                    None => self.make(Make::Const(Val::None)),
                }
                self.op(Op::Return);
            }
            Kind::Import(module, alias) => {
                self.make(Make::Import(module.clone()));
                // `import os.path` makes `os`.
                let name = if alias == module { module.split('.').next().unwrap_or("").into() } else { alias.clone() };
                self.op(Op::Store(name));
            }
            Kind::From(module, names) => {
                for (name, alias) in names {
                    self.make(Make::ImportFrom(module.clone(), name.clone()));
                    self.op(Op::Store(alias.clone()));
                }
            }
            Kind::Try(body, handlers, other, last) => self.attempt(body, handlers, other, last)?,
            Kind::Raise(Some(e)) => {
                self.expr(e)?;
                self.op(Op::Raise);
            }
            Kind::Raise(None) => {
                self.op(Op::Again);
            }
            Kind::With(what, target, body) => self.with(what, target.as_ref(), body)?,
            Kind::Delete(targets) => targets.iter().try_for_each(|target| self.delete(target))?,
            Kind::Assert(condition, text) => self.assert(condition, text.as_ref())?,
            Kind::Global(names) => {
                for name in names {
                    self.op(Op::Global(name.clone()));
                }
            }
        }
        Ok(())
    }

    /// `a += b`, where what `a` stands in is looked at once.
    fn augment(&mut self, operator: &'static str, target: &Expr, value: &Expr) -> Made {
        if let Expr::Index(object, index) = target {
            self.expr(object)?;
            self.expr(index)?;
            self.op(Op::Dup2);
            self.make(Make::Index);
            self.expr(value)?;
            self.make(Make::Binary(operator));
            self.op(Op::Rot3);
            self.op(Op::SetIndex);
            return Ok(());
        }
        self.expr(target)?;
        self.expr(value)?;
        // A list takes what is added up into itself.
        self.make(Make::Binary(if operator == "+" { "+=" } else { operator }));
        self.store(target)
    }

    fn delete(&mut self, target: &Expr) -> Made {
        match target {
            Expr::Name(name) => self.op(Op::Delete(name.clone())),
            Expr::Index(object, index) => {
                self.expr(object)?;
                self.expr(index)?;
                self.op(Op::DeleteIndex)
            }
            _ => return self.fail("cannot delete expression"),
        };
        Ok(())
    }

    /// `break` and `continue`: what was set up within the loop is undone first.
    fn leave_loop(&mut self, breaks: bool) -> Made {
        let Some(around) = self.loops.last() else {
            return self.fail(if breaks { "'break' outside loop" } else { "'continue' not properly in loop" });
        };
        let (start, handlers, is_for) = (around.start, around.handlers, around.is_for);
        for _ in handlers..self.handlers {
            self.op(Op::Leave);
        }
        if !breaks {
            self.op(Op::Jump(start));
            return Ok(());
        }
        if is_for {
            self.op(Op::Pop);
        }
        let jump = self.op(Op::Jump(0));
        if let Some(around) = self.loops.last_mut() {
            around.breaks.push(jump);
        }
        Ok(())
    }

    fn assert(&mut self, condition: &Expr, text: Option<&Expr>) -> Made {
        self.expr(condition)?;
        let bad = self.op(Op::Unless(0));
        let end = self.op(Op::Jump(0));
        self.land(bad);
        self.make(Make::Load("AssertionError".into()));
        if let Some(text) = text {
            self.expr(text)?;
        }
        self.op(Op::Call(usize::from(text.is_some()), [].into(), false));
        self.op(Op::Raise);
        self.land(end);
        Ok(())
    }

    fn with(&mut self, what: &Expr, target: Option<&Expr>, body: &Block) -> Made {
        let held = self.hidden();
        self.expr(what)?;
        self.op(Op::Store(held.clone()));
        if let Some(target) = target {
            self.make(Make::Load(held.clone()));
            self.store(target)?;
        }
        self.block(body)?;
        self.make(Make::Load(held));
        self.op(Op::Close);
        Ok(())
    }

    /// A name that no program can have, for what is kept for a while.
    fn hidden(&mut self) -> Name {
        let name = format!(".{}", self.count).into();
        self.count += 1;
        name
    }

    /// The body of a loop; `out` is the jump behind it.
    fn looped(&mut self, start: usize, out: usize, body: &Block, other: &Block) -> Made {
        let is_for = matches!(self.codes[self.at].ops[out], Op::Next(_));
        self.loops.push(Loop { start, breaks: Vec::new(), handlers: self.handlers, is_for });
        self.block(body)?;
        self.op(Op::Jump(start));
        self.land(out);
        let around = self.loops.pop().unwrap_or_default();
        self.block(other)?;
        around.breaks.into_iter().for_each(|jump| self.land(jump));
        Ok(())
    }

    fn attempt(&mut self, body: &Block, handlers: &[Handler], other: &Block, last: &Block) -> Made {
        let outer = if last.is_empty() { None } else { Some(self.op(Op::Setup(0))) };
        self.handlers += usize::from(outer.is_some());
        self.finals += usize::from(outer.is_some());
        let setup = self.op(Op::Setup(0));
        self.handlers += 1;
        self.block(body)?;
        self.handlers -= 1;
        self.op(Op::Leave);
        self.block(other)?;
        let mut ends = vec![self.op(Op::Jump(0))];
        self.land(setup);
        // The exception is on top.
        for (line, kinds, name, body) in handlers {
            self.line = *line;
            let mut next = None;
            if let Some(kinds) = kinds {
                self.op(Op::Dup);
                self.expr(kinds)?;
                self.make(Make::Match);
                next = Some(self.op(Op::Unless(0)));
            }
            match name {
                Some(name) => self.op(Op::Store(name.clone())),
                None => self.op(Op::Pop),
            };
            self.block(body)?;
            self.op(Op::Handled);
            ends.push(self.op(Op::Jump(0)));
            if let Some(next) = next {
                self.land(next);
            }
        }
        self.op(Op::Raise);
        ends.into_iter().for_each(|end| self.land(end));
        if let Some(outer) = outer {
            self.handlers -= 1;
            self.finals -= 1;
            self.op(Op::Leave);
            self.block(last)?;
            let end = self.op(Op::Jump(0));
            self.land(outer);
            self.block(last)?;
            self.op(Op::Raise);
            self.land(end);
        }
        Ok(())
    }

    fn function(
        &mut self,
        name: &str,
        parameters: &[(Name, Option<Expr>)],
        body: impl FnOnce(&mut Self) -> Made,
    ) -> Made {
        let defaults: Vec<&Expr> = parameters.iter().filter_map(|(_, d)| d.as_ref()).collect();
        for default in &defaults {
            self.expr(default)?;
        }
        self.codes.push(Code {
            name: name.to_string(),
            parameters: parameters.iter().map(|(n, _)| n.clone()).collect(),
            ..Code::default()
        });
        let made = self.codes.len() - 1;
        let (at, loops, handlers) = (self.at, std::mem::take(&mut self.loops), std::mem::take(&mut self.handlers));
        let in_function = std::mem::replace(&mut self.in_function, true);
        let finals = std::mem::take(&mut self.finals);
        // A parameter hides the variable of a comprehension around it.
        let renamed = self.renamed.clone();
        self.renamed.retain(|(n, _)| !parameters.iter().any(|(p, _)| p == n));
        self.at = made;
        body(self)?;
        self.make(Make::Const(Val::None));
        self.op(Op::Return);
        self.finals = finals;
        (self.at, self.loops, self.handlers, self.in_function, self.renamed) =
            (at, loops, handlers, in_function, renamed);
        self.make(Make::Func(made, defaults.len()));
        Ok(())
    }

    fn variable(&self, name: &Name) -> Name {
        self.renamed.iter().rev().find(|(n, _)| n == name).map_or(name, |(_, to)| to).clone()
    }

    fn store(&mut self, target: &Expr) -> Made {
        match target {
            Expr::Name(name) => {
                let name = self.variable(name);
                self.op(Op::Store(name));
            }
            Expr::Tuple(items) | Expr::List(items) => {
                self.op(Op::Unpack(items.len()));
                for item in items {
                    self.store(item)?;
                }
            }
            Expr::Index(object, index) => {
                self.expr(object)?;
                self.expr(index)?;
                self.op(Op::SetIndex);
            }
            _ => return self.fail("cannot assign to expression"),
        }
        Ok(())
    }

    fn exprs(&mut self, list: &[Expr]) -> Made {
        list.iter().try_for_each(|e| self.expr(e))
    }

    /// A list of items, some of which are lists with a star.
    fn items(&mut self, list: &[Expr], make: fn(usize) -> Make) -> Made {
        if !list.iter().any(|e| matches!(e, Expr::Star(_))) {
            self.exprs(list)?;
            self.make(make(list.len()));
            return Ok(());
        }
        self.make(Make::List(0));
        for e in list {
            match e {
                Expr::Star(e) => {
                    self.expr(e)?;
                    self.op(Op::Extend);
                }
                e => {
                    self.expr(e)?;
                    self.op(Op::Append);
                }
            }
        }
        if !matches!(make(0), Make::List(_)) {
            return self.fail(not_simulated("a star in a tuple or set"));
        }
        Ok(())
    }

    fn expr(&mut self, e: &Expr) -> Made {
        match e {
            Expr::Const(v) => self.make(Make::Const(v.clone())),
            Expr::Name(name) => {
                let name = self.variable(name);
                self.make(Make::Load(name));
            }
            Expr::Tuple(list) => self.items(list, Make::Tuple)?,
            Expr::List(list) => self.items(list, Make::List)?,
            Expr::Set(list) => self.items(list, Make::Set)?,
            Expr::Dict(pairs) => {
                for (key, value) in pairs {
                    self.expr(key)?;
                    self.expr(value)?;
                }
                self.make(Make::Dict(pairs.len()));
            }
            Expr::Binary(operator, a, b) => {
                self.expr(a)?;
                self.expr(b)?;
                self.make(Make::Binary(operator));
            }
            Expr::Unary(operator, a) => {
                self.expr(a)?;
                self.make(Make::Unary(operator));
            }
            Expr::Compare(first, rest) => self.compare(first, rest)?,
            Expr::And(a, b) | Expr::Or(a, b) => {
                self.expr(a)?;
                let out = self.op(Op::Keep(matches!(e, Expr::Or(..)), 0));
                self.expr(b)?;
                self.land(out);
            }
            Expr::If(condition, then, other) => {
                self.expr(condition)?;
                let skip = self.op(Op::Unless(0));
                self.expr(then)?;
                let end = self.op(Op::Jump(0));
                self.land(skip);
                self.expr(other)?;
                self.land(end);
            }
            Expr::Call(function, args, named) => self.call(function, args, named)?,
            Expr::Attr(object, name) => {
                self.expr(object)?;
                self.make(Make::Attr(name.clone()));
            }
            Expr::Index(object, index) => {
                self.expr(object)?;
                self.expr(index)?;
                self.make(Make::Index);
            }
            Expr::Slice(bounds) => {
                self.exprs(bounds)?;
                self.make(Make::Slice);
            }
            Expr::Lambda(parameters, body) => self.function("<lambda>", parameters, |c| {
                c.expr(body)?;
                c.op(Op::Return);
                Ok(())
            })?,
            Expr::Comp(kind, item, value, clauses) => self.comprehension(*kind, item, value.as_deref(), clauses)?,
            Expr::Format(parts) => self.format(parts)?,
            Expr::Star(_) => return self.fail("can't use starred expression here"),
        }
        Ok(())
    }

    fn call(&mut self, function: &Expr, args: &[Expr], named: &[(Name, Expr)]) -> Made {
        self.expr(function)?;
        let star = args.iter().any(|a| matches!(a, Expr::Star(_)));
        if star {
            self.items(args, Make::List)?;
        } else {
            self.exprs(args)?;
        }
        for (_, value) in named {
            self.expr(value)?;
        }
        let names: Vec<Name> = named.iter().map(|(n, _)| n.clone()).collect();
        self.op(Op::Call(if star { 1 } else { args.len() }, names.into(), star));
        Ok(())
    }

    /// `a < b < c`.
    fn compare(&mut self, first: &Expr, rest: &[(&'static str, Expr)]) -> Made {
        self.expr(first)?;
        let mut outs = Vec::new();
        for (i, (operator, next)) in rest.iter().enumerate() {
            self.expr(next)?;
            if i + 1 < rest.len() {
                // The middle one is compared twice, and looked at once.
                let held = self.hidden();
                self.op(Op::Dup);
                self.op(Op::Store(held.clone()));
                self.make(Make::Compare(operator));
                outs.push(self.op(Op::Keep(false, 0)));
                self.make(Make::Load(held));
            } else {
                self.make(Make::Compare(operator));
            }
        }
        outs.into_iter().for_each(|out| self.land(out));
        Ok(())
    }

    /// `f"..."`.
    fn format(&mut self, parts: &[Result<String, (Expr, bool, Vec<Expr>)>]) -> Made {
        for part in parts {
            match part {
                Ok(text) => self.make(Make::Const(Val::Str(text.as_str().into()))),
                Err((value, repr, format)) => {
                    self.expr(value)?;
                    match format.first() {
                        Some(format) => self.expr(format)?,
                        None => self.make(Make::Const(Val::Str("".into()))),
                    }
                    self.make(Make::Format(*repr));
                }
            }
        }
        self.make(Make::Join(parts.len()));
        Ok(())
    }

    /// `[a for b in c]`: what is made has a name that no program can have until it is whole.
    fn comprehension(&mut self, kind: char, item: &Expr, value: Option<&Expr>, clauses: &[Clause]) -> Made {
        self.make(match kind {
            '[' => Make::List(0),
            '{' => Make::Set(0),
            _ => Make::Dict(0),
        });
        let made = self.hidden();
        self.op(Op::Store(made.clone()));
        let renamed = self.renamed.len();
        self.clauses(clauses, &made, item, value)?;
        self.renamed.truncate(renamed);
        self.make(Make::Load(made));
        Ok(())
    }
    fn clauses(&mut self, clauses: &[Clause], made: &Name, item: &Expr, value: Option<&Expr>) -> Made {
        let Some((clause, rest)) = clauses.split_first() else {
            self.make(Make::Load(made.clone()));
            self.expr(item)?;
            if let Some(value) = value {
                self.expr(value)?;
                self.make(Make::Dict(1));
            }
            self.op(Op::Append);
            self.op(Op::Pop);
            return Ok(());
        };
        self.expr(&clause.over)?;
        self.make(Make::Iter);
        self.rename(&clause.target);
        let start = self.here();
        let out = self.op(Op::Next(0));
        self.store(&clause.target)?;
        for condition in &clause.conditions {
            self.expr(condition)?;
            self.op(Op::Unless(start));
        }
        self.clauses(rest, made, item, value)?;
        self.op(Op::Jump(start));
        self.land(out);
        Ok(())
    }
    fn rename(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => {
                self.renamed.push((name.clone(), format!(".{}{name}", self.count).into()));
                self.count += 1;
            }
            Expr::Tuple(items) | Expr::List(items) => items.iter().for_each(|t| self.rename(t)),
            _ => {}
        }
    }
}
