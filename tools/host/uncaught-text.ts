/** Lines of a stack that belong to the machinery, not to the program. */
const MACHINERY = /node:|node_modules|[\\/]tools[\\/]/;

/** What the console shows of an exception that nobody caught: what was thrown, and where in the program. */
export function uncaughtText(error: unknown): { summary: string; stack: string[] } {
  const isObject = typeof error === "object" && error !== null;
  const stack = isObject && "stack" in error ? String(error.stack).split("\n") : [];
  const places = stack.filter((line) => /^\s+at /.test(line) && !MACHINERY.test(line));
  return { summary: `Uncaught ${String(error)}`, stack: places };
}
