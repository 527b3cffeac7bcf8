/** The document: text only ever as text, never as markup. */

/** The element of that id, of that kind. @throws Error when the page has none: a fault of the page. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** Makes an element. @param attributes `class`, `for`, `aria-…` and so on; false leaves one out, true sets it. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | number> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  element.append(...children);
  return element;
}

/** What a badge or notice means. */
export type Meaning = "" | "good" | "warn" | "bad" | "info";

/** Sets text and meaning of a badge. */
export function setBadge(badge: HTMLElement, meaning: Meaning, text: string): void {
  badge.className = `badge ${meaning}`;
  badge.textContent = text;
}

/** Shows a notice, one paragraph a line; nothing for an empty text. */
export function setNotice(notice: HTMLElement, meaning: Meaning, text: string): void {
  notice.hidden = text === "";
  notice.className = `notice ${meaning}`;
  notice.replaceChildren(...text.split("\n").map((line) => make("p", {}, line)));
}

/** Names and values of a description list. */
export function setPairs(list: HTMLElement, pairs: readonly (readonly [name: string, value: string])[]): void {
  list.replaceChildren(...pairs.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  list.hidden = pairs.length === 0;
}

/** Gives a text to the user as a file. */
export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = make("a", { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

/** The text of what was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
