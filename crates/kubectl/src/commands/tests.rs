//! Whole command lines against a host with a script.

use crate::testing::FakeHost;

#[test]
fn unknown_commands_and_flags() {
    let mut h = FakeHost::with_config();
    assert_eq!(h.shows("kubectl nosuch"), "error: unknown command \"nosuch\" for \"kubectl\"\n? 1\n");
    assert_eq!(
        h.shows("kubectl get pods --nosuch"),
        "error: unknown flag: --nosuch\nSee 'kubectl get --help' for usage.\n? 1\n"
    );
    assert_eq!(
        h.shows("kubectl --namespace get pods"),
        "Error: flags cannot be placed before plugin name: --namespace\n? 1\n"
    );
    assert_eq!(h.shows("kubectl apply"), "error: must specify one of -f and -k\n? 1\n");
}
