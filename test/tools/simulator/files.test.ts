import { checksumText } from "../../../tools/simulator/file-system";
import { ERROR, OK, TestHost, cme, info } from "./host";

describe("checksum", () => {
  it.each([
    ["1234567890", "3938"],
    ["A", "4100"],
    ["ABC", "242"],
    ["", "0"],
  ])("of %j is %s", (text, sum) => {
    expect(checksumText(Buffer.from(text))).toBe(sum);
  });
});

describe("file system", () => {
  const BINARY = Buffer.from(Array.from({ length: 256 }, (_, value) => value)).toString("latin1");

  it("takes every byte value and gives it back", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QFUPL="UFS:all.bin",256,5');
    expect(await host.raw(BINARY)).toMatch(/^\r\n\+QFUPL: 256,[0-9a-f]+\r\n\r\nOK\r\n$/);
    const sum = checksumText(Buffer.from(BINARY, "latin1"));
    expect(await host.send('AT+QFDWL="all.bin"')).toBe(`\r\nCONNECT\r\n${BINARY}${info(`+QFDWL: 256,${sum}`)}`);
  });

  it("ends an upload after the timeout since the last byte, with what came", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QFUPL="a",100,3');
    expect(await host.raw("12345", 2999)).toBe("");
    expect(await host.raw("67890", 2999)).toBe("");
    expect(await host.wait(1)).toBe(info("+QFUPL: 10,3938"));
    await host.send('AT+QFUPL="b"');
    expect(await host.wait(4999)).toBe("");
    expect(await host.wait(1)).toBe(info("+QFUPL: 0,0"));
  });

  it("ends an upload at a guarded +++ and not at one inside the data", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QFUPL="a",100,60');
    await host.raw("12+++34");
    await host.wait(1000);
    await host.raw("+++", 999);
    expect(await host.wait(1)).toContain("+QFUPL: 7,");
    expect(await host.send('AT+QFLST="a"')).toBe(info('+QFLST: "a",7'));
  });

  it("acknowledges each full block of 1024 bytes in ack mode", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QFUPL="a",2500,5,1');
    expect(await host.raw("x".repeat(1000))).toBe("");
    expect(await host.raw("x".repeat(24))).toBe("A\r\n");
    expect(await host.raw("x".repeat(1024))).toBe("A\r\n");
    expect(await host.raw("x".repeat(452))).toBe(info("+QFUPL: 2500,0"));
  });

  it("takes the bytes behind the announced size as the next command", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QFUPL="a",2');
    expect(await host.raw("okAT+QFLDS\r")).toBe(info("+QFUPL: 2,6f6b") + info("+QFLDS: 2,1"));
  });

  it("names what is wrong", async () => {
    const host = await TestHost.ready({ files: new Map([["a", Buffer.from("1")]]) });
    expect(await host.send('AT+QFUPL="a",1')).toBe(cme(407));
    expect(await host.send('AT+QFUPL="UFS:a",1')).toBe(cme(407));
    expect(await host.send('AT+QFDEL="b"')).toBe(cme(405));
    expect(await host.send('AT+QFDWL="b"')).toBe(cme(405));
    expect(await host.send('AT+QFUPL="",1')).toBe(cme(406));
    expect(await host.send('AT+QFUPL="SD:b",1')).toBe(cme(406));
    expect(await host.send('AT+QFUPL="b",0')).toBe(cme(400));
    expect(await host.send("AT+QFUPL=b,1")).toBe(cme(400));
    expect(await host.send('AT+QFUPL="b",524288')).toBe(cme(420));
    await host.send("AT+CMEE=2");
    expect(await host.send('AT+QFDEL="b"')).toBe(cme(405));
    await host.send("AT+CMEE=0");
    expect(await host.send('AT+QFDEL="b"')).toBe(ERROR);
  });

  it("keeps files through reboot and power cut, and deletes them", async () => {
    const files = new Map([
      ["a.pem", Buffer.from("1")],
      ["b.pem", Buffer.from("22")],
    ]);
    const host = await TestHost.ready({ files });
    host.modem.reboot();
    host.modem.powerOff();
    host.modem.powerOn();
    await host.wait(0);
    await host.send("ATE0");
    expect(await host.send("AT+QFLST")).toBe(info('+QFLST: "a.pem",1', '+QFLST: "b.pem",2'));
    expect(await host.send('AT+QFLST="b*"')).toBe(info('+QFLST: "b.pem",2'));
    expect(await host.send('AT+QFLST="none"')).toBe(OK);
    expect(await host.send('AT+QFLDS="UFS"')).toBe(info("+QFLDS: 524285,524288"));
    expect(await host.send('AT+QFDEL="a.pem"')).toBe(OK);
    expect([...files.keys()]).toEqual(["b.pem"]);
    expect(await host.send('AT+QFDEL="*"')).toBe(OK);
    expect(await host.send("AT+QFLDS")).toBe(info("+QFLDS: 0,0"));
  });

  it("reads and writes at a position through a handle", async () => {
    const host = await TestHost.ready({ files: new Map([["a", Buffer.from("0123456789")]]) });
    expect(await host.send('AT+QFOPEN="a"')).toBe(info("+QFOPEN: 1"));
    expect(await host.send('AT+QFOPEN="a"')).toBe(cme(426));
    expect(await host.send("AT+QFOPEN?")).toBe(info('+QFOPEN: "a",1,0'));
    expect(await host.send("AT+QFSEEK=1,4")).toBe(OK);
    expect(await host.send("AT+QFREAD=1,3")).toBe("\r\nCONNECT 3\r\n456" + OK);
    expect(await host.send("AT+QFPOSITION=1")).toBe(info("+QFPOSITION: 7"));
    expect(await host.send("AT+QFWRITE=1,2")).toBe("\r\nCONNECT\r\n");
    expect(await host.raw("XY")).toBe(info("+QFWRITE: 2,10"));
    expect(await host.send("AT+QFSEEK=1,11")).toBe(cme(400));
    expect(await host.send("AT+QFTUCAT=1")).toBe(OK);
    expect(await host.send('AT+QFDEL="a"')).toBe(cme(426));
    expect(await host.send("AT+QFCLOSE=1")).toBe(OK);
    expect(await host.send("AT+QFREAD=1")).toBe(cme(416));
    expect(await host.send('AT+QFDWL="a"')).toContain("0123456XY");
  });

  it("respects the mode of an open file", async () => {
    const host = await TestHost.ready({ files: new Map([["a", Buffer.from("0123")]]) });
    expect(await host.send('AT+QFOPEN="b",2')).toBe(cme(405));
    await host.send('AT+QFOPEN="a",2');
    expect(await host.send("AT+QFWRITE=1,2")).toBe(cme(414));
    await host.send("AT+QFCLOSE=1");
    await host.send('AT+QFOPEN="a",1');
    expect(await host.send('AT+QFLST="a"')).toBe(info('+QFLST: "a",0'));
  });
});
