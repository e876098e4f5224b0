//! The editor: the session's files in tabs, checked while one types, applied with a button or Ctrl-Enter.

use std::cell::RefCell;
use std::rc::Rc;

use protocol::{ChunkKind, Diagnostic, FileView, Input};
use wasm_bindgen::prelude::*;
use yew::prelude::*;

use crate::app::Page;
use crate::effects;
use crate::notes::{self, Note, Notes};
use crate::state::{Action, Pane};
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct EditorProps {
    pub lang: Lang,
    pub files: Rc<Vec<FileView>>,
    pub open: Option<String>,
    pub edit: Option<(String, String)>,
    pub diagnostics: Rc<(u32, Vec<Diagnostic>)>,
    /// The terminal that has nothing to do: where files are applied.
    pub terminal: u32,
    /// Nobody has typed anything yet.
    pub untouched: bool,
    /// Somebody has.
    pub begun: bool,
    /// The editor is there to be seen.
    pub there: bool,
    pub notes: Notes,
}

/// What stands in the editor before anything was typed.
const FIRST_FILE: &str = "/root/my-nginx-pod.yaml";
const FIRST_TEXT: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: my-nginx-pod\nspec:\n  containers:\n  - name: my-nginx-container\n    image: nginx:latest\n    ports:\n    - containerPort: 80\n      protocol: TCP\n";
/// What stands there where there are no files any more.
const EMPTY_FILE: &str = "/root/file1.yaml";
/// How long after the last key a text is checked, in milliseconds.
const QUIET_MS: u32 = 350;

/// What the callbacks of the editor look at.
#[derive(Default)]
struct Writing {
    path: String,
    text: String,
    ticket: u32,
    terminal: u32,
    /// A command waits for what is written.
    asked: bool,
    /// The session has the file: the example that stands here at first is nowhere else.
    kept: bool,
    waiting: Option<gloo::timers::callback::Timeout>,
}

impl Writing {
    /// Tells the session what stands in the editor. What a command wants edited is its own file until it is closed.
    fn rest(&mut self) {
        if !self.asked {
            return self.save();
        }
        self.waiting = None;
        self.check();
    }
    /// Writes the file.
    fn save(&mut self) {
        self.waiting = None;
        effects::send(&Input::WriteFile { path: self.path.clone(), text: self.text.clone() });
        self.check();
    }
    /// Goes on to another file; what is only here is kept before.
    fn leave(&mut self) {
        if !self.asked && (!self.kept || self.waiting.is_some()) {
            self.save();
        }
        self.waiting = None;
    }
    /// Asks what the API server would say.
    fn check(&mut self) {
        self.ticket += 1;
        effects::send(&Input::Diagnose { path: self.path.clone(), text: self.text.clone(), ticket: self.ticket });
    }
    /// Saves, and applies the file as one would by hand; or lets the command go on that waits for the editor.
    fn apply(&mut self, page: &Page) {
        if self.asked {
            return self.close(page, true);
        }
        self.save();
        let name = self.path.strip_prefix("/root/").unwrap_or(&self.path);
        let plain = name.chars().all(|c| c.is_alphanumeric() || "._-/".contains(c));
        let name = if plain { name.to_string() } else { format!("'{}'", name.replace('\'', "'\\''")) };
        if self.terminal != 0 {
            crate::terminal::open(page, self.terminal);
        }
        // Where only one pane is seen, that is the one which answers.
        page.act(Action::Pane(Pane::Terminal));
        effects::send(&Input::Line { terminal: self.terminal, text: format!("kubectl apply -f {name}") });
    }
    /// Ends the editing that a command asked for.
    fn close(&mut self, page: &Page, keep: bool) {
        (self.waiting, self.asked) = (None, false);
        effects::send(&Input::EditorClosed { path: self.path.clone(), text: keep.then(|| self.text.clone()) });
        page.act(Action::EditDone);
    }
}

