/** A timeline number, 1 to 2^32 - 1, in decimal. */
export function parseTimeline(text: string): number | undefined {
  const timeline = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return timeline >= 1 && timeline <= 0xffffffff ? timeline : undefined;
}
