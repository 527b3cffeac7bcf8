import type * as FileStoreModule from "../../../modules/quectel/file-store";
import fc from "fast-check";
import { cme, ERROR, info, OK, pass } from "../../doubles/device";
import { type Reply, type ScriptedModem, SOON_MS, startScriptedModem } from "../../doubles/scripted-modem";

type FileStore = typeof FileStoreModule;

const CONTENT = "1234567890";
const LIST = 'AT+QFLST="ca.pem"';
const UPLOAD = 'AT+QFUPL="ca.pem",10,60';
const REMOVE = 'AT+QFDEL="ca.pem"';
const stored = (answer: string): Reply => ["\r\nCONNECT\r\n", answer];

let modem: ScriptedModem;
let files: FileStore;
let done: jest.Mock;

const result = (): unknown[] => {
  expect(done).toHaveBeenCalledTimes(1);
  const [error, name] = done.mock.calls[0] as [Error | null, string];
  return [error?.message ?? "", name];
};
const store = (): void => files.storeFile("ca.pem", CONTENT, done);

beforeEach(async () => {
  modem = await startScriptedModem();
  files = await import("../../../modules/quectel/file-store");
  done = jest.fn();
});

describe("checksum", () => {
  it.each([
    ["1234567890", 0x3938],
    ["A", 0x4100],
    ["ABC", 0x242],
    ["", 0],
    ["\xff\xff\xff", 0x00ff],
  ])("of %j", (content, sum) => expect(files.checksum(content)).toBe(sum));

  it("is the XOR of big-endian words for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        let sum = 0;
        bytes.forEach((byte, index) => (sum ^= index % 2 ? byte : byte << 8));
        expect(files.checksum(String.fromCharCode(...bytes))).toBe(sum);
      }),
    );
  });
});

describe("pemName", () => {
  it("is the content's CRC32 in hex with the extension", () => {
    expect(files.pemName("123456789")).toBe("cbf43926.pem");
  });

  it("differs for contents of one size", () => {
    expect(files.pemName("a")).not.toBe(files.pemName("b"));
  });
});

describe("storeFile", () => {
  it.each(['+QFLST: "ca.pem",10', '+QFLST: "UFS:ca.pem",10'])("sends nothing when it is there: %s", (line) => {
    modem.answer(LIST, info(line));
    store();
    pass(SOON_MS);
    expect(result()).toEqual(["", "ca.pem"]);
    expect(modem.commands).toEqual([LIST]);
  });

  it.each([
    ["error 405", cme(405)],
    ["OK without a line", OK],
    ["ERROR", ERROR],
  ])("sends the file when the modem answers %s to the list", (_name, answer) => {
    modem.answer(LIST, answer);
    modem.answer(UPLOAD, stored(info("+QFUPL: 10,3938")));
    store();
    pass(SOON_MS);
    expect(result()).toEqual(["", "ca.pem"]);
    expect(modem.commands).toEqual([LIST, UPLOAD]);
    expect(modem.payloads).toEqual([CONTENT]);
  });

  it("deletes a file of another size first", () => {
    modem.answer(LIST, info('+QFLST: "ca.pem",9'));
    modem.answer(UPLOAD, stored(info("+QFUPL: 10,3938")));
    store();
    pass(SOON_MS);
    expect(result()).toEqual(["", "ca.pem"]);
    expect(modem.commands).toEqual([LIST, REMOVE, UPLOAD]);
  });

  it.each([
    ["another checksum", info("+QFUPL: 10,3939")],
    ["fewer bytes", info("+QFUPL: 8,3938")],
    ["no line", OK],
  ])("deletes what arrived when the modem confirms %s", (_name, answer) => {
    modem.answer(LIST, OK);
    modem.answer(UPLOAD, stored(answer));
    store();
    pass(SOON_MS);
    expect(result()).toEqual([expect.stringMatching(/^upload of ca.pem: bytes lost/), ""]);
    expect(modem.commands).toEqual([LIST, UPLOAD, REMOVE]);
  });

  it("passes on why the upload was refused", () => {
    modem.answer(LIST, OK);
    modem.answer(UPLOAD, cme(403));
    store();
    pass(SOON_MS);
    expect(result()).toEqual([expect.stringMatching(/^upload of ca.pem: .*CME ERROR: 403/), ""]);
  });

  it.each([
    ["ABC", "242"],
    ["ABC", "0242"],
    ["\xaf\xde", "afde"],
    ["\xaf\xde", "AFDE"],
    ["\xaf\xde", "aFdE"],
  ])("takes the checksum of %j as %s", (content, sum) => {
    modem.answer(LIST, OK);
    modem.answer(`AT+QFUPL="ca.pem",${content.length},60`, stored(info(`+QFUPL: ${content.length},${sum}`)));
    files.storeFile("ca.pem", content, done);
    pass(SOON_MS);
    expect(result()).toEqual(["", "ca.pem"]);
  });

  it("takes the confirmation that comes before OK of its own prompt form only once", () => {
    modem.answer(LIST, OK);
    modem.answer(UPLOAD, stored(info("+QFUPL: 10,3938") + OK));
    store();
    pass(SOON_MS);
    expect(result()).toEqual(["", "ca.pem"]);
  });

  it("gives a slow upload 90 s", () => {
    modem.answer(LIST, OK);
    modem.answer(UPLOAD, stored(""));
    store();
    pass(89e3);
    expect(done).not.toHaveBeenCalled();
    pass(3e3);
    expect(result()).toEqual([expect.stringContaining("no answer in 90000 ms"), ""]);
  });

  it.each(['a"b', "a\rb", "n".repeat(81)])("refuses the name %j", (name) => {
    expect(() => files.storeFile(name, CONTENT, done)).toThrow(/^name: at most 80/);
    expect(modem.commands).toEqual([]);
  });
});
