/** The steps of the connection test, in the order in which they are taken: each needs all before it. */
export type StepName =
  | "board"
  | "config"
  | "modem"
  | "sim"
  | "signal"
  | "registration"
  | "pdp"
  | "time"
  | "dns"
  | "tcp"
  | "tls"
  | "http"
  | "mqtt";

/** What each step is, as a user knows it. */
export const STEP_TITLES: Readonly<Record<StepName, string>> = {
  board: "Board",
  config: "Configuration",
  modem: "Modem",
  sim: "SIM",
  signal: "Signal",
  registration: "Registration",
  pdp: "PDP context",
  time: "Clock",
  dns: "Name lookup (DNS)",
  tcp: "TCP connection",
  tls: "TLS",
  http: "HTTP",
  mqtt: "MQTT",
};

/** `warning`: it goes on, but somebody should look at it. `skipped`: a step before it failed, or there is nothing to be tried. */
export type StepState = "ok" | "failed" | "warning" | "skipped";

export interface StepResult {
  step: StepName;
  state: StepState;
  /** What was found, in a sentence without anything secret. */
  text: string;
  /** What to do about it. */
  remedy?: string;
  durationMs: number;
  /** The same for programs: numbers carry their unit in their name. */
  facts?: Record<string, string | number>;
}

/** What a step found; the test adds the rest. */
export type Finding = Pick<StepResult, "state" | "text" | "remedy" | "facts">;
