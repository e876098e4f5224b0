use super::*;

#[test]
fn commands_run_in_a_container() {
    let mut bench = Bench::new();
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 4);
    assert_eq!(bench.exec("web", &["sh", "-c", "echo $NGINX_VERSION; exit 3"]), ("1.14.2\n".into(), 3, String::new()));
    let (_, _, why) = bench.exec("web", &["ps"]);
    assert!(why.ends_with("exec: \"ps\": executable file not found in $PATH: unknown"), "{why}");
    assert_eq!(bench.exec("web", &["cat", "/etc/hostname"]).0, "web\n");
}

#[test]
fn a_forwarded_port_answers_as_the_server_does() {
    let mut bench = Bench::new();
    bench.pod("kubia", one("luksa/kubia"));
    bench.watch("kubia", 6);
    let mut request = Request::new(Verb::Create, POD.gvr(), "default", "kubia").on("portforward");
    request.options.sub.port = 8080;
    let Body::Stream(id) = bench.cluster.handle(request).body else { panic!("no stream") };
    let world = bench.cluster.world();
    world.streams.get_mut(&id).unwrap().input = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec();
    world.poke_stream(id);
    bench.watch("kubia", 1);
    let stream = &bench.cluster.world().streams[&id];
    let text = String::from_utf8(stream.output.iter().flat_map(|(_, d)| d.clone()).collect()).unwrap();
    assert!(text.ends_with("You've hit kubia\n"), "{text}");
    assert_eq!(bench.logs("kubia"), "Kubia server starting...\nReceived request from ::ffff:127.0.0.1\n");
}
