// Files that a reader saves from the page or opens in it.

// The longest file that is opened: a session or a transcript is text of some kilobytes.
const LONGEST = 4_000_000;

export function saveBlob(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export const files = {
  save(name, text) {
    saveBlob(name, new Blob([text], { type: "text/plain;charset=utf-8" }));
  },
  // Lets the reader choose a file; its text, or an empty one where it cannot be read. Nothing happens on cancel.
  choose(done) {
    const input = document.createElement("input");
    input.type = "file";
    input.onchange = () => {
      const [file] = input.files;
      if (!file) return;
      if (file.size > LONGEST) done("");
      else file.text().then(done, () => done(""));
    };
    input.click();
  },
};
