//! A session: a scenario, a seed and a journal of inputs, and what can be seen of it. Wires kubectl into the shell and
//! both onto a cluster.

pub mod transcript;
