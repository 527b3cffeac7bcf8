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

export function makeRun(host: RunHost, args: Arguments): CommandRun {
  const { modem, writer } = host;
  const alive = (action: () => void): void => {
    if (host.isAlive()) action();
  };
  return {
    modem,
    args,
    information: (line, payload) =>
      alive(() => {
        writer.information(line);
        if (payload) writer.raw(payload);
        host.stage("line");
      }),
    raw: (bytes) => alive(() => writer.raw(bytes)),
    receive: (receiver, options = {}) => host.receive(receiver, options),
    resumeData: () => alive(() => host.data()?.resume()),
    abortData: () => alive(() => host.data()?.end("aborted")),
    after: (action) => alive(() => host.after(action)),
  };
}
