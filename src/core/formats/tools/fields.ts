import type { Problem } from '../parsed';
import { excerpt } from '../textInput';
import { type Lsn, parseLsn } from '../../ground/lsn';
import { parseSegmentName, type SegmentNameParts } from '../../wal/segmentName';
import { isSegmentSize } from '../../wal/geometry';
import type { RawValue } from './keyValues';
import { toolProblem } from './toolProblem';

const UINT64 = 1n << 64n;
const HIGHEST_TIMELINE = 2 ** 32 - 1;

/** Takes typed values out of a tool's metadata. A value that cannot be right is a problem, and absent. */
export class Fields {
  readonly problems: Problem[] = [];
  readonly #values: ReadonlyMap<string, RawValue>;
  /** Texts that mean "no value". */
  readonly #nothing: ReadonlySet<string>;

  constructor(values: ReadonlyMap<string, RawValue>, nothing: readonly string[] = ['']) {
    this.#values = values;
    this.#nothing = new Set(nothing);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  text(key: string): string | undefined {
    return this.#read(key, (text) => text);
  }

  /** `HI/LO`; the invalid location 0/0 counts as absent. */
  lsn(key: string): Lsn | undefined {
    const value = this.#read(key, parseLsn);
    return value === 0n ? undefined : value;
  }

  /** A location or system identifier as a decimal number, 1 to 2^64 - 1; 0 counts as absent. */
  uint64(key: string): bigint | undefined {
    const value = this.#read(key, (text) => {
      const number = /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
      return number !== undefined && number < UINT64 ? number : undefined;
    });
    return value === 0n ? undefined : value;
  }

  int(key: string, highest = Number.MAX_SAFE_INTEGER): number | undefined {
    return this.#read(key, (text) => {
      const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      return number <= highest ? number : undefined;
    });
  }

  /** 1 to 2^32 - 1; 0 counts as absent. */
  timeline(key: string): number | undefined {
    const value = this.int(key, HIGHEST_TIMELINE);
    return value === 0 ? undefined : value;
  }

  segment(key: string): SegmentNameParts | undefined {
    return this.#read(key, parseSegmentName);
  }

  /** Bytes. */
  segmentSize(key: string): number | undefined {
    return this.#read(key, (text) => {
      const size = /^\d{1,10}$/.test(text) ? Number(text) : 0;
      return isSegmentSize(size) ? size : undefined;
    });
  }

  flag(key: string): boolean {
    return this.#read(key, (text) => /^(?:true|t|1|yes|on)$/i.test(text)) ?? false;
  }

  #read<T>(key: string, parse: (text: string) => T | undefined): T | undefined {
    const raw = this.#values.get(key);
    if (raw === undefined || this.#nothing.has(raw.text)) return undefined;
    const value = parse(raw.text);
    if (value === undefined) this.problems.push(badValue(key, raw));
    return value;
  }
}

function badValue(key: string, { text, line }: RawValue): Problem {
  const problem = toolProblem('bad-value', text);
  return {
    ...problem,
    ...(line === undefined ? {} : { line, column: 1 }),
    args: { ...problem.args, field: excerpt(key) },
  };
}
