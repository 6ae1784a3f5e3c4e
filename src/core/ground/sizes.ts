const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/**
 * Bytes in units of 1024, as PostgreSQL counts them, with one decimal below ten: `96 B`, `1.2 GB`, `96 MB`.
 *
 * @param write formats the number in the reader's language
 */
export function formatBytes(bytes: number | bigint, write: (value: number) => string = formatCount): string {
  let value = Number(bytes);
  let unit = 0;
  while (unit < UNITS.length - 1 && rounded(value, unit) >= 1024) {
    value /= 1024;
    unit++;
  }
  return `${write(rounded(value, unit))} ${UNITS[unit] ?? ''}`;
}

function rounded(value: number, unit: number): number {
  return unit > 0 && value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);
}

/** A number with thousands separators: `1,204`. */
export function formatCount(count: number | bigint): string {
  const [whole = '', ...fraction] = String(count).split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

/** `1 segment`, `1,204 segments`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
