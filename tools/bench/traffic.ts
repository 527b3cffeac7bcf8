/** What the bench lets the modem say, and what a reader must have seen of it. Knows no reader and no interpreter. */

/** One block of traffic, repeated without end. */
export interface Traffic {
  name: TrafficName;
  /** Byte string as it comes from the modem. */
  block: string;
  /** Per block. */
  lines: number;
  /** Per block. */
  payloadBytes: number;
  /** Sent before each block; its answer is the block. */
  command?: string;
  /** The block is payload only: its header is sent once, with the count of all that follows. */
  isAnnouncedOnce?: boolean;
}

export const trafficNames = ["mixed", "payload", "lines", "buffer"] as const;
export type TrafficName = (typeof trafficNames)[number];

/** Blocks cut into chunks as a port delivers them, the last chunk shorter; where there is a command, the one block that answers. */
export interface Round {
  chunkBytes: number;
  blocks: number;
  bytes: number;
}

/** Largest round: the chunks must fit beside the reader on the smallest board. */
const ROUND_BYTES_MAX = 5000;

const PAYLOAD_BYTES = 256;
const COMMAND = "+QSSLRECV=3,256";

/** Holds a result code and then every byte value but few: a reader that searches payload would trip over it. */
const payload = `\r\nOK\r\n${Array.from({ length: PAYLOAD_BYTES - 6 }, (_, i) => String.fromCharCode(i)).join("")}`;

/** The header of a direct push, as in mixed traffic. */
export function directPushHeader(length: number): string {
  return `\r\n+QSSLURC: "recv",3,${length}\r\n`;
}

/** A line that every reader knows, to prove that it is in step. */
export const closingLine = "\r\nRING\r\n";

const plainLines = `\r\n+CREG: 1\r\n${closingLine}`;

const traffics: Record<TrafficName, Omit<Traffic, "name">> = {
  mixed: { block: directPushHeader(PAYLOAD_BYTES) + payload + plainLines, lines: 3, payloadBytes: PAYLOAD_BYTES },
  payload: { block: payload, lines: 0, payloadBytes: PAYLOAD_BYTES, isAnnouncedOnce: true },
  lines: { block: `\r\n+QSSLURC: "recv",3\r\n${plainLines}`, lines: 3, payloadBytes: 0 },
  buffer: {
    block: `\r\n+QSSLRECV: ${PAYLOAD_BYTES}\r\n${payload}\r\n\r\nOK\r\n`,
    lines: 2,
    payloadBytes: PAYLOAD_BYTES,
    command: COMMAND,
  },
};

export function trafficOf(name: TrafficName): Traffic {
  return { name, ...traffics[name] };
}

/** As many blocks as fill whole chunks, so that the cuts fall on every place; a few when that would be too many. */
export function roundOf({ block, command }: Traffic, chunkBytes: number): Round {
  const blocksMax = Math.floor(ROUND_BYTES_MAX / block.length);
  const counts = Array.from({ length: blocksMax }, (_, i) => i + 1);
  const isWhole = (count: number): boolean => (count * block.length) % chunkBytes === 0;
  const blocks = command === undefined ? (counts.find(isWhole) ?? blocksMax) : 1;
  return { chunkBytes, blocks, bytes: blocks * block.length };
}
