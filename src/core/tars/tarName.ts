const TAR = /\.(?:tar(?:\.(?:gz|lz4|zst|bz2|xz|lzma|lzo|br|gpg))?|tgz|tbz2?|txz|tzst)$/i;

/** Whether a file with this name is treated as a tar. Its first bytes show what it is. */
export function isTarName(name: string): boolean {
  return TAR.test(name);
}

export interface InTar {
  /** Path of the tar's file. */
  readonly tar: string;
  /** Path in the tar, '' for the tar itself. */
  readonly inner: string;
}

/** Splits a path at each name of a tar in it: `/x/base.tar/pg_wal` may mean `pg_wal` in `/x/base.tar`. */
export function splitAtTar(path: string): InTar[] {
  const splits: InTar[] = [];
  for (let slash = path.indexOf('/', 1); ; slash = path.indexOf('/', slash + 1)) {
    const end = slash < 0 ? path.length : slash;
    const tar = path.slice(0, end);
    if (isTarName(tar.slice(tar.lastIndexOf('/') + 1))) splits.push({ tar, inner: path.slice(end + 1) });
    if (slash < 0) return splits;
  }
}

/** Whether a path leads into a tar that is compressed as a whole, by its name. */
export function isInCompressedTar(path: string): boolean {
  return splitAtTar(path).some(({ tar }) => !tar.toLowerCase().endsWith('.tar'));
}

/** The role of a tar by its name, as pg_basebackup names them. */
export type TarRole =
  | { readonly kind: 'base' }
  | { readonly kind: 'wal' }
  | { readonly kind: 'tablespace'; readonly oid: number }
  | { readonly kind: 'other' };

const BASEBACKUP = /^(?:(base)|(pg_wal)|([1-9]\d{0,9}))\.t/;

/** The role of a tar with this name in a backup of pg_basebackup. */
export function tarRole(name: string): TarRole {
  const match = BASEBACKUP.exec(name);
  if (match?.[1] !== undefined) return { kind: 'base' };
  if (match?.[2] !== undefined) return { kind: 'wal' };
  return match?.[3] === undefined ? { kind: 'other' } : { kind: 'tablespace', oid: Number(match[3]) };
}

/** A tar with those of the same backup, by their names; tars of other backups are left out. */
export function tarsBeside(name: string, tars: readonly string[]): readonly string[] {
  const role = tarRole(name).kind;
  const belongs = (other: string): boolean => {
    const { kind } = tarRole(other);
    return role !== 'other' && kind !== 'other' && !(role === 'base' && kind === 'base');
  };
  return tars.filter((tar) => tar === name || belongs(tar));
}
