import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TimelineHistory } from '../../../src/core/wal/timelines';
import { parseTimelineHistory } from '../../../src/core/formats/timelineHistory';
import type { Parsed } from '../../../src/core/formats/parsed';
import { formatLsn, parseLsn } from '../../../src/core/ground/lsn';
import { segmentCases } from '../wal/segmentCases';
import { bytesOf, hexBytes, sample } from './samples';

const of = (text: string, timeline = 3): Parsed<TimelineHistory> =>
  parseTimelineHistory(bytesOf(text), timeline);

function told({ problems }: Parsed<TimelineHistory>): string[] {
  return problems.map(
    (one) => `${one.severity} ${String(one.args['reason'])} ${String(one.line)}:${String(one.column)}`,
  );
}

describe('timeline history', () => {
  it('of 9.2 names the last segment of the parent', () => {
    assert.deepEqual(parseTimelineHistory(sample('9.2/00000002.history'), 2), {
      value: {
        timeline: 2,
        switches: [
          {
            timeline: 1,
            switchLsn: undefined,
            switchSegment: '000000010000000000000009',
            reason: 'at restore point "before_mistake"',
            line: 1,
          },
        ],
      },
      problems: [],
    });
  });

  it('of 9.6 names the location', () => {
    const { value, problems } = parseTimelineHistory(sample('9.6/standby/00000002.history'), 2);
    assert.deepEqual(problems, []);
    const [change] = value?.switches ?? [];
    assert.equal(change?.switchLsn, parseLsn('0/59E0978'));
    assert.equal(change?.reason, 'no recovery target specified');
  });

  it('of a cascading standby of 15 has an empty line between its entries', () => {
    const bytes = hexBytes(
      '31 09 30 2f 42 30 30 30 30 30 30 09 78 0a 0a 32 09 30 2f 31 30 30 32 46 38 44 30 09 79 0a',
    );
    const { value, problems } = parseTimelineHistory(bytes, 3);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      value?.switches.map((one) => [one.timeline, formatLsn(one.switchLsn ?? 0n), one.reason, one.line]),
      [
        [1, '0/B000000', 'x', 1],
        [2, '0/1002F8D0', 'y', 3],
      ],
    );
  });

  it('of 19 pads its locations', () => {
    assert.equal(of('1\t0/0B000000\tx\n', 2).value?.switches[0]?.switchLsn, 0xb000000n);
  });

  it('skips comments and blank lines, and needs no last newline', () => {
    const { value, problems } = of('# made by hand\n\n  # indented\n \t\n1\t0/1000000\tx');
    assert.deepEqual(problems, []);
    assert.equal(value?.switches[0]?.line, 5);
  });

  it('takes any white space between its fields, and CRLF, as a server does', () => {
    const { value, problems } = of('  1   0/1000000   some reason\twith a tab\r\n2 0/2000000\r\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(
      value?.switches.map((one) => one.reason),
      ['some reason\twith a tab', ''],
    );
  });

  for (const one of segmentCases().timelines.filter((other) => other.history_content !== undefined)) {
    const content = one.history_content ?? '';
    it(`${JSON.stringify(content)}: ${one.error ?? 'ok'}`, () => {
      const { value, problems } = of(content, one.timeline ?? 2);
      // PostgreSQL ignores the part that another tool refuses here: the rest of the line.
      const ok = one.ok || (one.error ?? '').includes('PostgreSQL ignores');
      assert.equal(problems.length === 0, ok);
      for (const [index, parsed] of (one.parsed ?? []).entries()) {
        const found = value?.switches[index];
        assert.equal(found?.timeline, parsed.parent);
        assert.equal(found.switchLsn, parseLsn(parsed.switchpoint));
        assert.equal(found.reason, parsed.reason);
      }
    });
  }

  it('takes what C’s reader takes', () => {
    const location = (line: string): bigint | undefined => of(line).value?.switches[0]?.switchLsn;
    assert.equal(location('1\t0x0/0x100\tx\n'), 0x100n);
    assert.equal(location('1\t0/100G\tx\n'), 0x100n);
    assert.equal(location('1\t0/100\t\u0001\u0002\u0003\n'), 0x100n);
    assert.equal(location('1\t0/100\tx\u0000y\n'), 0x100n);
    assert.deepEqual(told(of('1\t0/100\t\u0001\u0002\u0003\n')), []);
  });

  it('comes back from what a server writes', () => {
    const entry = fc.tuple(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), fc.stringMatching(/^[ -~]{1,60}$/));
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), fc.boolean(), (entries, padded) => {
        const text = entries.map(([lsn, reason], index) => {
          const [high = '', low = ''] = formatLsn(lsn).split('/');
          return `${String(index + 1)}\t${high}/${padded ? low.padStart(8, '0') : low}\t${reason}\n`;
        });
        const { value, problems } = of(text.join('\n'), entries.length + 1);
        assert.deepEqual(problems, []);
        assert.deepEqual(
          value?.switches.map((one) => [one.switchLsn, one.reason]),
          entries.map(([lsn, reason]) => [lsn, reason.trim()]),
        );
      }),
    );
  });
});

