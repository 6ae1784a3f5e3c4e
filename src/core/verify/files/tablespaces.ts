export interface MissingTablespace {
  readonly oid: string;
  /** `pg_tblspc/OID`. */
  readonly path: string;
  readonly reason: 'no-link' | 'broken-link' | 'empty';
  /** Number of listed files in it, and their bytes. */
  readonly count: number;
  readonly size: number;
}

interface Tablespace {
  directory: boolean;
  brokenLink: boolean;
  files: number;
  missing: number;
  missingBytes: number;
}

const INSIDE = /^pg_tblspc\/\d+(?=\/|$)/;

/** `pg_tblspc/OID` for a path of or in a tablespace. */
export function tablespaceOf(path: string): string | undefined {
  return INSIDE.exec(path)?.[0];
}

/** Detects tablespaces that are missing as a whole: each is one fault, however many files it had. */
export class Tablespaces {
  readonly #known = new Map<string, Tablespace>();

  directorySeen(path: string): void {
    if (tablespaceOf(path) === path) this.#of(path).directory = true;
  }

  brokenLink(path: string): void {
    this.#of(path).brokenLink = true;
  }

  fileSeen(path: string): void {
    const root = tablespaceOf(path);
    if (root !== undefined) this.#of(root).files++;
  }

  /**
   * Takes a missing file if it belongs to a tablespace that is missing as a whole, which then counts it. Call it only after all
   * present files were seen.
   */
  takeMissing(path: string, size: number): boolean {
    const root = tablespaceOf(path);
    if (root === undefined || root === path || this.#of(root).files > 0) return false;
    const tablespace = this.#of(root);
    tablespace.missing++;
    tablespace.missingBytes += size;
    return true;
  }

  missing(): MissingTablespace[] {
    return [...this.#known]
      .filter(([, { missing, brokenLink }]) => missing > 0 || brokenLink)
      .map(([path, { directory, brokenLink, missing, missingBytes }]) => ({
        oid: path.slice('pg_tblspc/'.length),
        path,
        reason: brokenLink ? 'broken-link' : directory ? 'empty' : 'no-link',
        count: missing,
        size: missingBytes,
      }));
  }

  #of(path: string): Tablespace {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const fresh = { directory: false, brokenLink: false, files: 0, missing: 0, missingBytes: 0 };
    this.#known.set(path, fresh);
    return fresh;
  }
}
