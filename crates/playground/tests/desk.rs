//! The editor's and the terminal's side of a session: files, editors that commands open, what is asked about texts.

use playground::Session;
use playground::check::Descriptions;
use protocol::{ChunkKind, Input, Output};

struct Desk {
    session: Session,
    screen: String,
    outputs: Vec<Output>,
}

impl Desk {
    fn new() -> Desk {
        let mut desk = Desk { session: Session::new("four-nodes", 1), screen: String::new(), outputs: Vec::new() };
        desk.tell(Input::Start { scenario: "four-nodes".into(), seed: 1, journal: None });
        desk
    }
    fn tell(&mut self, input: Input) {
        self.outputs = self.session.receive(input, &mut || false);
        for output in &self.outputs {
            match output {
                Output::Clear { terminal: 0 } => self.screen.clear(),
                Output::Terminal { terminal: 0, chunks } => {
                    self.screen.extend(chunks.iter().filter(|c| c.kind != ChunkKind::Echo).map(|c| c.text.as_str()));
                }
                _ => {}
            }
        }
    }
    fn line(&mut self, text: &str) {
        self.tell(Input::Line { terminal: 0, text: text.into() });
    }
    fn wait(&mut self, seconds: u32) {
        for _ in 0..seconds {
            self.tell(Input::Tick { elapsed: 1000.0 });
        }
    }
    fn write(&mut self, path: &str, text: &str) {
        self.tell(Input::WriteFile { path: path.into(), text: text.into() });
    }
    fn complete(&mut self, line: &str) -> Vec<String> {
        self.tell(Input::Complete { terminal: 0, line: line.into(), cursor: line.len(), ticket: 1 });
        let found = self.outputs.iter().find_map(|o| match o {
            Output::Completions { from, items, .. } => Some((*from, items.clone())),
            _ => None,
        });
        let (from, items) = found.expect("an answer");
        items.into_iter().map(|i| format!("{}{}", &line[..from], i.text)).collect()
    }
}

#[test]
fn a_file_that_is_being_written_is_in_the_journal_once() {
    let mut desk = Desk::new();
    for text in ["a", "ab", "abc"] {
        desk.write("/root/f", text);
        desk.wait(1);
    }
    let writes = |desk: &Desk| desk.session.journal().matches("\tw\t").count();
    assert_eq!(writes(&desk), 1);
    desk.write("/root/g", "x");
    desk.line("cat f");
    desk.write("/root/f", "abcd");
    assert_eq!(writes(&desk), 3, "what a command may have read stays");
    assert!(desk.screen.contains("abc"));
    desk.tell(Input::Undo);
    let files =
        desk.outputs.iter().find_map(|o| if let Output::Files { files } = o { Some(files.clone()) } else { None });
    assert_eq!(files.expect("files")[0].text, "abc");
}

#[test]
fn files_are_told_when_they_change_and_not_when_they_are_read() {
    let mut desk = Desk::new();
    let told = |desk: &Desk| desk.outputs.iter().any(|o| matches!(o, Output::Files { .. }));
    desk.write("/root/f", "a");
    assert!(told(&desk));
    desk.line("cat f");
    assert!(!told(&desk));
    desk.line("echo b > f");
    assert!(told(&desk));
    desk.line("printf '\\000\\001' > binary; mkdir -p d; ln -s .. d/up; echo c > d/g");
    let paths: Vec<String> = desk
        .outputs
        .iter()
        .filter_map(|o| if let Output::Files { files } = o { Some(files) } else { None })
        .flat_map(|files| files.iter().map(|f| f.path.clone()))
        .collect();
    assert!(paths.contains(&"/root/d/g".to_string()) && !paths.contains(&"/root/binary".to_string()), "{paths:?}");
}

#[test]
fn an_editor_that_is_open_is_asked_for_again_in_another_moment() {
    let mut desk = Desk::new();
    let asked = |desk: &Desk| -> Vec<String> {
        let edits =
            desk.outputs.iter().filter_map(|o| if let Output::Edit { path, .. } = o { Some(path) } else { None });
        edits.cloned().collect()
    };
    desk.line("vi note.txt");
    assert_eq!(asked(&desk), ["/root/note.txt"]);
    let journal = desk.session.journal();
    desk.tell(Input::Start { scenario: String::new(), seed: 1, journal: Some(journal) });
    assert_eq!(asked(&desk), ["", "/root/note.txt"]);
    desk.tell(Input::EditorClosed { path: "/root/note.txt".into(), text: Some("hi\n".into()) });
    desk.wait(1);
    desk.line("cat note.txt");
    assert!(desk.screen.contains("hi\n"), "{}", desk.screen);
    desk.tell(Input::Undo);
    assert_eq!(asked(&desk), [""]);
}

