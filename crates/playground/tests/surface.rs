//! Lines that were typed to a kubectl v1.36 while it spoke to this API server over HTTP (`kubenori serve`), and what it said:
//! here the same lines are typed to the playground's own kubectl. Left out are lines whose answer the real one leaves open
//! (the order of a map, a moment of a rollout), and answers that fill pages. Lists in files were read by a v1.33. What the
//! tutorials print stands in the documentation.

#![expect(clippy::disallowed_methods, reason = "the tests read transcripts beside them")]

use std::path::Path;

use playground::check::{Descriptions, check};
use playground::transcript::compare::{Comparer, Nearness};

fn says_the_same(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/surface").join(name);
    let text = std::fs::read_to_string(&path).expect("a transcript");
    let report = check(&text, &Comparer::new(), 1, &Descriptions::default());
    assert!(report.outcomes.len() >= 15, "{name} has hardly a command");
    let wrong: Vec<String> = report
        .outcomes
        .iter()
        .filter(|o| o.nearness == Nearness::Different)
        .map(|o| format!("{name}:{}: $ {}\n{}", o.line, o.command, o.diff.join("\n")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

macro_rules! transcripts {
    ($($test:ident: $file:literal,)*) => {
        $(#[test]
        fn $test() {
            says_the_same($file);
        })*

        #[test]
        fn every_transcript_is_typed() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/surface");
            let files = std::fs::read_dir(folder).expect("a folder").count();
            assert_eq!(files, [$($file),*].len());
        }
    };
}

transcripts! {
    apply_sets: "apply-sets.md",
    files_with_several: "get-of-files.md",
    proxy: "proxy.md",
    kustomize_more: "kustomize-more.md",
    access: "access.md",
    apply: "apply.md",
    certificates: "certificates.md",
    completing: "completing.md",
    copies_and_fields: "copies-and-fields.md",
    databases: "databases.md",
    debugging: "debugging.md",
    differences: "differences.md",
    drains_and_budgets: "drains-and-budgets.md",
    explain_paths: "explain-paths.md",
    files_and_selectors: "files-and-selectors.md",
    files_of_types: "files-of-types.md",
    files_that_fail: "files-that-fail.md",
    flags_of_all_commands: "flags-of-all-commands.md",
    generators: "generators.md",
    generators_of_access: "generators-of-access.md",
    get: "get.md",
    inside_containers: "inside-containers.md",
    kubeconfig: "kubeconfig.md",
    kustomize: "kustomize.md",
    kustomize_parts: "kustomize-parts.md",
    lists_in_files: "lists-in-files.md",
    metadata: "metadata.md",
    nameless: "nameless.md",
    names_formats_and_dry_runs: "names-formats-and-dry-runs.md",
    networking: "networking.md",
    no_change: "no-change.md",
    nodes: "nodes.md",
    odd_arguments: "odd-arguments.md",
    odd_files_and_edits: "odd-files-and-edits.md",
    out_of_reach: "out-of-reach.md",
    paths_and_subresources: "paths-and-subresources.md",
    pods_and_their_states: "pods-and-their-states.md",
    preferences: "preferences.md",
    refusals: "refusals.md",
    rollouts: "rollouts.md",
    selectors_over_files: "selectors-over-files.md",
    set_and_patch: "set-and-patch.md",
    several_kubeconfigs: "several-kubeconfigs.md",
    several_objects: "several-objects.md",
    streams: "streams.md",
    streams_of_new_pods: "streams-of-new-pods.md",
    tables: "tables.md",
    templates: "templates.md",
    templates_and_paths: "templates-and-paths.md",
    usage: "usage.md",
    typed_order: "typed-order.md",
    what_is_told_first: "what-is-told-first.md",
    what_was_left: "what-was-left.md",
    tutorials: "tutorials.md",
    tutorials_in_a_shell: "tutorials-in-a-shell.md",
    versions_of_a_kind: "versions-of-a-kind.md",
    warnings_and_shown_values: "warnings-and-shown-values.md",
    watches_and_files: "watches-and-files.md",
    words_of_labels: "words-of-labels.md",
}
