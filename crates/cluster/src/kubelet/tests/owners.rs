//! Who a container is, and what that lets it do: files, ports, the group of its volumes.

use super::*;

/// A pod of this security context with a volume, whose container runs a script.
fn as_user(script: &str, context: Value) -> Value {
    let mut spec = shell(script);
    spec.set("securityContext", context);
    spec.set("volumes", obj!([{"name": "data", "emptyDir": {}}]));
    spec.field_mut("containers").list_mut()[0].set("volumeMounts", obj!([{"name": "data", "mountPath": "/data"}]));
    spec
}

#[test]
fn a_user_writes_only_where_it_may() {
    let mut bench = Bench::new();
    let script = "id; touch /data/mine /etc/mine; ls -ln /data; chown 0 /data/mine; rm /etc/passwd; \
                  echo x > /x; [ -w /tmp ] && echo tmp; [ -w /etc/passwd ] || echo etc; nc -l -p 80; sleep 100";
    bench.pod("demo", as_user(script, obj!({"runAsUser": 1000, "runAsGroup": 3000, "fsGroup": 2000})));
    bench.watch("demo", 6);
    let log = bench.logs("demo");
    let mut lines: Vec<String> = log.lines().map(str::to_string).collect();
    // The time of the file is of no interest here.
    lines.iter_mut().filter(|l| l.ends_with(" mine")).for_each(|l| l.truncate(48));
    assert_eq!(
        lines,
        [
            "uid=1000 gid=3000 groups=2000,3000",
            "touch: /etc/mine: Permission denied",
            "total 0",
            "-rw-r--r--    1 1000     2000             0 Nov ",
            "chown: /data/mine: Operation not permitted",
            "rm: can't remove '/etc/passwd': Permission denied",
            "sh: can't create /x: Permission denied",
            "tmp",
            "etc",
            "nc: bind: Permission denied",
        ]
    );
    let (listed, ..) = bench.exec("demo", &["ls", "-ld", "/data"]);
    assert!(listed.starts_with("drwxrwsrwx    2 root     2000 "), "{listed}");
}

#[test]
fn the_groups_of_the_image_belong_to_its_user() {
    let mut bench = Bench::new();
    for (name, image, groups) in [
        ("small", "busybox", "0(root),10(wheel)"),
        (
            "middle",
            "alpine",
            "0(root),1(bin),2(daemon),3(sys),4(adm),6(disk),10(wheel),11(floppy),20(dialout),26(tape),27(video)",
        ),
        ("large", "nginx", "0(root)"),
    ] {
        let container = obj!({"name": "c", "image": image, "command": ["sleep", "100"]});
        bench.pod(name, obj!({"containers": [container]}));
        bench.watch(name, 6);
        let (shown, ..) = bench.exec(name, &["id"]);
        assert_eq!(shown, format!("uid=0(root) gid=0(root) groups={groups}\n"), "{image}");
    }
}

#[test]
fn an_environment_keeps_its_order_and_its_home() {
    let mut bench = Bench::new();
    let mut spec = shell("sleep 100");
    let asked = obj!([{"name": "Z", "value": "1"}, {"name": "A", "value": "$(Z)2"}]);
    spec.field_mut("containers").list_mut()[0].set("env", asked);
    bench.pod("asked", spec.clone());
    bench.watch("asked", 4);
    let (shown, ..) = bench.exec("asked", &["env"]);
    let lines: Vec<&str> = shown.lines().filter(|line| !line.starts_with("KUBERNETES")).collect();
    let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    assert_eq!(lines, [path, "HOSTNAME=asked", "Z=1", "A=12", "HOME=/root"]);
    spec.field_mut("containers").list_mut()[0].set("env", obj!([{"name": "HOME", "value": "/tmp"}]));
    bench.pod("own", spec);
    bench.watch("own", 4);
    assert_eq!(bench.exec("own", &["sh", "-c", "cd; pwd"]).0, "/tmp\n");
}

#[test]
fn an_init_container_gives_a_volume_away() {
    let mut bench = Bench::new();
    let mut spec = as_user("touch /data/x; ls -ln /data; sleep 100", obj!({}));
    let container = &mut spec.field_mut("containers").list_mut()[0];
    container.set("securityContext", obj!({"runAsUser": 1000}));
    let mut init = container.clone();
    init.set("name", "give");
    init.set("command", obj!(["sh", "-c", "chmod 700 /data; chown -R 1000:1000 /data"]));
    init.set("securityContext", Value::Null);
    spec.set("initContainers", obj!([init]));
    bench.pod("given", spec);
    bench.watch("given", 8);
    assert!(bench.logs("given").contains("1 1000     0                0"), "{}", bench.logs("given"));
}

