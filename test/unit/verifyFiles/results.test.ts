import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Finding } from '../../../src/core/ground/finding';
import { BoundedFindings } from '../../../src/core/verify/files/boundedFindings';
import { verifyFiles } from '../../../src/core/verify/files/verifyFiles';
import { MemoryHasher, MemoryTree } from './memoryTree';
import {
  MANIFEST,
  ROOT,
  fileLine,
  listFiles,
  manifestText,
  sampleBackup,
  sampleFiles,
  told,
  verify,
} from './sampleBackup';

describe('BoundedFindings', () => {
  const finding = (file: string): Finding => ({
    code: 'manifest-extra-file',
    severity: 'error',
    file,
    args: { path: file },
  });

  it('keeps the first by path, counts the rest, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ maxLength: 5 })),
        fc.integer({ min: 1, max: 8 }),
        (paths, limit) => {
          const collected = new BoundedFindings(limit);
          for (const path of paths) collected.add(finding(path));
          const sorted = [...paths].sort();
          const rest = Math.max(0, paths.length - limit);
          const expected = sorted.slice(0, limit).map(finding);
          const more = {
            code: 'manifest-extra-file',
            severity: 'error',
            file: '/x',
            args: { reason: 'more', count: rest },
          };
          assert.deepEqual(collected.sorted([], '/x'), rest === 0 ? expected : [...expected, more]);
        },
      ),
    );
  });

  it('bounds what a backup that is wrong in everything has to say', async () => {
    const tree = new MemoryTree();
    const lines: string[] = [];
    for (let i = 0; i < 50; i++) lines.push(fileLine(`base/${String(i)}`, new Uint8Array()));
    tree.directory(ROOT);
    tree.write(MANIFEST, manifestText(lines));
    const result = await verify(tree, { findingLimit: 3 });
    assert.deepEqual(told(result), [
      'manifest-missing-file base/0',
      'manifest-missing-file base/1',
      'manifest-missing-file base/10',
      'manifest-missing-file more',
    ]);
    assert.equal(result.findings.at(-1)?.args['count'], 47);
  });
});

describe('verifyFiles', () => {
  it('reports exactly what differs, the same however a directory is listed and work is shared', async () => {
    const change = fc.constantFrom('keep', 'remove', 'grow', 'flip', 'add');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,3}(\/[0-9]{1,2}){0,2}$/), change, { maxKeys: 20 }),
        fc.infiniteStream(fc.nat()),
        async (wanted, order) => {
          const changes = Object.entries(wanted).filter(
            ([path]) => !Object.keys(wanted).some((other) => other.startsWith(`${path}/`)),
          );
          const files = new Map(changes.map(([path]) => [path, new TextEncoder().encode(`of ${path}`)]));
          const tree = new MemoryTree();
          tree.directory(ROOT);
          const lines = changes
            .filter(([, what]) => what !== 'add')
            .map(([path]) => fileLine(path, files.get(path) ?? new Uint8Array()));
          const shuffled = changes
            .map((entry) => ({ entry, rank: Number(order.next().value) }))
            .sort((a, b) => a.rank - b.rank);
          for (const {
            entry: [path, what],
          } of shuffled) {
            const bytes = files.get(path) ?? new Uint8Array();
            if (what === 'grow') tree.write(`${ROOT}/${path}`, new Uint8Array([...bytes, 0]));
            else if (what === 'flip')
              tree.write(
                `${ROOT}/${path}`,
                bytes.map((byte, i) => (i === 1 ? byte ^ 4 : byte)),
              );
            else if (what !== 'remove') tree.write(`${ROOT}/${path}`, bytes);
          }
          tree.write(MANIFEST, manifestText(lines));
          const of = (what: string): string[] =>
            changes
              .filter((pair) => pair[1] === what)
              .map(([path]) => path)
              .sort();
          assert.deepEqual(told(await verify(tree)), [
            ...of('remove').map((path) => `manifest-missing-file ${path}`),
            ...of('grow').map((path) => `manifest-size-mismatch ${path}`),
            ...of('flip').map((path) => `manifest-file-checksum-mismatch ${path}`),
            ...of('add').map((path) => `manifest-extra-file ${path}`),
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('tells how many bytes are done of how many, to the end', async () => {
    const tree = sampleBackup();
    const steps: (readonly [number, number])[] = [];
    const result = await verify(tree, {
      onProgress: ({ doneBytes, totalBytes }) => steps.push([doneBytes, totalBytes]),
    });
    assert.equal(steps[0]?.[0], 0);
    assert.deepEqual(steps.at(-1), [result.hashedBytes, result.hashedBytes]);
    assert.ok(steps.every(([done], i) => done >= (steps[i - 1]?.[0] ?? 0)));
  });

  it('ends soon and claims nothing when it is canceled', async () => {
    const tree = sampleBackup();
    tree.remove(`${ROOT}/pg_xact/0000`);
    const before = await verify(tree, { signal: AbortSignal.abort() });
    assert.deepEqual([before.outcome, before.hashedFiles, ...told(before)], ['canceled', 0]);
    const abort = new AbortController();
    const { signal } = abort;
    const hasher = new MemoryHasher(tree, 1);
    // The first call is the manifest's own checksum.
    hasher.onHash = () => {
      if (hasher.calls.length > 1) abort.abort();
    };
    const input = { tree, hasher, directory: ROOT, manifest: MANIFEST, signal };
    const during = await verifyFiles(input);
    assert.deepEqual([during.outcome, during.hashedFiles], ['canceled', 0]);
  });

  it('notices a file that changes its size while it is read', async () => {
    const tree = sampleBackup();
    const hasher = new MemoryHasher(tree);
    hasher.onHash = () => {
      if (hasher.calls.length > 1) tree.write(`${ROOT}/PG_VERSION`, '15\n15\n');
    };
    const result = await verifyFiles({ tree, hasher, directory: ROOT, manifest: MANIFEST });
    assert.deepEqual(told(result), ['manifest-size-mismatch PG_VERSION changed-while-reading']);
  });

  it('takes a checksum of the wrong length for wrong, also where there is none', async () => {
    for (const [text, reason] of [
      ['"Checksum": "31350a"', 'length'],
      ['"Checksum": ""', 'length'],
    ] as const) {
      const tree = sampleFiles();
      const lines = listFiles(tree).map((line) =>
        line.includes('PG_VERSION') ? line.replace(/"Checksum": "[^"]*"/, text) : line,
      );
      tree.write(MANIFEST, manifestText(lines));
      assert.deepEqual(told(await verify(tree)), [`manifest-file-checksum-mismatch PG_VERSION ${reason}`]);
    }
  });

  it('goes through links that fan out without end', async () => {
    const tree = sampleBackup();
    for (let level = 0; level < 30; level++) {
      for (const name of ['a', 'b']) {
        tree.set(`/maze/${String(level)}/${name}`, { kind: 'link', target: `/maze/${String(level + 1)}` });
      }
    }
    tree.directory('/maze/30');
    tree.set(`${ROOT}/base/maze`, { kind: 'link', target: '/maze/0' });
    const result = await verify(tree);
    assert.equal(result.outcome, 'refused');
    assert.ok(tree.touched.length < 5000, String(tree.touched.length));
  });
});
