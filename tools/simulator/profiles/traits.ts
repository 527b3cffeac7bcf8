/** The questions that each profile answers, one fact to each: what is compared between modules and between their firmwares. */
import type { BootStep, NamedSetting, Profile, RadioProfile, RangedSetting, Refusals, SslParameter } from "../profile";
import type { Fact } from "./fact";

/** Names as in {@link Profile}, in one list. */
export interface Traits {
  model: string;
  revision: string;
  refusals: Refusals;
  absentCommands: readonly string[];
  boot: readonly BootStep[];
  urcPort: string;
  urcPorts: readonly string[];
  baudRates: readonly number[];
  dataTerminalReady: number;
  radio: RadioProfile;
  pdpContexts: number;
  activeContexts: number;
  authentications: number;
  savesContexts: boolean;
  clients: number;
  sendMaximum: number;
  receiveMaximum: number;
  sendBufferBytes: number;
  receiveBufferBytes: number;
  prompt: string;
  keepsIdAfterFailure: boolean;
  closesUnopened: boolean;
  showsLocalPort: boolean;
  portName: string;
  sslContexts: number;
  sslParameters: readonly SslParameter[];
  cipherSuites: readonly number[];
  takesQuotedCipher: boolean;
  takesAnyCase: boolean;
  refusesConfigWhileOpen: boolean;
  tellsUnread: boolean;
  flashBytes: number;
  ramBytes: number;
  listPrefix: string;
  listMissFails: boolean;
  deleteMissCode: number;
  rtcStartMs: number;
  clockUpdateModes: readonly number[];
  qcfg: readonly NamedSetting[];
  qicfg: readonly NamedSetting[];
  qhttpcfg: readonly RangedSetting[];
  qmtcfg: readonly RangedSetting[];
}

export type Facts = { readonly [Name in keyof Traits]: Fact<Traits[Name]> };

/** One firmware of a module. */
export interface Firmware {
  /** Word behind the slash of `BG96/rak5010`; "" for the one that the module's bare name means. */
  name: string;
  /** What it is, for people. */
  about: string;
  facts: Facts;
}

/** A module with its firmwares, the usual one first. */
export interface Module {
  name: string;
  /** Made up. */
  imei: string;
  firmwares: readonly Firmware[];
}

/** What the module's bare name and a firmware's name make together. */
export function profileName(module: Module, firmware: Firmware): string {
  return firmware.name === "" ? module.name : `${module.name}/${firmware.name}`;
}

/** The facts in the form that the simulator works with. */
export function makeProfile(module: Module, firmware: Firmware): Profile {
  const { facts } = firmware;
  return {
    name: profileName(module, firmware),
    manufacturer: "Quectel",
    model: facts.model.value,
    revision: facts.revision.value,
    imei: module.imei,
    refusals: facts.refusals.value,
    absentCommands: facts.absentCommands.value,
    boot: facts.boot.value,
    radio: facts.radio.value,
    pdp: {
      contexts: facts.pdpContexts.value,
      maximumActive: facts.activeContexts.value,
      authentications: facts.authentications.value,
      areSaved: facts.savesContexts.value,
    },
    sockets: socketsOf(facts),
    ssl: {
      contexts: facts.sslContexts.value,
      parameters: facts.sslParameters.value,
      cipherSuites: facts.cipherSuites.value,
      takesQuotedCipher: facts.takesQuotedCipher.value,
      takesAnyCase: facts.takesAnyCase.value,
      refusesConfigWhileOpen: facts.refusesConfigWhileOpen.value,
      tellsUnread: facts.tellsUnread.value,
    },
    files: {
      totalBytes: facts.flashBytes.value,
      ramBytes: facts.ramBytes.value,
      listPrefix: facts.listPrefix.value,
      listMissFails: facts.listMissFails.value,
      deleteMissCode: facts.deleteMissCode.value,
    },
    clock: { rtcStartMs: facts.rtcStartMs.value, updateModes: facts.clockUpdateModes.value },
    dataTerminalReady: facts.dataTerminalReady.value,
    baudRates: facts.baudRates.value,
    urcPort: facts.urcPort.value,
    urcPorts: facts.urcPorts.value,
    qcfg: facts.qcfg.value,
    qicfg: facts.qicfg.value,
    qhttpcfg: facts.qhttpcfg.value,
    qmtcfg: facts.qmtcfg.value,
  };
}

function socketsOf(facts: Facts): Profile["sockets"] {
  return {
    clients: facts.clients.value,
    sendMaximum: facts.sendMaximum.value,
    receiveMaximum: facts.receiveMaximum.value,
    sendBufferBytes: facts.sendBufferBytes.value,
    receiveBufferBytes: facts.receiveBufferBytes.value,
    prompt: facts.prompt.value,
    keepsIdAfterFailure: facts.keepsIdAfterFailure.value,
    closesUnopened: facts.closesUnopened.value,
    showsLocalPort: facts.showsLocalPort.value,
    portName: facts.portName.value,
  };
}
