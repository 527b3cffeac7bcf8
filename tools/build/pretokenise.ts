/**
 * Writes the words and longer operators of a program as the one byte each that Espruino's lexer makes of them. The interpreter runs
 * such text as it is, and the tools of its makers save programs in this form; the numbers are part of its interface (`src/jslex.h`
 * asks for them to stay as they are, in 2v29 as in releases years before).
 *
 * Only words and operators: raw numbers and strings, which newer interpreters know too, would shut out older boards.
 */
import { tokenizer } from "acorn";

/** In the order of their numbers. */
const OPERATORS = "== === != !== <= << <<= >= >> >>> >>= >>>= += -= ++ -- *= /= %= &= && |= || ^= =>".split(" ");
const WORDS =
  "if else do while for break continue function return var let const this throw try catch finally true false null undefined new in instanceof switch case default delete typeof void debugger class extends super static of".split(
    " ",
  );
const FIRST_TOKEN = 138;

const TOKENS = new Map([...OPERATORS, ...WORDS].map((text, index) => [text, String.fromCharCode(FIRST_TOKEN + index)]));
/** These are names too, depending on where they stand. */
const CONTEXTUAL = new Set(["static", "of"]);

/**
 * @param code a script in ASCII, without template literals: what stands in them is text.
 * @returns a byte string that runs alike.
 * @throws Error for other characters, and for template literals.
 */
export function pretokenise(code: string): string {
  if (!/^[\0-\x7f]*$/.test(code)) throw new Error("pretokenise: the code must be ASCII: other bytes are tokens");
  let text = "";
  let end = 0;
  let before = "";
  for (const token of tokenizer(code, { ecmaVersion: "latest", allowReturnOutsideFunction: true })) {
    if (token.type.label === "`") throw new Error("pretokenise: template literals cannot be told from code: use +");
    const word = code.slice(token.start, token.end);
    // Behind a dot it is the name of a property.
    const short =
      before === "." || CONTEXTUAL.has(word) || token.type.label === "string" ? undefined : TOKENS.get(word);
    const gap = code.slice(end, token.start);
    const isTouching = short !== undefined || isToken(text.at(-1));
    text += (isTouching && /^ *$/.test(gap) ? "" : gap) + (short ?? word);
    end = token.end;
    before = word;
  }
  return text + code.slice(end);
}

/**
 * The inverse, for engines that know no tokens.
 * @param code a byte string; text without tokens stays as it is, and so do the bytes in string literals.
 */
export function expandTokens(code: string): string {
  return code.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\x8a-\xc6]/g, (text) =>
    isToken(text) ? ` ${ALL[text.charCodeAt(0) - FIRST_TOKEN]!} ` : text,
  );
}

const ALL = [...TOKENS.keys()];

function isToken(char: string | undefined): boolean {
  const code = char?.charCodeAt(0) ?? 0;
  return char?.length === 1 && code >= FIRST_TOKEN && code < FIRST_TOKEN + TOKENS.size;
}
