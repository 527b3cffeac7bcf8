/** The pages that are made, from the project's folder. */
export const PAGE = "docs/commands.md";
export const FAULT_PAGE = "docs/faults.md";
export const SIMULATOR_PAGE = "docs/simulator.md";
export const BOARDS_PAGE = "docs/wiring.md";
export const CONFIG_PAGE = "docs/configuration.md";
export const API_FOLDER = "docs/api";
