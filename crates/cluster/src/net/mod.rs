//! What network, kubelets and clients share: which addresses belong where.
//!
//! What it is not: it moves nothing; that is the network's part.

pub mod addresses;
