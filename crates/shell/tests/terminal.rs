//! A terminal: prompts, unfinished lines, Ctrl-C, jobs, an interactive shell in a container.

use shell::kernel::{InputId, SinkId};
use shell::testing::TestSystem;
use shell::{Flavour, Kernel, Options, Pid, Prompt, Shell, Signal, Spawn};

struct Terminal {
    system: TestSystem,
    kernel: Kernel,
    shell: Pid,
    input: InputId,
    sink: SinkId,
}

impl Terminal {
    fn new(options: Options) -> Terminal {
        let mut system = TestSystem::new();
        let mut kernel = Kernel::with_first_pid(1000);
        let (input, sink) = (kernel.open_input(true), kernel.open_sink(true));
        let spawn = Spawn::new(["bash"]).env(system.environment()).cwd("/root").input(input).output(sink);
        let shell = kernel.spawn_program(&mut system, spawn, Box::new(Shell::terminal(options)));
        system.run_for(&mut kernel, 0);
        Terminal { system, kernel, shell, input, sink }
    }

    fn line(&mut self, text: &str, seconds: i64) -> String {
        self.kernel.feed(self.input, format!("{text}\n").as_bytes());
        self.system.run_for(&mut self.kernel, seconds);
        self.kernel.take_text(self.sink)
    }

    fn prompt(&self) -> Option<Prompt> {
        self.kernel.prompt(self.shell)
    }

    fn ctrl_c(&mut self) -> String {
        self.kernel.interrupt(self.shell, Signal::Int);
        self.system.run_for(&mut self.kernel, 0);
        self.kernel.take_text(self.sink)
    }
}

#[test]
fn lines_are_run_one_by_one() {
    let mut terminal = Terminal::new(Options::terminal());
    assert_eq!(terminal.prompt(), Some(Prompt::Ready { status: 0 }));
    assert_eq!(terminal.line("echo hi", 0), "hi\n");
    assert_eq!(terminal.line("x=3; cd /tmp; false", 0), "");
    assert_eq!(terminal.prompt(), Some(Prompt::Ready { status: 1 }));
    assert_eq!(terminal.line("echo $x $PWD $?", 0), "3 /tmp 1\n");
    assert_eq!(terminal.kernel.cwd(terminal.shell), Some("/tmp"));
    assert_eq!(terminal.line("foo", 0), "bash: foo: command not found\n");
    assert_eq!(terminal.line("kubectl label pod (x)", 0), "bash: syntax error near unexpected token `('\n");
    assert_eq!(terminal.prompt(), Some(Prompt::Ready { status: 2 }));
    assert_eq!(
        terminal.line("docker ps", 0),
        "docker: not available here: there is no Docker here; images are pulled by the nodes of the cluster\n"
    );
    assert_eq!(terminal.line("${nope:?gone}; echo not", 0), "bash: nope: gone\n");
    assert_eq!(terminal.line("echo still", 0), "still\n");
    // A refused assignment takes the redirections and the other assignments of its command along.
    assert_eq!(terminal.line("readonly r=1; v=old", 0), "");
    for command in ["cat", "true", "f"] {
        terminal.line(&format!("f() {{ :; }}; v=new r=2 {command} > /tmp/out"), 0);
        assert_eq!(terminal.line("echo $v", 0), "old\n", "{command}");
    }
}

#[test]
fn unfinished_lines_wait_for_more() {
    let mut terminal = Terminal::new(Options::terminal());
    for line in ["cat <<EOF > f.yaml", "a: 1", "b: 'x"] {
        assert_eq!(terminal.line(line, 0), "");
        assert_eq!(terminal.prompt(), Some(Prompt::More), "{line}");
    }
    assert_eq!(terminal.line("EOF", 0), "");
    assert_eq!(terminal.line("cat f.yaml", 0), "a: 1\nb: 'x\n");
    for line in ["echo 'a", "if true", "for i in 1 2; do", "echo a |", "echo a \\", "echo $(", "f() {", "case x in"] {
        terminal.line(line, 0);
        assert_eq!(terminal.prompt(), Some(Prompt::More), "{line}");
        terminal.ctrl_c();
        assert_eq!(terminal.prompt(), Some(Prompt::Ready { status: 130 }), "{line}");
    }
    assert_eq!(terminal.line("for i in 1 2\ndo echo $i\ndone", 0), "1\n2\n");
}

#[test]
fn a_pasted_block_runs_as_a_whole() {
    let mut terminal = Terminal::new(Options::terminal());
    let block = "cat <<'EOF' > a\n$x\nEOF\necho one\nread y\nanswer\necho $y; cat a";
    assert_eq!(terminal.line(block, 0), "one\nanswer\n$x\n");
}

