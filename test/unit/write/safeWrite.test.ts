import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { NewContent, NewFile } from '../../../src/io/write/safeWrite';
import { writeNewFile } from '../../../src/io/write/safeWrite';
import { isTemporaryName, temporaryName } from '../../../src/io/write/temporaryName';
import type { WriteProblem } from '../../../src/core/complete/writeProblem';
import type { WriteSystem } from '../../../src/io/write/writeSystem';
import { classifyWalFile } from '../../../src/core/wal/fileName';
import { temporaryFolder } from '../io/temporary';
import { BrokenSystem, withoutLinks } from './brokenSystem';

const NAME = '0000000100000002000000FE';
const PIECES = ['one ', 'two ', 'three'];
const WHOLE = PIECES.join('');

function contentOf(verify: NewContent['verify'] = () => Promise.resolve(undefined)): NewContent {
  return {
    fill: async (write) => {
      for (const piece of PIECES) await write(Buffer.from(piece));
      return undefined;
    },
    verify,
  };
}

describe('writing a file safely', () => {
  const folder = temporaryFolder();
  const file = (name = NAME): NewFile => ({
    dataDirectory: folder.path,
    folder: join(folder.path, 'pg_wal'),
    name,
    access: { mode: 0o600 },
  });
  const path = (): string => join(folder.path, 'pg_wal', NAME);
  const names = (): string[] => readdirSync(join(folder.path, 'pg_wal'));
  const write = (system?: WriteSystem, content = contentOf()): Promise<WriteProblem | undefined> =>
    writeNewFile(file(), content, system);

  beforeEach(() => {
    mkdirSync(join(folder.path, 'pg_wal'));
  });

  for (const [what, system] of [
    ['links', undefined],
    ['no links', withoutLinks()],
  ] as const) {
    it(`leaves the file and nothing else, on a file system with ${what}`, async () => {
      assert.equal(await write(system), undefined);
      assert.deepEqual(names(), [NAME]);
      assert.equal(readFileSync(path(), 'utf8'), WHOLE);
      if (process.platform !== 'win32') assert.equal(statSync(path()).mode & 0o777, 0o600);
    });

    it(`replaces nothing, with ${what}`, async () => {
      writeFileSync(path(), 'mine');
      assert.deepEqual(await write(system), { kind: 'exists', path: path() });
      assert.deepEqual([names(), readFileSync(path(), 'utf8')], [[NAME], 'mine']);
    });

    it(`replaces nothing that appears while it writes, with ${what}`, async () => {
      const racing = contentOf(() => {
        writeFileSync(path(), 'faster');
        return Promise.resolve(undefined);
      });
      assert.deepEqual(await write(system, racing), { kind: 'exists', path: path() });
      assert.deepEqual([names(), readFileSync(path(), 'utf8')], [[NAME], 'faster']);
    });

    it(`replaces nothing that appears at the very last moment, with ${what}`, async () => {
      const broken = new BrokenSystem(-1, 'fails');
      const late = (real: WriteSystem): WriteSystem => ({
        ...real,
        link: (from, to) => {
          writeFileSync(to, 'faster');
          return (system ?? broken.system).link(from, to);
        },
      });
      assert.deepEqual(await write(late(broken.system)), { kind: 'exists', path: path() });
      assert.deepEqual([names(), readFileSync(path(), 'utf8')], [[NAME], 'faster']);
    });

    it(`lets one of many writers win, with ${what}`, async () => {
      const results = await Promise.all(Array.from({ length: 8 }, () => write(system)));
      assert.equal(results.filter((result) => result === undefined).length, 1);
      assert.ok(results.every((result) => result === undefined || result.kind === 'exists'));
      assert.deepEqual([names(), readFileSync(path(), 'utf8')], [[NAME], WHOLE]);
    });
  }

  it('keeps a name that a broken link has', async () => {
    symlinkSync(join(folder.path, 'nowhere'), path());
    assert.deepEqual(await write(), { kind: 'exists', path: path() });
    assert.deepEqual([names(), existsSync(join(folder.path, 'nowhere'))], [[NAME], false]);
  });

  it('does not write where a server runs, nor name what it wrote when one was started meanwhile', async () => {
    const lock = join(folder.path, 'postmaster.pid');
    const started = contentOf(() => {
      writeFileSync(lock, '1');
      return Promise.resolve(undefined);
    });
    assert.deepEqual(await write(undefined, started), { kind: 'live', path: lock });
    assert.deepEqual(await write(), { kind: 'live', path: lock });
    assert.deepEqual(names(), []);
  });

  it('does not write through a link that leads out of the data directory', async () => {
    const target = join(folder.path, 'elsewhere');
    const data = join(folder.path, 'data');
    mkdirSync(target);
    mkdirSync(data);
    symlinkSync(target, join(data, 'pg_wal'));
    const outside = { ...file(), dataDirectory: data, folder: join(data, 'pg_wal') };
    const problem = await writeNewFile(outside, contentOf());
    assert.equal(problem?.kind, 'outside');
    assert.deepEqual(readdirSync(target), []);
  });

  it('writes through a link that stays inside, and into a data directory that is reached by one', async () => {
    rmSync(join(folder.path, 'pg_wal'), { recursive: true });
    mkdirSync(join(folder.path, 'wal'));
    symlinkSync('wal', join(folder.path, 'pg_wal'));
    const link = `${folder.path}-link`;
    symlinkSync(folder.path, link);
    try {
      const problem = await writeNewFile(
        { ...file(), dataDirectory: link, folder: join(link, 'pg_wal') },
        contentOf(),
      );
      assert.equal(problem, undefined);
      assert.deepEqual(readdirSync(join(folder.path, 'wal')), [NAME]);
    } finally {
      rmSync(link);
    }
  });

  it('leaves nothing of a content that is refused, or canceled', async () => {
    const why = { kind: 'refused', path: path(), code: 'recycled-segment', args: {} } as const;
    assert.deepEqual(
      await write(
        undefined,
        contentOf(() => Promise.resolve(why)),
      ),
      why,
    );
    const filling = { ...contentOf(), fill: () => Promise.resolve({ kind: 'canceled' } as const) };
    assert.deepEqual(await write(undefined, filling), { kind: 'canceled' });
    const abort = new AbortController();
    const { signal } = abort;
    const late = contentOf(() => {
      abort.abort();
      return Promise.resolve(undefined);
    });
    assert.deepEqual(await write(undefined, { ...late, signal }), { kind: 'canceled' });
    assert.deepEqual(names(), []);
  });

  it('says what the system said', async function () {
    if (process.platform === 'win32') return;
    for (const code of ['ENOSPC', 'EROFS', 'EACCES', 'EIO', 'EDQUOT']) {
      const { system } = new BrokenSystem(0, 'fails', code);
      assert.deepEqual(await write(system), { kind: 'system', path: join(folder.path, 'pg_wal'), code });
    }
    if (process.getuid?.() !== 0) {
      chmodSync(join(folder.path, 'pg_wal'), 0o500);
      assert.deepEqual(await write(), { kind: 'system', path: path(), code: 'EACCES' });
      chmodSync(join(folder.path, 'pg_wal'), 0o700);
    }
    assert.deepEqual(names(), []);
  });

  for (const links of [true, false]) {
    it(`at every point of failure leaves the whole file or none, ${links ? '' : 'without links'}`, async () => {
      const calls = new BrokenSystem(-1, 'fails');
      await write(links ? calls.system : withoutLinks(calls.system));
      await fc.assert(
        fc.asyncProperty(
          fc.nat(calls.calls.length),
          fc.constantFrom('fails' as const, 'dies' as const),
          fc.constantFrom('ENOSPC', 'EIO', 'EACCES', 'EROFS'),
          async (at, fault, code) => {
            rmSync(join(folder.path, 'pg_wal'), { recursive: true });
            mkdirSync(join(folder.path, 'pg_wal'));
            const broken = new BrokenSystem(at, fault, code);
            const problem = await write(links ? broken.system : withoutLinks(broken.system));
            const left = names();
            const content = left.includes(NAME) ? readFileSync(path(), 'utf8') : undefined;
            const emptyAfterDeath = !links && fault === 'dies' && content === '';
            assert.ok(content === undefined || content === WHOLE || emptyAfterDeath, content);
            if (problem === undefined) assert.equal(content, WHOLE);
            const others = left.filter((name) => name !== NAME);
            assert.ok(others.every(isTemporaryName));
            const mayLeave = fault === 'dies' || broken.calls[at] === 'unlink';
            if (!mayLeave) assert.deepEqual(others, []);
          },
        ),
        { numRuns: 200 },
      );
    });
  }

  it('gives unfinished files names that a scan knows as such', () => {
    const name = temporaryName(NAME);
    assert.equal(classifyWalFile(name)?.kind, 'temporary');
    assert.ok(isTemporaryName(name) && !isTemporaryName(NAME) && !isTemporaryName(`${NAME}.tmp`));
    assert.notEqual(name, temporaryName(NAME));
  });
});
