/** The live page: takes the events of the server and gives each to the panel that shows it. */
import type {
  About,
  DeviceShown,
  DialogueLine,
  FaultControl,
  LogLine,
  Mark,
  PanelName,
  RecoveryShown,
  SenderShown,
  SeriesPart,
  SlotShown,
  Totals,
} from "../topics";
import { DialoguePanel } from "./dialogue-panel";
import { byId, setText } from "./dom";
import { FaultsPanel } from "./faults-panel";
import { formatDuration, formatTime } from "./format";
import { LogPanel } from "./log-panel";
import { PlotsPanel } from "./plots-panel";
import { RecoveryPanel } from "./recovery-panel";
import { onServerTime, serverNow } from "./server-clock";
import { showTitle, SidePanels } from "./side-panels";
import { SlotsPanel } from "./slots-panel";
import { Tiles } from "./tiles";

const tiles = new Tiles();
const plots = new PlotsPanel();
const recovery = new RecoveryPanel();
const slots = new SlotsPanel();
const dialogue = new DialoguePanel();
const faults = new FaultsPanel();
const log = new LogPanel();
const side = new SidePanels();
let startedMs: number | undefined;

const PANELS: readonly PanelName[] = ["device", "slots", "dialogue", "log", "faults"];

/** What each topic of the stream shows. */
const topics: Readonly<Record<string, (value: never) => void>> = {
  /** The stream begins anew: all of the state follows. */
  hello({ atMs }: { atMs: number }) {
    onServerTime(atMs);
    for (const part of [tiles, plots, dialogue, log, side]) part.clear();
    for (const name of PANELS) byId(`${name}-panel`).hidden = true;
  },
  about({ title, runsOn, startedMs: since, panels }: About) {
    startedMs = since;
    showTitle(title, runsOn);
    for (const name of PANELS) byId(`${name}-panel`).hidden = !panels.includes(name);
    showRunTime();
  },
  totals: (totals: Totals) => tiles.showTotals(totals),
  series: (part: SeriesPart) => plots.add(part),
  marks: (marks: Mark[]) => plots.mark(marks),
  device(device: DeviceShown) {
    onServerTime(Math.max(device.atMs, serverNow()));
    tiles.showDevice(device);
    side.showDevice(device);
  },
  slots: (shown: SlotShown[]) => slots.show(shown),
  dialogue: (lines: DialogueLine[]) => dialogue.add(lines),
  log: (lines: LogLine[]) => log.add(lines),
  controls: (controls: FaultControl[]) => faults.show(controls),
  recovery: (shown: RecoveryShown) => recovery.show(shown),
  sender(summary: SenderShown) {
    side.showSender(summary);
    tiles.showMissing(side.missing);
  },
  connection: (pairs: Record<string, unknown>) => side.showPairs("connection", pairs),
  refusal: ({ at, ...rest }: Record<string, unknown>) =>
    side.showPairs("refusal", { time: formatTime(at as number), ...rest }),
};

function showLink(isOpen: boolean): void {
  const link = byId("link");
  link.className = `badge ${isOpen ? "good" : "warn"}`;
  setText(link, isOpen ? "live" : "reconnecting");
}

function showRunTime(): void {
  if (startedMs !== undefined)
    setText(byId("run-time"), `running for ${formatDuration((serverNow() - startedMs) / 1000)}`);
}

const stream = new EventSource("events");
stream.addEventListener("open", () => showLink(true));
stream.addEventListener("error", () => showLink(false));
for (const [topic, show] of Object.entries(topics)) {
  stream.addEventListener(topic, (event) => show(JSON.parse((event as MessageEvent<string>).data) as never));
}
setInterval(showRunTime, 1000);
