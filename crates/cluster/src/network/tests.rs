//! Calls between pods, over virtual time.
