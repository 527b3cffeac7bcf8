/**
 * What the firmware refuses by its default settings, ticked off by name: each row is a server that is wrong in one way, and the same
 * without that. The modem is simulated, its TLS is real; why it refused is asked of the simulator too, so that no row is refused for
 * another reason than its own.
 */
import "../../tools/certificates/reflect-metadata";
import { KeyUsageFlags } from "@peculiar/x509";
import { createSecureContext, type TlsOptions } from "node:tls";
import { buildFirmwareFiles, buildStoredModule, type FirmwareFiles } from "../../tools/build/firmware-files";
import type { SimulatorOptions } from "../../tools/simulator";
import { ReadingsServer } from "../doubles/readings-server";
import { HOST, SecuredBoard } from "../doubles/secured-board";
import { type Identity, TestAuthority } from "../tools/simulator/test-authority";

/** A world in which a board starts: what is not said is right and at its default. */
interface World {
  server?: TlsOptions | "plain";
  caPem?: string;
  config?: object;
  simulator?: Partial<SimulatorOptions>;
  /** What the modem's clock shows before anybody sets it; default 1980. */
  modemTime?: Date;
}

interface Row {
  wrong: () => World | Promise<World>;
  right: () => World | Promise<World>;
  /** What the simulator gives as its reason; nothing when it came to no handshake. */
  modem: RegExp;
  /** What the person is told. */
  board: RegExp;
}

const DAY_MS = 86400e3;
const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const OLD = { ciphers: "ALL:@SECLEVEL=0" };

let firmware: FirmwareFiles;
let root: TestAuthority;
let stranger: TestAuthority;
let leaf: Identity;
let rsaLeaf: Identity;

beforeAll(async () => {
  firmware = {
    TlsExplain: await buildStoredModule({ name: "TlsExplain" }),
    ...(await buildFirmwareFiles({ board: "LINUX" })),
  };
  root = await TestAuthority.make("Root");
  stranger = await TestAuthority.make("Stranger");
  leaf = await root.issue({ host: HOST });
  rsaLeaf = await root.issue({ host: HOST, isRsa: true });
}, 120e3);

/** A server whose certificate an authority between it and the root signed. */
async function behind(authority: Promise<TestAuthority>): Promise<World> {
  const between = await authority;
  const { cert, key } = await between.issue({ host: HOST });
  return { server: { cert: cert + "\n" + between.cert, key } };
}

const issued = async (options: Parameters<TestAuthority["issue"]>[0]): Promise<World> => ({
  server: await root.issue({ host: HOST, ...options }),
});

/** A server of several names, whose certificate without a name in the handshake is another one's. */
async function severalNames(): Promise<World> {
  const other = await root.issue({ host: "other.example" });
  const own = createSecureContext(leaf);
  return { server: { ...other, SNICallback: (name, answer) => answer(null, name === HOST ? own : undefined) } };
}

const GOOD = (): World => ({});
const { keyCertSign, digitalSignature } = KeyUsageFlags;

