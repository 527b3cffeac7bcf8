import { writeFileSync } from "node:fs";
import path from "node:path";
import { checkSettings } from "../../../firmware/tls-settings";
import { issue, makeAuthority } from "../../../tools/certificates/certificates";
import { deviceConfig, paceOf } from "../../../tools/fleet/device-config";
import { FLEET_HELP, parseFleetOptions } from "../../../tools/fleet/fleet-arguments";
import { scratchDirectory } from "../interpreter/scratch-directory";

const URL = "https://telemetry.example.com/readings";

describe("arguments of npm run fleet", () => {
  const directory = scratchDirectory();
  const file = (name: string, text: string): string => {
    const written = path.join(directory(), name);
    writeFileSync(written, text);
    return written;
  };
  let ca: string;
  let cert: string;
  let key: string;
  let otherKey: string;

  beforeAll(async () => {
    const authority = await makeAuthority({ commonName: "CA", keyType: "EC" });
    const client = await issue(authority, { commonName: "device", usage: "client", keyType: "EC" });
    [ca, cert, key, otherKey] = [
      file("ca.pem", authority.certPem),
      file("c.pem", client.certPem),
      file("c.key", client.keyPem),
      file("o.key", authority.keyPem),
    ];
  });

  it("have defaults", () => {
    expect(parseFleetOptions([])).toMatchObject({ devices: 10, url: undefined, minutes: 2, config: {}, isJson: false });
    expect(paceOf(parseFleetOptions([])!)).toEqual({ intervalS: 10, uploadS: 10 });
  });

  it("make a configuration that a board takes", () => {
    const args = ["--url", URL, "--ca", ca, "--cert", cert, "--key", key, "--interval", "60", "--upload", "600"];
    const config = deviceConfig(parseFleetOptions(args)!, { name: "f-1", url: URL });
    expect(checkSettings(config)).toMatchObject({
      device: "f-1",
      server: { url: URL },
      tls: { verify: "mutual", ca: "ca.pem", cert: "cert.pem", key: "key.pem" },
      sampling: { intervalS: 60 },
      upload: { intervalS: 600 },
    });
  });

  it("go before what the configuration says, whatever board that is for", () => {
    const config = file(
      "config.json",
      JSON.stringify({
        apn: "iot.example",
        server: { url: URL, headers: { Authorization: "Bearer abc" } },
        tls: { ca: "ca.pem" },
        sampling: { intervalS: 900, sensors: ["temperature"] },
        upload: { intervalS: 3600, batch: 50 },
        uart: { port: "Serial3", pins: { pwrkey: "D2" } },
      }),
    );
    const options = parseFleetOptions(["--config", config, "--interval", "30"])!;
    expect(options).toMatchObject({ url: URL, caPem: expect.stringContaining("BEGIN CERTIFICATE") });
    expect(deviceConfig(options, { name: "f-2", url: URL })).toMatchObject({
      device: "f-2",
      apn: "iot.example",
      server: { url: URL, headers: { Authorization: "Bearer abc" } },
      sampling: { intervalS: 30, sensors: ["load"] },
      upload: { intervalS: 3600, batch: 50 },
      uart: { path: "modem" },
    });
  });

  it("put each device's name into the user's where that asks for it", () => {
    const server = { url: URL, user: "hub.example.com/{device}/?api-version=1" };
    const options = { ...parseFleetOptions([])!, config: { apn: "x", server } };
    expect(deviceConfig(options, { name: "f-3", url: URL })).toMatchObject({
      server: { url: URL, user: "hub.example.com/f-3/?api-version=1" },
    });
  });

  it.each([
    [["--devices", "0"], "--devices 0: give a whole number from 1 to 100000"],
    [["--minutes", "soon"], "--minutes soon: give a number from 0.1 to 1440"],
    [["--interval", "0"], "--interval 0: give a whole number from 1 to 86400"],
    [["--upload", "1.5"], "--upload 1.5: give a whole number"],
    [["--spread", "-1"], "--spread"],
    [["--grace", "x"], "--grace x: give a whole number from 0 to 86400"],
    [["--jobs", "0"], "--jobs 0: give a whole number from 1 to 256"],
    [["--name", "two words"], "--name two words: give 1 to 34 letters"],
    [["--ca", "/none.pem"], "--ca /none.pem: cannot be read (ENOENT); check the path"],
    [["--config", "/none.json"], "--config /none.json: cannot be read (ENOENT); check the path"],
    [["--url", URL], `${URL}: give --ca`],
    [["--cert", "c.pem"], "--key is missing: --cert and --key go together"],
    [["--issuer-key", "c.key"], "--issuer is missing: --issuer and --issuer-key go together"],
    [["--protocol", "http"], "--protocol http: give https or mqtts"],
    [["--listen", "a/#"], "--listen a/#: give --url of a broker too, mqtts://host[:port]"],
    [["--bogus"], "--bogus"],
    [["stray"], "stray"],
  ])("%j are refused by name", (args, message) => {
    expect(() => parseFleetOptions(args)).toThrow(message);
  });

  it("are refused by name when their files are of no use", () => {
    expect(() => parseFleetOptions(["--url", "http://x.example/", "--ca", ca])).toThrow(
      "server.url: http://x.example/ must begin with https",
    );
    expect(() => parseFleetOptions(["--ca", key])).toThrow(`--ca ${key}: not a PEM file with a CERTIFICATE`);
    expect(() => parseFleetOptions(["--cert", cert, "--key", otherKey])).toThrow(
      `--key ${otherKey} is not the key of --cert ${cert}`,
    );
    expect(() => parseFleetOptions(["--cert", cert, "--key", key, "--issuer", ca, "--issuer-key", otherKey])).toThrow(
      `--cert ${cert} and --issuer ${ca}: give only one of them`,
    );
    expect(() => parseFleetOptions(["--url", URL, "--ca", ca, "--protocol", "https"])).toThrow(
      `--protocol https: not together with a server of another's, ${URL}`,
    );
    const config = file("bad.json", JSON.stringify({ apn: "x", server: { url: URL }, sampling: { intervalS: 0 } }));
    expect(() => parseFleetOptions(["--config", config])).toThrow(
      `${config}: sampling.intervalS: 0 is no whole number from 1 to 86400`,
    );
  });

  it("are all in the help text", () => {
    const flags =
      "devices url minutes interval upload ca cert key issuer issuer-key config name spread grace jobs json";
    for (const flag of flags.split(" ")) expect(FLEET_HELP).toMatch(new RegExp(`^ {2}--${flag} `, "m"));
    expect(parseFleetOptions(["--help"])).toBeUndefined();
  });
});
