/** Connect: chooses a board, recognises it, and says what is on it. */
import { crc32 } from "node:zlib";
import type { BoardLink } from "../../../link/board-link";
import { byId, type Meaning, reasonOf, setBadge, setNotice, setPairs } from "../dom";
import type { FirmwareImage } from "../firmware-image";
import { contentOf, loadImage } from "../images";
import { chooseBluetoothBoard, webBluetooth } from "../ports/web-bluetooth";
import { chooseSerialPort, webSerial } from "../ports/web-serial";
import type { Phase, Session } from "../session";

const STATES: Record<Phase, [Meaning, string]> = {
  none: ["", "not connected"],
  connecting: ["info", "connecting…"],
  ready: ["good", "connected"],
  lost: ["bad", "lost"],
};

const BROWSERS = "Chrome, Edge or Opera on a computer; on Android Chrome, for Bluetooth";

export class ConnectStep {
  constructor(private readonly _session: Session) {
    const [serial, bluetooth] = [webSerial(), webBluetooth()];
    const onSerial = byId<HTMLButtonElement>("connect-serial");
    const onBluetooth = byId<HTMLButtonElement>("connect-bluetooth");
    onSerial.disabled = !serial;
    onBluetooth.disabled = !bluetooth;
    if (serial)
      onSerial.addEventListener("click", () => void _session.connect(() => chooseSerialPort(serial, chosenBaud())));
    if (bluetooth)
      onBluetooth.addEventListener("click", () => void _session.connect(() => chooseBluetoothBoard(bluetooth)));
    byId("reconnect").addEventListener("click", () => void _session.reconnect());
    byId("disconnect").addEventListener("click", () => void _session.disconnect());
    setNotice(byId("browser-notice"), "warn", browserText(!!serial, !!bluetooth));
    _session.on("change", () => this._show());
    for (const event of ["found", "renewed"] as const) _session.on(event, () => void this._showContents());
    this._show();
  }

  private _show(): void {
    const { phase, portName, problem, task, board } = this._session;
    const [meaning, text] = STATES[phase];
    for (const id of ["board-state", "connect-state"]) setBadge(byId(id), meaning, text);
    byId("board-name").textContent = board ? `${board.board} · Espruino ${board.version}` : portName;
    for (const id of ["connect-serial", "connect-bluetooth"]) byId(id).hidden = phase === "ready";
    byId("reconnect").hidden = phase !== "lost";
    byId("disconnect").hidden = phase !== "ready";
    byId<HTMLButtonElement>("disconnect").disabled = task !== undefined;
    setNotice(byId("connect-notice"), "bad", problem);
    const badge = byId("task");
    badge.hidden = !task;
    badge.textContent = task?.title ?? "";
    if (phase !== "ready") setPairs(byId("board-facts"), []);
  }

  private async _showContents(): Promise<void> {
    const { board } = this._session;
    if (!board) return;
    const pairs: [string, string][] = [
      ["Board", board.told === board.board ? board.board : `${board.board} (${board.told})`],
      ["Interpreter", `Espruino ${board.version}`],
    ];
    setPairs(byId("board-facts"), pairs);
    try {
      const image = await loadImage(board.board);
      await this._session.look(async (link) => {
        pairs.push(["Firmware", await firmwareText(link, image)], ["Configuration", await configText(link)]);
      });
    } catch (error) {
      pairs.push(["Firmware", reasonOf(error)]);
    }
    if (this._session.phase === "ready") setPairs(byId("board-facts"), pairs);
  }
}

function chosenBaud(): number {
  return Number(byId<HTMLSelectElement>("baud").value);
}

function browserText(hasSerial: boolean, hasBluetooth: boolean): string {
  if (hasSerial || hasBluetooth) return "";
  if (!isSecureContext)
    return "This page came over plain HTTP from another machine, and browsers then give no access to boards: serve it by HTTPS, or open it as localhost.";
  return `This browser gives pages no access to boards: it has neither Web Serial nor Web Bluetooth. Use ${BROWSERS}. You can edit and save a configuration here all the same.`;
}

/** Whether what is on the board is what this page would send. */
async function firmwareText(link: BoardLink, { files }: FirmwareImage): Promise<string> {
  const sums = await link.sums(files.map(([name]) => name));
  const isRunning = await link.ask<boolean>("!!global.qssl");
  const same = files.filter((file, index) => sums[index]?.crc === crc32(contentOf(file))).length;
  const running = isRunning ? "runs" : "does not run";
  if (same === files.length) return `as on this page, ${running}`;
  if (sums.at(-1) === undefined) return "none";
  return sums.slice(0, -1).some((sum) => sum) ? `another version, ${running}` : "another program";
}

async function configText(link: BoardLink): Promise<string> {
  const sum = await link.sum("config.json");
  return sum ? `config.json, ${sum.sizeBytes} bytes` : "none";
}
