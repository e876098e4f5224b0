//! Containers: process 1, signals, snapshots, endless loops, shared volumes.

use shell::kernel::SinkId;
use shell::testing::TestSystem;
use shell::{Exit, Flavour, Kernel, Mounts, Pid, Poll, Program, Signal, Spawn, SpawnError, System, Tree, Wait};

struct Container {
    system: TestSystem,
    kernel: Kernel,
    sink: SinkId,
    pid: Pid,
}

impl Container {
    fn start(argv: &[&str]) -> Container {
        let mut system = TestSystem::with_flavour(Flavour::Busybox);
        system.overcommits = true;
        let mut kernel = Kernel::new();
        let sink = kernel.open_sink(false);
        let spawn = Spawn::new(argv.iter().copied()).env(system.environment()).output(sink);
        let pid = kernel.spawn(&mut system, spawn).expect("the program is found");
        Container { system, kernel, sink, pid }
    }

    fn run(&mut self, seconds: i64) -> String {
        self.system.run_for(&mut self.kernel, seconds);
        self.kernel.take_text(self.sink)
    }

    fn exec(&mut self, argv: &[&str]) -> String {
        let sink = self.kernel.open_sink(false);
        let spawn = Spawn::new(argv.iter().copied()).env(self.system.environment()).output(sink);
        match self.kernel.spawn(&mut self.system, spawn) {
            Ok(_) => {}
            Err(error) => return format!("{error:?}"),
        }
        self.system.run_for(&mut self.kernel, 0);
        self.kernel.take_text(sink)
    }

    fn exit(&self) -> Option<i32> {
        self.kernel.exited(self.pid).map(|exit| exit.code)
    }
}

#[test]
fn a_loop_prints_in_virtual_time() {
    let mut container = Container::start(&["sh", "-c", "while true; do date +%s; sleep 1; done"]);
    assert_eq!(container.run(2), "1795228240\n1795228241\n1795228242\n");
    assert_eq!(container.exit(), None);
    let progress = container.kernel.run(&mut container.system);
    assert_eq!(progress.next, Some(container.system.now + 1_000_000), "idle until the next second");
    assert!(!progress.again);
}

#[test]
fn a_snapshot_in_the_middle_goes_on_alike() {
    let mut container = Container::start(&["sh", "-c", "i=0; while true; do i=$((i+1)); echo $i | cat; sleep 1; done"]);
    container.run(3);
    let (mut kernel, volumes, now) = (container.kernel.clone(), container.system.volumes.clone(), container.system.now);
    let first = container.run(3);
    let mut again = TestSystem::with_flavour(Flavour::Busybox);
    (again.volumes, again.now) = (volumes, now);
    again.run_for(&mut kernel, 3);
    assert_eq!(kernel.take_text(container.sink), first);
    assert_eq!(first, "5\n6\n7\n");
}

#[test]
fn an_endless_loop_yields() {
    for script in [
        "while :; do :; done",
        "while true; do true | cat; done",
        "yes > /dev/null",
        "f() { f; }; f",
        "cat /dev/zero > /dev/null",
    ] {
        let mut container = Container::start(&["sh", "-c", script]);
        let progress = container.kernel.run(&mut container.system);
        assert!(progress.again || container.exit().is_some(), "{script}: {progress:?}");
        container.kernel.run(&mut container.system);
        assert!(container.kernel.processes().len() < 600, "{script}");
    }
    let mut bomb = Container::start(&["sh", "-c", "b() { b | b & }; b; sleep 1000"]);
    for _ in 0..40 {
        bomb.kernel.run(&mut bomb.system);
    }
    assert!(bomb.kernel.processes().len() < 1_300, "{}", bomb.kernel.processes().len());
}

#[test]
fn process_one_does_not_notice_what_it_does_not_handle() {
    let mut container = Container::start(&["sh", "-c", "while true; do sleep 1; done"]);
    container.run(1);
    container.kernel.signal(container.pid, Signal::Term);
    container.run(2);
    assert_eq!(container.exit(), None, "no handler");
    assert_eq!(container.exec(&["kill", "-9", "1"]), "");
    assert_eq!(container.exit(), None, "not even KILL from inside");
    container.kernel.kill_all(&mut container.system);
    assert_eq!(container.exit(), Some(137));

    let mut trapping = Container::start(&["sh", "-c", "trap 'echo bye; exit 3' TERM; while true; do sleep 1; done"]);
    trapping.run(1);
    trapping.kernel.signal(trapping.pid, Signal::Term);
    assert_eq!(trapping.run(2), "bye\n");
    assert_eq!(trapping.exit(), Some(3));

    let mut ignoring = Container::start(&["sh", "-c", "trap '' TERM; while true; do sleep 1; done"]);
    ignoring.run(1);
    ignoring.kernel.signal(ignoring.pid, Signal::Term);
    ignoring.run(5);
    assert_eq!(ignoring.exit(), None);
}

