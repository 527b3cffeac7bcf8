/** Made by the bundler from `firmware/config.schema.json`. */
declare module "config-schema-check" {
  import type { ValidateFunction } from "ajv";
  const check: ValidateFunction;
  export default check;
}
