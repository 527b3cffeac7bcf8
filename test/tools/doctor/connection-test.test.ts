import type { StepName, StepResult } from "../../../tools/doctor/connection-test";
import { PROFILE_NAMES } from "../../../tools/simulator/profiles";
import { issue } from "../../../tools/certificates/certificates";
import { type SimulatorOptions, TlsNetwork } from "../../../tools/simulator";
import { hashedFile } from "../../../tools/provision/modem-file";
import { type ProvisionBench, ProvisionSession } from "../../doubles/provision-bench";
import { brokerServer, stopServers, webServer } from "../../doubles/tested-servers";

jest.setTimeout(600e3);

const TOKEN = "Bearer s3cret-token";
const BEFORE_SERVER: StepName[] = [
  "board",
  "config",
  "modem",
  "sim",
  "signal",
  "registration",
  "pdp",
  "time",
  "dns",
  "tcp",
  "tls",
];

describe("the connection test", () => {
  const session = new ProvisionSession();
  const ids = session.identities;
  afterEach(stopServers);

  const config = (url: string, more: object = {}): Record<string, unknown> => ({
    device: "pump-7",
    apn: "internet",
    server: { url, ...(url.startsWith("mqtts:") ? {} : { headers: { Authorization: TOKEN } }) },
    tls: { ca: hashedFile(ids.ca.certPem).name },
    uart: { path: "/dev/modem" },
    ...more,
  });

  /** A board whose modem has the CA, as after provisioning. */
  function benchWith(settings: object, simulator: Partial<SimulatorOptions> = {}): ProvisionBench {
    const storage = { "config.json": JSON.stringify(settings), ".bootcde": "var firmware=1", MqttUplink: "x=1" };
    const bench = session.bench(storage, simulator);
    const { name, content } = hashedFile(ids.ca.certPem);
    bench.files.set(name, Buffer.from(content, "latin1"));
    return bench;
  }

  const find = (results: StepResult[], step: StepName): StepResult => results.find((one) => one.step === step)!;

  /** All steps before it went well, it failed, and none was taken after it. */
  function expectFailed(results: StepResult[], step: StepName, text: RegExp, remedy: RegExp): void {
    const at = results.findIndex((result) => result.step === step);
    expect(results[at]).toMatchObject({ state: "failed", text: expect.stringMatching(text) as string });
    expect(results[at]!.remedy).toMatch(remedy);
    expect(results.slice(0, at).filter(({ state }) => state === "failed")).toEqual([]);
    for (const later of results.slice(at + 1)) expect(later.state).toBe("skipped");
  }

  /** The board runs its firmware again and has the files that it had. */
  function expectAsBefore(bench: ProvisionBench): void {
    expect(bench.board.runtime.evaluate("firmware")).toBe(1);
    expect(bench.stored.sort()).toEqual([".bootcde", "MqttUplink", "config.json"]);
  }

  const nowhere = "https://server.example:9/readings";

  it.each(PROFILE_NAMES)(
    "finds all in order with a modem %s, and gives the server nothing to store",
    async (profile) => {
      const server = await webServer(ids.server, (_request, response) => void response.writeHead(204).end());
      const bench = benchWith(config(`https://server.example:${server.port}/readings`), { profile });
      const told: StepResult[] = [];
      const results = await bench.testConnection({ onStep: (result) => told.push(result) });
      expect(told).toEqual(results);
      expect(results.map(({ step }) => step)).toEqual([...BEFORE_SERVER, "http"]);
      // The name is what a BG96 cannot check.
      for (const { step, state } of results) if (step !== "tls") expect([step, state]).toEqual([step, "ok"]);
      expect(find(results, "tls").state).toMatch(/ok|warning/);
      expect(server.requests).toHaveLength(1);
      const [request] = server.requests;
      expect([request!.method, request!.url, request!.headers.authorization]).toEqual(["POST", "/readings", TOKEN]);
      expect(server.contentBytes).toBe(0);
      expectAsBefore(bench);
    },
  );

  it("tells no secret: neither header, nor password, nor the numbers of the card", async () => {
    const server = await webServer(ids.server, (_request, response) => void response.writeHead(401).end());
    const url = `https://server.example:${server.port}/readings`;
    const bench = benchWith(config(url, { pin: "4321", user: "u", password: "p4ssword" }), { sim: { pin: "4321" } });
    const results = await bench.testConnection();
    const said = JSON.stringify([results, bench.log]);
    for (const secret of ["s3cret-token", "p4ssword", "4321", "262011234567890", "89490200001234567890"])
      expect(said).not.toContain(secret);
    expect(find(results, "sim").text).toMatch(/unlocked.*26201…90/);
  });

  describe("at the board", () => {
    it("names what is wrong with the configuration by the board's own rules, and still looks at the modem", async () => {
      const bench = benchWith({ ...config(nowhere), upload: { intervalS: -5 } });
      const results = await bench.testConnection();
      expect(find(results, "config")).toMatchObject({
        state: "failed",
        text: expect.stringContaining("upload.intervalS") as string,
      });
      for (const step of ["modem", "sim", "signal", "registration"] as const)
        expect(find(results, step).state).toBe("ok");
      for (const step of ["pdp", "tls", "http"] as const) expect(find(results, step).state).toBe("skipped");
      expectAsBefore(bench);
    });

    it.each([
      ["no configuration", undefined, /no config\.json/],
      ["a configuration that is no JSON", '{"apn":"s3cret', /config\.json/],
    ])("says that there is %s", async (_, text, reason) => {
      const bench = session.bench({
        ".bootcde": "var firmware=1",
        ...(text === undefined ? {} : { "config.json": text }),
      });
      const results = await bench.testConnection();
      expect(find(results, "config")).toMatchObject({ state: "failed", text: expect.stringMatching(reason) as string });
      expect(JSON.stringify(results)).not.toContain("s3cret");
      expect(find(results, "modem").state).toBe("ok");
    });

    it("tries a given configuration in place of the board's, which stays", async () => {
      const server = await webServer(ids.server, (_request, response) => void response.writeHead(200).end());
      const bench = benchWith(config(nowhere));
      const before = bench.config;
      const configText = JSON.stringify(config(`https://server.example:${server.port}/readings`));
      const results = await bench.testConnection({ configText });
      expect(find(results, "http").state).toBe("ok");
      expect(bench.config).toEqual(before);
      expectAsBefore(bench);
    });

    it("has the CA that lies beside a given configuration on the board meanwhile", async () => {
      const server = await webServer(ids.server, (_request, response) => void response.writeHead(200).end());
      const bench = session.bench({ ".bootcde": "var firmware=1" });
      const url = `https://server.example:${server.port}/readings`;
      const configText = JSON.stringify(config(url, { tls: { ca: "ca.pem" } }));
      const results = await bench.testConnection({ configText, caPem: ids.ca.certPem });
      expect(find(results, "http").state).toBe("ok");
      expect(bench.stored).toEqual([".bootcde"]);
    });

    it("misses the module for a broker", async () => {
      const bench = benchWith(config("mqtts://server.example"));
      bench.board.runtime.storage.erase("MqttUplink");
      const results = await bench.testConnection();
      expect(find(results, "config")).toMatchObject({
        state: "failed",
        remedy: expect.stringContaining("npm run flash") as string,
      });
      expect(results.at(-1)!.step).toBe("mqtt");
    });

    it("tidies up when it is stopped in the middle", async () => {
      const bench = benchWith(config(nowhere));
      const stop = new AbortController();
      const failed = bench.testConnection({
        signal: stop.signal,
        onStep: ({ step }) => step === "sim" && stop.abort(new Error("stopped by the user")),
      });
      await expect(failed).rejects.toThrow("stopped by the user");
      expectAsBefore(bench);
    });

    it("tells a broken link from a step that failed", async () => {
      const bench = benchWith(config(nowhere));
      bench.board.onStep = (step, what) => {
        if (step === "evaluate" && what.includes("+CSQ")) throw new Error("the cable was pulled");
      };
      await expect(bench.testConnection()).rejects.toThrow("the cable was pulled");
    });
  });

  describe("at the modem", () => {
    it("says that it answers at no speed", async () => {
      const bench = benchWith(config(nowhere));
      bench.modem.faults.isSilent = true;
      expectFailed(await bench.testConnection(), "modem", /answers at no speed/, /power.*RX and TX/);
      expectAsBefore(bench);
    });

    it.each<[string, Partial<SimulatorOptions>, object, RegExp, RegExp]>([
      ["no SIM", { sim: { state: "absent" } }, {}, /no SIM \(\+CME ERROR 10 \(SIM not inserted\)\)/, /put the card in/],
      ["a PIN that nobody gave", { sim: { pin: "1234" } }, {}, /asks for its PIN/, /as pin, or switch the PIN off/],
      ["a wrong PIN", { sim: { pin: "1234" } }, { pin: "9999" }, /did not take the configured PIN/, /correct pin/],
      ["a blocked card", { sim: { state: "puk" } }, { pin: "1234" }, /blocked.*PUK/, /PUK from the operator/],
    ])("names the SIM: %s", async (_, simulator, more, text, remedy) => {
      expectFailed(await benchWith(config(nowhere, more), simulator).testConnection(), "sim", text, remedy);
    });

    it("spends one try of a wrong PIN, not another one with the next test", async () => {
      const bench = benchWith(config(nowhere, { pin: "9999" }), { sim: { pin: "1234" } });
      for (let run = 0; run < 3; run++) await bench.testConnection();
      expect(bench.commands.filter((text) => text.startsWith("AT+CPIN="))).toHaveLength(1);
    });

    it("names the signal when no cell is heard", async () => {
      const bench = benchWith(config(nowhere), { registration: [{ stat: 2, afterMs: 0 }] });
      expectFailed(await bench.testConnection(), "signal", /hears no cell/, /antenna/);
    });

    it("warns of a weak signal and goes on", async () => {
      const results = await benchWith(config(nowhere), { rssi: 8 }).testConnection();
      expect(find(results, "signal")).toMatchObject({
        state: "warning",
        text: expect.stringMatching(/^weak \(RSRP -126/) as string,
      });
      expect(find(results, "registration").state).toBe("ok");
    });

    it("names the registration that is denied, and what the modem says of it", async () => {
      const bench = benchWith(config(nowhere), { registration: [{ stat: 3, afterMs: 0 }] });
      expectFailed(await bench.testConnection(), "registration", /denied by the network/, /ask the operator/);
    });

    it("says that it roams", async () => {
      const results = await benchWith(config(nowhere), { registration: [{ stat: 5, afterMs: 0 }] }).testConnection();
      expect(find(results, "registration")).toMatchObject({
        state: "ok",
        text: expect.stringContaining("roaming") as string,
      });
    });

    it("names the access point that is refused", async () => {
      const bench = benchWith(config(nowhere));
      bench.modem.faults.isPdpRefused = true;
      expectFailed(await bench.testConnection(), "pdp", /"internet" was refused/, /ask the operator for the APN/);
    });

    it("names the clock that nobody sets", async () => {
      const bench = benchWith(config(nowhere), { nitz: false, ntp: { error: 565 } });
      expectFailed(await bench.testConnection(), "time", /no time from NITZ nor/, /set ntp/);
    });
  });

  describe("at the server", () => {
    const web = async (status: number): Promise<string> =>
      `https://server.example:${(await webServer(ids.server, (_request, response) => void response.writeHead(status).end())).port}/readings`;

    it("names a port where nobody listens", async () => {
      expectFailed(
        await benchWith(config(nowhere)).testConnection(),
        "tcp",
        /takes no connection.*566/,
        /check the port/,
      );
    });

    it("names the name that no name server knows", async () => {
      const network = new TlsNetwork({ resolve: () => undefined });
      expectFailed(
        await benchWith(config(nowhere), { network }).testConnection(),
        "dns",
        /server\.example was not found: modem error 565/,
        /name in server\.url/,
      );
    });

    it("needs no name server for an address", async () => {
      const results = await benchWith(config("https://127.0.0.1:9/")).testConnection();
      expect(find(results, "dns")).toMatchObject({ state: "skipped" });
      expect(find(results, "tcp")).toMatchObject({ state: "failed" });
    });

    it.each<[string, RegExp, RegExp]>([
      ["a CA that did not sign it", /issued by "Other CA", tls\.ca is "Test CA".*566/, /use the former/],
      ["a certificate that has expired", /expired/, /renew it/],
      ["a certificate for another name", /certificate for other\.example, not for server\.example/, /correct either/],
    ])("explains TLS that fails: %s", async (what, text, remedy) => {
      const names = { commonName: "server", dnsNames: ["server.example"], usage: "server" as const };
      const identity = /CA/.test(what)
        ? await issue(ids.otherCa, names)
        : /expired/.test(what)
          ? await issue(ids.ca, { ...names, notAfter: new Date(Date.now() - 30 * 86400e3) })
          : await issue(ids.ca, { ...names, dnsNames: ["other.example"] });
      const { port } = await webServer(identity, (_request, response) => void response.end());
      const bench = benchWith(config(`https://server.example:${port}/readings`));
      // Where the CA is a file on the board the firmware gives it to the modem.
      bench.board.runtime.storage.write("ca.pem", Buffer.from(ids.ca.certPem));
      const text2 = JSON.stringify(config(`https://server.example:${port}/readings`, { tls: { ca: "ca.pem" } }));
      expectFailed(await bench.testConnection({ configText: text2 }), "tls", text, remedy);
      expect(bench.stored).not.toContain("TlsExplain");
    });

    it.each([
      [401, /401 Unauthorized: it does not know who sends/, /server\.headers/],
      [403, /403 Forbidden/, /server\.headers/],
      [404, /404 Not Found: there is nothing at \/readings/, /path in server\.url/],
      [405, /405 Method Not Allowed/, /path in server\.url/],
      [500, /500 Internal Server Error/, /server's log/],
      [301, /301 Moved/, /server\.url/],
    ])("says what HTTP %i means", async (status, text, remedy) => {
      expectFailed(await benchWith(config(await web(status))).testConnection(), "http", text, remedy);
    });

    it("is content with a server that waits for readings", async () => {
      const server = await webServer(ids.server, () => {});
      const bench = benchWith(config(`https://server.example:${server.port}/readings`));
      expect(find(await bench.testConnection(), "http")).toMatchObject({
        state: "ok",
        text: "the server lets a POST to /readings begin (100 Continue)",
      });
      expect(server.contentBytes).toBe(0);
    });

    it("introduces itself to a broker as the firmware does, without a last will, and says goodbye", async () => {
      const broker = await brokerServer(ids.server, 0);
      const url = `mqtts://server.example:${broker.port}`;
      const bench = benchWith(
        config(url, { server: { url, topic: "pumps/{device}", user: "{device}@site", password: "p4ss" } }),
      );
      const results = await bench.testConnection();
      expect(find(results, "mqtt")).toMatchObject({ state: "ok", text: 'the broker lets "pump-7" in' });
      expect(broker.packets).toEqual(["connect", "disconnect"]);
      expect(broker.connects[0]).toMatchObject({ clientId: "pump-7", username: "pump-7@site", clean: true });
      expect(broker.connects[0]!.will).toBeUndefined();
      expect(String(broker.connects[0]!.password)).toBe("p4ss");
    });

    it.each<[string, number | string | undefined, RegExp, RegExp]>([
      ["CONNACK 4", 4, /CONNACK 4: user name or password is wrong/, /server\.user/],
      ["CONNACK 5", 5, /CONNACK 5: not authorised/, /rules for this device/],
      ["an end without an answer", undefined, /ended the connection without an answer/, /broker's log/],
      ["something else than MQTT", "HTTP/1.1 400 Bad Request\r\n\r\n", /no MQTT 3\.1\.1 broker/, /https:/],
    ])("says what a broker means by %s", async (_, answer, text, remedy) => {
      const broker = await brokerServer(ids.server, answer);
      const bench = benchWith(config(`mqtts://server.example:${broker.port}`));
      expectFailed(await bench.testConnection(), "mqtt", text, remedy);
    });
  });
});
