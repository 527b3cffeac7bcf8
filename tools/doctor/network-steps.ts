/** The steps from a registered modem to an open connection. */
import type { Clock } from "../clock";
import { ServiceError } from "../provision/service-client";
import { parametersOf } from "./modem-answers";
import { codeText } from "./modem-codes";
import { failed } from "./modem-steps";
import type { Finding } from "./step";
import type { TestedConfig } from "./tested-config";
import type { TestService } from "./test-service";

export interface NetworkSurroundings {
  service: TestService;
  clock: Clock;
  config: TestedConfig;
  /** Says in a sentence why TLS failed, "" when there is no telling. */
  explain: () => Promise<string>;
}

/** `<err>` of the socket commands (TCP/IP application note). */
const CONNECT_FAILED = 566;
const NO_ANSWER = 569;
/** A clock that is farther from this machine's was never set; certificates are judged by days, milliseconds. */
const CLOCK_TOLERANCE_MS = 86400e3;

export class NetworkSteps {
  /** Why the bring-up ended in the clock, where it did. */
  private _clockFault: ServiceError | undefined;

  constructor(private readonly _surroundings: NetworkSurroundings) {}

  async pdp(): Promise<Finding> {
    const { service, config } = this._surroundings;
    const { apn, user } = config.settings;
    try {
      await service.goOnline();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.message.startsWith("clock")) this._clockFault = error;
      else return pdpFault(error, apn, user, (await service.askOptional("+CEER")).join(" ").trim());
    }
    const address = parametersOf((await service.askOptional("+QIACT?")).find((line) => line.startsWith("1,")))[3] ?? "";
    return {
      state: "ok",
      text: `"${apn}" gave the address ${address || "that it does not tell"}`,
      facts: { apn, address },
    };
  }

  async time(): Promise<Finding> {
    const { service, clock, config } = this._surroundings;
    const { ntp, tls } = config.settings;
    const remedy = `set ntp in config.json to a time server that this network reaches (now ${ntp}), or ask the operator for NITZ`;
    if (this._clockFault) return failed(this._clockFault.message.replace(/: set ntp$/, ""), remedy);
    const stamp = /(\d\d)\/(\d\d)\/(\d\d),(\d\d:\d\d:\d\d)/.exec((await service.askOptional("+CCLK?")).join(""));
    const time = stamp ? `20${stamp[1]}-${stamp[2]}-${stamp[3]}T${stamp[4]}Z` : "";
    const isNear = Math.abs(Date.parse(time) - clock.now()) < CLOCK_TOLERANCE_MS;
    const text =
      time === ""
        ? "the modem's clock is not set"
        : `the modem's clock says ${time.replace("T", " ").replace("Z", " UTC")}`;
    if (isNear) return { state: "ok", text, facts: { time } };
    const unjudged = tls.verify === "none" ? ", and nothing is verified by it" : "";
    return { state: "warning", text: `${text}, far from this computer's${unjudged}`, remedy, facts: { time } };
  }

  async dns(): Promise<Finding> {
    const { service } = this._surroundings;
    const { host } = this._address;
    if (/^[\d.]+$/.test(host)) return { state: "skipped", text: `${host} is an address: there is nothing to look up` };
    try {
      const address = await service.resolveName();
      return { state: "ok", text: `${host} is ${address}`, facts: { host, address } };
    } catch (error) {
      return this._fault(
        error,
        `${host} was not found`,
        "check the name in server.url; if it is right, ask the operator why its DNS does not know it",
      );
    }
  }

  async tcp(): Promise<Finding> {
    const { service } = this._surroundings;
    const { host, port } = this._address;
    try {
      await service.open(false);
    } catch (error) {
      const isSilent = error instanceof ServiceError && error.code === NO_ANSWER;
      return this._fault(
        error,
        `${host}:${port} ${isSilent ? "does not answer" : "takes no connection"}`,
        isSilent
          ? "check the address in server.url, and that no firewall keeps the mobile network out"
          : "check the port in server.url, and that the server runs and listens to the outside",
      );
    }
    await service.close();
    return { state: "ok", text: `${host}:${port} takes connections`, facts: { host, port } };
  }

  /** Leaves the connection open when it succeeds. */
  async tls(): Promise<Finding> {
    const { service, explain, config } = this._surroundings;
    const { verify, version } = config.settings.tls;
    let isNameChecked: boolean;
    try {
      isNameChecked = await service.open(true);
    } catch (error) {
      const reason = error instanceof ServiceError && error.code === CONNECT_FAILED ? await explain() : "";
      // A sentence, and behind its last colon what to do.
      const cut = reason.lastIndexOf(": ");
      const text = reason === "" ? "the secured connection failed" : reason.slice(0, cut);
      const remedy = reason === "" ? "check tls.ca, the server's certificate and the port" : reason.slice(cut + 2);
      return this._fault(error, text, remedy);
    }
    const facts = { verify, version };
    const how = `TLS ${version.toFixed(1)}, ${verify === "mutual" ? "both sides verified" : verify === "server" ? "server verified" : "nothing verified"}`;
    if (verify === "none")
      return {
        state: "warning",
        text: how,
        remedy: "set tls.verify to server and tls.ca: anybody could pose as the server",
        facts,
      };
    if (version < 1.2) return { state: "warning", text: how, remedy: "set tls.version to 1.2", facts };
    if (isNameChecked) return { state: "ok", text: how, facts };
    return {
      state: "warning",
      text: `${how}, but this modem cannot compare the server's name with its certificate`,
      remedy: "use a CA of your own, which signs for your server alone",
      facts,
    };
  }

  private get _address(): { host: string; port: number } {
    return this._surroundings.config.settings.server.address;
  }

  private _fault(error: unknown, text: string, remedy: string): Finding {
    if (!(error instanceof ServiceError)) throw error;
    const code = codeText(error.code) || error.message;
    return failed(`${text}: ${code}`, remedy, error.code > 0 ? { code: error.code } : undefined);
  }
}

function pdpFault(error: ServiceError, apn: string, user: string, cause: string): Finding {
  if (!error.message.startsWith("PDP"))
    return failed(error.message, "the modem lost what it had before: look at the steps above, and run the test again");
  const code = codeText(Number(/CME ERROR: (\d+)/.exec(error.message)?.[1] ?? 0)) || "refused without a number";
  const said = cause === "" ? "" : `; the modem says: ${cause}`;
  return failed(
    `the access point "${apn}" was refused: ${code}${said}`,
    `ask the operator for the APN of this SIM, and whether it wants user and password (now ${user === "" ? "none" : "given"})`,
  );
}