describe('a timeline history that a server refuses', () => {
  it('has no number, or no location', () => {
    assert.deepEqual(told(of('abc\t0/1000000\tx\n')), ['error no-timeline-id 1:1']);
    assert.deepEqual(told(of('1\t0/1\tx\n  x\t0/2000000\ty\n')), ['error no-timeline-id 2:3']);
    assert.deepEqual(told(of('1\tfoo\n')), ['error no-switch-location 1:3']);
    assert.deepEqual(told(of('1\n')), ['error no-switch-location 1:2']);
    assert.deepEqual(told(of('1\t0/G\tx\n')), ['error no-switch-location 1:3']);
  });

  it('does not increase, or reaches its own timeline', () => {
    assert.deepEqual(told(of('2\t0/2000000\ta\n1\t0/1000000\tb\n')), ['error not-increasing 2:1']);
    assert.deepEqual(told(of('1\t0/2000000\ta\n1\t0/1000000\tb\n')), ['error not-increasing 2:1']);
    assert.deepEqual(told(of('1\t0/1000000\ta\n3\t0/2000000\tb\n')), ['error not-less-than-child 2:1']);
    assert.deepEqual(told(of('4\t0/1000000\ta\n')), ['error not-less-than-child 1:1']);
  });

  it('mixes both forms', () => {
    assert.deepEqual(told(of('1\t0/1000000\ta\n2\t000000020000000000000004\tb\n')), [
      'error mixed-forms 2:1',
    ]);
  });

  it('has a line that does not fit the server’s buffer', () => {
    assert.deepEqual(told(of(`1\t0/1000000\t${'x'.repeat(1100)}\n`)), ['error line-too-long 1:1023']);
    assert.deepEqual(told(of(`#${'x'.repeat(1100)}\n1\t0/1\tx\n`)), ['error line-too-long 1:1023']);
  });

  it('is garbage', () => {
    assert.deepEqual(told(parseTimelineHistory(sample('9.2/damaged/history-garbage'), 2)), [
      'error binary 1:1',
    ]);
    // Servers see empty lines in it, and no ancestors.
    assert.deepEqual(told(parseTimelineHistory(new Uint8Array(300), 2)), ['error binary 1:1']);
    assert.equal(of('not a history\n').value, undefined);
  });

  it('keeps what could be read before the error', () => {
    assert.equal(of('1\t0/1000000\ta\nx\n').value?.switches.length, 1);
  });

  it('is 100 MB large', () => {
    const large = new Uint8Array(100 * 1024 * 1024).fill(0x31);
    assert.ok(told(parseTimelineHistory(large, 2)).includes('error too-large 1:1'));
  });

  it('is not refused but empty: a server then knows no ancestors, and no older backup leads there', () => {
    assert.deepEqual(told(of('')), ['error empty 1:1']);
    assert.deepEqual(told(of('# nothing\n')), ['error empty 1:1']);
  });
});
