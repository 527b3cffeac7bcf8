import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { issue, makeAuthority } from "../../tools/certificates/certificates";
import { InterpreterBoard } from "../doubles/interpreter-board";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";

/** Uploads after which the memory must be what it was: `QSSL_LONG=1` makes it the thousand that the budget names. */
const UPLOADS = process.env["QSSL_LONG"] ? 1000 : 40;
const LIMIT_MS = 600e3;

/** A sample may meet a command of the driver; the least of so many did not. */
const SAMPLES = 40;
/** Variables by which the least of the samples differs from run to run without growing. */
const JITTER = 1;

/** Two readings a second, each in a request of its own: an upload takes a third of a second. */
const BUSY = {
  sampling: { intervalS: 1, sensors: ["load", "memory"] },
  upload: { intervalS: 1, batch: 1 },
};

describeOnInterpreter("the firmware on the real interpreter", (path) => {
  let firmware: FirmwareFiles;
  let caPem: string;
  let server: { keyPem: string; certPem: string };
  let board: InterpreterBoard | undefined;

  beforeAll(async () => {
    firmware = await buildFirmwareFiles({ board: "LINUX" });
    const authority = await makeAuthority({ commonName: "Test CA" });
    caPem = authority.certPem;
    server = await issue(authority, { commonName: "localhost", dnsNames: ["localhost"], usage: "server" });
  });
  afterEach(async () => {
    await board?.stop();
    board = undefined;
  });

  it(
    `uploads over TLS 1.2, and ${UPLOADS} uploads leave the memory as ten left it`,
    async () => {
      board = await InterpreterBoard.start({ path, firmware, server, caPem, config: BUSY });
      await board.untilUploads(10);
      const before = await board.usageAtRest(SAMPLES);
      const figures = [`${board.uploads} uploads: ${before.usage} of ${before.total} variables`];
      for (let step = 1; step <= 4; step++) {
        await board.untilUploads((UPLOADS * step) / 4);
        figures.push(`${board.uploads} uploads: ${(await board.usageAtRest()).usage}`);
      }
      const after = await board.usageAtRest(SAMPLES);
      if (process.env["QSSL_LONG"]) console.log(figures.join("\n"));
      if (after.usage > before.usage + JITTER)
        throw new Error(`memory grew:\n${figures.join("\n")}\nat the end: ${after.usage}`);
      expect([...board.protocols]).toEqual(["TLSv1.2"]);
      expect(board.errorFlags).toEqual([]);
      expect(board.lines.filter((line) => /^E |Uncaught/.test(line))).toEqual([]);
      const { devices } = board.collector.summary();
      expect(devices.length).toBe(1);
    },
    LIMIT_MS,
  );
});