#[component]
pub fn EditorPane(props: &EditorProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let lang = props.lang;
    let host = use_node_ref();
    let writing = use_mut_ref(Writing::default);
    {
        let (host, writing) = (host.clone(), writing.clone());
        let page = page.clone();
        use_effect_with((), move |()| mount(&host, &writing, &page));
    }
    writing.borrow_mut().terminal = props.terminal;
    let kept = props.files.iter().any(|f| f.path == writing.borrow().path);
    writing.borrow_mut().kept = kept;
    let (path, text) = shown(props).unwrap_or_else(|| {
        let w = writing.borrow();
        (w.path.clone(), w.text.clone())
    });
    {
        // The example is a file of the shell as soon as somebody could look for it there.
        let example = props.untouched && props.there && props.files.is_empty() && props.edit.is_none();
        use_effect_with((path.clone(), text.clone(), example), |(path, text, example)| {
            effects::before_line(example.then(|| Input::WriteFile { path: path.clone(), text: text.clone() }));
        });
    }
    {
        let (host, writing) = (host.clone(), writing.clone());
        use_effect_with((path.clone(), text.clone(), props.edit.is_some()), move |(path, text, asked)| {
            let mut w = writing.borrow_mut();
            let began = *asked && !w.asked;
            // What is being typed is newer than what the session knows of the same file.
            if w.path == *path && w.waiting.is_some() && !began {
                return;
            }
            let other = w.path != *path;
            if other && w.waiting.is_some() {
                w.save();
            }
            (w.path, w.text, w.asked) = (path.clone(), text.clone(), *asked);
            if let Some(element) = host.cast::<web_sys::Element>() {
                effects::editor_show(&element, path, text);
                if began {
                    effects::editor_focus(&element);
                }
            }
            if other {
                w.ticket += 1;
                effects::send(&Input::Diagnose { path: path.clone(), text: text.clone(), ticket: w.ticket });
            }
        });
    }
    {
        let (host, writing) = (host.clone(), writing.clone());
        use_effect_with(props.diagnostics.clone(), move |found| {
            if let Some(element) = host.cast::<web_sys::Element>().filter(|_| found.0 == writing.borrow().ticket) {
                effects::editor_diagnose(&element, &effects::to_js(&found.1));
            }
        });
    }
    let apply = {
        let (writing, page) = (writing.clone(), page.clone());
        Callback::from(move |_: MouseEvent| writing.borrow_mut().apply(&page))
    };
    let findings = &props.diagnostics.1;
    html! {
        <section class="pane editor" data-pane="editor" aria-label={lang.t(Key::Editor)}>
            <div class="tabs">
                { file_tabs(&page, &writing, &props.files, &path, lang) }
                <div class="tools" />
                { actions(&page, props.edit.is_some(), apply, &writing, lang) }
            </div>
            <div class="code" ref={host} aria-label={lang.t(Key::Editor)} />
            <ul class="findings" aria-live="polite">
                { for findings.iter().take(4).enumerate().map(|(i, d)| html! {
                    <li key={i} class={d.severity.clone()}><b>{ format!("{}:{}", d.line, d.column) }</b>{ " " }{ d.message.clone() }</li>
                }) }
                { for means(findings, &props.notes).map(|note| html! {
                    <li key="means" class="warning"><details><summary>{ lang.t(Key::Meaning) }</summary><p>{ notes::explained(&page, &note, "", lang) }</p></details></li>
                }) }
            </ul>
        </section>
    }
}

/// What the first finding that is known means: the same words are explained under them in the terminal.
fn means(findings: &[Diagnostic], notes: &[Rc<Note>]) -> Option<Rc<Note>> {
    findings.iter().find_map(|d| notes::find(notes, ChunkKind::Err, &d.message).into_iter().next().map(|f| f.note))
}

/// Path and text of what is to be seen: a file that a command wants edited comes first. Nothing new while the file that
/// was chosen is still on its way into the session.
fn shown(props: &EditorProps) -> Option<(String, String)> {
    if let Some((path, text)) = &props.edit {
        return Some((path.clone(), text.clone()));
    }
    let Some(open) = &props.open else {
        // Where the files were removed there is none, and the shell has no example either.
        let (path, text) = if props.begun { (EMPTY_FILE, "") } else { (FIRST_FILE, FIRST_TEXT) };
        return Some((path.to_string(), text.to_string()));
    };
    let file = props.files.iter().find(|f| f.path == *open)?;
    Some((file.path.clone(), file.text.clone()))
}

