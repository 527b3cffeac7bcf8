/** Certificates: into the modem, by the provisioning of the command line. What is in the key's file is kept for the run only. */
import { RealClock } from "../../../clock";
import type { BoardLink } from "../../../link/board-link";
import {
  type CredentialFile,
  type CredentialFiles,
  type CredentialLabels,
  type Credentials,
  judgeCredentials,
} from "../../../provision/credentials";
import { LinkBoard } from "../../../provision/link-board";
import { modemFiles, namesOf } from "../../../provision/modem-file";
import { Provisioning, type ProvisioningResult } from "../../../provision/provisioning";
import type { ConfigStore } from "../config-store";
import { byId, reasonOf, setBadge } from "../dom";
import { contentOf, loadImage } from "../images";
import { inPageWords } from "../page-words";
import { USUAL_UART } from "../../../provision/service-client";
import { RunPanel } from "../run-panel";
import type { Session } from "../session";

const LABELS: CredentialLabels = { ca: "CA certificate", cert: "Client certificate", key: "Key" };

/** Seconds after which a board that hears nothing more starts its firmware, until the service runs. */
const RETURN_S = 300;

/** What no credential has: a larger file is not read. */
const FILE_MAX = 65536;

export class CertificatesStep {
  private readonly _panel = new RunPanel("provision", () => this._session.task?.stop());
  private readonly _start = byId<HTMLButtonElement>("provision");

  constructor(
    private readonly _session: Session,
    private readonly _store: ConfigStore,
  ) {
    this._start.addEventListener("click", () => void this._run());
    _session.on("change", () => this._show());
    this._show();
  }

  private _show(): void {
    this._start.disabled = !this._session.isFree;
  }

  private async _run(): Promise<void> {
    const panel = this._panel;
    const state = byId("certificates-state");
    panel.begin();
    setBadge(state, "info", "under way");
    const files: Buffer[] = [];
    const stop = new AbortController();
    try {
      const credentials = await readCredentials(files);
      const result = await this._session.run(
        "provisioning",
        true,
        (link) => this._provision(link, credentials, stop.signal),
        () => stop.abort(new Error("stopped")),
      );
      panel.end("good", this._doneText(result));
      setBadge(state, "good", "done");
    } catch (error) {
      panel.end("bad", inPageWords(reasonOf(error)));
      setBadge(state, "bad", stop.signal.aborted ? "stopped" : "failed");
    } finally {
      for (const bytes of files) bytes.fill(0);
      byId<HTMLInputElement>("file-key").value = "";
    }
  }

  private async _provision(
    link: BoardLink,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<ProvisioningResult> {
    const { board } = this._session.board!;
    const say = (text: string): void => this._panel.say(inPageWords(text));
    for (const warning of credentials.warnings) say(warning);
    const local = this._local(credentials, board);
    const { service, optional } = await loadImage(board);
    const explain = optional.find(([name]) => name === "TlsExplain")!;
    const onSent = (name: string, bytes: number, total: number): void => this._panel.show(name, bytes, total);
    await link.sync();
    await link.stopProgram();
    await link.hold(RETURN_S);
    return new Provisioning({
      board: new LinkBoard(link, onSent),
      clock: new RealClock(),
      credentials,
      serviceCode: Buffer.from(service, "base64").toString("latin1"),
      buildExplain: () => Promise.resolve(contentOf(explain).toString("latin1")),
      ...(local ? { local } : {}),
      uart: USUAL_UART,
      onProgress: say,
      onSent,
      signal,
    }).run();
  }

  /** The configuration of the form, unless nobody has touched it: then that of the board counts. @throws Error naming what is wrong in it. */
  private _local(credentials: Credentials, board: string): { text: string; save(text: string): void } | undefined {
    const store = this._store;
    if (store.origin === "") return undefined;
    const faults = store.faultsWith(namesOf(modemFiles(credentials)), board);
    if (faults.length)
      throw new Error(`The configuration is to be mended first:\n${faults.map(({ text }) => text).join("\n")}`);
    return { text: store.text, save: (text) => store.load(text, "the form, with the names of the new files") };
  }

  private _doneText({ names, confirmedBy, isBoardSwitched, deleted, notes }: ProvisioningResult): string {
    const lines = [
      ...notes.map(inPageWords),
      ...deleted.map((name) => `Deleted ${name}, which nothing names any more.`),
    ];
    if (confirmedBy === undefined) {
      for (const [key, value] of Object.entries(names)) this._store.set(`tls.${key}`, value);
      lines.unshift(
        "The files are on the modem, and the configuration above names them. Nothing was proved by a connection, as there was no configuration: flash, then test.",
      );
    } else {
      const rest = isBoardSwitched
        ? "The configuration here and on the board names them now."
        : "The configuration above names them now: flash it.";
      lines.unshift(`Connected to ${confirmedBy} with the new files. ${rest}`);
    }
    return lines.join("\n");
  }
}

/** @param kept gets the bytes of the files, to be wiped. @throws UsageError naming the field and the file. */
async function readCredentials(kept: Buffer[]): Promise<Credentials> {
  const files: Partial<CredentialFiles> = {};
  for (const name of ["ca", "cert", "key"] as const) {
    const [file] = byId<HTMLInputElement>(`file-${name}`).files ?? [];
    if (file) files[name] = await readFile(LABELS[name], file, kept);
  }
  const { ca } = files;
  if (!ca) throw new Error("CA certificate: choose the certificate of the authority that signed your server's");
  return judgeCredentials({ ...files, ca }, LABELS, Date.now());
}

async function readFile(label: string, file: File, kept: Buffer[]): Promise<CredentialFile> {
  if (file.size > FILE_MAX) throw new Error(`${label} ${file.name} has ${file.size} bytes: give only what is needed`);
  try {
    const bytes = Buffer.from(await file.arrayBuffer());
    kept.push(bytes);
    return { path: file.name, bytes };
  } catch {
    throw new Error(`${label} ${file.name} cannot be read any more: choose it again`);
  }
}
