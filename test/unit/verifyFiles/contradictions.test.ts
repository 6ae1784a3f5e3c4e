import assert from 'node:assert/strict';
import { parseControlFile } from '../../../src/core/formats/controlFile';
import { messageOf } from '../../../src/core/report/messages';
import type { ExpectedFacts } from '../../../src/core/verify/files/filesVerification';
import { formatLsn, parseLsn } from '../../../src/core/ground/lsn';
import {
  MANIFEST,
  ROOT,
  controlFile,
  listFiles,
  manifestText,
  sampleBackup,
  sampleFiles,
  told,
  verify,
} from './sampleBackup';

const lsn = (text: string): bigint => parseLsn(text) ?? 0n;

describe('verifyFiles and pg_control', () => {
  const { bytes, systemIdentifier } = controlFile(15);
  const checkpoint = parseControlFile(bytes).value?.checkpointLsn ?? 0n;
  const after = (distance: bigint): string => formatLsn(checkpoint + distance);
  const ranges = [`1 ${after(-1000n)} ${after(1000n)}`];

  async function codes(expected: ExpectedFacts): Promise<string[]> {
    return told(await verify(sampleBackup({ ranges }), { expected }));
  }

  it('takes a checkpoint from the label’s to before the stop', async () => {
    assert.ok(checkpoint > 2000n);
    for (const distance of [0n, 1n, 999n]) {
      assert.deepEqual(await codes({ checkpointLsn: checkpoint - distance }), []);
    }
    assert.deepEqual(await codes({ checkpointLsn: checkpoint + 1n }), ['checkpoint-mismatch before-start']);
    const stop = { lsn: checkpoint, timeline: 1 };
    const tree = sampleBackup({ ranges: [`1 ${after(-1000n)} ${after(0n)}`] });
    const facts = { checkpointLsn: checkpoint - 500n };
    assert.deepEqual(told(await verify(tree, { expected: facts })), ['checkpoint-mismatch after-stop']);
    assert.deepEqual(told(await verify(tree, { expected: { ...facts, stop } })), [
      'checkpoint-mismatch after-stop',
    ]);
  });

  it('shows a pg_control that was swapped, which no CRC32C shows', async () => {
    const tree = sampleBackup({ ranges });
    // Servers of 13 to 17 write the same layout: the CRC of the whole file is the same for all of them.
    tree.write(`${ROOT}/global/pg_control`, controlFile(13).bytes);
    const expected = { systemIdentifier: BigInt(systemIdentifier) };
    assert.equal((await verify(tree)).outcome, 'verified');
    assert.deepEqual(told(await verify(tree, { expected })), ['control-file-mismatch']);
    assert.equal((await verify(sampleBackup({ ranges }), { expected })).outcome, 'verified');
  });
});

describe('verifyFiles and WAL ranges', () => {
  const expected = {
    start: { lsn: lsn('0/2000028'), timeline: 1 },
    stop: { lsn: lsn('0/5000100'), timeline: 2 },
  };
  const whole = ['2 0/3000000 0/5000100', '1 0/2000028 0/3000000'];

  it('takes ranges from the start to the stop', async () => {
    assert.deepEqual(told(await verify(sampleBackup({ ranges: whole }), { expected })), []);
    assert.deepEqual(told(await verify(sampleBackup({ ranges: [] }), { expected })), []);
  });

  it('says which end is another backup’s', async () => {
    const tree = sampleFiles();
    const write = (ranges: readonly string[]): void => {
      tree.write(MANIFEST, manifestText(listFiles(tree), { ranges }));
    };
    write(['2 0/3000000 0/5000100', '1 0/2000060 0/3000000']);
    const start = await verify(tree, { expected });
    assert.deepEqual(told(start), ['manifest-wal-range-mismatch start']);
    assert.match(
      start.findings.map((finding) => messageOf(finding).message).join(),
      /disagree on where its WAL begins \(0\/2000060 on timeline 1 and 0\/2000028 on timeline 1\)/,
    );
    write(['1 0/2000028 0/5000100']);
    const stop = await verify(tree, { expected });
    assert.deepEqual(told(stop), ['manifest-wal-range-mismatch stop']);
  });
});
