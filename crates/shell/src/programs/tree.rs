//! `tree`: the files below a directory, drawn.

use super::{Call, Flags};

struct Drawn {
    all: bool,
    only_directories: bool,
    deepest: usize,
    directories: usize,
    files: usize,
}

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "adL:fiCnhps", &[]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let deepest = match flags.value('L').map(str::parse::<usize>) {
        None => usize::MAX,
        Some(Ok(depth)) if depth > 0 => depth,
        Some(_) => return call.fail("Invalid level, must be greater than 0."),
    };
    let mut drawn = Drawn { all: flags.has('a'), only_directories: flags.has('d'), deepest, directories: 0, files: 0 };
    let roots = if flags.rest.is_empty() { vec![".".to_string()] } else { flags.rest.clone() };
    let mut code = 0;
    for root in &roots {
        let full = call.path(root);
        if call.sys.files().is_directory(&full) {
            call.out(&format!("{root}\n"));
            drawn.directories += 1;
            drawn.below(&full, "", 1, call);
        } else {
            call.out(&format!("{root}  [error opening dir]\n"));
            code = 2;
        }
    }
    let plural = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let mut total = plural(drawn.directories, "directory", "directories");
    if !drawn.only_directories {
        total = format!("{total}, {}", plural(drawn.files, "file", "files"));
    }
    call.out(&format!("\n{total}\n"));
    code
}

impl Drawn {
    fn below(&mut self, path: &str, before: &str, depth: usize, call: &mut Call<'_, '_>) {
        if depth > self.deepest.min(64) {
            return;
        }
        let mut entries = call.sys.files().list(path).unwrap_or_default();
        entries.retain(|(name, stat)| {
            (self.all || !name.starts_with('.')) && (!self.only_directories || stat.is_directory())
        });
        let last = entries.len().saturating_sub(1);
        for (at, (name, stat)) in entries.iter().enumerate() {
            let (branch, trunk) = if at == last { ("└── ", "    ") } else { ("├── ", "│\u{a0}\u{a0} ") };
            let arrow = stat.target.as_deref().map_or(String::new(), |target| format!(" -> {target}"));
            call.out(&format!("{before}{branch}{name}{arrow}\n"));
            if stat.is_directory() {
                self.directories += 1;
                self.below(&format!("{path}/{name}"), &format!("{before}{trunk}"), depth + 1, call);
            } else {
                self.files += 1;
            }
        }
    }
}
