//! Files and streams, and their methods.

use super::methods::wrong;
use super::not_simulated;
use super::run::{Files, Machine};
use super::value::{Halt, Heap, Obj, Res, Val, quoted};

pub const METHODS: &[&str] = &["read", "readline", "readlines", "write", "writelines", "close", "flush", "isatty"];

pub fn open(m: &mut Machine, path: &str, mode: &str, files: &mut dyn Files) -> Res<Val> {
    if mode.contains('b') || mode.contains('+') {
        return Err(Halt::Plain(not_simulated(&format!("opening files with mode '{mode}'"))));
    }
    let (mut content, mut written) = (String::new(), None);
    let done = match mode.chars().next() {
        Some('w') => {
            written = Some(String::new());
            files.write(path, "", false)
        }
        Some('a') => {
            written = Some(String::new());
            files.write(path, "", true)
        }
        Some('x') if files.exists(path) => Err("File exists".into()),
        Some('x') => {
            written = Some(String::new());
            files.write(path, "", false)
        }
        _ => files.read(path).map(|text| content = text),
    };
    if let Err(why) = done {
        return Err(system(&mut m.heap, &why, path));
    }
    let append = mode.starts_with('a');
    Ok(m.heap.add(Obj::File { path: path.into(), text: content.into(), at: 0, written, append }))
}

/// What the system refuses.
pub fn system(heap: &mut Heap, why: &str, path: &str) -> Halt {
    let (kind, number) = match why {
        "No such file or directory" => ("FileNotFoundError", 2),
        "Is a directory" => ("IsADirectoryError", 21),
        "File exists" => ("FileExistsError", 17),
        "Permission denied" => ("PermissionError", 13),
        "Not a directory" => ("NotADirectoryError", 20),
        _ => ("OSError", 30),
    };
    heap.error(kind, format!("[Errno {number}] {why}: {}", quoted(path)))
}

/// A line of standard input; empty at its end.
pub fn input_line(m: &mut Machine) -> Res<String> {
    match m.world.input.find('\n') {
        Some(at) => Ok(m.world.input.drain(..=at).collect()),
        None if m.world.ended => Ok(std::mem::take(&mut m.world.input)),
        None => Err(Halt::Line),
    }
}

/// The next line of a file or stream.
pub fn read_line(m: &mut Machine, file: &Val) -> Res<String> {
    match m.heap.get_mut(file) {
        Some(Obj::File { text, at, .. }) => {
            let rest = &text[*at..];
            let n = rest.find('\n').map_or(rest.len(), |n| n + 1);
            let line = rest[..n].to_string();
            *at += n;
            Ok(line)
        }
        _ => input_line(m),
    }
}

pub fn write(m: &mut Machine, file: &Val, line: &str) -> Res<()> {
    match m.heap.get_mut(file) {
        Some(Obj::Stream(2)) => m.world.output.push((true, line.to_string())),
        Some(Obj::Stream(1)) => m.world.output.push((false, line.to_string())),
        Some(Obj::File { written: Some(text), .. }) => {
            text.push_str(line);
            let length = line.len();
            m.heap.bytes += length;
            m.heap.check()?;
        }
        _ => return Err(m.heap.error("io.UnsupportedOperation", "not writable")),
    }
    Ok(())
}

/// Writes down what was written into a file.
pub fn close(m: &mut Machine, file: &Val, files: &mut dyn Files) -> Res<()> {
    if let Some(Obj::File { path, written: Some(text), append, .. }) = m.heap.get_mut(file) {
        let (path, text, append) = (path.clone(), std::mem::take(text), std::mem::replace(append, true));
        if let Err(why) = files.write(&path, &text, append) {
            return Err(system(&mut m.heap, &why, &path));
        }
    }
    Ok(())
}

/// Files that were not closed are written at the end.
pub fn close_all(m: &mut Machine, files: &mut dyn Files) {
    for at in 0..m.heap.objects.len() {
        // Nobody is there any more to be told.
        let _ = close(m, &Val::Ref(at), files);
    }
}

pub fn call(m: &mut Machine, file: &Val, name: &str, args: &[Val], files: &mut dyn Files) -> Res<Val> {
    let is_input = matches!(m.heap.get(file), Some(Obj::Stream(0)));
    Ok(match (name, args) {
        ("read", []) if is_input => {
            if !m.world.ended {
                return Err(Halt::All);
            }
            let all = std::mem::take(&mut m.world.input);
            m.heap.text(all)?
        }
        ("read", []) => {
            let mut all = String::new();
            if let Some(Obj::File { text, at, .. }) = m.heap.get_mut(file) {
                all = text[*at..].to_string();
                *at = text.len();
            }
            m.heap.text(all)?
        }
        ("readline", []) => {
            let line = read_line(m, file)?;
            m.heap.text(line)?
        }
        ("readlines", []) => {
            if is_input && !m.world.ended {
                return Err(Halt::All);
            }
            let items = m.items(file)?;
            m.heap.list(items)
        }
        ("write", [Val::Str(s)]) => {
            write(m, file, s)?;
            Val::Int(s.chars().count() as i64)
        }
        ("write", [other]) => {
            let text = format!("write() argument must be str, not {}", m.heap.type_name(other));
            return Err(m.heap.error("TypeError", text));
        }
        ("writelines", [lines]) => {
            for line in m.items(lines)? {
                let line = m.heap.str(&line);
                write(m, file, &line)?;
            }
            Val::None
        }
        ("close" | "flush", []) => {
            m.world.flush |= matches!(m.heap.get(file), Some(Obj::Stream(_)));
            close(m, file, files)?;
            Val::None
        }
        ("isatty", []) => Val::Bool(false),
        _ => return Err(wrong(m, name)),
    })
}
