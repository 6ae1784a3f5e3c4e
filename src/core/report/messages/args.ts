import type { Finding } from '../../ground/finding';
import { formatLsn } from '../../ground/lsn';
import { visibleText } from '../visibleText';
import { formatMajorVersion } from '../../ground/versions';
import { formatCount } from '../../ground/sizes';

export interface Text {
  /** What is wrong and what it costs. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

export type Words = (args: Args) => Text;

const LONGEST = 120;

/** A finding's arguments, made safe to show. Each may be absent; the words must read well without it. */
export class Args {
  readonly #finding: Finding;

  constructor(finding: Finding) {
    this.#finding = finding;
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    return value === undefined || value === '' ? undefined : visibleText(String(value), LONGEST);
  }

  number(name: string): number | undefined {
    const value = Number(this.#value(name) ?? Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  }

  /** `words`, called with these arguments as text; empty if one of them is absent. */
  fill(words: (...values: string[]) => string, ...names: string[]): string {
    const values = names.map((name) => this.text(name));
    return values.every((value) => value !== undefined) ? words(...values) : '';
  }

  /** A count with its noun; `fallback` without the argument. */
  count(name: string, one: string, fallback: string, many = `${one}s`): string {
    const count = this.number(name);
    return count === undefined ? fallback : `${formatCount(count)} ${count === 1 ? one : many}`;
  }

  get reason(): string | undefined {
    return this.text('reason');
  }

  get isError(): boolean {
    return this.#finding.severity === 'error';
  }

  get concernsSet(): boolean {
    return this.#finding.set !== undefined;
  }

  /** Name of the segment, to begin a sentence with. */
  get segment(): string {
    return this.#segment ?? 'A WAL segment';
  }

  /** The same within a sentence. */
  get ofSegment(): string {
    return this.#segment ?? 'a WAL segment';
  }

  /** Where in the WAL, as ` at 2/FB000020`, or nothing. */
  get atLocation(): string {
    const lsn = this.#finding.lsn;
    const text = lsn === undefined ? this.text('lsn') : formatLsn(lsn);
    return text === undefined ? '' : ` at ${text}`;
  }

  /** `server_version_num`, if known. */
  get version(): number | undefined {
    return this.number('version');
  }

  /** A `server_version_num` among the arguments in words: `PostgreSQL 9.2`. */
  versionWords(name: string): string | undefined {
    const version = this.number(name);
    if (version === undefined || version < 10000) return this.text(name);
    return `PostgreSQL ${formatMajorVersion(version)}`;
  }

  get #segment(): string | undefined {
    const name = this.#finding.segment ?? this.text('segment');
    return name === undefined ? undefined : visibleText(name, LONGEST);
  }

  #value(name: string): string | number | undefined {
    return this.#finding.args[name];
  }
}
