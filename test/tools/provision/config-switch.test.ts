import { VirtualClock } from "../../../tools/clock";
import { HostRuntime } from "../../../tools/host/host-runtime";
import { HostStorage } from "../../../tools/host/host-storage";
import { ConfigSwitch } from "../../../tools/provision/config-switch";
import { RealClock } from "../../../tools/clock";
import { HostProvisioned } from "../../doubles/host-provisioned";

const OLD = '{"tls":{"ca":"a.pem","cert":"b.pem","key":"c.pem"}}';
const NEW = '{"tls":{"ca":"d.pem","cert":"b.pem","key":"c.pem"},"more":"text"}';

class PowerCut extends Error {}

describe("ConfigSwitch", () => {
  /** A board with these files, after its boot. */
  function boot(storage: HostStorage): HostProvisioned {
    const runtime = new HostRuntime({ clock: new VirtualClock(), storage, log: () => {} });
    runtime.boot();
    // A start script that was not written whole is nothing but bytes of 255; the boot goes on.
    expect(runtime.errors.filter((text) => !/\xff/.test(text))).toEqual([]);
    return new HostProvisioned(runtime, new RealClock());
  }

  it("replaces the configuration and remembers the names of before until they are forgotten", async () => {
    const storage = HostStorage.of([["config.json", OLD]]);
    const change = new ConfigSwitch(boot(storage));
    await change.replace(NEW, ["a.pem"]);
    expect(storage.read("config.json")).toBe(NEW);
    expect(storage.files().map(({ name }) => name)).toEqual(["config.old", "config.json"]);
    await expect(change.formerNames(NEW)).resolves.toEqual(["a.pem", "d.pem", "b.pem", "c.pem"]);
    await change.forget();
    await expect(change.formerNames(NEW, undefined)).resolves.toEqual(["d.pem", "b.pem", "c.pem"]);
  });

  it("leaves the old one or the new one whole after a power cut at any change of the flash", async () => {
    let isThrough = false;
    let news = 0;
    for (let cutAt = 0; !isThrough; cutAt++) {
      const storage = HostStorage.of([["config.json", OLD]]);
      const board = boot(storage);
      let at = 0;
      let isCut = false;
      storage.flash.onOperation = () => {
        isCut ||= at++ === cutAt;
        if (isCut) throw new PowerCut();
      };
      await new ConfigSwitch(board).replace(NEW, ["a.pem"]).catch(() => {});
      isThrough = !isCut;
      storage.flash.onOperation = undefined;
      const again = boot(storage);
      const config = storage.read("config.json");
      expect([OLD, NEW]).toContain(config);
      if (config === NEW) news++;
      // And the next one comes to its end.
      await new ConfigSwitch(again).replace(NEW, []);
      expect(storage.read("config.json")).toBe(NEW);
      expect(storage.files().filter(({ name }) => name.startsWith(".boot"))).toEqual([]);
    }
    expect(news).toBeGreaterThan(3);
  });

  it("ends a switch of before that only the PC did not see the end of", async () => {
    const storage = HostStorage.of([["config.json", OLD]]);
    const board = boot(storage);
    board.onStep = (step) => {
      if (step === "evaluate") throw new Error("the port has gone");
    };
    await expect(new ConfigSwitch(board).replace(NEW, [])).rejects.toThrow();
    expect(storage.read("config.json")).toBe(OLD);
    board.onStep = () => {};
    await new ConfigSwitch(board).finishEarlier();
    expect(storage.read("config.json")).toBe(NEW);
    expect(storage.files()).toHaveLength(1);
  });

  it("takes another start script where the board has its own, and refuses where it has four", async () => {
    const own = [".boot3", ".boot2", ".boot1", ".boot0"].map((name): [string, string] => [name, `var mine="${name}"`]);
    const some = HostStorage.of([["config.json", OLD], ...own.slice(0, 3)]);
    await new ConfigSwitch(boot(some)).replace(NEW, []);
    expect(some.read("config.json")).toBe(NEW);
    expect(some.read(".boot3")).toBe(own[0]![1]);
    expect(some.read(".boot0")).toBeUndefined();
    const all = HostStorage.of([["config.json", OLD], ...own]);
    await expect(new ConfigSwitch(boot(all)).replace(NEW, [])).rejects.toThrow(/no free start script/);
    expect(all.read("config.json")).toBe(OLD);
  });
});
