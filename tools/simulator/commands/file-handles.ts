/** Open files: read and write at a position (reference §5.1). */
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { cmeError } from "../errors";
import { FileCode, type OpenFile } from "../file-system";
import { receiveFile } from "./files";

const file = family("file", "FILE application note");
const MAXIMUM_HANDLE = 0xffffffff;

const opened = ({ modem, args }: CommandRun): OpenFile => modem.files.handle(args.integer(0, 0, MAXIMUM_HANDLE));

const open: Handler = ({ modem, args, information }) => {
  args.atMost(2);
  information(`+QFOPEN: ${modem.files.open(args.string(0), args.optionalInteger(1, 0, 2, 0)).handle}`);
};

const showOpen: Handler = ({ modem, information }) => {
  for (const { name, handle, mode } of modem.files.openFiles) information(`+QFOPEN: "${name}",${handle},${mode}`);
};

const read: Handler = (run) => {
  const { modem, args, raw } = run;
  args.atMost(2);
  const target = opened(run);
  const rest = modem.files.read(target.name).subarray(target.position);
  const bytes = rest.subarray(0, args.optionalInteger(1, 1, modem.files.totalBytesFor(target.name), rest.length));
  target.position += bytes.length;
  raw(Buffer.concat([Buffer.from(`\r\nCONNECT ${bytes.length}\r\n`), bytes]));
};

const write: Handler = async (run) => {
  const { modem, args, information } = run;
  args.atMost(3);
  const target = opened(run);
  if (target.mode === 2) throw cmeError(FileCode.ReadOnly);
  const freeBytes = modem.files.freeBytesFor(target.name);
  const lengthBytes = args.optionalInteger(1, 1, modem.files.totalBytesFor(target.name), 10240);
  if (freeBytes === 0 || (args.has(1) && lengthBytes > freeBytes)) throw cmeError(FileCode.NoSpace);
  const idleMs = args.optionalInteger(2, 1, 65535, 5) * 1000;
  const bytes = await receiveFile(run, Math.min(lengthBytes, freeBytes), idleMs, false);
  modem.files.writeAt(target, bytes);
  information(`+QFWRITE: ${bytes.length},${modem.files.read(target.name).length}`);
};

/** Origin 0 begin, 1 current position, 2 end (counted back). */
const seek: Handler = (run) => {
  const { modem, args } = run;
  args.atMost(3);
  const target = opened(run);
  const size = modem.files.read(target.name).length;
  const offset = args.integer(1, 0, modem.files.totalBytesFor(target.name));
  const position = [offset, target.position + offset, size - offset][args.optionalInteger(2, 0, 2, 0)]!;
  if (position < 0 || position > size) throw cmeError(FileCode.InvalidInput);
  target.position = position;
};

const truncate: Handler = (run) => {
  run.args.atMost(1);
  const target = opened(run);
  if (target.mode === 2) throw cmeError(FileCode.ReadOnly);
  run.modem.files.write(target.name, run.modem.files.read(target.name).subarray(0, target.position));
};

const close: Handler = (run) => {
  run.args.atMost(1);
  run.modem.files.close(opened(run).handle);
};

export const FILE_HANDLE_COMMANDS: readonly CommandEntry[] = [
  file("+QFOPEN", { test: says("+QFOPEN: <filename>[,(0-2)]"), read: showOpen, write: open }),
  file("+QFREAD", { test: says("+QFREAD: <filehandle>[,<length>]"), write: read }),
  file("+QFWRITE", { test: says("+QFWRITE: <filehandle>[,<length>[,(1-65535)]]"), write }),
  file("+QFSEEK", { test: says("+QFSEEK: <filehandle>,<offset>[,(0-2)]"), write: seek }),
  file("+QFPOSITION", {
    test: says("+QFPOSITION: <filehandle>"),
    write: (run) => {
      run.args.atMost(1);
      run.information(`+QFPOSITION: ${opened(run).position}`);
    },
  }),
  file("+QFTUCAT", { test: says("+QFTUCAT: <filehandle>"), write: truncate }),
  file("+QFCLOSE", { test: says("+QFCLOSE: <filehandle>"), write: close }),
];
