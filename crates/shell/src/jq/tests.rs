use super::eval::{Env, Halt, Machine};
use super::parse;
use super::value::{J, read};

/// The results of a program, one a line; or what went wrong.
fn jq(program: &str, input: &str) -> String {
    let program = match parse::parse(program) {
        Ok(program) => program,
        Err(why) => return why,
    };
    let machine = Machine::new(J::obj(vec![("HOME".into(), J::str("/root"))]), 0.0);
    let env = Env::default();
    let mut out = Vec::new();
    for input in read(input).0 {
        let done = machine.run(&program, &env, &input, &None, &mut |value, _| {
            out.push(value.text());
            Ok(())
        });
        match done {
            Err(Halt::Error(why)) => out.push(format!("error: {}", why.text())),
            Err(Halt::Exit(why)) => out.push(why),
            _ => {}
        }
    }
    out.join(" ")
}

#[test]
fn programs_of_tutorials() {
    let pods = r#"{"items":[{"metadata":{"name":"b","labels":{"app":"x"}},"status":{"phase":"Running","n":2}},{"metadata":{"name":"a"},"status":{"phase":"Pending","n":1}}]}"#;
    let mut wrong = Vec::new();
    for (program, want) in [
        (".items | length", "2"),
        (r#""\u003c\u0041b""#, r#""<Ab""#),
        (".items[].metadata.name", r#""b" "a""#),
        (r#".items[] | select(.status.phase == "Running") | .metadata.name"#, r#""b""#),
        (".items | map(.status.n) | add", "3"),
        ("[.items[] | {name: .metadata.name, n: .status.n}] | sort_by(.n) | .[0]", r#"{"name":"a","n":1}"#),
        (r#".items[] | "\(.metadata.name)=\(.status.n)""#, r#""b=2" "a=1""#),
        (".items[0].metadata.labels | to_entries[] | .key", r#""app""#),
        (r#".items[] | .metadata.labels.app // "none""#, r#""x" "none""#),
        (".items | group_by(.status.phase) | map({(.[0].status.phase): length}) | add", r#"{"Pending":1,"Running":1}"#),
        ("del(.items[0]) | .items[0].metadata.name", r#""a""#),
        (".items[0].status.n |= . + 1 | .items[0].status.n", "3"),
        (".items[0].metadata.labels.new = 1 | .items[0].metadata.labels", r#"{"app":"x","new":1}"#),
        ("[.items[].metadata | keys] | flatten | unique", r#"["labels","name"]"#),
        (".items | any(.status.n > 1)", "true"),
        (r#"[.items[] | .metadata.name] | join(",")"#, r#""b,a""#),
        ("[.. | .name? // empty]", r#"["b","a"]"#),
        (r#".items[] | [.metadata.name, .status.n] | @tsv"#, r#""b\t2" "a\t1""#),
        (".items | first.metadata.name, last.metadata.name", r#""b" "a""#),
        ("reduce .items[] as $i (0; . + $i.status.n)", "3"),
        (".items as [$a, $b] | $a.status.n - $b.status.n", "1"),
        ("[limit(1; .items[])] | length", "1"),
        ("[paths(type == \"number\")] | length", "2"),
        ("with_entries(.value |= length)", r#"{"items":2}"#),
        (".items[5], .items[-1].metadata.name, .items[1:][0].status.n", r#"null "a" 1"#),
        (".nope.x", "null"),
        (".items.x", r#"error: "Cannot index array with string \"x\"""#),
        (".items[] | .metadata.name | test(\"^a\")", "false true"),
        (
            r#""img:1.2" | sub(":.*"; "") , (split(":") | .[1]), (capture("(?<n>\\w+):(?<v>.*)") | .v)"#,
            r#""img" "1.2" "1.2""#,
        ),
        (r#""aGkK" | @base64d"#, r#""hi\n""#),
        (r#"env.HOME, $ENV.HOME"#, r#""/root" "/root""#),
        ("if (.items | length) > 1 then \"many\" elif true then 1 else 2 end", r#""many""#),
        ("def f(x): x * 2; f(3), 7 % 4, 10 / 4, -1, 1e3", "6 3 2.5 -1 1000"),
        ("[range(5)] | map(select(. % 2 == 0)) | tojson", r#""[0,2,4]""#),
        ("try error(\"x\") catch .", r#""x""#),
        (".items | map(has(\"metadata\")) | all", "true"),
        ("foo", "error: foo/0 is not defined"),
        ("\"\\u한글\"", "syntax error, unexpected INVALID_CHARACTER"),
        (".items[", "syntax error, unexpected $end (Unix shell quoting issues?)"),
        ("[range(1e9)] | length", "this takes more steps than this simulation takes"),
    ] {
        let got = jq(program, pods);
        if got != want {
            wrong.push(format!("{program}\n  {got}\n  {want}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
