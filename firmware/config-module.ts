/**
 * The module `QsslConfig`: judges `config.json`. In memory only while it does, and needed at each start of the modem and each opening of a
 * connection, which read the configuration anew.
 */
export { judgeSettings as check } from "./settings";
