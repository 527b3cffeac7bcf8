/** The console of a board over Bluetooth LE, by Web Bluetooth and the Nordic UART service that Espruino offers. */
import type { BoardPort } from "../../../link/board-port";
import { LinkError } from "../../../link/link-error";
import type { BoardSource } from "./board-source";
import { PacedWriter } from "./paced-writer";

/** What is used of Web Bluetooth (https://webbluetoothcg.github.io/web-bluetooth/). */
interface Characteristic extends EventTarget {
  readonly value?: DataView;
  writeValueWithResponse(bytes: BufferSource): Promise<void>;
  startNotifications(): Promise<unknown>;
}
interface Service {
  getCharacteristic(id: string): Promise<Characteristic>;
}
interface GattServer {
  connect(): Promise<GattServer>;
  disconnect(): void;
  getPrimaryService(id: string): Promise<Service>;
}
interface BluetoothDevice extends EventTarget {
  readonly name?: string;
  readonly gatt?: GattServer;
}
interface WebBluetooth {
  requestDevice(options: object): Promise<BluetoothDevice>;
}

const SERVICE = "6e400001-b5a3-f393-e0a9-e50e24dcca9e";
const TO_BOARD = "6e400002-b5a3-f393-e0a9-e50e24dcca9e";
const FROM_BOARD = "6e400003-b5a3-f393-e0a9-e50e24dcca9e";

/** How boards with Espruino call themselves, for those that do not tell their services before one connects. */
const NAMES = ["Puck.js", "Pixl.js", "MDBT42Q", "iTracker", "RAK", "Espruino", "ESP32"];

/** Bytes that every connection carries at a time; a longer packet from the board shows that more will do. */
const PIECE_BYTES = 20;

/** The browser's way to Bluetooth, undefined where it has none or the page may not use it. */
export function webBluetooth(): WebBluetooth | undefined {
  return (navigator as { bluetooth?: WebBluetooth }).bluetooth;
}

/** Asks the user for a board; to be called from a click. @throws DOMException `NotFoundError` when none was chosen. */
export async function chooseBluetoothBoard(bluetooth: WebBluetooth): Promise<BoardSource> {
  const filters = [...NAMES.map((namePrefix) => ({ namePrefix })), { services: [SERVICE] }];
  const device = await bluetooth.requestDevice({ filters, optionalServices: [SERVICE] });
  const name = device.name ?? "the Bluetooth board";
  return { name, open: () => openBoard(device, name) };
}

async function openBoard(device: BluetoothDevice, name: string): Promise<BoardPort> {
  try {
    const server = await device.gatt!.connect();
    const service = await server.getPrimaryService(SERVICE);
    const [toBoard, fromBoard] = [
      await service.getCharacteristic(TO_BOARD),
      await service.getCharacteristic(FROM_BOARD),
    ];
    const port = new OpenBluetoothPort(device, name, toBoard, fromBoard);
    await fromBoard.startNotifications();
    return port;
  } catch (error) {
    device.gatt?.disconnect();
    throw new LinkError(
      `${name} cannot be reached (${(error as Error).message}): bring it nearer, end what else is connected to it (phone, another tab), and try again`,
    );
  }
}

class OpenBluetoothPort implements BoardPort {
  private _receiver: (bytes: Buffer) => void = () => {};
  private _onLost: (reason: string) => void = () => {};
  private _isOver = false;
  private readonly _writer: PacedWriter;
  private readonly _onDisconnected = (): void => this._lose();
  private readonly _onChanged = (): void => this._onValue(this._fromBoard.value);

  constructor(
    private readonly _device: BluetoothDevice,
    private readonly _name: string,
    toBoard: Characteristic,
    private readonly _fromBoard: Characteristic,
  ) {
    this._writer = new PacedWriter(
      PIECE_BYTES,
      (piece) => toBoard.writeValueWithResponse(new Uint8Array(piece)),
      () => this._lose(),
    );
    _fromBoard.addEventListener("characteristicvaluechanged", this._onChanged);
    _device.addEventListener("gattserverdisconnected", this._onDisconnected);
  }

  write(bytes: Buffer): void {
    if (!this._isOver) this._writer.send(bytes);
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
  }

  onLost(listener: (reason: string) => void): void {
    this._onLost = listener;
  }

  close(): Promise<void> {
    this._end();
    return Promise.resolve();
  }

  private _onValue(value: DataView | undefined): void {
    if (!value || this._isOver) return;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this._writer.pieceBytes = Math.max(this._writer.pieceBytes, bytes.length);
    this._writer.onReceived(bytes);
    this._receiver(bytes);
  }

  private _lose(): void {
    if (this._isOver) return;
    this._end();
    this._onLost(`${this._name} has gone`);
  }

  private _end(): void {
    this._isOver = true;
    this._fromBoard.removeEventListener("characteristicvaluechanged", this._onChanged);
    this._device.removeEventListener("gattserverdisconnected", this._onDisconnected);
    this._device.gatt?.disconnect();
  }
}
