/** Put in front of every file that names it: what Node has without being asked. */
export { Buffer } from "buffer";
