import assert from 'node:assert/strict';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBackupLabel } from '../../src/core/formats/label/backupLabel';
import { checkChain } from '../../src/core/verify/files/chain';
import type { FilesInput, FilesVerification } from '../../src/core/verify/files/filesVerification';
import { verifyFiles } from '../../src/core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../src/io/hashing/fileHasher';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { scratchFolder } from '../support/scratch';
import type { BaseBackup, BaseBackupOptions } from './support/baseBackup';
import { copyBaseBackup, takeBaseBackup } from './support/baseBackup';
import { forgeManifest, MANIFEST_SCENARIOS } from './support/manifestScenarios';
import { giveToServer } from './support/serverUser';
import { TestServer } from './support/testServer';
import type { VerifyBackupTool } from './support/verifyBackupTool';
import { findVerifyBackup, runVerifyBackup } from './support/verifyBackupTool';
import { availableMajors } from './support/versions';

const majors = availableMajors().filter((major) => major >= 13);
/** The scenarios do not depend on the version, so all of them run with these two only. */
const THOROUGH = [Math.max(...majors.filter((major) => major <= 16)), Math.max(...majors)];

for (const major of majors) {
  const judge = judgeOf(major);
  const beside = judge === undefined ? 'no pg_verifybackup for it here: our verdict' : 'as pg_verifybackup';
  describe(`manifests of PostgreSQL ${String(major)} (${beside})`, () => {
    compare(major, judge);
  });
}

/**
 * A tool of 17 or later requires a pg_control of its own version beside a manifest of version 2; older ones refuse such
 * manifests.
 */
function judgeOf(major: number): VerifyBackupTool | undefined {
  const tool = findVerifyBackup();
  return major < 17 || tool?.major === major ? tool : undefined;
}

function compare(major: number, judge: VerifyBackupTool | undefined): void {
  let server: TestServer;
  let home: string;
  let backup: BaseBackup;

  before(async () => {
    home = scratchFolder('manifest');
    server = await TestServer.create(major, major >= 17 ? { settings: { summarize_wal: 'on' } } : {});
    await fill(server);
    backup = await takeBaseBackup(server, join(home, 'whole'));
  });
  after(async () => {
    await server.destroy();
    await rm(home, { recursive: true, force: true });
  });

  /** Verifies, and compares with PostgreSQL's own tool. */
  async function verify({ data, manifest }: BaseBackup, more: Partial<FilesInput> = {}) {
    const input = { tree: new NodeFileTree(), hasher: new NodeFileHasher(), directory: data, manifest };
    const result = await verifyFiles({ ...input, ...more });
    if (judge !== undefined) {
      const { accepted, output } = runVerifyBackup(
        judge,
        data,
        more.ignore?.flatMap((path) => ['-i', path]),
      );
      assert.equal(result.outcome, accepted ? 'verified' : 'refused', output);
    }
    return result;
  }

  /** Takes another backup for one test. */
  async function whileTaken(options: BaseBackupOptions, work: (taken: BaseBackup) => Promise<void>) {
    const taken = await takeBaseBackup(server, join(home, 'other'), options);
    await work(taken).finally(() => rm(taken.home, { recursive: true }));
  }

  for (const checksums of checksumsFor(major)) {
    it(`are accepted with checksums ${checksums}`, async () => {
      await whileTaken({ checksums }, async (taken) => {
        const result = await verify(taken);
        assert.deepEqual(told(result), checksums === 'NONE' ? ['manifest-without-checksums'] : []);
        assert.equal(result.outcome, 'verified');
        assert.equal(result.manifest?.version, major >= 17 ? 2 : 1);
        assert.equal(result.hashedFiles, checksums === 'NONE' ? 0 : await filesToHash(taken));
      });
    });
  }

  it('are accepted with all names encoded', async () => {
    await whileTaken({ forceEncode: true }, async (taken) => {
      const result = await verify(taken);
      assert.deepEqual([result.outcome, ...told(result)], ['verified']);
      assert.ok(result.hashedFiles > 500);
    });
  });

  for (const scenario of THOROUGH.includes(major) ? MANIFEST_SCENARIOS : MANIFEST_SCENARIOS.slice(0, 3)) {
    const verb = scenario.accepted === true ? 'are accepted' : 'are refused';
    it(`${verb}: ${scenario.name}`, async () => {
      const copy = await copyBaseBackup(backup, join(home, 'copy'));
      try {
        await scenario.damage(copy);
        const result = await verify(copy, scenario.ignore === undefined ? {} : { ignore: scenario.ignore });
        assert.deepEqual(told(result), scenario.told(copy));
        assert.equal(result.outcome, scenario.accepted === true ? 'verified' : 'refused');
      } finally {
        await rm(copy.home, { recursive: true });
      }
    });
  }

  if (major >= 17) {
    it('are refused: a manifest of another cluster', async () => {
      const copy = await copyBaseBackup(backup, join(home, 'copy'));
      await forgeManifest(copy.data, (text) =>
        text.replace(/("System-Identifier": )\d+/, '$17000000000000000001'),
      );
      const result = await verify(copy);
      assert.deepEqual(told(result), ['manifest-system-identifier-mismatch']);
      await rm(copy.home, { recursive: true });
    });

    it('are accepted of an incremental backup, and its chain holds', async () => {
      await server.sql('INSERT INTO plain SELECT generate_series(1, 1000)');
      await whileTaken({ incrementalFrom: backup.manifest }, async (taken) => {
        const text = await readFile(taken.manifest, 'utf8');
        assert.match(text, /"Path": "base\/\d+\/INCREMENTAL\.\d+"/);
        const result = await verify(taken);
        assert.deepEqual([result.outcome, ...told(result)], ['verified']);
        const full = await memberOf(backup);
        const incremental = await memberOf(taken);
        assert.deepEqual(checkChain([full, incremental]), []);
        assert.deepEqual(
          checkChain([incremental]).map(({ args }) => args['reason']),
          ['first-not-full'],
        );
      });
    });
  }
}

