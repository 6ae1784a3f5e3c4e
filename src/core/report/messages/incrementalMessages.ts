import type { ChainReason } from '../../verify/files/chain';
import type { Args, Text, Words } from './args';
import { type ReasonWords, reasonWords } from './reasons';

const CHAIN: ReasonWords<ChainReason> = {
  'first-not-full': (args) =>
    `the oldest backup of the chain is not a full one${args.fill((lsn) => ` and depends on a backup that started at ${lsn}`, 'parentLsn')}`,
  'later-full': () => 'it contains a full backup in place of an incremental one, so a new chain begins there',
  'wrong-timeline': (args) =>
    `the backup before it starts on another timeline${args.fill((found, wanted) => ` (${found} instead of ${wanted})`, 'foundTimeline', 'parentTimeline')}`,
  'wrong-start': (args) =>
    `the backup before it is not the one that it depends on${args.fill((found, wanted) => ` (it starts at ${found} instead of ${wanted})`, 'foundLsn', 'parentLsn')}`,
  'other-cluster': (args) =>
    `it belongs to another database cluster than the full backup${args.fill((found, wanted) => ` (system identifier ${found} instead of ${wanted})`, 'found', 'expected')}`,
};

/** reason: tool-missing, tool-unusable; parent: its name; tool. */
function parentOfTool(args: Args): Text {
  const tool = args.text('tool') ?? 'the backup tool';
  const parent = args.text('parent') ?? 'another backup';
  return {
    message:
      args.reason === 'tool-missing'
        ? `This backup depends on ${parent}, which ${tool} no longer has. It cannot be restored without it.`
        : `This backup depends on ${parent}, which is not complete. It cannot be restored without it.`,
    hint: 'Look for another copy of the repository that has that backup, or use a backup that does not depend on it.',
  };
}

function parentMissing(args: Args): Text {
  if (args.reason?.startsWith('tool-') === true) return parentOfTool(args);
  const why = reasonWords(CHAIN, args, '');
  const started = args.fill(
    (lsn) => ` (started at ${lsn})`,
    args.text('lsn') === undefined ? 'parentLsn' : 'lsn',
  );
  return {
    message:
      why === ''
        ? `This is an incremental backup, but the backup that it depends on${started} was not found. It cannot be restored without it.`
        : `The chain of incremental backups is broken: ${why}. pg_combinebackup refuses it, so this set cannot be restored.`,
    hint: 'Open the directory with the earlier backups as well. pg_combinebackup needs all of them, from the full backup on.',
  };
}

/** parent: its label or path; count: faults; reason: unread, if it is only known that not all of it could be read. */
function parentDamaged(args: Args): Text {
  const parent =
    args.fill((name) => `The backup ${name}, which this one depends on,`, 'parent') ||
    'The backup that this one depends on';
  const count = args.count('count', 'fault', 'faults');
  return args.reason === 'unread'
    ? {
        message: `${parent} could not be read completely (${count} in its files). It is not known whether a backup that pg_combinebackup makes from it is whole.`,
        hint: 'See the findings of that backup, and make its files readable here.',
      }
    : {
        message: `${parent} is damaged (${count} in its files). A backup that pg_combinebackup makes from it is damaged too.`,
        hint: 'See the findings of that backup. Take it from another copy, or use another chain and take a new full backup.',
      };
}

export const INCREMENTAL_MESSAGES = {
  'incremental-parent-missing': parentMissing,
  'incremental-parent-damaged': parentDamaged,
} satisfies Record<string, Words>;
