//! Help texts, laid out by rule from the table.

use super::flag::{Flag, FlagKind, GLOBAL};
use super::{Command, find::Found};
use sorted::InOrder;

const OPTIONS_HINT: &str =
    "Use \"kubectl options\" for a list of global command-line options (applies to all commands).\n";

/// What `--help` prints. In the files of prose a `~` at the end of a line keeps the blanks before it.
pub(crate) fn help(found: &Found) -> String {
    let command = found.command();
    let (long, examples) = command.help.split_once("---\n").unwrap_or((command.help, ""));
    let mut text = if long.is_empty() { format!("{}.", command.short) } else { long.replace("~\n", "\n") };
    text = text.trim_end().to_string() + "\n\n";
    if !command.aliases.is_empty() {
        text += &format!("Aliases:\n{}", command.name);
        for alias in command.aliases {
            text += &format!(", {alias}");
        }
        text += "\n\n";
    }
    if !examples.is_empty() {
        text += "Examples:\n";
        for line in examples.lines() {
            text += &format!("  {line}\n");
        }
        text.push('\n');
    }
    if !command.commands.is_empty() {
        text += "Available Commands:\n";
        text += &command_list(command.commands.iter().copied().filter(|c| !c.hidden), command);
        text.push('\n');
    }
    let flags: Vec<&Flag> = command.own_flags().filter(|f| !f.hidden && f.deprecated.is_empty()).collect();
    if !flags.is_empty() {
        text += "Options:\n";
        text += &flag_list(flags);
        text.push('\n');
    }
    text += &usage_line(found);
    text.push('\n');
    if !command.commands.is_empty() {
        text += &format!("Use \"{} <command> --help\" for more information about a given command.\n", found.path());
    }
    text + OPTIONS_HINT
}

fn usage_line(found: &Found) -> String {
    let parents: Vec<&str> = found.chain[..found.chain.len() - 1].iter().map(|c| c.name).collect();
    let mut line = format!("{} {}", parents.join(" "), found.command().usage).trim().to_string();
    if !line.contains("[options]") {
        line += " [options]";
    }
    format!("Usage:\n  {line}\n")
}

/// `  name   what it does`, in columns.
pub(crate) fn command_list(commands: impl Iterator<Item = &'static Command>, parent: &Command) -> String {
    let width = parent.commands.iter().map(|c| c.name.len()).max().unwrap_or(0).max(11);
    commands.map(|c| format!("  {:width$}   {}\n", c.name, c.short)).collect()
}

/// Flags by name, a blank line between them.
pub(crate) fn flag_list(mut flags: Vec<&Flag>) -> String {
    flags.order_by_key(|f| f.name);
    flags.iter().map(|f| flag_text(f)).collect::<Vec<_>>().join("\n")
}

fn flag_text(flag: &Flag) -> String {
    let short = if flag.short == '\0' { String::new() } else { format!("-{}, ", flag.short) };
    let value = match flag.kind {
        FlagKind::String => format!("'{}'", flag.default),
        _ => flag.default.to_string(),
    };
    format!("    {short}--{}={value}:\n\t{}\n", flag.name, flag.usage)
}

/// What `kubectl options` prints.
pub(crate) fn options() -> String {
    format!("The following options can be passed to any command:\n\n{}\n", flag_list(GLOBAL.iter().collect()))
}
