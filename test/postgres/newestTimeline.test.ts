import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, FindingCode } from '../../src/core/ground/finding';
import { recoveryAnswers } from '../../src/core/restore/answer/answer';
import type { AnswerPath, RecoveryTarget } from '../../src/core/restore/types';
import { DamagedCopy } from './support/damagedCopy';
import { CHAPTERS, type ForkAtStop, makeForkAtStop } from './support/forkAtStop';
import type { Settings } from './support/postmaster';
import { recover, type RecoverResult } from './support/recover';
import { readCatalog } from './support/restoreStory';
import { makeTimelineStory, type TimelineStory } from './support/timelineStory';
import { availableMajors } from './support/versions';

/** From this version on a server follows the newest timeline if nothing is said. */
const LATEST = 12;
/** From this version on a server asks for segments early. */
const EARLY = 15;
const AT_STOP: Settings = { recovery_target: 'immediate', recovery_target_action: 'promote' };

interface Case {
  readonly name: string;
  readonly backup: { readonly directory: string; readonly archive: string };
  readonly damage: (copy: DamagedCopy) => Promise<void>;
  /** Recovery with default settings, to this target: what the server knows then; undefined where it refuses. */
  readonly byDefault: { readonly told: string | undefined; readonly settings?: Settings };
  /** What the answer "latest" leads to; undefined: our answer is no. */
  readonly latest: string | undefined;
  /** What is said of the set, with its severity. */
  readonly says: readonly (readonly [FindingCode, Finding['severity']])[];
}

const garbage = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes.length);
const line = (timeline: number, lsn: string): Uint8Array =>
  Buffer.from(`${timeline}\t${lsn}\tno recovery target specified\n`);

function casesOfStory(story: TimelineStory, major: number): Case[] {
  const { archive, early, late } = story;
  const follows = major >= LATEST;
  const decisive = follows ? 'error' : 'warning';
  const whole = 'backup before fork new newer newest';
  const before = (lsn: string): string => {
    const [high = '', low = ''] = lsn.split('/');
    return `${high}/${(Number.parseInt(low, 16) - 16).toString(16).toUpperCase()}`;
  };
  const followed = follows ? ([['follows-newer-timeline', 'warning']] as const) : [];
  return [
    {
      name: 'a timeline that a server follows without being asked loses what the old one holds',
      backup: { directory: early.directory, archive },
      damage: () => Promise.resolve(),
      byDefault: { told: follows ? whole : 'backup before fork lost gone' },
      latest: whole,
      says: followed,
    },
    {
      name: 'a sibling of the backup’s timeline refuses it by default',
      backup: { directory: late.directory, archive },
      damage: (copy) => copy.writeWal('00000003.history', line(1, late.startLsn)),
      byDefault: { told: follows ? undefined : whole },
      latest: whole,
      says: [['unrelated-newest-timeline', decisive]],
    },
    {
      name: 'a timeline that forked off before the backup ended refuses it by default',
      backup: { directory: early.directory, archive },
      damage: async (copy) => {
        await copy.writeWal('00000003.history', line(1, before(early.stopLsn)));
        const branch = await copy.readWal(early.stopWalFile);
        await copy.writeWal(
          `00000003${early.stopWalFile.slice(8)}`,
          blankFrom(branch, offsetOf(early.stopLsn, branch) - 16),
        );
      },
      byDefault: { told: follows ? undefined : 'backup before fork lost gone' },
      latest: whole,
      says: [['timeline-fork-before-stop', decisive]],
    },
    {
      name: 'of such a timeline the history alone does no harm: a server reads on along the old one',
      backup: { directory: early.directory, archive },
      damage: async (copy) => {
        await copy.dropMatching('00000002');
        await copy.writeWal('00000002.history', line(1, before(early.stopLsn)));
      },
      byDefault: { told: 'backup before fork lost gone' },
      latest: 'backup before fork lost gone',
      says: [],
    },
    {
      name: 'a newest history that cannot be read refuses the backup by default',
      backup: { directory: early.directory, archive },
      damage: (copy) => copy.writeWal('00000003.history', Buffer.from('garbage\n')),
      byDefault: { told: follows ? undefined : 'backup before fork lost gone' },
      latest: whole,
      says: [['unreadable-timeline-history', decisive]],
    },
    {
      name: 'without the first segment of the new timeline the old one is whole',
      backup: { directory: early.directory, archive },
      damage: (copy) => copy.dropWal(story.fork.young),
      byDefault: { told: follows ? 'backup before fork lost' : 'backup before fork lost gone' },
      latest: 'backup before fork lost gone',
      says: followed,
    },
  ];
}

