import { brokerTopics } from "../../firmware/broker-topics";
import { serverAddress, type Settings } from "../../firmware/settings";
import { checkSettings, tlsSettings } from "../../firmware/tls-settings";

const good = { apn: "internet", server: { url: "https://h.example/readings" }, tls: { ca: "ca.pem" } };

it.each([undefined, null, 0, "text", true, [], {}])("refuses %j for a configuration", (raw) => {
  expect(() => checkSettings(raw)).toThrow();
});

it("takes a good one", () => {
  expect(checkSettings(good)).toMatchObject({ apn: "internet", tls: { verify: "server", version: 1.2 }, log: "info" });
});

it.each<[RegExp, object]>([
  [/^apn: must be given/, { server: good.server }],
  [/^server\.url: must be given/, { apn: "", server: {} }],
  [/^device: /, { ...good, device: "a b" }],
  [/^device: /, { ...good, device: "a/b" }],
  [/^pin: /, { ...good, pin: "123" }],
  [/^pin: /, { ...good, pin: "12a4" }],
  [/^tls\.ca: .*verify/, { ...good, tls: {} }],
  [/^tls\.ca: .*verify/, { apn: "", server: good.server }],
  [/^tls\.sni: .*verify/, { ...good, tls: { ca: "ca.pem", sni: false } }],
  [/^tls\.cert: .*verify/, { ...good, tls: { ca: "ca.pem", verify: "mutual" } }],
  [/^tls\.key: .*verify/, { ...good, tls: { ca: "ca.pem", verify: "mutual", cert: "c.pem" } }],
  [/^tls\.cipherSuites: /, { ...good, tls: { ca: "ca.pem", cipherSuites: "C02F" } }],
  [/^server\.url: /, { ...good, server: { url: "http://h.example/" } }],
])("complains %s", (message, config) => expect(() => checkSettings(config)).toThrow(message));

it.each([
  { ...good, tls: { verify: "none" } },
  { ...good, tls: { verify: "none", sni: false } },
  { ...good, tls: { verify: "mutual", ca: "a", cert: "b", key: "c" } },
  { ...good, pin: "1234", device: "pump_7.a-b" },
  { ...good, pin: "12345678" },
])("takes %j", (config) => expect(() => checkSettings(config)).not.toThrow());

it.each([
  ["https://h", { host: "h", port: 443, path: "/" }],
  ["https://h.example/", { host: "h.example", port: 443, path: "/" }],
  ["https://h-1.example:8443/a/b?c=d", { host: "h-1.example", port: 8443, path: "/a/b?c=d" }],
  ["https://10.0.0.1:1", { host: "10.0.0.1", port: 1, path: "/" }],
  ["https://h:65535/x:y", { host: "h", port: 65535, path: "/x:y" }],
])("takes the address %s apart", (url, address) => expect(serverAddress(url)).toEqual(address));

it.each([
  ["mqtts://h", { host: "h", port: 8883, path: "/" }],
  ["mqtts://h.example:1234/", { host: "h.example", port: 1234, path: "/" }],
])("takes the broker %s apart", (url, address) => expect(serverAddress(url)).toEqual(address));

