//! A small resumable POSIX shell with its programs, for a terminal and for simulated containers.
//!
//! What it is: a lexer, parser and interpreter for the shell language, an in-memory file system, more than a
//! hundred programs (`cat`, `grep`, `curl`, `python3`, ...) and a little kernel that runs them all as state machines in
//! virtual time. What it is not: it knows no cluster, no clock, no real file and no socket. All of these come from one
//! trait, [`System`], which the host implements.
//!
//! ```
//! use shell::{Kernel, Spawn, testing::TestSystem};
//!
//! let mut system = TestSystem::new();
//! let mut kernel = Kernel::new();
//! let sink = kernel.open_sink(false);
//! let pid = kernel.spawn(&mut system, Spawn::new(["sh", "-c", "for i in 1 2; do echo $i; done"]).output(sink)).unwrap();
//! kernel.run(&mut system);
//! assert_eq!(kernel.take_text(sink), "1\n2\n");
//! assert_eq!(kernel.exited(pid).unwrap().code, 0);
//! ```

pub mod complete;
pub mod files;
pub mod interp;
mod jq;
pub mod kernel;
pub mod pattern;
pub mod program;
pub mod programs;
pub mod python;
mod regex;
mod remote;
pub mod syntax;
pub mod system;
pub mod testing;
mod text;

pub use files::{Errno, Files, Mount, Mounts, Stat, Tree, Volumes};
pub use interp::{Options, Shell};
pub use kernel::{Io, Kernel, Pid, Progress, Prompt, Spawn, SpawnError};
pub use program::{Exit, Poll, Program, Reaction, Signal, Wait};
pub use remote::Remote;
pub use system::{Flavour, NetError, NetReply, NetRequest, System};
pub use text::width;