fn mount(host: &NodeRef, writing: &Rc<RefCell<Writing>>, page: &Page) {
    let Some(element) = host.cast::<web_sys::Element>() else { return };
    let typed = writing.clone();
    let changed = Closure::<dyn Fn(String)>::new(move |text: String| {
        let later = typed.clone();
        let mut w = typed.borrow_mut();
        w.text = text;
        w.waiting = Some(gloo::timers::callback::Timeout::new(QUIET_MS, move || later.borrow_mut().rest()));
    });
    let (pressed, here) = (writing.clone(), page.clone());
    let apply = Closure::<dyn Fn()>::new(move || pressed.borrow_mut().apply(&here));
    let (pressed, here) = (writing.clone(), page.clone());
    let save = Closure::<dyn Fn()>::new(move || {
        let mut w = pressed.borrow_mut();
        if w.asked { w.close(&here, true) } else { w.save() }
    });
    let (asked, here) = (writing.clone(), page.clone());
    let open = Closure::<dyn Fn(String)>::new(move |path: String| {
        asked.borrow_mut().leave();
        here.act(Action::File(Some(path)));
    });
    let left = writing.clone();
    let forget = Closure::<dyn Fn()>::new(move || left.borrow_mut().waiting = None);
    let here = page.clone();
    let start = Closure::<dyn Fn(String)>::new(move |text: String| crate::session::replace(&here, text, None));
    let page = effects::callbacks([
        ("changed", changed.into_js_value()),
        ("apply", apply.into_js_value()),
        ("save", save.into_js_value()),
        ("open", open.into_js_value()),
        ("forget", forget.into_js_value()),
        ("start", start.into_js_value()),
    ]);
    effects::editor_mount(&element, &page);
}

fn file_tabs(page: &Page, writing: &Rc<RefCell<Writing>>, files: &[FileView], open: &String, lang: Lang) -> Html {
    let short = |path: &str| path.strip_prefix("/root/").unwrap_or(path).to_string();
    let mut paths: Vec<String> = files.iter().map(|f| f.path.clone()).collect();
    if !paths.contains(open) {
        paths.insert(0, open.clone());
    }
    let add = {
        let (page, writing, path) = (page.clone(), writing.clone(), free_name(&paths));
        Callback::from(move |_: MouseEvent| {
            writing.borrow_mut().leave();
            let path = path.clone();
            effects::send(&Input::WriteFile { path: path.clone(), text: String::new() });
            page.act(Action::File(Some(path)));
        })
    };
    html! {
        <div class="files" role="group" aria-label={lang.t(Key::Editor)}>
            { for paths.into_iter().map(|path| {
                let (name, selected) = (short(&path), path == *open);
                let open = page.on(Action::File(Some(path.clone())));
                html! { <button key={path} type="button" aria-pressed={selected.to_string()} onclick={open}>{ name }</button> }
            }) }
            <button key="+" type="button" class="add" aria-label={lang.t(Key::NewFile)} title={lang.t(Key::NewFile)} onclick={add}>{ "+" }</button>
        </div>
    }
}

/// A name that no file has: what is there is not written over.
fn free_name(paths: &[String]) -> String {
    let mut names = (paths.len() + 1..).map(|n| format!("/root/file{n}.yaml"));
    names.find(|name| !paths.contains(name)).unwrap_or_default()
}

/// Apply; or save and cancel, while a command waits for its editor.
fn actions(page: &Page, asked: bool, apply: Callback<MouseEvent>, writing: &Rc<RefCell<Writing>>, lang: Lang) -> Html {
    if !asked {
        return html! {
            <div class="actions">
                <button type="button" class="primary" onclick={apply}>{ lang.t(Key::Apply) }<kbd>{ "Ctrl ⏎" }</kbd></button>
            </div>
        };
    }
    let close = |keep: bool| {
        let (writing, page) = (writing.clone(), page.clone());
        Callback::from(move |_: MouseEvent| writing.borrow_mut().close(&page, keep))
    };
    html! {
        <div class="actions">
            <button type="button" class="primary" onclick={close(true)}>{ lang.t(Key::Save) }</button>
            <button type="button" onclick={close(false)}>{ lang.t(Key::Cancel) }</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_takes_no_name_that_is_there() {
        let paths = ["/root/a.yaml", "/root/file3.yaml"].map(str::to_string);
        assert_eq!(free_name(&paths), "/root/file4.yaml");
        assert_eq!(free_name(&paths[..1]), "/root/file2.yaml");
    }
}
