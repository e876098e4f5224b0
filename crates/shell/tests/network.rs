//! Programs that speak to the network: what they ask, and what they print.

use shell::system::{HttpResponse, Interface, Lookup, NetError, NetReply};
use shell::testing::TestSystem;
use shell::{Flavour, NetRequest};

fn page(status: u16, reason: &str, body: &str) -> Result<NetReply, NetError> {
    let headers = [("Server", "nginx/1.14.2"), ("Content-Type", "text/html")];
    Ok(NetReply::Http {
        address: "10.96.0.5".into(),
        response: HttpResponse {
            version: "HTTP/1.1".into(),
            status,
            reason: reason.into(),
            headers: headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
            body: body.as_bytes().to_vec(),
        },
    })
}

fn system(flavour: Flavour) -> TestSystem {
    let mut system = TestSystem::with_flavour(flavour);
    let answers = [
        ("http GET web:80/", page(200, "OK", "hello\n")),
        ("http HEAD web:80/", page(200, "OK", "")),
        ("http POST web:80/form", page(201, "Created", "made\n")),
        ("http GET web:80/nope", page(404, "Not Found", "gone\n")),
        ("http GET web:8080/", Err(NetError::Refused)),
        ("http GET empty:80/", Err(NetError::Empty)),
        ("tcp web:80", Ok(NetReply::Tcp { address: "10.96.0.5".into(), data: b"HTTP/1.1 400\r\n".to_vec() })),
        ("tcp web:81", Err(NetError::Refused)),
        ("ping web", Ok(NetReply::Ping { address: "10.244.1.2".into(), micros: 61, hops: 2 })),
        (
            "lookup web",
            Ok(NetReply::Lookup(Lookup {
                server: "10.96.0.10".into(),
                name: "web.default.svc.cluster.local".into(),
                answers: vec!["10.96.0.5".into()],
                authoritative: true,
                ..Lookup::default()
            })),
        ),
        (
            "lookup ext.default.",
            Ok(NetReply::Lookup(Lookup {
                server: "10.96.0.10".into(),
                name: "example.com".into(),
                answers: vec!["203.0.113.21".into()],
                aliases: vec![("ext.default".into(), "example.com".into())],
                authoritative: true,
            })),
        ),
        (
            "lookup example.com.",
            Ok(NetReply::Lookup(Lookup {
                server: "10.96.0.10".into(),
                name: "example.com".into(),
                answers: vec!["203.0.113.21".into()],
                ..Lookup::default()
            })),
        ),
    ];
    system.network = answers.into_iter().map(|(key, answer)| (key.to_string(), answer)).collect();
    let dns = system.network["lookup web"].clone();
    system.network.insert("lookup web.default.svc.cluster.local.".into(), dns);
    system
}

#[track_caller]
fn check(script: &str, expected: &str) {
    let (text, _) = system(Flavour::Gnu).command(&["bash", "-c", script]);
    assert_eq!(text, expected, "{script}");
}

#[track_caller]
fn check_busybox(script: &str, expected: &str) {
    let (text, _) = system(Flavour::Busybox).command(&["sh", "-c", script]);
    assert_eq!(text, expected, "{script}");
}

#[test]
fn curl_fetches() {
    check("curl -s web | cat -n", "     1\thello\n");
    check("curl -si web", "HTTP/1.1 200 OK\r\nServer: nginx/1.14.2\r\nContent-Type: text/html\r\n\r\nhello\n");
    check("curl -sI web", "HTTP/1.1 200 OK\r\nServer: nginx/1.14.2\r\nContent-Type: text/html\r\n\r\n");
    check(
        "curl -s -o /dev/null -w '%{http_code}\\n' http://web/nope; curl -sf web/nope; echo $?; curl -sSf web/nope",
        "404\n22\ncurl: (22) The requested URL returned error: 404\n",
    );
    check("curl -s -X POST -d a=b web/form; curl -s -o page web; cat page", "made\nhello\n");
    check("curl -s nosuch; echo $?; curl -sS nosuch", "6\ncurl: (6) Could not resolve host: nosuch\n");
    check(
        "curl -sS localhost:8888; echo $?",
        "curl: (7) Failed to connect to localhost port 8888 after 0 ms: Couldn't connect to server\n7\n",
    );
    check("curl -sv nosuch", "* Could not resolve host: nosuch\n* Closing connection 0\n");
    check(
        "curl -sv -m 3 slow",
        "*   Trying 10.96.0.9:80...\n* Connection timed out after 3000 milliseconds\n* Closing connection 0\n",
    );
    check(
        "curl -sS -m 3 slow; echo $?; curl -sS --connect-timeout 2 slow; date +%S",
        "curl: (28) Connection timed out after 3000 milliseconds\n28\ncurl: (28) Connection timed out after 2000 milliseconds\n45\n",
    );
    check(
        "curl -sS empty; echo $?; curl; curl -sS ftp://x; curl --nosuch",
        "curl: (52) Empty reply from server\n52\ncurl: try 'curl --help' or 'curl --manual' for more information\ncurl: (1) Protocol \"ftp\" not supported or disabled in libcurl\ncurl: option --nosuch: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
    );
}

#[test]
fn curl_sends_what_it_is_told() {
    let mut system = system(Flavour::Gnu);
    system.command(&["curl", "-s", "-H", "Host: kubia.example.com", "-A", "me", "-d", "x=1", "http://web:80/form"]);
    let Some(NetRequest::Http(request)) = system.asked.first() else { panic!("{:?}", system.asked) };
    assert_eq!(
        (request.method.as_str(), request.path.as_str(), request.body.as_slice()),
        ("POST", "/form", b"x=1".as_slice())
    );
    assert_eq!(request.headers[0], ("Host".to_string(), "kubia.example.com".to_string()));
    assert!(request.headers.contains(&("User-Agent".to_string(), "me".to_string())));
}

