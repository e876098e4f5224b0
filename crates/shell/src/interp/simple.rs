//! Simple commands: expand, redirect, then a function, a builtin or a program.

use std::rc::Rc;

use super::Shell;
use super::builtins::{self, After, Builtin};
use super::expand::{Expanded, Expander, Stop, Substituted};
use super::frame::{Frame, Hidden, Saved, Step};
use super::redirect::{self, Plan};
use super::vars::{Map, Value};
use crate::kernel::{Child, Found, Group, Io, SpawnError, find_program};
use crate::syntax::ast::{Assign, AssignValue, Command, Part, Simple, Word};
use crate::syntax::{DECLARING, Dialect, as_assign};
use crate::system::System;

/// Tells the kernel of the memory that a long value takes.
fn take_memory(io: &mut Io<'_>, value: &Value) {
    let Value::Text(text) = value else { return };
    if text.len() >= 64 << 10 {
        io.spend(text.len() as u32 / 512);
        io.set_memory((1 << 20) + text.len() as u64);
    }
}

/// A command with everything expanded.
struct Ready {
    argv: Vec<String>,
    assigns: Vec<(String, Value)>,
    redirects: Vec<Plan>,
    /// What the expansion itself assigned.
    assigned: Vec<(String, Value)>,
    substituted: Option<i32>,
    /// What the expansion has moved.
    bytes: usize,
}

/// What a program can be started with: one word of it, and all words with the environment.
const MAX_ARGUMENT: usize = 128 << 10;
const MAX_ARGUMENTS: usize = 2 << 20;

fn prepare(expander: &mut Expander<'_>, simple: &Simple) -> Expanded<Ready> {
    let declaring = simple.words.first().and_then(super::expand::literal).is_some_and(|name| DECLARING.contains(&name));
    let mut argv = Vec::new();
    if declaring && expander.dialect != Dialect::Dash {
        for word in &simple.words {
            match as_assign(word, false) {
                Some(Assign { name, value: AssignValue::Word(value), .. }) => {
                    argv.push(format!("{name}={}", expander.value(&value)?));
                }
                _ => argv.extend(expander.fields(std::slice::from_ref(word))?),
            }
        }
    } else {
        argv = expander.fields(&simple.words)?;
    }
    let redirects = redirect::plan(expander, &simple.redirects)?;
    let mut assigns = Vec::new();
    for assign in &simple.assigns {
        let value = assigned_value(expander, assign, &assigns)?;
        // Later assignments of the same command see earlier ones.
        expander.assigned.push((assign.name.clone(), value.clone()));
        assigns.push((assign.name.clone(), value));
    }
    let substituted = expander.substitution_status();
    let own = expander.assigned.len() - assigns.len();
    let assigned = expander.assigned.drain(..).take(own).collect();
    Ok(Ready { argv, assigns, redirects, assigned, substituted, bytes: expander.bytes })
}

fn assigned_value(expander: &mut Expander<'_>, assign: &Assign, earlier: &[(String, Value)]) -> Expanded<Value> {
    let shell = expander.shell;
    let old = earlier.iter().rev().find(|(name, _)| *name == assign.name).map(|(_, value)| value);
    let old = old.or_else(|| shell.vars.get(&assign.name).map(|var| &var.value));
    let old = old.cloned();
    let word = match &assign.value {
        AssignValue::Array(words) => {
            let all = match (old, assign.append) {
                (Some(old), true) => old,
                (Some(Value::Map(_)), _) => Value::Map(Map::default()),
                _ => Value::Array(Vec::new()),
            };
            return assigned_items(expander, all, words);
        }
        AssignValue::Word(word) => word,
    };
    let new = expander.value(word)?;
    if let Some(index) = &assign.index {
        return assigned_item(expander, old.unwrap_or(Value::Array(Vec::new())), index, new, assign.append);
    }
    Ok(match old {
        Some(Value::Text(text)) if assign.append => Value::Text([text, new].concat()),
        Some(Value::Array(mut items)) if !assign.append && !items.is_empty() => {
            items[0] = new;
            Value::Array(items)
        }
        Some(Value::Map(mut map)) => {
            let old = map.get("0").filter(|_| assign.append).cloned().unwrap_or_default();
            map.set("0", old + &new);
            Value::Map(map)
        }
        _ => Value::Text(new),
    })
}

