//! One step of the machine.

use super::super::compile::{Make, Op};
use super::super::value::{Halt, Obj, Res, Val};
use super::super::{files, format, methods, operators};
use super::{Files, Machine};

impl Machine {
    pub(super) fn step(&mut self, disk: &mut dyn Files) -> Res<()> {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let codes = self.codes.clone();
        let Some(op) = codes[frame.code].ops.get(frame.at) else { return Ok(()) };
        frame.at += 1;
        match op {
            Op::Make(make) => {
                let v = self.make(make)?;
                self.stack.push(v);
            }
            Op::Store(name) => {
                let v = self.pop();
                self.store(name, v);
            }
            Op::Delete(name) => {
                let env = frame.env;
                if let Some((list, _)) = self.variables(env) {
                    list.retain(|(n, _)| n != name);
                }
            }
            Op::Global(name) => frame.globals.push(name.clone()),
            Op::Pop => drop(self.pop()),
            Op::Dup => self.stack.extend(self.stack.last().cloned()),
            Op::Dup2 => self.stack.extend_from_within(self.stack.len().saturating_sub(2)..),
            Op::Rot3 => {
                let len = self.stack.len();
                self.stack[len - 3..].rotate_right(1);
            }
            Op::Extend => {
                let items = self.pop();
                let items = self.items(&items)?;
                let list = self.top();
                if let Some(Obj::List(l)) = self.heap.get_mut(&list) {
                    l.extend(items);
                }
            }
            Op::Append => {
                let item = self.pop();
                self.append(item)?;
            }
            Op::SetIndex => {
                let (index, object, value) = (self.pop(), self.pop(), self.pop());
                operators::set_index(&mut self.heap, &object, index, value)?;
            }
            Op::DeleteIndex => {
                let (index, object) = (self.pop(), self.pop());
                operators::delete_index(&mut self.heap, &object, &index)?;
            }
            Op::Unpack(n) => {
                let v = self.pop();
                self.unpack(&v, *n)?;
            }
            Op::Jump(to) => frame.at = *to,
            Op::Unless(to) => {
                let v = self.pop();
                if !self.heap.truth(&v) {
                    self.jump(*to);
                }
            }
            Op::Keep(on, to) => {
                let v = self.top();
                if self.heap.truth(&v) == *on {
                    self.jump(*to);
                } else {
                    self.pop();
                }
            }
            Op::Next(out) => self.next_op(*out)?,
            Op::Call(n, names, star) => self.call_op(*n, names, *star, disk)?,
            Op::Return => {
                let v = self.pop();
                if let Some(frame) = self.frames.pop() {
                    self.stack.truncate(frame.base);
                }
                self.stack.push(v);
            }
            Op::Setup(to) => {
                let height = self.stack.len();
                frame.handlers.push((*to, height));
            }
            Op::Leave => drop(frame.handlers.pop()),
            Op::Raise => {
                let v = self.pop();
                return Err(methods::raise(&mut self.heap, v));
            }
            Op::Again => {
                let current = self.handling.last().cloned();
                return Err(match current {
                    Some(v) => Halt::Raise(v),
                    None => self.heap.error("RuntimeError", "No active exception to reraise"),
                });
            }
            Op::Handled => drop(self.handling.pop()),
            Op::Close => {
                let v = self.pop();
                files::close(self, &v, disk)?;
            }
        }
        Ok(())
    }

