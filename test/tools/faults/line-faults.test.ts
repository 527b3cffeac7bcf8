import { FaultHost, OK, OPEN, PROMPT } from "./fault-host";

/** What `AT` answers on a line with that fault, and again when it is over. */
async function answers(fault: string, parameters: object): Promise<string[]> {
  const host = await FaultHost.online();
  await host.strike(fault, parameters);
  return [await host.send("AT"), await host.send("AT")];
}

describe("faults of the serial line", () => {
  it("lose-bytes: so many bytes are lost, to the host", async () => {
    expect(await answers("lose-bytes", { count: 3 })).toEqual(["K\r\n", OK]);
  });

  it("lose-bytes: so many bytes are lost, to the modem", async () => {
    const host = await FaultHost.online();
    await host.strike("lose-bytes", { direction: "toModem", count: 2 });
    expect(await host.send("AT")).toBe("");
    expect(host.heard).toBe("\r");
  });

  it("repeat-bytes: a block comes again behind itself, over the borders of what was written at once", async () => {
    const host = await FaultHost.online();
    await host.strike("repeat-bytes", { direction: "toModem", count: 4, times: 2 });
    for (const piece of ["AT", "+CSQ", "\r"]) await host.raw(piece);
    expect(host.heard).toBe("AT+CAT+CAT+CSQ\r");
    expect(await answers("repeat-bytes", { count: 6 })).toEqual([OK + OK, OK]);
  });

  it("corrupt-bytes: the bits of the mask are turned round, in so many bytes", async () => {
    expect(await answers("corrupt-bytes", { count: 3, mask: 0x20 })).toEqual(["\x2d\x2aoK\r\n", OK]);
  });

  it("delay-bytes: so many bytes come late, and what is behind them waits", async () => {
    const host = await FaultHost.online();
    await host.strike("delay-bytes", { count: 2, ms: 1000 });
    expect(await host.send("AT", 999)).toBe("");
    expect(await host.send("AT", 0)).toBe("");
    expect(await host.wait(1)).toBe(OK + OK);
    expect(await host.send("AT")).toBe(OK);
  });

  it("delay-bytes: the same to the modem", async () => {
    const host = await FaultHost.online();
    await host.strike("delay-bytes", { direction: "toModem", count: 1, ms: 500 });
    expect(await host.send("AT", 499)).toBe("");
    expect(await host.wait(1)).toBe(OK);
  });

  it("cut-line: nothing gets through for a time, in that direction only", async () => {
    const host = await FaultHost.online();
    await host.strike("cut-line", { direction: "toHost", seconds: 10 });
    expect(await host.send("AT+CSQ", 9000)).toBe("");
    expect(host.heard).toBe("AT+CSQ\r");
    expect(await host.wait(1000)).toBe("");
    expect(await host.send("AT")).toBe(OK);
  });

  it("line-noise: bytes come that nobody sent, the same ones for the same seed", async () => {
    const host = await FaultHost.online();
    await host.strike("line-noise", { count: 5, seed: 7 });
    const first = await host.wait(0);
    await host.strike("line-noise", { count: 5, seed: 7 });
    expect(first).toHaveLength(5);
    expect(await host.wait(0)).toBe(first);
    await host.strike("line-noise", { direction: "toModem", count: 3 });
    await host.send("AT");
    expect(host.heard).toHaveLength(6);
  });

  it("fifo-overrun: more comes at once than a board's event queue holds", async () => {
    const host = await FaultHost.online();
    await host.strike("fifo-overrun");
    expect(await host.wait(0)).toHaveLength(2048);
  });

  it("insert-urc: a line comes by itself, at once while nothing is under way", async () => {
    const host = await FaultHost.online();
    await host.strike("insert-urc", { urc: "RING" });
    expect(await host.wait(0)).toBe("\r\nRING\r\n");
  });

  it.each([
    ["command", "\r\nRING\r\n\r\n+CSQ: 24,99\r\n\r\nOK\r\n"],
    ["answer", "\r\n+CSQ: 24,99\r\n\r\nRING\r\n\r\nOK\r\n"],
  ])("insert-urc: it comes between the lines of an answer (%s)", async (event, expected) => {
    const host = await FaultHost.online();
    host.schedule({ when: { [event]: "*CSQ" }, fault: "insert-urc", urc: "RING" });
    expect(await host.send("AT+CSQ")).toBe(expected);
  });

  it("insert-urc: it waits for the end of a payload that is under way, in both directions", async () => {
    const host = await FaultHost.online();
    const peer = await host.open();
    host.schedule({ when: { payload: "*", byte: 2 }, fault: "insert-urc", urc: "RING" });
    expect(await host.send("AT+QSSLSEND=4,4")).toBe(PROMPT);
    expect(await host.raw("da")).toBe("");
    expect(await host.raw("ta")).toBe("\r\nSEND OK\r\n\r\nRING\r\n");
    peer.send("12345678");
    await host.wait(0);
    host.schedule({ when: { toHost: "+QSSLRECV: 8\r\n12", byte: 2 }, fault: "insert-urc", urc: "RING" });
    expect(await host.send("AT+QSSLRECV=4,8")).toBe(`\r\n+QSSLRECV: 8\r\n12345678\r\n${OK}\r\nRING\r\n`);
  });

  it("lose-urc: so many notices of data are not said", async () => {
    const host = await FaultHost.online();
    const peer = await host.open();
    await host.strike("lose-urc", { count: 1 });
    peer.send("data");
    expect(await host.wait(1000)).toBe("");
    expect(await host.send("AT+QSSLRECV=4,1500")).toBe(`\r\n+QSSLRECV: 4\r\ndata\r\n${OK}`);
    peer.send("data");
    expect(await host.wait(0)).toBe('\r\n+QSSLURC: "recv",4\r\n');
  });

  it("hands on everything as it came while there is no fault", async () => {
    const host = await FaultHost.online();
    expect(await host.send(OPEN)).toBe(`${OK}\r\n+QSSLOPEN: 4,565\r\n`);
    expect(host.heard).toBe(`${OPEN}\r`);
  });
});
