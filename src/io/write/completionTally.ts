import type { CompletionResult } from '../../core/complete/completionResult';
import type { WriteProblem } from '../../core/complete/writeProblem';
import type { Finding } from '../../core/ground/finding';
import { sizeProblem } from './segmentContent';
import type { WalFolder } from './walFolder';

const MOST = 1000;

/** Counts the results of copying files into a set. It lists the first thousand refused copies. */
export class CompletionTally {
  readonly #companions: string[] = [];
  readonly #refused: Finding[] = [];
  readonly #failed: string[] = [];
  #written = 0;

  /** @param problem what ended the work before its end */
  result(problem: WriteProblem | undefined): CompletionResult {
    return {
      written: this.#written,
      companions: this.#companions,
      refused: this.#refused,
      failed: this.#failed,
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** Counts a segment that was written. */
  wrote(): void {
    this.#written++;
  }

  /** Records a bad copy of a segment. `file`: where it came from. */
  refused(segment: string, file: string, { code, args }: WriteProblem & { readonly kind: 'refused' }): void {
    if (this.#refused.length < MOST) this.#refused.push({ code, args, file, severity: 'error', segment });
  }

  /** Records a segment without any good copy. All of them are listed: the server is asked for these next. */
  failed(segment: string): void {
    this.#failed.push(segment);
  }

  /** Writes a small text file that is in memory; an existing one stays. A problem only if the work must end. */
  async companion(
    folder: WalFolder,
    name: string,
    bytes: Uint8Array,
    hooks: { readonly signal?: AbortSignal },
  ): Promise<WriteProblem | undefined> {
    const problem = await folder.add(name, {
      ...hooks,
      fill: async (write) => {
        await write(bytes);
        return undefined;
      },
      verify: (path) => sizeProblem(path, bytes.length),
    });
    if (problem === undefined) this.#companions.push(name);
    return problem?.kind === 'exists' ? undefined : problem;
  }
}
