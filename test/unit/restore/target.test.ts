import assert from 'node:assert/strict';
import fc from 'fast-check';
import { microsOf, parseTarget } from '../../../src/core/restore/target';
import { offsetText, offsetsOfWallClock } from '../../../src/core/restore/zone';

const BERLIN = { zone: 'Europe/Berlin' };

function timeOf(text: string, zone = 'Europe/Berlin'): readonly unknown[] {
  const { target, problem } = parseTarget(text, { zone });
  assert.equal(problem, undefined);
  assert.equal(target.kind, 'time', text);
  return [target.time, target.zone, target.zoneAssumed];
}

describe('parseTarget', () => {
  it('reads a time with a zone in the forms that people and PostgreSQL write', () => {
    const utc = '2026-11-25 13:03:00.000000 UTC';
    for (const text of [
      '2026-11-25 14:03:00+01',
      '2026-11-25 14:03+01:00',
      '2026-11-25T14:03:00+0100',
      '  2026-11-25   14:03:00 +1 ',
      '2026-11-25 14:03:00 UTC+1',
    ])
      assert.deepEqual(timeOf(text), [utc, '+01:00', false], text);
    for (const text of ['2026-11-25T13:03:00Z', '2026-11-25 13:03 UTC', '2026-11-25 13:03:00 gmt'])
      assert.deepEqual(timeOf(text), [utc, 'UTC', false], text);
    assert.deepEqual(timeOf('2026-11-25 08:03 America/New_York'), [utc, 'America/New_York (-05:00)', false]);
    assert.equal(timeOf('2026-11-25 14:03:00.1234567-03:30')[0], '2026-11-25 17:33:00.123456 UTC');
    assert.equal(timeOf('2026-11-25 14:03:00,5+01')[0], '2026-11-25 13:03:00.500000 UTC');
  });

  it('takes the viewer’s zone where none is given, and says so', () => {
    assert.deepEqual(timeOf('2026-11-25 14:03'), [
      '2026-11-25 13:03:00.000000 UTC',
      'Europe/Berlin (+01:00)',
      true,
    ]);
    assert.deepEqual(timeOf('2026-07-25 14:03'), [
      '2026-07-25 12:03:00.000000 UTC',
      'Europe/Berlin (+02:00)',
      true,
    ]);
    assert.deepEqual(timeOf('2026-11-25', 'UTC'), ['2026-11-25 00:00:00.000000 UTC', 'UTC (+00:00)', true]);
  });

  it('does not guess where clocks were changed, or what an abbreviation means', () => {
    const problem = (text: string): string => parseTarget(text, BERLIN).problem ?? '';
    assert.match(problem('2026-10-25 02:30'), /twice.*\+02:00 or \+01:00/);
    assert.match(problem('2026-03-29 02:30'), /does not exist in Europe\/Berlin/);
    assert.match(problem('2026-11-25 14:03 IST'), /not a clear time zone/);
    assert.match(problem('2026-11-25 14:03 Europe/Nowhere'), /not a clear time zone/);
    assert.match(problem('2026-11-25 14:03+19'), /No time zone has the offset/);
    for (const text of ['2026-02-30 10:00Z', '2026-11-25 24:01Z', '2026-13-01 10:00Z'])
      assert.match(problem(text), /no such date/, text);
  });

  it('reads locations, names and words', () => {
    const target = (text: string) =>
      parseTarget(text, { ...BERLIN, names: new Set(['latest', '0/1', 'v1']) }).target;
    assert.deepEqual(target('2/fb000020'), { kind: 'lsn', lsn: '2/FB000020' });
    assert.deepEqual(target('v1'), { kind: 'name', name: 'v1' });
    assert.deepEqual(target('0/1'), { kind: 'name', name: '0/1' });
    assert.deepEqual(target('latest'), { kind: 'name', name: 'latest' });
    assert.deepEqual(parseTarget('latest', BERLIN).target, { kind: 'end' });
    assert.deepEqual(parseTarget('Immediate', BERLIN).target, { kind: 'immediate' });
    assert.deepEqual(parseTarget('name: 2026-11-25 10:00', BERLIN).target, {
      kind: 'name',
      name: '2026-11-25 10:00',
    });
    assert.deepEqual(parseTarget('before upgrade', BERLIN).target, { kind: 'name', name: 'before upgrade' });
  });

  it('refuses what cannot be a name', () => {
    for (const text of ['', '   ', 'name:', `a${'b'.repeat(63)}`, 'a\nb'])
      assert.ok(parseTarget(text, BERLIN).problem !== undefined, JSON.stringify(text));
  });

  it('never throws, and gives a target or a problem', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `2026-11-25 ${text}`),
        ),
        (text) => {
          const { target, problem } = parseTarget(text, BERLIN);
          assert.notEqual(target === undefined, problem === undefined);
        },
      ),
    );
  });

  it('keeps the moment, whatever offset it is written with', () => {
    const minutes = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const moment = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2060, 0) });
    fc.assert(
      fc.property(moment, minutes, fc.integer({ min: 0, max: 999_999 }), (ms, offset, micros) => {
        const second = Math.floor(ms / 1000) * 1000;
        const local = new Date(second + offset * 60_000).toISOString().slice(0, 19);
        const text = `${local}.${String(micros).padStart(6, '0')}${offsetText(offset)}`;
        assert.equal(microsOf(String(timeOf(text)[0])), second * 1000 + micros);
      }),
    );
  });

  it('finds offsets with which the clocks of a zone really show a time', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'UTC',
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: Date.UTC(2001, 0), max: Date.UTC(2050, 0) }), (zone, ms) => {
        const asUtcMs = Math.floor(ms / 60_000) * 60_000;
        for (const offset of offsetsOfWallClock(zone, { asUtcMs })) {
          const shown = new Date(asUtcMs - offset * 60_000).toLocaleString('sv-SE', { timeZone: zone });
          assert.equal(shown, new Date(asUtcMs).toISOString().slice(0, 19).replace('T', ' '));
        }
      }),
    );
  });
});
