import { hashedFile, isWholeAnswer, modemChecksum, parseFileList } from "../../../tools/provision/modem-file";

describe("modem files", () => {
  it("get the name that the firmware gives to the same content", async () => {
    Object.assign(globalThis, { E: { CRC32: (text: string) => (text === "123456789" ? 0xcbf43926 : 0) } });
    const { pemName } = await import("../../../modules/quectel/file-store");
    expect(hashedFile("123456789").name).toBe("cbf43926.pem");
    expect(pemName("123456789")).toBe("cbf43926.pem");
  });

  it.each([
    ["1234567890", 0x3938],
    ["A", 0x4100],
    ["ABC", 0x242],
    ["", 0],
  ])("have the checksum of the manual: %j", (content, sum) => {
    expect(modemChecksum(content)).toBe(sum);
  });

  it.each([
    ["3,242", true],
    ["3,0242", true],
    ["3,243", false],
    ["2,242", false],
    ["", false],
    ["3", false],
  ])("are whole or not by the answer %j", (answer, isWhole) => {
    expect(isWholeAnswer(answer, "ABC")).toBe(isWhole);
  });

  it("are listed with and without the storage in front, whatever else stands there", () => {
    expect([...parseFileList('"UFS:a.pem",12\n"b c.pem",3\nnonsense\n"x",')]).toEqual([
      ["a.pem", 12],
      ["b c.pem", 3],
    ]);
    expect(parseFileList("").size).toBe(0);
  });
});
