/**
 * Lint: TypeScript's own strict rules everywhere; for what runs on the board also the language of Espruino (the plugin is the
 * checker of the built code) and the direction of imports between the rooms.
 */
import tseslint from "typescript-eslint";
import { tsImport } from "tsx/esm/api";

const { subsetPlugin, subsetRules } = await tsImport("./tools/build/subset-plugin.ts", import.meta.url);

/**
 * The only files of the device that tools may load, since both sides must agree on them: a table without code, and the schema and the
 * rules of the configuration, which have no state.
 */
const sharedWithTools = ["modules/quectel/error-text", "firmware/tls-settings", "firmware/config.schema.json"];

/** @param {{allowed: string, room: string}[]} rooms what may be imported, as a regular expression of the specifier */
const rooms = [
  { room: "modules/at", allowed: String.raw`\./` },
  { room: "modules/quectel", allowed: String.raw`\./|(\.\./)+at/` },
  { room: "modules/mqtt", allowed: String.raw`\./|(\.\./)+(at|quectel)/` },
  { room: "modules/tls", allowed: String.raw`\./` },
  { room: "modules/sensors", allowed: String.raw`\./` },
  { room: "board", allowed: String.raw`\./|\.\./board$|(\.\./)+modules/` },
  { room: "firmware", allowed: String.raw`\./|(\.\./)+(modules|board|firmware)/|board$` },
];

function importsOf({ room, allowed }) {
  const regex = `^(?!${allowed})`;
  const message = `${room}/ must not import this: see "Rooms" in the design. Only ${allowed}`;
  return {
    files: [`${room}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns: [{ regex, message }] }] },
  };
}

/** Rules of ESLint itself that TypeScript does not already cover. */
const coreRules = [
  ...["no-cond-assign", "no-constant-condition", "no-empty", "no-fallthrough", "no-irregular-whitespace"],
  ...["no-self-assign", "no-self-compare", "no-sparse-arrays", "no-unmodified-loop-condition"],
  ...["no-unsafe-finally", "no-unused-labels", "no-useless-catch", "no-useless-escape", "no-var", "prefer-const"],
];

/** What Node's `process` has and Espruino's has not. */
const nodeProcess = [
  "argv",
  "cwd",
  "exit",
  "exitCode",
  "hrtime",
  "kill",
  "nextTick",
  "pid",
  "platform",
  "stdin",
  "stdout",
  "stderr",
  "uptime",
];

const device = ["modules/**/*.ts", "firmware/**/*.ts", "board/**/*.ts"];

export default tseslint.config(
  { ignores: ["dist/", "coverage/", ".demo/", "**/*.min.js"] },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      ...Object.fromEntries(coreRules.map((name) => [name, "error"])),
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" },
      ],
      // A const enum names numbers of a protocol, and is compared with what came over the line.
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // `${number}` is plain enough; objects in templates are still refused.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        require: "readonly",
        module: "writable",
        __filename: "readonly",
        process: "readonly",
        console: "readonly",
      },
    },
    rules: {
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/explicit-module-boundary-types": "off",
    },
  },
  {
    files: device,
    ignores: ["**/*.d.ts"],
    plugins: { espruino: subsetPlugin },
    rules: {
      // `require` is how Espruino gives its built-in modules.
      "@typescript-eslint/no-require-imports": "off",
      ...Object.fromEntries(Object.keys(subsetRules).map((name) => [`espruino/${name}`, ["error", "source"]])),
      "no-restricted-globals": ["error", ...["window", "document", "self"].map(pcOnly)],
      "no-restricted-properties": [
        "error",
        ...nodeProcess.map(pcOnly).map(({ name, message }) => ({ object: "process", property: name, message })),
      ],
    },
  },
  {
    files: ["**/*.d.ts"],
    // The globals of Espruino are a class and the interface of its instances in one.
    rules: { "@typescript-eslint/no-unsafe-declaration-merging": "off" },
  },
  ...rooms.map(importsOf),
  {
    files: ["tools/**/*.ts"],
    rules: {
      // Command handlers take the methods of their context apart.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-restricted-imports": [
        "error",
        { patterns: [deviceCode(), { regex: String.raw`^(\.\./)+test/`, message: "tools/ must not import tests." }] },
      ],
    },
  },
  {
    // Device code, bundled for the board and never loaded on the PC.
    files: ["tools/bench/*-entry.ts", "tools/fuzz/device-entry.ts"],
    rules: { "@typescript-eslint/no-restricted-imports": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // What a server answered in JSON is checked by the expectations themselves.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
);

/** @param {string} name */
function pcOnly(name) {
  return { name, message: `Espruino: ${name} is the PC's. Instead: the board's own objects, handed down by main.` };
}

function deviceCode() {
  const shared = sharedWithTools.map((file) => String.raw`${file}(\.ts)?$`).join("|");
  return {
    regex: String.raw`^(\.\./)+(?!${shared})(modules|firmware|board)/`,
    allowTypeImports: true,
    message: "tools/ takes only types from the device, but for what both sides must agree on: use import type.",
  };
}
