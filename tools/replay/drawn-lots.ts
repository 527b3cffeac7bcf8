/** Chance that can be had again: back-offs are drawn by lot, and a replay must draw the same. */

/** Of the generator, 2^31 - 1. */
const MODULUS = 2147483647;

/**
 * The start script of a board (`.boot0`) that gives its `Math.random` a seed: the "minimal standard" generator of Park and Miller, whose
 * products are exact in every interpreter.
 * @param seed any number of milliseconds since 1970.
 */
export function seededStart(seed: number): string {
  const first = (Math.abs(Math.trunc(seed)) % (MODULUS - 1)) + 1;
  return `var lot=${first};Math.random=function(){return(lot=lot*16807%${MODULUS})/${MODULUS};};`;
}
