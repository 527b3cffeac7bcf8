/** Numbers of the MQTT commands' answers and URCs (MQTT application note). */

/** `<state>` of AT+QMTCONN?; Closed is not shown there. */
export enum MqttState {
  Closed = 0,
  Open = 1,
  Connecting = 2,
  Connected = 3,
}

/** `<result>` of +QMTOPEN. */
export enum MqttOpenResult {
  NoNetwork = -1,
  Success = 0,
  Occupied = 2,
  NoPdp = 3,
  NoName = 4,
  NoConnection = 5,
}

/** `<err_code>` of +QMTSTAT. */
export enum MqttStatus {
  ClosedByPeer = 1,
  NoPingAnswer = 2,
  NoConnack = 4,
}
