// Blocks of a lesson get buttons: commands run in the terminal, manifests open in the editor.

export const lesson = {
  decorate(root, runLabel, openLabel, run, open) {
    for (const pre of root.querySelectorAll("pre")) {
      if (pre.querySelector("button")) continue;
      const button = document.createElement("button");
      button.type = "button";
      const { run: commands, file } = pre.dataset;
      const text = pre.textContent;
      if (commands) {
        button.textContent = runLabel;
        button.onclick = () => run(commands);
      } else if (file) {
        button.textContent = openLabel;
        button.onclick = () => open(file, text);
      } else continue;
      pre.tabIndex = 0;
      pre.append(button);
    }
  },
};
