import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '../io/temporary';
import { command } from './console';

const SECRET = 'hunter2';

/** Private files whose lines look a little like those of a backup's files. */
const PRIVATE = {
  'a password file': `db.example.org:5432:sales:app:${SECRET}\n`,
  'a file whose lines begin with numbers': `5432 ${SECRET}\n`,
  'a history with one more line': `1\t0/3000000\tno reason\n${SECRET} and more\n`,
  'a label with one more line': `START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\nPASSWORD: ${SECRET}\n`,
};

/** Names under which files are read as parts of a backup. */
const NAMES = [
  'archive/00000002.history',
  'archive/000000010000000000000002.00000028.backup',
  'data/backup_label',
  'data/PG_VERSION',
  'data/tablespace_map',
  'data/backup_manifest',
];

describe('a link that leads out of the given directory', () => {
  const folder = temporaryFolder();

  for (const [what, content] of Object.entries(PRIVATE))
    it(`is not quoted, whatever its name: ${what}`, async () => {
      const given = `${folder.path}/given`;
      for (const name of ['archive', 'data/global', 'data/base'])
        mkdirSync(`${given}/${name}`, { recursive: true });
      mkdirSync(`${folder.path}/private`);
      writeFileSync(`${folder.path}/private/file`, content);
      writeFileSync(`${given}/archive/000000010000000000000002`, '');
      for (const name of NAMES) symlinkSync(`${folder.path}/private/file`, `${given}/${name}`);
      for (const words of [['list'], ['verify'], ['verify', '--files'], ['verify', '--json'], ['archive']]) {
        const [name = '', ...options] = words;
        const { out, err } = await command([name, given, ...options]);
        assert.ok(!`${out}${err}`.includes(SECRET), `${words.join(' ')}\n${out}`);
      }
    });

  it('is quoted if the file itself is in the directory and is what its name says', async () => {
    mkdirSync(`${folder.path}/archive`);
    writeFileSync(`${folder.path}/archive/000000010000000000000002`, '');
    writeFileSync(`${folder.path}/archive/00000002.history`, PRIVATE['a history with one more line']);
    assert.match((await command(['list', folder.path])).out, new RegExp(SECRET));
    writeFileSync(`${folder.path}/archive/00000002.history`, PRIVATE['a password file']);
    assert.doesNotMatch((await command(['list', folder.path])).out, new RegExp(SECRET));
  });
});
