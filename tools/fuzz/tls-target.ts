/** The explanation of a failed TLS connection (modules/tls): a server's first flight and its certificates. */
import type { AnyFunction } from "../host/realm";
import { damage } from "./grammar";
import { cutAnywhere, limit, type Input } from "./input";
import { Random } from "./random";
import { mustBe, type Target } from "./target";
import { certificate, serverFlight } from "./tls-flight";

/** The callback comes within this time, whatever the server does. */
const PATIENCE_MS = 30e3;
/** One certificate of 4 KB, one piece, the CA in two forms, and the names in it. */
const HELD_MORE = 16e3;
const SENTENCE_MAX = 500;

/** What the plain connection is asked for. */
type Listeners = Record<string, (argument?: unknown) => void>;

/**
 * Steps: `ca` the CA's certificate, DER; `rx` bytes of the server, `close`, `error`, `pass` milliseconds.
 * What must be so: one sentence in printable ASCII within 30 s, the connection ended, and the next explanation is right.
 */
export const tlsTarget: Target = {
  name: "tls",
  title: "TLS explanation, certificates",
  share: 5,
  isDeep: true,
  generate(random) {
    const flight = serverFlight(random);
    const steps = cutAnywhere(random, "rx", random.chance(0.5) ? flight : damage(random, flight));
    if (random.chance(0.7)) steps.unshift(["ca", random.chance(0.8) ? AUTHORITY : damage(random, AUTHORITY)]);
    if (random.chance(0.3)) steps.push([random.pick(["close", "error", "pass"]), random.below(30e3)]);
    return limit(steps);
  },
  start(device) {
    const [explain] = device.parts[5]! as AnyFunction[];
    const { clock } = device;
    const heldAtRest = device.held();
    const explained = (input: Input): string => {
      const ca = input.find(([name]) => name === "ca");
      const texts: string[] = [];
      const listeners: Listeners = {};
      let ends = 0;
      const slot = {
        on: (event: string, listener: Listeners[string]) => void (listeners[event] = listener),
        write: () => true,
        end: () => void ends++,
      };
      const options = {
        host: "h.example",
        port: 443,
        verify: "server",
        ca: ca ? pem(String(ca[1])) : "",
        cipherSuites: "all",
        version: 3,
        time: clock.now() / 1000,
      };
      explain!({ open: () => slot }, options, (text: string) => texts.push(text));
      listeners["open"]!();
      let received = 0;
      for (const [name, value] of input) {
        if (name === "rx" && value !== "") listeners["data"]!((received++, String(value)));
        else if (name === "close") listeners["close"]!();
        else if (name === "error") listeners["error"]!(new Error("QIOPEN 0: 566 (x)"));
        else if (name === "pass") clock.pass(Math.min(Math.abs(Number(value)) || 0, 60e3));
        if (received % 16 === 1) isBounded();
      }
      isBounded();
      clock.pass(PATIENCE_MS);
      const [text = ""] = texts;
      mustBe(texts.length === 1 && ends === 1, () => `${texts.length} sentences, ${ends} ends`);
      mustBe(/^h\.example:443: [ -~]+$/.test(text) && text.length < SENTENCE_MAX, () => `says ${JSON.stringify(text)}`);
      mustBe(device.timers.pending === 0, () => `${device.timers.pending} timers are left`);
      device.forget();
      return text;
    };
    const isBounded = (): void => {
      const held = device.held() - heldAtRest;
      mustBe(held <= HELD_MORE, () => `${held} characters more are held than at the start`);
    };
    return (input) => {
      device.forget();
      explained(input);
      const right = explained(KNOWN);
      mustBe(right === KNOWN_TEXT, () => `the next explanation is ${JSON.stringify(right)}`);
    };
  },
};

const AUTHORITY = certificate(new Random(1));
/** An alert that everybody knows. */
const KNOWN: Input = [["rx", "\x15\x03\x03\0\x02\x02\x46"]];
const KNOWN_TEXT = "h.example:443: TLS version refused: allow TLS 1.2";

function pem(bytes: string): string {
  const base64 = Buffer.from(bytes, "latin1").toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}
