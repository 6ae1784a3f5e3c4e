import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { temporaryFolder } from '../io/temporary';
import { looseSet, scanAll } from '../catalog/looseSet';
import { command } from './console';

describe('a directory that cannot be searched', () => {
  const folder = temporaryFolder();

  it('with a name that is not UTF-8 makes the exit code 3, and the reason is said', async function () {
    // Other systems refuse such names.
    if (process.platform !== 'linux') this.skip();
    mkdirSync(Buffer.concat([Buffer.from(`${folder.path}/set`), Buffer.from([0xff])]));
    for (const words of ['list', 'verify', 'archive', 'segments']) {
      const { code, out } = await command([words, folder.path]);
      assert.equal(code, 3, words);
      if (words !== 'segments') assert.match(out, /its name is not UTF-8/);
    }
  });

  it('is a finding beside the sets that were found', async () => {
    const { tree } = looseSet();
    tree.folder('/b/closed', 'EACCES');
    const { sets, findings } = await scanAll(tree);
    assert.equal(sets.length, 1);
    assert.deepEqual(
      findings.map(({ code, args }) => [code, args['reason']]),
      [['unreadable-directory', 'EACCES']],
    );
  });
});
