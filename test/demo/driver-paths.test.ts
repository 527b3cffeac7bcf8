/** The less travelled paths of the driver, the same in the host runtime and on the real interpreter. */
import { issue } from "../../tools/certificates/certificates";
import { RealClock } from "../../tools/clock";
import { byteLiteral } from "../../tools/interpreter/byte-literal";
import { EchoServer } from "../doubles/echo-server";
import { type ProgramRun, ProgramSession } from "../doubles/program-session";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";

const BAUD = 115200;
const LENGTH_BYTES = 2048;
const LIMIT_MS = 600e3;

/** Sends back what comes; what happens is kept in `events`. */
const PROGRAM = `
var modem,slot,events=[],losses=[];
function open(options) {
  slot=modem.open(Object.assign({host:"server.example",port:port},options));
  slot.on("open",function() { events.push("open"); });
  slot.on("data",function(data) { slot.write(data); });
  slot.on("error",function(e) { events.push(e.message); });
  slot.on("close",function() { events.push("close"); });
}
function refusal(options) { try { open(options); slot.end(); return "taken"; } catch (e) { return e.message; } }
function start() { events=[]; modem.start(function(e) { events.push(e?e.message:"online"); }); }
require("QuectelSSL").connect(Serial1,{apn:"internet",tls:{ca:ca},onLost:function(reason) { losses.push(reason); }},function(e,m) {
  modem=m;
  events.push(e?e.message:"online");
});
`;

const REFUSALS: [options: string, message: string][] = [
  ['{host:"a\\"b"}', "host: at most 150 printable ASCII, no quotes"],
  ["{port:0}", "port: 0 is not 1-65535"],
  ['{port:"443\\r"}', "port: 443\r is not 1-65535"],
  ["{accessMode:3}", "accessMode: 3 is not 0-2"],
  ['{tls:{verify:"all"}}', "tls.verify: none,server,mutual"],
  ['{tls:{ca:""}}', "tls.ca: needed, unless verify is none"],
  ["{tls:{sni:false}}", "tls.sni: needed, unless verify is none"],
  ['{tls:{verify:"mutual"}}', "tls.cert: needed, unless verify is none"],
  ["{tls:{version:5}}", "tls.version: 5 is not 0-4"],
  ['{tls:{cipherSuites:"0xZZ"}}', "tls.cipherSuites: 0xZZ is not 0-65535"],
  ["{tls:{negotiateS:9}}", "tls.negotiateS: 9 is not 10-300"],
];

function testPaths(run: ProgramRun): void {
  const session = new ProgramSession(run);
  let server: EchoServer;

  const start = async (profile = "EG915U"): Promise<void> => {
    server = session.keep(await EchoServer.start(session.identity, LENGTH_BYTES, 512));
    await session.start(server.port, PROGRAM, { profile });
    await session.until('events.join()=="online"');
  };
  const untilEchoed = async (): Promise<void> => {
    await server.untilDone(1);
    expect(server.results).toEqual([{ length: LENGTH_BYTES }]);
  };

  it(
    "refuses by name what is out of range, sends nothing, and keeps no id for it",
    async () => {
      await start();
      for (const [options, message] of REFUSALS) expect(await session.evaluate(`refusal(${options})`)).toBe(message);
      expect(await session.evaluate("modem.status().slots.length")).toBe(0);
      expect(session.modem.status().sockets).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    "shows its certificate, given as PEM, over SEND FAIL after SEND FAIL",
    async () => {
      await start();
      const device = await issue(session.authority, { commonName: "device-1", usage: "client" });
      const files = `cert:${byteLiteral(device.certPem)},key:${byteLiteral(device.keyPem)}`;
      session.modem.faults.sendFailures = 3;
      await session.evaluate(`(open({tls:{verify:"mutual",cipherSuites:"0xC02F",sessionReuse:true,${files}}}),0)`);
      await untilEchoed();
      expect(session.modem.status().files).toHaveLength(3);
      expect(await session.evaluate("events.join()")).toBe("online,open");
    },
    LIMIT_MS,
  );

  it(
    "has an EC25 say over the UART what it says to USB by itself",
    async () => {
      await start("EC25");
      await session.evaluate("(open(),0)");
      await untilEchoed();
      expect(await session.evaluate("modem.status()")).toMatchObject({ model: "EC25", isNameChecked: true });
    },
    LIMIT_MS,
  );

  it(
    "says that a BG96 cannot compare the server's name",
    async () => {
      await start("BG96");
      await session.evaluate("(open(),0)");
      await untilEchoed();
      expect(await session.evaluate("modem.status()")).toMatchObject({ model: "BG96", isNameChecked: false });
    },
    LIMIT_MS,
  );

  it(
    "asks for the code of an open that is refused, and comes back when the modem restarts or loses its PDP context",
    async () => {
      await start();
      session.modem.faults.opensUntilExhausted = 0;
      await session.evaluate("(open(),0)");
      await session.until('events.indexOf("close")>0');
      expect(await session.evaluate("events[1]")).toBe("QSSLOPEN 0: 552 (exhausted: power-cycle)");
      session.modem.faults.opensUntilExhausted = Infinity;
      for (const [strike, reason] of [
        [() => session.modem.dropPdp(1), "PDP lost"],
        [() => session.modem.reboot(), "restarted"],
      ] as const) {
        strike();
        await session.until(`losses.join()=="${reason}"`);
        await session.evaluate("(losses=[],start(),0)");
        await session.until('events.join()=="online"');
      }
      await session.evaluate("(open(),0)");
      await untilEchoed();
    },
    LIMIT_MS,
  );
}

describe("the driver in the host runtime", () => testPaths({ clock: new RealClock(), baud: BAUD }));

describeOnInterpreter("the driver on the real interpreter", (interpreter) => {
  testPaths({ interpreter, clock: new RealClock(), baud: BAUD });
});
