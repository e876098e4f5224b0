//! Running a template.

use api::Value;

use super::{Command, Node, Operand, Pipe, Spot, Template, functions};

/// How a list of nodes ended.
#[derive(Clone, Copy, PartialEq)]
enum Flow {
    On,
    Break,
    Continue,
}

struct Run<'a> {
    template: &'a Template,
    variables: Vec<(String, Value)>,
    out: String,
    depth: usize,
}

pub(super) fn run(template: &Template, object: &Value) -> Result<String, (String, String)> {
    let variables = vec![(String::new(), object.clone())];
    let mut run = Run { template, variables, out: String::new(), depth: 0 };
    match run.nodes(&template.body, object) {
        Ok(_) => Ok(run.out),
        Err(why) => Err((run.out, why)),
    }
}

impl Run<'_> {
    /// An error at a place of the template, as Go tells it.
    fn fail<T>(&self, spot: &Spot, context: &str, why: &str) -> Result<T, String> {
        let before = &self.template.text[..spot.at.min(self.template.text.len())];
        let line = 1 + before.matches('\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        Err(format!("template: output:{line}:{column}: executing \"output\" at <{context}>: {why}"))
    }

    /// Where a piece of the template stands.
    fn found(&self, text: &str) -> Spot {
        Spot { at: self.template.text.find(text).unwrap_or(0), text: String::new() }
    }

    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> Result<Flow, String> {
        let scope = self.variables.len();
        for node in nodes {
            let flow = self.node(node, dot)?;
            if flow != Flow::On {
                self.variables.truncate(scope);
                return Ok(flow);
            }
        }
        self.variables.truncate(scope);
        Ok(Flow::On)
    }

    fn node(&mut self, node: &Node, dot: &Value) -> Result<Flow, String> {
        match node {
            Node::Text(text) => self.out.push_str(text),
            Node::Action(pipe) => {
                let value = self.pipe(pipe, dot)?;
                if pipe.variables.is_empty() {
                    self.out.push_str(&functions::text(&value));
                }
            }
            Node::If(pipe, body, otherwise) => {
                let scope = self.variables.len();
                let chosen = if functions::truth(&self.pipe(pipe, dot)?) { body } else { otherwise };
                let flow = self.nodes(chosen, dot)?;
                self.variables.truncate(scope);
                return Ok(flow);
            }
            Node::With(pipe, body, otherwise) => {
                let scope = self.variables.len();
                let value = self.pipe(pipe, dot)?;
                let flow = if functions::truth(&value) { self.nodes(body, &value) } else { self.nodes(otherwise, dot) };
                self.variables.truncate(scope);
                return flow;
            }
            Node::Range(pipe, body, otherwise) => return self.range(pipe, body, otherwise, dot),
            Node::Template(name, pipe) => {
                let value = pipe.as_ref().map_or(Ok(Value::Null), |p| self.pipe(p, dot))?;
                let Some(body) = self.template.defined.get(name) else {
                    // Go counts from the name.
                    let text = format!("template {name:?}");
                    let at = self.template.text.find(&text).map_or(0, |at| at + "template ".len());
                    let why = format!("template {name:?} not defined");
                    return self.fail(&Spot { at, text: String::new() }, &format!("{{{{{text}}}}}"), &why);
                };
                self.depth += 1;
                if self.depth > 1000 {
                    return Err("template: output: exceeded maximum template depth (1000)".into());
                }
                let before = std::mem::replace(&mut self.variables, vec![(String::new(), value.clone())]);
                self.nodes(body, &value)?;
                self.variables = before;
                self.depth -= 1;
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::On)
    }

    fn range(&mut self, pipe: &Pipe, body: &[Node], otherwise: &[Node], dot: &Value) -> Result<Flow, String> {
        let over = self.value(pipe, dot)?;
        let items: Vec<(Value, Value)> = match &over {
            Value::List(l) => l.iter().enumerate().map(|(i, v)| (Value::from(i), v.clone())).collect(),
            Value::Map(m) => m.iter().map(|(k, v)| (Value::from(k), v.clone())).collect(),
            Value::Int(n) => (0..*n).map(|i| (Value::Int(i), Value::Int(i))).collect(),
            Value::Null => Vec::new(),
            other => {
                let why = format!("range can't iterate over {}", functions::text(other));
                let text = pipe.commands.first().map_or("", |c| c.text.as_str());
                return self.fail(&self.found(text), text, &why);
            }
        };
        if items.is_empty() {
            return self.nodes(otherwise, dot);
        }
        let scope = self.variables.len();
        for (key, item) in items {
            match &pipe.variables[..] {
                [] => {}
                [one] => self.variables.push((one.clone(), item.clone())),
                [first, second, ..] => {
                    self.variables.push((first.clone(), key));
                    self.variables.push((second.clone(), item.clone()));
                }
            }
            let flow = self.nodes(body, &item)?;
            self.variables.truncate(scope);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(Flow::On)
    }

    /// The value of a pipeline; its variables are set.
    fn pipe(&mut self, pipe: &Pipe, dot: &Value) -> Result<Value, String> {
        let value = self.value(pipe, dot)?;
        if let Some(name) = pipe.variables.first() {
            let known = self.variables.iter_mut().rev().find(|(n, _)| n == name);
            match known {
                Some((_, old)) if pipe.assigns => *old = value.clone(),
                None if pipe.assigns => {
                    let last = pipe.commands.last();
                    let text = last.map_or("", |c| c.text.as_str());
                    let spot = match last.and_then(|c| c.operands.last()) {
                        Some(Operand::Field(_, spot) | Operand::Variable(_, _, spot)) => spot.clone(),
                        _ => self.found(text),
                    };
                    return self.fail(&spot, text, &format!("undefined variable: ${name}"));
                }
                _ => self.variables.push((name.clone(), value.clone())),
            }
        }
        Ok(value)
    }

    fn value(&mut self, pipe: &Pipe, dot: &Value) -> Result<Value, String> {
        let mut piped: Option<Value> = None;
        for command in &pipe.commands {
            piped = Some(self.command(command, dot, piped)?);
        }
        Ok(piped.unwrap_or_default())
    }

    fn command(&mut self, command: &Command, dot: &Value, piped: Option<Value>) -> Result<Value, String> {
        let operands = &command.operands;
        if let Operand::Function(name, spot) = &operands[0] {
            // `and` and `or` stop at the first operand that decides.
            let mut arguments = Vec::new();
            for operand in &operands[1..] {
                let value = self.operand(operand, dot)?;
                let decided = match name.as_str() {
                    "and" => !functions::truth(&value),
                    "or" => functions::truth(&value),
                    _ => false,
                };
                arguments.push(value);
                if decided {
                    return Ok(arguments.pop().unwrap_or_default());
                }
            }
            if name == "call" {
                // No value of an object is a function.
                let what = command.text.split(' ').nth(1).unwrap_or("");
                if arguments.first().is_none_or(Value::is_null) {
                    return self.fail(spot, &command.text, "error calling call: call of nil");
                }
                let of = arguments.first().map_or("nil", functions::go_type);
                return self.fail(
                    spot,
                    &command.text,
                    &format!("error calling call: non-function {what} of type {of}"),
                );
            }
            let literal = |at: usize| matches!(operands.get(at + 1), Some(Operand::Literal(Value::Int(_))));
            arguments.extend(piped);
            if let Err(why) = functions::count(name, arguments.len()) {
                return self.fail(spot, name, &why);
            }
            return match functions::call(name, &arguments, &literal) {
                Ok(value) => Ok(value),
                Err(why) => self.fail(spot, &command.text, &format!("error calling {name}: {why}")),
            };
        }
        if operands.len() > 1 || piped.is_some() {
            // What a field is called with is for its method, of which objects have none.
            if let Operand::Field(names, spot) = &operands[0]
                && let Some((last, above)) = names.split_last()
                && self.fields(dot, above, spot)?.as_map().is_some()
            {
                return self.fail(spot, &spot.text, &format!("{last} is not a method but has arguments"));
            }
            let first = command.text.split(' ').next().unwrap_or("");
            return self.fail(&self.found(first), first, &format!("can't give argument to non-function {first}"));
        }
        if operands[0] == Operand::Nil {
            return self.fail(&self.found(&command.text), &command.text, "nil is not a command");
        }
        self.operand(&operands[0], dot)
    }

    fn operand(&mut self, operand: &Operand, dot: &Value) -> Result<Value, String> {
        match operand {
            Operand::Dot => Ok(dot.clone()),
            Operand::Nil => Ok(Value::Null),
            Operand::Literal(v) => Ok(v.clone()),
            Operand::Field(names, spot) => self.fields(dot, names, spot),
            Operand::Variable(name, fields, spot) => {
                let found = self.variables.iter().rev().find(|(n, _)| n == name);
                let Some(value) = found.map(|(_, v)| v.clone()) else {
                    return self.fail(spot, &spot.text, &format!("undefined variable: ${name}"));
                };
                self.fields(&value, fields, spot)
            }
            Operand::Function(name, spot) => {
                let called = functions::count(name, 0).and_then(|()| {
                    functions::call(name, &[], &|_| false).map_err(|why| format!("error calling {name}: {why}"))
                });
                called.or_else(|why| self.fail(spot, name, &why))
            }
            Operand::Pipe(pipe, fields, spot) => {
                let value = self.value(pipe, dot)?;
                self.fields(&value, fields, spot)
            }
        }
    }

    fn fields(&self, value: &Value, names: &[String], spot: &Spot) -> Result<Value, String> {
        let mut now = value.clone();
        for name in names {
            now = match &now {
                Value::Map(m) => match m.get(name) {
                    Some(v) => v.clone(),
                    None if self.template.allow_missing => Value::Null,
                    None => return self.fail(spot, &spot.text, &format!("map has no entry for key {name:?}")),
                },
                // What is missing has whatever fields; what is there and null has none. Both are null here, and
                // objects of the API hold hardly any null.
                Value::Null => Value::Null,
                _ => {
                    let why = format!("can't evaluate field {name} in type interface {{}}");
                    return self.fail(spot, &spot.text, &why);
                }
            };
        }
        Ok(now)
    }
}
