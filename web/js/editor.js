// CodeMirror with YAML, in a file of its own that is loaded after the page can be used.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { classHighlighter } from "@lezer/highlight";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers, placeholder, tooltips } from "@codemirror/view";
import { completions, hovered } from "./editor-assist.js";
import { fileTools } from "./editor-files.js";
import { word } from "./words.js";

// CodeMirror's own words, for its search panel and for screen readers; it speaks English by itself.
const PHRASES = {
  Find: "찾을 말", Replace: "바꿀 말", next: "다음", previous: "이전", all: "모두 고르기", "match case": "대소문자 구별",
  "by word": "낱말 단위", regexp: "정규식", replace: "바꾸기", "replace all": "모두 바꾸기", close: "닫기",
  "current match": "지금 찾은 곳", "on line": "줄", "replaced $ matches": "$곳을 바꿨어요", "replaced match on line $": "$번째 줄에서 바꿨어요",
  "Go to line": "줄 번호", go: "가기", Completions: "쓸 수 있는 말", Diagnostics: "찾은 문제", "No diagnostics": "문제가 없어요",
  "Selection deleted": "고른 것을 지웠어요", "Control character": "제어 문자", to: "→",
};

// Puts an editor into `parent`. `page` is what the page does with it (see `editor-host.js`), `engine` what is asked.
export function createEditor(parent, { text, path = "", page, engine }) {
  let silent = false;
  const extensions = [
    Prec.highest(keymap.of([
      { key: "Mod-Enter", run: () => (page.apply(), true) },
      { key: "Mod-s", run: () => (page.save(), true) },
    ])),
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    tooltips({ parent: document.body }),
    lintGutter(),
    yaml(),
    syntaxHighlighting(classHighlighter),
    placeholder(word("placeholder")),
    document.documentElement.lang === "en" ? [] : EditorState.phrases.of(PHRASES),
    engine ? [autocompletion({ override: [completions(engine)], icons: false }), hoverTooltip(hovered(engine))] : [],
    keymap.of([...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ "aria-description": word("leave"), "aria-label": parent.getAttribute("aria-label") ?? "YAML", tabindex: "0" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !silent) page.changed(update.state.doc.toString());
    }),
  ];
  const fresh = (doc) => EditorState.create({ doc, extensions });
  const view = new EditorView({ parent, state: fresh(text) });
  parent.dataset.leave = word("leave");
  // Each file keeps its own cursor and its own undo.
  const states = new Map();
  let open = path;
  const tools = engine ? fileTools({ view, parent, page, engine, path: () => open }) : null;

  return {
    show(next, text) {
      if (next !== open) {
        states.set(open, view.state);
        open = next;
        const known = states.get(next);
        view.setState(known && known.doc.toString() === text ? known : fresh(text));
        tools?.closed();
        return;
      }
      const doc = view.state.doc.toString();
      if (doc === text) return;
      silent = true;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
      silent = false;
    },
    take(files) {
      tools?.take(files);
    },
    focus(at) {
      view.focus();
      if (at !== undefined) view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) } });
    },
    // Findings have lines and columns from 1; end column 0 is the end of the line.
    showDiagnostics(items) {
      const doc = view.state.doc;
      const found = items.map((item) => {
        const line = doc.line(Math.min(Math.max(item.line, 1), doc.lines));
        const from = Math.min(line.from + item.column - 1, line.to);
        const to = item.endColumn > 0 ? Math.min(line.from + item.endColumn - 1, line.to) : line.to;
        return { from, to: Math.max(from, to), severity: item.severity, message: item.message };
      });
      view.dispatch(setDiagnostics(view.state, found));
    },
  };
}
