import { writeFileSync } from "node:fs";
import path from "node:path";
import { readConfigFile } from "../../../tools/flash/config-file";
import { scratchDirectory } from "../interpreter/scratch-directory";

const GOOD = {
  apn: "internet",
  server: { url: "https://telemetry.example.com/readings" },
  tls: { ca: "ca.pem" },
  uart: { path: "/dev/ttyUSB2" },
};
const PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

describe("the configuration that is flashed", () => {
  const directory = scratchDirectory();
  let count = 0;

  function write(text: string): string {
    const file = path.join(directory(), `config${++count}.json`);
    writeFileSync(file, text);
    return file;
  }
  const read = (config: unknown): ReturnType<typeof readConfigFile> =>
    readConfigFile(write(JSON.stringify(config)), "LINUX");

  it.each<[string, object, RegExp]>([
    ["an unknown key", { ...GOOD, apm: "x" }, /: apm: unknown key; known are .*apn/],
    ["an unknown key deeper in", { ...GOOD, tls: { caa: "x" } }, /: tls\.caa: unknown key; known are .*cipherSuites/],
    ["a key that is missing", { apn: "x" }, /: server: must be given/],
    [
      "a choice that is none",
      { ...GOOD, tls: { ca: "x", verify: "no" } },
      /tls\.verify: "no" is none of server, mutual, none/,
    ],
    ["a number out of range", { ...GOOD, upload: { batch: 51 } }, /upload\.batch: 51 is no whole number from 1 to 50/],
    ["a broken number", { ...GOOD, upload: { batch: 1.5 } }, /upload\.batch: 1\.5 is no whole number/],
    ["a text for a number", { ...GOOD, upload: { batch: "5" } }, /upload\.batch: "5" is no whole number/],
    [
      "no TLS",
      { ...GOOD, server: { url: "http://example.com" } },
      /server\.url: http:\/\/example\.com must begin with https/,
    ],
    ["nothing to verify with", { ...GOOD, tls: {} }, /tls\.ca: needed, unless verify is none/],
    ["a quote", { ...GOOD, apn: 'a"b' }, /apn: must be a text of .* without quotes/],
    ["no terminal", { ...GOOD, uart: {} }, /uart\.path: name the terminal of the modem/],
  ])("is refused for %s, by key, value and what is allowed", (_, config, message) => {
    expect(() => read(config)).toThrow(message);
  });

  it("is refused with every fault at once", () => {
    expect(() => read({ ...GOOD, apm: 1, upload: { batch: 0 } })).toThrow(/apm: unknown[^]*upload\.batch: 0 is no/);
  });

  it("is refused without telling a secret", () => {
    expect(() => read({ ...GOOD, pin: 123456 })).toThrow(/^(?![^]*123456)[^]*: pin: the value must be string/);
  });

  it.each(["", "{", "[]", "null", "5"])("is refused when the file holds %j", (text) => {
    expect(() => readConfigFile(write(text), "LINUX")).toThrow(/config\d+\.json: /);
  });

  it("is refused when it cannot be read", () => {
    expect(() => readConfigFile("/nosuch/config.json", "LINUX")).toThrow(
      "/nosuch/config.json: cannot be read (ENOENT)",
    );
  });

  it("goes to the board without the spaces, and needs no terminal where the board has pins", () => {
    const { uart: _, ...config } = GOOD;
    const { files } = readConfigFile(write(JSON.stringify(config, null, 4)), "PICO");
    expect(files.map(({ name, content }) => [name, content.toString()])).toEqual([
      ["config.json", JSON.stringify(config)],
    ]);
  });

  it("takes the CA certificate along that lies beside it", () => {
    expect(read(GOOD).missingCa).toBe("ca.pem");
    writeFileSync(path.join(directory(), "ca.pem"), PEM);
    const { files, missingCa } = read(GOOD);
    expect(files.map(({ name }) => name)).toEqual(["ca.pem", "config.json"]);
    expect(files[0]!.content.toString()).toBe(PEM);
    expect(missingCa).toBeUndefined();
  });

  it("is refused with a CA certificate that is no PEM, or whose name no board can hold", () => {
    writeFileSync(path.join(directory(), "ca.der"), "0\x82");
    expect(() => read({ ...GOOD, tls: { ca: "ca.der" } })).toThrow(/ca\.der is no PEM certificate/);
    const long = `${"a".repeat(28)}.pem`;
    writeFileSync(path.join(directory(), long), PEM);
    expect(() => read({ ...GOOD, tls: { ca: long } })).toThrow(
      "a board holds no name of 32 characters: use 28 at most",
    );
  });

  it("takes no file from another folder", () => {
    writeFileSync(path.join(directory(), "other.pem"), PEM);
    expect(read({ ...GOOD, tls: { ca: `../${path.basename(directory())}/other.pem` } }).files.length).toBe(1);
  });

  it("is warned of when it is insecure, or needs what only the modem can hold", () => {
    expect(read(GOOD).warnings).toEqual([]);
    expect(read({ ...GOOD, tls: { verify: "none" } }).warnings).toEqual([
      expect.stringContaining("INSECURE: tls.verify"),
    ]);
    expect(read({ ...GOOD, tls: { ca: "x", version: 1.1 } }).warnings).toEqual([
      "INSECURE: tls.version is 1.1, below 1.2",
    ]);
    expect(read({ ...GOOD, tls: { verify: "mutual", ca: "x", cert: "c", key: "k" } }).warnings).toEqual([
      expect.stringContaining("npm run provision"),
    ]);
  });
});
