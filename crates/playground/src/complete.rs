//! Completion in the terminal: kubectl's commands, kinds, names and flags; programs and files for everything else.

use api::meta;
use protocol::Completion;

use crate::session::Machine;

/// The most suggestions.
const MOST: usize = 60;

/// What could stand at the cursor: where the word begins, and the suggestions.
pub fn complete(machine: &mut Machine, terminal: u32, line: &str, cursor: usize) -> (usize, Vec<Completion>) {
    let before = line.get(..cursor.min(line.len())).unwrap_or(line);
    // Only the command that the cursor is in counts: what stands before a pipe or a `;` is over.
    let start = before.rfind(['|', ';', '&', '(']).map_or(0, |i| i + 1);
    let words: Vec<&str> = before[start..].split_whitespace().collect();
    let typing = before.ends_with(char::is_whitespace) || words.is_empty();
    let word = if typing { "" } else { words.last().copied().unwrap_or("") };
    let done: &[&str] = if typing { &words } else { &words[..words.len() - 1] };
    let from = before.len() - word.len();
    let mut items = match done.first().copied() {
        None => commands(word),
        Some("kubectl" | "k") if !word.starts_with('/') && !word.starts_with("./") => {
            kubectl(machine, &done[1..], word)
        }
        Some(_) => files(machine, terminal, word),
    };
    items.truncate(MOST);
    (from, items)
}

fn item(text: impl Into<String>, kind: &str, detail: impl Into<String>) -> Completion {
    Completion { text: text.into(), kind: kind.into(), detail: detail.into() }
}

fn commands(word: &str) -> Vec<Completion> {
    let own = crate::desk::HOST_PROGRAMS.iter().map(|p| item(*p, "command", ""));
    let programs = shell::programs::names().map(|p| item(p, "command", shell::programs::about(p).unwrap_or("")));
    own.chain(programs).filter(|i| i.text.starts_with(word) && i.text != "[").collect()
}

/// kubectl's own completion, and what it asks of the cluster.
fn kubectl(machine: &mut Machine, done: &[&str], word: &str) -> Vec<Completion> {
    use kubectl::complete::Wanted;
    let mut found = Vec::new();
    for wanted in kubectl::complete::complete(done, word) {
        match wanted {
            Wanted::Text { text, kind, detail } => found.push(item(text, kind, detail)),
            Wanted::Files => found.extend(files(machine, 0, word)),
            Wanted::Names { resource, namespace, prefix } => {
                let Some(row) = api::kinds::KINDS.iter().find(|k| {
                    k.plural == resource || k.singular == resource || k.short_names.contains(&resource.as_str())
                }) else {
                    continue;
                };
                let namespace = if row.namespaced { namespace } else { String::new() };
                for o in machine.cluster.api().read_all(row, &namespace) {
                    found.push(item(format!("{prefix}{}", meta::name(o)), "name", row.kind));
                }
            }
        }
    }
    found.retain(|i| i.text.starts_with(word));
    found
}

fn files(machine: &mut Machine, terminal: u32, word: &str) -> Vec<Completion> {
    let cwd = machine.terminal(terminal).cwd().to_string();
    let (dir, name) = word.rsplit_once('/').map_or(("", word), |(d, n)| (if d.is_empty() { "/" } else { d }, n));
    let path = shell::files::path::join(&cwd, if dir.is_empty() { "." } else { dir });
    let lead = if dir.is_empty() { String::new() } else { format!("{}/", dir.trim_end_matches('/')) };
    let now = machine.now().0;
    let entries = machine.desk.view(now).list(&path).unwrap_or_default();
    let fitting =
        entries.into_iter().filter(|(n, _)| n.starts_with(name) && (!n.starts_with('.') || name.starts_with('.')));
    fitting
        .map(|(n, stat)| item(format!("{lead}{n}{}", if stat.is_directory() { "/" } else { "" }), "file", ""))
        .collect()
}
