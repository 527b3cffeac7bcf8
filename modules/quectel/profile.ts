/** What distinguishes one Quectel modem from another, as data. */
export interface ModemProfile {
  /** Highest `<pdpctxID>`. */
  pdpContextIdMax: number;
  /** `AT+QSSLCFG="sni"` exists. */
  hasSni: boolean;
  /** With security level 1 and up the host name is compared with the certificate. */
  hasHostCheck: boolean;
}

/** EG915U and EG912U (TCP/IP application note V1.1; SSL commands as in the specification). */
export const EG915U: ModemProfile = { pdpContextIdMax: 7, hasSni: true, hasHostCheck: true };
