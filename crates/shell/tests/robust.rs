//! Whatever is typed, the shell answers and does not fall over.

use proptest::prelude::*;
use shell::Flavour;
use shell::syntax::{Dialect, parse};
use shell::testing::TestSystem;

fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "$x", "${", "}", "$(", ")", "((", "))", "`", "'", "\"", "\\", "\n", " ", ";", ";;", "&", "&&", "|", "||",
        "<", "<<EOF", "EOF", ">", ">&", "if", "then", "fi", "for", "in", "do", "done", "case", "esac", "while", "{",
        "[[", "]]", "=~", "!", "#", "=", "x=", "a[1]=", "*", "?", "[", "]", "{1..3}", "~", "${x:-", "${x//", "%", "1",
        "-", "+", "한글",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_or_is_refused(text in soup()) {
        for dialect in [Dialect::Bash, Dialect::Dash, Dialect::Ash] {
            if let Err(error) = parse(&text, dialect) {
                prop_assert!(!error.message(dialect).0.is_empty());
            }
        }
    }

    #[test]
    fn any_bytes_parse_or_are_refused(text in "\\PC*") {
        let _refused = parse(&text, Dialect::Bash).is_err();
    }

    #[test]
    fn completion_looks_at_any_line(text in soup(), cursor in 0usize..80) {
        let found = shell::complete::at(&text, cursor);
        prop_assert!(found.start <= text.len());
        prop_assert!(text.is_char_boundary(found.start));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Fed to a terminal-less shell for a second: it may loop, it may fail, it must not panic.
    #[test]
    fn any_text_runs(text in soup()) {
        let mut system = TestSystem::with_flavour(Flavour::Gnu);
        let mut kernel = shell::Kernel::with_first_pid(100);
        let sink = kernel.open_sink(false);
        let spawn = shell::Spawn::new(["bash", "-c", &text]).output(sink).cwd("/tmp");
        kernel.spawn(&mut system, spawn).unwrap();
        for _ in 0..5 {
            let progress = kernel.run(&mut system);
            system.now = progress.next.unwrap_or(system.now + 1000).min(system.now + 1_000_000);
        }
        kernel.kill_all(&mut system);
    }

    #[test]
    fn any_script_of_sed_awk_and_expr_ends(text in soup()) {
        for program in ["sed", "awk", "grep", "find", "expr", "printf", "tr", "test", "date"] {
            let mut system = TestSystem::new();
            let (_, code) = system.command(&["sh", "-c", "printf 'a b\\nc\\n' | \"$0\" \"$1\" 2>&1 | head -c 1000", program, &text]);
            prop_assert!(code >= 0);
        }
    }
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    for (open, close) in [
        ("(", ")"),
        ("{ ", "; }"),
        ("$(", ")"),
        ("if ", "; then :; fi"),
        ("\"$(", ")\""),
        ("${x:-", "}"),
        ("((", "))"),
        ("[[ ! ", "]]"),
    ] {
        let text = format!("echo {}a{}", open.repeat(3_000), close.repeat(3_000));
        let _refused = parse(&text, Dialect::Bash).is_err();
        let (_, code) =
            TestSystem::new().command(&["bash", "-c", &format!("{}true{}", open.repeat(500), close.repeat(500))]);
        assert!(code >= 0, "{open}");
    }
    let arith = format!("echo $(({}1{}))", "(".repeat(2_000), ")".repeat(2_000));
    assert_eq!(TestSystem::new().command(&["bash", "-c", &arith]).1, 1);
    let long = format!("echo $(({}1))", "1+".repeat(20_000));
    assert_eq!(TestSystem::new().command(&["bash", "-c", &long]), ("20001\n".into(), 0));
    let tests = format!("[[ {} a ]]", "a &&".repeat(20_000));
    assert_ne!(TestSystem::new().command(&["bash", "-c", &tests]).1, 0);
    let awk = format!("BEGIN {{ print {}1 }}", "1+".repeat(20_000));
    assert_eq!(TestSystem::new().command(&["awk", &awk]).1, 2);
    let f = "f() { f; }; f; echo after";
    let (text, _) = TestSystem::new().command(&["bash", "-c", f]);
    assert!(text.contains("maximum function nesting level exceeded"), "{text}");
}

#[test]
fn large_input_is_cut_not_swallowed() {
    let big = "x".repeat(3 << 20);
    let mut system = TestSystem::new();
    system.volumes.get_mut(0).unwrap().put("root/big", big.clone(), 0).unwrap();
    assert_eq!(
        system.command(&["sh", "-c", "cat big | wc -c; sort big | wc -c"]),
        (format!("{}\n{}\n", big.len(), big.len() + 1), 0)
    );
    let mut system = TestSystem::new();
    let (text, _) = system.command(&["bash", "-c", "x=$(yes | head -c 20000000); echo ${#x}"]);
    assert!(text.len() < 100, "{text}");
}
