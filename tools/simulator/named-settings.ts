/** Values of AT+QCFG or AT+QICFG: only names of the profile, kept as written. */
import type { NamedSetting } from "./profile";

export class NamedSettings {
  private readonly _values = new Map<string, string>();

  constructor(private readonly _settings: readonly NamedSetting[]) {}

  /** Undefined: no such name. */
  get(name: string): string | undefined {
    return this._values.get(name) ?? this._find(name)?.initial;
  }

  /** The value was written since the last {@link reset}. */
  isWritten(name: string): boolean {
    return this._values.has(name);
  }

  /** @returns false for an unknown name or a value that does not fit. */
  set(name: string, value: string): boolean {
    const isValid = this._find(name)?.pattern.test(value) ?? false;
    if (isValid) this._values.set(name, value);
    return isValid;
  }

  reset(): void {
    this._values.clear();
  }

  private _find(name: string): NamedSetting | undefined {
    return this._settings.find((setting) => setting.name === name);
  }
}
