import type * as AtClient from "../../../modules/at/at-client";
import type * as ModemFiles from "../../../modules/quectel/modem-files";
import { cme, info, installDevice, OK, pass, TestPort } from "../../doubles/device";

const CONNECT = "\r\nCONNECT\r\n";
const GUARD_MS = 20;

describe("modem-files", () => {
  let port: TestPort;
  let files: typeof ModemFiles;
  let at: typeof AtClient;
  let done: jest.Mock;

  beforeEach(async () => {
    installDevice();
    at = await import("../../../modules/at/at-client");
    files = await import("../../../modules/quectel/modem-files");
    port = new TestPort();
    at.startAt(
      port,
      () => {},
      () => {},
      () => {},
    );
    done = jest.fn();
  });

  it("AT+QFLST lists all files, one a line", () => {
    files.listFiles(done);
    expect(port.take()).toEqual(['AT+QFLST="*"\r']);
    port.feed(info('+QFLST: "UFS:a.pem",12', '+QFLST: "b.pem",3'));
    expect(done.mock.calls).toEqual([[null, '"UFS:a.pem",12\n"b.pem",3']]);
  });

  it("AT+QFLDS tells what is free, AT+QFDEL deletes", () => {
    files.freeSpace(done);
    port.feed(info("+QFLDS: 100,200"));
    pass(GUARD_MS);
    files.deleteFile("a.pem", done);
    port.feed(cme(405));
    expect(port.take()).toEqual(['AT+QFLDS="UFS"\r', 'AT+QFDEL="a.pem"\r']);
    expect(done.mock.calls).toEqual([
      [null, "100,200"],
      [expect.objectContaining({ code: 405 }), ""],
    ]);
  });

  it("AT+QFUPL takes a file in pieces, each once, however often and in whatever order they come", () => {
    files.beginUpload("a.pem", 9, "abc", done);
    expect(port.take()).toEqual(['AT+QFUPL="a.pem",9,30\r']);
    // The modem has not asked yet.
    expect(files.uploadPiece(3, "def")).toBe(-1);
    port.feed(CONNECT);
    expect(port.take()).toEqual(["abc"]);
    expect(files.uploadPiece(6, "ghi")).toBe(3);
    expect(files.uploadPiece(3, "def")).toBe(6);
    expect(files.uploadPiece(3, "def")).toBe(6);
    expect(files.uploadPiece(-1, "xyz")).toBe(6);
    expect(files.uploadPiece(6, "ghi")).toBe(9);
    expect(port.take()).toEqual(["def", "ghi"]);
    port.feed(info("+QFUPL: 9,1234"));
    expect(done.mock.calls).toEqual([[null, "9,1234"]]);
    expect(files.uploadPiece(9, "x")).toBe(-1);
    expect(port.take()).toEqual([]);
  });

  it("AT+QFUPL that is refused or aborted takes no further piece", () => {
    files.beginUpload("a.pem", 6, "abc", done);
    port.feed(cme(420));
    pass(GUARD_MS);
    files.beginUpload("a.pem", 6, "abc", done);
    port.feed(CONNECT);
    at.abortAt("modem restarted");
    expect(files.uploadPiece(3, "def")).toBe(-1);
    expect(done.mock.calls.map(([error]) => (error as { code: number }).code)).toEqual([420, -4]);
  });

  it.each([[[]], [[3, 14, 20]], [Array.from({ length: 60 }, (_, at) => at)]])(
    "AT+QFDWL gives the modem's checksum, whatever the file holds and however it is cut (%j)",
    (cuts) => {
      const content = "\r\nOK\r\n+QFDWL: 1,2\r\n";
      files.checkFile("a.pem", content.length, done);
      expect(port.take()).toEqual(['AT+QFDWL="a.pem"\r']);
      port.feed(CONNECT + content + `\r\n+QFDWL: ${content.length},beef\r\n` + OK, cuts);
      expect(done.mock.calls).toEqual([[null, `${content.length},beef`]]);
      pass(100e3);
      expect(done).toHaveBeenCalledTimes(1);
    },
  );

  it("AT+QFDWL ends when the file does not come whole, and the next command is understood", () => {
    files.checkFile("a.pem", 100, done);
    port.feed(`${CONNECT}abc`);
    pass(60e3);
    expect(done.mock.calls).toEqual([
      [expect.objectContaining({ message: expect.stringMatching(/did not come whole/) }), ""],
    ]);
    port.take();
    files.deleteFile("a.pem", done);
    port.feed(OK);
    expect(done).toHaveBeenLastCalledWith(null, "");
  });

  it("AT+QFDWL that is refused is an error", () => {
    files.checkFile("a.pem", 100, done);
    port.feed(cme(405));
    expect(done.mock.calls).toEqual([[expect.objectContaining({ code: 405 }), ""]]);
  });

  it.each(['a".pem', "a\r", "x".repeat(81)])("refuses the name %j", (name) => {
    expect(() => files.deleteFile(name, done)).toThrow(/^name: at most 80/);
    expect(() => files.beginUpload(name, 3, "abc", done)).toThrow(/^name: at most 80/);
    expect(() => files.checkFile(name, 3, done)).toThrow(/^name: at most 80/);
    expect(port.take()).toEqual([]);
  });
});
