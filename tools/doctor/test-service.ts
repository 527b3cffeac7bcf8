import { byteLiteral } from "../interpreter/byte-literal";
import { type ServiceClient, ServiceError, ServiceTimeout } from "../provision/service-client";

/** Patience with an answer of the modem, with the name servers, with a connection and with its end, milliseconds. */
const QUESTION_MS = 45e3;
const LOOKUP_MS = 75e3;
const OPEN_MS = 480e3;
const CLOSE_MS = 20e3;
/** Bring-up on a modem that is registered: an access point takes 190 s, a time server 125 s. */
const ONLINE_MS = 420e3;
const UNLOCK_MS = 60e3;

/** What the connection test has done on the board: `firmware/test-questions.ts`. */
export class TestService {
  constructor(private readonly _client: ServiceClient) {}

  /** Asks the modem. @param question what follows `AT`. @returns its lines. @throws ServiceError with the modem's code. */
  async ask(question: string): Promise<string[]> {
    const said = await this._client.run(`provisioning.askModem(${byteLiteral(question)})`, QUESTION_MS);
    return said.split("\n");
  }

  /** The same where no answer is one too. */
  async askOptional(question: string): Promise<string[]> {
    try {
      return await this.ask(question);
    } catch (error) {
      if (error instanceof ServiceError) return [];
      throw error;
    }
  }

  /** Gives the SIM the configured PIN, at most once in its life. @throws ServiceError when it was refused, or must not be sent. */
  async unlock(): Promise<void> {
    await this._client.run("provisioning.unlockSim()", UNLOCK_MS);
  }

  /** From a registered modem to one that has an address and knows the time. @throws ServiceError naming what failed. */
  async goOnline(): Promise<void> {
    await this._client.run("provisioning.goOnline()", ONLINE_MS);
  }

  /** @returns the first address of the server. @throws ServiceError with the modem's code. */
  resolveName(): Promise<string> {
    return this._client.run("provisioning.resolveName()", LOOKUP_MS);
  }

  /** Opens the connection of the test. @returns whether the server's name is compared with its certificate. @throws ServiceError. */
  async open(isTls: boolean): Promise<boolean> {
    return (await this._client.run(`provisioning.openTest(${isTls})`, OPEN_MS)) === "";
  }

  /**
   * Sends bytes over the connection.
   * @param bytes a byte string, perhaps with a password; "" to hear what comes without it.
   * @param limitMs how long the server may take.
   * @returns what came, undefined when nothing did in time.
   * @throws ServiceError when the connection has ended.
   */
  async talk(bytes: string, limitMs: number): Promise<string | undefined> {
    try {
      return await this._client.runSecret("the request", `provisioning.talk(${byteLiteral(bytes)})`, limitMs);
    } catch (error) {
      if (error instanceof ServiceTimeout) return undefined;
      throw error;
    }
  }

  /** Ends the connection, if there is one. @param goodbye bytes that go before. */
  async close(goodbye = ""): Promise<void> {
    try {
      await this._client.run(`provisioning.closeTest(${byteLiteral(goodbye)})`, CLOSE_MS);
    } catch (error) {
      // Gone is closed too.
      if (!(error instanceof ServiceError)) throw error;
    }
  }
}