#[test]
fn wget_fetches() {
    check_busybox("wget -qO- web; wget -q -O - web; wget -q web; cat index.html", "hello\nhello\nhello\n");
    check_busybox(
        "wget -O- web",
        "Connecting to web (10.96.0.5:80)\nwriting to stdout\nhello\n-                    100% |********************************|     6  0:00:00 ETA\nwritten to stdout\n",
    );
    check_busybox("wget -qO- nosuch; echo $?", "wget: bad address 'nosuch'\n1\n");
    check_busybox(
        "wget -qO- web:8080; wget -qO- web/nope",
        "wget: can't connect to remote host (web): Connection refused\nwget: server returned error: HTTP/1.1 404 Not Found\n",
    );
    check_busybox("wget -qO- -T 2 slow; echo $?; date +%S", "wget: download timed out\n1\n42\n");
    check_busybox("wget --spider -q web && echo up", "up\n");
    check("wget -qO- web; wget -q nosuch; echo $?", "hello\n4\n");
}

#[test]
fn names_are_looked_up() {
    // busybox asks for both kinds of addresses of each name, and says of each question what came of it.
    let (head, nosuch) =
        ("Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n", "** server can't find nosuch: NXDOMAIN\n\n");
    check_busybox("nslookup nosuch; echo $?", &[head, nosuch, nosuch, "1\n"].concat());
    check_busybox("nslookup -type=a nosuch", &[head, nosuch].concat());
    let (web, other) = (
        "Name:\tweb.default.svc.cluster.local\nAddress: 10.96.0.5\n\n",
        "** server can't find web.svc.cluster.local: NXDOMAIN\n\n",
    );
    check_busybox(
        "echo 'search default.svc.cluster.local svc.cluster.local' > /etc/resolv.conf; nslookup web; echo $?",
        &[head, web, other, "\n", other, "1\n"].concat(),
    );
    let alias = "ext.default\tcanonical name = example.com\n";
    let address = "Name:\texample.com\nAddress: 203.0.113.21\n\n";
    check_busybox("nslookup ext.default; echo $?", &[head, alias, address, alias, "\n", "0\n"].concat());
    let asked = "Non-authoritative answer:\n";
    check_busybox("nslookup example.com", &[head, asked, address, asked, "\n"].concat());
    check(
        "nslookup web",
        "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.5\n\n",
    );
}

#[test]
fn hosts_are_reached() {
    check_busybox(
        "ping -c 2 web | head -3",
        "PING web (10.244.1.2): 56 data bytes\n64 bytes from 10.244.1.2: seq=0 ttl=62 time=0.061 ms\n64 bytes from 10.244.1.2: seq=1 ttl=62 time=0.061 ms\n",
    );
    check_busybox("ping -c1 nosuch; echo $?", "ping: bad address 'nosuch'\n1\n");
    check("ping -c1 nosuch; echo $?", "ping: nosuch: Name or service not known\n2\n");
    check_busybox(
        "nc -zv web 80; nc -zv web 81; echo $?; nc -z web 81; echo $?",
        "web (10.96.0.5:80) open\nnc: web (web:81): Connection refused\n1\n1\n",
    );
    check(
        "nc -zv web 80; echo 'GET /' | nc web 80",
        "Connection to web (10.96.0.5) 80 port [tcp/*] succeeded!\nHTTP/1.1 400\r\n",
    );
}

#[test]
fn interfaces_are_shown() {
    let mut system = system(Flavour::Busybox);
    let interface = |name: &str, address: &str, prefix: u8, mac: &str| Interface {
        name: name.into(),
        address: address.into(),
        prefix,
        mac: mac.into(),
        mtu: 1500,
    };
    system.interfaces = vec![
        interface("lo", "127.0.0.1", 8, "00:00:00:00:00:00"),
        interface("eth0", "10.244.1.7", 24, "9a:00:00:00:00:07"),
    ];
    assert_eq!(system.command(&["hostname", "-i"]).0, "10.244.1.7\n");
    let (text, _) = system.command(&["ip", "-4", "addr", "show", "eth0"]);
    let first =
        "2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue qlen 1000\n    inet 10.244";
    assert!(text.starts_with(first), "{text}");
    let (text, _) = system.command(&["ip", "addr"]);
    assert!(text.contains("    inet 10.244.1.7/24 brd 10.244.1.255 scope global eth0\n"), "{text}");
    assert!(
        system.command(&["ip", "route"]).0.contains("10.244.1.0/24 dev eth0 scope link  src 10.244.1.7 \n"),
        "the network is computed"
    );
    assert!(
        system
            .command(&["ifconfig", "eth0"])
            .0
            .contains("inet addr:10.244.1.7  Bcast:10.244.1.255  Mask:255.255.255.0")
    );
}

#[test]
fn a_name_that_nobody_resolves_takes_the_time_of_the_resolver() {
    check("curl -sS -m 2 lost; echo $?", "curl: (28) Resolving timed out after 2000 milliseconds\n28\n");
    check_busybox("wget -T 1 --spider lost; echo $?", "wget: bad address 'lost'\n1\n");
    check_busybox(
        "wget -T 1 --spider slow; echo $?",
        "Connecting to slow (10.96.0.9:80)\nwget: download timed out\n1\n",
    );
}
