/**
 * Shows what the collector pushes. One function per topic of the event stream; all text goes in as textContent, so nothing a
 * device sends is ever read as markup.
 */
import { formatAny, formatNumber, formatTime } from "./format.js";
import { makeReadingsTable } from "./readings-table.js";

const byId = (id) => document.getElementById(id);
const readings = makeReadingsTable(byId("readings"));
const devices = new Map();
/** Devices listed at most; past it the one that came first goes. */
const DEVICES = 500;
const DEVICE_COLUMNS = ["boot", "readings", "repeated", "missing", "dropped"];
const TOTALS = { stored: "Stored", repeated: "Repeated", batches: "Batches", devices: "Devices", refused: "Refused" };

const topics = {
  /** The stream begins anew: all of the state follows. */
  hello() {
    readings.clear();
    byId("devices").tBodies[0].replaceChildren();
    devices.clear();
    for (const id of ["readings", "devices-panel", "connection-panel", "status-panel", "refusal-panel"]) hide(id, true);
    hide("waiting", false);
  },
  totals(totals) {
    const tiles = Object.entries(TOTALS).map(([name, title]) => {
      const tile = document.createElement("div");
      tile.append(...pair(title, formatNumber(totals[name])));
      return tile;
    });
    byId("totals").replaceChildren(...tiles);
  },
  readings(items) {
    readings.add(items);
    showReadings();
  },
  device(summary) {
    showDevice(summary);
    readings.seed(summary.device, summary.last);
    if (Object.keys(summary.last).length > 0) showReadings();
  },
  connection: (value) => showPairs("connection", value),
  status: (value) => showPairs("status", value),
  refusal: ({ at, ...rest }) => showPairs("refusal", { time: formatTime(at), ...rest }),
};

function hide(id, isHidden) {
  byId(id).hidden = isHidden;
}

function showReadings() {
  hide("waiting", true);
  hide("readings", false);
}

function showDevice(summary) {
  const row = devices.get(summary.device) ?? byId("devices").tBodies[0].insertRow();
  devices.set(summary.device, row);
  const name = Object.assign(document.createElement("th"), { scope: "row", textContent: summary.device });
  if (summary.insecure !== null) name.append(warning(`Insecure: ${summary.insecure}`));
  const cells = DEVICE_COLUMNS.map((column) =>
    Object.assign(document.createElement("td"), { className: "number", textContent: formatNumber(summary[column]) }),
  );
  row.replaceChildren(name, ...cells);
  if (devices.size > DEVICES) dropFirstDevice();
  hide("devices-panel", false);
}

function warning(text) {
  return Object.assign(document.createElement("strong"), { className: "warning", textContent: text });
}

function dropFirstDevice() {
  const [device, row] = devices.entries().next().value;
  row.remove();
  devices.delete(device);
}

function showPairs(id, value) {
  byId(id).replaceChildren(...Object.entries(value).flatMap(([name, entry]) => pair(name, formatAny(entry))));
  hide(`${id}-panel`, false);
}

function pair(name, text) {
  const create = (tag, textContent) => Object.assign(document.createElement(tag), { textContent });
  return [create("dt", name), create("dd", text)];
}

function showLink(isOpen) {
  byId("link").textContent = isOpen ? "Live" : "Collector not reachable, trying again…";
  byId("link").classList.toggle("open", isOpen);
}

const stream = new EventSource("events");
stream.addEventListener("open", () => showLink(true));
stream.addEventListener("error", () => showLink(false));
for (const [topic, show] of Object.entries(topics)) {
  stream.addEventListener(topic, (event) => show(JSON.parse(event.data)));
}
