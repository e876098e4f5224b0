use super::*;
use crate::json;

fn json_of(text: &str) -> String {
    match parse(text) {
        Ok(v) => json::to_string(&v),
        Err(e) => e.message.replace("error converting YAML to JSON: ", ""),
    }
}

#[test]
fn scalars_are_yaml_1_1() {
    let cases = [
        ("yes", "true"),
        ("n", "false"),
        ("Off", "false"),
        ("yEs", "\"yEs\""),
        ("~", "null"),
        ("", "null"),
        ("0644", "420"),
        ("0o17", "15"),
        ("0x1F", "31"),
        ("-0b11", "-3"),
        ("1_000", "1000"),
        ("08", "8"),
        ("+5", "5"),
        ("1.0", "1"),
        ("1.5e3", "1500"),
        (".5", "0.5"),
        ("1e400", "\"1e400\""),
        ("1:30", "\"1:30\""),
        ("2026-11-21", "\"2026-11-21\""),
        ("9223372036854775807", "9223372036854775807"),
        ("18446744073709551616", "18446744073709552000"),
        ("'yes'", "\"yes\""),
        ("!!str 5", "\"5\""),
        ("!!int '5'", "5"),
        ("!!int abc", "yaml: cannot decode !!str `abc` as a !!int"),
        ("!!binary aGk=", "\"hi\""),
        ("!mine x", "\"x\""),
        (".inf", "json: unsupported value: +Inf"),
        ("1.2.3", "\"1.2.3\""),
        ("1m", "\"1m\""),
        ("-", "[null]"),
        ("--", "\"--\""),
        ("<<", "\"\\u003c\\u003c\""),
    ];
    for (text, expected) in cases {
        assert_eq!(json_of(text), expected, "{text}");
    }
}

