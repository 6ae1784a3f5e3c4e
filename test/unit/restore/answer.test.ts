import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { WalArchive } from '../../../src/core/model/walArchive';
import type { NamedRestorePoint } from '../../../src/core/model/recoveryWindow';
import { type AskOptions, recoveryAnswers } from '../../../src/core/restore/answer/answer';
import { answersText } from '../../../src/core/restore/answer/answerText';
import type { RecoveryAnswer, RecoveryTarget } from '../../../src/core/restore/types';
import { formatLsn } from '../../../src/core/ground/lsn';
import { archive, at, backup, history, MEGABYTE, run, time, window } from './world';
import { judgedAs } from '../../support/judgedAs';

const lsn = (value: bigint): RecoveryTarget => ({ kind: 'lsn', lsn: formatLsn(value) });
const moment = (text: string): RecoveryTarget => ({
  kind: 'time',
  time: time(text),
  zone: 'UTC',
  zoneAssumed: false,
});
const named = (name: string): RecoveryTarget => ({ kind: 'name', name });

function ask(
  sets: readonly BackupSet[],
  archives: readonly WalArchive[],
  target: RecoveryTarget,
  options: AskOptions = {},
): RecoveryAnswer {
  const [only, ...others] = recoveryAnswers({ sets, archives }, target, options).answers;
  assert.ok(only !== undefined && others.length === 0);
  return only;
}

const codes = ({ notes }: RecoveryAnswer): string[] => notes.map(({ code }) => code);

const old = backup('old', 2, 3, { began: '01:00:00', ended: '01:05:00' });
const recent = backup('recent', 6, 7, { began: '02:00:00', ended: '02:05:00' });
const END = at(12, 0x500);
const wal = archive([run(1, 1, 12)], {
  windows: [window(old, END, '04:00:00'), window(recent, END, '04:00:00')],
  restorePoints: [],
});

