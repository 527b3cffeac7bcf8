/** What a fleet hears at a broker, with publishers that are none of ours. */
import { connectAsync, type MqttClient } from "mqtt";
import { type Certificate, issue, makeAuthority } from "../../../tools/certificates/certificates";
import { BrokerListener } from "../../../tools/fleet/broker-listener";
import { FleetLedger } from "../../../tools/fleet/fleet-ledger";
import type { MqttBroker } from "../../../tools/fleet/mqtt-broker";
import { describeAtBrokers } from "../../doubles/brokers";
import { scratchDirectory } from "../interpreter/scratch-directory";

describeAtBrokers("the listener of a fleet", (start) => {
  const directory = scratchDirectory();
  let caPem: string;
  let certificate: Certificate;
  let broker: MqttBroker;
  let listener: BrokerListener | undefined;
  let publisher: MqttClient | undefined;
  let ledger: FleetLedger;
  let arrived: () => void;

  beforeAll(async () => {
    const authority = await makeAuthority({ commonName: "CA", keyType: "EC" });
    caPem = authority.certPem;
    certificate = await issue(authority, { commonName: "broker", dnsNames: ["localhost"], usage: "server" });
    const users = { fleet: "secret" };
    broker = await start(`${directory()}/broker`, { certificate, users });
  });
  beforeEach(() => {
    ledger = new FleetLedger(["meter-1"]);
    const arrive = ledger.arrive.bind(ledger);
    ledger.arrive = (...reading) => {
      arrive(...reading);
      arrived();
    };
  });
  afterEach(async () => {
    await publisher?.endAsync(true);
    await listener?.stop();
    listener = undefined;
  });
  afterAll(() => broker.stop());

  const url = (): string => `mqtts://localhost:${broker.port}`;
  const listen = (password = "secret"): Promise<BrokerListener> =>
    BrokerListener.start(ledger, {
      url: url(),
      caPem,
      filter: "fleet/+/readings",
      clientId: "fleet-listener",
      username: "fleet",
      password,
    });
  const publish = (topic: string, payload: string): Promise<unknown> =>
    publisher!.publishAsync(topic, payload, { qos: 1 });
  const batch = (...values: number[]): string =>
    JSON.stringify({
      device: "meter-1",
      boot: 0,
      dropped: 0,
      readings: values.map((value) => ({ seq: value, value })),
    });
  const untilArrived = (count: number): Promise<void> =>
    new Promise((resolve) => {
      let left = count;
      arrived = () => {
        if (--left === 0) resolve();
      };
    });

  it("counts the readings of each batch, and nothing that is none", async () => {
    listener = await listen();
    publisher = await connectAsync(url(), { ca: caPem, username: "fleet", password: "secret" });
    for (let value = 0; value < 3; value++) ledger.take("meter-1", Date.now());
    const all = untilArrived(4);
    await publish("fleet/meter-1/status", batch(2));
    for (const payload of ["online", "", "null", "{}", '{"device":1,"readings":[]}'])
      await publish("fleet/x/readings", payload);
    await publish("fleet/meter-1/readings", batch(0, 1));
    await publish("fleet/meter-1/readings", batch(1, 2));
    await all;
    expect(ledger.counts()).toMatchObject({ taken: 3, delivered: 3, repeated: 1, unknown: 0 });
  });

  it("hears on, where the broker restarts meanwhile", async () => {
    listener = await listen();
    await broker.stop();
    await broker.start();
    publisher = await connectAsync(url(), { ca: caPem, username: "fleet", password: "secret" });
    const one = untilArrived(1);
    await publish("fleet/meter-1/readings", batch(0));
    await one;
    expect(ledger.counts()).toMatchObject({ unknown: 1 });
  });

  it("says what to look after when the broker does not let it in", async () => {
    await expect(listen("wrong")).rejects.toThrow(
      /^the listener at mqtts:\/\/localhost:\d+: .*[Nn]ot authorized.*; check the address, the certificates and what its user may hear$/,
    );
  });
});
