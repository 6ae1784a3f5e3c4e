import type { Finding, FindingCode } from '../../ground/finding';

/** Findings of one code that are reported one by one. */
const MOST_OF_A_CODE = 1000;

/**
 * Collects findings in bounded memory. It keeps the first findings of each code by the path of their file, whatever the
 * order in which they come; one more finding counts the rest.
 */
export class BoundedFindings {
  readonly #limit: number;
  readonly #byCode = new Map<FindingCode, { kept: Finding[]; count: number }>();

  constructor(limit = MOST_OF_A_CODE) {
    this.#limit = Math.max(1, limit);
  }

  add(finding: Finding): void {
    const known = this.#byCode.get(finding.code);
    if (known === undefined) {
      this.#byCode.set(finding.code, { kept: [finding], count: 1 });
      return;
    }
    known.count++;
    known.kept.push(finding);
    if (known.kept.length >= this.#limit * 2) known.kept = this.#first(known.kept);
  }

  /** Whether any finding is an error. */
  get refused(): boolean {
    return [...this.#byCode.values()].some(({ kept }) => kept.some(({ severity }) => severity === 'error'));
  }

  /** By code in the given order (others last), then by path. */
  sorted(order: readonly FindingCode[], file: string): Finding[] {
    const rank = (code: FindingCode): number => (order.includes(code) ? order.indexOf(code) : order.length);
    const codes = [...this.#byCode].sort(([a], [b]) => rank(a) - rank(b) || compare(a, b));
    return codes.flatMap(([code, { kept, count }]) => {
      const first = this.#first(kept);
      const severity = first[0]?.severity ?? 'error';
      const rest = count - first.length;
      return rest === 0 ? first : [...first, { code, severity, file, args: { reason: 'more', count: rest } }];
    });
  }

  #first(findings: readonly Finding[]): Finding[] {
    return [...findings].sort((a, b) => compare(a.file ?? '', b.file ?? '')).slice(0, this.#limit);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
