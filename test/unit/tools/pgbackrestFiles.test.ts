import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Sha1 } from '../../../src/core/formats/sha1';
import { pgbackrestFiles, readPgbackrestManifest } from '../../../src/core/formats/tools/pgbackrestFiles';
import { messageOf } from '../../../src/core/report/messages';
import type { FilesVerification } from '../../../src/core/verify/files/filesVerification';
import { verifyFiles } from '../../../src/core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../../src/io/hashing/fileHasher';
import { SyncFileTree } from '../../../src/io/syncFileTree';
import { temporaryFolder } from '../io/temporary';

const LABEL = '20261125-131934F';

/** A manifest with pgBackRest's own checksum over it. */
function manifest(files: readonly string[], options = 'option-compress-type="gz"'): string {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['backrest', ['backrest-format=5', 'backrest-version="2.45"']],
    ['backup:db', ['db-system-id=7712152947021540220']],
    ['backup:option', [options]],
    ['target:file', files],
  ];
  const json = sections.map(([name, lines]) => {
    const values = lines.map((line) => {
      const at = name === 'target:file' ? line.indexOf('={') : line.indexOf('=');
      return `"${line.slice(0, at)}":${line.slice(at + 1)}`;
    });
    return `"${name}":{${values.join(',')}}`;
  });
  const sum = createHash('sha1')
    .update(`{${json.join(',')}}`)
    .digest('hex');
  const text = sections.map(([name, lines]) => `[${name}]\n${lines.join('\n')}\n`).join('\n');
  return `${text}\n[backrest]\nbackrest-checksum="${sum}"\n`;
}

function entry(path: string, content: string, more = ''): string {
  const sum = createHash('sha1').update(content).digest('hex');
  return `${path}={"checksum":"${sum}","size":${String(content.length)}${more},"timestamp":1}`;
}

describe('The SHA-1 of pieces', () => {
  it('is that of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (pieces) => {
        const sum = new Sha1();
        for (const piece of pieces) sum.update(piece);
        assert.equal(sum.finish(), createHash('sha1').update(Buffer.concat(pieces)).digest('hex'));
      }),
    );
  });
});

describe('The files of a pgBackRest manifest', () => {
  const folder = temporaryFolder();

  it('are read one by one, whatever their names hold, with their places', () => {
    const bytes = Buffer.from(
      manifest([
        entry('pg_data/a=b={"x":1}', 'text').replace('a=b={"x":1}', 'a=b'),
        entry('pg_data/base/1', 'more', ',"bni":3,"bno":77,"repo-size":24,"reference":"20261101-000000F"'),
        entry('pg_data/base/2', 'blocks', ',"bims":128,"bim":40'),
        'pg_data/empty={"size":0,"timestamp":1}',
        'pg_data/bad={"size":-1}',
        'pg_data/none={"size":5}',
      ]),
    );
    const { compression, systemIdentifier, problems } = readPgbackrestManifest(bytes);
    assert.deepEqual([compression, systemIdentifier, problems], ['gz', 7712152947021540220n, []]);
    const files = [...pgbackrestFiles(bytes)];
    assert.deepEqual(
      files.map((file) => (typeof file === 'string' ? file : file.path)),
      ['pg_data/a=b', 'pg_data/base/1', 'pg_data/base/2', 'pg_data/empty', 'pg_data/bad', 'pg_data/none'],
    );
    assert.ok(typeof files[1] === 'object' && typeof files[2] === 'object' && typeof files[4] === 'string');
    assert.deepEqual(files[1].bundle, { id: 3, offset: 77 });
    assert.deepEqual(
      [files[1].storedSize, files[1].reference, files[2].isBlocks],
      [24, '20261101-000000F', true],
    );
  });

  it('are known by the forms that versions tell in other ways, and never by one that is unknown', () => {
    const form = (options: string): unknown =>
      readPgbackrestManifest(Buffer.from(manifest([], options))).compression;
    assert.deepEqual(
      [
        'option-compress=true',
        'option-compress=false',
        'option-compress-type="bz2"',
        'option-compress-type="new"',
      ].map(form),
      ['gz', 'none', 'bz2', undefined],
    );
  });

  it('never fail to be read, whatever was changed', () => {
    const good = manifest([entry('pg_data/x', 'content'), entry('pg_data/y', 'content')]);
    fc.assert(
      fc.property(fc.nat(good.length), fc.string(), (at, text) => {
        const bytes = Buffer.from(good.slice(0, at) + text + good.slice(at + text.length));
        const { problems } = readPgbackrestManifest(bytes);
        const count = [...pgbackrestFiles(bytes)].length;
        assert.ok(
          count <= 3 + text.length && (problems.length > 0 || bytes.toString() === good || text.length > 0),
        );
      }),
    );
  });

  async function compared(text: string): Promise<FilesVerification> {
    const directory = `${folder.path}/${LABEL}`;
    writeFileSync(`${directory}/backup.manifest`, text);
    const input = { directory, manifest: `${directory}/backup.manifest`, storedBy: 'pgbackrest' } as const;
    return verifyFiles({ tree: new SyncFileTree(), hasher: new NodeFileHasher(), ...input });
  }

  function told({ findings }: FilesVerification): string[] {
    for (const finding of findings) assert.ok(messageOf(finding).message.length > 20);
    return findings.map(({ code, args }) => [code, args['reason'] ?? ''].join(' ').trim());
  }

  beforeEach(() => {
    mkdirSync(`${folder.path}/${LABEL}/pg_data`, { recursive: true });
    writeFileSync(`${folder.path}/${LABEL}/pg_data/x.gz`, gzipSync('content'));
  });

  it('are not said to be right where only their changed blocks are stored', async () => {
    const result = await compared(
      manifest([entry('pg_data/x', 'content'), entry('pg_data/y', 'content', ',"bims":128,"bim":40')]),
    );
    assert.deepEqual(
      [result.outcome, result.hashedFiles, told(result)],
      ['verified', 1, ['base-files-not-seen blocks']],
    );
  });

  it('never lead out of the repository, by name or by the backup that they refer to', async () => {
    const result = await compared(
      manifest([
        entry('pg_data/../../x', 'content'),
        entry('pg_data/x', 'content', ',"reference":"../../etc"'),
      ]),
    );
    assert.deepEqual(told(result), ['manifest-missing-file outside', 'manifest-missing-file outside']);
  });

  it('may hold far more than they should, of which little is unpacked', async () => {
    writeFileSync(`${folder.path}/${LABEL}/pg_data/x.gz`, gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    assert.deepEqual(told(await compared(manifest([entry('pg_data/x', 'content')]))), [
      'manifest-size-mismatch more-content',
    ]);
  });

  it('cannot be compared by a manifest that is cut, encrypted, empty or of another form', async () => {
    const good = manifest([entry('pg_data/x', 'content')]);
    assert.deepEqual(told(await compared(good)), []);
    assert.deepEqual(told(await compared(good.slice(0, -20))), ['manifest-checksum-mismatch']);
    assert.deepEqual(told(await compared('')), ['manifest-unreadable empty']);
    assert.deepEqual(told(await compared('Salted__abc')), ['base-files-not-seen encrypted']);
    const other = manifest([entry('pg_data/x', 'content')], 'option-compress-type="new"');
    assert.deepEqual(told(await compared(other)), ['manifest-unreadable unknown-compression']);
  });
});
