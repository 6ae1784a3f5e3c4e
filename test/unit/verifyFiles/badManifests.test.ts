import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../src/core/report/messages';
import { projectRoot } from '../../support/paths';
import { MANIFEST, sampleFiles, told, verify } from './sampleBackup';

interface Cases {
  readonly manifest_errors: readonly { readonly content: string; readonly error: string }[];
}

const cases = JSON.parse(
  readFileSync(join(projectRoot(), 'test/fixtures/segment-cases.json'), 'utf8'),
) as Cases;

describe('verifyFiles refuses hand-made manifests (005_bad_manifest)', () => {
  for (const { content, error } of cases.manifest_errors) {
    it(`${error} : ${content.replaceAll('\n', ' ').slice(0, 60)}`, async () => {
      const tree = sampleFiles();
      tree.write(MANIFEST, content);
      const result = await verify(tree);
      assert.equal(result.outcome, 'refused');
      const [finding] = result.findings;
      assert.ok(finding?.code === 'manifest-unreadable', told(result).join());
      // The last case has no checksum to compare, only a wrong end; PostgreSQL's words in our form.
      const reason = error
        .replace(/^.*?: /, '')
        .toLowerCase()
        .replaceAll(' ', '-');
      assert.equal(finding.args['reason'], reason.replace(/^duplicate-path-name.*/, 'duplicate-path-name'));
      assert.doesNotMatch(messageOf(finding).message, /-/);
      assert.deepEqual(result.findings.slice(1), []);
    });
  }

  it('an empty file, binary noise and a manifest that was cut anywhere', async () => {
    const tree = sampleFiles();
    const whole = Buffer.from(
      '{ "PostgreSQL-Backup-Manifest-Version": 1,\n"Files": [],\n"WAL-Ranges": [],\n',
    );
    for (const content of ['', '\0\u0001\u0002', ...Array.from(whole, (_, end) => whole.subarray(0, end))]) {
      tree.write(MANIFEST, content);
      assert.deepEqual(
        (await verify(tree)).findings.map(({ code }) => code),
        ['manifest-unreadable'],
      );
    }
  });
});
