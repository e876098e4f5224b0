//! How much virtual time commands take: what watches the cluster in a loop drifts as it does at a real prompt.

use playground::replay::Replay;
use playground::scenario::SCENARIOS;

/// The milliseconds between the moments that a command prints, one a line.
fn steps(before: &str, command: &str) -> Vec<i64> {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    for line in before.lines() {
        replay.run(line);
    }
    let printed = replay.run(command).output;
    let moments: Vec<i64> = printed.lines().filter_map(|l| l.parse().ok()).collect();
    moments.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[test]
fn a_sleep_after_kubectl_begins_when_kubectl_would_have_ended() {
    assert_eq!(steps("", "date +%s%3N; kubectl get ns > /dev/null; sleep 1; date +%s%3N"), [1170]);
    assert_eq!(steps("", "for i in 1 2 3; do date +%s%3N; sleep 2; kubectl get ns > /dev/null; done"), [2000, 2170]);
    assert_eq!(steps("", "date +%s%3N; sleep 1; date +%s%3N"), [1000]);
}

#[test]
fn kubectl_in_the_background_takes_its_time() {
    let poll = "(while sleep 1; do kubectl get ns | sed 's/.*//;q' > /dev/null; date +%s%3N; done) > log &";
    assert_eq!(steps(&format!("{poll}\nsleep 5"), "cat log"), [1170, 1170, 1170]);
}

#[test]
fn a_line_is_not_charged_for_what_runs_in_the_background() {
    let before =
        "(while sleep 1; do kubectl get ns > /dev/null; done) &\ndate +%s%3N > log\nsleep 5\ndate +%s%3N >> log";
    let took = steps(before, "cat log");
    assert!((5000..5020).contains(&took[0]), "{took:?}");
}