#[test]
fn a_waiting_shell_runs_its_trap_at_once() {
    let mut container = Container::start(&["sh", "-c", "trap 'echo got; exit 0' TERM; sleep 1000 & wait"]);
    container.run(1);
    container.kernel.signal(container.pid, Signal::Term);
    assert_eq!(container.run(0), "got\n");
    assert_eq!(container.exit(), Some(0));
}

#[test]
fn processes_are_listed_and_all_end_with_the_first() {
    let mut container = Container::start(&["sh", "-c", "sleep 100 & sleep 200"]);
    container.run(1);
    assert_eq!(
        container.exec(&["ps"]),
        "PID   USER     TIME  COMMAND\n    1 root      0:00 sleep 200\n    2 root      0:00 sleep 100\n    3 root      0:00 ps\n",
        "the last command has taken the shell's place"
    );
    container.run(300);
    assert_eq!(container.exit(), Some(0));
    assert!(container.kernel.processes().iter().all(|process| process.state == 'Z'));
}

#[test]
fn starting_what_is_not_there_fails_like_the_runtime() {
    let mut container = Container::start(&["sleep", "100"]);
    assert_eq!(container.exec(&["nosuchcommand", "--flag"]), format!("{:?}", SpawnError::NotFound));
    assert_eq!(container.exec(&["/nosuch"]), format!("{:?}", SpawnError::NoEntry));
    assert_eq!(container.exec(&["/etc/passwd"]), format!("{:?}", SpawnError::Denied));
    assert_eq!(container.exec(&["/tmp"]), format!("{:?}", SpawnError::IsDirectory));
    assert_eq!(container.exec(&["/bin/echo", "hi"]), "hi\n");
    assert_eq!(container.exec(&["busybox", "echo", "hi"]), "hi\n");
}

#[test]
fn exit_codes_are_the_shells() {
    for (script, code) in [
        ("exit 3", 3),
        ("kill -9 $", 1),
        ("false", 1),
        ("nosuch", 127),
        ("echo boom >&2; exit 1", 1),
        ("test -e /d/x && exit 0; touch /tmp/x; exit 3", 3),
        ("sh -c 'kill -9 $$'; exit $?", 137),
        ("timeout 1 sleep 5", 143),
        ("sleep 2; exit 42", 42),
    ] {
        let mut container = Container::start(&["sh", "-c", script]);
        container.run(10);
        assert_eq!(container.exit(), Some(code), "{script}");
    }
}

#[test]
fn output_of_both_streams_keeps_its_order() {
    let mut container = Container::start(&["sh", "-c", "echo a; echo b >&2; echo c; cat /none; echo d"]);
    container.system.run_for(&mut container.kernel, 1);
    let chunks = container.kernel.take_output(container.sink);
    let text: String = chunks.iter().map(|chunk| String::from_utf8_lossy(&chunk.data).into_owned()).collect();
    assert_eq!(text, "a\nb\nc\ncat: can't open '/none': No such file or directory\nd\n");
    assert_eq!(chunks.len(), 5);
}

#[test]
fn containers_share_a_volume_and_read_only_mounts_refuse() {
    let mut container =
        Container::start(&["sh", "-c", "echo hi > /html/index.html; echo x > /conf/a; cat /conf/a; sleep 100"]);
    let mut config = Tree::new(0);
    config.put("..data/a", "listen 80", 0).unwrap();
    config.link("a", "..data/a", 0).unwrap();
    container.system.volumes.insert(1, Tree::new(0));
    container.system.volumes.insert(2, config);
    container.system.mounts.add_volume("/html", 1, false);
    container.system.mounts.add_volume("/conf", 2, true);
    assert_eq!(container.run(1), "sh: can't create /conf/a: Read-only file system\nlisten 80");
    assert_eq!(container.exec(&["ls", "/html"]), "index.html\n");
    assert_eq!(container.exec(&["ls", "-a", "/conf"]), ".\n..\n..data\na\n");

    // Another container sees the same volume elsewhere.
    let mut other = TestSystem::with_flavour(Flavour::Busybox);
    other.volumes.insert(1, container.system.volumes.get(1).unwrap().clone());
    other.mounts = Mounts::root(0);
    other.mounts.add_volume("/usr/share/web", 1, false);
    assert_eq!(other.command(&["cat", "/usr/share/web/index.html"]), ("hi\n".into(), 0));
}

