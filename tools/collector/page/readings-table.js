/** The table of the latest value per device and quantity. */
import { formatNumber, formatTime, formatValue } from "./format.js";
import { makeSparkline } from "./sparkline.js";

/** Values in a sparkline, and rows at most; past it the row that was silent longest goes. */
const VALUES = 60;
const ROWS = 500;

/** @param table a table element with one body. */
export function makeReadingsTable(table) {
  const body = table.tBodies[0];
  const rows = new Map();

  function rowOf(reading) {
    const key = `${reading.device}\n${reading.quantity}`;
    const row = rows.get(key) ?? makeRow(body, reading);
    rows.delete(key);
    rows.set(key, row);
    if (rows.size > ROWS) drop(rows.keys().next().value);
    return row;
  }

  function drop(key) {
    rows.get(key).element.remove();
    rows.delete(key);
  }

  return {
    clear: () => [...rows.keys()].forEach(drop),
    add: (readings) => new Set(readings.map((reading) => note(rowOf(reading), reading))).forEach(show),
    /** The newest value of each quantity, of which no reading may be left to replay. */
    seed: (device, last) => {
      for (const [quantity, latest] of Object.entries(last)) {
        const row = rowOf({ device, quantity });
        if (row.latest === undefined) show(Object.assign(row, { latest }));
      }
    },
  };
}

function makeRow(body, { device, quantity }) {
  const element = body.insertRow();
  const name = element.appendChild(document.createElement("th"));
  name.scope = "row";
  name.textContent = quantity;
  const cell = (className) => Object.assign(element.insertCell(), { className });
  const value = cell("value number");
  const line = makeSparkline();
  cell("course").append(line.element);
  cell("quiet").textContent = device;
  return { element, value, line, time: cell("quiet time"), values: [], latest: undefined };
}

function note(row, reading) {
  row.values = [...row.values, reading.value].slice(-VALUES);
  if (!row.latest || isNewer(reading, row.latest)) row.latest = reading;
  return row;
}

function isNewer(reading, latest) {
  return reading.boot > latest.boot || (reading.boot === latest.boot && reading.seq >= latest.seq);
}

function show({ value, line, time, values, latest }) {
  value.textContent = formatValue(latest.value, latest.unit);
  value.title = latest.unit;
  time.textContent = formatTime(latest.time);
  const shown = values.length > 0 ? values : [latest.value];
  const range = `${formatNumber(Math.min(...shown))} to ${formatNumber(Math.max(...shown))}`;
  line.draw(shown, `last ${shown.length} values, ${range}`);
}
