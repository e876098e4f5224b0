//! Services that many clusters have: measuring, registries, gateways, queues. They say that they run, listen, and answer
//! to whoever asks how they are.

use super::databases::client;
use super::entrypoint;
use super::server::graceful;
use super::simple::{GO, Simple, serve};
use super::{BARE, Base, Image, Variant};

const fn plain(base: Base, size: u32) -> Variant {
    Variant { name: "", base, size }
}

pub(super) const PROMETHEUS: Image = Image {
    names: &["docker.io/prom/prometheus", "quay.io/prometheus/prometheus"],
    versions: &[
        "v3.7.3", "v3.5.0", "v3.2.1", "v3.1.0", "v3.0.1", "v2.55.1", "v2.54.1", "v2.53.4", "v2.50.1", "v2.48.0",
        "v2.47.0", "v2.45.0", "v2.40.0", "v2.37.0", "v2.30.3",
    ],
    aliases: &[("latest", "v3.7.3")],
    variants: &[plain(Base::Busybox, 1200)],
    entrypoint: &["/bin/prometheus"],
    cmd: &["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"],
    user: "65534",
    owned: &[("prometheus", 65534), ("etc/prometheus", 65534)],
    workdir: "/prometheus",
    programs: &[("bin/prometheus", serve!(PROMETHEUS_ROW)), ("bin/promtool", client)],
    idle: 4,
    ..BARE
};

const PROMETHEUS_ROW: Simple = Simple {
    port: 9090,
    start: &[
        "!time={js} level=INFO source=main.go:725 msg=\"Starting Prometheus Server\" mode=server",
        "!time={js} level=INFO source=web.go:660 msg=\"Start listening for connections\" component=web address=0.0.0.0:9090",
        "!time={js} level=INFO source=main.go:1289 msg=\"TSDB started\"",
        "!time={js} level=INFO source=main.go:1253 msg=\"Server is ready to receive web requests.\"",
    ],
    kind: "text/plain; charset=utf-8",
    pages: &[
        ("/-/healthy", 200, "Prometheus Server is Healthy.\n"),
        ("/-/ready", 200, "Prometheus Server is Ready.\n"),
        ("/", 302, "<a href=\"/query\">Found</a>.\n\n"),
    ],
    signal: graceful,
    memory: 60 << 20,
    ..GO
};

pub(super) const GRAFANA: Image = Image {
    names: &["docker.io/grafana/grafana", "docker.io/grafana/grafana-oss"],
    versions: &[
        "12.2.1", "12.1.0", "12.0.0", "11.6.0", "11.5.2", "11.4.0", "11.3.0", "11.2.0", "11.1.0", "11.0.0", "10.4.2",
        "10.2.3", "10.1.0", "10.0.3", "9.5.2", "9.3.6", "8.5.2", "8.3.3", "7.5.2",
    ],
    aliases: &[("latest", "12.2.1"), ("main", "12.2.1")],
    variants: &[plain(Base::Alpine, 1900), Variant { name: "ubuntu", base: Base::Ubuntu, size: 2100 }],
    entrypoint: &["/run.sh"],
    user: "472",
    owned: &[("var/lib/grafana", 472)],
    workdir: "/usr/share/grafana",
    programs: &[("run.sh", serve!(GRAFANA_ROW))],
    idle: 5,
    ..BARE
};

const GRAFANA_ROW: Simple = Simple {
    port: 3000,
    start: &[
        "logger=settings t={js} level=info msg=\"Starting Grafana\" version={version}",
        "logger=http.server t={js} level=info msg=\"HTTP Server Listen\" address=[::]:3000 protocol=http subUrl= socket=",
    ],
    kind: "text/html; charset=UTF-8",
    pages: &[
        ("/", 302, "<a href=\"/login\">Found</a>.\n\n"),
        ("/api/health", 200, "{\n  \"database\": \"ok\",\n  \"version\": \"{version}\"\n}"),
        (
            "/login",
            200,
            "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head>\n<title>Grafana</title>\n</head>\n<body>\n</body>\n</html>\n",
        ),
    ],
    signal: graceful,
    memory: 90 << 20,
    ..GO
};

