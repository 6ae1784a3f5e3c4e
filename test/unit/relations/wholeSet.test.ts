import assert from 'node:assert/strict';
import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../support/scratch';
import { relationsOf } from '../../postgres/support/structure/relationsOf';
import { fixture } from '../support/fixtures';

/** A real whole set of 9.2, which no server of the tests can be: its OIDs are hidden columns. */
describe('the relations of a real set of 9.2', () => {
  let set: string;
  let archive: string;
  before(async () => {
    const from = join(await fixture('9.2'), 'A-full');
    archive = join(from, 'archive');
    set = join(scratchFolder('relations'), 'set');
    await linkInto(join(from, 'backup'), set);
  });

  it('all have their files', async () => {
    const look = await relationsOf(set, archive);
    assert.deepEqual(look.findings, []);
    assert.equal(look.databasesLeftOut, 0);
    // Three databases of 9.2, each with about 200 relations that have files.
    assert.ok(look.databases >= 3 && look.checked > 500, `${look.databases} ${look.checked}`);
  });

  it('are named by database, schema and file if one is missing', async () => {
    await rm(join(set, 'base', '1', '11743'));
    const { findings } = await relationsOf(set, archive);
    assert.deepEqual(
      findings.map(({ code, args }) => [code, args['database'], args['count'], args['file1']]),
      [['missing-relation-file', 'template1', 1, 'base/1/11743']],
    );
    assert.match(String(findings[0]?.args['relation1']), /^pg_catalog\.pg_\w+$/);
  });
});

/** Links every file: the stored ones are read-only. */
async function linkInto(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkInto(source, target);
    else await symlink(source, target);
  }
}
