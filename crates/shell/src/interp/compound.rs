//! What compound commands do: the steps of `if`, `while`, `for`, `case`, `[[` and `((`.

use std::rc::Rc;

use super::Shell;
use super::expand::{Expander, Stop, Substituted};
use super::frame::{ForPhase, Frame, Step};
use super::vars::Value;
use crate::kernel::Io;
use crate::syntax::Dialect;
use crate::syntax::ast::{CaseArm, Command, Compound, List, Word};
use crate::system::System;

impl Shell {
    /// The body of a compound command, behind its redirections.
    pub(super) fn step_compound(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        command: Rc<Command>,
        results: Vec<Substituted>,
    ) -> Step {
        match self.begin_compound(io, sys, &command, &results) {
            Ok(step) => step,
            Err(stop) => self.stopped(io, sys, stop, Some(Frame::Compound { command, results })),
        }
    }

    fn begin_compound(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        command: &Rc<Command>,
        results: &[Substituted],
    ) -> Result<Step, Stop> {
        let Some(body) = Frame::body(command) else { return Ok(Step::Continue) };
        let (cwd, command) = (io.cwd(), command.clone());
        let mut expander = Expander::new(self, sys, &cwd, results);
        match body {
            Compound::Group(list) | Compound::Subshell(list) => {
                self.frames.push(Frame::List { list: list.clone(), next: 0 });
            }
            Compound::If { arms, .. } => {
                self.frames.push(Frame::If { command, arm: 0 });
                self.frames.push(Frame::List { list: arms[0].0.clone(), next: 0 });
            }
            Compound::While { condition, .. } => {
                self.frames.push(Frame::While { command, testing: true, last: 0 });
                self.frames.push(Frame::List { list: condition.clone(), next: 0 });
            }
            Compound::For { words, .. } => {
                let values = match words {
                    Some(words) => expander.fields(words)?,
                    None => self.params.to_vec(),
                };
                self.moved += super::vars::weight(&values);
                if let Some(bytes) = self.overflows(&values) {
                    return Ok(self.out_of_memory(io, sys, bytes));
                }
                self.status = 0;
                self.frames.push(Frame::For { command, values: Rc::new(values), next: 0 });
            }
            Compound::ForArith { .. } => {
                let phase = ForPhase::Start;
                self.frames.push(Frame::ForArith { command, results: Vec::new(), phase, last: 0 });
            }
            Compound::Case { word, source, arms } => {
                let chosen = chosen(&mut expander, word, arms)?;
                self.trace_head(io, sys, || format!("case {source} in"));
                self.status = 0;
                for list in chosen.into_iter().rev() {
                    self.frames.push(Frame::List { list, next: 0 });
                }
            }
            Compound::Cond(cond) => {
                let value = super::builtins::condition(&mut expander, cond)?;
                let (assigned, traced) = (std::mem::take(&mut expander.assigned), std::mem::take(&mut expander.traced));
                for text in traced {
                    self.trace_head(io, sys, || format!("[[ {text} ]]"));
                }
                self.status = i32::from(!value);
                self.committed(io, sys, assigned);
            }
            Compound::Arith(word) => {
                match expander.string(word).and_then(|text| Ok((expander.arith_text(&text)?, text))) {
                    Ok((value, text)) => {
                        let assigned = std::mem::take(&mut expander.assigned);
                        self.trace_head(io, sys, || format!("(( {text} ))"));
                        self.status = i32::from(value == 0);
                        self.committed(io, sys, assigned);
                    }
                    Err(Stop::Error(message)) => {
                        self.complain(io, sys, &format!("((: {message}"));
                        self.status = 1;
                    }
                    Err(stop) => return Err(stop),
                }
            }
        }
        Ok(Step::Continue)
    }

    fn committed(&mut self, io: &mut Io<'_>, sys: &mut dyn System, assigned: Vec<(String, Value)>) {
        if let Err(message) = self.commit(assigned) {
            self.complain(io, sys, &message);
            self.status = 1;
        }
    }

