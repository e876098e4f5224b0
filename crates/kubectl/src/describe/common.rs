//! What many descriptions share: labels, annotations, times, tolerations, events.

use api::selector::LabelSelector;
use api::time::Time;
use api::{Map, Value, meta};
use sorted::InOrder;

use super::Ctx;
use super::out::Out;

/// Annotations longer than this go on lines of their own.
const LONGEST_ANNOTATION: usize = 140;
/// What client-side apply keeps is not shown.
const HIDDEN: &[&str] = &["kubectl.kubernetes.io/last-applied-configuration"];

/// `Sat, 21 Nov 2026 02:26:58 +0000`.
pub fn rfc1123(t: Time) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let c = t.civil();
    let (day, month) = (DAYS[c.weekday as usize % 7], MONTHS[(c.month as usize + 11) % 12]);
    format!("{day}, {:02} {month} {:04} {:02}:{:02}:{:02} +0000", c.day, c.year, c.hour, c.minute, c.second)
}

/// A time field in words; the zero time of Go where it is missing.
pub fn time(v: &Value) -> String {
    v.as_str().and_then(Time::parse).map_or_else(|| "Mon, 01 Jan 0001 00:00:00 +0000".into(), rfc1123)
}

/// How long ago a time is; `<unknown>` where it is missing, `<invalid>` where it is still to come.
pub fn since(v: &Value, now: Time) -> String {
    v.as_str().and_then(Time::parse).map_or_else(|| "<unknown>".into(), |t| api::duration::age(now, t))
}

/// Text, or `<none>`.
pub fn or_none(s: &str) -> &str {
    if s.is_empty() { "<none>" } else { s }
}

/// Text, or `<unset>`.
pub fn or_unset(s: &str) -> &str {
    if s.is_empty() { "<unset>" } else { s }
}

/// A scalar as Go prints it; nothing for null.
pub fn plain(v: &Value) -> String {
    match v {
        Value::Str(s) => s.to_string(),
        Value::Null => String::new(),
        Value::Int(i) => i.to_string(),
        Value::Bool(b) => b.to_string(),
        other => api::json::to_string(other),
    }
}

/// `True`, `False`.
pub fn word(b: bool) -> &'static str {
    if b { "True" } else { "False" }
}

/// Labels, one a line under each other.
pub fn labels(out: &mut Out, title: &str, map: &Map) {
    out.put(0, format!("{title}:\t"));
    if map.is_empty() {
        out.put(0, "<none>\n");
    }
    for (i, (k, v)) in map.iter().enumerate() {
        if i > 0 {
            out.put(0, "");
            out.put(0, "\t");
        }
        out.put(0, format!("{k}={}\n", plain(v)));
    }
}

/// Annotations, one a line, long ones below their key.
pub fn annotations(out: &mut Out, title: &str, map: &Map) {
    out.put(0, format!("{title}:\t"));
    let shown: Vec<_> = map.iter().filter(|(k, _)| !HIDDEN.contains(&k.as_str())).collect();
    if shown.is_empty() {
        out.put(0, "<none>\n");
    }
    for (i, (k, v)) in shown.into_iter().enumerate() {
        if i > 0 {
            out.put(0, "\t");
        }
        let value = plain(v);
        let value = value.strip_suffix('\n').unwrap_or(&value);
        if value.len() + k.len() + 2 <= LONGEST_ANNOTATION && !value.contains('\n') {
            out.put(0, format!("{k}: {value}\n"));
            continue;
        }
        out.put(0, format!("{k}:\n"));
        for line in value.split('\n') {
            out.put(0, format!("\t  {}\n", shorten(line, LONGEST_ANNOTATION - 2)));
        }
    }
}

/// The first bytes of a text that is too long, whether or not they end within a letter.
pub fn shorten(text: &str, max: usize) -> String {
    match text.as_bytes().get(..max) {
        Some(head) if text.len() > max => String::from_utf8_lossy(head).into_owned() + "...",
        _ => text.to_string(),
    }
}

/// Name, namespace (if any), labels and annotations: how most descriptions begin.
pub fn head(ctx: &Ctx<'_>, out: &mut Out) {
    out.row(0, "Name", meta::name(ctx.object));
    if !meta::namespace(ctx.object).is_empty() {
        out.row(0, "Namespace", meta::namespace(ctx.object));
    }
    labels(out, "Labels", meta::labels(ctx.object));
    annotations(out, "Annotations", meta::annotations(ctx.object));
}

/// `app=web,env in (a,b)` of a label selector object; `<none>` for none.
pub fn selector(v: &Value) -> String {
    match LabelSelector::from_value(v) {
        Ok(s) if s.is_empty() => "<none>".into(),
        Ok(s) => s.to_string(),
        Err(e) => format!("<error: {e}>"),
    }
}

/// `app=web` of a plain map; `<none>` for none.
pub fn plain_selector(map: &Map) -> String {
    let parts: Vec<String> = map.iter().map(|(k, v)| format!("{k}={}", plain(v))).collect();
    if parts.is_empty() { "<none>".into() } else { parts.join(",") }
}

