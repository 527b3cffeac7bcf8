/** What is printed; a level shows itself and those before it. */
export type LogLevel = "error" | "info" | "debug";

/** Prints lines with the time since start, seconds, and the level's letter. */
export class Log {
  constructor(private _level: LogLevel) {}

  error(text: string): void {
    this._print("E", text);
  }

  info(text: string): void {
    if (this._level !== "error") this._print("I", text);
  }

  get isDebug(): boolean {
    return this._level === "debug";
  }

  private _print(letter: string, text: string): void {
    print(letter + " " + getTime().toFixed(1) + " " + text);
  }
}
