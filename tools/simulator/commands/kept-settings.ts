/** Settings that hosts write at their start and that have no effect here: kept until the reboot, and shown as they were written. */
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { plainError } from "../errors";

const general = family("general", "AT commands manual");

/** All arguments as they were written. */
function written({ args }: CommandRun): string {
  const values = Array.from({ length: args.count }, (_, index) => (args.has(index) ? args.raw(index) : undefined));
  return values.map((value) => (value?.quoted ? `"${value.text}"` : (value?.text ?? ""))).join(",");
}

/** @param pattern fits the arguments as written. @param range the answer of the test form, without the name. */
function kept(name: string, initial: string, pattern: RegExp, range: string): CommandEntry {
  return general(
    name,
    {
      test: says(`${name}: ${range}`),
      read: says((modem) => `${name}: ${modem.kept.get(name) ?? initial}`),
      write: (run) => {
        const values = written(run);
        if (!pattern.test(values)) throw plainError();
        run.modem.kept.set(name, values);
      },
    },
    "accepted",
  );
}

/** Of +QIND URCs, and whether they come from the start. */
const INDICATIONS: Readonly<Record<string, number>> = {
  all: 1,
  csq: 0,
  smsfull: 0,
  ring: 1,
  smsincoming: 1,
  act: 0,
};

/** The name alone asks. The signal never changes here, and there are no calls or messages, so none of them ever comes. */
const setIndication: Handler = ({ modem, args, information }) => {
  args.atMost(3);
  const name = args.string(0).toLowerCase();
  const initial = INDICATIONS[name];
  if (initial === undefined) throw plainError();
  const key = `+QINDCFG ${name}`;
  if (args.count === 1) return information(`+QINDCFG: "${name}",${modem.kept.get(key) ?? initial}`);
  args.optionalInteger(2, 0, 1, 0);
  modem.kept.set(key, String(args.integer(1, 0, 1)));
};

const BITS = '"[01]{8}"';

export const KEPT_SETTINGS_COMMANDS: readonly CommandEntry[] = [
  // Reference §6.6.
  kept("+QSCLK", "0", /^[012]$/, "(0-2)"),
  kept("+CPSMS", "0", new RegExp(`^[012](,,,(${BITS})?(,${BITS})?)?$`), "(0-2),,,<TAU>,<active_time>"),
  kept("+CEDRXS", "0", /^[0-3](,[2-5](,"[01]{4}")?)?$/, '(0-3),(2-5),("0000"-"1111")'),
  // EC2x AT manual V2.0, 2.24 and chapter 9: the SMS commands themselves are absent.
  kept("+CSCS", '"GSM"', /^"(GSM|IRA|UCS2)"$/, '("GSM","IRA","UCS2")'),
  kept("+CMGF", "0", /^[01]$/, "(0,1)"),
  // 4.3.
  general(
    "+QINDCFG",
    {
      test: ({ information }) => {
        for (const name of Object.keys(INDICATIONS)) information(`+QINDCFG: "${name}",(0,1),(0,1)`);
      },
      write: setIndication,
    },
    "accepted",
  ),
  // 10.12.
  kept("+CGEREP", "0,0", /^[012](,[01])?$/, "(0-2),(0,1)"),
];
