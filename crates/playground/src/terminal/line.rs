//! The line language of the terminal.

use crate::desk::Desk;
use crate::terminal::host::Sink;

/// How a pipeline hangs on the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    Then,
    And,
    Or,
}

/// One command of a pipeline.
#[derive(Clone, Debug, Default)]
pub struct Command {
    pub words: Vec<String>,
    pub to: Option<(String, bool)>,
    pub errors_too: bool,
    pub input: Option<String>,
    pub piped: bool,
    pub background: bool,
}

/// Takes a line apart.
pub fn parse(text: &str) -> Vec<(Joint, Vec<Command>)> {
    let mut out = Vec::new();
    let (mut joint, mut commands, mut command) = (Joint::Then, Vec::new(), Command::default());
    let (mut word, mut quoted) = (String::new(), false);
    let mut target = false;
    let mut chars = text.chars().peekable();
    fn word_end(word: &mut String, quoted: &mut bool, target: &mut bool, command: &mut Command) {
        if word.is_empty() && !*quoted {
            return;
        }
        let w = std::mem::take(word);
        *quoted = false;
        if std::mem::take(target) {
            if let Some(to) = &mut command.to {
                to.0 = w;
            }
        } else {
            command.words.push(w);
        }
    }
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                quoted = true;
                word.extend(chars.by_ref().take_while(|c| *c != '\''));
            }
            '"' => {
                quoted = true;
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' if matches!(chars.peek(), Some('"' | '\\' | '$' | '`')) => word.extend(chars.next()),
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.extend(chars.next().filter(|c| *c != '\n')),
            '#' if word.is_empty() && !quoted => while chars.next_if(|c| *c != '\n').is_some() {},
            ' ' | '\t' => word_end(&mut word, &mut quoted, &mut target, &mut command),
            '2' if word.is_empty() && chars.peek() == Some(&'>') => {
                chars.next();
                if chars.next_if_eq(&'&').is_some() {
                    chars.next();
                }
                command.errors_too = true;
            }
            '>' => {
                word_end(&mut word, &mut quoted, &mut target, &mut command);
                command.to = Some((String::new(), chars.next_if_eq(&'>').is_some()));
                target = true;
            }
            '|' | '&' | ';' | '\n' => {
                word_end(&mut word, &mut quoted, &mut target, &mut command);
                let double = chars.next_if_eq(&c).is_some();
                let mut done = std::mem::take(&mut command);
                let next = match (c, double) {
                    ('|', false) => {
                        done.piped = true;
                        commands.push(done);
                        continue;
                    }
                    ('|', true) => Joint::Or,
                    ('&', true) => Joint::And,
                    _ => Joint::Then,
                };
                done.background = c == '&' && !double;
                commands.push(done);
                out.push((joint, std::mem::take(&mut commands)));
                joint = next;
            }
            c => word.push(c),
        }
    }
    word_end(&mut word, &mut quoted, &mut target, &mut command);
    commands.push(command);
    out.push((joint, commands));
    out.retain(|(_, c)| c.iter().any(|c| !c.words.is_empty()));
    out
}

/// Runs a command that is neither kubectl nor waits.
pub fn builtin(words: &[String], input: &[u8], sink: &mut Sink, desk: &mut Desk) -> i32 {
    let args = &words[1..];
    match words[0].as_str() {
        "cat" => {
            if args.is_empty() {
                sink.out(input);
                return 0;
            }
            let mut code = 0;
            for name in args {
                match desk.files.get(&Desk::absolute(name)).cloned() {
                    Some(data) => sink.out(&data),
                    None => {
                        sink.err(format!("cat: {name}: No such file or directory\n").as_bytes());
                        code = 1;
                    }
                }
            }
            code
        }
        "echo" => {
            sink.out(format!("{}\n", args.join(" ")).as_bytes());
            0
        }
        "grep" => {
            let text = String::from_utf8_lossy(input).to_string();
            let invert = args.iter().any(|a| a == "-v");
            let Some(pattern) = args.iter().find(|a| !a.starts_with('-')) else { return 2 };
            let found: Vec<&str> = text.lines().filter(|l| l.contains(pattern.as_str()) != invert).collect();
            for line in &found {
                sink.out(format!("{line}\n").as_bytes());
            }
            i32::from(found.is_empty())
        }
        "true" | "kill" | "touch" | "mkdir" => 0,
        other => {
            sink.err(format!("bash: {other}: command not found\n").as_bytes());
            127
        }
    }
}
