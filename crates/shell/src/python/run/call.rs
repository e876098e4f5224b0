//! Calls: what is built in answers at once, a function of the program begins.

use std::rc::Rc;

use super::super::compile::Code;
use super::super::parse::Name;
use super::super::value::{Halt, Obj, Res, Val};
use super::super::{methods, not_simulated};
use super::{Files, Frame, Machine};

/// Calls within calls; real ones end at 1000.
const DEEPEST: usize = 1000;
/// Functions that are called from within built-in ones (the key of a sort) must end within so many steps.
const STEPS_WITHIN: u32 = 2_000_000;

impl Machine {
    /// Calls what lies below so many arguments; the last ones have names.
    pub(super) fn call_op(&mut self, n: usize, names: &Rc<[Name]>, star: bool, disk: &mut dyn Files) -> Res<()> {
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
}
