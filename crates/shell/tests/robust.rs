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
    for (open, close) in [
        ("(", ""),
        ("1+", "1"),
        ("1 // ", "1"),
        ("try ", "."),
        (". as [", "$x"),
        (".[", "0"),
        ("if . then . el", "se . end"),
        ("{a: . | ", "."),
        ("\"\\(", "1"),
    ] {
        let jq = open.repeat(20_000) + close;
        let (text, code) = TestSystem::new().command(&["sh", "-c", "echo 1 | jq \"$0\" 2>&1", &jq]);
        assert_ne!(code, 0, "{open}: {}", &text[..text.len().min(200)]);
    }
    for (open, close) in [
        ("1+", "1"),
        ("not ", "x"),
        ("-", "1"),
        ("2**", "1"),
        ("x or ", "x"),
        ("x if x else ", "x"),
        ("lambda: ", "x"),
        ("if x: y\nel", "se: y"),
        ("f'{", "1"),
    ] {
        let python = open.repeat(10_000) + close;
        let (text, code) = TestSystem::new().command(&["python3", "-c", &python]);
        assert_eq!(code, 1, "{open}: {}", &text[..text.len().min(200)]);
    }
    for dots in ["x.a", "x[0]", "f()"] {
        let (_, code) =
            TestSystem::new().command(&["python3", "-c", &dots.replacen(&dots[1..], &dots[1..].repeat(10_000), 1)]);
        assert_eq!(code, 1, "{dots}");
    }
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

#[test]
fn what_grows_without_end_is_out_of_memory() {
    let bash = |bytes: &str| (format!("bash: xrealloc: cannot allocate {bytes} bytes\n"), 2);
    let dash = ("sh: 1: Out of space\n".to_string(), 2);
    let doubling = "x=abcabc; until false; do x=$x$x.; done; echo not";
    let run = |shell: &str, script: &str| {
        let (text, code) = TestSystem::new().command(&[shell, "-c", script]);
        let digits =
            text.split(' ').find(|word| word.len() == 7 && word.parse::<u32>().is_ok()).unwrap_or("-").to_string();
        (text, code, digits)
    };
    for script in [
        doubling,
        "x=$(yes); echo not",
        "read x < /dev/zero; echo not",
        "f() { f \"$@\" \"$@\"; }; f a b; echo not",
        "while true; do set -- \"$@\" x \"$@\"; done; echo not",
        "x=a; while true; do x=${x//a/aaaa}; done; echo not",
        "a[100000000]=1; echo not",
        "x=abcdefgh; for i in {1..17}; do x=$x$x; done; for i in {1..9}; do export v$i=$x; done; echo not",
        "f() { for i in {1..9000}; do f; done; }; f; echo not",
    ] {
        let (text, code, digits) = run("bash", script);
        let digits = if script.starts_with("a[") { "2400000000" } else { &digits };
        assert_eq!((text, code), bash(digits), "{script}");
    }
    let (text, code, _) = run("sh", doubling);
    assert_eq!((text, code), dash);
    let ash = TestSystem::with_flavour(Flavour::Busybox).command(&["sh", "-c", doubling]);
    assert_eq!(ash, ("sh: out of memory\n".into(), 1));
    // A subshell has its own end.
    let (text, code, _) = run("bash", &format!("({}) 2>/dev/null; echo $?", doubling));
    assert_eq!((text.as_str(), code), ("2\n", 0));
    for (script, expected, status) in [
        ("awk 'BEGIN { s = \"x\"; while (1) s = s s }'", "awk: out of memory\n", 2),
        ("awk 'BEGIN { s = \"xx\"; while (1) { gsub(/x/, \"xxx\", s) } }'", "awk: out of memory\n", 2),
        ("echo x | sed ':a;s/x/xx/g;ta'", "sed: memory exhausted\n", 1),
        ("echo x | sed ':a;G;h;ba'", "sed: memory exhausted\n", 1),
        ("printf %999999999d 1", "bash: line 1: printf: the output is too long for this simulation\n", 1),
        ("printf %99999999999999999999d 1", "bash: line 1: printf: the output is too long for this simulation\n", 1),
        ("printf %.99999f 1 | wc -c", "1102\n", 0),
        ("printf %.70000d 1 | wc -c", "70000\n", 0),
        ("echo {1..1000000}", "bash: line 1: brace expansion: failed to allocate memory for 1000000 elements\n", 1),
        (
            "echo {-9223372036854775808..9223372036854775807}",
            "bash: line 1: brace expansion: failed to allocate memory for 18446744073709551615 elements\n",
            1,
        ),
        (
            "x=$(printf %200000d 1); /bin/echo $x$x | wc -c; export x; ls",
            "200001\nbash: line 1: /usr/bin/ls: Argument list too long\n",
            126,
        ),
    ] {
        let (text, code) = TestSystem::new().command(&["bash", "-c", script]);
        if script.starts_with("x=$(printf") {
            assert!(text.ends_with("Argument list too long\n") && code == 126, "{script}: {text}");
            continue;
        }
        assert_eq!((text.as_str(), code), (expected, status), "{script}");
    }
}

#[test]
fn work_on_long_texts_takes_steps() {
    // So many steps of the kernel's clock as the text asks for, not one a command.
    let steps = |script: &str| {
        let mut system = TestSystem::new();
        let mut kernel = shell::Kernel::with_first_pid(100);
        let sink = kernel.open_sink(false);
        let spawn = shell::Spawn::new(["bash", "-c", script]).output(sink).cwd("/tmp");
        kernel.spawn(&mut system, spawn).unwrap();
        let mut runs = 0;
        while kernel.run(&mut system).again {
            system.now += 1000;
            runs += 1;
            kernel.take_output(sink);
        }
        runs
    };
    let long = "x=$(printf %1000000s a); for i in 1 2 3 4 5 6 7 8 9; do y=$x; done";
    assert!(steps(long) > 4, "{}", steps(long));
    let awk = "yes | head -n 1000 | awk '{ for (i = 0; i < 2000; i++) s += i }'";
    assert!(steps(awk) > 9, "{}", steps(awk));
    let sed = format!("yes | head -n 8000 | sed -n '{}'", "y/a/b/;".repeat(300));
    assert!(steps(&sed) > 2, "{}", steps(&sed));
}
