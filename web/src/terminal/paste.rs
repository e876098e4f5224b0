//! Blocks copied from tutorials: which of their lines are commands.

/// Text without what no keyboard types: bytes of a binary file do not end up in a command.
pub fn printable(text: &str) -> String {
    let kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    text.replace("\r\n", "\n").chars().filter(kept).take(LONGEST).collect()
}

/// A paste is cut here.
const LONGEST: usize = 1 << 20;

/// The lines to type. Where a line has a prompt, only lines with prompts (and what goes on below them, heredocs too) are
/// commands; the others are output.
pub fn commands(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    if !lines.iter().any(|l| prompt(l).is_some()) {
        return lines.iter().filter(|l| !l.trim().is_empty() || lines.len() == 1).map(|l| (*l).to_string()).collect();
    }
    let mut out = Vec::new();
    let mut heredoc: Option<&str> = None;
    // What was typed of a command that is not whole yet.
    let mut begun = String::new();
    for line in lines {
        let below = line.strip_prefix("> ").unwrap_or(if line == ">" { "" } else { line });
        if let Some(end) = heredoc {
            out.push(below.to_string());
            heredoc = heredoc.filter(|_| below != end);
        } else if let Some(part) = if begun.is_empty() { prompt(line) } else { Some(below) } {
            heredoc = end_of_heredoc(part);
            begun = [&begun, part.strip_suffix('\\').unwrap_or(part), "\n"].concat();
            if heredoc.is_some() || !(part.ends_with('\\') || goes_on(&begun)) {
                begun.clear();
            }
            out.push(part.to_string());
        }
    }
    out
}

/// The word that ends the heredoc which a line begins.
fn end_of_heredoc(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("<<").filter(|(_, rest)| !rest.starts_with('<'))?;
    Some(rest.trim_start_matches('-').split_whitespace().next()?.trim_matches(['"', '\'']))
}

/// Whether a command is not whole: a quote is open, or more has to follow.
fn goes_on(text: &str) -> bool {
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match (quote, c) {
            (None | Some('"'), '\\') => drop(letters.next()),
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    let text = text.trim();
    let first = text.split_whitespace().next().unwrap_or("");
    let closing = match first {
        "for" | "while" | "until" => "done",
        "if" => "fi",
        _ => "",
    };
    let open = !closing.is_empty() && !text.split([' ', '\n', ';']).any(|w| w == closing);
    quote.is_some() || open || text.ends_with('|') || text.ends_with("&&")
}

/// The command behind a prompt such as `$ `, `# `, `root@master:~# `, `controlplane $ `, `[node1 ~]$ `, `me@mac ~ % `,
/// `➜  ~ `, `PS C:\\Users\\me> `.
fn prompt(line: &str) -> Option<&str> {
    let line = line.trim_start();
    // Windows has no blank behind its mark where there is no PowerShell.
    let windows = line.strip_prefix("PS ").unwrap_or(line);
    if let Some((_, command)) = windows.split_once('>').filter(|(place, _)| is_drive(place)) {
        return Some(command.trim());
    }
    if let Some(rest) = line.strip_prefix("❯ ").or(line.strip_prefix("➜ ")) {
        let rest = rest.trim_start();
        return Some(
            rest.split_once(' ').filter(|(folder, _)| folder.starts_with(['~', '/'])).map_or(rest, |r| r.1).trim(),
        );
    }
    for mark in ["$ ", "# ", "% "] {
        if let Some((before, command)) = line.split_once(mark) {
            let host = before.trim_end();
            let plain = host.is_empty() || host == "controlplane";
            let login = host.contains('@')
                && if mark == "% " { host.split(' ').count() <= 2 } else { host.contains(':') && !host.contains(' ') };
            let bracket = host.starts_with('[') && host.ends_with(']');
            let comment = mark == "# " && host.is_empty() && !looks_like_command(command);
            if (plain && !comment) || login || bracket {
                return Some(command.trim());
            }
        }
    }
    None
}

/// `C:`, `C:\\Users\\me`.
fn is_drive(place: &str) -> bool {
    let mut letters = place.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.next() == Some(':')
}

/// A `# ` line of a YAML block is a comment; one before a command is the prompt of root.
fn looks_like_command(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("");
    ["kubectl", "k", "cat", "ls", "vi", "vim", "cd", "curl", "export", "watch"].contains(&first)
}

#[cfg(test)]
mod tests {
    use super::{commands, printable};

    #[test]
    fn what_goes_on_below_its_prompt_belongs_to_it() {
        let text = "$ kubectl create deployment web \\\n>   --image=nginx \\\n  --replicas=2\ndeployment.apps/web created\n$ kubectl get pods |\n  grep web\nweb-1\n$ kubectl patch deployment web -p '{\n>   \"spec\": {}\n> }'\npatched\n$ for i in 1 2; do\n> echo it\\'s $i\n> done\nit's 1\n$ curl -v web\n> GET / HTTP/1.1\n$ kubectl apply \\\n>  -f - <<EOF\n> a: b\n> EOF\n$ cat <<< hi\nhi\n$ sleep 9 &\n[1] 7";
        let typed = [
            "kubectl create deployment web \\",
            "  --image=nginx \\",
            "  --replicas=2",
            "kubectl get pods |",
            "  grep web",
            "kubectl patch deployment web -p '{",
            "  \"spec\": {}",
            "}'",
            "for i in 1 2; do",
            "echo it\\'s $i",
            "done",
            "curl -v web",
            "kubectl apply \\",
            " -f - <<EOF",
            "a: b",
            "EOF",
            "cat <<< hi",
            "sleep 9 &",
        ];
        assert_eq!(commands(text), typed);
    }

    #[test]
    fn prompts_are_taken_off_and_output_is_left_out() {
        let text = "root@master:/k8s# kubectl get namespaces\nNAME   STATUS\ndefault Active\n$  kubectl label namespace demo env=dev\nnamespace/test labeled\n[node1 ~]$ kubectl get pods\n#kubectl x";
        assert_eq!(
            commands(text),
            ["kubectl get namespaces", "kubectl label namespace demo env=dev", "kubectl get pods"]
        );
    }

    #[test]
    fn prompts_of_all_playgrounds_are_known() {
        for prompt in [
            "$ ",
            "# ",
            "root@master:~# ",
            "controlplane $ ",
            "[node1 ~]$ ",
            "user@host:~/k8s$ ",
            "% ",
            "me@mac ~ % ",
            "❯ ",
            "➜  ~ ",
            "PS C:\\Users\\me> ",
            "C:\\>",
        ] {
            assert_eq!(commands(&format!("{prompt}kubectl get po")), ["kubectl get po"], "{prompt}");
        }
        let yaml = "apiVersion: v1\n# a comment\nkind: Pod";
        assert_eq!(commands(yaml), ["apiVersion: v1", "# a comment", "kind: Pod"]);
    }

    #[test]
    fn bytes_are_no_text() {
        assert_eq!(printable("a\0b\u{1b}[31mc\r\nd\te"), "ab[31mc\nd\te");
    }

    #[test]
    fn heredocs_stay_whole() {
        let text = "$ cat <<EOF > f.yaml\nkind: Pod\n> EOF\nEOF\n$ kubectl create -f f.yaml\n";
        assert_eq!(commands(text), ["cat <<EOF > f.yaml", "kind: Pod", "EOF", "kubectl create -f f.yaml"]);
    }

    #[test]
    fn bare_commands_are_all_commands() {
        assert_eq!(commands("kubectl get ns\n\nkubectl get pods\n"), ["kubectl get ns", "kubectl get pods"]);
    }
}
