//! `vi`, `vim`, `nano` and their like: the host opens its editor.

use super::Call;
use crate::files::path;
use crate::kernel::Io;
use crate::program::{Poll, Program, Wait};
use crate::system::{Handle, System};

#[derive(Clone)]
struct Edit {
    argv: Vec<String>,
    open: Option<Handle>,
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(Edit { argv: argv.to_vec(), open: None })
}

impl Program for Edit {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let name = path::base_name(&self.argv[0]).to_string();
        let mut call = Call { name: &name, args: &[], io, sys, failed: None };
        if let Some(handle) = self.open {
            return if call.sys.edit_closed(handle) { Poll::Exit(0) } else { Wait::event() };
        }
        let Some(file) = self.argv[1..].iter().find(|arg| !arg.starts_with(['-', '+'])) else {
            return Poll::Exit(call.fail("name the file to edit, as in: vi pod.yaml"));
        };
        let full = path::normal("/", &call.path(file));
        if call.sys.files().is_directory(&full) {
            return Poll::Exit(call.fail(format!("{file}: Is a directory")));
        }
        match call.sys.edit(&full) {
            Some(handle) => {
                self.open = Some(handle);
                Wait::event()
            }
            None => Poll::Exit(call.fail("there is no screen to edit on here")),
        }
    }
}
