/** Whole files: space, list, upload, download, delete (reference §5.1 to §5.3). */
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { AcknowledgingReceiver, FixedLengthReceiver } from "../data-receiver";
import { cmeError } from "../errors";
import { FileCode, checksumText } from "../file-system";

const file = family("file", "FILE application note");

/** Unit of S12, milliseconds. */
const GUARD_UNIT_MS = 20;

/** Silence wanted around `+++`, milliseconds. */
export function escapeGuardMs({ modem }: CommandRun): number {
  return modem.settings.registers.get(12)! * GUARD_UNIT_MS;
}

/** Takes at most `lengthBytes` bytes after CONNECT; ends early after `idleMs` of silence or at `+++`. */
export async function receiveFile(
  run: CommandRun,
  lengthBytes: number,
  idleMs: number,
  hasAck: boolean,
): Promise<Buffer> {
  const acknowledge = (): void => run.raw("A\r\n");
  const receiver = hasAck ? new AcknowledgingReceiver(lengthBytes, acknowledge) : new FixedLengthReceiver(lengthBytes);
  run.raw("\r\nCONNECT\r\n");
  await run.receive(receiver, { idleMs, escapeGuardMs: escapeGuardMs(run) });
  return receiver.bytes;
}

const space: Handler = ({ modem, args, information }) => {
  args.atMost(1);
  const { files } = modem;
  if (!args.has(0)) return information(`+QFLDS: ${files.usedBytesFor("")},${files.countFor("")}`);
  // A storage and what would be a file in it.
  const within = `${args.string(0)}:*`;
  if (!files.isName(within)) throw cmeError(FileCode.InvalidName);
  information(`+QFLDS: ${files.freeBytesFor(within)},${files.totalBytesFor(within)}`);
};

const list: Handler = ({ modem, args, information }) => {
  args.atMost(1);
  const names = modem.files.list(args.optionalString(0, "*"));
  if (names.length === 0 && modem.profile.files.listMissFails) throw cmeError(FileCode.NotFound);
  for (const name of names) information(`+QFLST: "${modem.files.listed(name)}",${modem.files.read(name).length}`);
};

const upload: Handler = async (run) => {
  const { modem, args, information } = run;
  args.atMost(4);
  const name = modem.files.bareName(args.string(0));
  const freeBytes = modem.files.freeBytesFor(name);
  const sizeBytes = args.optionalInteger(1, 1, modem.files.totalBytesFor(name), 10240);
  const timeoutSeconds = args.optionalInteger(2, 1, 65535, 5);
  const hasAck = args.optionalInteger(3, 0, 1, 0) === 1;
  if (modem.files.find(name)) throw cmeError(FileCode.Exists);
  if (freeBytes === 0 || (args.has(1) && sizeBytes > freeBytes)) throw cmeError(FileCode.NoSpace);
  const bytes = await receiveFile(run, Math.min(sizeBytes, freeBytes), timeoutSeconds * 1000, hasAck);
  modem.files.write(name, bytes);
  information(`+QFUPL: ${bytes.length},${checksumText(bytes)}`);
};

const download: Handler = ({ modem, args, information, raw }) => {
  args.atMost(1);
  const bytes = modem.files.read(args.string(0));
  raw(Buffer.concat([Buffer.from("\r\nCONNECT\r\n"), bytes]));
  information(`+QFDWL: ${bytes.length},${checksumText(bytes)}`);
};

const remove: Handler = ({ modem, args }) => {
  args.atMost(1);
  const pattern = args.string(0);
  const names = /^([A-Z]+:)?\*$/.test(pattern) ? modem.files.list(pattern) : [pattern];
  for (const name of names) modem.files.delete(name);
};

export const FILE_COMMANDS: readonly CommandEntry[] = [
  file("+QFLDS", { test: says(), execute: space, write: space }),
  file("+QFLST", { test: says(), execute: list, write: list }),
  file("+QFUPL", { test: says("+QFUPL: <filename>[,(1-<freesize>)[,(1-65535)[,(0,1)]]]"), write: upload }),
  file("+QFDWL", { test: says("+QFDWL: <filename>"), write: download }),
  file("+QFDEL", { test: says("+QFDEL: <filename>"), write: remove }),
];
