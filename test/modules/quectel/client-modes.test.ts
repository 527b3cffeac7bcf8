import { ERROR, pass } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";
import { Clients } from "./clients";

/** Time in which a stream is left and the dialogue is in step again. */
const LEFT_MS = 5000;

let clients: Clients;

/** Commands since the last look, without the probes that follow a stream. */
const commands = (): string[] => clients.take().filter((command) => command !== "AT+CMEE?");

beforeEach(async () => {
  clients = await Clients.start();
});

describe("the access mode changes", () => {
  it("0 to 1 to 2 to 0, data in each, in order", () => {
    const { slot, received } = clients.connect();
    clients.take();
    slot.setAccessMode(1);
    pass(SOON_MS);
    clients.modem.port.feed('\r\n+QSSLURC: "recv",0,6\r\npushed');
    slot.setAccessMode(2);
    pass(SOON_MS);
    clients.modem.port.feed("streamed");
    slot.write("up");
    slot.setAccessMode(0);
    clients.arrive(0, "read");
    pass(LEFT_MS);
    expect(commands().slice(0, 4)).toEqual(["AT+QISWTMD=0,1", "AT+QISWTMD=0,2", "RECV=0,1500", "RECV=0,1500"]);
    expect(received()).toBe("pushedstreamedread");
    expect(clients.modem.streamed).toBe("up");
  });

  it("while it opens: the connection comes up and changes then", () => {
    const { slot } = clients.open();
    slot.setAccessMode(1);
    pass(SOON_MS);
    clients.take();
    clients.modem.say("+QSSLOPEN: 0,0");
    pass(SOON_MS);
    expect(clients.take()).toEqual(["RECV=0,1500", "AT+QISWTMD=0,1"]);
  });

  it("there and back at once sends nothing", () => {
    const { slot } = clients.connect();
    clients.take();
    slot.write("x");
    slot.setAccessMode(1);
    slot.setAccessMode(0);
    pass(SOON_MS);
    expect(clients.take()).toEqual(["SEND=0,1"]);
  });

  it("to one that the modem does not know ends with error and close", () => {
    clients.modem.answer("AT+QISWTMD=0,1", ERROR);
    const { slot, events } = clients.connect();
    slot.setAccessMode(1);
    pass(SOON_MS);
    expect(events).toEqual(["error:AT+QISWTMD: ERROR", "close"]);
    clients.expectAllIdsFree();
  });
});

it.each([3, -1, 1.5, NaN, Infinity, "1;+CFUN=0", "", null, undefined])("refuses the access mode %j by name", (mode) => {
  const { slot } = clients.connect();
  clients.take();
  expect(() => slot.setAccessMode(mode as number)).toThrow(/^accessMode: /);
  pass(SOON_MS);
  expect(clients.take()).toEqual([]);
});

it.each([3, -1, 1.5, Infinity, "1;+CFUN=0"])("opens nothing in the access mode %j", (mode) => {
  clients.take();
  expect(() => clients.open({ accessMode: mode as number })).toThrow(/^accessMode: /);
  pass(SOON_MS);
  expect(clients.take()).toEqual([]);
});
