// CodeMirror with YAML, in a file of its own that is loaded after the page can be used.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { classHighlighter } from "@lezer/highlight";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";

// Puts an editor into `parent`; `changed` is called with the whole text after each edit, `apply` on Ctrl-Enter.
export function createEditor(parent, text, changed, apply) {
  let silent = false;
  const extensions = [
    Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (apply(), true) }])),
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    autocompletion(),
    lintGutter(),
    yaml(),
    syntaxHighlighting(classHighlighter),
    keymap.of([...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ "aria-label": parent.getAttribute("aria-label") ?? "YAML" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !silent) changed(update.state.doc.toString());
    }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  return {
    setText(next) {
      const doc = view.state.doc.toString();
      if (doc === next) return;
      silent = true;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: next } });
      silent = false;
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