function casesOfFork(story: ForkAtStop, major: number): Case[] {
  const { archive, backup, fork } = story;
  const follows = major >= LATEST;
  const directory = { directory: backup.directory, archive };
  const next = (name: string): string => {
    const number = Number.parseInt(name.slice(16), 16) + 1;
    return name.slice(0, 16) + number.toString(16).toUpperCase().padStart(8, '0');
  };
  const cut = (bytes: Uint8Array): Uint8Array => bytes.slice(0, bytes.length / 2);
  const followed = follows ? ([['follows-newer-timeline', 'warning']] as const) : [];
  return [
    {
      name: 'a bad file of the new timeline in the segment of the stop refuses by default',
      backup: directory,
      damage: (copy) => copy.changeWal(fork.young, garbage),
      byDefault: { told: follows ? undefined : 'backup', settings: AT_STOP },
      latest: 'backup old',
      says: follows ? [['damaged-newer-timeline', 'error'], ...followed] : [],
    },
    {
      name: 'records that end early in the new timeline’s file of that segment refuse by default',
      backup: directory,
      damage: (copy) =>
        copy.changeWal(fork.young, (bytes) => blankFrom(bytes, offsetOf(backup.stopLsn, bytes) - 40)),
      byDefault: { told: follows ? undefined : 'backup', settings: AT_STOP },
      latest: 'backup old',
      says: follows ? [...followed, ['damaged-newer-timeline', 'error']] : [],
    },
    {
      name: 'a bad file of the old timeline does not matter where the new one is followed',
      backup: directory,
      damage: (copy) => copy.changeWal(fork.old, garbage),
      byDefault: { told: follows ? 'backup' : undefined, settings: AT_STOP },
      latest: 'backup young',
      says: [...followed, ['needs-newer-timeline', 'warning']],
    },
    {
      name: 'a file of the wrong size after the stop ends recovery without a target',
      backup: directory,
      damage: async (copy) => {
        await copy.dropMatching('00000002');
        await copy.changeWal(next(fork.old), cut);
      },
      byDefault: { told: undefined },
      latest: 'backup',
      says: [['wrong-size-after-stop', 'error']],
    },
    {
      name: 'a file of the wrong size after the stop ends a server that reads ahead',
      backup: directory,
      damage: async (copy) => {
        await copy.dropMatching('00000002');
        await copy.changeWal(next(fork.old), cut);
      },
      byDefault: { told: major >= EARLY ? undefined : 'backup', settings: AT_STOP },
      latest: 'backup',
      says: [['wrong-size-after-stop', 'error']],
    },
  ];
}

function offsetOf(lsn: string, { length }: Uint8Array): number {
  return Number.parseInt(lsn.split('/')[1] ?? '', 16) % length;
}

function blankFrom(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.slice().fill(0, at - (at % 8));
}

/** For the names of the cases alone. */
const BACKUP = {
  directory: '',
  label: '',
  timeline: 1,
  startLsn: '0/0',
  stopLsn: '0/0',
  startWalFile: '',
  stopWalFile: '',
};
const NO_FORK: ForkAtStop = { home: '', archive: '', backup: BACKUP, fork: { old: '', young: '' } };
const NO_STORY: TimelineStory = {
  home: '',
  archive: '',
  early: BACKUP,
  late: BACKUP,
  fork: { old: '', young: '' },
};

