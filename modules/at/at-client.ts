import type { AtCommand, AtCommandOptions, AtDone } from "./at-command";
import { AtFault, atError } from "./at-error";
import { LineReader } from "./line-reader";
import type { UartPort } from "./uart-port";

/** Ring size: the longest line that can be received. */
const RING_BYTES = 1024;
/** Commands that may wait; a further one is refused. */
const QUEUE_LENGTH = 8;
/** Pause between a final result code and the next command, which some modems need (20 ms and more). */
const GUARD_MS = 20;
/** Time between two probes for a modem that did not answer. */
const PROBE_MS = 500;
/** Time limit of a command that names none. */
const TIMEOUT_MS = 5000;

/** Leaves a prompt for data of variable length; elsewhere the modem ignores it. */
const ESCAPE = "\x1b";

/** `>` to the modem, `<` from it. */
export type TraceDirection = ">" | "<";

const enum Phase {
  /** Nothing in flight. */
  Idle,
  /** A command is in flight. */
  Busy,
  /** A final result code came; the guard time runs. */
  Guard,
  /** An answer is overdue: probing until the modem answers the probe itself. */
  Sync,
}

/**
 * The AT dialogue after ITU-T V.250: one command in flight, the others in a bounded queue, a deadline for each, each ended
 * exactly once. Lines that are no part of the answer go to the URC table. No vendor word in here.
 *
 * After a deadline passed the client does not go on blindly, since the late answer would be taken for the next command's:
 * it sends `AT+CMEE?` until that command's own information response and the OK behind it come back.
 */
export class AtClient {
  /** URC prefix (without colon) or whole line -> handler of its parameters. */
  readonly urcs: { [prefix: string]: (parameters: string) => void } = {};
  /** Called when the client becomes idle: the time to hand in further work. */
  onIdle: () => void = nothing;
  /** Called when the modem answered neither a command nor the probes after it; all commands have been ended before. */
  onSilence: () => void = nothing;
  /** Sees every line both ways, secrets and payload left out. */
  onTrace: ((direction: TraceDirection, text: string) => void) | undefined;
  /** Final result codes that came when no command was in flight. */
  strays = 0;
  /** Counts the lines that were longer than the ring. */
  readonly reader: LineReader;

  private _current: AtCommand | undefined;
  private _information = "";
  private _phase = Phase.Idle;
  private _queue: AtCommand[] = [];
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _probes = 0;
  private _isProbeAnswered = false;
  private _syncUntil = 0;
  private _onSynced: ((isAnswering: boolean) => void) | undefined;

  constructor(private _port: UartPort) {
    const reader = new LineReader(
      RING_BYTES,
      (line) => this._onLine(line),
      () => this._writePayload(),
    );
    this.reader = reader;
    _port.removeAllListeners("data");
    _port.on("data", (chunk) => reader.feed(chunk));
  }

  /** True when a command sent now would be written at once. */
  get isIdle(): boolean {
    return !this._phase;
  }

  /**
   * Hands in a command; it is written when its turn comes.
   * @param text what follows `AT`, without the final carriage return. Build it with checked parameters only.
   * @param done called exactly once, with {@link AtFault.QueueFull} at once when too many wait.
   */
  send(text: string, done?: AtDone, options?: AtCommandOptions): void {
    const command = { text, name: text.split("=")[0]!.split("?")[0]!, options: options || {}, done };
    if (!this._phase) this._start(command);
    else if (this._queue.length < QUEUE_LENGTH) this._queue.push(command);
    else fail(command, "too many commands wait", AtFault.QueueFull);
  }

  /**
   * Ends whatever runs or waits and probes until the modem answers, for at most `limitMs`; commands handed in meanwhile wait.
   * @param done told whether it answers. If so the dialogue is in step: no late answer is to come.
   */
  sync(limitMs: number, done: (isAnswering: boolean) => void): void {
    this.abort("start over");
    this._onSynced = done;
    this._startSync(limitMs);
  }

  /** Ends the command in flight and all that wait with {@link AtFault.Aborted}: the modem restarted or is given up. */
  abort(reason: string): void {
    const commands = this._queue;
    if (this._current) commands.unshift(this._current);
    this._queue = [];
    this._current = undefined;
    this.reader.reset();
    this._enter(Phase.Idle);
    for (const command of commands) fail(command, reason, AtFault.Aborted);
  }

  /** The only place where the phase changes: entering starts a timer, leaving stops it. */
  private _enter(phase: Phase, timeoutMs?: number, onTimeout?: () => void): void {
    this._phase = phase;
    if (this._timer) clearTimeout(this._timer);
    this._timer = onTimeout && setTimeout(onTimeout, timeoutMs);
  }

  private _start(command: AtCommand): void {
    this._current = command;
    this._information = "";
    this.reader.isPromptAwaited = command.options.payload !== undefined;
    this._enter(Phase.Busy, command.options.timeoutMs || TIMEOUT_MS, () => this._onDeadline(command));
    this._write("AT" + command.text + "\r", "AT" + (command.options.isSecret ? command.name : command.text));
  }

