import { PacedWriter } from "../../../tools/page/page/ports/paced-writer";

const [XON, XOFF] = [17, 19];
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("PacedWriter", () => {
  let pieces: string[];
  let failures: string[];
  let write: (piece: Uint8Array) => Promise<unknown>;
  let writer: PacedWriter;

  beforeEach(() => {
    pieces = [];
    failures = [];
    write = (piece) => Promise.resolve(pieces.push(Buffer.from(piece).toString()));
    writer = new PacedWriter(
      4,
      (piece) => write(piece),
      (error) => failures.push(error.message),
    );
  });

  it("writes in pieces, in order, one after the other", async () => {
    let isWriting = false;
    const plain = write;
    write = async (piece) => {
      expect(isWriting).toBe(false);
      isWriting = true;
      await settle();
      isWriting = false;
      return plain(piece);
    };
    writer.send(Buffer.from("abcdef"));
    writer.send(Buffer.from("gh"));
    for (let turn = 0; turn < 6; turn++) await settle();
    expect(pieces).toEqual(["abcd", "ef", "gh"]);
  });

  it("holds back from XOFF on until the board says something else", async () => {
    writer.onReceived(Uint8Array.of(65, XOFF));
    writer.send(Buffer.from("abcdef"));
    await settle();
    expect(pieces).toEqual([]);
    writer.onReceived(new Uint8Array());
    await settle();
    expect(pieces).toEqual([]);
    writer.onReceived(Uint8Array.of(XON));
    await settle();
    expect(pieces).toEqual(["abcd", "ef"]);
  });

  it("goes on when the XON was lost and the board says anything", async () => {
    writer.onReceived(Uint8Array.of(XOFF));
    writer.send(Buffer.from("ab"));
    writer.onReceived(Uint8Array.of(65));
    await settle();
    expect(pieces).toEqual(["ab"]);
  });

  it("tells once that nothing can be written, and forgets what was to be", async () => {
    write = () => Promise.reject(new Error("gone"));
    writer.send(Buffer.from("abcdef"));
    await settle();
    await settle();
    expect(failures).toEqual(["gone"]);
  });

  it("takes longer pieces when told so on the way", async () => {
    writer.pieceBytes = 5;
    writer.send(Buffer.from("abcdef"));
    await settle();
    expect(pieces).toEqual(["abcde", "f"]);
  });
});
