//! Pods on nodes over virtual time.
