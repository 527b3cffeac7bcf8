import { VirtualClock } from "../../../tools/clock";
import { HostRuntime } from "../../../tools/host/host-runtime";
import { switchCommand } from "../../../tools/flash/switch-command";

it("the switch kicks the watchdog with each piece that it copies, since no timer of the board runs meanwhile", () => {
  const content = Buffer.alloc(5000, "new");
  const board = new HostRuntime({ clock: new VirtualClock(), log: () => {} });
  board.storage.write("app", Buffer.from("old"));
  board.storage.write("qssl.new0", content);
  board.run("var kicks=0;E.kickWatchdog=function(){kicks++}");
  board.run(switchCommand([{ name: "app", besideName: "qssl.new0", content }], undefined));
  expect(board.storage.read("app")).toBe(content.toString());
  expect(board.evaluate("kicks")).toBeGreaterThanOrEqual(9);
  board.stop();
});
