//! What a container is made from: its environment, its command line, and what refers to other objects.

mod downward;
mod env;
mod expand;
mod file;
mod services;

pub(super) use downward::{container, field, resource};
pub(super) use env::environment;
pub(super) use expand::expand;
