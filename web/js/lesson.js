// Blocks of a lesson get buttons: commands run in the terminal, manifests open in the editor.

export const lesson = {
  decorate(root, runLabel, openLabel, run, open) {
    for (const pre of root.querySelectorAll("pre")) {
      if (pre.querySelector("button")) continue;
      const code = pre.querySelector("code") ?? pre;
      const kind = `${code.className} ${pre.className}`;
      const text = code.textContent;
      const button = document.createElement("button");
      button.type = "button";
      if (/language-(console|sh|shell|bash)\b/.test(kind)) {
        button.textContent = runLabel;
        button.onclick = () => run(text);
      } else if (/language-ya?ml\b/.test(kind)) {
        const named = code.dataset.file ?? pre.dataset.file ?? text.match(/^ {2}name: *["']?([\w.-]+)/m)?.[1] ?? "manifest";
        const file = /\.ya?ml$/.test(named) ? named : `${named}.yaml`;
        button.textContent = openLabel;
        button.onclick = () => open(file, text);
      } else continue;
      pre.tabIndex = 0;
      pre.append(button);
    }
  },
};
