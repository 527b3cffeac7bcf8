/** What a handler gets: bound to the life of the modem in which the command was given, so that none answers in a later one. */
import type { Arguments } from "./command-line";
import type { CommandRun } from "./command-registry";
import type { DataReceiver } from "./data-receiver";
import type { DataEnd, DataOptions, DataSession } from "./data-session";
import type { ModemCore } from "./modem-core";
import type { Stage } from "./options";
import type { ResultWriter } from "./result-writer";

/** What the run needs of the interpreter that carries it out. */
export interface RunHost {
  readonly modem: ModemCore;
  readonly writer: ResultWriter;
  /** No reboot has come since the command was given. */
  isAlive(): boolean;
  /** Lets a test step in; nothing is as before when it reboots the modem. */
  stage(stage: Stage): void;
  after(action: () => void): void;
  receive(receiver: DataReceiver, options: DataOptions): Promise<DataEnd>;
  data(): DataSession | undefined;
}

/** Bound functions, since handlers take them apart; and few closures are made, for there are many commands. */
export function makeRun(host: RunHost, args: Arguments): CommandRun {
  return {
    modem: host.modem,
    args,
    information: sayLine.bind(undefined, host),
    raw: say.bind(undefined, host),
    receive: receive.bind(undefined, host),
    resumeData: resumeData.bind(undefined, host),
    abortData: abortData.bind(undefined, host),
    after: after.bind(undefined, host),
  };
}

function sayLine(host: RunHost, line: string, payload?: Buffer): void {
  if (!host.isAlive()) return;
  host.writer.information(line);
  if (payload) host.writer.raw(payload);
  host.stage("line");
}

function say(host: RunHost, bytes: Buffer | string): void {
  if (host.isAlive()) host.writer.raw(bytes);
}

function receive(host: RunHost, receiver: DataReceiver, options: DataOptions = {}): Promise<DataEnd> {
  return host.receive(receiver, options);
}

function resumeData(host: RunHost): void {
  if (host.isAlive()) host.data()?.resume();
}

function abortData(host: RunHost): void {
  if (host.isAlive()) host.data()?.end("aborted");
}

function after(host: RunHost, action: () => void): void {
  if (host.isAlive()) host.after(action);
}