  private _write(bytes: string, trace: string): void {
    if (this.onTrace) this.onTrace(">", trace);
    this._port.write(bytes);
  }

  /** The modem asked for the payload, by a prompt or `CONNECT`; once for each command. */
  private _writePayload(): void {
    const payload = this._current!.options.payload!;
    this.reader.isPromptAwaited = false;
    this._write(payload, payload.length + " bytes");
  }

  private _onLine(line: string): void {
    if (this.onTrace) this.onTrace("<", line);
    const colon = line.indexOf(": ");
    const key = colon < 0 ? line : line.substring(0, colon);
    const command = this._current;
    if (command && command.name === key) {
      const parameters = line.substr(colon + 2);
      if (!command.options.isInformation || command.options.isInformation(parameters)) {
        this._onInformation(command, parameters);
        return;
      }
    }
    if (this.urcs.hasOwnProperty(key)) this.urcs[key]!(line.substr(colon + 2));
    else if (command) this._onResult(command, line, key);
    else this._onStray(line, key);
  }

  private _onInformation(command: AtCommand, parameters: string): void {
    if (command.options.onInformation) command.options.onInformation(parameters);
    else this._information += (this._information && "\n") + parameters;
  }

  /** A line that is neither an information response with the command's name nor a URC. */
  private _onResult(command: AtCommand, line: string, key: string): void {
    if (line === "OK" || line === "SEND OK") this._finish(command);
    else if (key === "+CME ERROR" || key === "+CMS ERROR")
      this._finish(command, line, parseInt(line.substr(12)) || AtFault.Error);
    else if (line === "ERROR") this._finish(command, line, AtFault.Error);
    else if (line === "SEND FAIL") this._finish(command, line, AtFault.SendFail);
    else if (isCallEnd(line)) this._finish(command, line, AtFault.NoCarrier);
    else if (key.startsWith("CONNECT") || key[0] === ">") this._onDataMode(command);
    else if (command.options.isBare && !line.startsWith("AT")) this._onInformation(command, line);
  }

  /** `CONNECT`, or a prompt with a line end behind it, asks for the payload; `CONNECT` ends any other command. */
  private _onDataMode(command: AtCommand): void {
    if (this.reader.isPromptAwaited) this._writePayload();
    else if (command.options.payload === undefined) this._finish(command);
  }

  private _finish(command: AtCommand, line?: string, code?: number): void {
    this._current = undefined;
    this.reader.isPromptAwaited = false;
    this._enter(Phase.Guard, GUARD_MS, () => this._next());
    if (line) fail(command, line, code!);
    else if (command.done) command.done(null, this._information);
  }

  private _next(): void {
    this._enter(Phase.Idle);
    const command = this._queue.shift();
    if (command) this._start(command);
    else this.onIdle();
  }

  private _onDeadline(command: AtCommand): void {
    const limitMs = command.options.timeoutMs || TIMEOUT_MS;
    this._current = undefined;
    if (command.options.payload !== undefined) this._port.write(ESCAPE);
    this._startSync(limitMs);
    fail(command, "no answer within " + limitMs + " ms", AtFault.Timeout);
  }

  private _startSync(limitMs: number): void {
    this.reader.reset();
    this._syncUntil = getTime() + limitMs / 1000;
    this._probes = 0;
    this._isProbeAnswered = false;
    this._probe();
  }

  private _probe(): void {
    if (this._probes++ && getTime() >= this._syncUntil) {
      this._endSync(false);
      return;
    }
    this._enter(Phase.Sync, PROBE_MS, () => this._probe());
    this._write("AT+CMEE?\r", "AT+CMEE?");
  }

  /**
   * A line that no command waits for. While probing it may be the probe's answer; answers to earlier probes may still be under
   * way then, so after more than one probe one more interval is let pass.
   */
  private _onStray(line: string, key: string): void {
    if (this._phase !== Phase.Sync) {
      if (line === "OK" || line === "ERROR") this.strays++;
    } else if (key === "+CMEE") this._isProbeAnswered = true;
    else if (this._isProbeAnswered && line === "OK") {
      this._isProbeAnswered = false;
      this._enter(Phase.Guard, this._probes > 1 ? PROBE_MS : GUARD_MS, () => this._endSync(true));
    }
  }

  private _endSync(isAnswering: boolean): void {
    const done = this._onSynced;
    this._onSynced = undefined;
    this._enter(Phase.Guard);
    if (!isAnswering) this.abort("the modem does not answer");
    if (done) done(isAnswering);
    else if (!isAnswering) this.onSilence();
    if (this._phase === Phase.Idle || this._phase === Phase.Guard) this._next();
  }
}

function nothing(): void {}

/** The other final result codes of V.250, 6.2. */
function isCallEnd(line: string): boolean {
  return ["NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE"].indexOf(line) >= 0;
}

function fail(command: AtCommand, reason: string, code: number): void {
  if (command.done) command.done(atError("AT" + command.name + ": " + reason, code), "");
}
