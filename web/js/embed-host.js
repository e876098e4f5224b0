// The page around an embedded playground: whether it is dark, and its language.

// "dark" or "light": what the element says, else what the site says of itself, else what is behind the element.
export function themeOf(element) {
  const asked = element.getAttribute("theme");
  if (asked === "dark" || asked === "light") return asked;
  const { documentElement: root, body } = document;
  const said = body.dataset.mdColorScheme ?? root.dataset.mdColorScheme ?? root.dataset.theme ?? body.dataset.theme ?? root.dataset.bsTheme;
  if (said) return /dark|slate|night/.test(said) ? "dark" : "light";
  if (root.classList.contains("dark") || body.classList.contains("dark")) return "dark";
  return behind(element);
}

function behind(element) {
  for (let at = element; at; at = at.parentElement) {
    const [red, green, blue, alpha = 1] = getComputedStyle(at).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (alpha > 0.5 && blue !== undefined) return red * 0.299 + green * 0.587 + blue * 0.114 < 128 ? "dark" : "light";
  }
  // Nothing is painted: the browser's own canvas, which is dark only if the site allows that.
  const allowed = getComputedStyle(document.documentElement).colorScheme.includes("dark");
  return allowed && matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

// Calls when the theme may have changed; answers how to stop that.
export function watchTheme(changed) {
  // Once at the change, and once when colours that fade have arrived.
  let later = 0;
  const look = () => {
    changed();
    clearTimeout(later);
    later = setTimeout(changed, 500);
  };
  const observer = new MutationObserver(look);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-bs-theme", "data-md-color-scheme"] });
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", look);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", look);
    clearTimeout(later);
  };
}

// "ko" or "en".
export function languageOf(element) {
  const asked = element.getAttribute("lang") ?? element.closest("[lang]")?.lang ?? "";
  return asked.toLowerCase().startsWith("en") ? "en" : "ko";
}
