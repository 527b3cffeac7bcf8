import { dataPackets, filePacket, fitsPackets } from "../../../tools/link/packets";

/** The data of packets, and their lengths as the head says them. */
function unpack(packets: Buffer[]): { content: Buffer; lengths: number[] } {
  const lengths = packets.map((packet) => packet.readUInt16BE(2) & 0x1fff);
  packets.forEach((packet, index) => expect(packet.length).toBe(4 + lengths[index]!));
  return { content: Buffer.concat(packets.map((packet) => packet.subarray(4))), lengths };
}

describe("packets of a file", () => {
  it("announce name and size", () => {
    expect(filePacket("a.js", 1000).toString("latin1")).toBe('\x10\x01\x60\x16{"fn":"a.js","s":1000}');
  });

  it.each([1, 2, 3, 4, 5, 259, 260, 511, 512, 513, 515, 516, 1028, 8192])(
    "hold %d bytes, and no head has a byte that a console acts on",
    (size) => {
      const content = Buffer.alloc(size, "x");
      const packets = dataPackets(content);
      expect(unpack(packets).content).toEqual(content);
      for (const packet of packets) {
        expect([...packet.subarray(0, 3)]).toEqual([16, 1, 0x80 | ((packet.length - 4) >> 8)]);
        expect([3, 4]).not.toContain(packet[3]);
      }
    },
  );

  it("are not for content with Ctrl-C or Ctrl-D", () => {
    const others = Buffer.from(
      Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 3 && byte !== 4),
    );
    expect(fitsPackets(others)).toBe(true);
    expect(fitsPackets(Buffer.from([65, 3]))).toBe(false);
    expect(fitsPackets(Buffer.from([4]))).toBe(false);
  });
});
