//! The images that can be pulled, and how tags are read.

use super::*;
use sorted::InOrder;

/// The images of a control plane.
pub(super) const SYSTEM: &[&Image] = &[
    &system::PAUSE,
    &system::ETCD,
    &system::APISERVER,
    &system::CONTROLLER_MANAGER,
    &system::SCHEDULER,
    &system::KUBE_PROXY,
    &system::COREDNS,
];

/// All others.
pub(super) const OTHERS: &[&Image] = &[
    &nginx::IMAGE,
    &nginx::UNPRIVILEGED,
    &httpd::IMAGE,
    &redis::IMAGE,
    &busybox::IMAGE,
    &busybox::PLUS,
    &alpine::IMAGE,
    &kubia::IMAGE,
    &kubia::UNHEALTHY,
    &mysql::IMAGE,
    &mysql::MARIADB,
    &postgres::IMAGE,
    &languages::NODE,
    &languages::PYTHON,
    &languages::PERL,
    &hello_world::IMAGE,
    &debian::DEBIAN,
    &debian::UBUNTU,
    &debian::CURL,
    &demos::WHOAMI,
    &demos::HTTP_ECHO,
    &demos::NGINX_HELLO,
    &demos::ECHOSERVER,
    &demos::AGNHOST,
    &memcached::IMAGE,
    &samples::HELLO_APP,
    &samples::HELLO_GO,
    &samples::HELLO_FRONTEND,
    &samples::NGINX_SLIM,
    &samples::SERVE_HOSTNAME,
    &samples::GOPROXY,
    &samples::NODE_HELLO,
    &samples::BOOTCAMP,
    &samples::REDIS_FOLLOWER,
    &samples::KUBETM,
    &samples::KUBETM_8000,
    &samples::KUBETM_8080,
    &samples::ECHO_HNAME,
    &samples::ECHO_IP,
    &samples::RR_TEST,
    &samples::HELLO_KUBERNETES,
    &books::BATCH_JOB,
    &books::SSD_MONITOR,
    &books::FORTUNE,
    &books::KUBIA_PET,
    &books::KIADA,
    &php::PHP,
    &php::GB_FRONTEND,
    &php::WORDPRESS,
    &databases::MONGO,
    &databases::RABBITMQ,
    &applications::TOMCAT,
    &applications::JENKINS,
    &applications::GHOST,
    &applications::MONGO_EXPRESS,
    &applications::ADMINER,
    &applications::KICBASE_ECHO,
    &applications::ECHO,
    &distributions::CENTOS,
    &distributions::ROCKY,
    &distributions::ORACLE,
    &distributions::ALMA,
    &distributions::FEDORA,
    &distributions::AMAZON,
    &distributions::GOLANG,
    &distributions::RUBY,
    &distributions::OPENJDK,
    &showcase::KUARD,
    &showcase::PODINFO,
    &showcase::MULTITOOL,
    &showcase::GETTING_STARTED,
    &services::PROMETHEUS,
    &services::GRAFANA,
    &services::REGISTRY,
    &services::CADDY,
    &services::TRAEFIK,
    &services::NATS,
    &services::CASSANDRA,
    &services::SAMPLE_CASSANDRA,
    &zookeeper::IMAGE,
    &toolbox::BASH,
    &toolbox::NETSHOOT,
    &toolbox::DNSUTILS,
    &toolbox::UBUNTU_CURL,
    &toolbox::FLUENTD,
    &stress::IMAGE,
    &stress::VISH,
    &metrics::METRICS_SERVER,
    &metrics::HPA_EXAMPLE,
    &training::PING,
    &training::HTTPENV,
    &training::COLOR,
    &lectures::GO_MYWEB,
    &lectures::C1_MULTITOOL,
    &lectures::BLUE,
    &lectures::GREEN,
    &lectures::RED,
    &lectures::UNKNOWN_PAGES,
    &lectures::SIMPLE_CONTAINER_APP,
    &lectures::MY_APP,
    &courses::WEBAPP_COLOR,
    &courses::UBUNTU_SLEEPER,
    &courses::EVENT_SIMULATOR,
    &courses::THROW_DICE,
    &courses::VOTE,
    &courses::RESULT,
    &courses::WORKER,
    &courses::K8SBOOK,
    &courses::SIMPLEAPP,
    &courses::ARTIFACT,
    &courses::HELLO_PAGES,
    &courses::NODE_EXPORTER,
    &courses::ELASTICSEARCH,
    &testing::NGINX,
    &testing::HTTPD,
    &testing::BUSYBOX,
    &testing::REDIS,
    &testing::TEST_WEBSERVER,
];

