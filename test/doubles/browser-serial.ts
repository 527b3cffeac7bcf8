/**
 * The browser's serial interface joined to a port of this process: what the page writes goes there, and what comes from there the page
 * reads. The user's choice in the browser's dialog is always the one port.
 */
import type { Page } from "playwright-core";
import type { BoardPort } from "../../tools/link/board-port";

export class BrowserSerial {
  /** What the page has sent. */
  sent = "";
  /** Baud rates that the port was opened with. */
  readonly bauds: number[] = [];
  private _port: BoardPort | undefined;
  private _page: Page | undefined;

  /** @param _open opens the port to the board, each time that the page opens its own. */
  constructor(private readonly _open: () => Promise<BoardPort>) {}

  /** To be called before the page is loaded. */
  async join(page: Page): Promise<void> {
    this._page = page;
    await page.exposeFunction("boardOpen", (baud: number) => this._onOpen(baud));
    await page.exposeFunction("boardWrite", (base64: string) => this._onWrite(Buffer.from(base64, "base64")));
    await page.exposeFunction("boardClose", () => this._close());
    await page.addInitScript(FAKE_SERIAL);
  }

  /** Pulls the cable: the page's port fails, and the board hears nothing more. */
  async unplug(): Promise<void> {
    await this._close();
    await this._page!.evaluate("boardGone()");
  }

  private async _onOpen(baud: number): Promise<void> {
    this.bauds.push(baud);
    const port = await this._open();
    this._port = port;
    port.onData((bytes) => {
      // A page that has been closed hears nothing.
      void this._page!.evaluate(`boardSays("${bytes.toString("base64")}")`).catch(() => {});
    });
  }

  private _onWrite(bytes: Buffer): void {
    this.sent += bytes.toString("latin1");
    this._port?.write(bytes);
  }

  private async _close(): Promise<void> {
    const port = this._port;
    this._port = undefined;
    await port?.close();
  }
}

/** As Chromium's own: streams per opening, an error of theirs and an event when the cable is pulled. */
const FAKE_SERIAL = `(() => {
  let reader, isOpen = false;
  class FakePort extends EventTarget {
    readable = null;
    writable = null;
    getInfo() { return { usbVendorId: 0x0483, usbProductId: 0x5740 }; }
    async open({ baudRate }) {
      if (isOpen) throw new DOMException("The port is already open.", "InvalidStateError");
      await boardOpen(baudRate);
      isOpen = true;
      this.readable = new ReadableStream({ start: (controller) => { reader = controller; } });
      this.writable = new WritableStream({
        write: (bytes) => isOpen
          ? boardWrite(btoa(String.fromCharCode(...bytes)))
          : Promise.reject(new DOMException("The device has been lost.", "NetworkError")),
      });
    }
    async close() {
      if (this.readable?.locked || this.writable?.locked) throw new TypeError("Cannot cancel a locked stream");
      if (!isOpen) throw new DOMException("The port is already closed.", "InvalidStateError");
      isOpen = false;
      this.readable = this.writable = null;
      await boardClose();
    }
  }
  const port = new FakePort();
  globalThis.boardSays = (base64) => {
    if (isOpen) reader.enqueue(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  };
  globalThis.boardGone = () => {
    isOpen = false;
    const failed = reader;
    port.readable = port.writable = null;
    failed?.error(new DOMException("The device has been lost.", "NetworkError"));
    port.dispatchEvent(new Event("disconnect"));
  };
  Object.defineProperty(navigator, "serial", { value: { requestPort: async () => port } });
})()`;
