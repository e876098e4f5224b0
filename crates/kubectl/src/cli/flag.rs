//! Flags: what kinds there are, and those that many commands share.

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlagKind {
    Bool,
    String,
    Int,
    Duration,
    /// May be repeated; each value is split at commas.
    Slice,
    /// May be repeated; values are taken whole.
    Array,
    /// May be repeated; `key=value` words, several of them split at commas.
    Pairs,
    /// A plain word that is shown without quotes in help (`--request-timeout=0`).
    Word,
}

/// A row of the table of flags.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag {
    pub name: &'static str,
    /// `'\0'` for none.
    pub short: char,
    pub kind: FlagKind,
    /// As help shows it, without quotes.
    pub default: &'static str,
    /// The value where the flag stands alone; empty where a value must follow.
    pub alone: &'static str,
    pub usage: &'static str,
    /// What to use instead.
    pub deprecated: &'static str,
    /// Not shown in help.
    pub hidden: bool,
}

const fn flag(name: &'static str, kind: FlagKind, default: &'static str, usage: &'static str) -> Flag {
    Flag { name, short: '\0', kind, default, alone: "", usage, deprecated: "", hidden: false }
}

/// A switch that is off.
pub(crate) const fn switch(name: &'static str, usage: &'static str) -> Flag {
    boolean(name, "false", usage)
}
/// A switch with a default of its own.
pub(crate) const fn boolean(name: &'static str, default: &'static str, usage: &'static str) -> Flag {
    let mut f = flag(name, FlagKind::Bool, default, usage);
    f.alone = "true";
    f
}
/// A text that is empty by default.
pub(crate) const fn text(name: &'static str, usage: &'static str) -> Flag {
    flag(name, FlagKind::String, "", usage)
}
pub(crate) const fn string(name: &'static str, default: &'static str, usage: &'static str) -> Flag {
    flag(name, FlagKind::String, default, usage)
}
pub(crate) const fn int(name: &'static str, default: &'static str, usage: &'static str) -> Flag {
    flag(name, FlagKind::Int, default, usage)
}
pub(crate) const fn duration(name: &'static str, default: &'static str, usage: &'static str) -> Flag {
    flag(name, FlagKind::Duration, default, usage)
}
pub(crate) const fn slice(name: &'static str, usage: &'static str) -> Flag {
    flag(name, FlagKind::Slice, "[]", usage)
}
pub(crate) const fn array(name: &'static str, usage: &'static str) -> Flag {
    flag(name, FlagKind::Array, "[]", usage)
}
pub(crate) const fn pairs(name: &'static str, usage: &'static str) -> Flag {
    flag(name, FlagKind::Pairs, "[]", usage)
}
pub(crate) const fn word(name: &'static str, default: &'static str, usage: &'static str) -> Flag {
    flag(name, FlagKind::Word, default, usage)
}

impl Flag {
    pub(crate) const fn short(mut self, c: char) -> Flag {
        self.short = c;
        self
    }
    pub(crate) const fn alone(mut self, value: &'static str) -> Flag {
        self.alone = value;
        self
    }
    pub(crate) const fn deprecated(mut self, instead: &'static str) -> Flag {
        self.deprecated = instead;
        self
    }
    pub(crate) const fn hidden(mut self) -> Flag {
        self.hidden = true;
        self
    }
    pub(crate) const fn default(mut self, value: &'static str) -> Flag {
        self.default = value;
        self
    }
}

/// `-f`, `-k` and `-R`, as most commands have them. Help lists flags by name, so the order does not matter.
pub(crate) const fn filename(usage: &'static str) -> Flag {
    slice("filename", usage).short('f')
}
pub(crate) const KUSTOMIZE: Flag =
    text("kustomize", "Process the kustomization directory. This flag can't be used together with -f or -R.")
        .short('k');
/// The same flag in the commands that delete.
pub(crate) const KUSTOMIZE_A: Flag =
    text("kustomize", "Process a kustomization directory. This flag can't be used together with -f or -R.").short('k');
pub(crate) const RECURSIVE: Flag = switch(
    "recursive",
    "Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.",
)
.short('R');
/// The same flag where directories are walked unless one says no.
pub(crate) const RECURSIVE_BY_ITSELF: Flag = boolean("recursive", "true", RECURSIVE.usage).short('R');
pub(crate) const SELECTOR: Flag = text(
    "selector",
    "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints.",
)
.short('l');
pub(crate) const FIELD_SELECTOR: Flag = text(
    "field-selector",
    "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type.",
);
pub(crate) const ALL_NAMESPACES: Flag = switch(
    "all-namespaces",
    "If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.",
)
.short('A');
/// The same flag in the commands that change objects.
pub(crate) const ALL_NAMESPACES_CHECK: Flag =
    switch("all-namespaces", "If true, check the specified action in all namespaces.").short('A');
