/** `npx rollup -c [--configBoard NAME]`: the same files as `npm run build`, the firmware before it is pretokenised, without the budgets. */
const tsx = require("tsx/cjs/api");
const { buildPlans } = tsx.require("./tools/build/bundle.ts", __filename);
const { rollupOptions } = tsx.require("./tools/build/compile.ts", __filename);

module.exports = ({ configBoard }) => buildPlans(configBoard).map(rollupOptions);