/// The value with more of them: `a b`, or `[key]=a [other]=b`.
fn assigned_items(expander: &mut Expander<'_>, mut all: Value, words: &[Word]) -> Expanded<Value> {
    for word in words {
        // With a name before it, such a word is an assignment.
        let named = match word.first() {
            Some(Part::Text(text)) if text.starts_with('[') => {
                let mut named = word.clone();
                named[0] = Part::Text(["a", text].concat());
                as_assign(&named, true)
            }
            _ => None,
        };
        match (named, &mut all) {
            (Some(Assign { index: Some(index), append, value: AssignValue::Word(value), .. }), _) => {
                let value = expander.value(&value)?;
                all = assigned_item(expander, all, &index, value, append)?;
            }
            (_, Value::Array(items)) => items.append(&mut expander.fields(std::slice::from_ref(word))?),
            // Of what has no key, every second one is a value: such lists are not simulated.
            (_, Value::Map(_)) => {
                let word = expander.value(word)?;
                return Err(Stop::Error(format!("{word}: must use subscript when assigning associative array")));
            }
            (_, Value::Text(text)) => {
                let mut items = vec![std::mem::take(text)];
                items.append(&mut expander.fields(std::slice::from_ref(word))?);
                all = Value::Array(items);
            }
        }
    }
    Ok(all)
}

/// The value with one of them set, or with more behind it.
fn assigned_item(expander: &mut Expander<'_>, all: Value, index: &Word, new: String, append: bool) -> Expanded<Value> {
    let joined = |old: Option<&String>| old.filter(|_| append).cloned().unwrap_or_default() + &new;
    if let Value::Map(mut map) = all {
        let key = expander.string(index)?;
        let value = joined(map.get(&key));
        map.set(&key, value);
        return Ok(Value::Map(map));
    }
    let mut items = all.items();
    let at = expander.arith(index)?;
    let at = usize::try_from(at).unwrap_or(items.len());
    expander.room(at.saturating_mul(24))?;
    if at >= items.len() {
        items.resize(at + 1, String::new());
    }
    items[at] = joined(items.get(at));
    Ok(Value::Array(items))
}

impl Shell {
    pub(super) fn step_expanding(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        command: Rc<Command>,
        results: Vec<Substituted>,
    ) -> Step {
        let cwd = io.cwd();
        let mut expander = Expander::new(self, sys, &cwd, &results);
        match &*command {
            Command::Simple(simple) => match prepare(&mut expander, simple) {
                Ok(ready) => self.run_simple(io, sys, ready),
                Err(stop) => self.stopped(io, sys, stop, Some(Frame::Expanding { command, results })),
            },
            Command::Compound { redirects, .. } => match redirect::plan(&mut expander, redirects) {
                Ok(plans) => {
                    if let Some(saved) = self.redirect(io, sys, &plans) {
                        self.frames.push(Frame::Restore(saved));
                        self.frames.push(Frame::Compound { command, results: Vec::new() });
                    }
                    Step::Continue
                }
                Err(stop) => self.stopped(io, sys, stop, Some(Frame::Expanding { command, results })),
            },
            Command::Function { .. } => Step::Continue,
        }
    }

    fn run_simple(&mut self, io: &mut Io<'_>, sys: &mut dyn System, ready: Ready) -> Step {
        self.moved += ready.bytes;
        if let Err(message) = self.commit(ready.assigned.clone()) {
            return self.stopped(io, sys, Stop::Error(message), None);
        }
        if self.options.xtrace && ready.argv.first().is_none_or(|name| name != crate::syntax::SELECT) {
            self.trace(io, sys, &ready);
        }
        let Some(name) = ready.argv.first().cloned() else { return self.run_assignments(io, sys, ready) };
        let function = self.functions.get(&name).cloned();
        if let Some(body) = function.filter(|_| !builtins::is_special(&name)) {
            return self.call_function(io, sys, ready, body);
        }
        match builtins::find(&name, self.options.dialect) {
            Some(builtin) => self.run_builtin(io, sys, ready, builtin),
            None => self.run_program(io, sys, ready),
        }
    }

