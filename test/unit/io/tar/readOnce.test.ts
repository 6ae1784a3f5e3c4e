import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Catalog } from '../../../../src/core/model/catalog';
import type { BackupSet } from '../../../../src/core/model/backupSet';
import { scan } from '../../../../src/core/catalog/scan';
import { setJobOf } from '../../../../src/core/proofs/setJob';
import { expectedFacts, withFiles } from '../../../../src/core/proofs/withFiles';
import { withRecords } from '../../../../src/core/proofs/withRecords';
import { verifyFiles } from '../../../../src/core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../../../src/io/hashing/fileHasher';
import { LocatedTree } from '../../../../src/io/location/locatedTree';
import { NodeFileTree } from '../../../../src/io/nodeFileTree';
import { SyncFileTree } from '../../../../src/io/syncFileTree';
import { ContentRoom } from '../../../../src/io/tar/keptContents';
import { tarStore } from '../../../../src/io/tar/tarStore';
import { TarTree } from '../../../../src/io/tar/tarTree';
import { InlineRunner } from '../../../../src/worker/inlineRunner';
import { readEverySegment, readWindows } from '../../../../src/engine/read/readRecordsOfArchive';
import { Verifier } from '../../../../src/engine/read/verifier';
import { fixture } from '../../support/fixtures';
import { contentOf, DIRECTORIES, FILES } from '../../support/furnish';
import { fileLine, manifestText } from '../../verifyFiles/sampleBackup';
import { temporaryFolder } from '../temporary';
import { ReadBytes } from './readBytes';
import { type Member, tarOf } from './tars';

/** Read once more to see what it is. */
const HEAD = 512;
const RANGE = { ranges: ['1 2/FB000028 3/1452958'] };

