import fc from "fast-check";
import { AtFault } from "../../../modules/at/at-error";
import { cme, cut, pass } from "../../doubles/device";
import { transcripts } from "../../transcripts/eg915u";
import type { Event, Transcript } from "../../transcripts/transcript";
import { AtDialogue, GUARD_MS } from "./at-dialogue";

let at: AtDialogue;

beforeEach(async () => {
  at = await AtDialogue.start();
});

/** Plays the modem's side of a transcript, cut by `cuts`; gives what the host made of it. */
function play({ exchanges }: Transcript, cuts: readonly number[]): Event[] {
  const events: Event[] = [];
  for (const name of ["+CEREG", "+CFUN", "+QSSLOPEN", "+QSSLURC"])
    at.reader.setLineHandler(name, () => events.push(["urc", name, at.reader.parameters()]));
  const onPayload = (bytes: string): void => {
    const last = events.at(-1);
    if (last?.[0] === "payload") last[1] += bytes;
    else events.push(["payload", bytes]);
  };
  for (const { command, answer, isRead, payload, isBare, isInformation } of exchanges) {
    const done = (error: Error | null, information: string): unknown =>
      events.push(["done", command, error ? error.message.replace(/^AT.*?: /, "") : "", information]);
    at.client.send(command, done, {
      ...(isBare && { isBare }),
      ...(isInformation && { isInformation }),
      ...(payload !== undefined && { payload }),
      ...(isRead && { onInformation: (length) => at.reader.takePayload(+length, onPayload) }),
    });
    expect(at.port.take()).toEqual([`AT${command}\r`]);
    for (const piece of cut(answer[0], cuts)) {
      at.port.feed(piece);
      pass(1);
    }
    expect(at.port.take()).toEqual(payload === undefined ? [] : [payload]);
    at.port.feed(answer[1] ?? "", cuts);
    pass(GUARD_MS);
  }
  return events;
}

describe.each(transcripts.map((transcript) => [transcript.name, transcript] as const))(
  "recorded: %s",
  (_name, transcript) => {
    it("gives its events when each answer comes whole, and when it comes byte by byte", () => {
      expect(play(transcript, [])).toEqual(transcript.events);
      expect(play(transcript, [...Array(1000).keys()])).toEqual(transcript.events);
    });

    it("gives the same events however the stream is cut", () => {
      fc.assert(
        fc.property(fc.array(fc.nat(500), { maxLength: 20 }), (cuts) => {
          expect(play(transcript, cuts)).toEqual(transcript.events);
        }),
      );
    });
  },
);

describe("hostile input", () => {
  const fragment = fc.oneof(
    fc.constantFrom("\r", "\n", "\r\n", "> ", ">", ": ", "OK", "ERROR", "+CSQ: ", "+CMEE: 1", "CONNECT", "AT", "\x1a"),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => String.fromCharCode(...bytes)),
    fc.constant("\xff".repeat(1500)),
  );
  const noise = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(""));

  it("never throws, and after a sync the next command works", () => {
    fc.assert(
      fc.property(noise, noise, fc.array(fc.nat(2000), { maxLength: 8 }), (idle, busy, cuts) => {
        at.port.feed(idle, cuts);
        at.send("+CSQ");
        at.send("+QSSLSEND=0,3", { payload: "abc" });
        at.port.feed(busy, cuts);
        pass(GUARD_MS);
        at.port.feed(busy);
        let isSynced = false;
        at.client.syncAt(30e3, (error) => (isSynced = !error));
        at.answerProbe();
        pass(600);
        expect(isSynced).toBe(true);
        expect(at.results.splice(0)).toHaveLength(2);
        at.expectInStep();
      }),
    );
  });

  it.each([cme(NaN), "\r\n+CME ERROR: \r\n", "\r\n+CME ERROR\r\n"])(
    "ends a command with the odd failure %j",
    (answer) => {
      expect(at.exchange("+X", answer)).toEqual(["+X", AtFault.Refused, ""]);
    },
  );
});
