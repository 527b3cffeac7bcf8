/** The built module on the real interpreter: the same sentences as in Node, whatever the cut, and bounded memory. */
import { buildModule } from "../../../tools/build/bundle";
import { issue, issueSelfSigned, makeAuthority } from "../../../tools/certificates/certificates";
import { byteLiteral } from "../../../tools/interpreter/byte-literal";
import { runOnEspruino } from "../../tools/build/espruino-run";
import { describeOnInterpreter } from "../../tools/interpreter/on-interpreter";
import { alert, certificateList, derOf, flight, record, serverHello } from "./plain-modem";

/** 2026-01-01, the modem's time. */
const TIME = Date.UTC(2026, 0, 1) / 1000;
/** Bytes that are kept of a certificate. */
const LONGEST_CERTIFICATE = 4096;
const date = (text: string): Date => new Date(`${text}T00:00:00Z`);
const VALID = { notBefore: date("2025-01-01"), notAfter: date("2027-01-01") };

/**
 * Plays a modem; `play(stream, options, size)` hands out what is said when a server answers with `stream` in pieces of `size`
 * bytes, and whether a whole ClientHello was sent.
 */
const PLAYER = `
function play(stream, options, size) {
  var on = {}, sent = "", text, i;
  var slot = { on: function(event, f) { on[event] = f; }, write: function(d) { sent += d; return true; }, end: function() {} };
  require("TlsExplain").explain({ open: function() { return slot; } }, options, function(t) { text = t; });
  on.open();
  for (i = 0; i < stream.length; i += size) on.data(stream.substr(i, size));
  on.close();
  out([text, sent.length == 5 + sent.charCodeAt(3) * 256 + sent.charCodeAt(4), sent.indexOf("server.example") > 0]);
}
`;

describeOnInterpreter("TlsExplain on the interpreter", (interpreter) => {
  let code: string;
  let ca: string;
  let streams: [stream: string, text: string][];

  beforeAll(async () => {
    ({ code } = await buildModule({ name: "TlsExplain" }));
    const [root, other] = await Promise.all(
      ["Root CA", "Other CA"].map((commonName) => makeAuthority({ commonName, ...VALID })),
    );
    ca = root!.certPem;
    const server = { commonName: "server.example", dnsNames: ["server.example"], usage: "server" as const, ...VALID };
    const leaf = async (options: object, authority = root!): Promise<string> =>
      derOf((await issue(authority, { ...server, ...options })).certPem);
    const good = await leaf({});
    const foreign = { dnsNames: ["*.portal.example"], ipAddresses: ["192.0.2.7"] };
    const sequence = { expired: { notAfter: date("2025-12-30") }, early: { notBefore: date("2026-01-03") } };
    const dated = "certificate of server.example";
    const clocks = "modem has 2026-01-01: renew it, check clocks";
    streams = [
      ["HTTP/1.1 400 Bad Request\r\n", "no TLS there: check port"],
      [alert(40), "no common cipher suite: allow more, here or there"],
      [alert(70), "TLS version refused: allow TLS 1.2"],
      [alert(51), "TLS alert 51: see server's log"],
      [record(serverHello(2)), "TLS 1.1 at most: update server"],
      [flight([await leaf(sequence.expired)]), `${dated} expired 2025-12-30, ${clocks}`],
      [flight([await leaf(sequence.early)]), `${dated} begins 2026-01-03, ${clocks}`],
      [
        flight([await leaf(foreign)]),
        "certificate for *.portal.example,IP 192.0.2.7, not for server.example: correct either",
      ],
      [flight([derOf((await issueSelfSigned(server)).certPem)]), "self-signed certificate: use it as tls.ca"],
      [flight([await leaf({}, other)]), 'issued by "Other CA", tls.ca is "Root CA": use the former'],
      [flight([good], { isAsking: true }), "client certificate wanted: set tls.verify mutual"],
      [alert(112, 1) + flight([good, derOf(ca)]), 'nothing wrong seen: check key files and CA "Root CA" on the modem'],
      [flight(["garbage"]), "no readable certificate: replace it"],
      ["\x16\x03", "no TLS answer: check port, name"],
    ];
  });

  const program = (calls: string[]): string =>
    [`Modules.addCached("TlsExplain",${byteLiteral(code)});`, PLAYER, ...calls].join("\n");
  const options = (): string => `{host:"Server.Example",port:443,verify:"server",ca:${byteLiteral(ca)},time:${TIME}}`;

  it("says the right thing to each server, byte by byte and in large pieces", async () => {
    for (const [stream, text] of streams) {
      const calls = [1, 7, 536, 1500].map((size) => `play(stream,options,${size});`);
      const data = `var stream=${byteLiteral(stream)},options=${options()};`;
      const said = await runOnEspruino(interpreter, program([data, ...calls]));
      const right = JSON.stringify([`server.example:443: ${text}`, true, true]);
      expect(said).toEqual([right, right, right, right]);
    }
  });

  it("keeps little more than one certificate in memory, and nothing afterwards", async () => {
    const hostile = record(certificateList(["\x30" + "x".repeat(16000)]).slice(0, 16000)).slice(0, 512);
    const said = await runOnEspruino(
      interpreter,
      program([
        `var on={},most=0,before,i,x="x",options={host:"h.example",port:1,verify:"server",time:${TIME}};`,
        "var slot={on:function(e,f){on[e]=f;},write:function(){return true;},end:function(){}};",
        "while(x.length<512)x+=x;",
        'require("TlsExplain").explain({open:function(){return slot;}},options,function(){});',
        `before=process.memory().usage;on.open();on.data(${byteLiteral(hostile)});`,
        "for(i=0;i<28;i++){on.data(x);most=Math.max(most,process.memory().usage-before);}",
        "out(most*process.memory().blocksize);",
        "on.close();on={};out((process.memory().usage-before)*process.memory().blocksize);",
      ]),
    );
    const [most, left] = said.map(Number);
    expect(most).toBeGreaterThan(LONGEST_CERTIFICATE);
    expect(most).toBeLessThan(2 * LONGEST_CERTIFICATE);
    expect(left).toBeLessThanOrEqual(0);
  });
});