pub(super) const REGISTRY: Image = Image {
    names: &["docker.io/library/registry"],
    versions: &["3.0.0", "2.8.3", "2.8.2", "2.8.1", "2.7.1", "2.6.2"],
    aliases: &[("latest", "3.0.0")],
    variants: &[plain(Base::Alpine, 250)],
    entrypoint: &["/entrypoint.sh"],
    cmd: &["/etc/docker/registry/config.yml"],
    programs: &[("entrypoint.sh", serve!(REGISTRY_ROW))],
    ..BARE
};

const REGISTRY_ROW: Simple = Simple {
    port: 5000,
    start: &[
        "!time=\"{js}\" level=info msg=\"listening on [::]:5000\" go.version=go1.20.8 service=registry version={version}",
    ],
    kind: "application/json; charset=utf-8",
    pages: &[("/v2/", 200, "{}"), ("/v2/_catalog", 200, "{\"repositories\":[]}\n"), ("/", 200, "")],
    ..GO
};

pub(super) const CADDY: Image = Image {
    names: &["docker.io/library/caddy"],
    versions: &["2.10.2", "2.9.1", "2.8.4", "2.7.6", "2.6.4", "2.5.2"],
    aliases: &[("latest", "2.10.2"), ("2", "2.10.2")],
    variants: &[plain(Base::Alpine, 500), Variant { name: "alpine", base: Base::Alpine, size: 500 }],
    cmd: &["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"],
    workdir: "/srv",
    programs: &[("usr/bin/caddy", serve!(CADDY_ROW))],
    ..BARE
};

const CADDY_ROW: Simple = Simple {
    port: 80,
    start: &[
        "!{\"level\":\"info\",\"msg\":\"using config from file\",\"file\":\"/etc/caddy/Caddyfile\"}",
        "!{\"level\":\"info\",\"logger\":\"http.log\",\"msg\":\"server running\",\"name\":\"srv0\",\"protocols\":[\"h1\",\"h2\",\"h3\"]}",
        "!{\"level\":\"info\",\"msg\":\"serving initial configuration\"}",
    ],
    kind: "text/html; charset=utf-8",
    pages: &[
        (
            "/",
            200,
            "<!DOCTYPE html>\n<html>\n<head>\n\t<title>Caddy works!</title>\n</head>\n<body>\n</body>\n</html>\n",
        ),
        ("*", 404, ""),
    ],
    signal: graceful,
    ..GO
};

pub(super) const TRAEFIK: Image = Image {
    names: &["docker.io/library/traefik"],
    versions: &["v3.6.1", "v3.5.4", "v3.4.5", "v3.3.7", "v3.2.5", "v3.1.7", "v3.0.4", "v2.11.30", "v2.10.7", "v2.9.10"],
    aliases: &[("latest", "v3.6.1"), ("v3", "v3.6.1"), ("v2", "v2.11.30")],
    variants: &[plain(Base::Alpine, 450)],
    entrypoint: &["/entrypoint.sh"],
    cmd: &["traefik"],
    programs: &[("entrypoint.sh", entrypoint::plain), ("usr/local/bin/traefik", serve!(TRAEFIK_ROW))],
    ..BARE
};

const TRAEFIK_ROW: Simple = Simple {
    port: 80,
    start: &["!{now} INF Traefik version {version} built on linux version={version}"],
    pages: &[("/ping", 200, "OK")],
    signal: graceful,
    ..GO
};

pub(super) const NATS: Image = Image {
    names: &["docker.io/library/nats"],
    versions: &["2.12.2", "2.11.11", "2.10.29", "2.9.25"],
    aliases: &[("latest", "2.12.2"), ("2", "2.12.2")],
    variants: &[plain(Base::Scratch, 70), Variant { name: "alpine", base: Base::Alpine, size: 120 }],
    entrypoint: &["/nats-server"],
    cmd: &["--config", "nats-server.conf"],
    programs: &[("nats-server", serve!(NATS_ROW))],
    ..BARE
};

const NATS_ROW: Simple = Simple {
    port: 4222,
    start: &[
        "![1] {slash}.000000 [INF] Starting nats-server",
        "![1] {slash}.000000 [INF]   Version:  {version}",
        "![1] {slash}.000000 [INF] Listening for client connections on 0.0.0.0:4222",
        "![1] {slash}.000000 [INF] Server is ready",
    ],
    signal: graceful,
    ..GO
};