describe('A verification of a packed tar', () => {
  const folder = temporaryFolder();
  let files: Member[];
  let wal: Member[];

  before(async () => {
    const home = `${await fixture('9.6')}/A-standalone`;
    const read = (path: string): Buffer => readFileSync(`${home}/${path}`);
    files = ['backup_label', 'PG_VERSION', 'global/pg_control'].map((name) => ({
      name,
      content: read(`backup/${name}`),
    }));
    files.push({ name: 'base/1/1259', content: Buffer.alloc(300_000, 7) });
    files.push(...FILES.map((name) => ({ name, content: Buffer.from(contentOf(name, '9.6')) })));
    wal = readdirSync(`${home}/archive`)
      .filter((name) => name.length === 24 && name > '0000000100000002000000FA')
      .sort()
      .map((name) => ({ name: `pg_wal/${name}`, content: read(`archive/${name}`) }));
  });
  beforeEach(() => {
    tarStore().keepContents();
  });
  afterEach(() => tarStore().forgetContents());

  async function put(name: string, members: readonly Member[]): Promise<string> {
    const path = `${folder.path}/${name}`;
    const directories = DIRECTORIES['9.6'].map((each): Member => ({ name: `${each}/`, type: 'directory' }));
    const isBase = members.some((member) => member.name === 'PG_VERSION');
    const all = isBase ? [...directories, ...members] : members;
    writeFileSync(path, gzipSync(await tarOf(all), { level: 1 }));
    return path;
  }

  function manifest(algorithm: 'CRC32C' | 'SHA256' = 'CRC32C', table = files): Buffer {
    const lines = table.map(({ name, content = '' }) => fileLine(name, Buffer.from(content), { algorithm }));
    return Buffer.from(manifestText(lines, RANGE));
  }

  interface Verified {
    readonly set: BackupSet;
    readonly catalog: Catalog;
    /** How often each tar was read. */
    readonly times: (path: string) => number;
  }

  /**
   * What `verify --files` does to WAL and files, in one thread. It does not look at the data directory, so the set is at most
   * complete.
   */
  async function verified(): Promise<Verified> {
    const counted = new ReadBytes();
    try {
      const options = {
        roots: [folder.path],
        archiveDirectories: [],
        level: 'headers',
        wholeTars: 'all',
      } as const;
      const catalog = await scan(new LocatedTree(new NodeFileTree()), options);
      const [found] = catalog.sets;
      const job = found && setJobOf(found, catalog);
      assert.ok(found !== undefined && job !== undefined);
      const verifier = new Verifier(new InlineRunner());
      const set = withRecords(found, await verifier.verifySet(job));
      for (const archive of catalog.archives) {
        const reading = await readWindows(verifier, archive, [set], catalog);
        assert.equal(reading.windows.length, set.parts.wal.verdict === 'restorable' ? 1 : 0);
        await readEverySegment(verifier, archive);
      }
      const { dataDirectory: directory = '', manifest: list = '' } = found.files;
      const tars = found.tars === undefined ? {} : { tars: found.tars };
      const tree = new TarTree(new SyncFileTree());
      const expected = expectedFacts(set);
      const hasher = new NodeFileHasher();
      const compared = await verifyFiles({ tree, hasher, directory, manifest: list, ...tars, expected });
      const times = (path: string): number => counted.of(path) / (statSync(path).size + HEAD);
      return { set: withFiles(set, compared), catalog, times };
    } finally {
      counted.restore();
    }
  }

  function told({ findings }: BackupSet): string[] {
    return findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  }

  it('unpacks it once, for records, windows, every segment and the files of a manifest in it', async () => {
    const list = { name: 'backup_manifest', content: manifest() };
    const path = await put('base.tar.gz', [...files, ...wal, list]);
    const { set, times } = await verified();
    assert.deepEqual(
      [set.verdict, set.evidence, told(set)],
      ['complete', { wal: 'records', data: 'names', files: 'checked' }, []],
    );
    assert.ok(times(path) < 1.01, `read ${String(times(path))} times`);
  });

  it('unpacks each of pg_basebackup’s tars once, with the algorithm of the manifest beside them', async () => {
    writeFileSync(`${folder.path}/backup_manifest`, manifest('SHA256'));
    const base = await put('base.tar.gz', files);
    const pgWal = await put(
      'pg_wal.tar.gz',
      wal.map((member) => ({ ...member, name: member.name.slice(7) })),
    );
    const { set, times } = await verified();
    assert.deepEqual([set.verdict, set.evidence.files, told(set)], ['complete', 'checked', []]);
    assert.ok(times(base) < 1.01 && times(pgWal) < 1.01, `${String(times(base))} ${String(times(pgWal))}`);
  });

  it('finds what it found by reading it again', async () => {
    const listed = manifest();
    const spoilt = files.map((file) =>
      file.name === 'base/1/1259' ? { ...file, content: Buffer.alloc(300_000, 8) } : file,
    );
    const [first, ...others] = wal;
    assert.ok(first !== undefined);
    const content = Buffer.from(first.content ?? '');
    content.fill(0x55, 0x60, 0x64);
    await put('base.tar.gz', [
      ...spoilt,
      { ...first, content },
      ...others,
      { name: 'base/1/9999', content: 'not listed' },
      { name: 'backup_manifest', content: listed },
    ]);
    const once = await verified();
    await tarStore().forgetContents();
    const again = await verified();
    assert.deepEqual(told(once.set), told(again.set));
    for (const code of ['manifest-file-checksum-mismatch', 'manifest-extra-file'])
      assert.ok(told(once.set).includes(code), told(once.set).join(' '));
    assert.equal(once.set.verdict, 'damaged');
  });

  it('is done in bounded memory: what has no room is unpacked again, in its order', async () => {
    tarStore().keepContents(new ContentRoom(20 * 1024 * 1024));
    const path = await put('base.tar.gz', [
      ...files,
      ...wal,
      { name: 'backup_manifest', content: manifest() },
    ]);
    const { set, times } = await verified();
    assert.deepEqual([set.verdict, told(set)], ['complete', []]);
    // The index with all checksums, and each of the three walks.
    assert.ok(times(path) > 1.5 && times(path) < 4.1, `read ${String(times(path))} times`);
  });

  it('reads it again where the files are compared by another algorithm than was guessed', async () => {
    const list = { name: 'backup_manifest', content: manifest('SHA256') };
    const path = await put('base.tar.gz', [...files, ...wal, list]);
    const { set, times } = await verified();
    assert.deepEqual([set.evidence.files, told(set)], ['checked', []]);
    assert.ok(times(path) > 1.9 && times(path) < 2.1, `read ${String(times(path))} times`);
  });
});
