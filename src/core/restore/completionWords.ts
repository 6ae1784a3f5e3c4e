import type { BackupSet } from '../model/backupSet';
import type { CompletionRefusal } from '../complete/completionJob';
import { type CompletionPlan, segmentsToBring } from '../complete/completionPlan';
import type { CompletionResult } from '../complete/completionResult';
import type { WriteProblem } from '../complete/writeProblem';
import { messageOf } from '../report/messages';
import { visibleText } from '../report/visibleText';
import { formatBytes } from '../ground/sizes';
import { rangeCount, type SegmentRange } from '../wal/segmentName';
import type { Translate } from '../ground/translate';
import { writeFailureText } from '../report/writeFailure';

const MOST_LINES = 8;

/** Text for dialogs and notifications about the completion of a set: plain text, no markup. */
export class CompletionWords {
  readonly #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
  }

  refusal(reason: CompletionRefusal): string {
    const t = this.#t;
    switch (reason) {
      case 'no-data-directory':
        return t(
          'Only the label or history file of this backup was found. WAL can be added only to a set whose data directory is in the workspace.',
        );
      case 'start-unknown':
        return t(
          'The required WAL of this set is unknown: its start location or its segment size cannot be read.',
        );
      case 'stop-unknown':
        return t(
          'The stop location of this backup is unknown: its backup history file was not found, and the available WAL does not contain its end. Add the WAL archive that has them, then try again.',
        );
      case 'path-unknown':
        return t(
          'The timeline changed during this backup, and the timeline history file was not found. Add the WAL archive that has it, then try again.',
        );
    }
  }

  /** `6 segments (96 MB)`. */
  amount(count: number, segmentSize: number): string {
    const bytes = formatBytes(count * segmentSize);
    return count === 1 ? this.#t('1 segment ({0})', bytes) : this.#t('{0} segments ({1})', count, bytes);
  }

  /** The question before anything is written. */
  question(plan: CompletionPlan, fromServer: string | undefined): { message: string; detail: string } {
    const t = this.#t;
    const bring = fromServer === undefined ? segmentsToBring({ ...plan, absent: [] }) : segmentsToBring(plan);
    const message = t('Copy {0} into this backup?', this.amount(bring, plan.segmentSize));
    const lines = [t('Into {0}', visibleText(plan.folder)), ...this.#sources(plan, fromServer)];
    if (plan.present > 0) lines.push(t('Already present: {0} of {1} segments', plan.present, plan.required));
    if (plan.companions.length > 0) lines.push(t('Also copied: {0}', plan.companions.join(', ')));
    if (plan.absent.length > 0 && fromServer === undefined) lines.push('', this.absent(plan));
    if (plan.leftovers.length > 0) lines.push('', this.#leftovers(plan.leftovers));
    lines.push(
      '',
      t(
        'Each file is verified before it gets its final name. Existing files are not replaced. Afterwards, every WAL record of the set is verified.',
      ),
    );
    return { message, detail: lines.join('\n') };
  }

  #sources({ copies, absent, segmentSize }: CompletionPlan, fromServer: string | undefined): string[] {
    const t = this.#t;
    const places = new Map<string, number>();
    for (const run of copies) places.set(run.archive, (places.get(run.archive) ?? 0) + rangeCount(run));
    const lines = [...places].map(([place, count]) =>
      t('From {0}: {1}', visibleText(place), this.amount(count, segmentSize)),
    );
    const count = countOf(absent);
    if (fromServer !== undefined && count > 0)
      lines.push(t('From the server {0}: {1}', visibleText(fromServer, 60), this.amount(count, segmentSize)));
    return lines;
  }

  #leftovers(names: readonly string[]): string {
    const t = this.#t;
    const [first = ''] = names;
    return names.length === 1
      ? t('An interrupted run left the file {0}. It will be removed.', first)
      : t('Interrupted runs left {0} files, for example {1}. They will be removed.', names.length, first);
  }

  /** The question whether to search a directory that a server's archive_command names. */
  offer(
    plan: CompletionPlan,
    { path, connection }: { readonly path: string; readonly connection: string },
  ): { message: string; detail: string } {
    const t = this.#t;
    const count = countOf(plan.absent);
    return {
      message: t('Look for the missing WAL in {0}?', visibleText(path)),
      detail: [
        t('Not in any known archive: {0} of {1} segments', count, plan.required),
        t(
          'The archive_command of {0} names this directory, and it exists on this machine. The directory is only read, and the command is not run. Only files that belong to this backup are copied.',
          visibleText(connection, 60),
        ),
      ].join('\n\n'),
    };
  }

  /** The segments that no known archive has. */
  absent(plan: CompletionPlan): string {
    const t = this.#t;
    const count = countOf(plan.absent);
    const which =
      plan.absent.length === 0
        ? ''
        : t('Not in any known archive: {0} of {1} segments', count, plan.required);
    const partial =
      plan.partialOnly === 0
        ? []
        : [t('Available only as a .partial file, which recovery never reads: {0}', plan.partialOnly)];
    return [which, ...partial, ...this.findings(plan.refused)].join('\n');
  }

  /** Why copies were not used, one per line. */
  findings(findings: CompletionPlan['refused']): string[] {
    const lines = findings.slice(0, MOST_LINES).map((finding) => messageOf(finding).message);
    const more = findings.length - lines.length;
    return more > 0 ? [...lines, this.#t('… and {0} more', more)] : lines;
  }

  /** The message about files that have a needed name but other content. */
  obstacles(plan: CompletionPlan): { message: string; detail: string } {
    const t = this.#t;
    const { obstacles, folder } = plan;
    const [first] = obstacles;
    const message =
      obstacles.length === 1
        ? t('A file in this backup must be moved away first: {0}', first?.finding.segment ?? '')
        : t('{0} files in this backup must be moved away first', obstacles.length);
    const helpless = obstacles.filter(({ replaceable }) => !replaceable).length;
    const what =
      obstacles.length === 1
        ? t(
            'The file has the name of a required segment but is not that segment. Files are never replaced, so move it away first. Nothing has been written yet.',
          )
        : t(
            'The files have the names of required segments but are not these segments. Files are never replaced, so move them away first. Nothing has been written yet.',
          );
    const lines = [
      what,
      '',
      ...this.findings(obstacles.map(({ finding }) => finding)),
      '',
      t('In {0}', visibleText(folder)),
    ];
    if (helpless > 0) lines.push(t('Segments without a good copy in any known archive: {0}', helpless));
    return { message, detail: lines.join('\n') };
  }

  problem(problem: WriteProblem): string {
    const t = this.#t;
    switch (problem.kind) {
      case 'exists':
        return t('{0} was created in the meantime and was not changed.', visibleText(problem.path));
      case 'live':
        return t(
          '{0} exists, so a server may be running in this directory, and nothing was written. If this is a copy, the file was copied by mistake: delete it, then try again.',
          visibleText(problem.path),
        );
      case 'outside':
        return t(
          '{0} is a link to {1}, outside the backup: perhaps the directory of the running server. Nothing was written there. Replace the link with an empty directory, then try again.',
          visibleText(problem.path),
          visibleText(problem.target),
        );
      case 'refused':
        return messageOf({ ...problem, severity: 'error' }).message;
      case 'canceled':
        return t('Canceled.');
      case 'source':
        return [problem.message, problem.remedy].filter((text) => text !== '').join(' ');
      case 'system':
        return this.#system(problem.code, visibleText(problem.path));
    }
  }

  #system(code: string, path: string): string {
    const t = this.#t;
    const noSpace = t(
      'There is no space left for {0}. Free some space, then try again: the copied files are kept.',
      path,
    );
    return writeFailureText(code, path, noSpace, t);
  }

  /** The message that the WAL is there, but was not verified. */
  unverified({ label, path }: BackupSet, written: number): string {
    const why = this.#t(
      '{0} is not verified: the verification was canceled. Verify the set before you rely on it.',
      visibleText(label ?? path, 60),
    );
    return written === 0 ? why : `${this.added(written)} ${why}`;
  }

  /** `6 segments were added.` */
  added(written: number): string {
    return written === 1 ? this.#t('1 segment was added.') : this.#t('{0} segments were added.', written);
  }

  /** The message about a run that ended early. */
  stopped({ written, problem }: CompletionResult, total: number): string {
    const why = problem === undefined ? '' : this.problem(problem);
    const far = this.#t('Copied {0} of {1} segments; the next run continues from there.', written, total);
    return `${why} ${far}`.trim();
  }
}

function countOf(ranges: readonly SegmentRange[]): number {
  return ranges.reduce((sum, range) => sum + rangeCount(range), 0);
}