const rows: Record<string, Row> = {
  "an expired certificate": {
    wrong: () => issued({ notBefore: daysFromNow(-400), notAfter: daysFromNow(-2) }),
    right: () => issued({ notBefore: daysFromNow(-400), notAfter: daysFromNow(2) }),
    modem: /has expired/,
    board: /certificate of readings\.server\.example expired \d{4}-\d\d-\d\d, modem has/,
  },
  "a certificate that is not yet valid": {
    wrong: () => issued({ notBefore: daysFromNow(2) }),
    right: () => issued({ notBefore: daysFromNow(-2) }),
    modem: /is not yet valid/,
    board: /certificate of readings\.server\.example begins \d{4}-\d\d-\d\d, modem has/,
  },
  "a certificate for another name": {
    wrong: () => issued({ host: "other.example" }),
    right: GOOD,
    modem: /the certificate is not for readings\.server\.example/,
    board: /certificate for other\.example, not for readings\.server\.example: correct either/,
  },
  "a wildcard that does not reach so far": {
    wrong: () => issued({ host: "*.example" }),
    right: () => issued({ host: "*.server.example" }),
    modem: /the certificate is not for readings\.server\.example/,
    board: /certificate for \*\.example, not for readings\.server\.example: correct either/,
  },
  "a self-signed certificate": {
    wrong: async () => ({ server: await TestAuthority.makeSelfSigned(HOST) }),
    right: async () => {
      const own = await TestAuthority.makeSelfSigned(HOST);
      return { server: own, caPem: own.cert };
    },
    modem: /no trusted certificate/,
    board: /self-signed certificate: use it as tls\.ca/,
  },
  "an unknown authority": {
    wrong: async () => ({ server: await stranger.issue({ host: HOST }) }),
    right: async () => ({ server: await stranger.issue({ host: HOST }), caPem: stranger.cert }),
    modem: /no trusted certificate/,
    board: /issued by "Stranger", tls\.ca is "Root": use the former/,
  },
  "an authority of the right name with another key": {
    wrong: async () => ({ caPem: (await TestAuthority.make("Root")).cert }),
    right: GOOD,
    modem: /no trusted certificate/,
    board: /nothing wrong seen: check key files and CA "Root" on the modem/,
  },
  "an authority between whose certificate is not shown": {
    wrong: async () => ({ server: await (await TestAuthority.make("Middle", root)).issue({ host: HOST }) }),
    right: () => behind(TestAuthority.make("Middle", root)),
    modem: /no trusted certificate/,
    board: /issued by "Middle", tls\.ca is "Root": use the former/,
  },
  "an issuer that is no authority (CA:FALSE)": {
    wrong: () => behind(TestAuthority.make("Middle", root, { mayIssue: false })),
    right: () => behind(TestAuthority.make("Middle", root)),
    modem: /no trusted certificate/,
    board: /nothing wrong seen: check key files and CA/,
  },
  "an issuer whose key is not for certificates (key usage)": {
    wrong: () => behind(TestAuthority.make("Middle", root, { keyUsage: digitalSignature })),
    right: () => behind(TestAuthority.make("Middle", root, { keyUsage: keyCertSign })),
    modem: /no trusted certificate/,
    board: /nothing wrong seen: check key files and CA/,
  },
  "a certificate for clients (extended key usage)": {
    wrong: () => issued({ purposes: [CLIENT_AUTH] }),
    right: () => issued({ purposes: [CLIENT_AUTH, SERVER_AUTH] }),
    modem: /the certificate is not for servers/,
    board: /nothing wrong seen: check key files and CA/,
  },
  "TLS 1.1 at most": {
    wrong: () => ({ server: { ...OLD, minVersion: "TLSv1", maxVersion: "TLSv1.1" } }),
    right: () => ({ server: { ...OLD, minVersion: "TLSv1", maxVersion: "TLSv1.2" } }),
    modem: /unsupported protocol/,
    board: /TLS 1\.1 at most: update server/,
  },
  "TLS 1.0 only": {
    wrong: () => ({ server: { ...OLD, minVersion: "TLSv1", maxVersion: "TLSv1" } }),
    right: () => ({ server: { ...OLD, minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } }),
    modem: /unsupported protocol/,
    board: /TLS 1\.0 at most: update server/,
  },
  "TLS 1.3 only, which the modem has not": {
    wrong: () => ({ server: { minVersion: "TLSv1.3" } }),
    right: () => ({ server: { minVersion: "TLSv1.2", maxVersion: "TLSv1.3" } }),
    modem: /protocol version/,
    board: /TLS version refused: allow TLS 1\.2/,
  },
  "suites without encryption only (NULL)": {
    wrong: () => ({ server: { ...rsaLeaf, maxVersion: "TLSv1.2", ciphers: "NULL-SHA256:NULL-SHA:@SECLEVEL=0" } }),
    right: () => ({ server: { ...rsaLeaf, maxVersion: "TLSv1.2", ciphers: "NULL-SHA256:AES256-SHA:@SECLEVEL=0" } }),
    modem: /handshake failure/,
    board: /no common cipher suite: allow more, here or there/,
  },
  "suites without a certificate only (anonymous)": {
    wrong: () => ({ server: { maxVersion: "TLSv1.2", ciphers: "AECDH-AES128-SHA:@SECLEVEL=0" } }),
    right: () => ({
      server: { maxVersion: "TLSv1.2", ciphers: "AECDH-AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0" },
    }),
    modem: /handshake failure/,
    board: /no common cipher suite: allow more, here or there/,
  },
  "a plain server where TLS is wanted": {
    wrong: () => ({ server: "plain" }),
    right: GOOD,
    modem: /wrong version number/,
    board: /no TLS there: check port/,
  },
  "an expired certificate that the modem's clock would take: it is set first": {
    wrong: async () => ({
      ...(await issued({ notBefore: daysFromNow(-400), notAfter: daysFromNow(-2) })),
      modemTime: daysFromNow(-10),
    }),
    right: async () => ({ ...(await issued({ notBefore: daysFromNow(-2) })), modemTime: daysFromNow(-10) }),
    modem: /has expired/,
    board: /certificate of readings\.server\.example expired/,
  },
  "a modem without the time, where nobody knows it": {
    wrong: () => ({ simulator: { nitz: false, ntp: { error: 569 } } }),
    right: () => ({ simulator: { nitz: false } }),
    modem: /^$/,
    board: /clock: no time from NITZ nor pool\.ntp\.org/,
  },
  "a network that tells a time of the last century": {
    wrong: () => ({ simulator: { networkTimeMs: () => Date.UTC(1980, 0, 6) } }),
    right: () => ({ simulator: { networkTimeMs: () => Date.now() } }),
    modem: /^$/,
    board: /clock: no time from NITZ nor pool\.ntp\.org/,
  },
};

