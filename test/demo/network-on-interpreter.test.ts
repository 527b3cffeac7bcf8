/** Espruino's own network modules over the modem, on the real interpreter. */
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { RealClock } from "../../tools/clock";
import { ProgramSession } from "../doubles/program-session";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";

/** Fetches with Espruino's own module; what happens is written down. */
const PROGRAM = `
var log=[],modem;
function note(text) { log.push(text); }
function get(options) {
  require("http").get(options,function(answer) {
    note(answer.statusCode);
    answer.on("data",note);
    answer.on("close",function(isError) { note("closed "+isError); });
  }).on("error",function(error) { note(error.code+" "+error.message); });
}
require("QuectelSSL").connect(Serial1,{apn:"internet",tls:{ca:ca}},function(error,m) {
  modem=m;
  note(error?error.message:"online");
});
`;

describeOnInterpreter("the network on the real interpreter", (interpreter) => {
  const session = new ProgramSession({
    interpreter,
    clock: new RealClock(),
    baud: 115200,
    modules: ["QuectelBringUp", "QuectelNetwork", "QuectelSSL"],
  });

  it("http fetches over the modem's TLS: options, and a URL https: on this build with TLS of its own", async () => {
    const { keyPem: key, certPem: cert } = session.identity;
    const server = createServer({ key, cert }, (request, response) => response.end(`hello ${request.url}`));
    session.keep({ stop: () => server.close() });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await session.start(port, PROGRAM);
    await session.until("log.length===1");
    await session.evaluate('get({host:"server.example",port:port,path:"/a"})');
    await session.until("log.length===4");
    await session.evaluate('get("https://server.example:"+port+"/b")');
    await session.until("log.length===7");
    await session.evaluate('get({host:"other.example",port:port})');
    await session.until("log.length===8");
    expect(await session.evaluate("log")).toEqual([
      "online",
      ...["200", "hello /a", "closed false"],
      ...["200", "hello /b", "closed false"],
      "-13 SSL handshake failed",
    ]);
    expect(session.board.lines.filter((line) => line !== "")).toEqual([
      "other.example: QSSLOPEN 2: 566 (TCP or TLS failed: check port, CA, name, clock)",
    ]);
  });
});
