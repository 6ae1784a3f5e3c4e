import assert from 'node:assert/strict';
import { StatusLine } from '../../../src/cli/statusLine';
import { fixture } from '../support/fixtures';
import { command } from './console';

const MEGABYTE = 1024 * 1024;
const NOON = Date.UTC(2026, 10, 29, 12);
const CLEAR = '\r\u001b[K';

/** A line on a terminal of this width, and its clock. */
function lineOn(width: number | undefined, how: { format?: 'text' | 'json'; quiet?: boolean } = {}) {
  const seen = { text: '', seconds: 0 };
  const err = {
    colored: false,
    width,
    closed: false,
    write: (more: string) => Promise.resolve(void (seen.text += more)),
  };
  const now = (): Date => new Date(NOON + seen.seconds * 1000);
  return { seen, line: new StatusLine({ err, now }, { format: 'text', quiet: false, ...how }) };
}

describe('StatusLine', () => {
  it('shows amount, rate and remaining time, and clears itself', async () => {
    const { seen, line } = lineOn(80);
    line.begin('verifying', 100 * MEGABYTE);
    seen.seconds = 0.5;
    line.add(MEGABYTE);
    seen.seconds = 2;
    line.add(19 * MEGABYTE);
    await line.clear();
    await line.clear();
    assert.deepEqual(seen.text.split(CLEAR), [
      '',
      'verifying …',
      'verifying … 1 MB of 100 MB',
      'verifying … 20 MB of 100 MB, 10 MB/s, 8 s left',
      '',
    ]);
  });

  it('says nothing of the remaining time if the total is unknown or was passed', () => {
    const { seen, line } = lineOn(80);
    line.begin('reading');
    seen.seconds = 2;
    line.add(20 * MEGABYTE);
    line.expect(15 * MEGABYTE);
    seen.seconds = 4;
    line.add(MEGABYTE);
    assert.match(seen.text, /reading … 20 MB read, 10 MB\/s\r/);
    assert.match(seen.text, /reading … 21 MB read, 5\.3 MB\/s$/);
  });

  it('is not written for every piece, and never longer than the terminal is wide', () => {
    const { seen, line } = lineOn(20);
    line.begin('verifying', 100 * MEGABYTE);
    for (let i = 0; i < 1000; i++) line.add(1024);
    seen.seconds = 2;
    line.add(1024);
    const lines = seen.text.split(CLEAR).slice(1);
    assert.equal(lines.length, 2);
    for (const text of lines) assert.ok(text.length < 20, text);
  });

  it('is silent without a terminal, for programs, and with --quiet', async () => {
    for (const { seen, line } of [
      lineOn(undefined),
      lineOn(80, { format: 'json' }),
      lineOn(80, { quiet: true }),
    ]) {
      line.begin('verifying', MEGABYTE);
      line.add(MEGABYTE);
      await line.clear();
      assert.equal(seen.text, '');
    }
  });
});

describe('progress of the long commands', () => {
  let root = '';
  before(async () => {
    root = `${await fixture('9.6')}/B-pitr-archive`;
  });

  const lines: readonly (readonly [line: string, shown: RegExp])[] = [
    ['list ROOT', /searching …/],
    ['segments ROOT', /searching …/],
    ['verify ROOT', /verifying … \d+ MB of \d+ MB, \d+ [kMG]B\/s/],
    ['archive ROOT', /verifying … \d+ MB of \d+ MB, \d+ [kMG]B\/s/],
    ['recover-to latest ROOT', /reading … \d+ MB of \d+ MB, \d+ [kMG]B\/s/],
    ['windows ROOT', /verifying … \d+ MB of \d+ MB/],
    ['restore-steps ROOT/backup2 --archive ROOT/archive --target latest', /verifying … \d+ MB of \d+ MB/],
    ['obsolete --keep 1 ROOT', /searching …/],
    ['complete ROOT/backup2 --archive ROOT/archive', /planning …/],
    ['check ROOT', /verifying … \d+ MB of \d+ MB/],
  ];
  for (const [text, shown] of lines) {
    it(`is shown on a terminal, cleared, and not mixed into JSON: ${text}`, async () => {
      let time = NOON;
      // Two seconds pass between any two looks at the clock.
      const now = (): Date => new Date((time += 2000));
      const args = text.replaceAll('ROOT', root).split(' ');
      const onTerminal = await command(args, undefined, { columns: 120, now });
      assert.match(onTerminal.err, shown);
      assert.ok(!onTerminal.err.slice(onTerminal.err.lastIndexOf(CLEAR)).includes('…'), onTerminal.err);
      assert.doesNotMatch(onTerminal.out, /[\r\u001b]/);
      const json = await command([...args, '--json'], undefined, { columns: 120, now });
      assert.doesNotMatch(json.err, /[\r\u001b]/);
      JSON.parse(json.out);
      const piped = await command(args, undefined, { now });
      assert.doesNotMatch(piped.err, /[\r\u001b]/);
    });
  }
});