#[test]
fn a_full_volume_says_so() {
    let mut system = TestSystem::with_flavour(Flavour::Busybox);
    system.volumes.insert(1, Tree::with_capacity(0, 1000));
    system.mounts.add_volume("/small", 1, false);
    let (text, code) = system.command(&[
        "sh",
        "-c",
        "head -c 2000 /dev/zero > /small/f; echo $?; yes > /small/g; yes | cat > /tmp/big",
    ]);
    assert_eq!(
        text,
        "head: write error: No space left on device\n1\nyes: No space left on device\ncat: write error: File too large\n"
    );
    assert_eq!(code, 1);
}

#[test]
fn zeros_take_room_on_the_disk_and_none_in_memory() {
    let mut system = TestSystem::with_flavour(Flavour::Busybox);
    let (text, code) = system.command(&[
        "sh",
        "-c",
        "dd if=/dev/zero of=/tmp/f bs=1M count=40 2>/dev/null; wc -c < /tmp/f; cat /tmp/f | wc -c; \
         cp /tmp/f /tmp/g; rm /tmp/f; fallocate -l 3M /tmp/h; ls -l /tmp/h; dd if=/no",
    ]);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("41943040"));
    assert_eq!(lines.next(), Some("41943040"));
    assert_eq!(lines.next_back(), Some("dd: can't open '/no': No such file or directory"));
    assert!(lines.next_back().is_some_and(|l| l.contains(" 3145728 ")), "{text}");
    assert_eq!(code, 1);
    let tree = system.volumes.get(0).expect("the root");
    assert!(tree.used() >= 43 << 20 && tree.kept() < 1 << 20, "{} {}", tree.used(), tree.kept());
}

#[test]
fn what_fills_memory_is_counted() {
    for (line, least) in [
        ("dd if=/dev/zero of=/dev/null bs=200M", 200),
        ("(head -c 40m /dev/zero; sleep 9) | tail", 40),
        ("x=a; while true; do x=$x$x; done", 1000),
    ] {
        let mut container = Container::start(&["sh", "-c", line]);
        container.run(1);
        assert!(container.kernel.memory(0) > least << 20, "{line}: {}", container.kernel.memory(0));
    }
}

#[test]
fn tail_of_an_endless_file_takes_all_memory() {
    let mut container = Container::start(&["sh", "-c", "sleep 2; tail /dev/zero"]);
    container.run(2);
    let before = container.kernel.memory(0);
    container.run(1);
    assert!(container.kernel.memory(0) > before + (100 << 20));
    assert_eq!(container.exit(), None);
}

/// A program of an image: prints a line, serves, ends cleanly on TERM.
#[derive(Clone)]
struct Server {
    begun: bool,
    ending: bool,
}

impl Program for Server {
    fn poll(&mut self, io: &mut shell::Io<'_>, sys: &mut dyn System) -> Poll {
        if !std::mem::replace(&mut self.begun, true) {
            io.out(sys, "ready\n");
        }
        if self.ending {
            io.err(sys, "shutting down\n");
            return Poll::Exit(0);
        }
        Wait::event()
    }

    fn signal(&mut self, signal: Signal) -> shell::Reaction {
        if signal != Signal::Term {
            return shell::Reaction::Default;
        }
        self.ending = true;
        shell::Reaction::Handled
    }
}

#[test]
fn images_bring_their_own_programs() {
    let mut system = TestSystem::with_flavour(Flavour::Busybox);
    system.host_programs.push(("nginx".into(), Box::new(Server { begun: false, ending: false })));
    system.volumes.get_mut(0).unwrap().add_program("usr/sbin/nginx");
    let mut kernel = Kernel::new();
    let sink = kernel.open_sink(false);
    let spawn = Spawn::new(["sh", "-c", "sleep 5; nginx -g 'daemon off;'"]).env(system.environment()).output(sink);
    let pid = kernel.spawn(&mut system, spawn).unwrap();
    system.run_for(&mut kernel, 4);
    assert_eq!(kernel.take_text(sink), "");
    system.run_for(&mut kernel, 2);
    assert_eq!(kernel.take_text(sink), "ready\n");
    assert_eq!(kernel.processes()[0].argv, ["nginx", "-g", "daemon off;"], "the program has taken the shell's place");
    kernel.signal(pid, Signal::Term);
    system.run_for(&mut kernel, 0);
    assert_eq!((kernel.take_text(sink).as_str(), kernel.reap(pid)), ("shutting down\n", Some(Exit::code(0))));
}