    fn trace(&mut self, io: &mut Io<'_>, sys: &mut dyn System, ready: &Ready) {
        let dash = self.options.dialect == Dialect::Dash;
        let quote = |word: &String| if dash { word.clone() } else { quote(word) };
        let value = |text: &String| if text.is_empty() { String::new() } else { quote(text) };
        let mut words: Vec<String> = Vec::new();
        for (name, text) in &ready.assigns {
            match text {
                Value::Text(text) => words.push(format!("{name}={}", value(text))),
                // Of a list bash shows how it was written.
                Value::Array(items) => {
                    words.push(format!("{name}=({})", items.iter().map(quote).collect::<Vec<_>>().join(" ")))
                }
                Value::Map(_) => {}
            }
        }
        // In bash every assignment has a line of its own.
        if self.options.dialect == Dialect::Bash {
            for word in words.drain(..) {
                self.traced(io, sys, &word);
            }
        }
        words.extend(ready.argv.iter().map(quote));
        if !words.is_empty() {
            self.traced(io, sys, &words.join(" "));
        }
    }

    /// A line of `set -x`: bash repeats the sign for each substitution around it.
    pub(super) fn traced(&self, io: &mut Io<'_>, sys: &mut dyn System, text: &str) {
        let prefix = self.vars.text("PS4").unwrap_or("+ ");
        let deep = if self.options.dialect == Dialect::Bash { self.substituted } else { 0 };
        let signs: String = prefix.chars().take(1).cycle().take(deep as usize).collect();
        io.err(sys, &format!("{signs}{prefix}{text}\n"));
    }

    /// No command: the assignments are for the shell itself, and files of redirections are created.
    fn run_assignments(&mut self, io: &mut Io<'_>, sys: &mut dyn System, ready: Ready) -> Step {
        let Some(saved) = self.redirect(io, sys, &ready.redirects) else { return Step::Continue };
        // `$(< file)`: bash's short way to read a file.
        if ready.assigns.is_empty()
            && self.subshell
            && ready.redirects.len() == 1
            && self.frames.iter().all(Frame::is_finished)
        {
            while let Ok(crate::kernel::Input::Data(data)) = io.read(sys, 0, 65536) {
                if io.write(sys, 1, &data).is_err() {
                    break;
                }
            }
        }
        self.restore(io, saved);
        self.status = ready.substituted.unwrap_or(0);
        for (name, value) in ready.assigns {
            take_memory(io, &value);
            if let Err(message) = self.set_var(&name, value) {
                return self.stopped(io, sys, Stop::Error(message), None);
            }
        }
        Step::Continue
    }

    /// Assignments that hold for one command only; what they hide. Where one is refused, its redirections end, too.
    fn assign_for_now(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        assigns: Vec<(String, Value)>,
        saved: Saved,
    ) -> Result<(Saved, Hidden), Step> {
        let mut hidden = Vec::new();
        for (name, value) in assigns {
            hidden.push((name.clone(), self.vars.get(&name).cloned()));
            if let Err(message) = self.set_var(&name, value) {
                let step = self.stopped(io, sys, Stop::Error(message), None);
                self.leave(Frame::RestoreVars(hidden), io);
                self.restore(io, saved);
                return Err(step);
            }
            self.vars.export(&name, true);
        }
        Ok((saved, hidden))
    }

    fn call_function(&mut self, io: &mut Io<'_>, sys: &mut dyn System, ready: Ready, body: Rc<Command>) -> Step {
        if let Some(bytes) = self.overflows(&ready.argv) {
            return self.out_of_memory(io, sys, bytes);
        }
        let Some(saved) = self.redirect(io, sys, &ready.redirects) else { return Step::Continue };
        let (saved, hidden) = match self.assign_for_now(io, sys, ready.assigns, saved) {
            Ok(both) => both,
            Err(step) => return step,
        };
        if !saved.is_empty() {
            self.frames.push(Frame::Restore(saved));
        }
        if !hidden.is_empty() {
            self.frames.push(Frame::RestoreVars(hidden));
        }
        let params = std::mem::replace(&mut self.params, Rc::new(ready.argv[1..].to_vec()));
        self.frames.push(Frame::Call { name: ready.argv[0].clone(), params, locals: Vec::new() });
        self.frames.push(Frame::Command(body));
        Step::Continue
    }

