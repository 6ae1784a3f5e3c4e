import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { FilesVerification } from '../../../../src/core/verify/files/filesVerification';
import { verifyFiles } from '../../../../src/core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../../../src/io/hashing/fileHasher';
import { SyncFileTree } from '../../../../src/io/syncFileTree';
import { TarTree } from '../../../../src/io/tar/tarTree';
import { controlFile, fileLine, manifestText, told } from '../../verifyFiles/sampleBackup';
import { temporaryFolder } from '../temporary';
import type { Member } from './tars';
import { tarOf } from './tars';

describe('The files of a tar against its manifest', () => {
  const folder = temporaryFolder();
  const control: Member = { name: 'global/pg_control', content: controlFile(15).bytes };
  const table: Member = { name: 'base/1/112', content: Buffer.alloc(8192, 7) };
  const wrong: Member = { name: 'base/1/112', content: Buffer.alloc(8192, 8) };
  const short: Member = { name: 'base/1/112', content: Buffer.alloc(100, 7) };
  const extra: Member = { name: 'base/1/999', content: 'nobody knows it' };
  const lines = [control, table].map(({ name, content }) => fileLine(name, Buffer.from(content ?? '')));

  async function verified(
    members: readonly Member[],
    manifest = manifestText(lines),
    compressed = false,
  ): Promise<FilesVerification> {
    const path = `${folder.path}/base.tar${compressed ? '.gz' : ''}`;
    const bytes = await tarOf([control, ...members, { name: 'backup_manifest', content: manifest }]);
    writeFileSync(path, compressed ? gzipSync(bytes, { level: 1 }) : bytes);
    return verifyFiles({
      tree: new TarTree(new SyncFileTree()),
      hasher: new NodeFileHasher(),
      directory: path,
      manifest: `${path}/backup_manifest`,
      tars: [{ path, prefix: '' }],
    });
  }

  it('is compared, the manifest being in the tar itself', async () => {
    const good = await verified([table]);
    assert.deepEqual([good.outcome, told(good), good.hashedFiles], ['verified', [], 2]);
    assert.deepEqual(told(await verified([])), ['manifest-missing-file base/1/112']);
  });

  it('counts only the last member of a name, whatever came before', async () => {
    for (const before of [wrong, short, table]) {
      const good = await verified([before, table]);
      assert.deepEqual([good.outcome, told(good), good.hashedFiles], ['verified', [], 2]);
    }
    assert.deepEqual(told(await verified([table, wrong])), ['manifest-file-checksum-mismatch base/1/112']);
    assert.deepEqual(told(await verified([wrong, short])), ['manifest-size-mismatch base/1/112']);
    assert.deepEqual(told(await verified([short, wrong])), ['manifest-file-checksum-mismatch base/1/112']);
    assert.deepEqual(told(await verified([table, extra, extra])), ['manifest-extra-file base/1/999']);
  });

  it('takes a file for gone that a link replaces, and back when it comes again', async () => {
    const link: Member = { name: './base/1/112', type: 'symlink', linkname: '/elsewhere' };
    assert.deepEqual(told(await verified([table, link])), ['manifest-missing-file base/1/112 not-regular']);
    assert.deepEqual(told(await verified([table, link, table])), []);
  });

  it('reads a manifest of many megabytes in a packed tar', async () => {
    const name = (i: number): string => `base/16384/${'d'.repeat(200)}${String(i)}`;
    const many = Array.from({ length: 20_000 }, (_, i) => fileLine(name(i), new Uint8Array(0)));
    const text = manifestText([...lines, ...many]);
    assert.ok(text.length > 5 * 1024 * 1024);
    const { manifest, findings } = await verified([table], text, true);
    assert.equal(manifest?.files, many.length + 2);
    assert.ok(findings.every(({ code }) => code === 'manifest-missing-file'));
  });
});
