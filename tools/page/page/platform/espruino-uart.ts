/**
 * In place of `@espruino-tools/uart`, the transport that a `DeviceController` has before `BoardLink` gives it another one: its dialog would be
 * built while the page loads, with styles that the page's policy forbids.
 */
export const uart = undefined;
