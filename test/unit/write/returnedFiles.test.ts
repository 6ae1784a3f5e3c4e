import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeReturnedFiles } from '../../../src/io/write/returnedFiles';
import { isTemporaryName } from '../../../src/io/write/temporaryName';
import { temporaryFolder } from '../io/temporary';
import { BrokenSystem } from './brokenSystem';

const LABEL = Buffer.from('START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\nLABEL: ü "x"\n');
const MAP = Buffer.from('16385 /srv/with a space\\\\and more\n');

describe('the files that a stop returned', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const contents = (): Record<string, string> =>
    Object.fromEntries(readdirSync(folder.path).map((name) => [name, readFileSync(at(name), 'latin1')]));

  it('are written byte for byte, whatever bytes they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), fc.uint8Array(), async (label, tablespaceMap) => {
        const home = at(`set${Math.random()}`);
        mkdirSync(home);
        const outcome = await writeReturnedFiles(home, { label, tablespaceMap });
        assert.equal(outcome.kind, 'written');
        assert.deepEqual(readFileSync(join(home, 'backup_label')), Buffer.from(label));
        const names = tablespaceMap.length > 0 ? ['backup_label', 'tablespace_map'] : ['backup_label'];
        assert.deepEqual(readdirSync(home).sort(), names);
      }),
      { numRuns: 25 },
    );
  });

  it('may be there already, if they are the same', async () => {
    writeFileSync(at('backup_label'), LABEL);
    const outcome = await writeReturnedFiles(folder.path, { label: LABEL, tablespaceMap: MAP });
    assert.deepEqual(outcome, {
      kind: 'written',
      written: ['tablespace_map'],
      unchanged: ['backup_label'],
    });
    const again = await writeReturnedFiles(folder.path, { label: LABEL, tablespaceMap: MAP });
    assert.deepEqual(again, {
      kind: 'written',
      written: [],
      unchanged: ['tablespace_map', 'backup_label'],
    });
  });

  for (const [what, name, content] of [
    ['another label', 'backup_label', 'START WAL LOCATION: 0/1 (file 000000010000000000000000)\n'],
    ['another map', 'tablespace_map', '1 /else\n'],
    ['a label that only begins alike', 'backup_label', `${LABEL.toString('latin1')}x`],
  ] as const) {
    it(`are not written over ${what}; then nothing is written`, async () => {
      writeFileSync(at(name), content, 'latin1');
      const outcome = await writeReturnedFiles(folder.path, { label: LABEL, tablespaceMap: MAP });
      assert.deepEqual(outcome, { kind: 'refused', problem: { kind: 'exists', path: at(name) } });
      assert.deepEqual(contents(), { [name]: content });
    });
  }

  it('are not written beside the map of another backup, when the server returned none', async () => {
    writeFileSync(at('tablespace_map'), MAP);
    const outcome = await writeReturnedFiles(folder.path, { label: LABEL });
    assert.equal(outcome.kind, 'refused');
    assert.deepEqual(readdirSync(folder.path), ['tablespace_map']);
  });

  it('are never written into the directory of a running server', async () => {
    writeFileSync(at('postmaster.pid'), '1');
    const outcome = await writeReturnedFiles(folder.path, { label: LABEL, tablespaceMap: MAP });
    assert.deepEqual(outcome, {
      kind: 'refused',
      problem: { kind: 'live', path: at('postmaster.pid') },
    });
    assert.deepEqual(readdirSync(folder.path), ['postmaster.pid']);
  });

  it('are refused where the folder or a name of theirs is something else', async () => {
    assert.equal((await writeReturnedFiles(at('nowhere'), { label: LABEL })).kind, 'refused');
    mkdirSync(at('backup_label'));
    assert.equal((await writeReturnedFiles(folder.path, { label: LABEL })).kind, 'refused');
  });

  it('never leave a label without its map, wherever it fails', async () => {
    const whole = new BrokenSystem(-1, 'fails');
    const probe = at('probe');
    mkdirSync(probe);
    await writeReturnedFiles(probe, { label: LABEL, tablespaceMap: MAP }, whole.system);
    for (const fault of ['fails', 'dies'] as const) {
      for (let point = 0; point < whole.calls.length; point++) {
        const home = at(`${fault}${point}`);
        mkdirSync(home);
        const { system } = new BrokenSystem(point, fault);
        await writeReturnedFiles(home, { label: LABEL, tablespaceMap: MAP }, system);
        const names = readdirSync(home).filter((name) => !isTemporaryName(name));
        assert.ok(!names.includes('backup_label') || names.includes('tablespace_map'), `${fault} ${point}`);
        for (const name of names) {
          const wanted = name === 'backup_label' ? LABEL : MAP;
          assert.deepEqual(readFileSync(join(home, name)), wanted);
        }
      }
    }
  });
});
