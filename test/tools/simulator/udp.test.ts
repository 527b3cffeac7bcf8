import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { TlsNetwork } from "../../../tools/simulator";
import { ERROR, OK, PROMPT, SEND_OK, TestHost, info } from "./host";
import { RealBench } from "./real-bench";

const OPENED = `${OK}\r\n+QIOPEN: 4,0\r\n`;
const RECV = '\r\n+QIURC: "recv",4\r\n';

/** A service that says twice what it hears, and where that came from. */
async function service(mode: number): Promise<TestHost> {
  const host = await TestHost.online();
  host.network.listenDatagrams("9.8.7.6", 53, (bytes, answer, from) => {
    answer(`${from}`);
    answer(Buffer.concat([bytes, bytes]));
  });
  expect(await host.send(`AT+QIOPEN=1,4,"UDP SERVICE","127.0.0.1",0,5000,${mode}`)).toBe(OPENED);
  return host;
}

async function sendTo(host: TestHost, payload: string, address = '"9.8.7.6",53'): Promise<string> {
  expect(await host.send(`AT+QISEND=4,${payload.length},${address}`)).toBe(PROMPT);
  return host.raw(payload);
}

describe('AT+QIOPEN with "UDP SERVICE"', () => {
  it("in buffer mode: each datagram is read by itself, with the address it came from", async () => {
    const host = await service(0);
    expect(await sendTo(host, "abc")).toBe(`${SEND_OK}${RECV}`);
    expect(await host.send("AT+QIRD=4,1500")).toBe(`\r\n+QIRD: 4,"9.8.7.6",53\r\n5000\r\n${OK}`);
    expect(await host.send("AT+QIRD=4,4")).toBe(`\r\n+QIRD: 4,"9.8.7.6",53\r\nabca\r\n${OK}`);
    expect(await host.send("AT+QIRD=4,1500")).toBe(`\r\n+QIRD: 2,"9.8.7.6",53\r\nbc\r\n${OK}`);
    expect(await host.send("AT+QIRD=4,1500")).toBe(info("+QIRD: 0"));
  });

  it("in direct push mode: the URC tells length, address and port", async () => {
    const host = await service(1);
    const urc = (text: string): string => `\r\n+QIURC: "recv",4,${text.length},"9.8.7.6",53\r\n${text}`;
    expect(await sendTo(host, "\r\nOK\r\n")).toBe(`${SEND_OK}${urc("5000")}${urc("\r\nOK\r\n\r\nOK\r\n")}`);
  });

  it("shows the service in its state, and is closed as any other", async () => {
    const host = await service(1);
    expect(await host.send("AT+QISTATE=1,4")).toBe(info('+QISTATE: 4,"UDP SERVICE","0.0.0.0",0,5000,2,1,4,1,"uart1"'));
    expect(await host.send("AT+QICLOSE=4")).toBe(OK);
    expect(await host.send("AT+QISTATE")).toBe(OK);
  });

  it.each(['0,"9.8.7.6",53', '3,"9.8.7.6"', '3,"9.8.7.6",0', '1461,"9.8.7.6",53', "3"])(
    "sends nothing by AT+QISEND=4,%s",
    async (args) => {
      const host = await service(0);
      expect(await host.send(`AT+QISEND=4,${args}`)).toBe(ERROR);
    },
  );

  it.each(['"127.0.0.1",0', '"127.0.0.1",0,0,1', '"127.0.0.1",0,5000,2'])(
    "is refused without a port of its own or a mode that it has: %s",
    async (args) => {
      const host = await TestHost.online();
      expect(await host.send(`AT+QIOPEN=1,4,"UDP SERVICE",${args}`)).toBe(ERROR);
      expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 552,invalid parameters"));
    },
  );

  it("loses what does not fit, as UDP does", async () => {
    const host = await TestHost.online();
    host.network.listenDatagrams("9.8.7.6", 53, (_bytes, answer) => {
      for (let count = 0; count < 100; count++) answer("x".repeat(1400));
    });
    await host.send('AT+QIOPEN=1,4,"UDP SERVICE","127.0.0.1",0,5000,0');
    await sendTo(host, "go");
    const counts = await host.send("AT+QIRD=4,0");
    const [, total] = /^\r\n\+QIRD: (\d+),0,\1\r\n/.exec(counts)!;
    expect(+total! % 1400).toBe(0);
    expect(+total!).toBeLessThan(100 * 1400);
  });
});

it('AT+QIOPEN with "UDP" has one peer, which nothing needs to name', async () => {
  const host = await TestHost.online();
  host.network.listenDatagrams("time.example", 123, (bytes, answer) => answer(bytes));
  expect(await host.send('AT+QIOPEN=1,4,"UDP","time.example",123,0,1')).toBe(OPENED);
  expect(await host.sendPayload("hello", 4, "QISEND")).toBe(`${SEND_OK}\r\n+QIURC: "recv",4,5\r\nhello`);
});

/** A socket on this machine, at an address of its loopback. */
async function socketAt(address: string): Promise<[Socket, port: number]> {
  const socket = createSocket("udp4").bind(0, address);
  await once(socket, "listening");
  return [socket, socket.address().port];
}

it("real datagrams go out and come back whole; what nobody was asked for does not come in", async () => {
  const [server, port] = await socketAt("127.0.0.1");
  const [stranger] = await socketAt("127.0.0.2");
  const [free, own] = await socketAt("127.0.0.1");
  free.close();
  server.on("message", (bytes, from) => server.send(Buffer.concat([bytes, Buffer.from("!")]), from.port, from.address));
  const bench = await RealBench.start(new TlsNetwork());
  try {
    await bench.send(`AT+QIOPEN=1,4,"UDP SERVICE","127.0.0.1",0,${own},1`);
    await bench.until(/\+QIOPEN: 4,0\r\n/);
    stranger.send("intruder", own, "127.0.0.1");
    await bench.send(`AT+QISEND=4,5,"127.0.0.1",${port}`);
    bench.write("hello");
    const answer = await bench.until(/\+QIURC: "recv",4,6,"127\.0\.0\.1",\d+\r\nhello!/);
    expect(answer).toContain(`,${port}\r\n`);
    expect(answer).not.toContain("intruder");
  } finally {
    bench.stop();
    server.close();
    stranger.close();
  }
});
