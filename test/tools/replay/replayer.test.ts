import { VirtualClock } from "../../../tools/clock";
import type { LogEntry } from "../../../tools/replay/line-log";
import { Replayer } from "../../../tools/replay/replayer";

/** Entries as they stand in a record. */
const entries = (...list: [number, LogEntry["mark"], string | number][]): LogEntry[] =>
  list.map(([ms, mark, content], index) => ({ ms, mark, content, line: index + 2 }));

interface Played {
  replayer: Replayer;
  clock: VirtualClock;
  /** What came, and when, milliseconds since the start. */
  came: [number, string][];
  write(text: string): void;
}

function play(...list: Parameters<typeof entries>): Played {
  const clock = new VirtualClock();
  const startMs = clock.now();
  const replayer = new Replayer(clock, { entries: entries(...list) });
  const came: [number, string][] = [];
  replayer.onData((bytes) => came.push([clock.now() - startMs, bytes.toString("latin1")]));
  replayer.start();
  return { replayer, clock, came, write: (text) => replayer.write(Buffer.from(text, "latin1")) };
}

describe("replayer", () => {
  it("says what the modem said so long after the host's command as it did then", async () => {
    const { clock, came, write, replayer } = play([0, ">", "AT\r"], [30, "<", "OK"], [100, "<", "RING"]);
    await clock.advance(5000);
    expect(came).toEqual([]);
    write("AT\r");
    await clock.advance(100);
    expect(came).toEqual([
      [5030, "OK"],
      [5100, "RING"],
    ]);
    expect(replayer.verdict).toMatchObject({ isSame: true, entries: 3 });
  });

  it("says at once what had been said before the host's first word", async () => {
    const { clock, came, write, replayer } = play([400, "<", "RDY"], [9000, ">", "AT\r"], [9010, "<", "OK"]);
    await clock.advance(0);
    expect(came).toEqual([[0, "RDY"]]);
    write("AT\r");
    await clock.advance(10);
    expect(replayer.verdict).toMatchObject({ isSame: true });
  });

  it("takes the host's bytes in any pieces, and earlier than then", async () => {
    const { clock, write, replayer } = play([0, ">", "AT+A\r"], [50, "<", "OK"], [500, ">", "AT+B\r"]);
    for (const piece of ["AT", "+A\rAT+", "B\r"]) write(piece);
    await clock.advance(50);
    expect(replayer.verdict).toMatchObject({ isSame: true, entries: 3 });
  });

  it("parts at the first other byte, and when the host is silent for twice the time and a minute", async () => {
    const other = play([0, ">", "AT+A\r"]);
    other.write("AT+B\r");
    await other.clock.advance(0);
    expect(other.replayer.verdict).toMatchObject({ isSame: false, recorded: "AT+A\\r", written: "AT+B\\r" });
    const silent = play([0, ">", "AT\r"], [10_000, ">", "AT\r"]);
    silent.write("AT\r");
    await silent.clock.advance(79_999);
    expect(silent.replayer.verdict).toBeUndefined();
    await silent.clock.advance(1);
    expect(silent.replayer.verdict).toMatchObject({ isSame: false, written: "", entry: { line: 3 } });
  });

  it("parts in the same time from a host that goes on asking for what does not come", async () => {
    const { clock, write, replayer } = play([0, ">", "AT\r"], [10_000, ">", "AT\r"]);
    write("AT\r");
    await clock.advance(0);
    for (let ms = 0; ms < 80_000; ms += 5000) {
      write("AT+QSSLRECV=0,1500\r");
      await clock.advance(5000);
    }
    expect(replayer.verdict).toMatchObject({ isSame: false, written: "", entry: { line: 3 } });
  });

  it("compares the number of bytes where they were secret, and leaves out what sends hold", async () => {
    const upload = 'AT+QFUPL="a",4\r';
    const same = play(
      [0, ">", upload],
      [1, ">", 4],
      [2, ">", "AT+QSSLSEND=0,3\r"],
      [3, "<", "> "],
      [4, ">", 3],
      [5, "<", "SEND OK"],
    );
    same.write(upload);
    same.write("4321");
    same.write("AT+QSSLSEND=0,5\r");
    await same.clock.advance(1);
    same.write("12345");
    await same.clock.advance(2);
    expect(same.replayer.verdict).toMatchObject({ isSame: true });
  });

  it("says other bytes for those that were secret", async () => {
    const { clock, came, write } = play([0, ">", 'AT+QFDWL="a"\r'], [1, "<", 5]);
    write('AT+QFDWL="a"\r');
    await clock.advance(1);
    expect(came).toEqual([[1, "xxxxx"]]);
  });

  it("does not compare reads that find nothing, then or now, and answers those that the record does not have", async () => {
    const empty = "\r\n+QSSLRECV: 0\r\n\r\nOK\r\n";
    const { clock, came, write, replayer } = play(
      [0, ">", "AT+QSSLRECV=0,1500\r"],
      [5, "<", empty.slice(0, 9)],
      [6, "<", `${empty.slice(9)}RING`],
      [20, ">", "AT+A\r"],
      [30, "<", "OK"],
      [40, ">", "AT+QSSLRECV=0,1500\r"],
      [50, "<", "\r\n+QSSLRECV: 1\r\nx\r\n\r\nOK\r\n"],
    );
    write("AT+A\r");
    await clock.advance(20);
    expect(came).toEqual([
      [0, "RING"],
      [10, "OK"],
    ]);
    write("AT+QSSLRECV=3,1500\r");
    await clock.advance(5);
    expect(came[2]).toEqual([25, empty]);
    write("AT+QSSLRECV=0,1500\r");
    await clock.advance(10);
    expect(came[3]?.[1]).toContain("RECV: 1");
    expect(replayer.verdict).toMatchObject({ isSame: true });
  });
});
