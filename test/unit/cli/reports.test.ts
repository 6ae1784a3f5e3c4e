import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { Verdict } from '../../../src/core/model/verdict';
import type { Finding } from '../../../src/core/ground/finding';
import { toReport } from '../../../src/core/report/toReport';
import { archiveDetails } from '../../../src/cli/text/archiveLines';
import { textStyleOf } from '../../../src/cli/text/layout';
import { aCatalog, aSet, anArchive } from '../report/fabricated';
import { command } from './console';

const MISSING: Finding = {
  code: 'missing-segment',
  severity: 'error',
  args: { first: '0000000100000002000000FD', last: '0000000100000002000000FE', count: 2 },
  segment: '0000000100000002000000FD',
  set: '/backup/nightly',
};

describe('list', () => {
  it('shows sets in aligned rows with what is wrong, then archives', async () => {
    const good = aSet({ id: '/b', path: '/b', label: 'before upgrade', verdict: 'complete', missing: [] });
    const { out, code } = await command(
      ['list', '/x'],
      aCatalog({ sets: [good, aSet({ findings: [MISSING] })] }),
    );
    assert.equal(code, 1);
    const lines = out.split('\n');
    assert.deepEqual(lines, [
      '○ complete      before upgrade  2026-11-21 22:44:56 UTC  6 segments, not verified  /b',
      '✗ incomplete    nightly         2026-11-21 22:44:56 UTC  4 of 6 segments           /backup/nightly',
      lines[2],
      '',
      '/archive  timeline 1: 5 segments, 1 gap',
      '',
    ]);
    assert.match(lines[2] ?? '', /^ {4}error {4}2 segments are missing: .* \[missing-segment\]$/);
  });

  it('says of a set without a stop what to do, and shortens a label that is a page long', async () => {
    const set = aSet({ verdict: 'undetermined', stop: undefined, missing: [], label: 'x'.repeat(5000) });
    const { out } = await command(['list', '/x'], aCatalog({ sets: [set], archives: [] }));
    assert.match(out, /6 segments so far, stop location unknown \(run verify\)/);
    assert.ok(out.length < 300, out);
  });

  it('says of a tool’s backup whose it is, of which kind, on what it builds, and what spares it', async () => {
    const row = async (more: Partial<BackupSet>): Promise<string> => {
      const set = aSet({ verdict: 'complete', missing: [], label: 'ID', ...more });
      const { out } = await command(['list', '/x'], aCatalog({ sets: [set], archives: [] }));
      return /ID.*?\)/.exec(out)?.[0] ?? out;
    };
    const incremental = { kind: 'incremental', parentId: '/b/w/PARENT' } as const;
    assert.equal(
      await row({ ...incremental, layout: 'wal-g', method: 'delta' }),
      'ID (WAL-G delta, depends on PARENT)',
    );
    // pgBackRest's name already says so.
    assert.equal(
      await row({ ...incremental, layout: 'pgbackrest', method: 'diff', label: 'PARENT_ID' }),
      'ID (pgBackRest diff)',
    );
    assert.equal(
      await row({ layout: 'barman', method: 'rsync', retained: { word: 'kept', ownWalOnly: true } }),
      'ID (Barman full, kept, own WAL only)',
    );
    assert.equal(
      await row({
        layout: 'pg_probackup',
        method: 'FULL stream',
        retained: { word: 'pinned', ownWalOnly: false, until: { text: '2027-02-01 00:00:00+00\u001b' } },
      }),
      'ID (pg_probackup FULL, pinned until 2027-02-01 00:00:00+00␛)',
    );
    assert.equal(await row({}), await row({ layout: 'data-directory' }));
  });

  it('exits by the worst set', async () => {
    const codeOf = async (...verdicts: Verdict[]): Promise<number> => {
      const sets = verdicts.map((verdict) => aSet({ verdict }));
      return (await command(['list', '/x'], aCatalog({ sets }))).code;
    };
    assert.equal(await codeOf('complete', 'restorable'), 0);
    assert.equal(await codeOf('complete', 'undetermined'), 3);
    assert.equal(await codeOf('undetermined', 'incomplete'), 1);
    assert.equal(await codeOf('damaged', 'complete'), 1);
    assert.equal(await codeOf(), 0);
    assert.equal((await command(['list', '/x'], { sets: [], archives: [], findings: [] })).code, 3);
  });

  it('exits with 2 when a named folder could not be read', async () => {
    const finding = { code: 'unreadable-directory', severity: 'error', args: { reason: 'EACCES' } } as const;
    const named = aCatalog({ sets: [aSet({ verdict: 'damaged' })], findings: [{ ...finding, file: '/x' }] });
    const { code, out } = await command(['list', '/x'], named);
    assert.equal(code, 2);
    assert.match(out, /This directory could not be read: permission denied\./);
    const below = aCatalog({ sets: [], findings: [{ ...finding, severity: 'warning', file: '/x/below' }] });
    // Everything in it may be wrong.
    assert.equal((await command(['list', '/x'], below)).code, 3);
  });

  it('prints the report as JSON and nothing else', async () => {
    const catalog = aCatalog();
    const { out, err } = await command(['list', '/x', '--json'], catalog);
    assert.deepEqual(JSON.parse(out), toReport(catalog));
    assert.equal(err, '');
  });

  it('is silent with --quiet when all is well', async () => {
    const good = aCatalog({ sets: [aSet({ verdict: 'complete' })] });
    const { out, err } = await command(['list', '/x', '--quiet'], good);
    assert.equal(out + err, '');
    assert.match((await command(['list', '/x', '-q'], aCatalog())).out, /incomplete/);
  });

  it('lets no control character from a label, a path or a time through', async () => {
    const evil = 'x\u001b]8;;http://evil\u0007\n\u202e<b>`$(rm)`';
    const set = aSet({
      label: evil,
      path: `/b/${evil}`,
      start: { lsn: 1n, timeline: 1, time: { text: evil } },
      stop: { lsn: 2n, timeline: 1, time: { text: evil }, source: 'manifest' },
      findings: [{ ...MISSING, file: evil, segment: evil, args: { first: evil, count: 1 } }],
    });
    const archive = anArchive({
      path: evil,
      windows: [{ timeline: 1, fromLsn: 1n, fromTime: evil, toLsn: 2n, toTime: evil, setId: evil }],
    });
    const catalog = aCatalog({ sets: [set], archives: [archive] });
    for (const args of [
      ['list', '/x'],
      ['verify', '/x', '--level', 'names'],
      ['archive', '/x'],
      ['segments', '/x'],
    ]) {
      const { out, err } = await command(args, catalog);
      const shown = out + err;
      assert.doesNotMatch(shown.replaceAll('\n', ''), /[\p{Cc}\u202a-\u202e]/u, args[0]);
      for (const line of shown.split('\n')) assert.doesNotMatch(line, /^<b>/);
    }
  });
});

