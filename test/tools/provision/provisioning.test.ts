import type { Credentials } from "../../../tools/provision/credentials";
import { ProvisioningError } from "../../../tools/provision/provisioning";
import { PROFILE_NAMES, profileNamed } from "../../../tools/simulator/profiles";
import { hasOpenssl } from "../../doubles/openssl-server";
import { configFor, ProvisionSession } from "../../doubles/provision-bench";

const LIMIT_MS = 600e3;
jest.setTimeout(LIMIT_MS);

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

describeWithOpenssl(`provisioning${hasOpenssl ? "" : " (skipped: openssl is not installed)"}`, () => {
  const session = new ProvisionSession();
  const ids = session.identities;
  const caOnly = (): Credentials => ({ ca: ids.ca.certPem, warnings: [] });
  const wrongCa = (): Credentials => ({ ca: ids.otherCa.certPem, warnings: [] });
  const stranger = (): Credentials => ({
    ca: ids.ca.certPem,
    cert: ids.stranger.certPem,
    key: ids.stranger.keyPem,
    warnings: [],
  });
  const lines = (pem: string): string[] => pem.split("\n").filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line));

  it("puts the files on the modem, proves them against openssl s_server -Verify and names them in the configuration", async () => {
    const { port } = await session.server();
    const bench = session.bench({ "config.json": configFor(port, { ca: "old.pem", sni: true }) });
    bench.files.set("old.pem", Buffer.from("old")).set("other.txt", Buffer.from("not ours"));
    const [ca, cert, key] = bench.names(ids.ca.certPem, ids.client.certPem, ids.client.keyPem);
    const tls = { verify: "mutual", ca, cert, key };
    await expect(bench.run()).resolves.toEqual({
      names: tls,
      confirmedBy: `https://server.example:${port}/readings`,
      isBoardSwitched: true,
      deleted: ["old.pem"],
      notes: [],
    });
    expect(bench.config).toEqual(JSON.parse(configFor(port, { ca, sni: true, verify: "mutual", cert, key })));
    expect([...bench.files.keys()].sort()).toEqual([ca, cert, key, "other.txt"].sort());
    expect(bench.files.get(key!)?.toString()).toBe(ids.client.keyPem);
    expect(bench.stored).toEqual(["config.json"]);
  });

  it("leaves nothing of the files in the board's flash, and prints nothing of them", async () => {
    const { port } = await session.server();
    const bench = session.bench({ "config.json": configFor(port) });
    await bench.run();
    const said = [bench.flash, ...bench.log, ...bench.board.answers, ...bench.commands].join("\n");
    for (const { certPem, keyPem } of [ids.client, { certPem: ids.ca.certPem, keyPem: "" }])
      for (const line of [...lines(certPem), ...lines(keyPem)]) expect(said).not.toContain(line.slice(0, 20));
  });

  it.each<[string, () => Credentials, RegExp]>([
    ["a CA that did not sign the server's certificate", wrongCa, /566.*; .*(CA|issue|sign)/i],
    ["a client certificate that the server does not take", stranger, /566/],
  ])("takes back %s: the configuration and its files are as they were", async (_, credentials, reason) => {
    const { port } = await session.server();
    const config = configFor(port, { ca: "old.pem" });
    const bench = session.bench({ "config.json": config });
    bench.files.set("old.pem", Buffer.from("old"));
    const failed = bench.run({ credentials: credentials() });
    await expect(failed).rejects.toThrow(ProvisioningError);
    await expect(failed).rejects.toThrow(reason);
    await expect(failed).rejects.toThrow(/Nothing was changed/);
    expect([...bench.files.keys()]).toEqual(["old.pem"]);
    expect(bench.board.runtime.storage.read("config.json")).toBe(config);
    expect(bench.stored).toEqual(["config.json"]);
  });

  it("replaces the files of the provisioning before, and deletes them only after the connection", async () => {
    const { port } = await session.server(false);
    const bench = session.bench({ "config.json": configFor(port) });
    await bench.run();
    const before = [...bench.files.keys()];
    const at = bench.commands.length;
    const cas: Credentials = { ca: ids.ca.certPem + ids.otherCa.certPem, warnings: [] };
    // Client certificate and key stay in use.
    const { deleted } = await bench.run({ credentials: cas });
    expect(deleted).toEqual(bench.names(ids.ca.certPem));
    const news = bench.commands.slice(at);
    const opened = news.findIndex((text) => text.startsWith("AT+QSSLOPEN"));
    const gone = news.findIndex((text) => text.startsWith(`AT+QFDEL="${deleted[0]}"`));
    expect(opened).toBeGreaterThan(0);
    expect(gone).toBeGreaterThan(opened);
    expect([...bench.files.keys()].sort()).toEqual([...before.slice(1), ...bench.names(cas.ca)].sort());
    expect(bench.config.tls).toMatchObject({ verify: "mutual", ca: bench.names(cas.ca)[0] });
  });

  it.each([
    ["sends", undefined, "the module"],
    ["keeps", "var own=1", "var own=1"],
  ])("%s the module for a broker where the board's server is one", async (_, before, after) => {
    const { port } = await session.server(false);
    const config = configFor(port).replace("https:", "mqtts:").replace("/readings", "");
    const bench = session.bench({ "config.json": config, ...(before === undefined ? {} : { MqttUplink: before }) });
    const { notes } = await bench.run({
      credentials: caOnly(),
      buildUplink: () => Promise.resolve("the module"),
    });
    expect(bench.board.runtime.storage.read("MqttUplink")).toBe(after);
    expect(notes.filter((note) => note.includes("MqttUplink"))).toHaveLength(before === undefined ? 1 : 0);
  });

  it("does not leave the module for a broker on the board when the files prove wrong", async () => {
    const { port } = await session.server(false);
    const config = configFor(port).replace("https:", "mqtts:").replace("/readings", "");
    const bench = session.bench({ "config.json": config });
    const buildUplink = (): Promise<string> => Promise.resolve("the module");
    await expect(bench.run({ credentials: wrongCa(), buildUplink })).rejects.toThrow(/566/);
    expect(bench.stored).toEqual(["config.json"]);
  });

  it("sends nothing again that the modem holds whole, by its own checksum", async () => {
    const { port } = await session.server();
    const bench = session.bench({ "config.json": configFor(port) });
    await bench.run();
    const at = bench.commands.length;
    await bench.run();
    const again = bench.commands.slice(at);
    expect(again.filter((text) => text.startsWith("AT+QFUPL"))).toEqual([]);
    expect(again.filter((text) => text.startsWith("AT+QFDWL"))).toHaveLength(3);
    expect(bench.files.size).toBe(3);
  });

  it("replaces a file of the right name and size with another content", async () => {
    const { port } = await session.server();
    const bench = session.bench({ "config.json": configFor(port) });
    const [name] = bench.names(ids.ca.certPem);
    bench.files.set(name!, Buffer.from(ids.ca.certPem.replace(/A/, "B")));
    await bench.run();
    expect(bench.files.get(name!)?.toString()).toBe(ids.ca.certPem);
  });

  it("uses a given CA: verify none becomes server, mutual wants a certificate", async () => {
    const { port } = await session.server(false);
    const unverified = session.bench({ "config.json": configFor(port, { verify: "none" }) });
    await unverified.run({ credentials: caOnly() });
    expect(unverified.config.tls).toEqual({ verify: "server", ca: unverified.names(ids.ca.certPem)[0] });
    const mutual = session.bench({ "config.json": configFor(port, { verify: "mutual" }) });
    await expect(mutual.run({ credentials: caOnly() })).rejects.toThrow("give --cert and --key too");
    expect(mutual.files.size).toBe(0);
  });

  it("without a configuration only uploads and checks, and says which names to use", async () => {
    const bench = session.bench({});
    const result = await bench.run({ credentials: caOnly() });
    const [ca] = bench.names(ids.ca.certPem);
    expect(result).toEqual({ names: { ca }, isBoardSwitched: false, deleted: [], notes: [] });
    expect([...bench.files.keys()]).toEqual([ca]);
    expect(bench.commands.filter((text) => /QIACT|QSSLOPEN/.test(text))).toEqual([]);
    expect(bench.stored).toEqual([]);
  });

  it("gives the local configuration the names when the connection stood, and not before", async () => {
    const { port } = await session.server();
    const save = jest.fn();
    const local = { text: configFor(port, { ca: "old.pem" }), save };
    const bench = session.bench({});
    bench.files.set("old.pem", Buffer.from("old"));
    await expect(bench.run({ local, credentials: wrongCa() })).rejects.toThrow(/Nothing was changed/);
    expect(save).not.toHaveBeenCalled();
    expect([...bench.files.keys()]).toEqual(["old.pem"]);
    await expect(bench.run({ local })).resolves.toMatchObject({ isBoardSwitched: false, deleted: ["old.pem"] });
    const [ca, cert, key] = bench.names(ids.ca.certPem, ids.client.certPem, ids.client.keyPem);
    expect(save.mock.calls).toEqual([[configFor(port, { ca, verify: "mutual", cert, key })]]);
    expect(bench.stored).toEqual([]);
  });

  it("leaves a board's configuration for another server alone, and the files that it names", async () => {
    const { port } = await session.server();
    const other = configFor(1, { ca: "old.pem" });
    const bench = session.bench({ "config.json": other });
    bench.files.set("old.pem", Buffer.from("old"));
    const local = { text: configFor(port, { ca: "old.pem" }), save: jest.fn() };
    const result = await bench.run({ local });
    expect(result).toMatchObject({
      isBoardSwitched: false,
      deleted: [],
      notes: [expect.stringMatching(/another server/)],
    });
    expect(bench.board.runtime.storage.read("config.json")).toBe(other);
    expect(bench.files.has("old.pem")).toBe(true);
    expect(local.save).toHaveBeenCalledTimes(1);
  });

  it("deletes the modem's copy of a CA that was a file on the board", async () => {
    const { port } = await session.server();
    const bench = session.bench({ "config.json": configFor(port, { ca: "ca.pem" }), "ca.pem": ids.otherCa.certPem });
    const [old] = bench.names(ids.otherCa.certPem);
    bench.files.set(old!, Buffer.from(ids.otherCa.certPem));
    await expect(bench.run()).resolves.toMatchObject({ deleted: [old] });
  });

  it("says how much is free when the modem's file system is full, and leaves no half file", async () => {
    const profile = profileNamed("EG915U");
    const bench = session.bench({}, { profile: { ...profile, files: { ...profile.files, totalBytes: 3000 } } });
    await expect(bench.run()).rejects.toThrow(
      /file system is full: \w+\.pem has \d+ bytes, \d+ are free: delete files/,
    );
    expect(bench.files.size).toBe(0);
  });

  it.each(PROFILE_NAMES)("works with the file commands of %s", async (profile) => {
    const { port } = await session.server();
    const bench = session.bench({ "config.json": configFor(port) }, { profile });
    await expect(bench.run()).resolves.toMatchObject({ isBoardSwitched: true });
  });

  it("reports a configuration on the board that its firmware would refuse", async () => {
    const bench = session.bench({ "config.json": '{"apn":"a","server":{"url":"https://a.example"},"colour":1}' });
    await expect(bench.run()).rejects.toThrow(/config.json: colour: unknown key/);
    expect(bench.files.size).toBe(0);
  });

  it("says so when no modem answers", async () => {
    const bench = session.bench({});
    bench.modem.powerOff();
    await expect(bench.run()).rejects.toThrow("the modem does not answer: check its power, wiring and uart.baud");
    expect(bench.stored).toEqual([]);
  });
});
