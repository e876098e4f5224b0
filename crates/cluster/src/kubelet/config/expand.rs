//! `$(NAME)` in commands, arguments and values.

/// Replaces `$(NAME)` by what `value` gives; unknown names stay, and `$$` is one dollar sign.
///
/// Source of the rule: the documentation of `env.value` and `command` in the API reference.
pub(in crate::kubelet) fn expand(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(dollar) = rest.find('$') {
        out.push_str(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
            match value(name) {
                Some(value) => out.push_str(&value),
                None => out.push_str(&format!("$({name})")),
            }
            rest = after;
        } else {
            out.push('$');
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let value = |name: &str| (name == "A").then(|| "x".to_string());
        let go = |text| expand(text, &value);
        assert_eq!(go("a $(A)$(A) b"), "a xx b");
        assert_eq!(go("$(B) $$(A) $A $( $"), "$(B) $(A) $A $( $");
    }
}
