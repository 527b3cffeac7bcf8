/**
 * Whatever a program hands in, text or number: it is refused by name, or each line on the UART is exactly one command of those
 * that the driver has. No content adds, ends or changes a command.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import ts from "typescript";
import type { ConnectOptions, ModemInterface } from "../../../modules/quectel/index";
import type { OpenOptions } from "../../../modules/quectel/modem";
import type { TlsSettings } from "../../../modules/quectel/ssl-context";
import { ERROR, info, installDevice, pass } from "../../doubles/device";
import { ScriptedModem, SOON_MS } from "../../doubles/scripted-modem";

/** A text between quotes. */
const TEXT = '"[ !#-~]*"';
const ID = "(?:\\d|1[01])";
const LENGTH = "[1-9]\\d{0,3}";

/** Everything that the driver may write in one go. */
const GRAMMAR = [
  "\r?AT\\+CMEE\\?",
  "ATE0|ATI|AT\\+CMEE=1|AT\\+CFUN=1|AT\\+QISDE=0|AT\\+CTZU=1|AT\\+CSQ|AT\\+QLTS=1|AT\\+QIGETERROR",
  "AT\\+QSSLSTATE|AT\\+QISTATE",
  'AT\\+QURCCFG="urcport"(?:,"all"|,"uart1")?',
  `AT\\+CPIN\\?|AT\\+CPIN=${TEXT}`,
  "AT\\+CEREG=1|AT\\+CEREG\\?;\\+CGREG\\?",
  `AT\\+QIDEACT=[1-7]|AT\\+QIACT=[1-7]|AT\\+QICSGP=[1-7],1,${TEXT},${TEXT},${TEXT},[01]`,
  `AT\\+QNTP=[1-7],${TEXT}|AT\\+CCLK="[\\d/,:]{17}\\+00"`,
  `AT\\+QFLST=${TEXT}|AT\\+QFDEL=${TEXT}|AT\\+QFUPL=${TEXT},${LENGTH},60`,
  'AT\\+QSSLCFG="(?:checkhost|sni|session_cache|ignorelocaltime)",[0-5],[01]',
  'AT\\+QSSLCFG="seclevel",[0-5](?:,[012])?',
  `AT\\+QSSLCFG="(?:cacert|clientcert|clientkey)",[0-5](?:,${TEXT})?`,
  'AT\\+QSSLCFG="sslversion",[0-5],[0-4]|AT\\+QSSLCFG="ciphersuite",[0-5],0X[\\dA-F]{4}',
  'AT\\+QSSLCFG="negotiatetime",[0-5],(?:[1-9]\\d|[12]\\d\\d|300)',
  `AT\\+QSSLOPEN=[1-7],[0-5],${ID},${TEXT},\\d{1,5},[012]`,
  `AT\\+QIOPEN=[1-7],${ID},"TCP",${TEXT},\\d{1,5},0,[012]`,
  `AT\\+Q(?:SSL|I)CLOSE=${ID}(?:,0)?|AT\\+Q(?:SSL|I)SEND=${ID},${LENGTH}|AT\\+(?:QSSLRECV|QIRD)=${ID},1500`,
  `AT\\+QISWTMD=${ID},[012]`,
];
const COMMAND = new RegExp(`^(?:${GRAMMAR.join("|")})\r$|^\\+\\+\\+$`);

/** Texts near to what ends a parameter, a command or a line. */
const nastyText = fc.oneof(
  fc.constantFrom(
    '"',
    "\r",
    "\n",
    'a"',
    'a",0\rAT+CFUN=0\r"',
    "a\r\nAT+QPOWD\r\n",
    "\0",
    "\x1a",
    "\x1b",
    "+++",
    "A/",
    ...["1", " 1", "1\r", "2\r\n", "443\n", "0x1", "0x35\r", "1e0"],
    "",
  ),
  fc
    .array(fc.constantFrom('"', "\r", "\n", ",", ";", "AT+CFUN=0", "a", " ", "\x7f", "ä", "-----"), { maxLength: 6 })
    .map((parts) => parts.join("")),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.integer({ min: 70, max: 200 }).map((length) => "x".repeat(length)),
);

/** Numbers out of range or odd, and texts where a program without types hands in one. */
const nastyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, 0, 1, 2, 7, 8, 10, 300, 301, 65535, 65536, 1e21, 2 ** 32, 2 ** 32 + 1, NaN, Infinity),
  nastyText,
) as fc.Arbitrary<number>;

