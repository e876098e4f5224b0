//! Calls between pods, nodes and the terminal, over virtual time.

use api::request::Verb;
use api::time::Time;
use api::{Request, Text, Value, obj};
use shell::system::{HttpRequest, LookupKind, NetError, NetReply, NetRequest};

use super::*;
use crate::kinds::{NETWORK_POLICY, SERVICE};
use crate::net::Resolver;
use crate::{Cluster, NodeConfig};

struct Net(Cluster);

impl Net {
    /// Three nodes with a running web pod (`app=web`) and a running client pod (`app=client`).
    fn new() -> Net {
        let node = |name: &str, n: u8| NodeConfig {
            name: name.into(),
            address: format!("192.168.10.{n}"),
            control_plane: n == 10,
        };
        let nodes = vec![node("master", 10), node("worker01", 20), node("worker02", 30)];
        let config = Config { seed: 7, epoch: Time::from_seconds(1_795_228_142), nodes, ..Config::default() };
        let mut net = Net(Cluster::new(config));
        net.pod("web", "worker01", "nginx:1.14");
        net.pod("client", "worker02", "nginx:1.14");
        net.pass(6);
        net
    }
    fn pass(&mut self, seconds: u64) {
        self.0.advance_to(self.0.now() + Duration::from_secs(seconds));
    }
    fn make(&mut self, kind: &'static api::kinds::Kind, object: Value) {
        let answer = self.0.handle(Request::new(Verb::Create, kind.gvr(), "default", "").with_body(object));
        assert_eq!(answer.code, 201, "{answer:?}");
    }
    fn pod(&mut self, name: &str, node: &str, image: &str) {
        let (name, node, image) = (Text::new(name), Text::new(node), Text::new(image));
        self.make(
            POD,
            obj!({
                "apiVersion": "v1", "kind": "Pod",
                "metadata": {"name": (&name), "labels": {"app": (&name)}},
                "spec": {"nodeName": node, "containers": [{"name": "c", "image": image}]},
            }),
        );
    }
    fn service(&mut self, name: &str, spec: Value) {
        self.make(
            SERVICE,
            obj!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": (Text::new(name))}, "spec": spec}),
        );
        self.pass(2);
    }
    fn ip(&self, pod: &str) -> String {
        self.0.api().read(POD, "default", pod).unwrap().get("status").str("podIP").to_string()
    }
    fn ask(&mut self, source: Source, request: NetRequest) -> Result<NetReply, NetError> {
        let resolver = match source {
            Source::Pod(..) => Resolver {
                servers: vec!["10.96.0.10".into()],
                search: ["default.svc.cluster.local", "svc.cluster.local", "cluster.local"].map(String::from).into(),
                ndots: 5,
            },
            _ => Resolver::host(),
        };
        let id = self.0.world().net.ask(source, "", resolver, request);
        for _ in 0..400 {
            self.0.advance_to(self.0.now() + Duration::from_millis(500));
            if let Some(reply) = self.0.world().net.take(id) {
                return reply;
            }
        }
        panic!("no reply");
    }
    fn get(&mut self, source: Source, host: &str, port: u16) -> Result<u16, NetError> {
        self.page(source, host, port).map(|(status, _)| status)
    }
    /// The status and the text of a page.
    fn page(&mut self, source: Source, host: &str, port: u16) -> Result<(u16, String), NetError> {
        let request = HttpRequest {
            https: false,
            trusts: false,
            host: host.into(),
            port,
            method: "GET".into(),
            path: "/".into(),
            headers: vec![("Host".into(), host.into())],
            body: Vec::new(),
        };
        match self.ask(source, NetRequest::Http(request))? {
            NetReply::Http { response, .. } => {
                Ok((response.status, String::from_utf8_lossy(&response.body).into_owned()))
            }
            other => panic!("{other:?}"),
        }
    }
    fn lookup(&mut self, name: &str) -> Result<Vec<String>, NetError> {
        let request = NetRequest::Lookup { name: name.into(), kind: LookupKind::Address, server: None };
        match self.ask(client(), request)? {
            NetReply::Lookup(found) => Ok(found.answers),
            other => panic!("{other:?}"),
        }
    }
}

fn client() -> Source {
    Source::Pod("default".into(), "client".into())
}

fn ports() -> Value {
    obj!([{"port": 80}])
}

#[test]
fn pods_reach_pods_and_nobody_else_answers() {
    let mut net = Net::new();
    let ip = net.ip("web");
    assert_eq!(net.get(client(), &ip, 80), Ok(200));
    assert_eq!(net.get(Source::Client, &ip, 80), Ok(200));
    assert_eq!(net.get(client(), &ip, 81), Err(NetError::Refused));
    assert_eq!(net.get(client(), "10.244.1.200", 80), Err(NetError::NoRoute));
    assert_eq!(net.get(client(), "192.168.10.20", 80), Err(NetError::Refused));
}

