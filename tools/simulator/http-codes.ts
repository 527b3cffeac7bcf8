/** `<err>` of the HTTP(S) commands that the simulator raises itself (HTTP(S) application note, summary of error codes). */
export enum HttpCode {
  Success = 0,
  Timeout = 702,
  Busy = 703,
  NoRequest = 705,
  NetworkDeactivated = 709,
  UrlError = 711,
  EmptyUrl = 712,
  DnsError = 714,
  ConnectError = 716,
  SocketClosed = 719,
  DecodeError = 721,
  ReadTimeout = 722,
  InputTimeout = 726,
  InvalidParameter = 730,
}
