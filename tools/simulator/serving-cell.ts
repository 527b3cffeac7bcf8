/** The one cell that there is: where it stands in the network, and how strongly it is heard. */

export const SERVING_CELL = { areaCode: "5A1D", cellId: "6A8B701", physicalId: 87 } as const;

/** Figures at typical distances from `<rssi>` of AT+CSQ: dBm, dB, and the signal-to-noise ratio as AT+QCSQ counts it, 1/5 dB from -20 dB. */
export function signalLevels(rssi: number): { rssiDbm: number; rsrpDbm: number; rsrqDb: number; sinr: number } {
  const rssiDbm = -113 + 2 * rssi;
  return { rssiDbm, rsrpDbm: rssiDbm - 29, rsrqDb: -9, sinr: 148 };
}
