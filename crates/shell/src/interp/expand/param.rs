//! Parameters: `$x`, `${x:-y}`, `${#x}`, `${x%.*}` and the rest.

use super::{Expanded, Expander, Stop};
use crate::interp::vars::Value;
use crate::pattern::{self, is_long};
use crate::syntax::Dialect;
use crate::syntax::ast::{Param, ParamOp, Part, ReplaceMode, Word};
use crate::syntax::is_name;

/// What a parameter stands for.
pub(super) enum Values {
    One(String),
    /// `$@`, `${array[@]}`
    Many(Vec<String>),
    /// A word to be expanded in its place (`${x:-word}`).
    Word(Word),
}

impl Param {
    /// `$@` and `${array[@]}`: as many fields as there are values, maybe none.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.op, ParamOp::Plain | ParamOp::Indirect | ParamOp::Substring { .. })
            && (self.name == "@" || self.index.as_ref().is_some_and(|index| is_at(index, "@")))
    }
}

fn is_at(index: &Word, sign: &str) -> bool {
    matches!(index.as_slice(), [Part::Text(text)] if text == sign)
}

impl Expander<'_> {
    /// The value of a variable as text, with what this expansion has assigned.
    pub(super) fn text_of(&mut self, name: &str) -> Option<String> {
        if let Some((_, value)) = self.assigned.iter().rev().find(|(assigned, _)| assigned == name) {
            return value.text().cloned();
        }
        if let Some(text) = self.shell.vars.text(name) {
            return Some(text.to_string());
        }
        self.shell.dynamic(self.sys, name)
    }

    /// The whole value of a variable, with what this expansion has assigned.
    pub(super) fn value_of(&self, name: &str) -> Option<Value> {
        let assigned = self.assigned.iter().rev().find(|(assigned, _)| assigned == name).map(|(_, value)| value);
        assigned.or_else(|| self.shell.vars.get(name).map(|var| &var.value)).cloned()
    }

    fn special(&mut self, name: &str) -> Option<String> {
        let shell = self.shell;
        match name {
            "?" => Some(self.status.to_string()),
            "$" => Some(shell.pid.to_string()),
            "!" => Some(shell.background.map(|pid| pid.to_string()).unwrap_or_default()),
            "#" => Some(shell.params.len().to_string()),
            "-" => Some(shell.options.letters()),
            "0" => Some(shell.name.clone()),
            _ if name.starts_with(|c: char| c.is_ascii_digit()) => {
                let at: usize = name.parse().ok()?;
                shell.params.get(at.checked_sub(1)?).cloned()
            }
            _ => self.text_of(name),
        }
    }

    /// The values, `None` if unset. The flag says that there may be many.
    fn lookup(&mut self, param: &Param) -> Expanded<(Option<Vec<String>>, bool)> {
        if param.name == "@" || param.name == "*" {
            return Ok((Some(self.shell.params.to_vec()), true));
        }
        let Some(index) = &param.index else {
            return Ok((self.special(&param.name).map(|text| vec![text]), false));
        };
        let value = self.value_of(&param.name);
        let items = match &value {
            Some(value) => value.items(),
            None if param.name == "PIPESTATUS" => self.shell.pipe_status.iter().map(i32::to_string).collect(),
            None if param.name == "FUNCNAME" => self.shell.call_names(),
            None if param.name == "BASH_SOURCE" => self.shell.call_sources(),
            None => Vec::new(),
        };
        if is_at(index, "@") || is_at(index, "*") {
            return Ok((Some(items), true));
        }
        if let Some(Value::Map(map)) = &value {
            let key = self.string(index)?;
            return Ok((map.get(&key).map(|text| vec![text.clone()]), false));
        }
        let at = self.arith(index)?;
        let at = if at < 0 { at + items.len() as i64 } else { at };
        Ok((usize::try_from(at).ok().and_then(|at| items.get(at)).map(|item| vec![item.clone()]), false))
    }

    pub(super) fn param(&mut self, param: &Param, quoted: bool) -> Expanded<Values> {
        if let ParamOp::Bad(text) = &param.op {
            let message = match self.shell.options.dialect {
                Dialect::Bash => format!("${{{text}}}: bad substitution"),
                Dialect::Dash => "Bad substitution".into(),
                Dialect::Ash => "syntax error: bad substitution".into(),
            };
            return Err(Stop::Error(message));
        }
        if let (ParamOp::Indirect, Some(index)) = (&param.op, &param.index)
            && (is_at(index, "@") || is_at(index, "*"))
        {
            let keys = match self.value_of(&param.name) {
                Some(Value::Map(map)) => map.pairs().map(|(key, _)| key.clone()).collect(),
                value => (0..value.map_or(0, |value| value.items().len())).map(|at| at.to_string()).collect(),
            };
            return Ok(Values::Many(keys));
        }
        if matches!(param.op, ParamOp::Names) {
            let names = self.shell.vars.iter().map(|(name, _)| name.clone());
            return Ok(Values::Many(names.filter(|name| name.starts_with(&param.name)).collect()));
        }
        let (values, many) = self.lookup(param)?;
        if let Some(instead) = self.instead(param, values.as_deref(), many)? {
            return Ok(instead);
        }
        let values = values.unwrap_or_default();
        if matches!(param.op, ParamOp::Length) {
            let length = if many { values.len() } else { values.first().map_or(0, |text| text.chars().count()) };
            return Ok(Values::One(length.to_string()));
        }
        if let ParamOp::Indirect = param.op {
            let name = values.first().cloned().unwrap_or_default();
            return Ok(Values::One(self.special(&name).unwrap_or_default()));
        }
        if let (ParamOp::Substring { offset, length }, true) = (&param.op, many) {
            let (offset, length) = self.range(offset, length)?;
            let mut all = values;
            if param.name == "@" || param.name == "*" {
                all.insert(0, self.shell.name.clone());
            }
            return Ok(Values::Many(slice(&all, offset, length).to_vec()));
        }
        let mut changed = Vec::with_capacity(values.len());
        for text in values {
            changed.push(match param.op {
                ParamOp::Transform('A') => format!("{}={}", param.name, always_quoted(&text)),
                _ => self.apply(&param.op, text)?,
            });
        }
        let star = param.name == "*" || param.index.as_ref().is_some_and(|index| is_at(index, "*"));
        if many && star && quoted {
            let ifs = self.text_of("IFS").unwrap_or_else(|| " ".into());
            let separator: String = ifs.chars().take(1).collect();
            return Ok(Values::One(changed.join(&separator)));
        }
        Ok(if many { Values::Many(changed) } else { Values::One(changed.pop().unwrap_or_default()) })
    }

    /// What stands for a parameter that is missing, where its operator says so.
    fn instead(&mut self, param: &Param, values: Option<&[String]>, many: bool) -> Expanded<Option<Values>> {
        let empty = values.is_none_or(|values| values.iter().all(String::is_empty));
        let missing = |colon: bool| {
            if colon { empty } else { values.is_none_or(|values| many && values.is_empty()) }
        };
        match &param.op {
            ParamOp::Default { colon, word } if missing(*colon) => return Ok(Some(Values::Word(word.clone()))),
            ParamOp::Alternate { colon, word } => {
                let gone = missing(*colon);
                return Ok(Some(if gone { Values::One(String::new()) } else { Values::Word(word.clone()) }));
            }
            ParamOp::Assign { colon, word } if missing(*colon) => {
                if !is_name(&param.name) {
                    return Err(Stop::Error(format!("${}: cannot assign in this way", param.name)));
                }
                let text = self.string(word)?;
                self.assigned.push((param.name.clone(), Value::Text(text.clone())));
                return Ok(Some(Values::One(text)));
            }
            ParamOp::Error { colon, word } if missing(*colon) => {
                let text = self.string(word)?;
                let default = if self.shell.options.dialect == Dialect::Bash {
                    "parameter null or not set"
                } else {
                    "parameter not set or null"
                };
                let text = match (text.is_empty(), colon) {
                    (false, _) => text,
                    (true, true) => default.to_string(),
                    (true, false) => "parameter not set".to_string(),
                };
                return Err(Stop::Unset(format!("{}: {text}", param.name)));
            }
            _ => {}
        }
        if values.is_none()
            && self.shell.options.nounset
            && !matches!(param.op, ParamOp::Default { .. } | ParamOp::Assign { .. })
        {
            let text =
                if self.shell.options.dialect == Dialect::Bash { "unbound variable" } else { "parameter not set" };
            return Err(Stop::Unset(format!("{}: {text}", param.name)));
        }
        Ok(None)
    }

    fn range(&mut self, offset: &Word, length: &Option<Word>) -> Expanded<(i64, Option<i64>)> {
        let offset = self.arith(offset)?;
        let length = match length {
            Some(word) => Some(self.arith(word)?),
            None => None,
        };
        Ok((offset, length))
    }

    /// An operator on one value.
    fn apply(&mut self, op: &ParamOp, text: String) -> Expanded<String> {
        if matches!(op, ParamOp::Plain) {
            return Ok(text);
        }
        let chars: Vec<char> = text.chars().collect();
        Ok(match op {
            ParamOp::RemovePrefix { longest, pattern } => {
                let pattern = self.pattern_for(pattern, &chars)?;
                let ends = pattern::prefix(&pattern, &chars).ends;
                let end = ends.map_or(0, |(first, last)| if *longest { last } else { first });
                chars[end..].iter().collect()
            }
            ParamOp::RemoveSuffix { longest, pattern } => {
                let pattern = self.pattern_for(pattern, &chars)?;
                let starts = pattern::suffix(&pattern, &chars);
                let start = starts.map_or(chars.len(), |(first, last)| if *longest { first } else { last });
                chars[..start].iter().collect()
            }
            ParamOp::Replace { mode, pattern, with } => {
                let pattern = self.pattern_for(pattern, &chars)?;
                let with = self.string(with)?;
                self.replace(&chars, &pattern, &with, *mode)?
            }
            ParamOp::Substring { offset, length } => {
                let (offset, length) = self.range(offset, length)?;
                slice(&chars, offset, length).iter().collect()
            }
            ParamOp::Case { upper, all } => {
                let count = if *all { chars.len() } else { 1 };
                let change = |(at, c): (usize, &char)| match (at < count, upper) {
                    (false, _) => *c,
                    (true, true) => c.to_ascii_uppercase(),
                    (true, false) => c.to_ascii_lowercase(),
                };
                chars.iter().enumerate().map(change).collect()
            }
            ParamOp::Transform(letter) => match letter {
                'Q' => always_quoted(&text),
                'U' => text.to_uppercase(),
                'L' => text.to_lowercase(),
                'u' => {
                    chars.iter().take(1).map(char::to_ascii_uppercase).chain(chars.iter().skip(1).copied()).collect()
                }
                _ => crate::text::unescape(&text).text,
            },
            _ => text,
        })
    }

    /// A pattern that is tried on this text.
    fn pattern_for(&mut self, word: &Word, text: &[char]) -> Expanded<Vec<char>> {
        let pattern: Vec<char> = self.pattern(word)?.chars().collect();
        if is_long(&pattern, text) {
            return Err(Stop::Error("pattern and text are too long for this simulation".into()));
        }
        Ok(pattern)
    }

    fn replace(&mut self, chars: &[char], pattern: &[char], with: &str, mode: ReplaceMode) -> Expanded<String> {
        if pattern.is_empty() {
            return Ok(chars.iter().collect());
        }
        let mut out = String::new();
        let mut at = 0;
        let mut done = false;
        if mode == ReplaceMode::Suffix {
            let start = pattern::suffix(pattern, chars).map(|(first, _)| first).filter(|start| *start < chars.len());
            let end = start.unwrap_or(chars.len());
            out.extend(&chars[..end]);
            out.push_str(if start.is_some() { with } else { "" });
            return Ok(out);
        }
        while at < chars.len() {
            if done {
                out.extend(&chars[at..]);
                break;
            }
            let found = pattern::prefix(pattern, &chars[at..]);
            // What a star has tried to the end of the text need not be tried again further on.
            done = mode == ReplaceMode::Prefix || found.starred;
            match found.ends {
                Some((_, length)) if length > 0 => {
                    out.push_str(with);
                    if out.len() > crate::interp::memory::LIMIT {
                        return Err(Stop::Memory(out.len()));
                    }
                    at += length;
                    done |= mode != ReplaceMode::All;
                }
                _ => {
                    out.push(chars[at]);
                    at += 1;
                }
            }
        }
        Ok(out)
    }
}

/// `${x@Q}`
fn always_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn slice<T>(items: &[T], offset: i64, length: Option<i64>) -> &[T] {
    let total = items.len() as i64;
    let start = if offset < 0 { total + offset } else { offset };
    if start < 0 || start > total {
        return &[];
    }
    let end = match length {
        None => total,
        Some(length) if length < 0 => total + length,
        Some(length) => start.saturating_add(length).min(total),
    };
    if end <= start { &[] } else { &items[start as usize..end as usize] }
}