describe('recoveryAnswers for a location', () => {
  it('sets out from the newest proven set that ended before it', () => {
    const { outcome, recoveryPath, evidence, headline } = ask([old, recent], [wal], lsn(at(9)));
    assert.deepEqual(
      [outcome, evidence, recoveryPath?.set.label, recoveryPath?.timeline, recoveryPath?.proven],
      ['proven', 'records', 'recent', 1, true],
    );
    assert.equal(ask([old, recent], [wal], lsn(at(5))).recoveryPath?.set.label, 'old');
    assert.match(headline, /^Yes: from “recent” along timeline 1/);
  });

  it('tells the WAL, with the next segment, in which the first record behind it may begin', () => {
    const { recoveryPath } = ask([old, recent], [wal], lsn(at(9)));
    assert.deepEqual(recoveryPath?.wal, {
      count: 5,
      bytes: String(5 * MEGABYTE),
      ranges: [
        { timeline: 1, first: '000000010000000000000006', last: '00000001000000000000000A', count: 5 },
      ],
      extent: 'at-most',
    });
    assert.equal(ask([old, recent], [wal], lsn(at(12))).recoveryPath?.wal.extent, 'exact');
  });

  it('sets no target at the very end, where no record lies behind', () => {
    const answer = ask([old, recent], [wal], lsn(END));
    assert.deepEqual(answer.recoveryPath?.target, { kind: 'end' });
    assert.ok(codes(answer).includes('end-of-wal'));
  });

  it('says why not, and what comes nearest', () => {
    const inside = ask(
      [recent],
      [archive([run(1, 6, 12)], { windows: [window(recent, END, '04:00:00')], restorePoints: [] })],
      lsn(at(6, 0x80)),
    );
    assert.deepEqual(
      [inside.outcome, codes(inside), inside.after?.lsn],
      ['impossible', ['inside-backup'], formatLsn(at(7))],
    );
    const early = ask([old, recent], [wal], lsn(at(1)));
    assert.deepEqual(
      [codes(early), early.before, early.after?.lsn, early.after?.setId],
      [['before-first-set'], null, formatLsn(at(3)), old.id],
    );
    const late = ask([old, recent], [wal], lsn(at(30)));
    assert.deepEqual([codes(late), late.before?.lsn, late.after], [['after-end'], formatLsn(END), null]);
    assert.match(
      late.headline,
      /^No: 0\/1E00100 cannot be reached with the available backups and WAL\. The nearest recovery point before it is/,
    );
  });

  it('names the gap, what is missing, and the moments on either side', () => {
    const torn = archive([run(1, 1, 4), run(1, 6, 12)], {
      windows: [window(old, at(4, 0xfffff), '01:30:00'), window(recent, END, '04:00:00')],
      restorePoints: [],
    });
    const answer = ask([old, recent], [torn], lsn(at(6)));
    assert.deepEqual([answer.outcome, codes(answer)], ['impossible', ['gap']]);
    assert.deepEqual(answer.recoveryPath?.missing, {
      count: 1,
      ranges: [
        { timeline: 1, first: '000000010000000000000005', last: '000000010000000000000005', count: 1 },
      ],
    });
    assert.deepEqual([answer.before?.setId, answer.after?.setId], [old.id, recent.id]);
  });

  it('claims nothing by names alone', () => {
    const unproven = {
      ...recent,
      ...judgedAs('complete'),
      evidence: { wal: 'headers' as const, data: 'names' as const, files: 'no-manifest' as const },
    };
    const unread = archive([run(1, 1, 12)]);
    const answer = ask([unproven], [unread], lsn(at(9)));
    assert.deepEqual(
      [answer.outcome, answer.evidence, answer.recoveryPath?.proven],
      ['unproven', 'headers', false],
    );
    assert.ok(codes(answer).includes('verify-first'));
    assert.match(answer.headline, /^Perhaps: .*Verify first/);
    assert.equal(ask([unproven], [unread], lsn(at(13))).outcome, 'impossible');
  });

  it('prefers a proven set to a nearer one that is not, and mentions that', () => {
    const answer = ask(
      [old, { ...recent, ...judgedAs('complete') }],
      [{ ...wal, windows: [window(old, END, '04:00:00')] }],
      lsn(at(9)),
    );
    assert.deepEqual([answer.outcome, answer.recoveryPath?.set.label], ['proven', 'old']);
    assert.ok(codes(answer).includes('verify-first'));
  });

  it('never takes a set that lacks something', () => {
    for (const verdict of ['incomplete', 'damaged'] as const) {
      const answer = ask([{ ...recent, verdict }], [archive([run(1, 1, 12)])], lsn(at(9)));
      assert.deepEqual([answer.outcome, codes(answer)], ['impossible', ['no-proven-set']]);
    }
  });

  it('does not know the answer if a set that may reach the target is undetermined', () => {
    const unclear = { ...recent, verdict: 'undetermined' } as const;
    const all = [archive([run(1, 1, 12)])];
    const one = ask([unclear], all, lsn(at(9)));
    assert.deepEqual(
      [one.outcome, one.recoveryPath, codes(one), one.notes[0]?.severity],
      ['unproven', null, ['no-proven-set'], 'warning'],
    );
    assert.match(one.headline, /^Unknown: no backup is known to reach 0\/900100/);
    assert.match(
      one.notes[0]?.message ?? '',
      /^No backup set is known to be usable\. “recent” is undetermined, so it is unknown whether/,
    );
    const mixed = ask([{ ...old, verdict: 'damaged' }, unclear], all, lsn(at(9)));
    assert.match(mixed.notes[0]?.message ?? '', /the others are damaged or incomplete/);
    for (const target of [
      { kind: 'end' },
      { kind: 'xid', xid: '7', before: false },
      { kind: 'name', name: 'x' },
    ] as const)
      assert.equal(ask([unclear], all, target).outcome, 'unproven');
    // Its start is unknown, so it may be before every target.
    assert.equal(ask([{ ...unclear, start: undefined }], all, lsn(at(1))).outcome, 'unproven');
  });

  it('knows that an undetermined set does not help if it ended after the target, or if WAL is missing', () => {
    const unclear = { ...recent, verdict: 'undetermined' } as const;
    const early = ask([unclear], [archive([run(1, 1, 12)])], lsn(at(1)));
    assert.deepEqual([early.outcome, codes(early)], ['impossible', ['before-first-set']]);
    const gap = ask([unclear], [archive([run(1, 1, 8), run(1, 10, 12)])], lsn(at(11)));
    assert.deepEqual([gap.outcome, codes(gap)], ['impossible', ['gap']]);
  });
});

