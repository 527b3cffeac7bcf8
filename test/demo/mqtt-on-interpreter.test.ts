/** The firmware with its module for brokers on the real interpreter, its readings at Mosquitto over the modem's TLS. */
import { BrokerBoard } from "../doubles/broker-board";
import { hasMosquitto } from "../doubles/mosquitto-server";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

describeOnInterpreter("the firmware at a broker, on the interpreter", (interpreter) => {
  const directory = scratchDirectory();
  let board: BrokerBoard | undefined;
  afterEach(() => board?.stop());

  (hasMosquitto ? it : it.skip)(
    `publishes status and readings, and answers commands${hasMosquitto ? "" : " (skipped: mosquitto is not installed)"}`,
    async () => {
      const { lines } = (board = await BrokerBoard.start({ interpreter, directory: directory() }));
      const of = (topic: string): string[] => board!.messages(topic);
      await board.until(() => of("readings").length > 2);
      const { seqs } = board;
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      expect(JSON.parse(of("status")[0]!)).toMatchObject({ online: true, modem: { isOnline: true } });
      for (const command of ['{"id":1,"command":"status"}', "[".repeat(300), '{"command":"interval","samplingS":1}'])
        board.command(command);
      await board.until(() => of("replies").length === 3);
      expect(of("replies").map((text) => JSON.parse(text) as unknown)).toEqual([
        expect.objectContaining({ id: 1, ok: true, status: expect.objectContaining({ rung: 0 }) }),
        { error: "no flat JSON object" },
        { command: "interval", ok: true },
      ]);
      expect(lines.filter((line) => /^E |Uncaught|ERROR/.test(line))).toEqual([]);
    },
  );
});
