/** Making elements. All text goes in as textContent: nothing that a device sends is ever read as markup. */

/** @throws Error when the page has no such element. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element ${id}`);
  return element as E;
}

type Child = Node | string | undefined;

/** @param className "" for none. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = "",
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** Names and values into a list. */
export function showPairs(list: HTMLElement, pairs: Readonly<Record<string, string>>): void {
  const rows = Object.entries(pairs).flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]);
  list.replaceChildren(...rows);
}

/** Only when it differs: what a screen reader or a selection rests on stays. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
