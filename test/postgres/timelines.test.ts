import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FindingCode } from '../../src/core/ground/finding';
import { DamagedCopy } from './support/damagedCopy';
import { ourView } from './support/ourVerdict';
import type { Settings } from './support/postmaster';
import type { RecoverResult } from './support/recover';
import { recover } from './support/recover';
import type { TimelineStory } from './support/timelineStory';
import { makeTimelineStory, TOLD } from './support/timelineStory';
import { availableMajors } from './support/versions';

const LATEST = { recovery_target_timeline: 'latest' };

interface Case {
  readonly name: string;
  readonly set: 'early' | 'late';
  readonly damage: (copy: DamagedCopy, story: TimelineStory) => Promise<void>;
  readonly target: Settings;
  /** The chapters that the recovered server knows; undefined if it refuses. */
  readonly told: string | undefined;
  /** The finding on the archive; undefined if there is none. */
  readonly says?: FindingCode;
}

const CASES: readonly Case[] = [
  {
    name: 'a whole archive leads to the end of the new timeline',
    set: 'early',
    damage: () => Promise.resolve(),
    target: LATEST,
    told: 'backup before fork new newer newest',
  },
  {
    name: 'a backup of the new timeline needs nothing of the old one',
    set: 'late',
    damage: (copy) => copy.dropMatching('00000001'),
    target: LATEST,
    told: 'backup before fork new newer newest',
  },
  {
    name: 'without the history file recovery stays on the old timeline, silently',
    set: 'early',
    damage: (copy) => copy.dropWal('00000002.history'),
    target: LATEST,
    told: 'backup before fork lost gone',
    says: 'missing-timeline-history',
  },
  {
    name: 'without the history file a server refuses to go to the new timeline',
    set: 'early',
    damage: (copy) => copy.dropWal('00000002.history'),
    target: { recovery_target_timeline: '2' },
    told: undefined,
    says: 'missing-timeline-history',
  },
  {
    name: 'the old timeline can do without its segment of the fork and all after it',
    set: 'early',
    damage: (copy, { fork }) => copy.dropWalFrom(fork.old),
    target: LATEST,
    told: 'backup before fork new newer newest',
  },
  {
    name: 'without the first segment of the new timeline a server follows the old one past the fork, silently',
    set: 'early',
    damage: (copy, { fork }) => copy.dropWal(fork.young),
    target: LATEST,
    told: 'backup before fork lost',
    says: 'archive-gap',
  },
];

for (const major of availableMajors()) {
  describe(`Timelines of PostgreSQL ${String(major)}`, () => {
    let story: TimelineStory;
    before(async () => {
      story = await makeTimelineStory(major);
    });
    after(() => rm(story.home, { recursive: true, force: true }));

    for (const one of CASES) it(one.name, () => check(story, one, major));
  });
}

async function check(story: TimelineStory, one: Case, major: number): Promise<void> {
  const backup = story[one.set];
  const copy = await DamagedCopy.of(backup.directory, story.archive, join(story.home, 'damaged'));
  try {
    await one.damage(copy, story);
    const result = await recover(copy.set, copy.archive, major, { target: one.target, check: TOLD });
    assert.equal(toldBy(result), one.told, result.log.join('\n'));
    await checkOurView(copy, one);
  } finally {
    await copy.remove();
  }
}

function toldBy(result: RecoverResult): string | undefined {
  return result.outcome === 'refused' ? undefined : String(result.rows[0]?.['told']);
}

/** The backup itself is whole in every case: the fault is in the recovery path after it. */
async function checkOurView(copy: DamagedCopy, { says }: Case): Promise<void> {
  const { set, archives } = await ourView(copy.set, [copy.archive]);
  assert.equal(set.verdict, 'restorable', JSON.stringify(set.findings.map(({ code }) => code)));
  const findings = archives.flatMap((archive) => archive.findings);
  const serious = new Set(findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code));
  assert.deepEqual(
    [...serious].filter((code) => code !== 'dead-branch-wal'),
    says === undefined ? [] : [says],
  );
}
