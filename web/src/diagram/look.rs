//! How a pod looks by its status: colour, shape and sign, so that no state is told by colour alone.

use protocol::PodView;

/// A look: CSS class and sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub class: &'static str,
    pub sign: &'static str,
}

const fn look(class: &'static str, sign: &'static str) -> Look {
    Look { class, sign }
}

pub const RUNNING: Look = look("run", "▶");
pub const UNREADY: Look = look("wait", "▷");
pub const WAITING: Look = look("wait", "⋯");
pub const RETRYING: Look = look("fail", "↻");
pub const FAILED: Look = look("fail", "✕");
pub const DONE: Look = look("done", "✓");
pub const ENDING: Look = look("gone", "⌫");
pub const UNKNOWN: Look = look("gone", "?");

/// The look of a pod. The words are kubectl's, which the session sends; here they only choose colours.
pub fn of(pod: &PodView) -> Look {
    let status = pod.status.rsplit(':').next().unwrap_or("");
    match status {
        "Terminating" => ENDING,
        "Running" if pod.is_ready => RUNNING,
        "Running" => UNREADY,
        "Completed" | "Succeeded" => DONE,
        "CrashLoopBackOff" | "ImagePullBackOff" => RETRYING,
        "Pending" | "ContainerCreating" | "PodInitializing" | "SchedulingGated" => WAITING,
        "Unknown" | "NodeLost" => UNKNOWN,
        s if s.contains('/') => WAITING,
        _ => FAILED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_looks() {
        let pod = |status: &str, is_ready| PodView { status: status.into(), is_ready, ..PodView::default() };
        assert_eq!(of(&pod("Running", true)), RUNNING);
        assert_eq!(of(&pod("Init:0/1", false)), WAITING);
        assert_eq!(of(&pod("Init:CrashLoopBackOff", false)), RETRYING);
        assert_eq!(of(&pod("OOMKilled", false)), FAILED);
    }
}
