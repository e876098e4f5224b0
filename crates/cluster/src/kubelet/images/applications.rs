//! Applications that people deploy for the sake of deploying one: what they say when they start, and their first page.

use super::server::graceful;
use super::simple::{GO, NODE, Simple, serve};
use super::{BARE, Base, Image, Variant, databases, entrypoint};

pub(super) const TOMCAT: Image = Image {
    names: &["docker.io/library/tomcat"],
    versions: &["11.0.14", "10.1.49", "9.0.112", "9.0.65", "8.5.100", "8.0.53", "7.0.109"],
    aliases: &[("latest", "11.0.14"), ("8", "8.5.100"), ("9", "9.0.112"), ("10", "10.1.49")],
    variants: &[
        Variant { name: "", base: Base::Ubuntu, size: 2000 },
        Variant { name: "jdk17", base: Base::Ubuntu, size: 1900 },
        Variant { name: "jre8", base: Base::Debian, size: 1600 },
        Variant { name: "jre8-alpine", base: Base::Alpine, size: 750 },
    ],
    cmd: &["catalina.sh", "run"],
    env: &[("CATALINA_HOME", "/usr/local/tomcat"), ("TOMCAT_VERSION", "{version}")],
    workdir: "/usr/local/tomcat",
    programs: &[("usr/local/bin/catalina.sh", serve!(CATALINA))],
    idle: 3,
    ..BARE
};

const CATALINA: Simple = Simple {
    start: &[
        "!{java} INFO [main] org.apache.catalina.startup.VersionLoggerListener.log Server version name:   Apache Tomcat/{version}",
        "!{java} INFO [main] org.apache.coyote.AbstractProtocol.init Initializing ProtocolHandler [\"http-nio-8080\"]",
        "!{java} INFO [main] org.apache.catalina.core.StandardService.startInternal Starting service [Catalina]",
        "!{java} INFO [main] org.apache.coyote.AbstractProtocol.start Starting ProtocolHandler [\"http-nio-8080\"]",
        "!{java} INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [54] milliseconds",
    ],
    kind: "text/html;charset=utf-8",
    // The image serves nothing until somebody puts something into webapps.
    pages: &[(
        "*",
        404,
        "<!doctype html><html lang=\"en\"><head><title>HTTP Status 404 – Not Found</title></head><body><h1>HTTP Status 404 – Not Found</h1><hr class=\"line\" /><h3>Apache Tomcat/{version}</h3></body></html>",
    )],
    signal: |_| super::server::Stop::Exit(143, 300),
    memory: 90 << 20,
    ..GO
};

pub(super) const JENKINS: Image = Image {
    names: &["docker.io/jenkins/jenkins"],
    versions: &["2.528.2", "2.516.3", "2.504.3", "2.492.3", "2.479.3", "2.462.3", "2.387.3", "2.319.1"],
    aliases: &[("latest", "2.528.2"), ("lts", "2.528.2")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 2700 },
        Variant { name: "jdk17", base: Base::Debian, size: 2700 },
        Variant { name: "jdk11", base: Base::Debian, size: 2700 },
        Variant { name: "alpine", base: Base::Alpine, size: 1500 },
    ],
    entrypoint: &["/usr/bin/tini", "--", "/usr/local/bin/jenkins.sh"],
    env: &[("JENKINS_HOME", "/var/jenkins_home"), ("JENKINS_VERSION", "{version}")],
    user: "1000",
    owned: &[("var/jenkins_home", 1000)],
    programs: &[("usr/bin/tini", serve!(JENKINS_ROW)), ("usr/local/bin/jenkins.sh", entrypoint::plain)],
    idle: 5,
    ..BARE
};

const JENKINS_ROW: Simple = Simple {
    start: &[
        "!Running from: /usr/share/jenkins/jenkins.war",
        "!webroot: /var/jenkins_home/war",
        "!\n*************************************************************\n\nJenkins initial setup is required. An admin user has been created and a password generated.\nPlease use the following password to proceed to installation:\n\n{random}\n\nThis may also be found at: /var/jenkins_home/secrets/initialAdminPassword\n\n*************************************************************\n",
        "!{java} [id=30]\tINFO\thudson.lifecycle.Lifecycle#onReady: Jenkins is fully up and running",
    ],
    kind: "text/html;charset=utf-8",
    pages: &[(
        "*",
        403,
        "<html><head><meta http-equiv='refresh' content='1;url=/login?from=%2F'/></head><body>Authentication required</body></html>",
    )],
    signal: graceful,
    memory: 400 << 20,
    ..GO
};

