/** A dialogue as it goes over the line, byte for byte; see docs of the modem named in each file. */

/** One command with its answer. */
export interface Exchange {
  /** What follows `AT`. */
  command: string;
  /** Bytes that the modem sends: to the command line, then behind the payload. What the modem says by itself lies between. */
  answer: [toCommand: string, behindPayload?: string];
  /** The host's payload. */
  payload?: string;
  isBare?: boolean;
  /** The information response counts the payload behind it. */
  isRead?: boolean;
  /** Shape of the information response, for a name that is also a URC. */
  isInformation?: (parameters: string) => boolean;
}

export type Event =
  | ["done", command: string, error: string, information: string]
  | ["urc", name: string, parameters: string]
  | ["payload", bytes: string];

export interface Transcript {
  name: string;
  exchanges: Exchange[];
  /** What the host must make of it. */
  events: Event[];
}
