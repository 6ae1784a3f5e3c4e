import assert from 'node:assert/strict';
import { wantsColor } from '../../../src/cli/output';
import { aCatalog } from '../report/fabricated';
import { fixture } from '../support/fixtures';
import { command } from './console';

describe('an error that is not of the usage', () => {
  const scanError = new Error('no such\u001b thing');

  it('ends with 2 and one plain line that says where to report it', async () => {
    const { code, out, err } = await command(['list', '/a'], aCatalog(), { scanError });
    assert.deepEqual([code, out], [2, '']);
    assert.match(
      err,
      /^pg-backup-inspector 1\.2\.3: internal error: no such[^\n]* thing\. [^\n]*issue of the project[^\n]*DEBUG=1[^\n]*\n$/,
    );
    assert.doesNotMatch(err, /\u001b/);
  });

  it('is shown with its stack if that is wanted', async () => {
    const { code, err } = await command(['list', '/a'], aCatalog(), { scanError, debug: true });
    assert.equal(code, 2);
    assert.match(err, /internal error[^\n]*\nError: no such[^]*\n +at /);
  });
});

describe('wrong usage', () => {
  const wrong: [string, RegExp][] = [
    ['', /a command is missing/],
    ['lst /a', /unknown command “lst”/],
    ['constructor /a', /unknown command/],
    ['list', /“list” needs a path/],
    ['list /a --bogus', /Unknown option '--bogus'/],
    ['list /a --missing', /“list” does not support --missing/],
    ['list /a --level names', /“list” does not support --level/],
    ['archive /a --files', /“archive” does not support --files/],
    ['verify /a --level deep', /--level must be names, headers or records, not “deep”/],
    ['segments /a --missing --present', /cannot be combined/],
    ['list /a --archive', /--archive/],
    ['list /a --wal-segment-size 15MB', /power of two/],
    ['list /a --server-version 8.4', /version from 9\.0/],
    ['segments /a --timeline 0', /number from 1/],
  ];
  for (const [line, reason] of wrong) {
    it(`is refused with its reason: ${line}`, async () => {
      const { code, out, err } = await command(line.split(' ').filter(Boolean), aCatalog());
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(err, reason);
      assert.match(err, /^pg-backup-inspector: [^\n]+ \(see --help\)\n$/);
    });
  }

  it('does not send control characters to the terminal', async () => {
    const { err } = await command(['\u001b[2J\n'], aCatalog());
    assert.doesNotMatch(err.trimEnd(), /[\u0000-\u001f]/);
  });

  it('tells each path that is not there, and judges the others', async () => {
    const { code, err, asked } = await command([
      'list',
      '/nowhere/a',
      process.cwd(),
      '--archive',
      '/nowhere/b',
    ]);
    assert.equal(code, 2);
    assert.equal(err.match(/no such file or directory/g)?.length, 2);
    assert.deepEqual([asked?.roots, asked?.archiveDirectories], [[process.cwd()], []]);
  });

  it('says that a segment by itself is no set, and where to look', async () => {
    const folder = `${await fixture('9.6')}/B-pitr-archive/archive`;
    const { code, err, asked } = await command(['verify', `${folder}/000000010000000000000001`]);
    assert.equal(code, 2);
    assert.match(err, /0001: this is a WAL segment; name the directory that contains it/);
    assert.deepEqual(asked?.roots, []);
  });
});

describe('help and version', () => {
  it('go to stdout', async () => {
    for (const args of [['--help'], ['-h'], ['lst', '--help']]) {
      const { code, out, err } = await command(args);
      assert.equal(code, 0);
      assert.equal(err, '');
      for (const word of ['list', 'segments', 'verify', 'archive', '--json', 'Exit code'])
        assert.ok(out.includes(word));
    }
    assert.deepEqual(
      { ...(await command(['--version'])), asked: 0 },
      { code: 0, out: '1.2.3\n', err: '', asked: 0 },
    );
  });
});

describe('the options', () => {
  it('reach the scan, with paths made absolute', async () => {
    const { asked } = await command(
      'list a/b ./c/ --archive x --archive /y --wal-segment-size 1MB --server-version 9.2'.split(' '),
      aCatalog(),
    );
    assert.deepEqual(asked, {
      roots: ['/work/a/b', '/work/c'],
      archiveDirectories: ['/work/x', '/y'],
      level: 'headers',
      segmentSize: 1024 * 1024,
      versionNum: 90200,
    });
  });

  it('of verify choose the level', async () => {
    assert.equal((await command('verify a --level names'.split(' '), aCatalog())).asked?.level, 'names');
  });
});

describe('colours', () => {
  it('are for terminals, and only where nobody refuses them', () => {
    assert.equal(wantsColor(true, {}), true);
    assert.equal(wantsColor(true, { NO_COLOR: '' }), true);
    assert.equal(wantsColor(true, { NO_COLOR: '1' }), false);
    assert.equal(wantsColor(true, { TERM: 'dumb' }), false);
    assert.equal(wantsColor(false, {}), false);
  });
});
