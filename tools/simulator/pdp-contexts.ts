/** The PDP contexts: definition (AT+QICSGP) and activation (AT+QIACT). */

export interface PdpDefinition {
  /** 1 IPv4, 2 IPv6, 3 both. */
  type: number;
  apn: string;
  username: string;
  password: string;
  /** 0 none, 1 PAP, 2 CHAP. */
  authentication: number;
}

export interface ActivePdp {
  pdpContextId: number;
  type: number;
  address: string;
}

const NETWORK_DNS = ["10.7.0.1", "10.7.0.2"];

export class PdpContexts {
  private readonly _definitions = new Map<number, PdpDefinition>();
  private readonly _dns = new Map<number, string[]>();
  private readonly _active = new Map<number, ActivePdp>();

  define(pdpContextId: number, definition: PdpDefinition): void {
    this._definitions.set(pdpContextId, definition);
  }

  undefine(pdpContextId: number): void {
    this._definitions.delete(pdpContextId);
  }

  definition(pdpContextId: number): PdpDefinition | undefined {
    return this._definitions.get(pdpContextId);
  }

  /** Ids of the contexts that are defined, in order. */
  get defined(): number[] {
    return [...this._definitions.keys()].sort((a, b) => a - b);
  }

  /** Addresses of the name servers: those of the network until others are set. */
  dns(pdpContextId: number): string[] {
    return this._dns.get(pdpContextId) ?? NETWORK_DNS;
  }

  setDns(pdpContextId: number, addresses: string[]): void {
    this._dns.set(pdpContextId, addresses);
  }

  activate(pdpContextId: number): void {
    const type = this._definitions.get(pdpContextId)?.type ?? 1;
    this._active.set(pdpContextId, { pdpContextId, type, address: this.address(pdpContextId) });
  }

  /** What the network gives a context. */
  address(pdpContextId: number): string {
    return `10.7.157.${pdpContextId}`;
  }

  deactivate(pdpContextId: number): void {
    this._active.delete(pdpContextId);
  }

  isActive(pdpContextId: number): boolean {
    return this._active.has(pdpContextId);
  }

  /** Active contexts in order of their ids. */
  get active(): ActivePdp[] {
    return [...this._active.values()].sort((a, b) => a.pdpContextId - b.pdpContextId);
  }

  /** A reboot: nothing is active, and the definitions are gone too where the module does not save them. */
  reset(keepDefinitions: boolean): void {
    this._active.clear();
    this._dns.clear();
    if (!keepDefinitions) this._definitions.clear();
  }
}
