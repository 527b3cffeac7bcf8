/** What an outage leaves goes out from 2,500 variables, whatever the configuration's batch: the smallest boards have no more. */
import { buildFirmwareFiles } from "../../tools/build/firmware-files";
import { issue, makeAuthority } from "../../tools/certificates/certificates";
import { journalWith } from "../doubles/begun-journal";
import { BrokerBoard } from "../doubles/broker-board";
import { InterpreterBoard } from "../doubles/interpreter-board";
import { hasMosquitto } from "../doubles/mosquitto-server";
import { describeOnSmallInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const WAITING = 80;

const seqsOf = (readings: Iterable<{ seq: number }>): number[] => [...readings].map(({ seq }) => seq).slice(0, WAITING);
const ALL = Array.from({ length: WAITING }, (_, index) => index + 1);
/** What the interpreter prints when it runs out of variables, and of whatever else went wrong. */
const FAULT = /^E |Uncaught|ERROR|MEMORY/;

describeOnSmallInterpreter("eighty readings that waited, from 2,500 variables", (interpreter) => {
  const directory = scratchDirectory();
  let board: { stop(): Promise<void> } | undefined;
  afterEach(() => board?.stop());

  it("arrive at a server of HTTPS, 50 in a batch by the configuration", async () => {
    const authority = await makeAuthority({ commonName: "Test CA" });
    const started = await InterpreterBoard.start({
      path: interpreter,
      firmware: { ...(await buildFirmwareFiles({ board: "LINUX" })), "qssl.log": journalWith(3, WAITING) },
      server: await issue(authority, { commonName: "localhost", dnsNames: ["localhost"], usage: "server" }),
      caPem: authority.certPem,
      config: { sampling: { intervalS: 2, sensors: ["load"] }, upload: { intervalS: 1, batch: 50 } },
    });
    board = started;
    const seqs: number[] = [];
    started.collector.on("readings", ({ stored }) => seqs.push(...seqsOf(stored)));
    while (started.readings <= WAITING) await started.untilUploads(started.uploads + 1);
    expect(seqs.slice(0, WAITING)).toEqual(ALL);
    expect(started.lines.filter((line) => FAULT.test(line))).toEqual([]);
  });

  (hasMosquitto ? it : it.skip)(
    `arrive at a broker${hasMosquitto ? "" : " (skipped: mosquitto is not installed)"}`,
    async () => {
      const files = { "qssl.log": journalWith(3, WAITING) };
      const started = await BrokerBoard.start({ interpreter, directory: directory(), files });
      board = started;
      await started.until(() => started.seqs.length > WAITING);
      expect(started.seqs.slice(0, WAITING)).toEqual(ALL);
      expect(started.lines.filter((line) => FAULT.test(line))).toEqual([]);
    },
  );
});
