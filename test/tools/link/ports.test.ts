import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import type { AddressInfo } from "node:net";
import { onlyPort, portsByName } from "../../../tools/link/find-ports";
import { addressFault, openPort } from "../../../tools/link/open-port";
import { scratchDirectory } from "../interpreter/scratch-directory";

describe("the ports of this machine", () => {
  const directory = scratchDirectory();

  it("are found by the names of their devices, each once", () => {
    const folder = directory();
    mkdirSync(path.join(folder, "serial/by-id"), { recursive: true });
    for (const name of ["ttyACM0", "ttyUSB3", "ttyS0", "tty1", "null"]) writeFileSync(path.join(folder, name), "");
    symlinkSync("../../ttyACM0", path.join(folder, "serial/by-id/usb-Espruino"));
    expect(portsByName(folder)).toEqual([path.join(folder, "ttyACM0"), path.join(folder, "ttyUSB3")]);
    expect(portsByName(path.join(folder, "nosuch"))).toEqual([]);
  });

  it("need no choice when there is one", () => {
    expect(onlyPort(["/dev/ttyACM0"])).toBe("/dev/ttyACM0");
    expect(() => onlyPort([])).toThrow(/no serial port was found: .*--port/);
    expect(() => onlyPort(["/dev/a", "/dev/b"])).toThrow("choose with --port one of /dev/a, /dev/b");
  });
});

describe("the name of a port", () => {
  it.each(["/dev/ttyUSB0", "COM3", "tcp://localhost:2323", "tcp://10.0.0.1:1", "tcp://[::1]:65535"])(
    "may be %s",
    (address) => expect(addressFault(address)).toBeUndefined(),
  );

  it.each(["", "tcp://host", "tcp://host:0", "tcp://host:65536", "tcp://:23", "http://host:80", "tcp://a b:1"])(
    'cannot be "%s"',
    async (address) => {
      expect(addressFault(address)).toMatch(/^give /);
      await expect(openPort(address)).rejects.toThrow("give ");
    },
  );

  it("that does not exist is an error with a remedy", async () => {
    await expect(openPort("/dev/nosuch")).rejects.toThrow(
      "/dev/nosuch does not exist: plug the board in, or check --port",
    );
  });

  it("that is no port is an error with a remedy", async () => {
    await expect(openPort(__filename)).rejects.toThrow(/cannot be opened .*check that it is the port of the board/);
  });
});

describe("a console over TCP", () => {
  let server: Server;
  let peer: Promise<Socket>;

  beforeEach(async () => {
    server = createServer();
    peer = new Promise((resolve) => server.once("connection", resolve));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => void server.close());

  const address = (): string => `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it("carries bytes in both directions and tells when it ends", async () => {
    const port = await openPort(address());
    const socket = await peer;
    const received = new Promise<string>((resolve) => port.onData((bytes) => resolve(bytes.toString("latin1"))));
    const sent = new Promise<string>((resolve) => socket.on("data", (bytes) => resolve(bytes.toString("latin1"))));
    const lost = new Promise<string>((resolve) => port.onLost(resolve));
    socket.write(Buffer.from([0, 255]));
    port.write(Buffer.from([254, 1]));
    expect(await Promise.all([received, sent])).toEqual(["\0\xff", "\xfe\x01"]);
    socket.destroy();
    expect(await lost).toBe(`${address()} ended the connection`);
    await port.close();
  });

  it("is not reported as lost when it was closed", async () => {
    const port = await openPort(address());
    const onLost = jest.fn();
    port.onLost(onLost);
    const socket = await peer;
    socket.resume();
    await port.close();
    await port.close();
    expect(onLost).not.toHaveBeenCalled();
  });

  it("that nobody offers is an error with a remedy", async () => {
    const gone = address();
    await new Promise((resolve) => server.close(resolve));
    await expect(openPort(gone)).rejects.toThrow(`${gone} cannot be reached (ECONNREFUSED): check address and port`);
  });
});
