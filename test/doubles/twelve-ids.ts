/** A program for a board that had the firmware before: opens as many connections at once as the modem has ids. */
import { buildModule } from "../../tools/build/bundle";
import type { TestBoard } from "./board";

const CONNECTIONS = 12;
/** Patience with the bring-up and twelve connections, seconds on the board's clock. */
const LIMIT_S = 120;

const PROGRAM = `
Serial1.setup(115200,{path:"/dev/ttyS0"});
var opened=0,failed="";
function onError(e) { failed=e.message; }
require("QuectelSSL").connect(Serial1,{apn:"internet",tls:{ca:require("Storage").read("ca.pem")}},function(e,modem) {
  if (e) return onError(e);
  for (var i=0;i<${CONNECTIONS};i++) {
    var slot=modem.open({host:"collector.example",port:8443});
    slot.on("open",function() { opened++; });
    slot.on("error",onError);
  }
});
`;

let files: Record<string, string> | undefined;

async function build(): Promise<Record<string, string>> {
  const [driver, bringUp] = await Promise.all([
    buildModule({ name: "QuectelSSL" }),
    buildModule({ name: "QuectelBringUp" }),
  ]);
  return { QuectelSSL: driver.code, QuectelBringUp: bringUp.code, ".bootcde": PROGRAM };
}

/**
 * Puts the program in the place of the firmware, the modem living on.
 * @returns ids that the modem then holds connected.
 * @throws Error with what the driver said when one cannot be opened.
 */
export async function openTwelve(board: TestBoard): Promise<number> {
  for (const [name, code] of Object.entries((files ??= await build())))
    board.storage.write(name, Buffer.from(code, "latin1"));
  board.restart();
  const isOver = (): boolean => board.evaluate(`failed||opened===${CONNECTIONS}`) !== false;
  await board.clock.runUntil(isOver, LIMIT_S * 1000);
  const failed = board.evaluate("failed") as string;
  if (failed) throw new Error(failed);
  return board.modem.status().sockets.filter(({ state }) => state === 2).length;
}
