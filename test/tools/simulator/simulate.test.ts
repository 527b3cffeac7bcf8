import { mkdtempSync, openSync, closeSync, existsSync, readSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { RealClock } from "../../../tools/clock";
import { profileList, profileNamed } from "../../../tools/simulator/profiles";
import { parseSimulateOptions } from "../../../tools/simulator/simulate-options";
import { TcpPort } from "../../../tools/simulator/tcp-port";
import { Terminal } from "../../../tools/simulator/terminal";
import { dialogueTrace } from "../../../tools/simulator/trace";

describe("options of npm run simulate", () => {
  it("makes a terminal in the temporary folder unless told otherwise", () => {
    const options = parseSimulateOptions([]);
    expect(options.link).toContain(join(tmpdir(), "quectel-simulator-"));
    expect(options).toMatchObject({
      tcpPort: undefined,
      profile: "EG915U",
      hasNitz: true,
      urcForm: "named",
      isHelp: false,
    });
  });

  it("reads every flag", () => {
    const text =
      "--tcp 0 --profile bg96 --pin 1234 --no-nitz --urc seed --latency 600 --rate 2000 --trace --host a.example=127.0.0.1:8443 --host b=[::1] --host c=d";
    expect(parseSimulateOptions(text.split(" "))).toMatchObject({
      link: undefined,
      tcpPort: 0,
      profile: "BG96",
      pin: "1234",
      hasNitz: false,
      urcForm: "seed",
      latencyMs: 600,
      bytesPerS: 2000,
      hasTrace: true,
      hosts: new Map([
        ["a.example", { host: "127.0.0.1", port: 8443 }],
        ["b", { host: "::1" }],
        ["c", { host: "d" }],
      ]),
    });
  });

  it("takes a real modem in place of the simulated one, with its rate", () => {
    expect(parseSimulateOptions(["--modem", "/dev/ttyUSB2", "--record", "f"])).toMatchObject({
      modem: { path: "/dev/ttyUSB2", baud: 115200 },
      record: "f",
    });
    expect(parseSimulateOptions(["--modem", "/dev/ttyS1@9600"]).modem).toEqual({ path: "/dev/ttyS1", baud: 9600 });
  });

  it("finds every firmware of the list that it prints", () => {
    for (const line of profileList().split("\n")) {
      const [name, revision] = line.split(/ +/);
      expect(parseSimulateOptions(["--profile", name!.toLowerCase()]).profile).toBe(name);
      expect(profileNamed(name!).revision).toBe(revision);
    }
  });

  it.each([
    ["--bogus", "--bogus"],
    ["stray", "stray"],
    ["--tcp 70000", "70000"],
    ["--tcp x", '"x"'],
    ["--tcp 1 --link /tmp/x", "only one"],
    ["--profile BG96/none", 'no modem profile "BG96/none"'],
    ["--modem /dev/x@12", '--modem: "12" does not fit, use a whole number from 300 to 4000000'],
    ["--modem /dev/x --pin 1234", "--pin: a real modem cannot be told so; leave it or --modem out"],
    ["--modem /dev/x --host a=b", "--host: a real modem cannot be told so"],
    ["--modem /dev/x --fault-seed 1", "--fault-seed: a real modem cannot be told so"],
    ["--profile BG77", 'no modem profile "BG77": use one of EG915U, BG96'],
    ["--pin 12", '"12"'],
    ["--urc other", '"other" is unknown, use seed or named'],
    ["--host name", '"name" does not fit'],
    ["--host a=b:99999", '"99999"'],
    ["--latency 60001", '--latency: "60001" does not fit, use a whole number from 0 to 60000'],
    ["--latency fast", '"fast"'],
    ["--rate 0", '"0"'],
    ["--faults /nowhere", "--faults /nowhere: cannot be read (ENOENT); check the path"],
    ["--fault-seed x", '--fault-seed: "x" does not fit, use a whole number from 0 to 4294967295'],
    ["--fault-seed 4294967296", '"4294967296"'],
    ["--fault-seed 1 --fault-rate 0", '--fault-rate: "0" does not fit, use a number from 0.1 to 36000'],
    ["--fault-rate 6", "--fault-rate 6: it belongs to --fault-seed, which is missing"],
    ["--fault-seed 1 --faults f", "--faults and --fault-seed: give only one of them"],
  ])("refuses %s by name", (text, message) => {
    expect(() => parseSimulateOptions(text.split(" "))).toThrow(message);
  });
});

describe("TCP port", () => {
  it("serves one host at a time on the loopback interface", async () => {
    const port = await TcpPort.listen(0);
    port.onData((bytes) => port.write(Buffer.from(bytes.toString().toUpperCase())));
    const first = connect(port.port, "127.0.0.1");
    first.write("ati");
    expect(String(await new Promise((resolve) => first.once("data", resolve)))).toBe("ATI");
    const second = connect(port.port, "127.0.0.1");
    await new Promise((resolve) => second.once("close", resolve));
    const closed = new Promise((resolve) => first.once("close", resolve));
    await port.close();
    await closed;
  });

  it("names a port that is in use", async () => {
    const port = await TcpPort.listen(0);
    await expect(TcpPort.listen(port.port)).rejects.toThrow(`port ${port.port} is in use: give another one`);
    await port.close();
  });
});

/** What a terminal delivers, which may be in pieces. */
function arrivedBytes(terminal: Terminal, lengthBytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    terminal.onData((piece) => {
      bytes = Buffer.concat([bytes, piece]);
      if (bytes.length >= lengthBytes) resolve(bytes);
    });
  });
}

