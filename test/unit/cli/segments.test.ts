import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DistinctNames } from '../../../src/cli/commands/distinctNames';
import { walGeometry } from '../../../src/core/wal/geometry';
import { rangeNames } from '../../../src/core/wal/segmentName';
import { aCatalog, aSet } from '../report/fabricated';
import { command } from './console';
import { judgedAs } from '../../support/judgedAs';

const FULL = ['--timeline', '1', '--wal-segment-size', '16MB', '--server-version'];

async function lines(args: readonly string[]): Promise<string[]> {
  const { code, out, err } = await command(args);
  assert.equal(code, 0, err);
  return out.trimEnd().split('\n');
}

describe('segments START STOP', () => {
  it('lists over the end of a log file, which 9.2 ends one segment earlier', async () => {
    const old = await lines(['segments', '2/FB000020', '3/145D8A8', ...FULL, '9.2']);
    assert.deepEqual(old, [
      '0000000100000002000000FB',
      '0000000100000002000000FC',
      '0000000100000002000000FD',
      '0000000100000002000000FE',
      '000000010000000300000000',
      '000000010000000300000001',
    ]);
    const later = await lines(['segments', '2/FB000020', '3/145D8A8', ...FULL, '9.3']);
    assert.deepEqual(later, [...old.slice(0, 4), '0000000100000002000000FF', ...old.slice(4)]);
  });

  it('does not list the segment behind a stop on a boundary', async () => {
    assert.deepEqual(await lines(['segments', '0/2000020', '0/4000000', ...FULL, '15']), [
      '000000010000000000000002',
      '000000010000000000000003',
    ]);
    assert.deepEqual(await lines(['segments', '2/FD000020', '2/FF000000', ...FULL, '9.2']), [
      '0000000100000002000000FD',
      '0000000100000002000000FE',
    ]);
    assert.deepEqual(await lines(['segments', '2/FE000020', '3/0', ...FULL, '9.2']), [
      '0000000100000002000000FE',
    ]);
  });

  it('says on stderr what it assumed, and nothing when told all or to be quiet', async () => {
    const assumed = await command(['segments', '0/2000020', '0/2000030']);
    assert.equal(assumed.out, '000000010000000000000002\n');
    assert.equal(assumed.err, 'Assumed: timeline 1, 16 MB segments, PostgreSQL 9.3 or later.\n');
    assert.equal((await command(['segments', '0/2000020', '0/2000030', ...FULL, '15'])).err, '');
    assert.equal((await command(['segments', '0/2000020', '0/2000030', '-q'])).err, '');
  });

  const wrong: [string, RegExp][] = [
    ['0/3000000 0/2000000', /is not after the start/],
    ['0/3000000 0/3000000', /is not after the start/],
    ['0/0 0/3000000', /0\/0 is not a valid/],
    ['0/3000000', /needs START and STOP/],
    ['0/1 0/2 0/3', /needs START and STOP/],
    ['0/3000000 here', /“here” is not a WAL location/],
    ['a b --timeline 1', /“a” is not a WAL location/],
    ['0/1000 0/2000 --server-version 9.2 --wal-segment-size 128MB', /does not support segments of 128 MB/],
    ['2/FF000020 3/1000000 --server-version 9.2', /never used/],
    ['2/FF000000 3/1000000 --server-version 9.2', /never used/],
    ['2/FE000020 2/FF000001 --server-version 9.2', /never used/],
    ['0/1000 0/2000 --json', /need a path/],
    ['0/1000 0/2000 --missing', /need a path/],
    ['0/1000 0/2000 --archive /a', /need a path/],
  ];
  for (const [line, reason] of wrong) {
    it(`refuses ${line}`, async () => {
      const { code, out, err } = await command(['segments', ...line.split(' ')]);
      assert.equal(code, 2);
      if (line.includes('--json')) assert.match((JSON.parse(out) as { error: string }).error, reason);
      else assert.equal(out, '');
      assert.match(err, reason);
    });
  }

  it('takes the largest segments that each version has', async () => {
    assert.deepEqual(
      await lines('segments 0/1000 0/2000 --server-version 9.6 --wal-segment-size 64MB -q'.split(' ')),
      ['000000010000000000000000'],
    );
    assert.deepEqual(
      await lines('segments 1/0 1/2000 --server-version 11 --wal-segment-size 1GB -q'.split(' ')),
      ['000000010000000100000000'],
    );
  });
});

describe('segments PATH', () => {
  const ALL = [
    '0000000100000002000000FB',
    '0000000100000002000000FC',
    '0000000100000002000000FD',
    '0000000100000002000000FE',
    '000000010000000300000000',
    '000000010000000300000001',
  ];
  const names = async (...options: string[]): Promise<string[]> =>
    (await command(['segments', '/backup', ...options], aCatalog())).out.trimEnd().split('\n');

  it('prints what is needed, missing and present', async () => {
    assert.deepEqual(await names(), ALL);
    assert.deepEqual(await names('--missing'), ALL.slice(2, 4));
    assert.deepEqual(await names('--present'), [...ALL.slice(0, 2), ...ALL.slice(4)]);
  });

  it('prints nothing but names on stdout, whatever is wrong', async () => {
    const unknown = aSet({ id: '/b', path: '/b\n', geometry: undefined, required: undefined, missing: [] });
    const finding = {
      code: 'unreadable-label',
      severity: 'error',
      args: { reason: 'crlf' },
      file: '/b\n/x',
    } as const;
    const { code, out, err } = await command(
      ['segments', '/x'],
      aCatalog({ sets: [{ ...unknown, ...judgedAs('undetermined'), findings: [finding] }] }),
    );
    assert.equal(out, '');
    assert.equal(code, 3);
    assert.match(err, /^\/b␊: the required WAL of this set is unknown\nerror.*CR LF/);
  });

  it('prints a segment once that several sets need', async () => {
    const { out } = await command(
      ['segments', '/x'],
      aCatalog({ sets: [aSet(), aSet({ id: '/2', path: '/2' })] }),
    );
    assert.deepEqual(out.trimEnd().split('\n'), ALL);
  });

  it('tells the verdict by its exit code', async () => {
    const codeOf = async (verdict: 'complete' | 'damaged' | 'undetermined' | 'restorable'): Promise<number> =>
      (await command(['segments', '/x'], aCatalog({ sets: [aSet({ verdict })] }))).code;
    assert.deepEqual(
      [
        await codeOf('restorable'),
        await codeOf('complete'),
        await codeOf('damaged'),
        await codeOf('undetermined'),
      ],
      [0, 0, 1, 3],
    );
    assert.equal((await command(['segments', '/x'], aCatalog({ sets: [] }))).code, 3);
  });
});

describe('DistinctNames', () => {
  it('gives every name exactly once, whatever the ranges', () => {
    const geometry = walGeometry(16 * 1024 * 1024, 150000);
    const range = fc
      .tuple(fc.integer({ min: 1, max: 2 }), fc.nat(60), fc.nat(20))
      .map(([timeline, first, more]) => ({ timeline, first, last: first + more }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
        const distinct = new DistinctNames();
        const given = ranges.flatMap((each) => [...distinct.take(each, geometry)]);
        const all = new Set(ranges.flatMap((each) => [...rangeNames(each, geometry)]));
        assert.deepEqual([...given].sort(), [...all].sort());
      }),
    );
  });
});
