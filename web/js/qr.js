// A QR code as SVG. In a file of its own, as few readers want one.
import qrcode from "qrcode-generator";

// The most letters that a code of the largest size holds with the least correction.
const MOST = 2_900;

export function draw(element, text, label) {
  element.replaceChildren();
  if (text.length > MOST) return false;
  const code = qrcode(0, "L");
  code.addData(text, "Byte");
  code.make();
  const count = code.getModuleCount();
  let path = "";
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
  }
  const make = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  // Four modules of white around it, as readers of codes want; black on white in the dark theme too.
  const svg = make("svg", { viewBox: `-4 -4 ${count + 8} ${count + 8}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" });
  svg.append(make("rect", { x: -4, y: -4, width: count + 8, height: count + 8, fill: "#fff" }), make("path", { d: path, fill: "#000" }));
  element.append(svg);
  return true;
}