    /// The value that a step leaves on the stack, of those that it takes from there.
    fn make(&mut self, make: &Make) -> Res<Val> {
        match make {
            Make::Const(v) => Ok(v.clone()),
            Make::Load(name) => self.load(name),
            Make::List(n) => {
                let items = self.pops(*n);
                let list = self.heap.list(items);
                self.heap.check().map(|()| list)
            }
            Make::Tuple(n) => {
                let items = self.pops(*n);
                let tuple = self.heap.tuple(items);
                self.heap.check().map(|()| tuple)
            }
            Make::Set(n) => {
                let items = self.pops(*n);
                let set = self.heap.add(Obj::Set(Vec::new()));
                items.into_iter().try_for_each(|item| self.heap.add_item(&set, item))?;
                self.heap.check().map(|()| set)
            }
            Make::Dict(n) => {
                let items = self.pops(n * 2);
                let dict = self.heap.add(Obj::Dict(Vec::new()));
                for pair in items.chunks(2) {
                    self.heap.set_item(&dict, pair[0].clone(), pair[1].clone())?;
                }
                self.heap.check().map(|()| dict)
            }
            Make::Slice => {
                let bounds = self.pops(3);
                Ok(<[Val; 3]>::try_from(bounds).map_or(Val::None, |b| self.heap.add(Obj::Slice(b))))
            }
            Make::Func(code, defaults) => {
                let env = self.frames.last().map_or(0, |frame| frame.env);
                let (code, defaults) = (*code, self.pops(*defaults));
                Ok(self.heap.add(Obj::Func { code, defaults, env }))
            }
            Make::Binary(operator) => {
                let (b, a) = (self.pop(), self.pop());
                operators::binary(&mut self.heap, operator, &a, &b)
            }
            Make::Unary(operator) => {
                let a = self.pop();
                operators::unary(&mut self.heap, operator, &a)
            }
            Make::Compare(operator) => {
                let (b, a) = (self.pop(), self.pop());
                operators::compare(&mut self.heap, operator, &a, &b).map(Val::Bool)
            }
            Make::Attr(name) => {
                let object = self.pop();
                methods::attribute(self, &object, name)
            }
            Make::Index => {
                let (index, object) = (self.pop(), self.pop());
                operators::index(&mut self.heap, &object, &index)
            }
            Make::Iter => {
                let v = self.pop();
                self.iter(v)
            }
            Make::Import(name) => methods::module(self, name),
            Make::ImportFrom(module, name) => {
                let module = methods::module(self, module)?;
                methods::attribute(self, &module, name)
            }
            Make::Match => {
                let (kinds, exception) = (self.pop(), self.pop());
                Ok(Val::Bool(methods::is_kind(&self.heap, &exception, &kinds)))
            }
            Make::Format(repr) => {
                let (spec, v) = (self.pop(), self.pop());
                let v = if *repr { Val::Str(self.heap.repr(&v).into()) } else { v };
                let text = format::spec(&mut self.heap, &v, &spec)?;
                self.heap.text(text)
            }
            Make::Join(n) => {
                let text: String = self.pops(*n).iter().map(|v| self.heap.str(v)).collect();
                self.heap.text(text)
            }
        }
    }

    /// Adds what a comprehension or a display made next to what lies below it.
    fn append(&mut self, item: Val) -> Res<()> {
        let to = self.top();
        match self.heap.get(&to) {
            Some(Obj::Set(_)) => self.heap.add_item(&to, item)?,
            Some(Obj::Dict(_)) => {
                let pairs = match self.heap.get(&item) {
                    Some(Obj::Dict(d)) => d.clone(),
                    _ => Vec::new(),
                };
                for (k, v) in pairs {
                    self.heap.set_item(&to, k, v)?;
                }
            }
            _ => {
                if let Some(Obj::List(l)) = self.heap.get_mut(&to) {
                    l.push(item);
                }
            }
        }
        Ok(())
    }
    fn unpack(&mut self, v: &Val, n: usize) -> Res<()> {
        let items = self.items(v)?;
        if items.len() != n {
            let text = if items.len() > n {
                format!("too many values to unpack (expected {n})")
            } else {
                format!("not enough values to unpack (expected {n}, got {})", items.len())
            };
            return Err(self.heap.error("ValueError", text));
        }
        self.stack.extend(items.into_iter().rev());
        Ok(())
    }
    /// The next item of a loop; behind the last one it goes on at `out`.
    fn next_op(&mut self, out: usize) -> Res<()> {
        let it = self.top();
        match self.next(&it) {
            Ok(Some(item)) => self.stack.push(item),
            Ok(None) => {
                self.pop();
                self.jump(out);
            }
            Err(halt) => {
                // Asked again when the input is there.
                self.back(&halt);
                return Err(halt);
            }
        }
        Ok(())
    }

    fn jump(&mut self, to: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.at = to;
        }
    }
    /// What has to wait for input is done again.
    pub(super) fn back(&mut self, halt: &Halt) {
        if let (Halt::Line | Halt::All, Some(frame)) = (halt, self.frames.last_mut()) {
            frame.at -= 1;
        }
    }
}
