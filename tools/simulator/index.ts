/** Public face of the simulator. */
export { type Knock, MemoryNetwork, MemoryPeer, type MemoryNetworkOptions } from "./memory-network";
export { type ModemStatus, ModemSimulator, type PowerState, type SocketStatus } from "./modem-simulator";
export type {
  ConnectFailure,
  ConnectRequest,
  ConnectionEvents,
  Network,
  NetworkConnection,
  OnAddresses,
  PeerAddress,
  TlsParameters,
} from "./network";
export {
  DEFAULT_TIMING,
  type Faults,
  INSTANT_TIMING,
  type SimulatorOptions,
  type Stage,
  type Timing,
  type UrcForm,
} from "./options";
export type { Profile } from "./profile";
export { FIRMWARE_NAMES, PROFILE_NAMES, profileNamed } from "./profiles";
export { SlowNetwork, type SlowNetworkOptions } from "./slow-network";
export { TlsNetwork, type ResolvedHost, type TlsNetworkOptions } from "./tls-network";