/// The image of a repository with its registry.
pub(in crate::kubelet) fn find(repository: &str) -> Option<&'static Image> {
    among(SYSTEM, repository).or_else(|| other(repository))
}

/// Not a part of its caller: while only a control plane runs, nobody has to load the others.
#[inline(never)]
fn other(repository: &str) -> Option<&'static Image> {
    among(OTHERS, repository).or_else(|| {
        let (_, rest, to) = MIRRORS.iter().find_map(|(from, to)| Some((from, repository.strip_prefix(from)?, to)))?;
        find(&format!("{to}{rest}"))
    })
}

/// Registries that have what others have under the same names: the old one of Kubernetes and the mirrors of Docker's.
const MIRRORS: &[(&str, &str)] = &[
    ("k8s.gcr.io/", "registry.k8s.io/"),
    ("gcr.io/google_containers/", "registry.k8s.io/"),
    ("gcr.io/google-containers/", "registry.k8s.io/"),
    ("gcr.io/google_samples/", "gcr.io/google-samples/"),
    ("public.ecr.aws/docker/library/", "docker.io/library/"),
    ("mirror.gcr.io/library/", "docker.io/library/"),
];

#[inline(always)]
fn among(images: &'static [&'static Image], repository: &str) -> Option<&'static Image> {
    images.iter().copied().find(|i| i.names.contains(&repository))
}

impl Image {
    /// The newest version in its plain flavour.
    pub fn newest(&'static self) -> Resolved {
        let latest = self.aliases.iter().find(|(a, version)| *a == "latest" && !version.is_empty());
        let version = latest.map_or(self.versions[0], |(_, v)| v);
        Resolved { image: self, version, variant: &self.variants[0] }
    }

    /// What a reference stands for; none where there is no such tag or digest.
    pub fn tagged(&'static self, reference: &Reference) -> Option<Resolved> {
        if !reference.digest.is_empty() {
            return self.by_digest(&reference.digest);
        }
        let tag = &*reference.tag;
        if tag == "latest" && !self.aliases.iter().any(|(a, _)| *a == "latest") {
            return Some(self.newest());
        }
        // The longest flavour first, so that `alpine3.19` is not read as `alpine` and a rest.
        let mut variants: Vec<&'static Variant> = self.variants.iter().collect();
        variants.order_by_key(|v| std::cmp::Reverse(v.name.len()));
        variants.into_iter().find_map(|variant| {
            let rest = match tag.strip_suffix(variant.name) {
                Some("") => "latest",
                Some(rest) if variant.name.is_empty() => rest,
                Some(rest) => rest.strip_suffix('-')?,
                None => return None,
            };
            self.version(rest).map(|version| Resolved { image: self, version, variant })
        })
    }

    /// The version that a tag without its flavour names.
    fn version(&self, tag: &str) -> Option<&'static str> {
        if let Some((_, version)) = self.aliases.iter().find(|(alias, _)| *alias == tag) {
            return Some(*version).filter(|version| !version.is_empty());
        }
        if tag == "latest" {
            return self.versions.first().copied();
        }
        let starts = |v: &&&str| v.strip_prefix(tag).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.versions.iter().find(starts).copied().or_else(|| self.patched(tag))
    }

    /// The nearest release of a line of which more were made than are listed: all before the newest are there, too.
    fn patched(&self, tag: &str) -> Option<&'static str> {
        let number = |v: &str, line: &str| v.strip_prefix(line)?.strip_prefix('.')?.parse::<u32>().ok();
        let (line, _) = tag.rsplit_once('.').filter(|(line, _)| line.contains('.'))?;
        let wanted = number(tag, line)?;
        self.versions.iter().rfind(|v| number(v, line).is_some_and(|n| n > wanted)).copied()
    }

    fn by_digest(&'static self, digest: &str) -> Option<Resolved> {
        let hex = digest.strip_prefix("sha256:")?;
        let all = self.versions.iter().flat_map(|version| self.variants.iter().map(move |variant| (*version, variant)));
        let mut all = all.map(|(version, variant)| Resolved { image: self, version, variant });
        all.find(|r| registry::digest(r) == hex)
    }
}