function checksumsFor(major: number): NonNullable<BaseBackupOptions['checksums']>[] {
  if (!THOROUGH.includes(major)) return ['SHA256'];
  return ['NONE', 'CRC32C', 'SHA224', 'SHA256', 'SHA384', 'SHA512'];
}

function told({ findings }: FilesVerification): string[] {
  return findings.map(({ code, args }) =>
    [code, args['path']].filter((part) => part !== undefined).join(' '),
  );
}

/** Files of the manifest except those that both tools ignore. */
async function filesToHash({ manifest }: BaseBackup): Promise<number> {
  const text = await readFile(manifest, 'utf8');
  return (text.match(/"Path": "(?!pg_wal\/|postgresql\.auto\.conf")/g) ?? []).length;
}

async function memberOf({ data }: BaseBackup) {
  const file = join(data, 'backup_label');
  const { value } = parseBackupLabel(new Uint8Array(await readFile(file)), undefined);
  assert.ok(value?.start !== undefined && value.startTimeline !== undefined);
  const { start, startTimeline, incrementalFrom } = value;
  return {
    id: data,
    file,
    start: { lsn: start.lsn, timeline: startTimeline },
    from:
      incrementalFrom === undefined
        ? undefined
        : { lsn: incrementalFrom.lsn, timeline: incrementalFrom.timeline ?? 0 },
    systemIdentifier: undefined,
  };
}

/** A few pages in a separate tablespace, and a table to change later. */
async function fill(server: TestServer): Promise<void> {
  const location = join(server.dataDirectory, '..', 'space');
  await mkdir(location);
  giveToServer(location);
  await server.sql(`CREATE TABLESPACE space LOCATION '${location}'`);
  await server.sql('CREATE TABLE spaced TABLESPACE space AS SELECT generate_series(1, 5000) AS i');
  await server.sql('CREATE TABLE plain AS SELECT generate_series(1, 100000) AS i');
}
