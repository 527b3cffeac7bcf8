/**
 * The AT port: collects command lines with echo, runs one at a time, and moves between command mode and data mode. Knows no
 * command: those are in the registry.
 */
import type { TimerHandle } from "../clock";
import { parseCommandLine, type ParsedCommand } from "./command-line";
import type { CommandEntry, CommandRegistry, FinalResult } from "./command-registry";
import { makeRun, type RunHost } from "./command-run";
import type { DataReceiver } from "./data-receiver";
import { DataSession, type DataEnd, type DataOptions } from "./data-session";
import { CommandError, StackCode, cmeResult } from "./errors";
import { FileCode } from "./file-system";
import { HttpCode } from "./http-codes";
import type { ModemCore } from "./modem-core";
import type { Stage } from "./options";
import type { ResultWriter } from "./result-writer";

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const BACKSPACE = 0x08;
/** Line feed, Ctrl+Z and ESC mean nothing between commands and are not echoed. */
const IGNORED = [LINE_FEED, 0x1a, 0x1b];
const MAXIMUM_LINE = 2048;
/** A line that stops half way keeps URCs back no longer than this. */
const HALF_LINE_MS = 300;
const NOTHING: Buffer = Buffer.alloc(0);

interface Outcome {
  result: FinalResult;
  isFailure: boolean;
}

export class CommandInterpreter {
  private _input = NOTHING;
  private _line = "";
  private _lastLine = "";
  /** The last byte was the carriage return of a command: a line feed still belongs to the line. */
  private _isLineEnding = false;
  private _isRunning = false;
  private _isPumping = false;
  private _data: DataSession | undefined;
  private _after: (() => void)[] = [];
  private _holdTimer: TimerHandle | undefined;
  /** Counts resets, so that a command of an earlier life cannot answer in this one. */
  private _life = 0;

  constructor(
    private readonly _modem: ModemCore,
    private readonly _registry: CommandRegistry,
    private readonly _writer: ResultWriter,
  ) {}

  /** Bytes from the host. */
  receive(received: Buffer): void {
    const bytes = this._withoutLineFeed(received);
    this._input = this._input.length > 0 ? Buffer.concat([this._input, bytes]) : bytes;
    this._pump();
  }

  /** Power lost: nothing of the past is left. Timers of the power cycle must have been cleared. */
  reset(): void {
    this._life++;
    this._data?.cancel();
    this._data = undefined;
    this._input = NOTHING;
    this._line = "";
    this._isLineEnding = false;
    this._isRunning = false;
    this._after = [];
  }

  /** Hosts that end their lines with CR and LF mean no payload by it, though the prompt may come right behind the CR. */
  private _withoutLineFeed(bytes: Buffer): Buffer {
    if (!this._isLineEnding || bytes.length === 0) return bytes;
    this._isLineEnding = false;
    return bytes[0] === LINE_FEED ? bytes.subarray(1) : bytes;
  }

  private _pump(): void {
    if (this._isPumping) return;
    this._isPumping = true;
    try {
      while (this._input.length > 0 && (this._data || !this._isRunning)) {
        if (this._data) this._data.take(this._takeInput());
        else this._takeCharacter();
      }
    } finally {
      this._isPumping = false;
    }
    if (this._isRunning && !this._data && this._modem.options.busyInput === "ignore") this._input = NOTHING;
  }

  private _takeInput(): Buffer {
    const input = this._input;
    this._input = NOTHING;
    return input;
  }

  private _takeCharacter(): void {
    const byte = this._input[0]!;
    this._input = this._input.subarray(1);
    if (IGNORED.includes(byte)) return;
    if (this._modem.settings.port.echo) this._writer.raw(Buffer.from([byte]));
    if (byte === CARRIAGE_RETURN) return this._endLine();
    if (byte === BACKSPACE) this._line = this._line.slice(0, -1);
    else if (this._line.length < MAXIMUM_LINE) this._line += String.fromCharCode(byte);
    this._hold();
  }

  /** An echoed line must not be split by a URC. */
  private _hold(): void {
    const { clock, settings } = this._modem;
    clock.clearTimeout(this._holdTimer);
    if (!settings.port.echo) return;
    this._writer.setHeld(true);
    this._holdTimer = clock.setTimeout(() => this._writer.setHeld(false), HALF_LINE_MS);
  }

