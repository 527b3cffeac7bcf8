/**
 * The browser's Bluetooth joined to the same port as its serial interface (see browser-serial.ts, which has to be there before): a device
 * with the Nordic UART service. `longestPiece` tells how many bytes were written at once.
 */
export const FAKE_BLUETOOTH = `(() => {
  globalThis.longestPiece = 0;
  const fromBoard = Object.assign(new EventTarget(), {
    startNotifications: async () => {
      const port = await navigator.serial.requestPort();
      await port.open({ baudRate: 0 });
      const reader = port.readable.getReader();
      const writer = port.writable.getWriter();
      toBoard.writeValueWithResponse = (bytes) => {
        longestPiece = Math.max(longestPiece, bytes.length);
        return writer.write(bytes);
      };
      void (async () => {
        for (let part = await reader.read(); !part.done; part = await reader.read())
          for (let at = 0; at < part.value.length; at += 20) {
            const piece = part.value.slice(at, at + 20);
            fromBoard.value = new DataView(piece.buffer);
            fromBoard.dispatchEvent(new Event("characteristicvaluechanged"));
          }
      })();
    },
  });
  const toBoard = new EventTarget();
  const service = { getCharacteristic: async (id) => (id.startsWith("6e400002") ? toBoard : fromBoard) };
  const server = { connect: async () => server, disconnect() {}, getPrimaryService: async () => service };
  const device = Object.assign(new EventTarget(), { name: "Espruino 1234", gatt: server });
  Object.defineProperty(navigator, "bluetooth", { value: { requestDevice: async () => device } });
})()`;
