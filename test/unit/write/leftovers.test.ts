import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isLeftoverName, temporaryName } from '../../../src/io/write/temporaryName';
import { WalFolder } from '../../../src/io/write/walFolder';
import { type WriteSystem } from '../../../src/io/write/writeSystem';
import { temporaryFolder } from '../io/temporary';
import { BrokenSystem } from './brokenSystem';

const SEGMENT = '0000000100000002000000FE';
const OURS = [
  SEGMENT,
  '00000002.history',
  `${SEGMENT}.00000028.backup`,
  `${SEGMENT}.done`,
  '00000002.history.done',
];

describe('what an interrupted completion left', () => {
  const folder = temporaryFolder();
  const wal = (): string => join(folder.path, 'pg_wal');
  const marks = (): string => join(wal(), 'archive_status');

  async function open(system?: WriteSystem): Promise<WalFolder> {
    const opened = await WalFolder.open(folder.path, wal(), system);
    assert.ok(!('kind' in opened));
    return opened;
  }

  function contents(): string[] {
    return readdirSync(folder.path, { recursive: true })
      .map(String)
      .filter((name) => !/^pg_wal(?:.archive_status)?$/.test(name))
      .sort();
  }

  it('is gone after the next run, from pg_wal and from archive_status', async () => {
    mkdirSync(marks(), { recursive: true });
    for (const name of OURS) writeFileSync(join(wal(), temporaryName(name)), 'half');
    for (const name of OURS) writeFileSync(join(marks(), temporaryName(name)), '');
    await open();
    assert.deepEqual(contents(), []);
  });

  it('is nothing else: no file of a server or of another tool, no link and no directory', async () => {
    mkdirSync(marks(), { recursive: true });
    const others = [
      SEGMENT,
      `${SEGMENT}.tmp`,
      `${SEGMENT}.partial`,
      `${SEGMENT}.gz.pgbi-0123456789ab.tmp`,
      `${SEGMENT}.ready.pgbi-0123456789ab.tmp`,
      `${SEGMENT}.pgbi-0123456789ab.tmp.old`,
      `${SEGMENT}.pgbi-0123456789AB.tmp`,
      'notes.pgbi-0123456789ab.tmp',
      'xlogtemp.4711',
    ];
    for (const name of others) writeFileSync(join(wal(), name), 'not ours');
    mkdirSync(join(wal(), temporaryName(SEGMENT)));
    symlinkSync(join(wal(), SEGMENT), join(wal(), temporaryName(SEGMENT)));
    // Only these two directories are read.
    writeFileSync(join(folder.path, temporaryName(SEGMENT)), 'elsewhere');
    const before = contents();
    await open();
    assert.deepEqual(contents(), before);
    assert.ok(!others.some(isLeftoverName));
  });

  it('stays where a server runs', async () => {
    mkdirSync(marks(), { recursive: true });
    writeFileSync(join(folder.path, 'postmaster.pid'), '');
    writeFileSync(join(wal(), temporaryName(SEGMENT)), 'half');
    const before = contents();
    const opened = await WalFolder.open(folder.path, wal());
    assert.ok('kind' in opened && opened.kind === 'live');
    assert.deepEqual(contents(), before);
  });

  it('is not looked for if the directory cannot be made; that ends with the problem', async () => {
    rmSync(wal(), { recursive: true, force: true });
    const seen = new BrokenSystem(Infinity, 'fails');
    await WalFolder.open(folder.path, wal(), seen.system);
    rmSync(wal(), { recursive: true, force: true });
    const full = new BrokenSystem(seen.calls.indexOf('makeDirectory'), 'fails');
    const opened = await WalFolder.open(folder.path, wal(), full.system);
    assert.deepEqual(opened, { kind: 'system', path: wal(), code: 'ENOSPC' });
    assert.ok(!full.calls.includes('names'));
  });

  it('is gone wherever the run before was killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), async (at) => {
        const add = async (system?: WriteSystem): Promise<unknown> => {
          const opened = await WalFolder.open(folder.path, wal(), system);
          if ('kind' in opened) return opened;
          const content = { fill: fill('whole'), verify: () => Promise.resolve(undefined) };
          return opened.add(SEGMENT, content);
        };
        rmSync(wal(), { recursive: true, force: true });
        await add(new BrokenSystem(at, 'dies').system);
        await add();
        assert.deepEqual(contents().filter(isLeftoverName), []);
        assert.ok(
          contents().every((name) => !name.includes('pgbi-')),
          contents().join(' '),
        );
      }),
      { numRuns: 60 },
    );
  });
});

function fill(text: string) {
  return async (write: (bytes: Uint8Array) => Promise<void>): Promise<undefined> => {
    await write(Buffer.from(text));
    return undefined;
  };
}