function readBytes(fd: number, lengthBytes: number): Buffer {
  const bytes = Buffer.alloc(lengthBytes);
  for (let at = 0; at < lengthBytes;) at += readSync(fd, bytes, at, lengthBytes - at, null);
  return bytes;
}

const hasSocat = spawnSync("socat", ["-V"]).error === undefined;

(hasSocat ? describe : describe.skip)("terminal (needs socat)", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "terminal-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("carries raw bytes both ways, lets hosts come and go, and takes its link away", async () => {
    const path = join(folder, "tty");
    const terminal = await Terminal.open(path, new RealClock());
    for (const text of ["AT\r\n\x1a\x03\x11", "second"]) {
      const fd = openSync(path, "r+");
      const arrived = arrivedBytes(terminal, text.length);
      writeSync(fd, text);
      expect((await arrived).toString()).toBe(text);
      terminal.write(Buffer.from(`\r\n${text}`));
      expect(readBytes(fd, text.length + 2).toString()).toBe(`\r\n${text}`);
      closeSync(fd);
    }
    await terminal.close();
    expect(existsSync(path)).toBe(false);
  });

  it("does not replace what is no link", async () => {
    const path = join(folder, "precious");
    writeFileSync(path, "data");
    await expect(Terminal.open(path, new RealClock())).rejects.toThrow("exists and is no link");
  });

  it("says so when the link cannot be made", async () => {
    await expect(Terminal.open(join(folder, "no", "tty"), new RealClock())).rejects.toThrow("socat could not make");
  });
});

