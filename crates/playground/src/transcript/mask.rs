//! The masks: what differs between two recordings of the same real cluster. The one place where they are written.
//!
//! `strict` hides what is random (uids, times, suffixes, addresses); `loose` also forgives what a real cluster leaves
//! open (which of equal nodes, which of two alternating states a look catches, the order of equal rows).

use regex_lite::{Captures, Regex};
use sorted::InOrder;

/// Pattern, replacement, and what it hides (told to authors by `kubenori check`).
type Rule = (&'static str, &'static str, &'static str);

const STRICT: &[Rule] = &[
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<TIME>", "times"),
    (r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", "<TIME>", "times"),
    (r"\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000", "<TIME>", "times"),
    (r"\d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d+", "<TIME>", "times"),
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<UID>", "uids"),
    (r"(containerd://|sha256:)?\b[0-9a-f]{64}\b", "$1<HASH>", "digests"),
    (r"\b[0-9a-f]{32}\b", "<HASH>", "machine ids"),
    (r#"(resourceVersion\\?"?: ?\\?"?)\d+"#, "$1<RV>", "resource versions"),
    (r"(resource version to be \d+, was )\d+", "$1<RV>", "resource versions"),
    (r"kube-api-access-[a-z0-9]{5}", "kube-api-access-<SFX>", "suffixes"),
    (r"\b([a-z0-9][a-z0-9-]*?)-([0-9a-f]{6,10})-[bcdfghjklmnpqrstvwxz2456789]{5}\b", "$1-$2-<SFX>", "suffixes"),
    (r"\b([a-z0-9][a-z0-9-]*)-[bcdfghjklmnpqrstvwxz2456789]{5}\b", "$1-<SFX>", "suffixes"),
    (r"\b10\.244\.\d+\.\d+\b", "<POD-IP>", "pod addresses"),
    (r"\b10\.96\.0\.(1|10)\b", "10-96-0-$1", ""),
    (r"\b10\.(9[6-9]|1[01]\d)\.\d+\.\d+\b", "<CLUSTER-IP>", "cluster addresses"),
    (r"10-96-0-(1|10)\b", "10.96.0.$1", ""),
    (r"(:|[nN]odePort: +(?:\S+ +)?)3[0-2]\d{3}\b", "$1<PORT>", "node ports"),
    (r"in \d+(\.\d+)?m?s \(\d+(\.\d+)?m?s including waiting\)\. Image size: \d+ bytes", "in <DUR>", "pull times"),
    (r"\(x\d+ over [^)]*\)", "(x<N> over <AGE>)", "counts of events"),
    (r"\(\d+[smhd]?\d*[smh]? ago\)", "(<AGE> ago)", "ages"),
    (r"(^|[^\w-])(?:\d+d)?(?:\d+h)?(?:\d+m)?\d+[smhd]( |$|\))", "$1<AGE>$2", "ages"),
    (r"(^|[^\w-])(?:\d+d)?(?:\d+h)?(?:\d+m)?\d+[smhd]( |$|\))", "$1<AGE>$2", ""),
    (r"/tmp/(LIVE|MERGED)-\d+", "<TMP>", "temporary files"),
    (r"/tmp/kubectl-edit-\d+", "<TMP>", "temporary files"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000", "<TIME>", "times"),
    (r"^[EWI]\d{4} [\d:.]+ +\d+ ", "<KLOG> ", "log heads"),
    (r"<unknown>( )", "<AGE>$1", "ages"),
    (r"X509SHA256=[0-9a-f]{64}", "X509SHA256=<HASH>", "digests"),
    (r"-\d{8}([- |]|$)", "-<MINUTE>$1", "minutes of cron jobs"),
    (r"\d{6,}Ki", "<KI>", "disk sizes"),
    (r"ey[A-Za-z0-9_.-]{40,}", "<TOKEN>", "tokens"),
];

const LOOSE: &[Rule] = &[
    (r"\bworker0\d(/192\.168\.10\.\d+)?|\b192\.168\.10\.[234]0\b", "<WORKER>", "which worker"),
    (r"ErrImagePull|ImagePullBackOff", "<PULL>", "alternating states"),
    (r"\bError( +\d)", "<CRASH>$1", "alternating states"),
    (r"CrashLoopBackOff( +\d)", "<CRASH>$1", "alternating states"),
    (r"(Pending|ContainerCreating)( )", "<STARTING>$2", "alternating states"),
    (r#"Successfully pulled image ("[^"]*") in <DUR>\.?"#, "<GOT> $1", "image already there"),
    (
        r#"Container image ("[^"]*") already present on machine( and can be accessed by the pod)?"#,
        "<GOT> $1",
        "image already there",
    ),
    (r"(<AGE>|\(x<N> over <AGE>\)|\(<AGE> ago\))", "", "ages"),
    (r"-{3,}", "---", "widths"),
];

/// The compiled masks.
#[derive(Debug)]
pub struct Masks {
    strict: Vec<(Regex, &'static str)>,
    hash: Regex,
    loose: Vec<(Regex, &'static str)>,
    pulling: Regex,
    blanks: Regex,
    inner_blanks: Regex,
    number: Regex,
}

fn compile(rules: &[Rule]) -> Vec<(Regex, &'static str)> {
    rules.iter().map(|(p, r, _)| (regex(p), *r)).collect()
}

fn regex(pattern: &str) -> Regex {
    Regex::new(&format!("(?m){pattern}")).unwrap_or_else(|e| panic!("mask {pattern}: {e}"))
}

impl Default for Masks {
    fn default() -> Self {
        Masks::new()
    }
}

impl Masks {
    /// Compiles them once.
    pub fn new() -> Masks {
        Masks {
            strict: compile(STRICT),
            hash: regex(r"([a-z0-9])-([0-9a-f]{8,10})\b"),
            loose: compile(LOOSE),
            pulling: regex(r"\bPulling image\b"),
            blanks: regex(r"[ \t]+"),
            inner_blanks: regex(r"(\S)[ \t]{2,}"),
            number: regex(r"\d+"),
        }
    }
    fn volatile(&self, text: &str) -> String {
        self.strict.iter().fold(text.to_string(), |t, (re, to)| re.replace_all(&t, *to).into_owned())
    }
    /// Lines with only the volatile masked and column gaps squeezed.
    pub fn strict(&self, text: &str) -> Vec<String> {
        let text = self.volatile(text);
        text.split('\n').map(|l| self.inner_blanks.replace_all(l.trim_end(), "$1 ").into_owned()).collect()
    }
    /// Lines with all that a cluster leaves open forgiven; in the order of the text.
    fn open(&self, text: &str) -> Vec<String> {
        let text = self.volatile(text);
        let hash = |c: &Captures<'_>| {
            if c[2].bytes().any(|b| b.is_ascii_digit()) { format!("{}-<RS>", &c[1]) } else { c[0].to_string() }
        };
        let text = self.hash.replace_all(&text, hash).into_owned();
        let text = self.loose.iter().fold(text, |t, (re, to)| re.replace_all(&t, *to).into_owned());
        let lines = text.split('\n').map(|l| self.blanks.replace_all(l, " ").trim().to_string());
        lines.filter(|l| !l.is_empty()).collect()
    }
    /// Lines as a set, with all that a cluster leaves open forgiven.
    pub fn loose(&self, text: &str) -> Vec<String> {
        let mut lines = self.open(text);
        lines.retain(|l| !self.pulling.is_match(l));
        lines.order();
        lines.dedup();
        lines
    }
    /// What a stream tells: its last line, and the forms of its lines without their counts.
    pub fn stream(&self, text: &str) -> (Option<String>, Vec<String>) {
        let mut lines: Vec<String> =
            self.open(text).iter().map(|l| self.number.replace_all(l, "N").into_owned()).collect();
        let last = lines.last().cloned();
        lines.order();
        lines.dedup();
        (last, lines)
    }
    /// What the masks hide, for people.
    pub fn names() -> Vec<&'static str> {
        let mut names: Vec<_> = STRICT.iter().chain(LOOSE).map(|r| r.2).filter(|n| !n.is_empty()).collect();
        names.order();
        names.dedup();
        names
    }
}