pub(crate) const DRY_RUN: Flag = string(
    "dry-run",
    "none",
    "Must be \"none\", \"server\", or \"client\". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.",
)
.alone("unchanged");
pub(crate) const fn field_manager(default: &'static str) -> Flag {
    string("field-manager", default, "Name of the manager used to track field ownership.")
}
pub(crate) const SAVE_CONFIG: Flag = switch(
    "save-config",
    "If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.",
);
pub(crate) const VALIDATE: Flag = string(
    "validate",
    "strict",
    "Must be one of: strict (or true), warn, ignore (or false). \"true\" or \"strict\" will use a schema to validate the input and fail the request if invalid. It will perform server side validation if ServerSideFieldValidation is enabled on the api-server, but will fall back to less reliable client-side validation if not. \"warn\" will warn about unknown or duplicate fields without blocking the request if server-side field validation is enabled on the API server, and behave as \"ignore\" otherwise. \"false\" or \"ignore\" will not perform any schema validation, silently dropping any unknown or duplicate fields.",
)
.alone("strict");
pub(crate) const CHUNK_SIZE: Flag =
    int("chunk-size", "500", "Return large lists in chunks rather than all at once. Pass 0 to disable.");
pub(crate) const SUBRESOURCE_USAGE: &str = "If specified, gets the subresource of the requested object.";
pub(crate) const ALL: Flag = switch("all", "Select all resources, in the namespace of the specified resource types");
pub(crate) const ALL_DOT: Flag =
    switch("all", "Select all resources, in the namespace of the specified resource types.");

/// How changes were once noted down in the object. It still works, and says that it will not for ever.
pub(crate) const RECORD: Flag = switch(
    "record",
    "Record current kubectl command in the resource annotation. If set to false, do not record the command. If set to true, record the command. If not set, default to updating the existing annotation value only if one already exists.",
)
.hidden()
.deprecated("--record will be removed in the future");

/// What commands that print objects have: `-o` and its companions.
pub(crate) const OUTPUT: Flag = text(
    "output",
    "Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).",
)
.short('o');
pub(crate) const ALLOW_MISSING: Flag = boolean(
    "allow-missing-template-keys",
    "true",
    "If true, ignore any errors in templates when a field or map key is missing in the template. Only applies to golang and jsonpath output formats.",
);
pub(crate) const SHOW_MANAGED_FIELDS: Flag =
    switch("show-managed-fields", "If true, keep the managedFields when printing objects in JSON or YAML format.");
pub(crate) const TEMPLATE: Flag = text(
    "template",
    "Template string or path to template file to use when -o=go-template, -o=go-template-file. The template format is golang templates [http://golang.org/pkg/text/template/#pkg-overview].",
);
pub(crate) const PRINT: &[Flag] = &[OUTPUT, ALLOW_MISSING, SHOW_MANAGED_FIELDS, TEMPLATE];

/// What every command takes (`kubectl options`).
pub(crate) const GLOBAL: &[Flag] = &[
    text(
        "as",
        "Username to impersonate for the operation. User could be a regular user or a service account in a namespace.",
    ),
    array("as-group", "Group to impersonate for the operation, this flag can be repeated to specify multiple groups."),
    text("as-uid", "UID to impersonate for the operation."),
    array(
        "as-user-extra",
        "User extras to impersonate for the operation, this flag can be repeated to specify multiple values for the same key.",
    ),
    string("cache-dir", "/root/.kube/cache", "Default cache directory"),
    text("certificate-authority", "Path to a cert file for the certificate authority"),
    text("client-certificate", "Path to a client certificate file for TLS"),
    text("client-key", "Path to a client key file for TLS"),
    text("cluster", "The name of the kubeconfig cluster to use"),
    text("context", "The name of the kubeconfig context to use"),
    switch("disable-compression", "If true, opt-out of response compression for all requests to the server"),
    switch(
        "insecure-skip-tls-verify",
        "If true, the server's certificate will not be checked for validity. This will make your HTTPS connections insecure",
    ),
    text("kubeconfig", "Path to the kubeconfig file to use for CLI requests."),
    text(
        "kuberc",
        "Path to the kuberc file to use for preferences. This can be disabled by exporting KUBECTL_KUBERC=false feature gate or turning off the feature KUBERC=off.",
    ),
    duration("log-flush-frequency", "5s", "Maximum number of seconds between log flushes"),
    switch("match-server-version", "Require server version to match client version"),
    text("namespace", "If present, the namespace scope for this CLI request").short('n'),
    text("password", "Password for basic authentication to the API server"),
    string(
        "profile",
        "none",
        "Name of profile to capture. One of (none|cpu|heap|goroutine|threadcreate|block|mutex|trace)",
    ),
    string("profile-output", "profile.pprof", "Name of the file to write the profile to"),
    string(
        "request-timeout",
        "0",
        "The length of time to wait before giving up on a single server request. Non-zero values should contain a corresponding time unit (e.g. 1s, 2m, 3h). A value of zero means don't timeout requests.",
    ),
    text("server", "The address and port of the Kubernetes API server").short('s'),
    text(
        "tls-server-name",
        "Server name to use for server certificate validation. If it is not provided, the hostname used to contact the server is used",
    ),
    text("token", "Bearer token for authentication to the API server"),
    text("user", "The name of the kubeconfig user to use"),
    text("username", "Username for basic authentication to the API server"),
    int("v", "0", "number for the log level verbosity").short('v'),
    word(
        "vmodule",
        "",
        "comma-separated list of pattern=N settings for file-filtered logging (only works for the default text log format)",
    ),
    switch(
        "warnings-as-errors",
        "Treat warnings received from the server as errors and exit with a non-zero exit code",
    ),
];
