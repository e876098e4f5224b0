//! Which nodes a pod may and would like to go to, as far as the pod's spec and the node object alone decide it: the
//! scheduler, the daemon set controller and the eviction by taints ask the same questions.

mod node_affinity;
mod taints;

pub use node_affinity::{NodeAffinity, Term};
pub use taints::{Taint, Toleration, first_untolerated};
