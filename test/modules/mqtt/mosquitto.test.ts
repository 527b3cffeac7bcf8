/** The built modules in the host runtime, a simulated modem with real TLS 1.2, and Mosquitto at the other end. */
import { create, type MqttClient } from "../../../modules/mqtt";
import { issue } from "../../../tools/certificates/certificates";
import { RealClock } from "../../../tools/clock";
import { describeWithMosquitto, Mosquitto } from "../../doubles/mosquitto-server";
import { nodeConnection } from "../../doubles/mqtt-over-node";
import { ProgramSession } from "../../doubles/program-session";
import { scratchDirectory } from "../../tools/interpreter/scratch-directory";

/** Keeps all that is said in `said`; `connect(options, tls)` makes the client. */
const PROGRAM = `
var said=[],mqtt,modem;
function say(text) { said.push(text); }
function connect(options,tls) {
  options.connect=function() { return modem.open({host:"server.example",port:port,tls:tls}); };
  options.clientId="device-1";
  mqtt=require("mqtts").create(options);
  mqtt.on("connected",function(present) { say("connected "+present); });
  mqtt.on("publish",function(p) { say(p.topic+"="+p.message+(p.retain?" retained":"")+(p.dup?" again":"")); });
  mqtt.on("error",function(e) { say(e.message); });
  mqtt.on("disconnected",function() { say("disconnected"); });
  mqtt.connect();
}
require("QuectelSSL").connect(Serial1,{apn:"internet",tls:{ca:ca}},function(error,m) {
  if (error) say(error.message);
  else modem=m;
});
`;

describeWithMosquitto("mqtts and Mosquitto over the modem's TLS", () => {
  const directory = scratchDirectory();
  const session = new ProgramSession({
    clock: new RealClock(),
    modules: ["QuectelBringUp", "QuectelTransparent", "QuectelSSL", "mqtts"],
  });
  const evaluate = (expression: string): Promise<unknown> => session.evaluate(expression);
  const said = (text: string): Promise<void> => session.until(`said.indexOf(${JSON.stringify(text)})>=0`);

  async function start(broker: Mosquitto): Promise<void> {
    await session.start(broker.port, PROGRAM);
    await session.until("modem||said.length");
  }

  it("user and password let in, others do not; what is published comes back, byte for byte, retained for later", async () => {
    const broker = session.keep(
      await Mosquitto.start(directory(), { certificate: session.identity, users: { "device-1": "right" } }),
    );
    await start(broker);
    await evaluate('connect({username:"device-1",password:"wrong"})');
    await said("MQTT: CONNACK 5 (check credentials, policy)");
    await said("disconnected");
    await evaluate('said=[];connect({username:"device-1",password:"right"})');
    await said("connected false");
    await evaluate(`for(var all="",i=0;i<256;i++)all+=String.fromCharCode(i)`);
    await evaluate('mqtt.publish("kept/all",all,{qos:1,retain:true},function(e){say("delivered "+e);})');
    await said("delivered null");
    await evaluate('mqtt.subscribe("kept/#",{qos:1},function(e,qos){say("granted "+e+" "+qos);})');
    await said("granted null 1");
    await session.until('said.indexOf("kept/all="+all+" retained")>=0');
    await evaluate('for(var i=0;i<8;i++)mqtt.publish("kept/"+i,"m"+i,{qos:i&1})');
    await said("kept/7=m7");
    const live = (await evaluate("said.filter(function(t){return /m\\d$/.test(t);}).join()")) as string;
    expect(live).toBe([0, 1, 2, 3, 4, 5, 6, 7].map((i) => `kept/${i}=m${i}`).join());
    await evaluate('mqtt.unsubscribe("kept/#",function(e){say("left "+e);})');
    await said("left null");
    await evaluate("mqtt.disconnect()");
    await said("disconnected");
  });

  it("client certificates let in; the will tells others that the device is gone", async () => {
    const device = await issue(session.authority, { commonName: "device-1", usage: "client" });
    const other = await issue(session.authority, { commonName: "other", usage: "client" });
    const broker = session.keep(
      await Mosquitto.start(directory(), { certificate: session.identity, clientCaPem: session.authority.certPem }),
    );
    const heard: string[] = [];
    // The watcher runs here, on the sources.
    Object.assign(globalThis, { E: {} });
    const watcher: MqttClient = create({
      clientId: "watcher",
      connect: () =>
        nodeConnection({
          port: broker.port,
          host: "127.0.0.1",
          servername: "server.example",
          ca: session.authority.certPem,
          cert: other.certPem,
          key: other.keyPem,
        }),
    });
    watcher.on("publish", ({ message }) => heard.push(message));
    let isWatching = false;
    watcher.subscribe("device-1/status", {}, () => (isWatching = true));
    watcher.connect();
    session.keep({ stop: () => watcher.disconnect() });
    await session.until(() => isWatching);
    await start(broker);
    await evaluate('connect({},{verify:"server"})');
    await session.until('said.indexOf("disconnected")>=0');
    const pem = (text: string): string => JSON.stringify(text);
    await evaluate(
      `said=[];connect({will:{topic:"device-1/status",message:"gone"}},{verify:"mutual",cert:${pem(device.certPem)},key:${pem(device.keyPem)}})`,
    );
    await said("connected false");
    await evaluate('mqtt.publish("device-1/status","here")');
    await session.until(() => heard.includes("here"));
    session.modem.powerOff();
    await session.until(() => heard.includes("gone"));
    expect(heard).toEqual(["here", "gone"]);
  });

  it("a kept session and messages under way outlive a restart of the broker", async () => {
    const broker = session.keep(await Mosquitto.start(directory(), { certificate: session.identity }));
    await start(broker);
    await evaluate('connect({clean:false});mqtt.subscribe("to/device",{qos:1},function(e,q){say("granted "+q);})');
    await said("granted 1");
    await broker.stop();
    await said("disconnected");
    await evaluate('mqtt.publish("to/device","while away",{qos:1},function(e){say("delivered "+e);})');
    await broker.start();
    await evaluate("said=[];mqtt.connect()");
    await said("connected true");
    await said("delivered null");
    await said("to/device=while away");
  });
});
