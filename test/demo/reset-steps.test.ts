import { buildFirmware } from "../../tools/build/bundle";
import { DEFAULT_TIMING, type SimulatorOptions, type Stage, profileNamed, type Profile } from "../../tools/simulator";
import { CONFIG, TestBoard, CA_PEM } from "../doubles/board";
import { Steps } from "../doubles/steps";

const LAST = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
const CFG = { ...CONFIG, sampling: { intervalS: 20, sensors: ["load"] } };
let code: string;
beforeAll(async () => {
  ({ code } = await buildFirmware({ board: "LINUX" }));
});

interface Run { board: TestBoard; steps: Steps }
function start(simulator: Partial<SimulatorOptions>, isQuiet: boolean): Run {
  const steps = new Steps(() => run.board.clock);
  const run: Run = { steps, board: undefined as unknown as TestBoard };
  run.board = new TestBoard({
    code, config: CFG, onPiece: (text) => steps.pass(`writing ${text}`),
    simulator: { timing: { ...DEFAULT_TIMING, openMs: 200 }, ...simulator, onStage: (stage: Stage, line: string) => steps.pass(`${stage} ${line}`) },
  });
  if (isQuiet) run.board.clock.setTimeout(() => run.board.modem.uart.write(Buffer.from("ATE0&W\r")), 450);
  return run;
}
async function play({ board }: Run) {
  board.server.behaviour = LAST;
  await board.untilDelivered(1);
  board.server.behaviour = 200;
  await board.untilDelivered(3);
}
const silent = (name: string): Profile => {
  const profile = profileNamed(name);
  return { ...profile, boot: profile.boot.filter(({ line }) => !/RDY/.test(line)) };
};
const ACTS: Record<string, { isQuiet?: true; isSilent?: true; act: (b: TestBoard) => void }> = {
  reset: { act: (b) => b.restart() },
  reboot: { act: (b) => b.modem.reboot() },
  cycle: { act: (b) => { b.modem.powerOff(); b.modem.powerOn(); } },
  unheard: { isSilent: true, act: (b) => b.modem.reboot() },
  unheardNoEcho: { isSilent: true, isQuiet: true, act: (b) => b.modem.reboot() },
};
const only = process.env.ACT?.split(",");
for (const [name, { isQuiet = false, isSilent = false, act }] of Object.entries(ACTS)) if (!only || only.includes(name))
it.each((process.env.PROFILE ?? "EG915U,BG96").split(","))(`explore ${name} %s`, async (profileName) => {
  const profile = isSilent ? silent(profileName) : profileName;
  const ref = start({ profile }, isQuiet);
  await play(ref);
  const list = ref.steps.list();
  ref.board.stop();
  const t0 = process.cpuUsage();
  const failed: string[] = [];
  const tooks: number[] = [];
  for (const step of list) {
    if (process.env.STEP && !step.name.includes(process.env.STEP)) continue;
    const run = start({ profile }, isQuiet);
    const { board } = run;
    let at = 0, w = 0, n = 0;
    const boot = name === "reset" ? 2 : 1;
    run.steps.meet(step, () => { w = board.status.waiting; n = name === "reset" ? 0 : w + board.status.acknowledged; at = board.clock.now(); act(board); });
    const readings = () => [...new Set(board.server.readings.filter((r) => r.boot === boot).map(({ seq }) => seq))];
    try {
      await play(run);
      await board.clock.runUntil(() => readings().includes(n + 3), 3600e3);
    } catch (e) { failed.push(`${step.index} ${step.name} ${step.afterMs}: ${(e as Error).message} ${board.lines.slice(-5).join(" | ")}\n${board.commands.slice(-10).join("\n")}`); board.stop(); continue; }
    const p: string[] = [];
    const s2 = readings();
    const took = (board.clock.now() - at) / 1000;
    tooks.push(took);
    if (took > 90) p.push(`took ${took}`);
    if (String(s2) !== String(Array.from({ length: s2.length }, (_, i) => i + 1))) p.push(String(s2));
    if (board.modem.status().sockets.length > 1) p.push("sockets");
    if (board.status.dropped) p.push("dropped");
    for (const r of board.network.requests) {
      if (r.tls?.securityLevel !== 1 || r.tls.trusted[0] !== CA_PEM) p.push("tls");
      else if (Math.abs((r.tls.validAtMs ?? 0) - r.atMs) > 2000) p.push("clock" + r.tls.validAtMs);
    }
    const errors = board.errors.filter((l) => !l.includes("INSECURE"));
    if (process.env.ERRORS ? errors.length : errors.some((e) => e.includes("Uncaught"))) p.push(errors.join(" | "));
    if (board.server.refused) p.push(`refused ${board.server.refused}`);
    if (p.length) failed.push(`${step.index} ${step.name} ${step.afterMs} w${w}: ${p.join("; ")}`);
    board.stop();
  }
  tooks.sort((a, b) => a - b);
  console.log(name, profileName, list.length, process.cpuUsage(t0).user / 1e6, tooks[tooks.length >> 1], tooks.slice(-5), failed.length, failed.slice(0, 100).join("\n"));
}, 300e3);
