/** The form of a configuration: a group a fold, a field a key. */
import schema from "../../../../firmware/config.schema.json";
import type { ConfigFault } from "../../../flash/config-judge";
import type { ConfigStore } from "../config-store";
import { make } from "../dom";
import {
  fallbackText,
  type Field,
  type FieldGroup,
  fieldGroups,
  fieldText,
  fieldValue,
  rangeText,
  type Schema,
  valueAt,
} from "./config-fields";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Entry {
  field: Field;
  control: Control;
  whole: HTMLElement;
  fault: HTMLElement;
  group: HTMLDetailsElement;
}

/** Groups that are open from the start: what must be filled in. */
const OPEN = ["", "server"];

export class ConfigForm {
  private readonly _entries: Entry[] = [];

  constructor(
    form: HTMLFormElement,
    private readonly _store: ConfigStore,
  ) {
    form.append(...fieldGroups(schema as Schema).map((group) => this._group(group)));
    form.addEventListener("submit", (event) => event.preventDefault());
    _store.on("load", () => this._showValues());
    _store.on("change", () => this._showVariants());
    this._showValues();
    this._showVariants();
  }

  /** Marks the fields that have faults, and unfolds them. */
  showFaults(faults: readonly ConfigFault[]): void {
    const counts = new Map<HTMLDetailsElement, number>();
    for (const { field, control, fault, group } of this._entries) {
      const own = faults.filter(({ key }) => isWithin(key, field.key));
      fault.textContent = own.map(({ text }) => text.replace(/^[\w.]+: /, "")).join("; ");
      control.setAttribute("aria-invalid", String(own.length > 0));
      counts.set(group, (counts.get(group) ?? 0) + own.length);
    }
    for (const [group, count] of counts)
      group.querySelector(".count")!.textContent = count === 0 ? "" : `${count} to mend`;
  }

  /** A link to the field of a fault, or its text where there is no such field. */
  linkTo({ key, text }: ConfigFault): HTMLElement | string {
    const entry = this._entries.find(({ field }) => isWithin(key, field.key));
    if (!entry) return text;
    const link = make("a", { href: `#${entry.control.id}` }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      entry.group.open = true;
      entry.control.focus();
    });
    return link;
  }

  private _group(group: FieldGroup): HTMLDetailsElement {
    const folded = make("details", { class: "group", open: OPEN.includes(group.key) });
    const title = make("summary", {}, make("span", { class: "group-title" }, group.title));
    if (group.description !== "") title.append(make("span", { class: "quiet" }, group.description));
    title.append(make("span", { class: "count warn" }));
    folded.append(title, make("div", { class: "fields" }, ...group.fields.map((field) => this._field(field, folded))));
    return folded;
  }

  private _field(field: Field, group: HTMLDetailsElement): HTMLElement {
    const id = `config.${field.key}`;
    const described = { id, "aria-describedby": `${id}.hint ${id}.fault` };
    const control = controlOf(field, described);
    control.addEventListener("input", () => this._store.set(field.key, fieldValue(field, control.value)));
    const label = make("label", { for: id }, field.title);
    if (field.unit !== "") label.append(make("span", { class: "quiet" }, ` (${field.unit})`));
    if (field.isRequired) label.append(make("span", { class: "required" }, " · needed"));
    const hints = [field.description, rangeText(field) && `${rangeText(field)}.`].filter((text) => text !== "");
    const fault = make("p", { class: "fault", id: `${id}.fault` });
    const hint = make("p", { class: "hint", id: `${id}.hint` }, make("code", {}, field.key), ` ${hints.join(" ")}`);
    const isWide = field.kind === "pairs" || field.kind === "texts" || field.key === "server.url";
    const whole = make("div", { class: isWide ? "field wide" : "field" }, label, control, hint, fault);
    this._entries.push({ field, control, whole, fault, group });
    return whole;
  }

  private _showValues(): void {
    for (const { field, control } of this._entries)
      control.value = fieldText(field, valueAt(this._store.config, field.key));
  }

  /** Hides what is for the other kind of server, unless it is set. */
  private _showVariants(): void {
    const url = valueAt(this._store.config, "server.url");
    const protocol = typeof url === "string" && url.startsWith("mqtts:") ? "mqtts" : "https";
    for (const { field, whole } of this._entries)
      whole.hidden =
        field.protocol !== undefined &&
        field.protocol !== protocol &&
        valueAt(this._store.config, field.key) === undefined;
  }
}

function controlOf(field: Field, attributes: Record<string, string>): Control {
  const fallback = fallbackText(field);
  if (field.kind === "choice") {
    const unset = make("option", { value: "" }, fallback === "" ? "" : `${fallback} (default)`);
    const choices = field.choices.map((choice, index) => make("option", { value: index }, choiceText(choice)));
    return make("select", attributes, unset, ...choices);
  }
  const placeholder = fallback || (field.example && `for example ${field.example}`) || exampleOf(field);
  const common = { ...attributes, placeholder, autocomplete: "off", spellcheck: "false", required: field.isRequired };
  if (field.kind === "texts" || field.kind === "pairs") return make("textarea", { ...common, rows: 2 });
  if (field.kind === "number") return make("input", { ...common, type: "text", inputmode: "numeric" });
  if (field.kind === "secret") return make("input", { ...common, type: "password", autocomplete: "new-password" });
  return make("input", { ...common, type: "text" });
}

function exampleOf({ kind }: Field): string {
  if (kind === "texts") return "one a line";
  return kind === "pairs" ? "name: value, one a line" : "";
}

function choiceText(choice: unknown): string {
  if (choice === true) return "yes";
  return choice === false ? "no" : String(choice);
}

/** Whether a fault of a key is one of a field: of it, or of something in it. */
function isWithin(key: string, field: string): boolean {
  return key === field || key.startsWith(`${field}.`);
}
