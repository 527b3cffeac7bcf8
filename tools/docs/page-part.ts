/** Parts of a page that are made, between two marks; the rest of it is written by hand. */

/**
 * @param file named when a mark is missing.
 * @param name what the marks say: `<!-- name: made by npm run docs -->` before the part and `<!-- /name -->` behind it.
 * @returns the page with `made` between them.
 * @throws Error when one of them is missing.
 */
export function withPart(file: string, page: string, name: string, made: string): string {
  const [begin, end] = [`<!-- ${name}: made by npm run docs -->`, `<!-- /${name} -->`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${file} has no marks ${begin} and ${end}`);
  return `${before}${begin}\n\n${made}\n${end}${after}`;
}