pub(super) const CASSANDRA: Image = Image {
    names: &["docker.io/library/cassandra"],
    versions: &["5.0.6", "4.1.10", "4.0.19", "3.11.19", "3.0.32"],
    aliases: &[("latest", "5.0.6"), ("5", "5.0.6"), ("4", "4.1.10"), ("3", "3.11.19")],
    variants: &[plain(Base::Ubuntu, 1300)],
    entrypoint: &["docker-entrypoint.sh"],
    cmd: &["cassandra", "-f"],
    env: &[("CASSANDRA_VERSION", "{version}")],
    programs: &[
        ("usr/local/bin/docker-entrypoint.sh", entrypoint::plain),
        ("opt/cassandra/bin/cassandra", serve!(CASSANDRA_ROW)),
        ("usr/local/bin/cassandra", serve!(CASSANDRA_ROW)),
        ("usr/local/bin/nodetool", client),
        ("usr/local/bin/cqlsh", client),
    ],
    idle: 15,
    ..BARE
};

const CASSANDRA_ROW: Simple = Simple {
    port: 9042,
    start: &[
        "INFO  [main] {space},000 CassandraDaemon.java:704 - Hostname: {host}:7000:7001",
        "INFO  [main] {space},000 StorageService.java:703 - Cassandra version: {version}",
        "INFO  [main] {space},000 PipelineConfigurator.java:122 - Starting listening for CQL clients on /0.0.0.0:9042 (unencrypted)...",
        "INFO  [main] {space},000 CassandraDaemon.java:783 - Startup complete",
    ],
    signal: graceful,
    memory: 900 << 20,
    ..GO
};

/// The one of the documentation's tutorial.
pub(super) const SAMPLE_CASSANDRA: Image = Image {
    names: &["gcr.io/google-samples/cassandra"],
    aliases: &[],
    versions: &["v14", "v13", "v12", "v11"],
    variants: &[plain(Base::Debian, 900)],
    entrypoint: &[],
    cmd: &["/usr/local/bin/cassandra", "-f"],
    tools: |_| &["usr/bin/nslookup"],
    files: &[("usr/bin/nodetool", NODETOOL), ("ready-probe.sh", READY_PROBE)],
    programs: &[("usr/local/bin/cassandra", serve!(CASSANDRA_ROW)), ("usr/local/bin/cqlsh", client)],
    ..CASSANDRA
};

/// A ring is who answers to the name of the service, and the server itself.
const NODETOOL: &str = r#"#!/bin/bash
case $1 in
  status) ;;
  drain) exit 0;;
  *) echo "nodetool: $1 is not simulated here: only status and drain are"; exit 1;;
esac
dc=${CASSANDRA_DC:-datacenter1}
echo "Datacenter: $dc"
echo "$(echo "Datacenter: $dc" | sed 's/./=/g')"
echo 'Status=Up/Down'
echo '|/ State=Normal/Leaving/Joining/Moving'
echo '--  Address     Load       Tokens       Owns (effective)  Host ID                               Rack'
own=${POD_IP:-$(hostname -i)}
ring=$(nslookup ${CASSANDRA_SEEDS#*.} 2>/dev/null | sed -n 's/^Address: //p' | grep -vx "$own")
owns=$(echo $own $ring | awk '{ n = NF > 2 ? 200 / NF : 100; printf "%.1f%%", n }')
for ip in $own $ring; do
  id=$(echo $ip | md5sum | sed -E 's/(.{8})(.{4})(.{4})(.{4})(.{12}).*/\1-\2-\3-\4-\5/')
  load=$(echo $id | tr -dc 0-9 | cut -c1-2)
  printf 'UN  %-10s  %-9s  %-11s  %-16s  %s  %s\n' $ip "$load.57 KiB" 32 $owns $id ${CASSANDRA_RACK:-rack1}
done
"#;

const READY_PROBE: &str = "#!/bin/bash\nnodetool status | grep -q \"^UN *$POD_IP \"\n";