#[test]
fn kubectl_edit_tells_how_it_went() {
    let mut desk = Desk::new();
    desk.line("kubectl create configmap c --from-literal=a=1");
    for (change, message) in [(None, "Edit cancelled, no changes made."), (Some("2"), "configmap/c edited")] {
        desk.line("kubectl edit configmap c");
        let edit = desk.outputs.iter().find_map(|o| match o {
            Output::Edit { path, text } => Some((path.clone(), text.clone())),
            _ => None,
        });
        let (path, text) = edit.expect("an editor");
        let saved = change.map(|value| text.replace("a: \"1\"", &format!("a: \"{value}\"")));
        desk.tell(Input::EditorClosed { path, text: saved });
        desk.wait(1);
        assert!(desk.screen.contains(message), "{}", desk.screen);
    }
}

#[test]
fn what_applying_would_change_is_told_without_changing_it() {
    let mut desk = Desk::new();
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: \"1\"\n";
    desk.write("/root/c.yaml", text);
    desk.line("kubectl apply -f c.yaml");
    let hash = desk.session.state_hash();
    let mut diff = |text: &str| {
        desk.tell(Input::Diff { text: text.into(), ticket: 7 });
        let found = desk.outputs.iter().find_map(|o| match o {
            Output::Diff { ticket: 7, text, error } => Some((text.clone(), error.clone())),
            _ => None,
        });
        found.expect("an answer")
    };
    assert_eq!(diff(text), (String::new(), String::new()));
    let (changed, error) = diff(&text.replace("\"1\"", "\"2\""));
    assert!(changed.contains("-  a: \"1\"\n+  a: \"2\"") && error.is_empty(), "{changed}{error}");
    assert!(diff("kind: [").1.contains("error"));
    assert_eq!(desk.session.state_hash(), hash);
}

#[test]
fn explain_has_texts_once_they_are_there_and_keeps_them() {
    let mut desk = Desk::new();
    desk.line("kubectl explain pod.spec.nodeName");
    assert!(!desk.screen.contains("Where it runs."));
    desk.session.describe(Descriptions::new("io.k8s.api.core.v1.PodSpec\t\n.nodeName\tWhere it runs.\n"));
    desk.line("kubectl explain pod.spec.nodeName");
    assert!(desk.screen.contains("Where it runs."), "{}", desk.screen);
    desk.tell(Input::Undo);
    desk.tell(Input::Start { scenario: "one-node".into(), seed: 2, journal: None });
    desk.line("kubectl explain pod.spec.nodeName");
    assert!(desk.screen.contains("Where it runs."));
}

#[test]
fn a_dump_begins_a_session_that_a_journal_repeats() {
    let dump = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Node, metadata: {name: alpha, labels: {node-role.kubernetes.io/control-plane: ''}}}\n\
                - {apiVersion: v1, kind: Node, metadata: {name: beta}}\n- {apiVersion: v1, kind: Pod, metadata: {name: moved, uid: x}, spec: {nodeName: gone, containers: [{name: a, image: nginx}]}}\n";
    let mut desk = Desk::new();
    desk.tell(Input::Start { scenario: String::new(), seed: 1, journal: Some(dump.into()) });
    assert!(desk.screen.contains("pod/moved created"), "{}", desk.screen);
    desk.wait(10);
    desk.line("kubectl get pods -o wide");
    assert!(desk.screen.contains("Running") && desk.screen.contains("beta"), "{}", desk.screen);
    let again = Session::restore(&desk.session.journal()).expect("its own journal");
    assert_eq!(again.state_hash(), desk.session.state_hash());
}

#[test]
fn words_are_completed_from_the_cluster() {
    let mut desk = Desk::new();
    desk.line("kubectl create ns team");
    desk.line("kubectl run web --image=nginx --labels=app=web,env=prod -n team");
    for (typed, whole) in [
        ("kubectl -n team logs web -c ", "kubectl -n team logs web -c web"),
        ("kubectl get pods -n team -l env", "kubectl get pods -n team -l env=prod"),
        ("kubectl get pods -n team -l app=web,en", "kubectl get pods -n team -l app=web,env=prod"),
        ("kubectl get pod --namespace=te", "kubectl get pod --namespace=team"),
        ("kubectl -n team describe pod/w", "kubectl -n team describe pod/web"),
        ("node-stop worker03", "node-stop worker03"),
        ("echo $HOSTN", "echo $HOSTNAME"),
        ("kubectl get ns | gre", "kubectl get ns | grep"),
    ] {
        assert!(desk.complete(typed).contains(&whole.to_string()), "{typed}: {:?}", desk.complete(typed));
    }
    assert!(desk.complete("kubectl exec web -- ").is_empty());
}

#[test]
fn keys_go_to_the_shell_in_a_container() {
    let mut desk = Desk::new();
    desk.line("kubectl run box --image=busybox -- sleep 10000");
    desk.wait(8);
    desk.line("kubectl exec -it box -- sh");
    desk.wait(1);
    desk.line("sleep 1000");
    desk.wait(1);
    desk.tell(Input::Interrupt { terminal: 0 });
    desk.wait(1);
    desk.line("hostname");
    desk.wait(1);
    assert!(desk.screen.contains("box\n"), "Ctrl-C ended the sleep, not the shell: {}", desk.screen);
    desk.tell(Input::EndOfInput { terminal: 0 });
    desk.wait(1);
    desk.line("hostname");
    assert!(desk.screen.contains("master\n"), "{}", desk.screen);
}

