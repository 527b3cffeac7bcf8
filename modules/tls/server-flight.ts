/**
 * Reads what a TLS 1.2 server answers to a ClientHello (RFC 5246 7.3: ServerHello to ServerHelloDone, or an alert); all of it
 * comes in the clear. Owns the bytes until a part is whole. Trusts no length: whatever comes, no more than one certificate of
 * {@link Limit.Certificate} bytes and one chunk are kept.
 */
import { byteAt, uint16At } from "./bytes";

/** What comes, by HandshakeType (RFC 5246 7.4) where it has one. */
export const enum Part {
  /** Nothing more comes; told by the one that listens. */
  End = -2,
  /** The bytes are no TLS. */
  NoTls = -1,
  /** One certificate of the list, DER, cut at {@link Limit.Certificate}. */
  Certificate = 0,
  /** Two bytes: the version chosen. */
  ServerHello = 2,
  /** The list of certificates begins. */
  CertificateList = 11,
  CertificateRequest = 13,
  ServerHelloDone = 14,
  /** Two bytes: AlertLevel and AlertDescription (RFC 5246 7.2). No handshake message of a server has this number. */
  Alert = 21,
}

export const enum Limit {
  /** Bytes; one with a hundred names has less. */
  Certificate = 4096,
}

/** ContentType (RFC 5246 6.2.1). */
const enum Content {
  Alert = 21,
  Handshake = 22,
}

/** Told of each part as soon as it is whole, with its first two bytes or the certificate. Other messages come by their number. */
type OnPart = (part: Part, bytes: string) => void;

/** @returns takes the received bytes in pieces of any size: the record layer (RFC 5246 6.2.1). */
export function flightReader(onPart: OnPart): (chunk: string) => void {
  const readMessages = messageReader(onPart);
  let input = "";
  let recordLeft = 0;
  return (chunk) => {
    input += chunk;
    while (input) {
      if (!recordLeft) {
        const type = byteAt(input, 0);
        const isAlert = type === Content.Alert;
        if (!isAlert && type !== Content.Handshake) onPart(Part.NoTls, (input = ""));
        if (input.length < 5) return;
        // An alert gets the header of a message, with the length of its record.
        if (isAlert) readMessages("\x15\0" + input.substr(3, 2));
        recordLeft = uint16At(input, 3);
        input = input.substr(5);
      }
      const payload = input.substr(0, recordLeft);
      input = input.substr(recordLeft);
      recordLeft -= payload.length;
      readMessages(payload);
    }
  };
}

/**
 * The handshake messages in the payloads of the records, which may be cut anywhere. The list of certificates needs no count
 * here: the length of an entry begins with 0, the type of no message does that a server sends in its flight.
 */
function messageReader(onPart: OnPart): (payload: string) => void {
  let message = "";
  let skipped = 0;
  return (payload) => {
    message += payload;
    for (;;) {
      const waiting = message.length;
      message = message.substr(skipped);
      skipped -= waiting - message.length;
      const part = byteAt(message, 0);
      const head = part ? 4 : 3;
      const length = uint16At(message, head - 2);
      const wanted = Math.min(length, part ? 2 : Limit.Certificate);
      // Neither is a number before the header is whole.
      if (!(message.length >= head + wanted)) return;
      const bytes = message.substr(head, wanted);
      message = message.substr(head + wanted);
      // Of the list only its length in three bytes is passed over.
      skipped = part === Part.CertificateList ? 1 : length - wanted;
      onPart(part, bytes);
    }
  };
}
