/** Configure: the form, files, and the raw text, all of one configuration. */
import type { ConfigStore } from "../config-store";
import { ConfigForm } from "../form/config-form";
import { byId, make, reasonOf, saveFile, setBadge, setNotice } from "../dom";
import type { Session } from "../session";

/** Bytes that a file may have: a configuration has a few hundred. */
const FILE_MAX = 65536;

export class ConfigureStep {
  private readonly _form: ConfigForm;
  private readonly _json = byId<HTMLTextAreaElement>("config-json");
  private readonly _loadBoard = byId<HTMLButtonElement>("load-board");

  constructor(
    private readonly _session: Session,
    private readonly _store: ConfigStore,
  ) {
    this._form = new ConfigForm(byId<HTMLFormElement>("config-form"), _store);
    this._loadBoard.addEventListener("click", () => void this._load(true));
    byId("load-file").addEventListener("click", () => byId("config-file").click());
    byId("config-file").addEventListener("change", () => void this._open());
    byId("save-file").addEventListener("click", () => saveFile("config.json", _store.text));
    byId("ca-file").addEventListener("change", () => void this._takeCa());
    this._json.addEventListener("input", () => this._onJson());
    _session.on("change", () => this._show());
    _session.on("found", () => _store.origin || void this._load(false));
    _store.on("change", () => this._show());
    this._show();
  }

  private _show(): void {
    const faults = this._store.faults(this._session.board?.board);
    const isTouched = this._store.origin !== "";
    this._loadBoard.disabled = !this._session.isFree;
    byId("config-origin").textContent = isTouched
      ? `From ${this._store.origin}.`
      : "Fill in what is marked, or load a configuration. What is left empty has its default.";
    if (document.activeElement !== this._json) this._showJson();
    this._form.showFaults(isTouched ? faults : []);
    const list = byId("config-faults");
    list.hidden = !isTouched || faults.length === 0;
    list.className = "notice warn";
    list.replaceChildren(
      make(
        "p",
        {},
        faults.length === 1
          ? "To be mended before the board takes it:"
          : `${faults.length} things to be mended before the board takes it:`,
      ),
      make("ul", {}, ...faults.map((fault) => make("li", {}, this._form.linkTo(fault)))),
    );
    const state = byId("configure-state");
    if (!isTouched) setBadge(state, "", "empty");
    else if (faults.length) setBadge(state, "warn", `${faults.length} to mend`);
    else setBadge(state, "good", "valid");
  }

  private _showJson(): void {
    this._json.value = this._store.text;
    byId("json-fault").textContent = "";
  }

  private _onJson(): void {
    try {
      this._store.load(this._json.value, "the JSON text");
      byId("json-fault").textContent = "";
    } catch (error) {
      byId("json-fault").textContent = reasonOf(error);
    }
  }

  /** @param isAsked by the user, who is told when there is nothing. */
  private async _load(isAsked: boolean): Promise<void> {
    await this._telling(async () => {
      const content = await this._session.look((link) => link.readFile("config.json"));
      if (content) this._store.load(content.toString("latin1"), "the board");
      else if (isAsked) throw new Error("the board has no config.json yet: fill in the form");
    });
  }

  private async _open(): Promise<void> {
    const input = byId<HTMLInputElement>("config-file");
    const [file] = input.files ?? [];
    if (!file) return;
    await this._telling(async () => {
      if (file.size > FILE_MAX) throw new Error(`${file.name} has ${file.size} bytes: that is no configuration`);
      this._store.load(await file.text(), `the file ${file.name}`);
    }, file.name);
    input.value = "";
  }

  private async _takeCa(): Promise<void> {
    const [file] = byId<HTMLInputElement>("ca-file").files ?? [];
    if (!file) return;
    await this._telling(async () => {
      if (file.size > FILE_MAX)
        throw new Error(`${file.name} has ${file.size} bytes: give the one certificate that is needed`);
      this._store.takeCa(file.name, Buffer.from(await file.arrayBuffer()));
    });
  }

  private async _telling(body: () => Promise<void>, what = ""): Promise<void> {
    const notice = byId("config-notice");
    setNotice(notice, "", "");
    try {
      await body();
    } catch (error) {
      setNotice(notice, "bad", what === "" ? reasonOf(error) : `${what}: ${reasonOf(error)}`);
    }
  }
}
