//! The examples of the documentation of Kubernetes: the objects that its pages apply, in manifests of our own.
//!
//! Each file holds many: a line `=== PATH` opens one, and more paths on that line are other names of the same text.

const FILES: [&str; 7] = [
    include_str!("examples/pods.txt"),
    include_str!("examples/applications.txt"),
    include_str!("examples/administration.txt"),
    include_str!("examples/configuration.txt"),
    include_str!("examples/jobs.txt"),
    include_str!("examples/networking.txt"),
    include_str!("examples/stateful.txt"),
];

/// The paths of an example, and its text.
fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.into_iter().flat_map(|file| file.split("=== ").skip(1)).filter_map(|part| part.split_once('\n'))
}

/// The text of an example, by its path below `examples/`.
pub(super) fn find(path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    all().find(|(paths, _)| paths.split(' ').any(|p| p == path)).map(|(_, text)| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_read_and_has_one_place() {
        let mut seen = Vec::new();
        for (paths, text) in all() {
            assert!(text.ends_with('\n'), "{paths} ends with a line");
            for path in paths.split(' ') {
                assert!(!seen.contains(&path), "{path} is there once");
                seen.push(path);
            }
            if paths.ends_with(".yaml") {
                assert!(api::yaml::decode_stream(text).iter().all(Result::is_ok), "{paths} is YAML");
            }
        }
        assert!(seen.len() > 150);
    }
}