/// Rows below each other under one title, the way terms of affinities stand.
pub fn terms(out: &mut Out, level: usize, title: &str, rows: &[String]) {
    out.put(level, format!("{title}:\t"));
    if rows.is_empty() {
        out.put(0, "<none>\n");
    }
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            out.put(level, "\t");
        }
        out.put(0, format!("{row}\n"));
    }
}

/// Tolerations, one a line.
pub fn tolerations(out: &mut Out, title: &str, list: &[Value]) {
    out.put(0, format!("{title}:\t"));
    if list.is_empty() {
        out.put(0, "<none>\n");
    }
    let mut sorted: Vec<&Value> = list.iter().collect();
    sorted.order_by_key(|t| t.str("key").to_string());
    for (i, t) in sorted.into_iter().enumerate() {
        let mut text = if i > 0 { "\t".to_string() } else { String::new() };
        text += t.str("key");
        if !t.str("value").is_empty() {
            text += &format!("={}", t.str("value"));
        }
        if !t.str("effect").is_empty() {
            text += &format!(":{}", t.str("effect"));
        }
        // An Exists without a value says so; with neither key nor value it is all there is to say.
        match t.str("operator") {
            "Exists" if t.str("value").is_empty() => {
                let blank = if t.str("key").is_empty() && t.str("effect").is_empty() { "" } else { " " };
                text += &format!("{blank}op=Exists");
            }
            other @ ("Lt" | "Gt") => text += &format!(" op={other}"),
            _ => {}
        }
        if let Some(seconds) = t.int("tolerationSeconds") {
            text += &format!(" for {seconds}s");
        }
        out.put(0, text + "\n");
    }
}

/// Conditions with the time of their last change.
pub fn conditions(out: &mut Out, list: &[Value]) {
    out.put(0, "Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n");
    out.put(1, "----\t------\t------------------\t------\t-------\n");
    for c in list {
        let at = time(c.get("lastTransitionTime"));
        let (kind, status, reason) = (c.str("type"), c.str("status"), c.str("reason"));
        out.put(1, format!("{kind}\t{status}\t{at}\t{reason}\t{}\n", c.str("message")));
    }
}

/// The kind and name of the controller.
pub fn controlled_by(out: &mut Out, object: &Value) {
    if let Some(owner) = meta::controller_of(object) {
        out.row(0, "Controlled By", format!("{}/{}", owner.str("kind"), owner.str("name")));
    }
}

/// A list of resources, sorted by name.
pub fn resources(out: &mut Out, level: usize, map: &Map) {
    for (name, amount) in map.iter() {
        out.row(level, name, plain(amount));
    }
}

/// When an event was there: of a repeated one the last time, how often, and since when.
pub(crate) fn interval(event: &Value, now: Time) -> String {
    let first = if event.get("eventTime").is_null() { event.get("firstTimestamp") } else { event.get("eventTime") };
    let (series, count) = (event.get("series"), event.int("count").unwrap_or(0));
    let (last, count) = match series.int("count") {
        Some(count) => (series.get("lastObservedTime"), count),
        None if count > 1 => (event.get("lastTimestamp"), count),
        None => return since(first, now),
    };
    format!("{} (x{count} over {})", since(last, now), since(first, now))
}

/// The events on the object.
pub fn events(ctx: &Ctx<'_>, out: &mut Out) {
    let Some(events) = &ctx.related.events else { return };
    if events.is_empty() {
        out.put(0, "Events:\t<none>\n");
        return;
    }
    out.flush();
    out.put(0, "Events:\n  Type\tReason\tAge\tFrom\tMessage\n");
    out.put(1, "----\t------\t----\t----\t-------\n");
    let mut events: Vec<&Value> = events.iter().collect();
    crate::go_sort::go_sort(&mut events, |a, b| a.str("lastTimestamp") < b.str("lastTimestamp"));
    for e in events {
        let age = interval(e, ctx.now);
        let source = match e.get("source").str("component") {
            "" => e.str("reportingComponent"),
            source => source,
        };
        // Where the event is about a part of the object, the message begins with that part.
        let part = match e.get("involvedObject").str("fieldPath") {
            "" => String::new(),
            path => format!("{path}: "),
        };
        let message = e.str("message").trim();
        out.put(1, format!("{}\t{}\t{age}\t{source}\t{part}{message}\n", e.str("type"), e.str("reason")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolerations_as_kubectl_writes_them() {
        let list = api::json::parse(
            r#"[{"key":"b","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{"operator":"Exists"},{"key":"a","value":"1","effect":"NoSchedule"}]"#,
        );
        let mut out = Out::default();
        tolerations(&mut out, "Tolerations", list.unwrap().as_list().unwrap());
        assert_eq!(
            out.finish(),
            "Tolerations:  op=Exists\n              a=1:NoSchedule\n              b:NoExecute op=Exists for 300s\n"
        );
    }
}