describe("a broker", () => {
  const broker = (server: object): object => ({ ...good, server: { url: "mqtts://b.example", ...server } });

  it.each([
    {},
    { user: "u" },
    { user: "hub/dev/?api-version=2021-04-12", password: "SharedAccessSignature sr=hub&sig=a%3D" },
    { topic: "fleet/{device}" },
    {
      topics: {
        readings: "devices/{device}/messages/events/",
        status: "",
        commands: "devices/{device}/x/#",
        replies: "",
      },
    },
  ])("may have %j", (server) => expect(() => checkSettings(broker(server))).not.toThrow());

  it.each<[RegExp, object]>([
    [/^server\.headers\.A: only with https/, { headers: { A: "b" } }],
    [/^server\.user: must be given with a password/, { password: "p" }],
    [/^server\.topic: no topic/, { topic: "a/+" }],
    [/^server\.topic: no topic/, { topic: "a/#" }],
    [/^server\.topic: no topic/, { topic: "a/{Device}" }],
    [/^server\.topic: no topic/, { topic: "a/{device" }],
    [/^server\.topic: must be/, { topic: "" }],
    [/^server\.topics: none of readings, status, commands, replies/, { topics: { reading: "a" } }],
    [/^server\.topics: none of/, { topics: { toString: "a" } }],
    [/^server\.topics\.status: no topic/, { topics: { status: "a/#" } }],
    [/^server\.topics\.commands: no topic/, { topics: { commands: "a/#/b" } }],
    [/^server\.topics\.readings: must not be empty/, { topics: { readings: "" } }],
    [/^server\.url: no path/, { url: "mqtts://b.example/readings" }],
    [/^server\.url: .*https:.*mqtts:/, { url: "mqtt://b.example" }],
    [/^server\.user: only with mqtts/, { url: "https://h/", user: "u" }],
  ])("is refused: %s", (message, server) => expect(() => checkSettings(broker(server))).toThrow(message));

  it("gives the device's name to its topics", () => {
    const { server } = checkSettings(
      broker({ topic: "x/{device}", topics: { replies: "r/{device}/{device}", status: "" } }),
    );
    expect(brokerTopics(server, "d1")).toEqual({
      readings: "x/d1/readings",
      status: "",
      commands: "x/d1/commands",
      replies: "r/d1/d1",
    });
  });
});

it.each([
  "http://h/",
  "HTTPS://h/",
  "https://",
  "https:///x",
  "https://h:0/",
  "https://h:65536/",
  "https://h:/",
  "https://h:x/",
  "https://h:443:1/",
  "https://user@h/",
  "https://h h/",
  "https://h/a b",
  "https://[::1]/",
])("refuses the address %j", (url) => expect(() => serverAddress(url)).toThrow(/^server\.url: /));

it("does not tell what may be a password in the address", () => {
  for (const url of ["https://user:geheim@h.example/", "https://geheim@h/", "https://h:geheim/"])
    expect(() => serverAddress(url)).toThrow(/^(?!.*geheim)server\.url: no host name/);
});

it.each(["https://h:443x/", "https://h:44.3/"])("refuses the port of %j", (url) => {
  expect(() => serverAddress(url)).toThrow(/^server\.url: /);
});

it.each(["all", "0xC02F", "0Xc02f", "0x0035"])("takes the suite %s", (cipherSuites) =>
  expect(checkSettings({ ...good, tls: { ca: "ca.pem", cipherSuites } }).tls.cipherSuites).toBe(cipherSuites),
);

it.each(["ALL", "0xC02G", "C02F", "0x1FFFF", "-1"])("refuses the suite %j", (cipherSuites) =>
  expect(() => checkSettings({ ...good, tls: { ca: "ca.pem", cipherSuites } })).toThrow(/^tls\.cipherSuites/),
);

describe("tlsSettings", () => {
  const tls: Settings["tls"] = checkSettings(good).tls;

  it.each([
    [1, 1],
    [1.1, 2],
    [1.2, 3],
  ])("gives TLS %d as <sslversion> %d", (version, code) => {
    expect(tlsSettings({ ...tls, version }, "").version).toBe(code);
  });

  it("gives the certificate of the board's own file, else the name of one on the modem", () => {
    expect(tlsSettings(tls, "").ca).toBe("ca.pem");
    expect(tlsSettings(tls, "-----BEGIN CERTIFICATE-----").ca).toBe("-----BEGIN CERTIFICATE-----");
  });

  it("gives the rest as it is configured", () => {
    const configured = { ...tls, verify: "mutual", cert: "c.pem", key: "k.pem", sni: false } as const;
    expect(tlsSettings(configured, "")).toMatchObject({ verify: "mutual", cert: "c.pem", key: "k.pem", sni: false });
  });
});
