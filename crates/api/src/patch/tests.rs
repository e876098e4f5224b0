use super::*;
use crate::{json, schema};

fn j(text: &str) -> Value {
    crate::yaml::parse(text).unwrap()
}
fn pod() -> schema::TypeRef {
    schema::of("", "v1", "Pod").unwrap()
}
fn show(r: Result<Value, PatchError>) -> String {
    r.map_or_else(|e| e.message().to_string(), |v| json::to_string(&v))
}

#[test]
fn json_patch_operations() {
    let doc = "{a: {b: [1, 2]}, c/d: x}";
    for (patch, expected) in [
        ("[{op: add, path: /a/b/-, value: 3}]", r#"{"a":{"b":[1,2,3]},"c/d":"x"}"#),
        ("[{op: add, path: /a/b/0, value: 0}]", r#"{"a":{"b":[0,1,2]},"c/d":"x"}"#),
        ("[{op: add, path: /a/b/-1, value: 0}]", r#"{"a":{"b":[1,2,0]},"c/d":"x"}"#),
        ("[{op: remove, path: /c~1d}]", r#"{"a":{"b":[1,2]}}"#),
        ("[{op: replace, path: /a/b/1, value: 5}]", r#"{"a":{"b":[1,5]},"c/d":"x"}"#),
        ("[{op: move, from: /a/b, path: /e}]", r#"{"a":{},"c/d":"x","e":[1,2]}"#),
        ("[{op: copy, from: /a/b/0, path: /e}]", r#"{"a":{"b":[1,2]},"c/d":"x","e":1}"#),
        ("[{op: test, path: /a/b/0, value: 1}, {op: test, path: /no, value: null}]", r#"{"a":{"b":[1,2]},"c/d":"x"}"#),
        ("[{op: test, path: /a/b/0, value: 2}]", "testing value /a/b/0 failed: test failed"),
        (
            "[{op: remove, path: /no}]",
            "error in remove for path: '/no': Unable to remove nonexistent key: no: missing value",
        ),
        ("[{op: replace, path: /no, value: 1}]", r#"{"a":{"b":[1,2]},"c/d":"x","no":1}"#),
        (
            "[{op: replace, path: /no/x, value: 1}]",
            "replace operation does not apply: doc is missing path: /no/x: missing value",
        ),
        (
            "[{op: replace, path: /a/b/2, value: 1}]",
            "replace operation does not apply: doc is missing key: /a/b/2: missing value",
        ),
        (
            "[{op: add, path: /no/x, value: 1}]",
            "add operation does not apply: doc is missing path: \"/no/x\": missing value",
        ),
        (
            "[{op: remove, path: /no/x}]",
            "remove operation does not apply: doc is missing path: \"/no/x\": missing value",
        ),
        (
            "[{op: remove, path: /a/b/9}]",
            "error in remove for path: '/a/b/9': Unable to access invalid index: 9: invalid index referenced",
        ),
        (
            "[{op: add, path: /a/b/9, value: 1}]",
            "error in add for path: '/a/b/9': Unable to access invalid index: 9: invalid index referenced",
        ),
        (
            "[{op: add, path: /a/b/x, value: 1}]",
            "error in add for path: '/a/b/x': value was not a proper array index: 'x': strconv.Atoi: parsing \"x\": invalid syntax",
        ),
        (
            "[{op: test, path: /no/x, value: null}]",
            "test operation does not apply: is missing path: /no/x: missing value",
        ),
        (
            "[{op: move, from: /no, path: /x}]",
            "error in move for path: 'no': Unable to remove nonexistent key: no: missing value",
        ),
        (
            "[{op: move, from: /no/x, path: /x}]",
            "move operation does not apply: doc is missing from path: /no/x: missing value",
        ),
        (
            "[{op: copy, from: /no/x, path: /x}]",
            "copy operation does not apply: doc is missing from path: /no/x: missing value",
        ),
        (
            "[{op: copy, from: /a, path: /no/x}]",
            "copy operation does not apply: doc is missing destination path: /no/x: missing value",
        ),
        ("[{op: add}]", "add operation failed to decode path: missing value"),
        ("[{path: /a}]", "Unexpected kind: unknown"),
        ("[{op: fly, path: /a}]", "Unexpected kind: fly"),
        ("{a: 1}", "json: cannot unmarshal object into Go value of type jsonpatch.Patch"),
    ] {
        assert_eq!(show(json_patch(&j(doc), &j(patch))), expected, "{patch}");
    }
    let status = Status::from(json_patch(&j("{}"), &j("[{op: remove, path: /a}]")).unwrap_err());
    assert_eq!(
        (status.code, status.message.as_str()),
        (422, "the server rejected our request due to an error in our request")
    );
}

#[test]
fn patches_that_are_none() {
    use crate::request::PatchType::{Json, Merge, Strategic};
    const OF_MAP: &str = "into Go value of type map[string]interface {}";
    let read = |kind, text: &str, strict| match read(kind, Value::Str(text.to_string().into()), strict) {
        Ok((patch, told)) => [&[json::to_string(&patch)], &told[..]].concat().join("; "),
        Err(why) => why,
    };
    for (kind, text, strictly, loosely) in [
        (
            Json,
            "{}",
            "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
            "{}",
        ),
        (
            Json,
            "[1]",
            "error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp",
            "[1]",
        ),
        (
            Json,
            r#"[{"op":1}]"#,
            "error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string",
            r#"[{"op":1}]"#,
        ),
        (
            Json,
            r#"[null,{"op":"add","op":"add","to":1}]"#,
            r#"[null,{"op":"add","to":1}]; json patch duplicate field "[1].op"; json patch unknown field "[1].to""#,
            r#"[null,{"op":"add","to":1}]"#,
        ),
        (
            Merge,
            "a",
            "error decoding patch: invalid character 'a' looking for beginning of value",
            "Invalid JSON Patch",
        ),
        (Merge, "[1]", &format!("error decoding patch: json: cannot unmarshal array {OF_MAP}"), "[1]"),
        (Merge, "true", &format!("error decoding patch: json: cannot unmarshal bool {OF_MAP}"), "Invalid JSON Patch"),
        (Merge, "null", "Invalid JSON Patch", "Invalid JSON Patch"),
        (Merge, r#"{"a":{"b":1,"b":2}}"#, r#"{"a":{"b":2}}; duplicate field "a.b""#, r#"{"a":{"b":2}}"#),
        (
            Strategic,
            r#""a""#,
            &format!("json: cannot unmarshal string {OF_MAP}"),
            &format!("json: cannot unmarshal string {OF_MAP}"),
        ),
        (Strategic, "null", "null", "null"),
    ] {
        assert_eq!(
            (read(kind, text, true), read(kind, text, false)),
            (strictly.to_string(), loosely.to_string()),
            "{text}"
        );
    }
}

#[test]
fn merge_patches() {
    for (doc, patch, expected) in [
        ("{a: 1, b: 2}", "{a: null, c: {d: null, e: 1}}", r#"{"b":2,"c":{"e":1}}"#),
        ("{a: [1]}", "{a: [2, 3]}", r#"{"a":[2,3]}"#),
        ("{a: 1}", "{a: {b: 1}}", r#"{"a":{"b":1}}"#),
    ] {
        assert_eq!(json::to_string(&merge_patch(&j(doc), &j(patch))), expected);
    }
    let (old, new) = (j("{a: 1, b: {c: 1, d: 2}, e: [1]}"), j("{b: {c: 2, d: 2}, e: [1], f: x}"));
    let patch = merge_two_way(&old, &new);
    assert_eq!(json::to_string(&patch), r#"{"a":null,"b":{"c":2},"f":"x"}"#);
    assert_eq!(merge_patch(&old, &patch), new);
    let three = merge_three_way(&j("{a: 1, b: 1}"), &j("{b: 2}"), &j("{a: 1, b: 1, s: 9}"));
    assert_eq!(json::to_string(&three), r#"{"a":null,"b":2}"#);
}

#[test]
fn strategic_patches_by_rule() {
    let original = "
metadata: {labels: {app: web}, finalizers: [a, b]}
spec:
  containers:
  - {name: nginx, image: 'nginx:1.14', ports: [{containerPort: 80, protocol: TCP}], args: [x]}
  volumes:
  - {name: v, emptyDir: {}}
  tolerations: [{key: a}]
";
    for (patch, path, expected) in [
        (
            "{spec: {containers: [{name: nginx, image: b}]}}",
            "spec.containers",
            r#"[{"args":["x"],"image":"b","name":"nginx","ports":[{"containerPort":80,"protocol":"TCP"}]}]"#,
        ),
        (
            "{spec: {containers: [{name: log}]}}",
            "spec.containers",
            r#"[{"name":"log"},{"args":["x"],"image":"nginx:1.14","name":"nginx","ports":[{"containerPort":80,"protocol":"TCP"}]}]"#,
        ),
        ("{spec: {containers: [{name: nginx, $patch: delete}]}}", "spec.containers", "[]"),
        ("{spec: {containers: [{name: a}, {$patch: replace}]}}", "spec.containers", r#"[{"name":"a"}]"#),
        (
            "{spec: {containers: [{name: nginx, args: [z], ports: null}]}}",
            "spec.containers",
            r#"[{"args":["z"],"image":"nginx:1.14","name":"nginx"}]"#,
        ),
        ("{spec: {containers: [{image: b}]}}", "", "map: map[image:b] does not contain declared merge key: name"),
        ("{spec: {tolerations: [{key: b}]}}", "spec.tolerations", r#"[{"key":"b"}]"#),
        (
            "{spec: {volumes: [{name: v, $retainKeys: [name, secret], secret: {secretName: s}}]}}",
            "spec.volumes",
            r#"[{"name":"v","secret":{"secretName":"s"}}]"#,
        ),
        ("{spec: {volumes: [{name: v, $retainKeys: [name], secret: {}}]}}", "", "invalid patch format of retainKeys"),
        ("{metadata: {labels: {app: null, b: c}}}", "metadata.labels", r#"{"b":"c"}"#),
        ("{metadata: {labels: {$patch: replace, b: c}}}", "metadata.labels", r#"{"b":"c"}"#),
        ("{metadata: {finalizers: [c, a]}}", "metadata.finalizers", r#"["c","a","b"]"#),
        ("{metadata: {$deleteFromPrimitiveList/finalizers: [a]}}", "metadata.finalizers", r#"["b"]"#),
        ("{metadata: {$setElementOrder/finalizers: [b, a]}}", "metadata.finalizers", r#"["b","a"]"#),
        (
            "{spec: {$setElementOrder/containers: [{name: a}, {name: nginx}], containers: [{name: a, $patch: merge}]}}",
            "",
            "merging lists cannot yet be specified in the patch",
        ),
        (
            "{spec: {$setElementOrder/containers: [{name: nginx}, {name: a}], containers: [{name: a, image: i}]}}",
            "spec.containers",
            r#"[{"args":["x"],"image":"nginx:1.14","name":"nginx","ports":[{"containerPort":80,"protocol":"TCP"}]},{"image":"i","name":"a"}]"#,
        ),
        ("{spec: {nodeSelector: {a: null, b: c}}}", "spec.nodeSelector", r#"{"b":"c"}"#),
        ("{spec: {$patch: fly}}", "", "unknown patch type: fly in map: map[$patch:fly]"),
    ] {
        let done = strategic(&j(original), &j(patch), pod());
        let shown = match done {
            Ok(v) => json::to_string(v.at(&path.split('.').collect::<Vec<_>>())),
            Err(e) => e.message().to_string(),
        };
        assert_eq!(shown, expected, "{patch}");
    }
}

#[test]
fn strategic_differences() {
    let two = |a: &str, b: &str| show(strategic_two_way(&j(a), &j(b), pod()));
    for (a, b, expected) in [
        ("{spec: {nodeName: a}}", "{spec: {}}", r#"{"spec":{"nodeName":null}}"#),
        (
            "{spec: {containers: [{name: a, image: x}, {name: b}]}}",
            "{spec: {containers: [{name: a, image: i}]}}",
            r#"{"spec":{"$setElementOrder/containers":[{"name":"a"}],"containers":[{"image":"i","name":"a"},{"$patch":"delete","name":"b"}]}}"#,
        ),
        (
            "{spec: {containers: [{name: a}, {name: b}]}}",
            "{spec: {containers: [{name: b}, {name: a}]}}",
            r#"{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}}"#,
        ),
        (
            "{metadata: {finalizers: [a, b]}}",
            "{metadata: {finalizers: [b, c]}}",
            r#"{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["b","c"],"finalizers":["c"]}}"#,
        ),
        (
            "{spec: {volumes: [{name: v, emptyDir: {}}]}}",
            "{spec: {volumes: [{name: v, hostPath: {path: /x}}]}}",
            r#"{"spec":{"$setElementOrder/volumes":[{"name":"v"}],"volumes":[{"$retainKeys":["hostPath","name"],"emptyDir":null,"hostPath":{"path":"/x"},"name":"v"}]}}"#,
        ),
        (
            "{spec: {tolerations: [{key: a}]}}",
            "{spec: {tolerations: [{key: b}]}}",
            r#"{"spec":{"tolerations":[{"key":"b"}]}}"#,
        ),
        ("{spec: {containers: [{name: a}]}}", "{spec: {containers: [{name: a}]}}", "{}"),
    ] {
        assert_eq!(two(a, b), expected);
        let patch = strategic_two_way(&j(a), &j(b), pod()).unwrap();
        assert_eq!(strategic(&j(a), &patch, pod()).unwrap(), j(b), "{expected}");
    }
}

#[test]
fn three_way_apply() {
    let last = "{spec: {containers: [{name: a, image: x}, {name: b}], nodeName: n}}";
    let modified = "{spec: {containers: [{name: c}, {name: a, image: i}]}}";
    let live = "{spec: {containers: [{name: a, image: x, imagePullPolicy: Always}, {name: b}, {name: sidecar}], nodeName: n}, status: {}}";
    let patch = strategic_three_way(&j(last), &j(modified), &j(live), pod()).unwrap();
    assert_eq!(
        json::to_string(&patch),
        r#"{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"a"}],"containers":[{"name":"c"},{"image":"i","name":"a"},{"$patch":"delete","name":"b"}],"nodeName":null}}"#
    );
    let applied = strategic(&j(live), &patch, pod()).unwrap();
    assert_eq!(
        json::to_string(&applied),
        r#"{"spec":{"containers":[{"name":"c"},{"image":"i","imagePullPolicy":"Always","name":"a"},{"name":"sidecar"}]},"status":{}}"#
    );
    let again = strategic_three_way(&j(modified), &j(modified), &applied, pod()).unwrap();
    // Lists of different length never count as in the same order: kubectl sends the order again, to no effect.
    assert_eq!(json::to_string(&again), r#"{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"a"}]}}"#);
    assert_eq!(strategic(&applied, &again, pod()).unwrap(), applied);
    assert_eq!(strategic_three_way(&j(modified), &j(modified), &j(modified), pod()).unwrap(), Value::object());
}

#[test]
fn every_merge_key_of_the_schema_merges_by_it() {
    let mut seen = 0;
    for ty in schema::types() {
        for field in ty.fields().filter(|f| f.patch_merges() && !f.merge_key().is_empty()) {
            seen += 1;
            let item = |id: i64, more: &str| {
                let mut m = Value::object();
                m.set(field.merge_key(), id);
                if !more.is_empty() {
                    m.set("zz", Value::from(more.to_string()));
                }
                m
            };
            let list = |items: Vec<Value>| {
                let mut o = Value::object();
                o.set(field.name(), items);
                o
            };
            let done = strategic(&list(vec![item(1, "x"), item(2, "y")]), &list(vec![item(2, "z"), item(3, "")]), ty);
            assert_eq!(done, Ok(list(vec![item(1, "x"), item(2, "z"), item(3, "")])), "{} {}", ty.name(), field.name());
        }
    }
    assert!(seen > 20, "the schema has {seen} lists with merge keys");
}