interface Run {
  modem: ScriptedModem;
  /** What was thrown or reported. */
  errors: string[];
}

const message = (error: unknown): string => (error as Error).message;

/** One life of a program: it connects, uploads, opens, writes, changes the mode and ends. */
async function live(
  connecting: ConnectOptions,
  opening: Partial<OpenOptions>,
  uploadName = "data.bin",
  mode = 1,
  payload = "payload",
): Promise<Run> {
  installDevice();
  const modem = new ScriptedModem();
  const errors: string[] = [];
  const attempt = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      errors.push(message(error));
    }
  };
  modem.answerBringUp();
  modem.answer("AT+CPIN?", info("+CPIN: SIM PIN"), info("+CPIN: READY"));
  modem.answer("AT+QLTS=1", ERROR);
  const files = Object.values({ ...connecting.tls, ...(opening.tls || {}) }).filter(
    (value) => typeof value === "string",
  );
  for (const name of ["ca.pem", ...files]) modem.files.set(name, "X");
  const { connect } = await import("../../../modules/quectel/index");
  attempt(() =>
    connect(modem.port, { pin: "1234", ...connecting, tls: { ca: "ca.pem", ...connecting.tls } }, (error, made) => {
      if (error) errors.push(message(error));
      else use(made);
    }),
  );
  const use = (made: ModemInterface): void => {
    attempt(() => made.upload(uploadName, payload, (error) => error && errors.push(message(error))));
    attempt(() => {
      const slot = made.open({ host: "h.example", port: 443, ...opening });
      slot.on("error", (error) => errors.push(message(error)));
      slot.on("open", () => {
        slot.write(payload);
        attempt(() => slot.setAccessMode(mode));
        setTimeout(() => slot.end(), SOON_MS);
      });
    });
  };
  pass(2 * SOON_MS);
  if (errors.length) return { modem, errors };
  modem.say('+QNTP: 0,"2026/02/03,04:05:06+00"');
  pass(SOON_MS);
  modem.say(opening.tls === false ? "+QIOPEN: 0,0" : "+QSSLOPEN: 0,0");
  pass(5 * SOON_MS);
  return { modem, errors };
}

/** @param field as an error may call it. */
function judge({ modem, errors }: Run, field: string): void {
  expect(modem.writes.filter((write) => !COMMAND.test(write))).toEqual([]);
  for (const error of errors) expect(error).toMatch(new RegExp(`(?:^|[ :])${field.replace(".", "\\.")}(?::|$)`));
}

const check = (property: fc.IAsyncProperty<[string]> | fc.IAsyncProperty<[number]>, numRuns: number): Promise<void> =>
  fc.assert(property as fc.IAsyncProperty<[unknown]>, { numRuns });

it("needs nothing but the commands of its grammar for a life without bad values", async () => {
  for (const opening of [{}, { accessMode: 1 as const }, { accessMode: 2 as const }, { tls: false as const }]) {
    const run = await live({}, opening);
    judge(run, "none");
    expect(run.errors).toEqual([]);
    expect(run.modem.commands.join()).toMatch(/QICSGP.*QNTP.*QFUPL.*OPEN/);
    expect(run.modem.payloads.join() + run.modem.streamed).toContain("payload");
  }
});

/** What reaches a command as a text between quotes. */
const CONNECT_TEXTS = ["apn", "username", "password", "pin", "ntp"] as const;
/** A text, or what a program without types takes for one. */
const TLS_TEXTS = ["ca", "cert", "key", "cipherSuites", "verify", "sni", "sessionReuse"] as const;
const TLS_NUMBERS = ["version", "negotiateS"] as const;
const OPEN_NUMBERS = ["port", "accessMode"] as const;

/** All that a program hands in, and where it is tried; what is in no command, and why. A member without a row fails below. */
const ROWS: Record<string, Record<string, string>> = {
  "index.ts ConnectOptions": {
    ...tried(CONNECT_TEXTS),
    pdpContextId: "tried",
    tls: "see TlsSettings",
    debug: "switches the trace",
    onProgress: "is called",
    onLost: "is called",
  },
  "ssl-context.ts TlsSettings": { ...tried(TLS_TEXTS), ...tried(TLS_NUMBERS) },
  "modem.ts OpenOptions": { tls: "see TlsSettings" },
  "client-table.ts Address": { host: "tried", ...tried(OPEN_NUMBERS) },
  "index.ts ModemInterface": {
    start: "takes a callback",
    open: "see OpenOptions, Address",
    upload: "tried",
    status: "takes nothing",
    debug: "switches the trace",
  },
  "connection.ts Connection": {
    id: "is told",
    on: "looks listeners up",
    write: "tried",
    end: "takes nothing",
    pause: "sets a flag",
    setAccessMode: "tried",
  },
};

