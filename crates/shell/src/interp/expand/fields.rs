//! Words to fields.

use super::{Expanded, Expander, Stop, brace, param::Values};
use crate::interp::vars::weight;
use crate::pattern;
use crate::syntax::Dialect;
use crate::syntax::ast::{Part, Word};

/// A field under construction: its text, and the same with quoted characters escaped, for globbing.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    pub text: String,
    pub pattern: String,
    /// Something in it was quoted, so it stays even if it is empty.
    quoted: bool,
    /// Some text has come, even if empty.
    begun: bool,
}

impl Field {
    fn push(&mut self, text: &str, quoted: bool) {
        self.text.push_str(text);
        self.begun |= quoted || !text.is_empty();
        if quoted {
            self.quoted = true;
            self.pattern.push_str(&pattern::escape(text));
        } else {
            self.pattern.push_str(text);
        }
    }
}

/// The fields of a word so far; the last one is still open.
struct Builder {
    done: Vec<Field>,
    open: Field,
    split: bool,
    ifs: String,
    /// An IFS blank has just ended a field.
    gap: bool,
}

impl Builder {
    fn end_field(&mut self) {
        let field = std::mem::take(&mut self.open);
        if field.begun {
            self.done.push(field);
        }
    }

    /// Text from an expansion, split at IFS unless quoted.
    fn expanded(&mut self, text: &str, quoted: bool) {
        if quoted || !self.split {
            self.gap = false;
            self.open.push(text, quoted || !self.split && self.open.quoted);
            return;
        }
        for next in text.chars() {
            if !self.ifs.contains(next) {
                self.gap = false;
                self.open.push(next.encode_utf8(&mut [0; 4]), false);
            } else if next.is_ascii_whitespace() {
                self.gap |= self.open.begun;
                self.end_field();
            } else {
                // A visible separator ends a field even if that is empty; one right behind blanks belongs to them.
                if !std::mem::take(&mut self.gap) {
                    self.open.begun = true;
                }
                self.end_field();
            }
        }
    }
}

impl Expander<'_> {
    /// All the fields of a command's words.
    pub fn fields(&mut self, words: &[Word]) -> Expanded<Vec<String>> {
        let mut all = Vec::new();
        for word in words {
            // Most words are one literal.
            if let [Part::Quoted(text)] = word.as_slice() {
                all.push(text.clone());
                continue;
            }
            let bash = self.dialect == Dialect::Bash;
            let braced = if bash { brace::expand(word).map_err(Stop::Error)? } else { vec![word.clone()] };
            for word in &braced {
                for field in self.pieces(word, true)? {
                    self.glob_into(&field, &mut all)?;
                }
            }
        }
        Ok(all)
    }

    fn glob_into(&mut self, field: &Field, all: &mut Vec<String>) -> Expanded<()> {
        if !self.shell.options.noglob && pattern::is_pattern(&field.pattern) {
            let found = super::paths::expand(self.sys, self.cwd, &field.pattern, &self.shell.options);
            if !found.is_empty() {
                self.room(weight(&found))?;
                all.extend(found);
                return Ok(());
            }
            if self.shell.options.nullglob {
                return Ok(());
            }
        }
        all.push(field.text.clone());
        Ok(())
    }

    /// Expands without globbing; one field unless `split`.
    pub(super) fn pieces(&mut self, word: &Word, split: bool) -> Expanded<Vec<Field>> {
        let ifs = self.text_of("IFS").unwrap_or_else(|| " \t\n".into());
        let mut builder = Builder { done: Vec::new(), open: Field::default(), split, ifs, gap: false };
        for (at, part) in word.iter().enumerate() {
            match part {
                Part::Text(text) if at == 0 && text.starts_with('~') => {
                    let rest = self.tilde(text, word.len() == 1, &mut builder);
                    builder.open.push(&rest, false);
                }
                _ => self.part(part, false, &mut builder)?,
            }
        }
        if builder.open.begun || (!split && builder.done.is_empty()) {
            builder.done.push(builder.open);
        }
        Ok(builder.done)
    }

    /// Replaces `~` or `~+` at the beginning and returns what is left.
    fn tilde(&mut self, text: &str, whole: bool, builder: &mut Builder) -> String {
        let end = text.find('/').unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let closed = !rest.is_empty() || whole;
        let home = match name {
            "~" if closed => self.text_of("HOME"),
            "~root" if closed => Some("/root".into()),
            "~+" if closed => self.text_of("PWD"),
            "~-" if closed => self.text_of("OLDPWD"),
            _ => None,
        };
        match home {
            Some(home) => {
                builder.open.push(&home, true);
                rest.to_string()
            }
            None => text.to_string(),
        }
    }

    fn part(&mut self, part: &Part, quoted: bool, builder: &mut Builder) -> Expanded<()> {
        match part {
            Part::Text(text) => {
                builder.gap = false;
                builder.open.push(text, quoted);
            }
            Part::Quoted(text) => {
                builder.gap = false;
                builder.open.push(text, true);
            }
            Part::Double(parts) => {
                builder.gap = false;
                // An empty "$@" makes no field at all, any other empty string one.
                let only_list = matches!(parts.as_slice(), [Part::Param(param)] if param.is_list());
                if !only_list {
                    builder.open.push("", true);
                }
                for part in parts {
                    self.part(part, true, builder)?;
                }
            }
            Part::Command(list) => {
                let text = self.substitution(list)?;
                self.room(text.len())?;
                builder.expanded(text.trim_end_matches('\n'), quoted);
            }
            Part::File(list) => {
                let text = self.substitution(list)?;
                let path = self.file_with(&text)?;
                builder.gap = false;
                builder.open.push(&path, true);
            }
            Part::Arith(word) => {
                let value = self.arith(word)?;
                builder.expanded(&value.to_string(), quoted);
            }
            Part::Param(param) => match self.param(param, quoted)? {
                Values::One(text) => {
                    self.room(text.len())?;
                    builder.expanded(&text, quoted);
                }
                Values::Many(items) => {
                    self.room(weight(&items))?;
                    let split = builder.split;
                    for (at, item) in items.iter().enumerate() {
                        if at > 0 && split {
                            builder.end_field();
                        } else if at > 0 {
                            builder.open.push(" ", quoted);
                        }
                        builder.expanded(item, quoted);
                        if quoted {
                            builder.open.begun = true;
                        }
                    }
                }
                Values::Word(word) => {
                    for (at, part) in word.iter().enumerate() {
                        match part {
                            Part::Text(text) if at == 0 && text.starts_with('~') && !quoted => {
                                let rest = self.tilde(text, word.len() == 1, builder);
                                builder.open.push(&rest, false);
                            }
                            Part::Text(text) => builder.expanded(text, quoted),
                            _ => self.part(part, quoted, builder)?,
                        }
                    }
                }
            },
        }
        Ok(())
    }
}