#[test]
fn databases_are_asked_line_by_line() {
    let mut desk = Desk::new();
    desk.line("kubectl run db --image=postgres --env=POSTGRES_PASSWORD=x --env=POSTGRES_DB=app");
    desk.line("kubectl run my --image=mysql --env=MYSQL_ROOT_PASSWORD=x");
    desk.wait(40);
    desk.line("kubectl exec -it db -- psql -U postgres");
    desk.wait(1);
    for line in ["select 1", "as one;", "\\c app", "\\q", "hostname"] {
        desk.line(line);
        desk.wait(1);
    }
    for part in ["\npostgres=# postgres-#  one \n-----\n   1\n(1 row)\n\npostgres=# ", "app=# ", "master\n"] {
        assert!(desk.screen.contains(part), "{part:?} in {}", desk.screen);
    }
    desk.line("kubectl exec -it my -- mysql -p");
    desk.wait(1);
    for line in ["x", "create database shop;", "use shop", "show", "tables;", "exit", "hostname"] {
        desk.line(line);
        desk.wait(1);
    }
    let told = [
        "Query OK, 1 row affected (0.00 sec)\n\nmysql> ",
        "Database changed\nmysql> ",
        "    -> ",
        "Empty set",
        "Bye\n",
    ];
    for part in told {
        assert!(desk.screen.contains(part), "{part:?} in {}", desk.screen);
    }
}

#[test]
fn a_screen_keeps_no_more_than_a_screen_can() {
    let mut desk = Desk::new();
    desk.line("head -c 3000000 /dev/zero | tr '\\0' 'x' > big; cat big; echo; echo end");
    desk.wait(3);
    let told: usize = desk.screen.len();
    assert!(desk.screen.ends_with("end\n") && told < 3_000_000, "{told} bytes");
}

#[test]
fn endless_work_comes_back_and_can_be_ended() {
    let endless = [
        "while true; do :; done",
        "yes",
        "while true; do echo spam; done",
        "f() { f; }; f",
        ":(){ :|:& };:",
        "cat /dev/zero",
        "for i in $(seq 1 1000000); do echo $i; done",
        "while true; do kubectl get pods; done",
        "until false; do x=$x$x.; done",
        "x=$(yes)",
        "read x < /dev/zero",
        "yes | while read x; do a+=($x$x$x$x); done",
        "yes | awk '{ a[NR] = $0 }'",
        "awk 'BEGIN { s = \"x\"; while (1) s = s s }'",
        "yes | sed ':a;s/y/yy/g;ta'",
        "seq 1 1000000000000",
        "printf %999999999d 1",
        "f() { f \"$@\" \"$@\"; }; f a b",
        "while true; do set -- \"$@\" x \"$@\"; done",
        "while true; do x=$x.............; y=${x//./$x}; done",
        "yes | tr -d '\\n' > f",
        "while true; do echo x$RANDOM > f$((i++)); done",
        "echo {1..1000}{1..1000}{1..1000}",
    ];
    for text in endless {
        let mut desk = Desk::new();
        desk.line(text);
        for _ in 0..5 {
            desk.tell(Input::Tick { elapsed: 50.0 });
        }
        desk.tell(Input::Line { terminal: 1, text: "kubectl create ns beside".into() });
        desk.tell(Input::Interrupt { terminal: 0 });
        desk.wait(1);
        desk.line("killall -q yes; kubectl get ns beside");
        desk.wait(1);
        assert!(desk.screen.contains("beside   Active"), "{text}: {}", &desk.screen[..desk.screen.len().min(400)]);
    }
}

#[test]
fn bombs_and_bytes_are_refused_with_the_real_words() {
    let mut desk = Desk::new();
    let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (name, of) in ('b'..='i').zip('a'..) {
        bomb += &format!("{name}: &{name} [{}]\n", vec![format!("*{of}"); 9].join(","));
    }
    desk.write("/root/bomb.yaml", &bomb);
    desk.line("kubectl apply -f bomb.yaml");
    desk.wait(1);
    assert!(desk.screen.contains("document contains excessive aliasing"), "{}", desk.screen);
    let deep = "[".repeat(50_000);
    desk.write("/root/deep.yaml", &deep);
    desk.line("kubectl apply -f deep.yaml");
    desk.wait(1);
    assert!(desk.screen.contains("exceeded max depth"), "{}", desk.screen);
    for text in [bomb.as_str(), &deep, "\0\u{1}\u{7f}", "a: !!binary \"\u{fffd}\"", &"a: b\n".repeat(200_000)] {
        desk.tell(Input::Diagnose { path: "x".into(), text: text.into(), ticket: 1 });
        desk.tell(Input::Assist { text: text.into(), line: 1, column: 2, ticket: 1 });
        desk.tell(Input::Diff { text: text.into(), ticket: 1 });
    }
    desk.line("\0\u{1b}[31m$'\\x00' \u{7}");
    desk.line("kubectl get ns default");
    assert!(desk.screen.contains("default   Active"));
}
