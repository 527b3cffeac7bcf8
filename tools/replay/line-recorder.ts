/**
 * Records what crosses a serial line, as its host sees it, and what happens meanwhile. Without secrets; of the payload of sends only
 * the length.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import type { BytePort } from "../byte-port";
import type { Clock } from "../clock";
import { secretMask, type Shown } from "../simulator/secret-mask";
import { entryLine, headerLine, type LogHeader } from "./line-log";
import { SendPayload } from "./send-payload";

export class LineRecorder {
  private readonly _startMs: number;
  private readonly _payload = new SendPayload();
  private readonly _mask = secretMask((direction, shown) => {
    if (direction === "rx") for (const { content } of this._payload.split(shown)) this._entry(">", content);
    else this._fromModem(shown);
  });

  /** @param _write gets each line of the record, without line end. @param about what the host is, as far as it is known. */
  constructor(
    private readonly _clock: Clock,
    private readonly _write: (line: string) => void,
    about: Omit<LogHeader, "log" | "version" | "start"> = {},
  ) {
    this._startMs = _clock.now();
    this._write(headerLine({ start: new Date(this._startMs).toISOString(), ...about }));
  }

  /** The same port; what goes over it is recorded. */
  around(port: BytePort): BytePort {
    return {
      write: (bytes) => {
        this._mask("rx", bytes);
        port.write(bytes);
      },
      onData: (receiver) =>
        port.onData((bytes) => {
          this._mask("tx", bytes);
          receiver(bytes);
        }),
      setBaud: (baud) => port.setBaud?.(baud),
    };
  }

  /** Something happened, such as a fault. */
  event(text: string): void {
    this._entry("!", text.replace(/[^\0-\xff]/g, "?"));
  }

  private _fromModem(shown: Shown): void {
    this._payload.onModem(shown);
    this._entry("<", shown);
  }

  private _entry(mark: ">" | "<" | "!", content: string | number): void {
    this._write(entryLine(this._clock.now() - this._startMs, mark, content));
  }
}

/** A file that takes the record line by line, so that it is there whatever ends the program. */
export interface RecordFile {
  write(line: string): void;
  close(): void;
}

/** @throws Error with a remedy when the file cannot be written. */
export function openRecord(path: string): RecordFile {
  try {
    const file = openSync(path, "w", 0o600);
    return { write: (line) => void writeSync(file, `${line}\n`), close: () => closeSync(file) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`--record ${path}: cannot be written (${code}); check the path`, { cause: error });
  }
}