describe('archive', () => {
  it('shows timelines with ranges and gaps in order, and no moments where nothing is proven', async () => {
    const { out, code } = await command(['archive', '/archive'], aCatalog());
    assert.equal(
      out,
      [
        '/archive',
        '    WAL directory, 5 segments of 16 MB, 80 MB on disk, system identifier 7710759444048986079',
        '    timeline 1: 5 segments',
        '           0000000100000002000000FA – 0000000100000002000000FC  3 segments',
        '      gap  0000000100000002000000FD – 0000000100000002000000FE  2 segments missing',
        '           000000010000000300000000 – 000000010000000300000001  2 segments',
        '',
      ].join('\n'),
    );
    assert.equal(code, 0);
  });

  it('shows windows and restore points once records were read', () => {
    const archive = anArchive({
      restorePoints: [{ name: 'evil\n', time: '2026-11-21 22:46:00 UTC', lsn: 1n, timeline: 1 }],
    });
    const lines = [...archiveDetails(archive, textStyleOf({ colored: false, width: undefined }))];
    assert.ok(
      lines.includes(
        '    recoverable  2026-11-21 22:45:03 UTC → 3/2000000  (timeline 1, 3/145D8A8 – 3/2000000, from /backup/nightly)',
      ),
    );
    assert.ok(lines.some((line) => /restore point {2}"evil.+" {2}2026-11-21 22:46:00 UTC/.test(line)));
    assert.ok(lines.every((line) => !line.includes('\n')));
  });

  it('shows the newest timeline and the newest backup first, and no empty span', () => {
    const window = { fromLsn: 1n, toLsn: 3n, toTime: '2026-11-21 23:03:55.405753 UTC', timeline: 2 };
    const archive = anArchive({
      windows: [
        { ...window, timeline: 1, fromTime: undefined, setId: '/old' },
        { ...window, fromTime: '2026-11-21 23:03:47.000000 UTC', setId: '/old' },
        { ...window, fromTime: window.toTime, setId: '/new' },
      ],
    });
    const lines = [...archiveDetails(archive, textStyleOf({ colored: false, width: undefined }))];
    assert.deepEqual(lines.slice(2, 5), [
      '    recoverable  2026-11-21 23:03:55.405753 UTC  (timeline 2, 0/1 – 0/3, from /new)',
      '    recoverable  2026-11-21 23:03:47 UTC → 2026-11-21 23:03:55.405753 UTC  (timeline 2, 0/1 – 0/3, from /old)',
      '    recoverable  0/1 → 2026-11-21 23:03:55.405753 UTC  (timeline 1, 0/1 – 0/3, from /old)',
    ]);
  });

  it('says of a window where a gap or the wrong branch ends it', () => {
    const range = (timeline: number, number: number) => ({ timeline, first: number, last: number });
    const timelines = [
      {
        timeline: 1,
        parent: undefined,
        switchLsn: undefined,
        ranges: [range(1, 1), range(1, 3), range(1, 4), range(1, 6)],
        gaps: [range(1, 2), range(1, 5)],
      },
      { timeline: 2, parent: 1, switchLsn: 0x4100000n, ranges: [range(2, 5)], gaps: [range(2, 4)] },
    ];
    const at = (timeline: number, toLsn: bigint) => ({
      ...{ timeline, fromLsn: 0x1000028n, fromTime: undefined, toLsn, toTime: undefined, setId: '/b' },
    });
    const endOf = (timeline: number, toLsn: bigint): string => {
      const archive = anArchive({ timelines, windows: [at(timeline, toLsn)] });
      return [...archiveDetails(archive, textStyleOf({ colored: false, width: undefined }))][2] ?? '';
    };
    assert.match(endOf(1, 0x2000000n), /0\/2000000, ends at a gap, from/);
    assert.match(endOf(2, 0x2000000n), /0\/2000000, ends at a gap, from/);
    assert.match(endOf(2, 0x4000000n), /0\/4000000, then continues with data of the old timeline, from/);
    assert.match(endOf(1, 0x5000000n), /0\/5000000, ends at a gap, from/);
    assert.match(endOf(1, 0x7000000n), /0\/7000000, from/);
  });

  it('exits with 1 for a gap that does harm and for damage, not for a harmless gap', async () => {
    const codeOf = async (finding: Partial<Finding>): Promise<number> => {
      const findings = [{ code: 'archive-gap', severity: 'warning', args: {}, ...finding } as const];
      return (await command(['archive', '/archive'], aCatalog({ archives: [anArchive({ findings })] }))).code;
    };
    assert.equal(await codeOf({}), 1);
    assert.equal(await codeOf({ severity: 'info' }), 0);
    assert.equal(await codeOf({ code: 'truncated-segment', severity: 'error' }), 1);
    assert.equal(await codeOf({ code: 'encrypted-segment' }), 3);
    assert.equal(await codeOf({ code: 'unreadable-compression' }), 3);
    assert.equal(await codeOf({ code: 'verification-failed', severity: 'error' }), 3);
    assert.equal(await codeOf({ code: 'stray-file' }), 0);
    assert.equal((await command(['archive', '/x'], aCatalog({ archives: [] }))).code, 3);
  });

  it('leaves out what was only named with --archive', async () => {
    const { out, code } = await command(['archive', '/x', '--archive', '/archive'], aCatalog());
    assert.equal(out, '');
    assert.equal(code, 3);
    assert.match(
      (await command(['archive', '/archive', '--archive', '/archive'], aCatalog())).out,
      /timeline 1/,
    );
  });
});

describe('verify', () => {
  it('shows all about a set', async () => {
    const { out, code } = await command(
      ['verify', '/x', '--level', 'names'],
      aCatalog({ sets: [aSet({ findings: [MISSING] })], archives: [] }),
    );
    assert.equal(code, 1);
    const lines = out.split('\n');
    assert.deepEqual(lines.slice(0, 7), [
      '✗ incomplete  nightly',
      '     path      /backup/nightly (full backup of PostgreSQL 9.2, data directory)',
      '     start     2/FB000020  0000000100000002000000FB  2026-11-21 22:44:56 UTC',
      '     stop      3/145D8A8  000000010000000300000001  (from the backup history file)',
      '     WAL       6 segments, 96 MB: 0000000100000002000000FB – 000000010000000300000001',
      '     missing   0000000100000002000000FD – 0000000100000002000000FE',
      '     evidence  WAL: 2 of 6 segments missing · data directory not verified',
    ]);
    assert.equal(lines[7], '     files     not checked, because there is no backup manifest');
    assert.match(lines[8] ?? '', /^ {5}error {4}2 segments are missing/);
    assert.match(lines[9] ?? '', /^ {14}Look for them/);
  });
});
