import { EspruinoError } from "./byte-string";

/** Makes the containers of the values: those of the program's realm. */
export interface Containers {
  array(): unknown[];
  object(): object;
  /** `JSON.parse` of that realm as Node has it: much faster for what is strictly JSON. */
  strict?(text: string): unknown;
}

/** Where Node's parser would make something else of what is JSON. */
const DIFFERENT = /__proto__|\\u/;

/**
 * Parses JSON as Espruino does: what follows the value is ignored, a comma before the closing bracket allowed.
 * @param isLiberal also takes keys without quotes, as `Storage.readJSON` does.
 * @throws EspruinoError (SyntaxError) naming what was found.
 */
export function parseJson(text: string, containers: Containers, isLiberal = false): unknown {
  if (containers.strict && !DIFFERENT.test(text)) {
    try {
      return containers.strict(text);
    } catch {
      // Not strictly JSON, so Espruino's own rules decide.
    }
  }
  return new JsonParser(text, containers, isLiberal).value();
}

/** A string in either quotes, a number, a word or a single character; blanks before it. */
const TOKEN = /\s*("(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\d[\w.]*(?:(?<=[eE])[-+]\d+)?|[\w$]+|[^])?/y;
const NUMBER = /^(0x[\da-f]+|\d+(\.\d*)?(e[-+]?\d+)?)$/i;
const ESCAPES: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "0": "\0" };

class JsonParser {
  private readonly _token = new RegExp(TOKEN);
  /** The token at hand, "" at the end. */
  private _next = "";

  constructor(
    private readonly _text: string,
    private readonly _containers: Containers,
    private readonly _isLiberal: boolean,
  ) {
    this._advance();
  }

  value(): unknown {
    const token = this._advance();
    if (token === "{") return this._object();
    if (token === "[") return this._array();
    if (token === "-" && NUMBER.test(this._next)) return -Number(this._advance());
    if (/^["']/.test(token) && token.length > 1) return unquote(token);
    if (NUMBER.test(token)) return Number(token);
    if (token === "true" || token === "false") return token === "true";
    if (token === "null") return null;
    throw new EspruinoError(`Expecting valid value, got ${describe(token)}`, "SyntaxError");
  }

  private _advance(): string {
    const token = this._next;
    this._next = this._token.exec(this._text)?.[1] ?? "";
    return token;
  }

  private _array(): unknown[] {
    const array = this._containers.array();
    while (this._next !== "]") {
      array.push(this.value());
      if (this._next !== "]") this._match(",");
    }
    this._advance();
    return array;
  }

  private _object(): object {
    const object = this._containers.object() as Record<string, unknown>;
    while (this._next !== "}" && (/^["']/.test(this._next) || /^[\w$]/.test(this._next))) {
      const key = this._key();
      this._match(":");
      object[key] = this.value();
      if (this._next !== "}") this._match(",");
    }
    this._match("}");
    return object;
  }

  private _key(): string {
    const token = this._advance();
    if (/^["']/.test(token)) return unquote(token);
    if (!this._isLiberal) throw new EspruinoError(`Got ${describe(token)} expected String`, "SyntaxError");
    return token;
  }

  private _match(expected: string): void {
    if (this._next !== expected)
      throw new EspruinoError(`Got ${describe(this._next)} expected '${expected}'`, "SyntaxError");
    this._advance();
  }
}

function unquote(token: string): string {
  return token
    .slice(1, -1)
    .replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|([^]))/gi, (_, unicode: string, byte: string, char: string) =>
      char === undefined ? String.fromCharCode(parseInt(unicode ?? byte, 16)) : (ESCAPES[char] ?? char),
    );
}

function describe(token: string): string {
  if (token === "") return "EOF";
  if (/^[\w$]+$/.test(token)) return /^\d/.test(token) ? token : `ID:${token}`;
  return token.length === 1 ? `'${token}'` : token;
}