#[test]
fn maps_lists_and_merges() {
    let cases = [
        ("a: 1\na: 2", r#"{"a":2}"#),
        ("1: a\ntrue: b\n1.5: c\nyes: d", r#"{"1":"a","1.5":"c","true":"d"}"#),
        ("base: &b {x: 1, w: 2}\nz:\n  x: 0\n  <<: *b\n  w: 3", r#"{"base":{"w":2,"x":1},"z":{"w":3,"x":1}}"#),
        (
            "a: &a {x: 1}\nb: &b {x: 2, w: 2}\nc:\n  <<: [*a, *b]",
            r#"{"a":{"x":1},"b":{"w":2,"x":2},"c":{"w":2,"x":1}}"#,
        ),
        ("<<: 5", "yaml: map merge requires map or sequence of maps as the value"),
        ("a: *x", "yaml: unknown anchor 'x' referenced"),
        ("a: &x [*x]", "yaml: anchor 'x' value contains itself"),
        ("? [1]\n: 2", "yaml: invalid map key: []interface {}{1}"),
        ("~: 1", "unsupported map key of type: %!s(<nil>), key: <nil>, value: 1"),
        ("a: |\n  x\n   y\nb: >-\n  x\n  y", "{\"a\":\"x\\n y\\n\",\"b\":\"x y\"}"),
        ("a: |\n  x", r#"{"a":"x"}"#),
        ("a: \"\\", "yaml: line 2: found unexpected end of stream"),
        ("\u{feff}a: 1", r#"{"a":1}"#),
        ("a:\r\n- 1\r\n", r#"{"a":[1]}"#),
        ("# only a comment\n", "null"),
        ("a: 1\n---\nb: 2\n", r#"{"a":1}"#),
    ];
    for (text, expected) in cases {
        assert_eq!(json_of(text), expected, "{text}");
    }
}

#[test]
fn errors_have_gos_words_and_lines() {
    let cases = [
        ("apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n", "line 4: found character that cannot start any token"),
        ("a: 1\nb:\n  c: 1\n d: 2\n", "line 3: did not find expected key"),
        ("apiVersion: v1\nkind: Pod\nmetadata\n  name: web\n", "line 4: could not find expected ':'"),
        ("a:\n  b: \"web\n  c: d\n", "line 4: found unexpected end of stream"),
        ("a: b: c", "mapping values are not allowed in this context"),
        ("a: 1\nb: c: d\n", "line 2: mapping values are not allowed in this context"),
        ("a: [1, 2\nb: 3\n", "line 1: did not find expected ',' or ']'"),
        ("a: {b\n", "line 1: did not find expected ',' or '}'"),
        ("a: *\n", "did not find expected alphabetic or numeric character"),
        ("a: \u{1}b", "control characters are not allowed"),
        ("- a\nb: c\n", "line 1: did not find expected '-' indicator"),
        ("%YAML 3.0\n--- a", "found incompatible YAML document"),
    ];
    for (text, expected) in cases {
        assert_eq!(json_of(text), format!("yaml: {expected}"), "{text}");
    }
}

#[test]
fn bombs_are_refused() {
    let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for i in 1..9 {
        let before = format!("*a{}", i - 1);
        bomb.push_str(&format!("a{i}: &a{i} [{}]\n", vec![before; 10].join(",")));
    }
    assert_eq!(json_of(&bomb), "yaml: document contains excessive aliasing");
    assert_eq!(json_of(&"[".repeat(100_000)), "yaml: exceeded max depth of 10000");
    let deep = (0..2000).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>();
    assert_eq!(json_of(&deep), "yaml: exceeded max depth of 10000");
}

#[test]
fn files_are_taken_apart() {
    let texts = |s: &str| -> Vec<(String, usize)> {
        split(s).into_iter().map(|c| c.map(|c| (c.text, c.line)).unwrap_or_else(|e| (e.message, 0))).collect()
    };
    assert_eq!(texts("---\na: 1\n--- # two\nb: 2\n---\n"), [("---\na: 1\n".to_string(), 0), ("b: 2\n".to_string(), 3)]);
    assert_eq!(texts("a: 1\n--- b: 2\n"), [("invalid Yaml document separator: b: 2".to_string(), 0)]);
    let all = |s: &str| -> Vec<String> {
        decode_stream(s).into_iter().map(|v| v.map_or_else(|e| e.message, |v| json::to_string(&v))).collect()
    };
    assert_eq!(all(""), Vec::<String>::new());
    assert_eq!(all("# nothing\n---\n"), Vec::<String>::new());
    assert_eq!(all("{\"a\":1}\n{\"b\":2}\n---\nc: 3\n"), ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]);
    assert_eq!(all("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",}\n"), ["{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}"]);
    assert_eq!(all("{\"a\":1,\n"), ["unexpected EOF"]);
    assert_eq!(all("{\"a\" 1]"), ["json: offset 6: invalid character '1' after object key"]);
    assert_eq!(
        all("a: 1\n---\nb: c: d\n"),
        [
            "{\"a\":1}".to_string(),
            "error converting YAML to JSON: yaml: mapping values are not allowed in this context".to_string()
        ]
    );
}

#[test]
fn positions_follow_the_paths_of_messages() {
    let text =
        "metadata:\n  labels: {a.b/c: x}\nspec:\n  containers:\n  - name: web\n    ports:\n    - containerPort: '80'\n";
    let doc = parse_with_positions(text).unwrap();
    let at = |path: &str| {
        doc.find(path).map(|(key, n)| (key.map(|k| (k.line, k.column)), (n.span.line, n.span.column), n.style))
    };
    assert_eq!(at("spec.containers[0].name"), Some((Some((4, 4)), (4, 10), Style::Plain)));
    assert_eq!(at("spec.containers[0].ports[0].containerPort"), Some((Some((6, 6)), (6, 21), Style::SingleQuoted)));
    assert_eq!(at("metadata.labels[a.b/c]"), Some((Some((1, 11)), (1, 18), Style::Plain)));
    assert_eq!(at("spec.containers[0].image").unwrap().1, (4, 4));
    assert_eq!(doc.path_at(6, 10), "spec.containers[0].ports[0].containerPort");
    assert_eq!(parse_with_positions("").unwrap().path_at(0, 0), "");
}

fn emitted(json: &str) -> String {
    to_string(&crate::json::parse(json).unwrap())
}

#[test]
fn written_as_go_writes() {
    let cases = [
        (r#"{"a":{"b":[]},"c":{},"d":null}"#, "a:\n  b: []\nc: {}\nd: null\n"),
        (r#"{"l":[1,{"a":1,"b":[2,[3,4]]},[]]}"#, "l:\n- 1\n- a: 1\n  b:\n  - 2\n  - - 3\n    - 4\n- []\n"),
        (r#"[{"a":1}]"#, "- a: 1\n"),
        (r#"{"v":"1.14"}"#, "v: \"1.14\"\n"),
        (
            r#"{"v":"yes","w":"1:30","x":"","y":"2026-11-21T02:29:02Z"}"#,
            "v: \"yes\"\nw: \"1:30\"\nx: \"\"\n\"y\": \"2026-11-21T02:29:02Z\"\n",
        ),
        (
            r#"{"v":"a: b","w":"a #b","x":"- a","y_":"-a","z":"it's"}"#,
            "v: 'a: b'\nw: 'a #b'\nx: '- a'\ny_: -a\nz: it's\n",
        ),
        (
            r#"{"v":"'a","w":"@a","x":"a'b: c","y_":" a","z":"*"}"#,
            "v: '''a'\nw: '@a'\nx: 'a''b: c'\ny_: ' a'\nz: '*'\n",
        ),
        (
            r#"{"v":"a\nb\n","w":"a\nb","x":"\n","z":"a\n\n"}"#,
            "v: |\n  a\n  b\nw: |-\n  a\n  b\nx: |2+\n\nz: |+\n  a\n\n",
        ),
        (
            r#"{"v":" a\nb","w":"a \nb","x":"a\tb","z":"a\tb\nc"}"#,
            "v: |2-\n   a\n  b\nw: \"a \\nb\"\nx: \"a\\tb\"\nz: \"a\\tb\\nc\"\n",
        ),
        (r#"{"v":"한글","w":"😀","x":"{\"a\":1}\n"}"#, "v: 한글\nw: \"\\U0001F600\"\nx: |\n  {\"a\":1}\n"),
        (r#"{"v":0.5,"w":1e6,"x":1234567.5,"z":1e21}"#, "v: 0.5\nw: 1000000\nx: 1.2345675e+06\nz: 1e+21\n"),
        (r#"{"a\nb":1,"1":2,"true":3}"#, "\"1\": 2\n? |-\n  a\n  b\n: 1\n\"true\": 3\n"),
        (r#""x""#, "x\n"),
    ];
    for (json, expected) in cases {
        assert_eq!(emitted(json), expected);
    }
}

#[test]
fn long_text_is_folded_behind_column_80() {
    let json = r#"{"metadata":{"annotations":{"kubernetes.io/limit-ranger":"LimitRanger plugin set: cpu, memory request for container a; cpu, memory limit for container a"}}}"#;
    assert_eq!(
        emitted(json),
        "metadata:\n  annotations:\n    kubernetes.io/limit-ranger: 'LimitRanger plugin set: cpu, memory request for container\n      a; cpu, memory limit for container a'\n"
    );
}

// A key `<<` is left out: Go writes it plain too, and reads it back as a merge.
proptest::proptest! {
    #[test]
    fn what_is_written_reads_back(v in any_value()) {
        let text = to_string(&v);
        proptest::prop_assert_eq!(parse(&text).map_err(|e| format!("{e}\n{text}")), Ok(v));
    }
    #[test]
    fn no_text_breaks_the_reader(text in "[ \\-:\\[\\]{},&*!|>'\"%#\\n\\ta0~<?]{0,40}") {
        if let Ok(v) = parse(&text) {
            let again = parse(&to_string(&v));
            proptest::prop_assert_eq!(again.map_err(|e| e.message), Ok(v));
        }
        let _ = parse_with_positions(&text).map(|d| d.path_at(1, 3));
    }
}

fn any_value() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::*;
    let text = prop_oneof![
        "[ -~]{0,12}",
        "[a-z ]{60,120}",
        "[a-z\\n \\t:#'\"\\\\-]{0,20}",
        "\\PC{0,8}",
        proptest::sample::select(vec!["yes", "~", "0x1", "1e3", ".", "...", "---", "-", "=", "1_0", "\u{85}", "\r"])
            .prop_map(str::to_string),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(|f: f64| crate::json::float(f).parse::<i64>().map_or(Value::Float(f), Value::Int)),
        text.clone().prop_map(Value::from),
    ];
    let key = text.clone().prop_filter("a key that is a merge", |key| key != "<<");
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((key.clone(), inner), 0..5)
                .prop_map(|kv| kv.into_iter().collect::<crate::value::Map>().into()),
        ]
    })
}

#[test]
fn the_first_letter_may_be_any() {
    for c in ["\u{fffc}", "\u{fe76}", "０", "ﾊ", "한", "\u{e000}"] {
        let mut v = Value::object();
        v.set(crate::Text::new(c), Value::Null);
        assert_eq!(parse(&to_string(&v)).ok(), Some(v));
    }
    assert_eq!(parse("\u{feff}a: 1").map(|v| v.int("a")).ok(), Some(Some(1)));
}

#[test]
fn tags_right_before_commas() {
    for (text, json) in [
        ("[!!str, a]", r#"["","a"]"#),
        ("{a: !!str, b: [&x !!str, !<tag:yaml.org,2002:str>, c]}", r#"{"a":"","b":["","","c"]}"#),
        ("['a!, b', \"!!str, c\", d!, e] # !x, y", r#"["a!, b","!!str, c","d!","e"]"#),
        ("[!!str, b]: 1", "yaml: invalid map key: []interface {}{\"\", \"b\"}"),
        ("a: hi !!str, you\nb: |\n  [!!str, x]\n", r#"{"a":"hi !!str, you","b":"[!!str, x]\n"}"#),
    ] {
        assert_eq!(json_of(text), json, "{text}");
    }
    for text in ["[!,", "- [!!str, a]\n-\n[!x, b]: {'!y, c': !z , d: 1}\n", "-\n&a [!,  !<{", "{-\n!, "] {
        assert!(parse(text).is_err(), "{text}");
    }
}