  private _endLine(): void {
    const { clock, options } = this._modem;
    clock.clearTimeout(this._holdTimer);
    this._writer.setHeld(false);
    const typed = this._line;
    this._line = "";
    this._isLineEnding = true;
    this._input = this._withoutLineFeed(this._input);
    const line = /A\/$/i.test(typed) ? this._lastLine : typed;
    const start = line.search(/AT/i);
    if (start < 0 || this._modem.faults.isSilent) return;
    this._lastLine = line;
    this._isRunning = true;
    clock.setTimeout(() => void this._run(line.slice(start + 2)), options.timing.commandMs);
  }

  private async _run(body: string): Promise<void> {
    const host = this._host(`AT${body}`);
    let outcome: Outcome = { result: "OK", isFailure: false };
    host.stage("command");
    if (!host.isAlive()) return;
    const { faults, clock } = this._modem;
    const { lateMs } = faults;
    faults.lateMs = 0;
    this._writer.isAnswerLost = faults.lostAnswers > 0 && faults.lostAnswers-- > 0;
    if (lateMs > 0) await clock.sleep(lateMs);
    const error = faults.errorAnswers.shift();
    if (error !== undefined) return this._finish(error);
    for (const command of parseCommandLine(body)) {
      if (!host.isAlive()) return;
      outcome = await this._runCommand(command, host);
      if (outcome.isFailure) break;
    }
    if (host.isAlive()) host.stage("final");
    if (host.isAlive()) this._finish(outcome.result);
  }

  private _finish(result: FinalResult): void {
    this._writer.final(result);
    this._writer.isAnswerLost = false;
    this._writer.setHeld(false);
    this._isRunning = false;
    const actions = this._after;
    this._after = [];
    for (const action of actions) action();
    this._pump();
  }

  private async _runCommand(command: ParsedCommand, host: RunHost): Promise<Outcome> {
    const entry = this._registry.find(command.name);
    const handler = entry?.forms[command.form];
    this._writer.startCommand();
    if (!entry || !handler) return { result: this._refusal(command.name, entry), isFailure: true };
    try {
      const result = (await handler(makeRun(host, command.args))) ?? "OK";
      if (entry.family === "stack" && host.isAlive()) this._modem.lastError = StackCode.Success;
      return { result, isFailure: result !== "OK" };
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return { result: host.isAlive() ? this._describe(entry, error) : "", isFailure: true };
    }
  }

  /** Of a command that the module has not, or not in this form. */
  private _refusal(name: string, entry: CommandEntry | undefined): FinalResult {
    const { unknownCommand, unknownForm } = this._modem.profile.refusals;
    const code = entry ? (name.startsWith("+C") ? unknownForm : undefined) : unknownCommand;
    return code === undefined ? "ERROR" : cmeResult(code, this._modem.settings.errorMode);
  }

  private _describe(entry: CommandEntry, error: CommandError): FinalResult {
    const mode = this._modem.settings.errorMode;
    if (error.kind === "cme") return cmeResult(error.code, mode);
    if (entry.family === "file") return cmeResult(FileCode.InvalidInput, mode);
    if (entry.family === "http") return cmeResult(HttpCode.InvalidParameter, mode);
    if (entry.family === "stack") {
      this._modem.lastError = error.kind === "stack" ? error.code : StackCode.InvalidParameters;
    }
    return "ERROR";
  }

  /** Bound methods rather than closures: each command line makes them. */
  private _host(line: string): RunHost {
    const { _life: life, _modem: modem, _writer: writer } = this;
    return {
      modem,
      writer,
      isAlive: this._isAlive.bind(this, life),
      stage: this._stage.bind(this, line),
      after: this._addAfter.bind(this),
      receive: this._receive.bind(this, life, line),
      data: this._dataNow.bind(this),
    };
  }

  private _isAlive(life: number): boolean {
    return life === this._life;
  }

  private _stage(line: string, stage: Stage): void {
    this._modem.options.onStage?.(stage, line);
  }

  private _addAfter(action: () => void): void {
    this._after.push(action);
  }

  private _dataNow(): DataSession | undefined {
    return this._data;
  }

  /** Never settles when the modem reboots meanwhile. */
  private _receive(life: number, line: string, receiver: DataReceiver, options: DataOptions): Promise<DataEnd> {
    const onTaken = (bytes: Buffer): void => {
      options.onTaken?.(bytes);
      if (!receiver.isComplete) this._stage(line, "payload");
    };
    return new Promise((resolve) => {
      if (!this._isAlive(life)) return;
      this._isLineEnding = false;
      this._writer.setHeld(true);
      this._stage(line, "data");
      if (!this._isAlive(life)) return;
      this._data = new DataSession(this._modem.clock, receiver, { ...options, onTaken }, (end, rest) => {
        this._data = undefined;
        this._input = Buffer.concat([rest, this._input]);
        resolve(end);
      });
      this._pump();
    });
  }
}
