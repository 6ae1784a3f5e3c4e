import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Catalog } from '../../../src/core/model/catalog';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { WalArchive } from '../../../src/core/model/walArchive';
import { scan } from '../../../src/core/catalog/scan';
import { setJobOf } from '../../../src/core/proofs/setJob';
import { withRecords } from '../../../src/core/proofs/withRecords';
import { rangeNames } from '../../../src/core/wal/segmentName';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { Verifier } from '../../../src/engine/read/verifier';
import { fixture } from '../support/fixtures';

interface Expected {
  readonly segments_needed?: readonly string[];
  readonly backups?: readonly { readonly backup_dir: string; readonly segments_needed: readonly string[] }[];
  readonly verdict: { readonly restorable: boolean | 'depends' | object; readonly file?: string | null };
}

/** Damage that neither names nor first pages show. */
const ONLY_RECORDS_TELL = /^(04a|04b|05-|12a|13)/;

const verifier = new Verifier(new InlineRunner());

for (const version of ['9.2', '9.6'] as const) {
  describe(`real sets of ${version}`, () => {
    let root = '';
    let catalog: Catalog;

    before(async () => {
      root = await fixture(version);
      // All sets at once: a copy must not use the files beside another one.
      catalog = await scan(new NodeFileTree(), { roots: [root], archiveDirectories: [], level: 'headers' });
    });

    async function truthOf(set: BackupSet): Promise<Expected> {
      const folder = set.path.replace(/\/backup[12]?$/, '');
      return JSON.parse(await readFile(`${folder}/expected.json`, 'utf8')) as Expected;
    }

    function caseOf({ path }: BackupSet | WalArchive): string {
      return path.slice(root.length + 1).replace(/^C-damaged\//, '');
    }

    it('are all found, each once', () => {
      const folders = catalog.sets.map(caseOf).sort();
      assert.equal(new Set(folders).size, folders.length);
      assert.equal(folders.length, version === '9.2' ? 44 : 43);
      assert.ok(catalog.sets.every(({ layout }) => layout === 'data-directory'));
      assert.deepEqual(catalog.findings, []);
    });

    it('need exactly the segments that the server needed', async () => {
      for (const set of catalog.sets) {
        const { segments_needed: one, backups } = await truthOf(set);
        const needed =
          one ?? backups?.find(({ backup_dir }) => set.path.endsWith(backup_dir))?.segments_needed;
        if (needed === undefined || set.stop === undefined || set.geometry === undefined) continue;
        const { geometry } = set;
        const names = set.required?.ranges.flatMap((range) => [...rangeNames(range, geometry)]);
        assert.deepEqual(names, needed, set.path);
      }
    });

    it('never claim restorable from names and first pages, and find what those show', async () => {
      for (const set of catalog.sets) {
        const { verdict } = await truthOf(set);
        assert.notEqual(set.verdict, 'restorable', set.path);
        if (verdict.restorable === true) {
          assert.ok(['complete', 'undetermined'].includes(set.verdict), set.path);
        } else if (verdict.restorable === false && !ONLY_RECORDS_TELL.test(caseOf(set))) {
          assert.notEqual(set.verdict, 'complete', set.path);
        }
      }
    });

    it('get from their records the verdict that the server gave', async () => {
      for (const set of catalog.sets) {
        const { verdict } = await truthOf(set);
        const job = setJobOf(set, catalog);
        const proven = job === undefined ? set : withRecords(set, await verifier.verifySet(job));
        const findings = proven.findings.map(({ code }) => code).join(' ');
        if (verdict.restorable === 'depends') {
          assert.ok(findings.includes('duplicate-segment'), set.path);
          assert.equal(proven.verdict, 'damaged', set.path);
        } else if (verdict.restorable === false) {
          assert.ok(!['restorable', 'complete'].includes(proven.verdict), `${set.path}: ${proven.verdict}`);
          assert.notEqual(findings, '', set.path);
        } else {
          assert.equal(proven.parts.wal.verdict, 'restorable', `${set.path}: ${findings}`);
        }
      }
    });

    it('name the file that is to blame', async () => {
      for (const set of catalog.sets) {
        const { verdict } = await truthOf(set);
        if (verdict.restorable !== false || typeof verdict.file !== 'string') continue;
        const job = setJobOf(set, catalog);
        const proven = job === undefined ? set : withRecords(set, await verifier.verifySet(job));
        const blamed = proven.findings
          .filter(({ severity }) => severity === 'error')
          .map(({ segment, file }) => `${file ?? ''} ${segment ?? ''}`);
        const name = verdict.file;
        assert.ok(
          blamed.some((text) => text.includes(name.replace(/\.gz$/, ''))),
          `${set.path}: ${name} not in ${blamed.join(', ')}`,
        );
      }
    });

    it('tell what is wrong with the archives around them', () => {
      const findingsOf = (name: string): string[] => {
        const archive = catalog.archives.find(({ path }) => path.includes(`/${name}`));
        assert.ok(archive, name);
        return archive.findings.map(({ code, severity }) => `${code}:${severity}`);
      };
      assert.deepEqual(findingsOf('1-gap-between-backups'), ['archive-gap:warning']);
      assert.deepEqual(findingsOf('2-history-missing'), ['missing-timeline-history:error']);
      assert.deepEqual(findingsOf('3-first-segment-of-timeline-2-missing'), ['archive-gap:error']);
      assert.deepEqual(findingsOf('5-history-garbage'), ['unreadable-timeline-history:error']);
      assert.deepEqual(findingsOf('B-pitr-archive'), []);
    });
  });
}
