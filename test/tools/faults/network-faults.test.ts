import { FaultHost, OK, OPEN, PROMPT } from "./fault-host";

/** Sends so many bytes on client id 4 and answers the result. */
async function send(host: FaultHost, count = 4): Promise<string> {
  expect(await host.send(`AT+QSSLSEND=4,${count}`)).toBe(PROMPT);
  return host.raw("x".repeat(count));
}

const opened = (code: number): string => `${OK}\r\n+QSSLOPEN: 4,${code}\r\n`;

describe("faults of the network", () => {
  it("registration-lost: told, with the bearer, and it holds whatever the modem does; then it registers", async () => {
    const host = await FaultHost.registered();
    await host.strike("registration-lost", { seconds: 60 });
    expect(await host.wait(0)).toBe('\r\n+CEREG: 2\r\n\r\n+QIURC: "pdpdeact",1\r\n');
    for (const line of ["AT+CFUN=4", "AT+CFUN=1"]) await host.send(line, 10_000);
    expect(await host.send("AT+CEREG?", 100)).toContain("+CEREG: 1,2");
    expect(await host.send("AT+QIACT=1", 1000)).toContain("ERROR");
    expect(await host.wait(45_000)).toContain("+CEREG: 1");
    expect(await host.send("AT+QIACT=1", 1000)).toBe(OK);
  });

  it("registration-lost-silently: no word of it, and nothing passes; connections of that time stay dead", async () => {
    const host = await FaultHost.online();
    const peer = await host.open();
    let got = "";
    peer.onData = (bytes) => (got += bytes.toString());
    await host.strike("registration-lost-silently", { seconds: 60 });
    expect(await send(host)).toBe("\r\nSEND OK\r\n");
    peer.send("data");
    peer.close();
    expect(await host.wait(1000)).toBe("");
    expect(await host.send("AT+CEREG?")).toContain("+CEREG: 1,0");
    expect(await host.send("AT+QIACT?")).toContain("+QIACT: 1,1");
    await host.wait(60_000);
    expect(got).toBe("");
    expect(host.modem.status().registration).toBe(1);
    await host.send("AT+QSSLCLOSE=4,0");
    expect(await host.send(OPEN)).toBe(opened(0));
  });

  it("registration-denied: state 3, until the network lets it in", async () => {
    const host = await FaultHost.registered();
    await host.strike("registration-denied", { seconds: 100 });
    expect(await host.wait(99_000)).toContain("+CEREG: 3");
    expect(await host.wait(5000)).toContain("+CEREG: 1");
  });

  it("registration-slow: it searches from the start, and that takes so much longer, once", async () => {
    const host = await FaultHost.registered();
    await host.strike("registration-slow", { seconds: 100 });
    expect(await host.wait(101_900)).toBe('\r\n+CEREG: 2\r\n\r\n+QIURC: "pdpdeact",1\r\n');
    expect(await host.wait(100)).toBe("\r\n+CEREG: 1\r\n");
    await host.send("AT+CFUN=4", 1000);
    expect(await host.send("AT+CFUN=1", 3000)).toContain("+CEREG: 1");
  });

  it("pdp-deactivated: told, and its connections are dead", async () => {
    const host = await FaultHost.online();
    await host.open();
    await host.strike("pdp-deactivated");
    expect(await host.wait(0)).toBe('\r\n+QIURC: "pdpdeact",1\r\n');
    expect(await host.send("AT+QSSLSEND=4,4")).toBe("\r\nERROR\r\n");
    expect(await host.send("AT+QIACT=1")).toBe(OK);
  });

  it("pdp-refused: the context is dropped, and none is activated for a time", async () => {
    const host = await FaultHost.online();
    await host.strike("pdp-refused", { seconds: 30 });
    expect(await host.wait(29_000)).toBe('\r\n+QIURC: "pdpdeact",1\r\n');
    expect(await host.send("AT+QIACT=1")).toBe("\r\nERROR\r\n");
    await host.wait(1000);
    expect(await host.send("AT+QIACT=1")).toBe(OK);
  });

  it("bearer-dead: opens get no answer though the context looks active", async () => {
    const host = await FaultHost.online();
    await host.open();
    await host.strike("bearer-dead", { seconds: 60 });
    await host.send("AT+QSSLCLOSE=4,0");
    expect(await host.send(OPEN, 149_000)).toBe(OK);
    expect(await host.send("AT+QIACT?")).toContain("+QIACT: 1,1");
    expect(await host.wait(1000)).toBe("\r\n+QSSLOPEN: 4,569\r\n");
  });

  it("network-slow: bytes take so much longer, both ways", async () => {
    const host = await FaultHost.online();
    const peer = await host.open();
    peer.onData = (bytes) => peer.send(bytes);
    await host.strike("network-slow", { ms: 2000, seconds: 60 });
    expect(await send(host)).toBe("\r\nSEND OK\r\n");
    expect(await host.wait(3999)).toBe("");
    expect(await host.wait(1)).toBe('\r\n+QSSLURC: "recv",4\r\n');
    await host.wait(60_000);
    await host.send("AT+QSSLRECV=4,1500");
    expect(await send(host)).toBe('\r\nSEND OK\r\n\r\n+QSSLURC: "recv",4\r\n');
  });

  it("socket-closed: the peers close, and the modem says so", async () => {
    const host = await FaultHost.online();
    await host.open();
    await host.strike("socket-closed");
    expect(await host.wait(0)).toBe('\r\n+QSSLURC: "closed",4\r\n');
  });

  it("socket-dead: nothing passes any more and nothing is said; a new connection works", async () => {
    const host = await FaultHost.online();
    const peer = await host.open();
    await host.strike("socket-dead");
    peer.send("data");
    peer.close();
    expect(await host.wait(600_000)).toBe("");
    expect(await host.send("AT+QSSLCLOSE=4", 10_000)).toBe(OK);
    expect(await host.send(OPEN)).toBe(opened(0));
  });

  it("connections-refused: 566 for a time", async () => {
    const host = await FaultHost.online();
    host.inner.listen("h.example", 443, () => {});
    await host.strike("connections-refused", { seconds: 10 });
    expect(await host.send(OPEN)).toBe(opened(566));
    await host.send("AT+QSSLCLOSE=4", 10_000);
    expect(await host.send(OPEN)).toBe(opened(0));
  });

  it("names-unknown: 565 for a time", async () => {
    const host = await FaultHost.online();
    host.inner.listen("h.example", 443, () => {});
    await host.strike("names-unknown", { seconds: 10 });
    expect(await host.send(OPEN)).toBe(opened(565));
    await host.send("AT+QSSLCLOSE=4", 10_000);
    expect(await host.send(OPEN)).toBe(opened(0));
  });

  it("connections-unanswered: 569 after the modem's patience", async () => {
    const host = await FaultHost.online();
    host.inner.listen("h.example", 443, () => {});
    await host.strike("connections-unanswered", { seconds: 10 });
    expect(await host.send(OPEN, 149_000)).toBe(OK);
    expect(await host.wait(1000)).toBe("\r\n+QSSLOPEN: 4,569\r\n");
  });

  it("handshake-failed: so many opens end with 566", async () => {
    const host = await FaultHost.online();
    host.inner.listen("h.example", 443, () => {});
    await host.strike("handshake-failed", { count: 2 });
    for (const code of [566, 566, 0]) {
      expect(await host.send(OPEN)).toBe(opened(code));
      await host.send("AT+QSSLCLOSE=4", 10_000);
    }
  });

  it("send-buffer-full: sends fail when the buffer is full; then all that was taken arrives", async () => {
    const host = await FaultHost.online();
    const peer = await host.open();
    let got = 0;
    peer.onData = (bytes) => (got += bytes.length);
    await host.strike("send-buffer-full", { seconds: 30 });
    let taken = 0;
    while ((await send(host, 1460)) === "\r\nSEND OK\r\n") taken += 1460;
    expect(got).toBe(0);
    await host.wait(30_000);
    expect(got).toBe(taken);
    expect(await send(host)).toBe("\r\nSEND OK\r\n");
  });

  it("receive-buffer-full: the server is held up, then all comes at once", async () => {
    const host = await FaultHost.online();
    const peer = await host.open();
    await host.strike("receive-buffer-full", { seconds: 30 });
    peer.send("x".repeat(3000));
    expect(await host.wait(29_000)).toBe("");
    expect(peer.unsentBytes).toBe(3000);
    expect(await host.wait(1000)).toBe('\r\n+QSSLURC: "recv",4\r\n');
    expect(peer.unsentBytes).toBe(0);
  });
});

describe("faults that last", () => {
  it("end with the later of two that overlap", async () => {
    const host = await FaultHost.online();
    host.schedule(
      { at: 0, fault: "modem-silent", seconds: 100 },
      { at: 50, fault: "modem-silent", seconds: 10 },
      { at: 90, fault: "modem-silent", seconds: 60 },
    );
    await host.wait(149_000);
    expect(await host.send("AT", 900)).toBe("");
    await host.wait(100);
    expect(await host.send("AT")).toBe(OK);
  });

  it("leave no timer behind when the injector is stopped", async () => {
    const host = await FaultHost.online();
    host.schedule({ at: 1, fault: "modem-silent", seconds: 100 }, { at: 1000, fault: "modem-reboot" });
    await host.wait(1000);
    host.faults.stop();
    host.modem.dispose();
    expect(host.clock.pending).toBe(0);
  });
});
