//! From words to fields: parameters, substitutions, splitting, globbing.
//!
//! A command substitution must run as a process, and the shell must not block. So an expansion is a pure attempt: when it
//! meets a substitution whose output is not there yet it stops with [`Stop::Need`], the shell runs the command, and the attempt
//! is made again with one more result. Assignments (`${x:=y}`, `$((x++))`) are collected and take effect at the end only.

mod arith;
mod brace;
mod fields;
mod param;
mod paths;

use std::rc::Rc;

use super::Shell;
use super::vars::Value;
use crate::syntax::ast::{List, Part, Word};
use crate::system::System;

/// The output of a command substitution, and its exit code.
#[derive(Clone, Debug, PartialEq)]
pub struct Substituted {
    pub text: String,
    pub status: i32,
}

/// Why an expansion did not come to its end.
#[derive(Clone, Debug)]
pub enum Stop {
    /// This command's output is needed first.
    Need(Rc<List>),
    /// The user's mistake: the message without the shell's name. The command is not run.
    Error(String),
    /// The same, where bash ends with 127: an unset variable that must be set.
    Unset(String),
    /// More text than a shell can hold; so many bytes were asked for.
    Memory(usize),
}

pub type Expanded<T> = Result<T, Stop>;

/// One attempt.
pub struct Expander<'a> {
    pub shell: &'a Shell,
    pub sys: &'a mut dyn System,
    pub cwd: &'a str,
    results: &'a [Substituted],
    used: usize,
    /// Assignments made by the expansion itself.
    pub assigned: Vec<(String, Value)>,
    /// The exit code that `$?` shows: that of the last substitution, if there was one.
    status: i32,
    pub dialect: crate::syntax::Dialect,
    /// What `[[` has asked, for `set -x`.
    pub traced: Vec<String>,
    /// Bytes that were expanded so far.
    pub bytes: usize,
}

impl<'a> Expander<'a> {
    pub fn new(shell: &'a Shell, sys: &'a mut dyn System, cwd: &'a str, results: &'a [Substituted]) -> Self {
        Expander {
            shell,
            sys,
            cwd,
            results,
            used: 0,
            assigned: Vec::new(),
            status: shell.status,
            dialect: shell.options.dialect,
            traced: Vec::new(),
            bytes: 0,
        }
    }

    /// Counts text that an expansion brings; one command cannot bring more than a shell can hold.
    pub fn room(&mut self, bytes: usize) -> Expanded<()> {
        self.bytes += bytes;
        if self.bytes > super::memory::LIMIT { Err(Stop::Memory(self.bytes)) } else { Ok(()) }
    }

    /// One string: no splitting, no globbing (assignments, redirections, here-documents, `case`).
    pub fn string(&mut self, word: &Word) -> Expanded<String> {
        let fields = self.pieces(word, false)?;
        Ok(fields.into_iter().map(|field| field.text).collect::<Vec<_>>().join(" "))
    }

    /// A pattern: what is quoted in the word is escaped.
    pub fn pattern(&mut self, word: &Word) -> Expanded<String> {
        let fields = self.pieces(word, false)?;
        Ok(fields.into_iter().map(|field| field.pattern).collect::<Vec<_>>().join(" "))
    }

    /// Whether a text fits a pattern, as `case` and `[[` ask.
    pub fn fits(&mut self, word: &Word, text: &str) -> Expanded<bool> {
        let pattern = self.pattern(word)?;
        Ok(match self.shell.options.nocasematch {
            true => crate::pattern::matches(&pattern.to_lowercase(), &text.to_lowercase()),
            false => crate::pattern::matches(&pattern, text),
        })
    }

    /// The value of an assignment; tildes also behind colons.
    pub fn value(&mut self, word: &Word) -> Expanded<String> {
        self.string(word)
    }

    pub fn arith(&mut self, word: &Word) -> Expanded<i64> {
        let text = self.string(word)?;
        self.arith_text(&text)
    }

    fn substitution(&mut self, list: &Rc<List>) -> Expanded<String> {
        match self.results.get(self.used) {
            Some(result) => {
                self.used += 1;
                self.status = result.status;
                Ok(result.text.clone())
            }
            None => Err(Stop::Need(list.clone())),
        }
    }

    /// The path under which the output of the last substitution can be read: where bash has the end of a pipe.
    fn file_with(&mut self, text: &str) -> Expanded<String> {
        let path = format!("/dev/fd/{}", 64usize.saturating_sub(self.used));
        let mut files = self.sys.files();
        let written = files.make_directories("/dev/fd").and_then(|()| files.write(&path, text));
        written.map_err(|why| Stop::Error(format!("cannot make pipe for process substitution: {}", why.text())))?;
        Ok(path)
    }

    /// The exit code of the last substitution, if any was used.
    pub fn substitution_status(&self) -> Option<i32> {
        self.results[..self.used].last().map(|result| result.status)
    }
}

/// Whether a word is one plain literal.
pub fn literal(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Part::Text(text)] => Some(text),
        _ => None,
    }
}
