/** docs/brokers.md: what people copy from it. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeAuthority } from "../../../tools/certificates/certificates";
import { readConfigFile } from "../../../tools/flash/config-file";
import { parseFleetOptions } from "../../../tools/fleet/fleet-arguments";
import { scratchDirectory } from "../interpreter/scratch-directory";

const PAGE = readFileSync(path.join(__dirname, "../../../docs/brokers.md"), "utf8");

/** Each configuration with the heading that it stands under. */
const configurations = PAGE.split(/^## /m).flatMap((section) =>
  [...section.matchAll(/^```json\n([^]*?)^```/gm)].map(([, text]) => [section.split("\n")[0]!, text!] as const),
);

describe("each configuration in docs/brokers.md", () => {
  const directory = scratchDirectory();
  const write = (text: string): string => {
    const file = path.join(directory(), "config.json");
    writeFileSync(file, text);
    return file;
  };

  it("is there for every broker", () => {
    const headings = new Set(configurations.map(([heading]) => heading));
    expect([...headings]).toEqual([
      "AWS IoT Core",
      "Azure IoT Hub",
      "Azure Event Grid",
      "EMQX",
      "HiveMQ",
      "Your own Mosquitto",
    ]);
  });

  it.each(configurations)("is one that a board takes, and it is verified: %s", (_, text) => {
    const { settings } = readConfigFile(write(text), undefined);
    expect(settings.server.address.port).toBe(8883);
    expect(settings.tls.verify).not.toBe("none");
    expect(settings.device).toBe("pole-17");
  });

  it.each(configurations)("is one that a fleet takes: %s", async (_, text) => {
    const ca = path.join(directory(), "root.pem");
    writeFileSync(ca, (await makeAuthority({ commonName: "CA", keyType: "EC" })).certPem);
    expect(() => parseFleetOptions(["--config", write(text), "--ca", ca])).not.toThrow();
  });
});
