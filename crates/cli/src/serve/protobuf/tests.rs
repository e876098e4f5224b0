use api::schema;

use super::{NUMBERS, Row, spelled, to_json};

/// A field of bytes: a text, or a message.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let key = u32::from(number) << 3 | 2;
    let mut out = varint(key.into());
    out.extend(varint(bytes.len() as u64));
    out.extend(bytes);
    out
}

fn number(number: u8, value: i64) -> Vec<u8> {
    let mut out = varint(u64::from(number) << 3);
    out.extend(varint(value as u64));
    out
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn body(api_version: &str, kind: &str, object: &[&[u8]]) -> Vec<u8> {
    let about = [field(1, api_version.as_bytes()), field(2, kind.as_bytes())].concat();
    [b"k8s\0".to_vec(), field(1, &about), field(2, &object.concat())].concat()
}

#[test]
fn objects_are_read_with_what_is_embedded_in_them() {
    // A deployment's port would come as 0 or a text; its template's volume has its source embedded.
    let meta = field(
        1,
        &[field(1, b"web"), field(8, b""), field(11, &[field(1, b"app"), field(2, b"web")].concat())].concat(),
    );
    let volume = [field(1, b"data"), field(2, &field(2, b""))].concat();
    let port = field(6, &[number(3, 8080), field(1, b"")].concat());
    let limits = field(8, &field(1, &[field(1, b"cpu"), field(2, &field(1, b"500m"))].concat()));
    let probe = field(
        10,
        &field(1, &field(2, &[field(1, b"/"), field(2, &[number(1, 1), field(3, b"http")].concat())].concat())),
    );
    let container = [field(1, b"nginx"), field(2, b"nginx:1.27"), port, limits, probe].concat();
    let pod = field(2, &[field(1, &volume), field(2, &container), number(4, 0)].concat());
    let got = to_json(&body("v1", "Pod", &[&meta, &pod, &field(3, b"")])).unwrap();
    assert_eq!(
        got,
        r#"{"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"app":"web"},"name":"web"},"spec":{"containers":[{"image":"nginx:1.27","livenessProbe":{"httpGet":{"path":"/","port":"http"}},"name":"nginx","ports":[{"containerPort":8080}],"resources":{"limits":{"cpu":"500m"}}}],"terminationGracePeriodSeconds":0,"volumes":[{"emptyDir":{},"name":"data"}]}}"#
    );
}

#[test]
fn bytes_times_and_numbers_below_zero() {
    let meta = field(1, &[field(1, b"s"), field(8, &number(1, 1_764_000_000))].concat());
    let secret = to_json(&body("v1", "Secret", &[&meta, &field(2, &[field(1, b"k"), field(2, b"\xff\x00")].concat())]));
    assert_eq!(
        secret.unwrap(),
        r#"{"apiVersion":"v1","data":{"k":"/wA="},"kind":"Secret","metadata":{"creationTimestamp":"2025-11-24T16:00:00Z","name":"s"}}"#
    );
    let class = to_json(&body("scheduling.k8s.io/v1", "PriorityClass", &[&number(2, -5)]));
    assert_eq!(class.unwrap(), r#"{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","value":-5}"#);
    let options = to_json(&body("apps/v1", "DeleteOptions", &[&number(1, 0), &field(4, b"Orphan")]));
    assert_eq!(
        options.unwrap(),
        r#"{"apiVersion":"apps/v1","gracePeriodSeconds":0,"kind":"DeleteOptions","propagationPolicy":"Orphan"}"#
    );
}

#[test]
fn what_cannot_be_read_is_told() {
    let told = |bytes: &[u8]| to_json(bytes).unwrap_err().message.clone();
    assert_eq!(told(b"{}"), "protobuf: the body lacks the four bytes that it has to begin with");
    assert_eq!(told(b"k8s\0\x0a\x7f"), "protobuf: the body ends amid a field, or holds what is no field");
    assert_eq!(told(&body("example.com/v1", "Thing", &[])), "protobuf: example.com/v1 Thing is not known here");
    assert_eq!(told(&body("v1", "Pod", &[&number(99, 1)])), "protobuf: field 99 of v1.Pod is not known here");
    assert_eq!(told(&body("v1", "Pod", &[&number(1, 1)])), "protobuf: a number where bytes are awaited");
    // A schema for "all but" this schema, again and again.
    let deep = (0..200).fold(Vec::new(), |inner, _| field(26, &inner));
    let version = field(7, &[field(1, b"v1"), field(4, &field(1, &deep))].concat());
    let definition = body("apiextensions.k8s.io/v1", "CustomResourceDefinition", &[&field(2, &version)]);
    assert_eq!(told(&definition), "protobuf: messages lie too deep in one another");
}

/// Each number leads to a field of the schema, or to a message whose fields are the holder's.
#[test]
fn the_table_speaks_of_the_schema() {
    let objects = schema::types().filter(|ty| ty.field("kind").is_some() && ty.field("metadata").is_some());
    let (read, unread): (Vec<_>, Vec<_>) = objects.partition(|ty| Row::of(&ty.full_name()).is_ok());
    for ty in read {
        assert!(Row::of(&ty.full_name()).unwrap().fields.contains(":metadata"), "{}", ty.full_name());
    }
    // What became v1 after the package that the numbers are from, and the aggregator, which that package leaves out.
    let unread: Vec<&str> = unread.iter().map(|ty| ty.name()).collect();
    assert_eq!(unread, ["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "APIService"]);
    let rows = NUMBERS.lines().filter_map(|line| line.split_once('\t'));
    let known = |message: &str| schema::types().find(|ty| ty.full_name().to_lowercase() == message.to_lowercase());
    let mut lost = Vec::new();
    for (message, fields) in rows {
        let Some(ty) = known(message) else { continue };
        for field in fields.split('\t') {
            let name = field.split(':').nth(1).unwrap_or("");
            let embedded = field.split(':').count() > 2;
            if !embedded && !ty.fields().any(|f| spelled(f.name(), name)) {
                lost.push(format!("{message}.{name}"));
            }
        }
    }
    assert_eq!(lost, Vec::<String>::new());
}
