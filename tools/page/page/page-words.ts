/** Texts of the code that page and command line share, in the words of the page: what is a flag there is a field or a step here. */

const WORDS: [words: RegExp, here: string][] = [
  [/npm run flash -- --erase-all( with your configuration)?/g, "flashing with all files erased first"],
  [/npm run flash( -- --config \S+)?/g, "the step Flash"],
  [/npm run provision( -- \S+ \S+)*/g, "the step Certificates"],
  [/npm run monitor/g, "the step Watch"],
  [/npm run doctor/g, "the step Test"],
  [/the baud rate \(--baud\)/g, "the speed of the serial port"],
  [/warning: --erase-all erases/g, "warning: erasing all files erases"],
  [/flash with --erase-all/g, "flash with all files erased first"],
  [/give --config/g, "flash with the configuration from above"],
  [/--cert and --key/g, "client certificate and key"],
  [/config\.json on the board/g, "the board's config.json"],
  [/^warning: /, "Attention: "],
];

/** @param text of a progress, a finding or an error. */
export function inPageWords(text: string): string {
  return WORDS.reduce((changed, [words, here]) => changed.replace(words, here), text);
}
