/**
 * The interpreter's packets with acknowledgement (2v25 and later): DLE, SOH, three bits of type and thirteen of length, data; the
 * answer is ACK or NAK. See README_Protocol.md of Espruino.
 */

export const ACK = 6;
export const NAK = 21;

/** Types, in the high bits of the first byte behind DLE and SOH. */
const FILE_SEND = 0x60;
const DATA = 0x80;

/** Bytes of a data packet: at 9600 baud half of the second that 2v25 waits for a whole one. */
const PACKET_BYTES = 512;

/**
 * Bytes that a console may act on before it knows that they belong to a packet: Ctrl-C breaks a program, and Ctrl-D ends the
 * interpreter on Linux.
 */
const ACTED_ON = [3, 4];

/** Whether a file can go in packets: none of its bytes is one that a console acts on. */
export function fitsPackets(content: Buffer): boolean {
  return !ACTED_ON.some((byte) => content.includes(byte));
}

/** The packet that announces a file. @param name printable ASCII. */
export function filePacket(name: string, sizeBytes: number): Buffer {
  return packet(FILE_SEND, Buffer.from(JSON.stringify({ fn: name, s: sizeBytes }), "latin1"));
}

/** The packets with a file's content. No length has a byte that a console acts on. */
export function dataPackets(content: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  for (let from = 0; from < content.length;) {
    const rest = Math.min(PACKET_BYTES, content.length - from);
    const size = ACTED_ON.includes(rest & 255) ? 2 : rest;
    packets.push(packet(DATA, content.subarray(from, from + size)));
    from += size;
  }
  return packets;
}

/** Bytes of a packet before its data. */
export const PACKET_HEAD_BYTES = 4;

function packet(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([16, 1, type | (data.length >> 8), data.length & 255]), data]);
}
