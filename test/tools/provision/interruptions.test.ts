import { hasOpenssl } from "../../doubles/openssl-server";
import { configFor, type ProvisionBench, ProvisionSession } from "../../doubles/provision-bench";

const LIMIT_MS = 600e3;
jest.setTimeout(LIMIT_MS);

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

describeWithOpenssl(`an interrupted provisioning${hasOpenssl ? "" : " (skipped: openssl is not installed)"}`, () => {
  const session = new ProvisionSession();
  const ids = session.identities;
  const wholeFiles = (bench: ProvisionBench): boolean =>
    [ids.ca.certPem, ids.client.certPem, ids.client.keyPem].every(
      (pem) => bench.files.get(bench.names(pem)[0]!)?.toString() === pem,
    );

  /** A board that works with a CA of before. */
  function working(port: number, options = {}): { bench: ProvisionBench; before: string } {
    const before = configFor(port, { ca: "old.pem" });
    const bench = session.bench({ "config.json": before }, options);
    bench.files.set("old.pem", Buffer.from(ids.ca.certPem));
    return { bench, before };
  }

  it("leaves a configuration that works whenever cable and power are cut, and the next one comes to its end", async () => {
    const { port } = await session.server();
    const { bench: whole } = working(port);
    let count = 0;
    whole.board.onStep = () => void count++;
    await whole.run();
    expect(count).toBeGreaterThan(60);
    // Every step of the end, where things change for good, and some of those before.
    const steps = Array.from({ length: count }, (_, at) => at).filter((at) => at > count - 24 || at % 16 === 0);
    let cuts = 0;
    for (const cutAt of steps) {
      const { bench, before } = working(port);
      let at = 0;
      bench.board.onStep = () => {
        if (at++ >= cutAt) throw new Error("the port has gone");
      };
      const isCut = await bench.run().then(
        () => false,
        () => true,
      );
      // Polls are not as many each time: this one was through already.
      if (!isCut) continue;
      cuts++;
      bench.restart();
      const config = bench.board.runtime.storage.read("config.json");
      // The old one with its file, or the new one with all of its files.
      if (config === before) expect(bench.files.get("old.pem")?.toString()).toBe(ids.ca.certPem);
      else expect([bench.config.tls?.["verify"], wholeFiles(bench)]).toEqual(["mutual", true]);
      await bench.run();
      expect([bench.config.tls?.["verify"], wholeFiles(bench)]).toEqual(["mutual", true]);
      expect(bench.files.size).toBe(3);
      expect(bench.stored).toEqual(["config.json"]);
    }
    expect(cuts).toBeGreaterThan(20);
  });

  it.each([
    ["before it asks for the first file", "data", "AT+QFUPL", 1],
    ["before it asks for the second file", "data", "AT+QFUPL", 2],
    ["in the middle of a file", "payload", "AT+QFUPL", 3],
    ["with the last byte of a file", "final", "AT+QFUPL", 3],
    ["while it lists its files", "command", "AT+QFLST", 1],
    ["while it registers", "command", "AT+QIACT", 1],
    ["while it connects", "final", "AT+QSSLOPEN", 1],
  ])("goes on after the modem restarted %s", async (_, stage, command, nth) => {
    const { port } = await session.server();
    let count = 0;
    const { bench } = working(port, {
      onStage(at: string, line: string) {
        if (at === stage && line.startsWith(command) && ++count === nth) bench.modem.reboot();
      },
    });
    await expect(bench.run()).resolves.toMatchObject({ isBoardSwitched: true });
    expect(count).toBeGreaterThanOrEqual(nth);
    expect(wholeFiles(bench)).toBe(true);
  });

  it("finds a modem that restarts while it is looked for, without trying another speed", async () => {
    const { port } = await session.server();
    let count = 0;
    const { bench } = working(port, {
      onStage(at: string, line: string) {
        if (at === "command" && line.startsWith("AT+CMEE?") && ++count === 1) bench.modem.reboot();
      },
    });
    await bench.run();
    expect(count).toBeGreaterThan(1);
    expect(bench.log.filter((text) => text.startsWith("asking"))).toEqual(["asking the modem at 115200 baud"]);
  });

  it("goes on when bytes of a file are lost between board and modem", async () => {
    const { port } = await session.server();
    const { bench } = working(port);
    let lost = 0;
    bench.onWrite = (bytes) => {
      // One byte of the third and of the ninth piece of PEM.
      const isLost = bytes.length === 128 && ++lost % 6 === 3 && lost < 12;
      return isLost ? bytes.subarray(1) : bytes;
    };
    await bench.run();
    expect(lost).toBeGreaterThan(12);
    expect(wholeFiles(bench)).toBe(true);
  });

  it("goes on when a byte of a file is changed between board and modem", async () => {
    const { port } = await session.server();
    const { bench } = working(port);
    let count = 0;
    bench.onWrite = (bytes) => {
      const copy = Buffer.from(bytes);
      if (bytes.length === 128 && ++count === 4) copy[5]! ^= 1;
      return copy;
    };
    await bench.run();
    expect(wholeFiles(bench)).toBe(true);
  });

  it("goes on when pieces, or the answers to them, are lost between PC and board", async () => {
    const { port } = await session.server();
    const { bench } = working(port);
    const { board } = bench;
    let count = 0;
    const evaluate = board.evaluate.bind(board);
    board.evaluate = async <T>(expression: string): Promise<T> => {
      const isLost = /uploadPiece|askOutcome/.test(expression) && ++count % 5 === 0;
      if (isLost && count % 2) throw new Error(`no answer to ${expression}`);
      const value = await evaluate<T>(isLost ? expression.replace("M", "N") : expression);
      if (isLost && count % 4 === 0) throw new Error(`no answer to ${expression}`);
      return value;
    };
    await bench.run();
    expect(count).toBeGreaterThan(40);
    expect(wholeFiles(bench)).toBe(true);
  });

  it("names no part of a file when the cable is pulled in the middle of it", async () => {
    const { port } = await session.server();
    const { bench } = working(port);
    let count = 0;
    bench.board.onStep = (_, what) => {
      if (what.includes("uploadPiece") && ++count > 20) throw new Error(`no answer to ${what}`);
    };
    const error = await bench.run().catch((reason: Error) => reason);
    expect((error as Error).message).toMatch(/bytes of \w+\.pem were lost on the way to the board: check the cable/);
    const said = JSON.stringify([error, (error as Error).stack, bench.log]);
    for (const line of ids.client.keyPem.split("\n").slice(1, -2)) expect(said).not.toContain(line.slice(0, 12));
  });

  it("is undone when it is stopped by the user", async () => {
    const { port } = await session.server();
    const { bench, before } = working(port);
    const stop = new AbortController();
    bench.board.onStep = (_, what) => {
      if (what.includes("tryConnection")) stop.abort(new Error("stopped by Ctrl-C"));
    };
    await expect(bench.run({ signal: stop.signal })).rejects.toThrow(/stopped by Ctrl-C. Nothing was changed/);
    expect([...bench.files.keys()]).toEqual(["old.pem"]);
    expect(bench.board.runtime.storage.read("config.json")).toBe(before);
    expect(bench.stored).toEqual(["config.json"]);
  });
});
