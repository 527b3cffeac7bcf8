/** `npx rollup -c [--configBoard NAME]`: the same files as `npm run build`, the firmware before it is pretokenised, without the budgets. */
const tsx = require("tsx/cjs/api");
const { rollupOptions } = tsx.require("./tools/build/bundle.ts", __filename);

module.exports = ({ configBoard }) => rollupOptions(configBoard);