for (const major of availableMajors()) {
  describe(`The timeline that PostgreSQL ${major} follows, and the files after a backup`, () => {
    let story: TimelineStory;
    let fork: ForkAtStop;
    before(async () => {
      story = await makeTimelineStory(major);
      fork = await makeForkAtStop(major);
    });
    after(async () => {
      for (const { home } of [story, fork]) await rm(home, { recursive: true, force: true });
    });

    const first = casesOfStory(NO_STORY, major);
    first.forEach(({ name }, i) =>
      it(name, () => check(casesOfStory(story, major)[i], join(story.home, 'damaged'), major)),
    );
    const second = casesOfFork(NO_FORK, major);
    second.forEach(({ name }, i) =>
      it(name, () => check(casesOfFork(fork, major)[i], join(fork.home, 'damaged'), major)),
    );
  });
}

async function check(one: Case | undefined, home: string, major: number): Promise<void> {
  assert.ok(one);
  const copy = await DamagedCopy.of(one.backup.directory, one.backup.archive, home);
  try {
    await one.damage(copy);
    const { settings } = one.byDefault;
    const target = settings === undefined ? {} : { target: settings };
    const result = await recover(copy.set, copy.archive, major, { ...target, check: CHAPTERS });
    assert.equal(toldBy(result), one.byDefault.told, result.log.join('\n'));
    await checkOurs(copy, one, major);
  } finally {
    await copy.remove();
  }
}

/** What we say of the set, and what the settings of our answers lead to. */
async function checkOurs(copy: DamagedCopy, one: Case, major: number): Promise<void> {
  const catalog = await readCatalog([copy.set], [copy.archive]);
  const set = catalog.sets.find(({ files }) => files.dataDirectory === copy.set);
  assert.ok(set);
  const told = set.findings
    .filter(({ severity, code }) => severity !== 'info' && code !== 'missing-backup-history')
    .map(({ code, severity }) => [code, severity]);
  assert.deepEqual(told.sort(), [...one.says].sort());
  const targets: [RecoveryTarget, string | undefined][] = [
    [{ kind: 'end' }, one.latest],
    [{ kind: 'immediate' }, 'backup'],
  ];
  for (const [target, expected] of targets) {
    const [answer] = recoveryAnswers(catalog, target).answers;
    assert.equal(answer?.outcome, expected === undefined ? 'impossible' : 'proven', JSON.stringify(answer));
    if (answer.recoveryPath === null || expected === undefined) continue;
    const ours = settingsOf(answer.recoveryPath, major);
    const result = await recover(copy.set, copy.archive, major, { target: ours, check: CHAPTERS });
    // Taken from the newer timeline's backup, its own end has more chapters.
    const known = toldBy(result);
    if (target.kind === 'immediate') assert.ok(known?.startsWith(expected), result.log.join('\n'));
    else assert.equal(known, expected, `${JSON.stringify(ours)}\n${result.log.join('\n')}`);
  }
}

/** The settings that a way asks for. */
function settingsOf({ target, timeline, prefetch }: AnswerPath, major: number): Settings {
  const stop: Settings = target.kind === 'end' ? {} : { recovery_target_action: 'promote' };
  return {
    ...stop,
    ...(target.kind === 'immediate' ? { recovery_target: 'immediate' } : {}),
    ...(target.kind === 'lsn'
      ? {
          recovery_target_lsn: target.lsn,
          recovery_target_inclusive: target.exclusive === true ? 'off' : 'on',
        }
      : {}),
    recovery_target_timeline: String(timeline),
    ...(prefetch === null || major < EARLY ? {} : { recovery_prefetch: prefetch }),
  };
}

function toldBy(result: RecoverResult): string | undefined {
  return result.outcome === 'refused' ? undefined : String(result.rows[0]?.['told']);
}