#[test]
fn nginx_needs_its_directories_and_its_port() {
    let read_only = obj!({"readOnlyRootFilesystem": true});
    let user = obj!({"runAsUser": 101});
    let mounts = obj!([{"name": "data", "mountPath": "/var/cache/nginx"}, {"name": "run", "mountPath": "/var/run"}]);
    let cases = [
        (read_only.clone(), false, "mkdir() \"/var/cache/nginx/client_temp\" failed (30: Read-only file system)"),
        (user.clone(), false, "mkdir() \"/var/cache/nginx/client_temp\" failed (13: Permission denied)"),
        (user, true, "bind() to 0.0.0.0:80 failed (13: Permission denied)"),
        (read_only, true, ""),
    ];
    for (context, mounted, why) in cases {
        let mut bench = Bench::new();
        let mut spec = one("nginx:1.25");
        spec.set("volumes", obj!([{"name": "data", "emptyDir": {}}, {"name": "run", "emptyDir": {}}]));
        let container = &mut spec.field_mut("containers").list_mut()[0];
        container.set("securityContext", context);
        if mounted {
            container.set("volumeMounts", mounts.clone());
        }
        bench.pod("web", spec);
        bench.watch("web", 5);
        let log = bench.logs("web");
        if why.is_empty() {
            assert_eq!(bench.story().last(), Some(&"1/1 Running"), "{log}");
            continue;
        }
        assert!(log.ends_with(&format!("nginx: [emerg] {why}\n")), "{log}");
        let ended = bench.get("web").get("status").list("containerStatuses")[0].get("lastState").clone();
        assert_eq!(ended.get("terminated").int("exitCode"), Some(1));
    }
}

#[test]
fn capabilities_are_what_root_is_made_of() {
    let cases = [
        (
            obj!({"drop": ["ALL"]}),
            "nginx: [emerg] chown(\"/var/cache/nginx/client_temp\", 101) failed (1: Operation not permitted)\n",
        ),
        (obj!({"drop": ["NET_BIND_SERVICE"]}), "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)\n"),
        (obj!({"drop": ["ALL"], "add": ["CHOWN", "DAC_OVERRIDE", "NET_BIND_SERVICE", "SETGID", "SETUID"]}), ""),
    ];
    for (capabilities, why) in cases {
        let mut bench = Bench::new();
        let mut spec = one("nginx:1.25");
        spec.field_mut("containers").list_mut()[0].set("securityContext", obj!({"capabilities": capabilities}));
        bench.pod("web", spec);
        bench.watch("web", 5);
        let log = bench.logs("web");
        match why {
            "" => assert_eq!(bench.story().last(), Some(&"1/1 Running"), "{log}"),
            why => assert!(log.ends_with(why), "{log}"),
        }
    }
}

#[test]
fn process_1_tells_who_it_is() {
    let mut bench = Bench::new();
    bench.pod("demo", as_user("sleep 100", obj!({"runAsUser": 1000, "runAsGroup": 3000, "fsGroup": 2000})));
    bench.watch("demo", 5);
    let (status, ..) = bench.exec("demo", &["cat", "/proc/1/status"]);
    for line in [
        "Uid:\t1000\t1000\t1000\t1000",
        "Groups:\t2000 3000 ",
        "CapEff:\t0000000000000000",
        "CapBnd:\t00000000a80425fb",
        "NoNewPrivs:\t0",
        "Seccomp:\t0",
    ] {
        assert!(status.lines().any(|l| l == line), "{line}: {status}");
    }
    let walls = obj!({"allowPrivilegeEscalation": false, "seccompProfile": {"type": "RuntimeDefault"}});
    let mut walled = shell("sleep 100");
    walled.field_mut("containers").list_mut()[0].set("securityContext", walls);
    bench.pod("walled", walled);
    bench.watch("walled", 5);
    let (status, ..) = bench.exec("walled", &["cat", "/proc/1/status"]);
    assert!(status.contains("NoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n"), "{status}");
}

#[test]
fn databases_and_web_servers_need_their_directories_and_users() {
    let postgres = |context: Value| {
        obj!({"containers": [{
            "name": "c", "image": "postgres:16", "securityContext": context,
            "env": [{"name": "POSTGRES_PASSWORD", "value": "secret"}],
        }]})
    };
    let httpd = |context: Value| obj!({"containers": [{"name": "c", "image": "httpd", "securityContext": context}]});
    for (spec, last) in [
        (
            postgres(obj!({"runAsUser": 1000})),
            "initdb: error: could not change permissions of directory \"/var/lib/postgresql/data\": Operation not permitted\n",
        ),
        (
            postgres(obj!({"capabilities": {"drop": ["ALL"]}})),
            "error: failed switching to \"postgres\": operation not permitted\n",
        ),
        (
            postgres(obj!({"readOnlyRootFilesystem": true})),
            "\n stopped waiting\npg_ctl: could not start server\nExamine the log output.\n",
        ),
        (postgres(obj!({})), "LOG:  database system is ready to accept connections\n"),
        (
            httpd(obj!({"readOnlyRootFilesystem": true})),
            "AH00100: httpd: could not log pid to file /usr/local/apache2/logs/httpd.pid\n",
        ),
    ] {
        let mut bench = Bench::new();
        let mut spec = spec;
        spec.set("restartPolicy", "Never");
        bench.pod("demo", spec);
        bench.watch("demo", 20);
        let log = bench.logs("demo");
        assert!(log.ends_with(last), "{log}");
    }
}
