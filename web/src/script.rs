//! Commands that type themselves, one after the other, as fast as one can follow.

use std::rc::Rc;

use protocol::Input;
use yew::prelude::*;

use crate::effects;
use crate::state::TerminalState;
use crate::terminal;

/// How long the screen rests after a command before the next one is typed, in milliseconds.
const REST_MS: u32 = 900;

/// Lines to type, with a number that tells one script from the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub serial: u32,
    pub lines: Vec<String>,
}

impl Script {
    /// The script of some texts: blocks with or without prompts and outputs.
    pub fn of(serial: u32, texts: &[String]) -> Script {
        Script { serial, lines: texts.iter().flat_map(|text| terminal::commands(text)).collect() }
    }
}

#[derive(Properties, PartialEq, Eq)]
pub struct PlayerProps {
    pub script: Rc<Script>,
    pub terminal: Rc<TerminalState>,
}

/// Types a script.
#[component]
pub fn Player(props: &PlayerProps) -> Html {
    let next = use_state(|| (0_u32, 0_usize));
    let Script { serial, lines } = &*props.script;
    let at = if next.0 == *serial { next.1 } else { 0 };
    let line = lines.get(at).cloned().filter(|_| !props.terminal.busy);
    // The rest of a heredoc follows at once.
    let rest = if props.terminal.prompt.trim() == ">" || at == 0 { 0 } else { REST_MS };
    let serial = *serial;
    use_effect_with((serial, at, line, rest), move |(_, _, line, rest)| {
        let timer = line.clone().map(|text| {
            gloo::timers::callback::Timeout::new(*rest, move || {
                effects::send(&Input::Line { terminal: 0, text });
                next.set((serial, at + 1));
            })
        });
        move || drop(timer)
    });
    html! { <span hidden=true data-script={format!("{}/{}", at, lines.len())} /> }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn a_script_has_the_commands_of_its_blocks() {
        let texts = ["$ kubectl get ns\nNAME STATUS\n".to_string(), "kubectl apply -f a.yaml".to_string()];
        assert_eq!(Script::of(1, &texts).lines, ["kubectl get ns", "kubectl apply -f a.yaml"]);
    }
}