pub(super) const GHOST: Image = Image {
    names: &["docker.io/library/ghost"],
    versions: &["6.7.0", "5.130.5", "5.59.4", "4.48.9", "3.42.9", "2.38.3", "1.26.1"],
    aliases: &[("latest", "6.7.0")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 1800 },
        Variant { name: "alpine", base: Base::Alpine, size: 1400 },
    ],
    entrypoint: &["docker-entrypoint.sh"],
    cmd: &["node", "current/index.js"],
    env: &[("GHOST_VERSION", "{version}"), ("NODE_ENV", "production")],
    workdir: "/var/lib/ghost",
    programs: &[("usr/local/bin/docker-entrypoint.sh", entrypoint::plain), ("usr/local/bin/node", serve!(GHOST_ROW))],
    ..BARE
};

const GHOST_ROW: Simple = Simple {
    port: 2368,
    start: &[
        "[{space}] INFO Ghost is running in production...",
        "[{space}] INFO Your site is now available on http://localhost:2368/",
        "[{space}] INFO Ghost booted in 1.9s",
    ],
    request: "[{space}] INFO \"{method} {path}\" 200 21ms",
    kind: "text/html; charset=utf-8",
    pages: &[(
        "/",
        200,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n    <title>Ghost</title>\n</head>\n<body>\n</body>\n</html>\n",
    )],
    signal: graceful,
    memory: 120 << 20,
    ..NODE
};

pub(super) const MONGO_EXPRESS: Image = Image {
    names: &["docker.io/library/mongo-express"],
    versions: &["1.0.2", "1.0.0", "0.54.0", "0.49.0"],
    aliases: &[("latest", "1.0.2"), ("1", "1.0.2")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 560 }],
    entrypoint: &["/sbin/tini", "--", "/docker-entrypoint.sh"],
    cmd: &["mongo-express"],
    programs: &[("sbin/tini", serve!(MONGO_EXPRESS_ROW)), ("docker-entrypoint.sh", entrypoint::plain)],
    ..BARE
};

const MONGO_EXPRESS_ROW: Simple = Simple {
    port: 8081,
    start: &[
        "Welcome to mongo-express {version}",
        "------------------------",
        "\n\nMongo Express server listening at http://0.0.0.0:8081",
        "Server is open to allow connections from anyone (0.0.0.0)",
        "basicAuth credentials are \"admin:pass\", it is recommended you change this!",
    ],
    kind: "text/html; charset=utf-8",
    pages: &[("*", 401, "Unauthorized")],
    signal: graceful,
    ..NODE
};

pub(super) const ADMINER: Image = Image {
    names: &["docker.io/library/adminer"],
    versions: &["5.4.1", "4.17.1", "4.8.1", "4.7.9"],
    aliases: &[("latest", "5.4.1")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 480 }],
    entrypoint: &["entrypoint.sh"],
    cmd: &["php"],
    programs: &[("usr/local/bin/entrypoint.sh", serve!(ADMINER_ROW)), ("usr/local/bin/php", databases::client)],
    ..BARE
};

const ADMINER_ROW: Simple = Simple {
    start: &["![{c}] PHP 8.4.14 Development Server (http://[::]:8080) started"],
    request: "![{c}] [::ffff:{from}]:41234 [200]: {method} {path}",
    kind: "text/html; charset=utf-8",
    pages: &[(
        "*",
        200,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<title>Login - Adminer</title>\n<body>\n<h2>Login</h2>\n</body>\n</html>\n",
    )],
    signal: graceful,
    ..GO
};

/// Says what it was asked.
pub(super) const KICBASE_ECHO: Image = Image {
    names: &["docker.io/kicbase/echo-server", "docker.io/jmalloc/echo-server"],
    versions: &["1.0", "0.3.7"],
    variants: &[Variant { name: "", base: Base::Scratch, size: 29 }],
    entrypoint: &["/bin/echo-server"],
    env: &[("PORT", "8080")],
    programs: &[("bin/echo-server", serve!(KICBASE_ROW))],
    ..BARE
};

const KICBASE_ROW: Simple = Simple {
    port_env: "PORT",
    start: &["Echo server listening on port {port}."],
    request: "{from}:41234 | {method} {path}",
    kind: "text/plain",
    pages: &[("*", 200, "Request served by {host}\n\n{request}\n")],
    ..GO
};

/// A counter of requests from a Korean guide to Kubernetes: the name of the pod.
pub(super) const ECHO: Image = Image {
    names: &["ghcr.io/subicura/echo", "docker.io/subicura/echo"],
    versions: &["v2", "v1"],
    aliases: &[("latest", "v1")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 400 }],
    cmd: &["node", "app.js"],
    programs: &[("usr/local/bin/node", serve!(ECHO_ROW))],
    ..BARE
};

const ECHO_ROW: Simple = Simple { port: 3000, pages: &[("*", 200, "{host}\n")], signal: graceful, ..NODE };
