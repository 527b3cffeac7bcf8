/** An upload that the board's reset cut off: what completed the file need not have been the file. */
import type * as FileStoreModule from "../../../modules/quectel/file-store";
import { info, OK, pass } from "../../doubles/device";
import { type ScriptedModem, SOON_MS, startScriptedModem } from "../../doubles/scripted-modem";

const CONTENT = "1234567890";
const LIST = 'AT+QFLST="ca.pem"';
const UPLOAD = 'AT+QFUPL="ca.pem",10,60';
const REMOVE = 'AT+QFDEL="ca.pem"';
const THERE = info('+QFLST: "ca.pem",10');

let modem: ScriptedModem;
let files: typeof FileStoreModule;

beforeEach(async () => {
  modem = await startScriptedModem();
  files = await import("../../../modules/quectel/file-store");
});

function store(): void {
  const done = jest.fn();
  modem.answer(LIST, THERE);
  modem.answer(UPLOAD, ["\r\nCONNECT\r\n", info("+QFUPL: 10,3938")]);
  files.storeFile("ca.pem", CONTENT, done);
  pass(SOON_MS);
  expect(done.mock.calls).toEqual([[null, "ca.pem"]]);
}

it("is noticed by its answer, and then no file is taken for what its name and size say", () => {
  modem.port.feed(info("+QFUPL: 10,1234"));
  store();
  expect(modem.commands).toEqual([LIST, REMOVE, UPLOAD]);
  expect(modem.payloads).toEqual([CONTENT]);
});

it("is told from one of our own, after which the file is known", () => {
  modem.answer(LIST, OK);
  modem.answer(UPLOAD, ["\r\nCONNECT\r\n", info("+QFUPL: 10,3938")]);
  files.storeFile("ca.pem", CONTENT, jest.fn());
  pass(SOON_MS);
  modem.commands.length = 0;
  store();
  expect(modem.commands).toEqual([LIST]);
});
