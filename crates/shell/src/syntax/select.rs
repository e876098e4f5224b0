//! `select` in terms of what else there is: a command that writes the menu, then a loop around a command that asks.

use std::rc::Rc;

use super::ast::*;

/// `select`: a menu of the words, then a loop as long as there are answers.
pub(super) fn selected(name: String, words: Option<Vec<Word>>, body: Rc<List>, line: u32) -> Compound {
    let words = words.unwrap_or_else(|| vec![vec![Part::Double(vec![super::word::plain("@".into())])]]);
    let call = |first: Vec<&str>| {
        let first = first.into_iter().map(|text| vec![Part::Quoted(text.into())]);
        let words = first.chain(words.iter().cloned()).collect();
        let command = Rc::new(Command::Simple(Simple { words, line, ..Simple::default() }));
        only(Command::Compound { body: Compound::Group(only_list(command)), redirects: Vec::new() })
    };
    let condition = call(vec![SELECT, &name]);
    let ask = Command::Compound { body: Compound::While { until: false, condition, body }, redirects: Vec::new() };
    let mut items = call(vec![SELECT, ""]).items.clone();
    items.extend(only(ask).items.iter().cloned());
    Compound::Group(Rc::new(List { items }))
}

/// The builtin that writes the menu of `select`, and asks. No user can type it.
pub(crate) const SELECT: &str = "(select)";

fn only(command: Command) -> Rc<List> {
    only_list(Rc::new(command))
}

fn only_list(command: Rc<Command>) -> Rc<List> {
    let pipeline = Rc::new(Pipeline { negated: false, timed: Timed::No, commands: vec![command] });
    let and_or = AndOr { pipelines: vec![(Link::First, pipeline)], background: false, text: String::new() };
    Rc::new(List { items: vec![Rc::new(and_or)] })
}