describe('recoveryAnswers for a time', () => {
  it('needs a commit behind it, and lists the WAL up to the end', () => {
    const answer = ask([old, recent], [wal], moment('03:00:00'));
    assert.deepEqual(
      [answer.outcome, answer.recoveryPath?.set.label, answer.recoveryPath?.lsn],
      ['proven', 'recent', null],
    );
    assert.deepEqual([answer.recoveryPath?.wal.count, answer.recoveryPath?.wal.extent], [7, 'at-most']);
    assert.deepEqual(ask([old, recent], [wal], moment('04:00:00')).recoveryPath?.target, { kind: 'end' });
    const late = ask([old, recent], [wal], moment('04:00:00.000001'));
    assert.deepEqual(
      [late.outcome, codes(late), late.before?.time],
      ['impossible', ['after-end'], time('04:00:00')],
    );
  });

  it('does not trust the second in which a backup ended', () => {
    assert.equal(ask([recent], [wal], moment('02:05:00.999999')).outcome, 'impossible');
    assert.equal(ask([recent], [wal], moment('02:05:01')).outcome, 'proven');
    assert.equal(ask([old, recent], [wal], moment('02:05:00.5')).recoveryPath?.set.label, 'old');
    const inside = ask([recent], [wal], moment('02:03:00'));
    assert.deepEqual([codes(inside), inside.after?.time], [['inside-backup'], time('02:05:01')]);
  });

  it('cannot tell times of WAL that was not read', () => {
    const answer = ask(
      [{ ...recent, ...judgedAs('complete') }],
      [archive([run(1, 1, 12)])],
      moment('09:00:00'),
    );
    assert.equal(answer.outcome, 'unproven');
    assert.ok(codes(answer).includes('times-unknown'));
  });

  it('says which zone was assumed, and what happens at equal commit times', () => {
    const target = {
      kind: 'time',
      time: time('03:00:00'),
      zone: 'Europe/Berlin (+01:00)',
      zoneAssumed: true,
    } as const;
    const { notes } = recoveryAnswers({ sets: [recent], archives: [wal] }, target);
    assert.deepEqual(
      notes.map(({ code }) => code),
      ['zone-assumed', 'equal-commit-times'],
    );
    assert.match(notes[0]?.message ?? '', /Europe\/Berlin \(\+01:00\) is assumed/);
  });
});

describe('recoveryAnswers across timelines', () => {
  const forked = archive([run(1, 1, 12), run(2, 8, 11)], {
    histories: new Map([[2, history([1, at(8, 0x5000)])]]),
    windows: [window(recent, END, '04:00:00'), window(recent, at(11), '05:00:00', 2)],
    restorePoints: [],
  });

  it('follows the newest timeline, and tells of the branch that holds other data', () => {
    const answer = ask([recent], [forked], lsn(at(10)));
    assert.deepEqual(
      [answer.recoveryPath?.timeline, answer.alternatives.map(({ timeline }) => timeline)],
      [2, [1]],
    );
    assert.ok(codes(answer).includes('several-branches'));
    assert.deepEqual(
      answer.recoveryPath?.wal.ranges.map(({ first, last }) => [first, last]),
      [
        ['000000010000000000000006', '000000010000000000000007'],
        ['000000020000000000000008', '00000002000000000000000B'],
      ],
    );
    const [other] = answer.alternatives;
    assert.deepEqual(
      other?.notes.map(({ code }) => code),
      ['abandoned-branch'],
    );
  });

  it('knows one moment before the fork', () => {
    const answer = ask([recent], [forked], lsn(at(7, 0x9000)));
    assert.deepEqual([answer.outcome, answer.alternatives], ['proven', []]);
  });

  it('follows an abandoned branch where only that leads there, or where it is asked to', () => {
    const only = ask([recent], [forked], lsn(at(12)));
    assert.equal(only.recoveryPath?.timeline, 1);
    assert.ok(codes(only).includes('abandoned-branch'));
    assert.equal(ask([recent], [forked], lsn(at(10)), { timeline: 1 }).recoveryPath?.timeline, 1);
  });

  it('tells several branches for a time that both have', () => {
    const answer = ask([recent], [forked], moment('03:00:00'));
    assert.equal(answer.recoveryPath?.timeline, 2);
    assert.ok(codes(answer).includes('several-branches'));
  });
});

