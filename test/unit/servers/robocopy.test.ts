import assert from 'node:assert/strict';
import fc from 'fast-check';
import { copyCommands, copyLine, copyToolsOf } from '../../../src/core/backup/copyCommands';
import { leaveOut } from '../../../src/core/backup/leaveOut';
import { powerShellWord } from '../../../src/core/ground/powerShellWord';
import { backupText } from '../../../src/vscode/servers/documents/backupText';
import { untranslated } from '../../../src/core/ground/translate';
import { startedOf } from './support/facts';

const request = {
  dataDirectory: 'C:/Program Files/PostgreSQL/15/data',
  versionNum: 150000,
  exclusive: false,
  tablespaces: [{ oid: '16384', name: 'fast', location: "E:\\it's fast\\" }],
  target: 'D:\\copies\\night ly',
};

/** Reads literals between single quotes as PowerShell does: every kind of single quote ends one, unless it is doubled. */
function literals(command: string): string[] {
  const found: string[] = [];
  const quote = /['\u2018-\u201b]/;
  for (let i = 0; i < command.length; i++) {
    if (!quote.test(command[i] ?? '')) continue;
    let text = '';
    for (i++; ; i++) {
      assert.ok(i < command.length, 'the literal ends');
      const ends = quote.test(command[i] ?? '');
      if (ends && !quote.test(command[i + 1] ?? '')) break;
      if (ends) i++;
      text += command[i] ?? '';
    }
    found.push(text);
  }
  return found;
}

describe('the commands that copy on Windows', () => {
  it('are those of robocopy, and nothing else', () => {
    assert.deepEqual(copyToolsOf(request), ['robocopy']);
    assert.deepEqual(copyToolsOf({ dataDirectory: '\\\\nas\\pg' }), ['robocopy']);
    assert.deepEqual(copyToolsOf({ dataDirectory: '/var/lib/postgresql/15/main' }), ['rsync', 'tar']);
  });

  it('name source, target and what to leave out, each as one literal', () => {
    const [data = '', empty = '', space = ''] = copyCommands('robocopy', request);
    assert.match(
      data,
      /^robocopy 'C:\\Program Files\\PostgreSQL\\15\\data' 'D:\\copies\\night ly' \/E \/XJ \/R:2 /,
    );
    const excluded = /\/XD (.*) \/XF (.*)$/.exec(data);
    const source = 'C:\\Program Files\\PostgreSQL\\15\\data';
    const wanted = leaveOut(150000, false).map(({ pattern, anywhere }) =>
      anywhere ? pattern : `${source}\\${pattern}`,
    );
    assert.deepEqual(literals(excluded?.[1] ?? ''), wanted);
    assert.deepEqual(literals(excluded?.[2] ?? ''), wanted);
    const made = literals(empty).map((path) => path.replace('D:\\copies\\night ly\\', ''));
    assert.ok(made.includes('pg_wal') && made.includes('pg_replslot') && made.includes('pg_stat_tmp'));
    assert.match(space, /^robocopy 'E:\\it''s fast' 'D:\\copies\\night ly-tablespaces\\16384' /);
    assert.equal(copyCommands('robocopy', request).length, 3);
  });

  it('give old servers the links of their tablespaces, which no file describes', () => {
    const commands = copyCommands('robocopy', { ...request, versionNum: 90224, exclusive: true });
    assert.match(
      commands[3] ?? '',
      /^New-Item -ItemType Junction -Path 'D:.*\\pg_tblspc\\16384' -Target 'E:\\it''s fast'/,
    );
    assert.ok(!commands.join('\n').includes('backup_label'), 'the label of an exclusive backup is copied');
    assert.ok(commands.join('\n').includes('pg_xlog'));
  });

  it('stop with a message where nobody said where the copy goes on the server', () => {
    const { dataDirectory, versionNum, exclusive, tablespaces } = request;
    const untold = { dataDirectory, versionNum, exclusive, tablespaces };
    for (const each of [untold, { ...request, host: 'db1' }]) {
      const commands = copyCommands('robocopy', each);
      assert.match(commands[0] ?? '', /^if \(-not \$COPY\) \{ throw /);
      assert.match(commands[1] ?? '', / "\$COPY" \/E /);
    }
  });

  it('are one line without && for a terminal, and have a heading of their own', () => {
    assert.ok(!/[\n&]/.test(copyLine('robocopy', request)));
    const page = { started: startedOf(), connection: 'shop', copy: request, stopSql: [], state: [] };
    const text = backupText(page, untranslated);
    assert.match(text, /^Copy with robocopy$/m);
    assert.doesNotMatch(text, /rsync/);
  });

  it('have no option that a hostile server hides in a name', () => {
    const [data = ''] = copyCommands('robocopy', { ...request, dataDirectory: 'D:\\a" /MIR "b' });
    assert.match(data, /^robocopy 'D:\\a \\MIR b' '/);
  });

  it('do not end at a drive or a backslash', () => {
    const [data = ''] = copyCommands('robocopy', { ...request, dataDirectory: 'D:\\', target: 'E:/copy//' });
    assert.match(data, /^robocopy 'D:\\\.' 'E:\\copy' /);
  });
});

describe('a literal of PowerShell', () => {
  it('is what was put in, in all kinds of quotes', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        'a',
        ' ',
        "'",
        '\u2019',
        '\u2018',
        '\u201a',
        '\u201b',
        '$',
        '`',
        '"',
        '\\',
        ';',
        'ü',
      ),
    });
    fc.assert(
      fc.property(text, (word) => {
        assert.deepEqual(literals(powerShellWord(word)), [word]);
      }),
    );
  });

  it('has no control character in it', () => {
    assert.equal(powerShellWord('a\nb'), "('a'+[char]::ConvertFromUtf32(0xa)+'b')");
    assert.equal(powerShellWord('\u{e0041}'), "(''+[char]::ConvertFromUtf32(0xe0041)+'')");
  });
});
