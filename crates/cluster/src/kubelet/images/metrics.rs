//! The metrics server, and the page that costs processor time with which autoscaling is shown.

use shell::Program;
use shell::system::Incoming;

use super::server::{Begin, Behaviour, Server, Serving, flag, graceful, silent, taken_go};
use super::{BARE, Base, Image, Variant, httpd, web};
use crate::net::http;

pub(super) const METRICS_SERVER: Image = Image {
    names: &["registry.k8s.io/metrics-server/metrics-server"],
    versions: &["v0.8.1", "v0.8.0", "v0.7.2", "v0.7.1", "v0.7.0", "v0.6.4", "v0.6.3", "v0.6.2", "v0.6.1", "v0.5.2"],
    variants: &[Variant { name: "", base: Base::Scratch, size: 220 }],
    entrypoint: &["/metrics-server"],
    user: "65534",
    programs: &[("metrics-server", |argv, version| Server::boxed(&METRICS, argv, version))],
    idle: 4,
    ..BARE
};

static METRICS: Behaviour = Behaviour {
    begin: begin_metrics,
    answer: answer_metrics,
    taken: taken_go,
    signal: graceful,
    goodbye: silent,
    memory: 24 << 20,
};

/// The certificates of kubelets that kubeadm set up name no address: whoever checks them reads nothing.
const INSECURE: &str = "--kubelet-insecure-tls";

fn trusts_kubelets(argv: &[String]) -> bool {
    argv.iter().any(|a| a == INSECURE || a.strip_prefix(INSECURE) == Some("=true"))
}

fn begin_metrics(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    let port = flag(b.argv, &["--secure-port"]).and_then(|p| p.parse().ok()).unwrap_or(443);
    let c = b.now().civil();
    let stamp = format!("I{:02}{:02} {:02}:{:02}:{:02}.104233       1", c.month, c.day, c.hour, c.minute, c.second);
    b.log(200, format!("{stamp} serving.go:380] Generated self-signed cert (apiserver.crt, apiserver.key)"));
    b.log(500, format!("{stamp} handler.go:288] Adding GroupVersion metrics.k8s.io v1beta1 to ResourceManager"));
    b.log(600, format!("{stamp} secure_serving.go:211] Serving securely on [::]:{port}"));
    b.ready_after(600);
    b.listen(port);
    Ok(())
}

fn answer_metrics(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    http::over_tls(&incoming.data, |data| metrics_of(s, data))
}

fn metrics_of(s: &mut Serving<'_, '_>, data: &[u8]) -> Vec<u8> {
    let path = http::parse_request(data).map(|r| r.path).unwrap_or_default();
    let trusts = trusts_kubelets(s.argv);
    let (status, body) = match path.split('?').next().unwrap_or("") {
        "/livez" | "/healthz" => (200, "ok".to_string()),
        "/readyz" if trusts => (200, "ok".to_string()),
        "/readyz" => {
            let c = s.now().civil();
            let stamp =
                format!("{:02}{:02} {:02}:{:02}:{:02}.551027       1", c.month, c.day, c.hour, c.minute, c.second);
            s.log(format!(
                "E{stamp} scraper.go:149] \"Failed to scrape node\" err=\"Get \\\"https://<node>:10250/metrics/resource\\\": \
                 tls: failed to verify certificate: x509: cannot validate certificate because it doesn't contain any IP SANs\""
            ));
            s.log(format!(
                "I{stamp} server.go:192] \"Failed probe\" probe=\"metric-storage-ready\" err=\"no metrics to serve\""
            ));
            let checks =
                "[+]ping ok\n[+]log ok\n[-]metric-storage-ready failed: reason withheld\nreadyz check failed\n";
            (500, checks.to_string())
        }
        _ => (403, "Forbidden\n".to_string()),
    };
    web::respond(status, &[("Content-Type", "text/plain; charset=utf-8")], body)
}

pub(super) const HPA_EXAMPLE: Image = Image {
    names: &["registry.k8s.io/hpa-example"],
    versions: &["latest"],
    aliases: &[("latest", "latest")],
    variants: &[Variant { name: "", base: Base::Debian, size: 1610 }],
    cmd: &["apache2-foreground"],
    workdir: "/var/www/html",
    files: &[("var/www/html/index.php", PAGE)],
    programs: &[("usr/local/bin/apache2-foreground", make_page)],
    idle: 1,
    ..BARE
};

const PAGE: &str = "<?php
  $x = 0.0001;
  for ($i = 0; $i <= 1000000; $i++) {
    $x += sqrt($x);
  }
  echo \"OK!\";
?>
";

fn make_page(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Server::boxed(&PHP, argv, version)
}

/// A million square roots take so long.
const REQUEST_MICROS: u32 = 20_000;

/// Computes for each request: that is what it is for.
static PHP: Behaviour = Behaviour {
    begin: |b| {
        httpd::unnamed(b, "apache2");
        let (at, pid) = (httpd::stamp(b.now()), b.io.pid());
        let head = format!("[{at}] [mpm_prefork:notice] [pid {pid}]");
        b.log(
            60,
            format!("{head} AH00163: Apache/2.4.10 (Debian) PHP/5.6.14 configured -- resuming normal operations"),
        );
        b.log(60, format!("[{at}] [core:notice] [pid {pid}] AH00094: Command line: 'apache2 -D FOREGROUND'"));
        b.ready_after(60);
        b.listen(80);
        Ok(())
    },
    answer: |s, incoming| {
        let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
        let found = matches!(r.path.split('?').next(), Some("/" | "/index.php"));
        if found {
            s.compute(REQUEST_MICROS);
        }
        let (status, body) = if found { (200, "OK!") } else { (404, "Not Found\n") };
        let agent = r.header("user-agent").unwrap_or("-").to_string();
        let at = web::log_date(s.now());
        let line = format!("\"{} {} {}\" {status} {}", r.method, r.path, r.version, body.len() + 200);
        s.say(format!("{} - - [{at}] {line} \"-\" \"{agent}\"", incoming.from));
        let date = web::date(s.now());
        let (server, kind) = ("Apache/2.4.10 (Debian)", "text/html; charset=UTF-8");
        web::respond(
            status,
            &[("Date", &date), ("Server", server), ("X-Powered-By", "PHP/5.6.14"), ("Content-Type", kind)],
            body,
        )
    },
    taken: httpd::taken,
    signal: httpd::signal,
    goodbye: silent,
    memory: 10 << 20,
};
