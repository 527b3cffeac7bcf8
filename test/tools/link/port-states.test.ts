/** What each command says of a port that is absent, busy, silent, of another program, or of an interpreter that is too old. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { SerialPort } from "serialport";
import { makeAuthority } from "../../../tools/certificates/certificates";
import { RealClock } from "../../../tools/clock";
import { Terminal } from "../../../tools/simulator/terminal";
import { type CommandResult, runCommand, stopCommands } from "../../doubles/command";
import { HostBoard } from "../../doubles/host-board";
import { scratchDirectory } from "../interpreter/scratch-directory";

/** A silent board is looked for 20 s; all commands run at the same time. */
const LIMIT_MS = 600e3;
jest.setTimeout(LIMIT_MS);

type Tool = "flash" | "provision" | "monitor" | "monitor --at";

/** What is run against which port. */
const TOOLS: Record<string, Tool[]> = {
  absent: ["flash", "provision", "monitor"],
  "nobody's": ["flash"],
  busy: ["flash", "provision", "monitor"],
  "taken by the only client it has": ["flash", "monitor"],
  silent: ["flash", "provision", "monitor", "monitor --at"],
  "another program's": ["flash", "provision", "monitor"],
  "that of an interpreter too old": ["flash", "provision", "monitor", "monitor --at"],
};
const WATCHED = ["--duration", "3"];

/** A console over TCP. */
class Console {
  private readonly _sockets = new Set<Socket>();

  private constructor(private readonly _server: Server) {
    _server.on("connection", (socket) => {
      this._sockets.add(socket);
      socket.on("error", () => {});
    });
  }

  static async listen(onConnection: (socket: Socket) => void): Promise<Console> {
    const server = createServer(onConnection);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Console(server);
  }

  get address(): string {
    return `tcp://127.0.0.1:${(this._server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    for (const socket of this._sockets) socket.destroy();
    return new Promise((resolve) => this._server.close(() => resolve()));
  }
}

/** One board for each connection. */
function boards(version: string, all: HostBoard[]): (socket: Socket) => void {
  return (socket) => {
    const board = new HostBoard({ version, clock: new RealClock() });
    all.push(board);
    board.onData((bytes) => void socket.write(bytes));
    socket.on("data", (bytes: Buffer) => board.write(bytes));
  };
}

const hasSocat = spawnSync("socat", ["-V"]).error === undefined;

(hasSocat ? describe : describe.skip)("a port that is (needs socat)", () => {
  const directory = scratchDirectory();
  const oldBoards: HostBoard[] = [];
  const consoles: Console[] = [];
  const results = new Map<string, CommandResult>();
  const addresses: Record<string, string> = {};
  let terminal: Terminal;
  let holder: SerialPort;

  const open = async (state: string, onConnection: (socket: Socket) => void): Promise<void> => {
    const made = await Console.listen(onConnection);
    consoles.push(made);
    addresses[state] = made.address;
  };
  const result = (tool: Tool, state: string): CommandResult => results.get(`${tool} ${state}`)!;

  beforeAll(async () => {
    terminal = await Terminal.open(path.join(directory(), "board"), new RealClock());
    holder = new SerialPort({ path: terminal.path, baudRate: 9600, autoOpen: false });
    await new Promise<void>((resolve, reject) => holder.open((error) => (error ? reject(error) : resolve())));
    addresses["absent"] = path.join(directory(), "ttyACM7");
    addresses["busy"] = terminal.path;
    await open("taken by the only client it has", (socket) => socket.destroy());
    await open("silent", (socket) => socket.resume());
    await open("another program's", (socket) => {
      socket.write("login: \r\n".repeat(20));
      socket.on("data", () => socket.write("Login incorrect\r\nlogin: "));
    });
    await open("that of an interpreter too old", boards("2v04", oldBoards));
    const gone = await Console.listen(() => {});
    addresses["nobody's"] = gone.address;
    await gone.close();
    const ca = path.join(directory(), "ca.pem");
    const authority = await makeAuthority({ commonName: "Test CA" });
    writeFileSync(ca, authority.certPem);
    const run = async (tool: Tool, state: string, ...args: string[]): Promise<void> => {
      const words = ["--port", addresses[state]!, ...args];
      results.set(`${tool} ${state}`, await runCommand(`${tool.split(" ")[0]}.ts`, words));
    };
    const tools = { flash: [], provision: ["--ca", ca], monitor: WATCHED, "monitor --at": ["--at", ...WATCHED] };
    await Promise.all(
      Object.entries(TOOLS).flatMap(([state, names]) => names.map((tool) => run(tool, state, ...tools[tool]))),
    );
  });
  afterAll(async () => {
    await stopCommands();
    for (const board of oldBoards) board.runtime.stop();
    for (const made of consoles) await made.close();
    await new Promise((resolve) => holder.close(resolve));
    await terminal.close();
  });

  it.each([
    ["absent", " does not exist: plug the board in, or check --port"],
    ["nobody's", " cannot be reached (ECONNREFUSED): check address and port"],
    ["busy", " is in use: end the other program that talks to the board"],
    [
      "taken by the only client it has",
      " ended the connection: check cable and power, and that no other program uses it",
    ],
    ["silent", ": the board does not answer: check that this is its console"],
    ["another program's", ' answers, but not as an Espruino interpreter does ("login: login: login:'],
  ])("%s makes a command fail, which names it and says what to do", (state, text) => {
    const isWatched = state === "silent" || state === "another program's" || state.startsWith("taken");
    for (const tool of TOOLS[state]!.filter((name) => !isWatched || !name.startsWith("monitor")))
      expect([tool, result(tool, state)]).toEqual([
        tool,
        { exitCode: 1, stdout: "", stderr: expect.stringContaining(`${tool}: ${addresses[state]}${text}`) },
      ]);
  });

  it("that of an interpreter too old is refused with what to do, and nothing is written", () => {
    for (const tool of ["flash", "provision"] as const)
      expect(result(tool, "that of an interpreter too old")).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining(
          `${tool}: the board runs Espruino 2v04, which is too old: 2v14 or later is needed`,
        ),
      });
    expect(oldBoards.length).toBeGreaterThan(1);
    for (const { runtime } of oldBoards) expect(runtime.storage.files()).toEqual([]);
  });

  it("taken by another program is waited for by the monitor, which says so", () => {
    const { exitCode, stdout } = result("monitor", "taken by the only client it has");
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("ended the connection; waiting for it")]);
  });

  it.each(["silent", "that of an interpreter too old"])(
    "%s is watched by the monitor, and the dialogue is missed with a reason and a remedy",
    (state) => {
      const { exitCode, stdout, stderr } = result("monitor", state);
      expect([exitCode, stderr, stdout]).toEqual([0, "", expect.stringContaining(`listening to ${addresses[state]}`)]);
      expect(result("monitor --at", state)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(
          /the dialogue cannot be shown \((no answer to qssl|\w+Error).*\): the firmware does not run, or is an older one: npm run flash puts it on a board/,
        ),
      });
    },
  );

  it("another program's is doubted by the monitor", () => {
    expect(result("monitor", "another program's").stdout).toContain(
      `none of this is the log of the firmware: check that ${addresses["another program's"]} is the console of the board`,
    );
  });
});