function tried(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, "tried"]));
}

/** Names of the members of an interface, as its source has them; those that it extends have rows of their own. */
function membersOf(file: string, name: string): string[] {
  const text = readFileSync(path.resolve(__dirname, "../../../modules/quectel", file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = source.statements.filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name)!;
  return [...new Set(found.members.map((member) => member.name!.getText()))];
}

it.each(Object.entries(ROWS))("%s: each member is tried, or is in no command", (place, rows) => {
  const [file, name] = place.split(" ") as [string, string];
  expect(membersOf(file, name).sort()).toEqual(Object.keys(rows).sort());
});

describe.each(CONNECT_TEXTS)("connect's %s", (option) => {
  it("is refused by name or stays inside its quotes", async () => {
    const field = option === "username" ? "user" : option;
    await check(
      fc.asyncProperty(nastyText, async (value) => judge(await live({ [option]: value }, {}), field)),
      50,
    );
  });
});

describe.each(TLS_TEXTS)("connect's and open's tls.%s", (option) => {
  it("is refused by name or stays inside its parameter", async () => {
    const rest =
      option === "cert" || option === "key" ? { verify: "mutual" as const, cert: "ca.pem", key: "ca.pem" } : {};
    await check(
      fc.asyncProperty(nastyText, async (value) => {
        const tls = { ...rest, [option]: value } as Partial<TlsSettings>;
        judge(await live({ tls }, {}), `tls.${option}`);
        judge(await live({}, { tls }), `tls.${option}`);
      }),
      100,
    );
  });
});

describe.each(TLS_NUMBERS)("connect's and open's tls.%s", (option) => {
  it("is refused by name or in its range", async () => {
    await check(
      fc.asyncProperty(nastyNumber, async (value) => {
        judge(await live({ tls: { [option]: value } }, {}), `tls.${option}`);
        judge(await live({}, { tls: { [option]: value } }), `tls.${option}`);
      }),
      50,
    );
  });
});

it("connect's pdpContextId is refused by name or in its range", async () => {
  await check(
    fc.asyncProperty(nastyNumber, async (value) => judge(await live({ pdpContextId: value }, {}), "pdpContextId")),
    50,
  );
});

it.each(OPEN_NUMBERS)("open's %s is refused by name or in its range", async (option) => {
  await check(
    fc.asyncProperty(nastyNumber, async (value) => judge(await live({}, { [option]: value }), option)),
    50,
  );
});

it.each([{}, { tls: false as const }])(
  "open's host is refused by name or stays inside its quotes: %j",
  async (rest) => {
    await check(
      fc.asyncProperty(nastyText, async (host) => judge(await live({}, { ...rest, host }), "host")),
      50,
    );
  },
);

it("upload's name is refused by name or stays inside its quotes", async () => {
  await check(
    fc.asyncProperty(nastyText, async (name) => judge(await live({}, {}, name), "name")),
    50,
  );
});

it("setAccessMode's mode is refused by name or in its range", async () => {
  await check(
    fc.asyncProperty(nastyNumber, async (mode) => judge(await live({}, {}, undefined, mode), "accessMode")),
    50,
  );
});

it("upload's content and what is written are payload by count, whatever they spell", async () => {
  await check(
    fc.asyncProperty(
      // Texts are bytes on a board.
      nastyText.map((text) => text.replace(/[^\0-\xff]/g, "?")).filter((text) => text !== ""),
      async (text) => {
        const run = await live({}, {}, undefined, undefined, text);
        judge(run, "name");
        expect(run.modem.payloads).toEqual([text, text]);
        const asked = run.modem.commands.filter((command) => /QFUPL|QSSLSEND/.test(command));
        expect(asked).toEqual([`AT+QFUPL="data.bin",${text.length},60`, `AT+QSSLSEND=0,${text.length}`]);
      },
    ),
    50,
  );
});