/** What is wrong here is refused before the modem is told anything. */
const byConfiguration: Record<string, Omit<Row, "modem">> = {
  "no name sent (SNI)": {
    wrong: async () => ({ ...(await severalNames()), config: { tls: { ca: "ca.pem", sni: false } } }),
    right: severalNames,
    board: /tls\.sni: needed, unless verify is none/,
  },
  "no authority given": {
    wrong: () => ({ config: { tls: {} } }),
    right: GOOD,
    board: /tls\.ca: needed, unless verify is none/,
  },
  "an authority that is no certificate": {
    wrong: () => ({ caPem: leaf.key }),
    right: GOOD,
    board: /tls\.ca: ca\.pem is no PEM certificate/,
  },
};

let server: ReadingsServer | undefined;
let board: SecuredBoard | undefined;
afterEach(async () => {
  board?.stop();
  await server?.stop();
});

async function start(world: World): Promise<SecuredBoard> {
  const { server: options = {}, caPem = root.cert, config = {}, simulator = {}, modemTime } = world;
  server = await ReadingsServer.start(options === "plain" ? options : { ...leaf, ...options });
  board = new SecuredBoard({ firmware, port: server.port, caPem, config, simulator });
  board.start();
  if (modemTime) board.modem.jumpClock(modemTime.getTime() - Date.parse(board.modem.status().rtc));
  return board;
}

async function expectArrival(world: World): Promise<void> {
  const board = await start(world);
  await board.until(() => board.status.acknowledged > 0);
  expect(server!.received).toContain("POST /readings");
  expect(board.lines.filter((line) => line.startsWith("E "))).toEqual([]);
}

describe.each(Object.entries(rows))("%s", (_, row) => {
  it("is refused: the reason is named, no byte is sent, the readings are kept", async () => {
    const board = await start(await row.wrong());
    const isSo = (): boolean => row.board.test(board.lines.join("\n")) && board.status.waiting > 0;
    await board.until(() => isSo() || board.status.acknowledged > 0);
    expect(isSo()).toBe(true);
    const { waiting } = board.status;
    await board.until(() => board.status.waiting > waiting);
    expect([...board.refusals].join("\n")).toMatch(row.modem);
    expect(server!.received).not.toMatch(/POST|HTTP/);
    expect(board.said).not.toMatch(/POST|QSSLSEND/);
    expect(board.status).toMatchObject({ acknowledged: 0, dropped: 0 });
  });

  it("without that readings arrive", async () => expectArrival(await row.right()));
});

describe.each(Object.entries(byConfiguration))("%s", (_, row) => {
  it("is refused at the start, by its key, and the modem is told nothing", async () => {
    const board = await start(await row.wrong());
    await board.until(() => board.lines.length > 0);
    expect(board.lines).toEqual([expect.stringMatching(/^E [\d:]+ config\.json: /)]);
    expect(board.lines.join()).toMatch(row.board);
    expect(board.said).toBe("");
  });

  it("without that readings arrive", async () => expectArrival(await row.right()));
});
