/** An HTTP response of a given length that leads to what a firmware said of the true one, in place of the bytes that its log has not. */

/** What a log tells of an answer. */
export interface ToldAnswer {
  /** Lengths of the payloads that it came in, by whatever tells them apart, in order. */
  pieces: ReadonlyMap<number, number>;
  /** What the firmware logged behind it; when it says nothing of the answer the readings were acknowledged. */
  outcome: string;
  /** The firmware closed the connection behind it, of its own accord. */
  isLast: boolean;
}

const ACKNOWLEDGED = /readings acknowledged/;
const STATUS = /the server answered (\d{3})/;
const FILLER = "x";
const HEAD_END = "\r\n\r\n";
const LENGTH_DIGITS = 5;

/** @returns the text of each piece. */
export function answerPieces(answer: ToldAnswer): Map<number, string> {
  const length = [...answer.pieces.values()].reduce((sum, piece) => sum + piece, 0);
  const text = response(answer, length);
  let at = 0;
  return new Map([...answer.pieces].map(([key, piece]) => [key, text.slice(at, (at += piece))]));
}

function response({ outcome, isLast }: ToldAnswer, length: number): string {
  const status = ACKNOWLEDGED.test(outcome) || outcome === "" ? "204" : STATUS.exec(outcome)?.[1];
  if (status === undefined) return FILLER.repeat(length);
  const statusLine = `HTTP/1.1 ${status} `;
  const head = `${statusLine}${isLast ? "\r\nConnection: close" : ""}\r\nContent-Length: `;
  const body = length - head.length - LENGTH_DIGITS - HEAD_END.length;
  if (body >= 0) return `${head}${`${body}`.padStart(LENGTH_DIGITS, "0")}${HEAD_END}${FILLER.repeat(body)}`;
  // Too short for fields.
  const room = length - statusLine.length - HEAD_END.length;
  return statusLine + FILLER.repeat(Math.max(0, room)) + HEAD_END;
}