#[test]
fn nodes_route_between_the_networks_of_pods() {
    let mut net = Net::new();
    for (name, node) in [("a", "worker01"), ("b", "worker01"), ("c", "worker02")] {
        net.pod(name, node, "nginx:1.27");
    }
    net.pass(5);
    for (to, hops) in [(net.ip("b"), 0), (net.ip("c"), 2), ("192.168.10.20".into(), 0), ("192.168.10.30".into(), 1)] {
        let source = Source::Pod("default".into(), "a".into());
        match net.ask(source, NetRequest::Ping { host: to.clone() }) {
            Ok(NetReply::Ping { hops: n, .. }) => assert_eq!(n, hops, "{to}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn services_have_names_and_addresses() {
    let mut net = Net::new();
    net.service("web", obj!({"selector": {"app": "web"}, "ports": (ports())}));
    assert_eq!(net.get(client(), "web", 80), Ok(200));
    assert_eq!(net.get(client(), "web.default.svc.cluster.local", 80), Ok(200));
    assert_eq!(net.lookup("web").unwrap().len(), 1);
    let nobody = net.lookup("nobody.default");
    assert_eq!(nobody, Err(NetError::NoSuchName { server: "10.96.0.10".into() }));
    net.service("empty", obj!({"selector": {"app": "none"}, "ports": (ports())}));
    assert_eq!(net.get(client(), "empty", 80), Err(NetError::Refused));
}

#[test]
fn headless_services_name_their_pods() {
    let mut net = Net::new();
    net.service("web", obj!({"clusterIP": "None", "selector": {"app": "web"}, "ports": (ports())}));
    let ip = net.ip("web");
    assert_eq!(net.lookup("web"), Ok(vec![ip.clone()]));
    let dashed = format!("{}.web.default.svc.cluster.local", ip.replace('.', "-"));
    assert_eq!(net.lookup(&dashed), Ok(vec![ip]));
}

#[test]
fn node_ports_are_open_on_every_node() {
    let mut net = Net::new();
    let ports = obj!([{"port": 80, "nodePort": 30080}]);
    net.service("web", obj!({"type": "NodePort", "selector": {"app": "web"}, "ports": ports}));
    assert_eq!(net.get(Source::Client, "192.168.10.30", 30080), Ok(200));
    assert_eq!(net.get(Source::Client, "192.168.10.10", 30080), Ok(200));
}

#[test]
fn local_node_ports_are_open_where_a_pod_is() {
    let mut net = Net::new();
    let ports = obj!([{"port": 80, "nodePort": 30080}]);
    net.service(
        "web",
        obj!({"type": "NodePort", "externalTrafficPolicy": "Local", "selector": {"app": "web"}, "ports": ports}),
    );
    // The pod is on the first worker; the other nodes drop what comes.
    assert_eq!(net.get(Source::Client, "192.168.10.20", 30080), Ok(200));
    assert_eq!(net.get(Source::Client, "192.168.10.30", 30080), Err(NetError::TimedOut));
}

#[test]
fn a_node_port_hides_who_asks() {
    let mut net = Net::new();
    net.pod("kiada", "worker01", "luksa/kiada:0.1");
    net.pass(4);
    let ports = obj!([{"port": 8080, "nodePort": 30081}]);
    net.service("kiada", obj!({"type": "NodePort", "selector": {"app": "kiada"}, "ports": ports}));
    let mut seen = |node: &str| net.page(Source::Client, node, 30081).unwrap().1;
    assert!(seen("192.168.10.30").ends_with("Client IP: ::ffff:192.168.10.30\n"));
    assert!(seen("192.168.10.20").ends_with("Client IP: ::ffff:10.244.1.1\n"));
}

#[test]
fn an_external_name_stands_for_another_one() {
    let mut net = Net::new();
    net.service("far", obj!({"type": "ExternalName", "externalName": "example.com"}));
    net.service("further", obj!({"type": "ExternalName", "externalName": "far.default.svc.cluster.local"}));
    net.service("lost", obj!({"type": "ExternalName", "externalName": "nowhere.test"}));
    let mut ask = |name: &str| match net
        .ask(client(), NetRequest::Lookup { name: name.into(), kind: LookupKind::Address, server: None })
    {
        Ok(NetReply::Lookup(found)) => {
            let ways = found.aliases.into_iter().map(|(alias, target)| format!("{alias} -> {target}"));
            (ways.collect::<Vec<_>>(), found.answers)
        }
        other => panic!("{other:?}"),
    };
    let far = "far.default.svc.cluster.local";
    let (first, last) = (format!("further.default.svc.cluster.local -> {far}"), format!("{far} -> example.com"));
    assert_eq!(ask("further"), (vec![first, last], vec!["203.0.113.21".to_string()]));
    assert_eq!(ask("lost"), (vec!["lost.default.svc.cluster.local -> nowhere.test".to_string()], Vec::new()));
}

#[test]
fn services_tell_their_ports_and_places() {
    let mut net = Net::new();
    net.service(
        "web",
        obj!({"clusterIP": "None", "selector": {"app": "web"}, "ports": [{"name": "http", "port": 80}]}),
    );
    let request = NetRequest::Lookup { name: "web".into(), kind: LookupKind::Service, server: None };
    let answers = match net.ask(client(), request) {
        Ok(NetReply::Lookup(found)) => found.answers,
        other => panic!("{other:?}"),
    };
    assert!(
        answers.len() == 1
            && answers[0].starts_with("0 100 80 ")
            && answers[0].ends_with(".web.default.svc.cluster.local")
    );
}

#[test]
fn two_pages_of_the_world_answer() {
    let mut net = Net::new();
    assert_eq!(net.get(client(), "example.com", 80), Ok(200));
    assert!(net.get(client(), "google.com", 80).is_err());
}

#[test]
fn policies_let_only_some_pass() {
    let mut net = Net::new();
    net.pod("friend", "worker02", "nginx:1.14");
    net.pass(4);
    let ip = net.ip("web");
    net.make(
        NETWORK_POLICY,
        obj!({
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "only"},
            "spec": {
                "podSelector": {"matchLabels": {"app": "web"}},
                "policyTypes": ["Ingress"],
                "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "friend"}}}], "ports": [{"port": 80}]}],
            },
        }),
    );
    assert_eq!(net.get(client(), &ip, 80), Err(NetError::TimedOut));
    let friend = Source::Pod("default".into(), "friend".into());
    assert_eq!(net.get(friend, &ip, 80), Ok(200));
    // The node of the pod reaches it all the same: probes must pass.
    assert_eq!(net.get(Source::Node("worker01".into()), &ip, 80), Ok(200));
}
