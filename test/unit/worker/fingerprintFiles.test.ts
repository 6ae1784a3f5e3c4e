import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { fingerprintFiles } from '../../../src/worker/tasks/fingerprintFiles';
import { temporaryFolder } from '../io/temporary';

describe('fingerprintFiles', () => {
  const folder = temporaryFolder();
  const path = (name: string): string => `${folder.path}/${name}`;
  const write = (name: string, text: string, seconds = 1000): void => {
    writeFileSync(path(name), text);
    utimesSync(path(name), seconds, seconds);
  };

  beforeEach(() => {
    mkdirSync(path('base/1'), { recursive: true });
    write('PG_VERSION', '15');
    write('base/1/1259', 'rows');
  });

  it('stays the same while nothing is touched', async () => {
    const before = await fingerprintFiles({ directory: folder.path });
    write('base/1/1259', 'rows');
    assert.equal(await fingerprintFiles({ directory: folder.path }), before);
  });

  const changes: [string, () => void][] = [
    [
      'a size',
      () => {
        write('base/1/1259', 'more rows');
      },
    ],
    [
      'a time',
      () => {
        write('base/1/1259', 'rows', 2000);
      },
    ],
    [
      'a name',
      () => {
        renameSync(path('base/1/1259'), path('base/1/1260'));
      },
    ],
    [
      'a new file',
      () => {
        write('base/1/2', '');
      },
    ],
    [
      'a file that moved to another folder',
      () => {
        renameSync(path('base/1/1259'), path('base/1259'));
      },
    ],
  ];
  for (const [what, change] of changes) {
    it(`shows ${what}`, async () => {
      const before = await fingerprintFiles({ directory: folder.path });
      change();
      assert.notEqual(await fingerprintFiles({ directory: folder.path }), before);
    });
  }

  it('looks behind links, and ends where they lead in a circle', async () => {
    mkdirSync(path('space'));
    write('space/16400', 'a');
    mkdirSync(path('data'));
    symlinkSync(path('space'), path('data/link'));
    symlinkSync(path('data'), path('data/circle'));
    const before = await fingerprintFiles({ directory: path('data') });
    write('space/16400', 'changed');
    assert.notEqual(await fingerprintFiles({ directory: path('data') }), before);
  });

  it('tells a folder that is gone from an empty one', async () => {
    mkdirSync(path('empty'));
    const empty = await fingerprintFiles({ directory: path('empty') });
    renameSync(path('empty'), path('elsewhere'));
    assert.notEqual(await fingerprintFiles({ directory: path('empty') }), empty);
  });

  it('watches the earlier backups of pgBackRest that one may refer to, and no others', async () => {
    const full = '20260101-000000F';
    const own = `${full}_20260103-000000I`;
    const others = ['20260102-000000F', `${full}_20260104-000000D`];
    const referred = [full, `${full}_20260102-000000D`];
    for (const name of [...referred, own, ...others]) {
      mkdirSync(path(name));
      write(`${name}/file`, name);
    }
    const told = (): Promise<string> => fingerprintFiles({ directory: path(own), storedBy: 'pgbackrest' });
    let before = await told();
    for (const name of others) write(`${name}/file`, 'changed, and longer');
    assert.equal(await told(), before);
    for (const name of [...referred, own]) {
      write(`${name}/file`, 'changed, and longer');
      const after = await told();
      assert.notEqual(after, before);
      before = after;
    }
  });
});
