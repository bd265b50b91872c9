/** Makes elements. Words only ever go in as text, so that nothing anybody wrote becomes markup. */

/** An element with a class and children. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== "") element.className = className;
  element.append(...children);
  return element;
}

/** A button that does one thing. */
export function button(className: string, title: string, press: () => void): HTMLButtonElement {
  const element = make("button", className, title);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

/** Gives an element its attributes, and gives it back. */
export function withAttributes<T extends Element>(
  element: T,
  attributes: Readonly<Record<string, string>>,
): T {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

let made = 0;

/** An id that no other element has. */
export function freshName(kind: string): string {
  made += 1;
  return `${kind}-${made}`;
}

const SVG = "http://www.w3.org/2000/svg";

/** A part of a picture. */
export function drawn(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: Node[]
): SVGElement {
  const element = withAttributes(document.createElementNS(SVG, name), attributes);
  element.append(...children);
  return element;
}
