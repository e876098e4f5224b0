//! What a program's code works with: its arguments, and ways to write and to complain.

use std::fmt;

use crate::kernel::{Io, WriteError};
use crate::program::{Poll, Program};
use crate::system::{Flavour, System};

/// A call of a program, for one poll.
pub(crate) struct Call<'a, 'b> {
    pub name: &'a str,
    /// Without the name.
    pub args: &'a [String],
    pub io: &'a mut Io<'b>,
    pub sys: &'a mut dyn System,
    pub failed: Option<WriteError>,
}

impl Call<'_, '_> {
    pub fn out(&mut self, text: &str) {
        self.out_bytes(text.as_bytes());
    }

    pub fn out_bytes(&mut self, data: &[u8]) {
        if let Err(error) = self.io.write(self.sys, 1, data) {
            self.failed.get_or_insert(error);
        }
    }

    pub fn err(&mut self, text: &str) {
        self.io.err(self.sys, text);
    }

    /// `name: message` on standard error; returns 1, the usual exit code of failure.
    pub fn fail(&mut self, message: impl AsRef<str>) -> i32 {
        let text = format!("{}: {}\n", self.name, message.as_ref());
        self.err(&text);
        1
    }

    /// The same, in the words of the two flavours that programs come in.
    pub fn fail_as(&mut self, busybox: fmt::Arguments<'_>, gnu: fmt::Arguments<'_>) -> i32 {
        let message = if self.busybox() { busybox } else { gnu };
        self.fail(message.to_string())
    }

    pub fn busybox(&self) -> bool {
        self.sys.flavour() == Flavour::Busybox
    }

    pub fn path(&self, text: &str) -> String {
        self.io.path(text)
    }

    /// The exit code, spoilt by failed writes, which are told.
    pub fn finish(&mut self, code: i32) -> i32 {
        match self.failed.take() {
            Some(WriteError::Broken) | None => code,
            Some(error) => self.fail(format!("write error: {}", error.text())),
        }
    }
}

/// A program that runs to its end in one poll.
#[derive(Clone)]
pub(crate) struct Once {
    pub argv: Vec<String>,
    pub run: fn(&mut Call<'_, '_>) -> i32,
}

impl Program for Once {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let Some((first, args)) = self.argv.split_first() else { return Poll::Exit(127) };
        io.spend(10);
        let name = crate::files::path::base_name(first);
        let mut call = Call { name, args, io, sys, failed: None };
        let code = (self.run)(&mut call);
        Poll::Exit(call.finish(code))
    }
}