    pub(super) fn step_if(&mut self, command: Rc<Command>, arm: usize) -> Step {
        let Some(Compound::If { arms, otherwise }) = Frame::body(&command) else { return Step::Continue };
        if self.status == 0 {
            self.frames.push(Frame::List { list: arms[arm].1.clone(), next: 0 });
        } else if let Some(next) = arms.get(arm + 1) {
            let list = next.0.clone();
            self.frames.push(Frame::If { command, arm: arm + 1 });
            self.frames.push(Frame::List { list, next: 0 });
        } else {
            self.status = 0;
            if let Some(list) = otherwise.clone() {
                self.frames.push(Frame::List { list, next: 0 });
            }
        }
        Step::Continue
    }

    pub(super) fn step_while(&mut self, command: Rc<Command>, testing: bool, last: i32) -> Step {
        let Some(Compound::While { until, condition, body }) = Frame::body(&command) else { return Step::Continue };
        if !testing {
            let (last, list) = (self.status, condition.clone());
            self.frames.push(Frame::While { command, testing: true, last });
            self.frames.push(Frame::List { list, next: 0 });
        } else if (self.status == 0) != *until {
            let list = body.clone();
            self.frames.push(Frame::While { command, testing: false, last });
            self.frames.push(Frame::List { list, next: 0 });
        } else {
            self.status = last;
        }
        Step::Continue
    }

    pub(super) fn step_for(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        command: Rc<Command>,
        values: Rc<Vec<String>>,
        next: usize,
    ) -> Step {
        let Some(Compound::For { name, source, body, .. }) = Frame::body(&command) else { return Step::Continue };
        let Some(value) = values.get(next) else { return Step::Continue };
        self.trace_head(io, sys, || format!("for {name} in{source}"));
        let (name, list) = (name.clone(), body.clone());
        if let Err(message) = self.set_var(&name, Value::Text(value.clone())) {
            self.complain(io, sys, &message);
            self.status = 1;
            return Step::Continue;
        }
        self.frames.push(Frame::For { command, values, next: next + 1 });
        self.frames.push(Frame::List { list, next: 0 });
        Step::Continue
    }

    pub(super) fn step_for_arith(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        command: Rc<Command>,
        results: Vec<Substituted>,
        phase: ForPhase,
        last: i32,
    ) -> Step {
        let Some(Compound::ForArith { start, test, step, body }) = Frame::body(&command) else { return Step::Continue };
        let word = match phase {
            ForPhase::Start => start,
            ForPhase::Test => test,
            ForPhase::Step => step,
        };
        let cwd = io.cwd();
        let mut expander = Expander::new(self, sys, &cwd, &results);
        let value = if word.is_empty() && phase == ForPhase::Test { Ok(1) } else { expander.arith(word) };
        let assigned = std::mem::take(&mut expander.assigned);
        match value {
            Ok(value) => {
                if let Err(message) = self.commit(assigned) {
                    self.complain(io, sys, &message);
                    return Step::Continue;
                }
                if phase == ForPhase::Test && value == 0 {
                    self.status = last;
                    return Step::Continue;
                }
                let list = body.clone();
                let next = if phase == ForPhase::Test { ForPhase::Step } else { ForPhase::Test };
                self.frames.push(Frame::ForArith { command, results: Vec::new(), phase: next, last: self.status });
                if phase == ForPhase::Test {
                    self.frames.push(Frame::List { list, next: 0 });
                }
                Step::Continue
            }
            Err(Stop::Error(message)) => {
                self.complain(io, sys, &format!("((: {message}"));
                self.status = 1;
                Step::Continue
            }
            Err(stop) => self.stopped(io, sys, stop, Some(Frame::ForArith { command, results, phase, last })),
        }
    }

    /// bash's `set -x` shows what a compound command begins with, too.
    fn trace_head(&self, io: &mut Io<'_>, sys: &mut dyn System, text: impl Fn() -> String) {
        if self.options.xtrace && self.options.dialect == Dialect::Bash {
            self.traced(io, sys, &text());
        }
    }
}

/// The bodies of a `case` that run, one after the other.
fn chosen(expander: &mut Expander<'_>, word: &Word, arms: &[CaseArm]) -> Result<Vec<Rc<List>>, Stop> {
    let text = expander.string(word)?;
    let (mut chosen, mut falls) = (Vec::new(), false);
    for arm in arms {
        let mut fits = falls;
        for word in arm.patterns.iter().filter(|_| !falls) {
            fits = fits || expander.fits(word, &text)?;
        }
        if fits {
            chosen.push(arm.body.clone());
            falls = arm.falls;
            if !falls && !arm.tests {
                break;
            }
        }
    }
    Ok(chosen)
}