describe('recoveryAnswers for a name', () => {
  const point = (name: string, segment: number): NamedRestorePoint => ({
    name,
    time: time('03:00:00'),
    lsn: at(segment),
    timeline: 1,
  });
  const withPoints = { ...wal, restorePoints: [point('a', 5), point('twice', 4), point('twice', 9)] };

  it('finds its place exactly', () => {
    const { recoveryPath, outcome } = ask([old, recent], [withPoints], named('a'));
    assert.deepEqual(
      [
        outcome,
        recoveryPath?.set.label,
        recoveryPath?.lsn,
        recoveryPath?.wal.extent,
        recoveryPath?.wal.count,
      ],
      ['proven', 'old', formatLsn(at(5)), 'exact', 4],
    );
  });

  it('knows that recovery stops at the first of a name that occurs twice', () => {
    const both = ask([old, recent], [withPoints], named('twice'));
    assert.deepEqual([both.recoveryPath?.set.label, both.recoveryPath?.lsn], ['recent', formatLsn(at(9))]);
    assert.deepEqual(
      both.alternatives.map(({ set, lsn: place }) => [set.label, place]),
      [['old', formatLsn(at(4))]],
    );
    assert.ok(codes(both).includes('name-twice'));
    assert.equal(ask([old], [withPoints], named('twice')).recoveryPath?.lsn, formatLsn(at(4)));
    // If a server meets it inside the backup, it refuses to continue.
    const meets = { ...withPoints, restorePoints: [point('twice', 6), point('twice', 9)] };
    assert.equal(ask([recent], [meets], named('twice')).outcome, 'impossible');
  });

  it('says when names are not known yet', () => {
    const read = ask([old], [withPoints], named('b'));
    assert.deepEqual(codes(read), ['name-unknown']);
    assert.deepEqual([read.outcome, read.headline.slice(0, 3)], ['impossible', 'No:']);
    // Unread WAL may contain it, so the answer is not "no".
    const unread = ask([{ ...old, ...judgedAs('complete') }], [archive([run(1, 1, 9)])], named('b'));
    assert.match(unread.notes[0]?.message ?? '', /Verify the archive/);
    assert.match(unread.headline, /^Unknown: restore point “b” may be in WAL whose records were not read/);
    assert.deepEqual([unread.outcome, unread.recoveryPath], ['unproven', null]);
  });
});

describe('recoveryAnswers', () => {
  it('never mixes servers', () => {
    const stranger = backup('stranger', 6, 7, {
      systemIdentifier: 5n,
      archives: ['/other'],
      ended: '02:05:00',
    });
    const other = archive([run(1, 1, 20)], {
      path: '/other',
      systemIdentifier: 5n,
      windows: [window(stranger, at(20), '08:00:00')],
      restorePoints: [],
    });
    const { answers } = recoveryAnswers({ sets: [recent, stranger], archives: [wal, other] }, lsn(at(15)));
    assert.deepEqual(
      answers.map(({ outcome, recoveryPath }) => [outcome, recoveryPath?.set.label]),
      [
        ['impossible', undefined],
        ['proven', 'stranger'],
      ],
    );
    const one = recoveryAnswers({ sets: [recent, stranger], archives: [wal, other] }, lsn(at(9)), {
      systemIdentifier: '5',
    });
    assert.equal(one.answers.length, 1);
  });

  it('knows targets that an old server cannot be told', () => {
    const ancient = { ...recent, versionNum: 90600 };
    const answer = ask([ancient], [wal], lsn(at(9)));
    assert.ok(codes(answer).includes('version-lacks-target'));
    assert.ok(!codes(ask([ancient], [wal], moment('03:00:00'))).includes('version-lacks-target'));
  });

  it('proves the end of a proven set without an archive that was read', () => {
    const { outcome, recoveryPath } = ask([recent], [archive([run(1, 6, 7)])], { kind: 'immediate' });
    assert.deepEqual([outcome, recoveryPath?.wal.count], ['proven', 2]);
  });

  it('is plain JSON, and a text without anything hidden', () => {
    const hostile = { ...recent, label: '[x](command:a)\u202e\n# <b>' };
    const answers = recoveryAnswers({ sets: [hostile], archives: [wal] }, lsn(at(9)));
    assert.deepEqual(JSON.parse(JSON.stringify(answers)), answers);
    const text = answersText(answers);
    assert.doesNotMatch(text, /\u202e|\n# /);
    assert.match(text, /Start from {2}“\[x\]\(command:a\)⟨U\+202E⟩␊# <b>”/);
  });

  it('answers with yes only inside a window, and always with a reason', () => {
    const offset = fc.bigInt({ min: 0n, max: at(14) });
    fc.assert(
      fc.property(offset, (place) => {
        const { outcome, recoveryPath, before, after, notes } = ask([old, recent], [wal], lsn(place));
        assert.equal(outcome === 'proven', place >= at(3) && place <= END);
        if (outcome === 'proven') assert.equal(recoveryPath?.set.label, place >= at(7) ? 'recent' : 'old');
        else assert.ok((before ?? after) !== null && notes.length > 0);
      }),
    );
  });
});
