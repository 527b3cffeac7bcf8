import { DriverUses } from "../../../tools/docs/driver-uses";
import { parseSource } from "../../../tools/docs/sources";

/** What a driver of one file does; further files may be given. */
function usesOf(...texts: string[]): DriverUses {
  return new DriverUses(texts.map((text, index) => parseSource(`file${index}.ts`, text)));
}

const names = (places: { name: string }[]): string[] => places.map(({ name }) => name);

describe("commands of the driver", () => {
  it("are found where they stand in one piece, by the outermost function", () => {
    const uses = usesOf(`function store() { const remove = () => send("+QFDEL=" + name); }
      class Table { close() { send(\`+QSSLCLOSE=\${this.id}\`); } }`);
    expect(uses.command("+QFDEL")).toEqual([{ file: "file0.ts", name: "store" }]);
    expect(names(uses.command("+QSSLCLOSE"))).toEqual(["Table.close"]);
  });

  it("are found when a function makes them from parts", () => {
    const uses = usesOf(`function commandOf(slot, verb) { return (slot.tls ? "+QSSL" : "+QI") + verb + "=" + slot.id; }
      function close(slot) { send(commandOf(slot, "CLOSE")); }
      function write(slot) { send(commandOf(slot, "SEND") + ",1"); }`);
    expect(names(uses.command("+QSSLCLOSE"))).toEqual(["close"]);
    expect(names(uses.command("+QICLOSE"))).toEqual(["close"]);
    expect(names(uses.command("+QSSLSEND"))).toEqual(["write"]);
  });

  it("are found when a parameter carries a part of them", () => {
    const uses = usesOf(`function closeLeft(family) { send(family + "STATE"); }
      function start() { closeLeft("+QSSL"); closeLeft("+QI"); }`);
    expect(names(uses.command("+QSSLSTATE"))).toEqual(["closeLeft"]);
    expect(names(uses.command("+QISTATE"))).toEqual(["closeLeft"]);
  });

  it("are found when an object of another file carries a part of them", () => {
    const uses = usesOf(
      `function take(slot) { const parameters = tls ? "SSLOPEN=" + id : "IOPEN=" + id;
       slot.opening = { tls, command: parameters + mode }; }`,
      `function open({ opening }) { send("+Q" + opening.command); }`,
    );
    expect(uses.command("+QSSLOPEN")).toEqual([{ file: "file1.ts", name: "open" }]);
    expect(names(uses.command("+QIOPEN"))).toEqual(["open"]);
  });

  it("are found when they stand in a list that a method or a loop goes through", () => {
    const uses = usesOf('function start() { ["E0", "+CMEE=1"].forEach((text) => send(text)); }');
    expect([...names(uses.command("E")), ...names(uses.command("+CMEE"))]).toEqual(["start", "start"]);
    const loop = usesOf('function start() { for (const verb of ["OPEN", "CLOSE"] as const) send("+QSSL" + verb); }');
    expect(names(loop.command("+QSSLCLOSE"))).toEqual(["start"]);
  });

  it("do not run in circles where functions call each other", () => {
    const uses = usesOf(
      "function a(x) { return b(x); } function b(x) { return a(x); } function c() { send(a('+X')); }",
    );
    expect(names(uses.command("+X"))).toEqual(["c"]);
  });

  it("may be basic where they are sent, and are not where a text only looks like one", () => {
    const uses = usesOf('function start() { sendOptional("E0"); log("I", "text"); }');
    expect(names(uses.command("E"))).toEqual(["start"]);
    expect(uses.command("I")).toEqual([]);
  });

  it("are not what the modem's answer is compared with", () => {
    expect(usesOf('function onLine(key) { return key === "+CMEE"; }').command("+CMEE")).toEqual([]);
  });

  it("are not in types and imports", () => {
    expect(usesOf('import x from "+CSQ"; type T = "+CSQ";').command("+CSQ")).toEqual([]);
  });
});

describe("parameters of the driver", () => {
  it.each(["'\"sni\",' + value", '"sni"', '"sslversion,sni,cacert"'])("are found in %s", (expression) => {
    const uses = usesOf(`function settings() { return [${expression}]; } function write() { send("+QSSLCFG=" + x); }`);
    expect(names(uses.parameter("+QSSLCFG", "sni"))).toEqual(["settings"]);
  });

  it("are found when their names are made from parts", () => {
    const uses = usesOf(`function settings() {
        for (const field of ["ca", "cert", "key"].slice(0, level) as Field[])
          list.push('"' + (field === "ca" ? "cacert" : "client" + field) + '",' + file);
      }
      function write() { send("+QSSLCFG=" + x); }`);
    for (const name of ["cacert", "clientcert", "clientkey"]) {
      expect(names(uses.parameter("+QSSLCFG", name))).toEqual(["settings"]);
    }
  });

  it("are looked for only in files that send the command, and not in prose", () => {
    expect(usesOf("const sni = '\"sni\",1';").parameter("+QSSLCFG", "sni")).toEqual([]);
    const uses = usesOf('function write() { send("+QSSLCFG=" + x); fail("check sni and ca"); }');
    expect(uses.parameter("+QSSLCFG", "sni")).toEqual([]);
  });
});

describe("URCs of the driver", () => {
  it("are found with the function that takes them, or the one that says so", () => {
    const uses = usesOf(`function start() {
      setLineHandler("+QSSLOPEN", onOpened);
      setLineHandler("+QIOPEN", onOpened);
      setLineHandler("RDY", () => lose("restarted"));
    }`);
    expect(names(uses.urc("+QSSLOPEN"))).toEqual(["onOpened"]);
    expect(names(uses.urc("+QIOPEN"))).toEqual(["onOpened"]);
    expect(names(uses.urc("RDY"))).toEqual(["start"]);
    expect(uses.urcPrefixes).toEqual(["+QSSLOPEN", "+QIOPEN", "RDY"]);
  });

  it("are no commands, and ignoring one is not taking it", () => {
    const uses = usesOf('function start() { setLineHandler("+QNTP", nothing); }');
    expect([uses.urcPrefixes, uses.command("+QNTP")]).toEqual([[], []]);
  });
});