#[test]
fn ctrl_c_ends_what_runs_in_the_foreground() {
    let mut terminal = Terminal::new(Options::terminal());
    assert_eq!(terminal.line("sleep 100; echo not", 1), "");
    assert_eq!(terminal.prompt(), None);
    terminal.ctrl_c();
    assert_eq!(terminal.prompt(), Some(Prompt::Ready { status: 130 }));
    terminal.line("while true; do sleep 1; done | cat", 2);
    terminal.ctrl_c();
    assert_eq!(terminal.prompt(), Some(Prompt::Ready { status: 130 }));
    terminal.line("while :; do :; done", 0);
    assert_eq!(terminal.prompt(), None);
    terminal.ctrl_c();
    assert_eq!(terminal.prompt(), Some(Prompt::Ready { status: 130 }));
    assert_eq!(terminal.kernel.processes().len(), 1, "nothing is left running");
    assert_eq!(terminal.line("bash -c 'trap \"echo caught\" INT; sleep 5; echo on'", 1), "");
    assert_eq!(terminal.ctrl_c(), "caught\non\n");
}

#[test]
fn jobs_run_in_the_background() {
    let mut terminal = Terminal::new(Options::terminal());
    assert_eq!(terminal.line("(while sleep 1; do echo tick; done) > log 2>&1 &", 3), "");
    assert_eq!(terminal.line("sleep 100 & echo $!", 0), "1006\n");
    assert_eq!(terminal.line("kill %1 %2", 0), "");
    assert_eq!(terminal.line("cat log; jobs", 0), "tick\ntick\ntick\n");
    assert_eq!(terminal.line("kill %1", 0), "bash: kill: %1: no such job\n");
    assert_eq!(terminal.line("sleep 3 &", 0), "");
    assert_eq!(terminal.line("fg", 5), "sleep 3\n");

    let mut talking = Terminal::new(Options { job_messages: true, ..Options::terminal() });
    assert_eq!(talking.line("sleep 1 &", 0), "[1] 1001\n");
    talking.line("", 2);
    assert_eq!(talking.line("", 0), "[1]+  Done                    sleep 1\n");
    assert_eq!(talking.line("sleep 9 &", 0), "[1] 1002\n");
    assert_eq!(talking.line("kill %1", 1), "");
    assert_eq!(talking.line("", 0), "[1]+  Terminated              sleep 9\n");
}

#[test]
fn reading_programs_get_the_keyboard() {
    let mut terminal = Terminal::new(Options::terminal());
    terminal.line("cat", 0);
    assert_eq!(terminal.line("echo this is no command", 0), "echo this is no command\n");
    terminal.kernel.feed_end(terminal.input);
    terminal.system.run_for(&mut terminal.kernel, 0);
    assert_eq!(terminal.prompt(), Some(Prompt::Ready { status: 0 }));
}

#[test]
fn a_shell_inside_a_shell_draws_its_own_prompt() {
    let mut terminal = Terminal::new(Options::terminal());
    assert_eq!(terminal.line("bash", 0), "root@master:~# ");
    assert_eq!(terminal.line("cd /tmp", 0), "root@master:/tmp# ");
    assert_eq!(terminal.line("exit", 0), "exit\n");
    assert_eq!(terminal.prompt(), Some(Prompt::Ready { status: 0 }));

    let mut system = TestSystem::with_flavour(Flavour::Busybox);
    let mut kernel = Kernel::new();
    let (input, sink) = (kernel.open_input(true), kernel.open_sink(true));
    let spawn = Spawn::new(["sh"]).env(system.environment()).input(input).output(sink);
    let pid = kernel.spawn(&mut system, spawn).unwrap();
    kernel.feed(input, b"echo hi\nfoo\n");
    system.run_for(&mut kernel, 0);
    assert_eq!(kernel.take_text(sink), "hi\nsh: foo: not found\n/ # ");
    kernel.feed(input, b"exit 4\n");
    system.run_for(&mut kernel, 0);
    assert_eq!(kernel.exited(pid).map(|exit| exit.code), Some(4));
}

#[test]
fn commands_from_a_pipe_are_no_terminal() {
    let (text, code) =
        TestSystem::new().command(&["bash", "-c", "printf 'echo a\\nfoo\\nexit 3\\necho b\\n' | bash; echo $?"]);
    assert_eq!((text.as_str(), code), ("a\nbash: line 2: foo: command not found\n3\n", 0));
}