    fn run_builtin(&mut self, io: &mut Io<'_>, sys: &mut dyn System, ready: Ready, builtin: &'static Builtin) -> Step {
        let name = ready.argv[0].clone();
        let saved = match self.redirect(io, sys, &ready.redirects) {
            Some(saved) => saved,
            None => {
                // A failed redirection of a special builtin ends a POSIX shell.
                let fatal = builtin.special && !self.options.interactive && self.options.dialect != Dialect::Bash;
                return if fatal { self.exit(io, sys, 2) } else { Step::Continue };
            }
        };
        // Assignments before a special builtin stay, except in bash.
        let stay = builtin.special && self.options.dialect != Dialect::Bash;
        let (saved, hidden) = match self.assign_for_now(io, sys, ready.assigns, saved) {
            Ok(both) => both,
            Err(step) => return step,
        };
        let after = (builtin.run)(self, io, sys, &ready.argv);
        if matches!(after, After::KeepRedirects) {
            self.keep(io, saved);
            self.status = 0;
            return Step::Continue;
        }
        // What the builtin leaves to be done sees its redirections and variables.
        let lasting = matches!(after, After::Source { .. } | After::Frame(_) | After::Command(_) | After::Become(_));
        if lasting {
            self.frames.push(Frame::Restore(saved));
            if !stay {
                self.frames.push(Frame::RestoreVars(hidden));
            }
        } else {
            self.restore(io, saved);
            if !stay {
                self.leave(Frame::RestoreVars(hidden), io);
            }
        }
        match after {
            After::Status(status) => self.status = status,
            After::Yield(status) => {
                self.status = status;
                self.killed_at = Some(sys.now());
                return Step::Wait(crate::program::Wait { again: true, ..Default::default() });
            }
            After::Fatal(status) => {
                self.status = status;
                if !self.options.interactive {
                    return self.exit(io, sys, status);
                }
            }
            After::Source { text, kind, file } => {
                self.status = 0;
                match file {
                    Some(file) => self.push_file(&text, kind, &file, 1),
                    None => self.push_source(&text, kind),
                }
            }
            After::Frame(frame) => self.frames.push(*frame),
            After::Exit(status) => return self.exit(io, sys, status),
            After::Break { count, again } => self.leave_loops(io, count, again),
            After::Return(status) => {
                if !self.leave_function(io, status) {
                    match self.options.dialect {
                        Dialect::Bash => {
                            let text = "can only `return' from a function or sourced script";
                            self.complain_as(io, sys, &name, text);
                            self.status = 2;
                        }
                        // At the top, the other shells just end.
                        _ => return self.exit(io, sys, status),
                    }
                }
            }
            After::Command(argv) => {
                let (assigns, redirects, assigned) = Default::default();
                let ready = Ready { argv, assigns, redirects, assigned, substituted: None, bytes: 0 };
                let name = ready.argv[0].clone();
                return match builtins::find(&name, self.options.dialect) {
                    Some(builtin) => self.run_builtin(io, sys, ready, builtin),
                    None => self.run_program(io, sys, ready),
                };
            }
            After::Become(found) => {
                let env = self.child_environment();
                io.set_environment(env);
                return Step::Become(found.argv, found.program);
            }
            After::KeepRedirects => {}
        }
        Step::Continue
    }

    fn run_program(&mut self, io: &mut Io<'_>, sys: &mut dyn System, ready: Ready) -> Step {
        let Some(saved) = self.redirect(io, sys, &ready.redirects) else { return Step::Continue };
        let (saved, hidden) = match self.assign_for_now(io, sys, ready.assigns, saved) {
            Ok(both) => both,
            Err(step) => return step,
        };
        let step = match self.find(io, sys, &ready.argv) {
            Ok(found) if self.may_become() => {
                let env = self.child_environment();
                io.set_environment(env);
                return Step::Become(found.argv, found.program);
            }
            Ok(_) if io.is_crowded() => {
                self.spawn_error(io, sys, &ready.argv[0], SpawnError::TooMany);
                Step::Continue
            }
            Ok(found) => self.spawn(io, sys, found, ready.argv.join(" ")),
            Err(error) => {
                self.spawn_error(io, sys, &ready.argv[0], error);
                Step::Continue
            }
        };
        self.restore(io, saved);
        if !hidden.is_empty() {
            self.leave(Frame::RestoreVars(hidden), io);
        }
        step
    }

