import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { HashRange } from '../../../src/core/verify/files/hashing';
import { NodeFileHasher } from '../../../src/io/hashing/fileHasher';
import type { FilesVerification } from '../../../src/core/verify/files/filesVerification';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { SharedHasher } from '../../../src/worker/sharedHasher';
import type { TaskRunner } from '../../../src/worker/taskRunner';
import { temporaryFolder } from '../io/temporary';
import { fileLine, manifestText, told } from './sampleBackup';

const GO_ON = new AbortController().signal;

describe('SharedHasher', () => {
  const folder = temporaryFolder();
  const inline = new InlineRunner();
  let asked: string[];

  const runner: TaskRunner = {
    size: 4,
    run(kind, input, hooks) {
      asked.push(kind);
      return inline.run(kind, input, hooks);
    },
  };

  beforeEach(() => {
    asked = [];
    writeFileSync(`${folder.path}/file`, 'content');
  });

  const range = (): HashRange => ({
    path: `${folder.path}/file`,
    algorithm: 'SHA256',
    offset: 0,
    length: 7,
    last: true,
  });

  it('needs no other thread for one call at a time', async () => {
    const hasher = new SharedHasher(new NodeFileHasher(), runner);
    assert.equal(hasher.lanes, 4);
    await hasher.hash([range()], GO_ON);
    await hasher.hash([range()], GO_ON);
    assert.deepEqual(asked, []);
  });

  it('shares what comes while it is at work, with the same results', async () => {
    const hasher = new SharedHasher(new NodeFileHasher(), runner);
    const results = await Promise.all([1, 2, 3].map(() => hasher.hash([range()], GO_ON)));
    assert.deepEqual(asked, ['hash', 'hash']);
    assert.deepEqual(results[1], results[0]);
    assert.deepEqual(results[2], results[0]);
    assert.ok(results[0]?.[0] !== undefined && 'checksum' in results[0][0]);
  });

  it('tells the others when the work is canceled', async () => {
    const abort = new AbortController();
    const { signal } = abort;
    const waiting: TaskRunner = {
      size: 2,
      run: (_kind, _input, hooks) =>
        new Promise((_resolve, reject) => {
          hooks?.signal?.addEventListener('abort', () => {
            reject(new Error('canceled'));
          });
        }),
    };
    const hasher = new SharedHasher(new NodeFileHasher(), waiting);
    const own = hasher.hash([range()], signal);
    const other = hasher.hash([range()], signal);
    abort.abort();
    await assert.rejects(other, /canceled/);
    await own;
  });

  it('is what the task for a whole backup hashes with', async () => {
    writeFileSync(
      `${folder.path}/backup_manifest`,
      manifestText([fileLine('file', new TextEncoder().encode('content'))]),
    );
    const job = { directory: folder.path, manifest: `${folder.path}/backup_manifest` };
    let bytes = 0;
    const progress = (count: number): void => void (bytes += count);
    const good = (await inline.run('verify-files', job, { progress })) satisfies FilesVerification;
    assert.deepEqual([good.outcome, good.hashedFiles, bytes], ['verified', 1, 7]);
    writeFileSync(`${folder.path}/file`, 'CONTENT');
    assert.deepEqual(told(await inline.run('verify-files', job)), ['manifest-file-checksum-mismatch file']);
  });
});