describe("trace", () => {
  it("prints one line for each burst with control characters visible", () => {
    const lines: string[] = [];
    const trace = dialogueTrace((line) => lines.push(line));
    trace("rx", Buffer.from('AT+X="a"\r'));
    trace("tx", Buffer.from("\r\nOK\r\n"));
    expect(lines).toEqual(['-> AT+X=\\"a\\"\\r', "<- \\r\\nOK\\r\\n"]);
  });

  /** What is shown of a dialogue, each text as one burst. */
  function shown(...dialogue: ["rx" | "tx", string][]): string[] {
    const lines: string[] = [];
    const trace = dialogueTrace((line) => lines.push(line));
    for (const [direction, text] of dialogue) trace(direction, Buffer.from(text, "latin1"));
    return lines;
  }

  it("shows of a file that is put on the modem how many bytes came, and what follows as it is", () => {
    const lines = shown(
      ["rx", 'AT+QFUPL="a.pem",20\r'],
      ["tx", "\r\nCONNECT\r\n"],
      ["rx", "-----BEGIN SECRET"],
      ["rx", "abcAT\r"],
      ["tx", "\r\n+QFUPL: 20,1a2b\r\n\r\nOK\r\n"],
      ["rx", "AT+QFLST\r"],
    );
    expect(lines).toEqual([
      '-> AT+QFUPL=\\"a.pem\\",20\\r',
      "<- \\r\\nCONNECT\\r\\n",
      "-> <17 bytes>",
      "-> <3 bytes>",
      "-> AT\\r",
      "<- \\r\\n+QFUPL: 20,1a2b\\r\\n\\r\\nOK\\r\\n",
      "-> AT+QFLST\\r",
    ]);
  });

  it("takes the line feed of an upload's command for no part of the file, so that none of the file's bytes is shown", () => {
    const command = 'AT+QFUPL="a.pem",6\r';
    const end: ["tx", string] = ["tx", "\r\n+QFUPL: 6,1a2b\r\n"];
    expect(shown(["rx", `${command}\n`], ["rx", "SECRET"], end, ["rx", "AT\r\n"])).toEqual([
      '-> AT+QFUPL=\\"a.pem\\",6\\r',
      "-> <1 bytes>",
      "-> <6 bytes>",
      "<- \\r\\n+QFUPL: 6,1a2b\\r\\n",
      "-> AT\\r\\n",
    ]);
  });

  it("shows no byte of an upload whose length is not told, or that comes with its command; a refused one ends it", () => {
    expect(shown(["rx", 'AT+QFUPL="k"\rSECRET'], ["rx", "SECRET"], ["tx", "\r\nERROR\r\n"], ["rx", "AT\r"])).toEqual([
      '-> AT+QFUPL=\\"k\\"\\r',
      "-> <6 bytes>",
      "-> <6 bytes>",
      "<- \\r\\nERROR\\r\\n",
      "-> AT\\r",
    ]);
    expect(shown(["rx", "AT+QFWRITE=1,6\r"], ["tx", "\r\nCONNECT\r\n"], ["rx", "SECRET"])[2]).toBe("-> <6 bytes>");
  });

  it("shows of a file that is read from the modem how many bytes went", () => {
    const lines = shown(
      ["rx", 'AT+QFDWL="a.pem"\r'],
      ["tx", "\r\nCONNECT\r\nSECRET"],
      ["tx", "SECRET\r\n+QFDWL: 12,1\r\n"],
      ["tx", "\r\nOK\r\n"],
    );
    expect(lines.join()).not.toContain("SECRET");
    expect(lines.slice(-2)).toEqual(["<- \\r\\n+QFDWL: 12,1\\r\\n", "<- \\r\\nOK\\r\\n"]);
  });

  it.each([
    ["a PIN", 'AT+CPIN="1234"\r', "AT+CPIN=<masked>\\r"],
    ["a PIN within a line", 'AT+CMEE=1;+CPIN="1234";+CSQ\r', "AT+CMEE=1;+CPIN=<masked>;+CSQ\\r"],
    ["a login of HTTP", 'AT+QHTTPCFG="auth","me:secret"\r', 'AT+QHTTPCFG=\\"auth\\",\\"<masked>\\"\\r'],
    ["a login of MQTT", 'AT+QMTCONN=0,"id","me","secret"\r', 'AT+QMTCONN=0,\\"id\\",<masked>\\r'],
    ["a new PIN", 'at+cpwd="SC","1234","4321"\r', "at+cpwd=<masked>\\r"],
    [
      "the access point's user and password",
      'AT+QICSGP=1,1,"internet","me","1234",1\r',
      'AT+QICSGP=1,1,\\"internet\\",\\"<masked>\\",1\\r',
    ],
  ])("masks %s, in whatever pieces the line comes, and in its echo", (_, line, masked) => {
    expect(shown(["rx", line])).toEqual([`-> ${masked}`]);
    const echoed = [...line].flatMap((char): ["rx" | "tx", string][] => [
      ["rx", char],
      ["tx", char],
    ]);
    expect(shown(...echoed)).toEqual([`-> ${masked}`, `<- ${masked}`]);
  });

  it("masks user and password where the modem tells them", () => {
    expect(shown(["tx", '\r\n+QICSGP: 1,"internet","me","1234",1\r\n'])).toEqual([
      '<- \\r\\n+QICSGP: 1,\\"internet\\",\\"<masked>\\",1\\r\\n',
    ]);
  });
});