    /// Looks a program up in this shell's search path.
    pub(super) fn find(&mut self, io: &Io<'_>, sys: &mut dyn System, argv: &[String]) -> Result<Found, SpawnError> {
        let search = self.vars.text("PATH").unwrap_or("").to_string();
        let env = self.child_environment();
        let long = |text: &String| text.len() >= MAX_ARGUMENT;
        let pairs = env.list().iter();
        let size: usize = argv.iter().chain(pairs.clone().flat_map(|(k, v)| [k, v])).map(|text| text.len() + 9).sum();
        if size > MAX_ARGUMENTS || argv.iter().chain(pairs.map(|(_, value)| value)).any(long) {
            crate::kernel::find_file(sys, &io.cwd(), &search, &argv[0])?;
            return Err(SpawnError::TooLong);
        }
        match find_program(sys, &io.cwd(), &search, argv) {
            // A script without `#!` is run by the shell itself.
            Err(SpawnError::Format) => {
                let path = crate::kernel::find_file(sys, &io.cwd(), &search, &argv[0])?;
                if sys.files().read(&path).is_ok_and(|data| data.starts_with(b"\x7fELF")) {
                    return Err(SpawnError::Format);
                }
                let mut own = vec![self.name.clone(), path.clone()];
                own.extend_from_slice(&argv[1..]);
                let program = Box::new(Shell::from_argv(&own, self.options.dialect));
                Ok(Found { path, program, argv: own })
            }
            other => other,
        }
    }

    fn spawn(&mut self, io: &mut Io<'_>, sys: &mut dyn System, found: Found, text: String) -> Step {
        let env = self.child_environment();
        let group = if self.options.interactive { Group::New } else { Group::Inherit };
        let pid = io.spawn(sys, Child { argv: found.argv, program: found.program, env, fds: Vec::new(), group });
        let group = self.options.interactive.then_some(pid);
        if group.is_some() {
            io.set_foreground(group);
        }
        self.frames.push(Frame::Wait { pids: vec![pid], statuses: vec![None], group, text });
        Step::Continue
    }

    /// Whether nothing is left to do after this command, so that it may take the shell's place.
    fn may_become(&self) -> bool {
        let script = self.options.started_with == "c";
        !self.options.interactive
            && (self.subshell || script)
            && self.traps.is_empty()
            && self.pending.is_empty()
            && self.frames.iter().all(Frame::is_finished)
    }

    pub(super) fn spawn_error(&mut self, io: &mut Io<'_>, sys: &mut dyn System, name: &str, error: SpawnError) {
        let bash = self.options.dialect == Dialect::Bash;
        let (message, status) = match error {
            SpawnError::NotFound => {
                self.not_found(io, sys, name);
                self.status = 127;
                return;
            }
            SpawnError::NoEntry if bash => (format!("{name}: No such file or directory"), 127),
            SpawnError::NotDirectory if bash => (format!("{name}: Not a directory"), 126),
            SpawnError::NoInterpreter if bash => (format!("{name}: cannot execute: required file not found"), 127),
            SpawnError::NoEntry | SpawnError::NotDirectory | SpawnError::NoInterpreter => {
                (format!("{name}: not found"), 127)
            }
            SpawnError::IsDirectory if bash => (format!("{name}: Is a directory"), 126),
            SpawnError::Denied | SpawnError::IsDirectory => (format!("{name}: Permission denied"), 126),
            SpawnError::Format if bash => (format!("{name}: cannot execute binary file: Exec format error"), 126),
            SpawnError::Format => (format!("{name}: Exec format error"), 126),
            SpawnError::TooLong => (format!("{name}: Argument list too long"), 126),
            SpawnError::TooMany if bash => ("fork: retry: Resource temporarily unavailable".into(), 254),
            SpawnError::TooMany => ("can't fork: Resource temporarily unavailable".into(), 2),
        };
        self.complain(io, sys, &message);
        self.status = status;
    }
}

/// A word as bash's `printf %q` writes it.
pub(crate) fn escape(word: &str) -> String {
    if word.is_empty() {
        return "''".into();
    }
    let mut text = String::new();
    for c in word.chars() {
        match c {
            '\n' => text.push_str("$'\\n'"),
            c if c.is_alphanumeric() || "_-./:=@%+,".contains(c) => text.push(c),
            c => text.extend(['\\', c]),
        }
    }
    text
}

/// A word as it could be typed.
pub(crate) fn quote(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
