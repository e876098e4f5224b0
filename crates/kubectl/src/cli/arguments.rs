//! What the arguments of a command are: what completion asks of its row.

/// What can stand where a command's arguments do.
#[derive(Clone, Copy)]
pub(crate) enum Arguments {
    /// Nothing that is known of: files, as far as a shell can tell.
    Files,
    /// TYPE NAME... of any type.
    Any,
    /// TYPE NAME... of these types.
    Of(&'static [&'static str]),
    /// TYPE NAME of these types.
    OneOf(&'static [&'static str]),
    /// A pod, or what has pods.
    Pod,
    /// The same with one of its containers.
    PodAndContainer,
    /// One object of a type.
    One(&'static str),
    /// One name of the kubeconfig.
    Config(&'static str),
    /// A file here or in a pod.
    Copy,
    /// A shell that there is a script for.
    Shells,
    /// A command.
    Help,
}

/// The types that can be scaled, and those that have rollouts.
pub(crate) const SCALED: &[&str] = &["deployment", "replicaset", "replicationcontroller", "statefulset"];
pub(crate) const ROLLED: &[&str] = &["deployment", "daemonset", "statefulset"];

/// The shells of `kubectl completion`.
pub(crate) const SHELLS: [&str; 4] = ["bash", "zsh", "fish", "powershell"];
