//! The programs, one a file (small kin share one), and the table that lists them.

mod awk;
pub(crate) mod call;
mod cat;
mod copy;
mod create;
mod cut;
mod date;
mod dd;
mod diff;
mod digest;
mod dump;
pub(crate) mod echo;
mod edit;
mod envsubst;
mod expr;
mod find;
pub(crate) mod flags;
mod grep;
mod head;
mod identity;
mod launch;
pub(crate) mod lines;
mod ls;
mod net;
mod owners;
mod packages;
pub(crate) mod printf;
mod ps;
pub(crate) mod reader;
mod sed;
mod sleep;
mod small;
mod sort;
mod space;
pub mod stubs;
mod table;
mod tail;
mod tar;
pub(crate) mod test;
mod tr;
mod tree;
mod wc;

pub(crate) use call::Call;
pub(crate) use flags::Flags;
pub(crate) use reader::{Filter, Flow, Lines, Reader};
pub use table::{about, find, missing, names, root_tree, slim_tree};

use crate::program::Program;

/// A program that only says what is wrong with its options.
pub(crate) fn refuse(name: &str, error: flags::FlagError) -> Box<dyn Program> {
    Box::new(BadFlags { name: name.to_string(), error })
}

#[derive(Clone)]
struct BadFlags {
    name: String,
    error: flags::FlagError,
}

impl Program for BadFlags {
    fn poll(&mut self, io: &mut crate::kernel::Io<'_>, sys: &mut dyn crate::system::System) -> crate::program::Poll {
        let mut call = Call { name: &self.name, args: &[], io, sys, failed: None };
        crate::program::Poll::Exit(call.usage(&self.error))
    }
}

/// Says something on standard error and ends.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub text: String,
    pub code: i32,
}

impl Program for Refusal {
    fn poll(&mut self, io: &mut crate::kernel::Io<'_>, sys: &mut dyn crate::system::System) -> crate::program::Poll {
        io.err(sys, &self.text);
        crate::program::Poll::Exit(self.code)
    }
}
