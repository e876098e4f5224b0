//! Redirections.

use super::Shell;
use super::expand::{Expanded, Expander};
use super::frame::Saved;
use crate::files::Errno;
use crate::kernel::{Io, Open};
use crate::syntax::Dialect;
use crate::syntax::ast::{Redirect, RedirectKind};
use crate::system::System;

/// A redirection whose target has been expanded.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    fd: u32,
    kind: RedirectKind,
    target: String,
}

/// Expands the targets.
pub(super) fn plan(expander: &mut Expander<'_>, redirects: &[Redirect]) -> Expanded<Vec<Plan>> {
    let mut plans = Vec::new();
    for redirect in redirects {
        let mut target = match redirect.kind {
            RedirectKind::HereDoc | RedirectKind::HereString | RedirectKind::Dup => {
                expander.string(&redirect.target)?
            }
            _ => {
                let fields = expander.fields(std::slice::from_ref(&redirect.target))?;
                match <[String; 1]>::try_from(fields) {
                    Ok([target]) => target,
                    Err(_) => return Err(super::expand::Stop::Error("ambiguous redirect".into())),
                }
            }
        };
        if redirect.kind == RedirectKind::HereString {
            target.push('\n');
        }
        plans.push(Plan { fd: redirect.fd, kind: redirect.kind, target });
    }
    Ok(plans)
}

impl Shell {
    /// Puts redirections in place. What was there before is returned, to be put back; an error has been told, and is the
    /// status.
    pub(super) fn redirect(&mut self, io: &mut Io<'_>, sys: &mut dyn System, plans: &[Plan]) -> Option<Saved> {
        let mut saved = Vec::new();
        for plan in plans {
            let both = matches!(plan.kind, RedirectKind::Both | RedirectKind::BothAppend);
            saved.push((plan.fd, io.save(plan.fd)));
            if both {
                saved.push((2, io.save(2)));
            }
            if let Err(message) = self.redirect_one(io, sys, plan) {
                self.restore(io, saved);
                self.complain(io, sys, &message);
                self.status = if self.options.dialect == Dialect::Dash { 2 } else { 1 };
                return None;
            }
        }
        Some(saved)
    }

    fn redirect_one(&mut self, io: &mut Io<'_>, sys: &mut dyn System, plan: &Plan) -> Result<(), String> {
        let how = match plan.kind {
            RedirectKind::Dup => return self.redirect_dup(io, plan),
            RedirectKind::HereDoc | RedirectKind::HereString => {
                let fd = io.text_input(&plan.target);
                io.dup(fd, plan.fd);
                io.close(fd);
                return Ok(());
            }
            RedirectKind::Read => Open::Read,
            RedirectKind::ReadWrite => Open::ReadWrite,
            RedirectKind::Write | RedirectKind::Both => Open::Write,
            RedirectKind::Append | RedirectKind::BothAppend => Open::Append,
        };
        let name = &plan.target;
        if self.options.noclobber
            && how == Open::Write
            && sys.files().stat(&io.path(name)).is_ok_and(|stat| stat.size > 0)
        {
            return Err(match self.options.dialect {
                Dialect::Bash => format!("{name}: cannot overwrite existing file"),
                _ => self.open_error(name, how, Errno::Exists),
            });
        }
        let fd = io.open(sys, name, how).map_err(|error| self.open_error(name, how, error))?;
        io.dup(fd, plan.fd);
        if matches!(plan.kind, RedirectKind::Both | RedirectKind::BothAppend) {
            io.dup(fd, 2);
        }
        io.close(fd);
        Ok(())
    }

    fn redirect_dup(&mut self, io: &mut Io<'_>, plan: &Plan) -> Result<(), String> {
        if plan.target == "-" {
            io.close(plan.fd);
            return Ok(());
        }
        match plan.target.parse::<u32>() {
            Ok(from) if io.dup(from, plan.fd) => Ok(()),
            Ok(from) => Err(format!("{from}: Bad file descriptor")),
            Err(_) => Err(format!("{}: ambiguous redirect", plan.target)),
        }
    }

    fn open_error(&self, name: &str, how: Open, error: Errno) -> String {
        let creating = how != Open::Read;
        match self.options.dialect {
            Dialect::Bash => format!("{name}: {error}"),
            Dialect::Dash if creating && error == Errno::NoEntry => {
                format!("cannot create {name}: Directory nonexistent")
            }
            Dialect::Dash if creating => format!("cannot create {name}: {error}"),
            Dialect::Dash => format!("cannot open {name}: {}", super::input::short(error.text())),
            Dialect::Ash if creating && error == Errno::NoEntry => {
                format!("can't create {name}: nonexistent directory")
            }
            Dialect::Ash if creating => format!("can't create {name}: {error}"),
            Dialect::Ash if error == Errno::NoEntry => format!("can't open {name}: no such file"),
            Dialect::Ash => format!("can't open {name}: {error}"),
        }
    }

    /// Puts descriptors back, the last one first.
    pub(super) fn restore(&mut self, io: &mut Io<'_>, saved: Saved) {
        for (fd, copy) in saved.into_iter().rev() {
            match copy {
                Some(copy) => {
                    io.dup(copy, fd);
                    io.close(copy);
                }
                None => io.close(fd),
            }
        }
    }

    /// Lets redirections stay (`exec > file`).
    pub(super) fn keep(&mut self, io: &mut Io<'_>, saved: Saved) {
        for copy in saved.into_iter().filter_map(|(_, copy)| copy) {
            io.close(copy);
        }
    }
}
