import assert from 'node:assert/strict';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tarStore } from '../../../src/io/tar/tarStore';
import { scratchFolder } from '../../support/scratch';
import { giveToServer } from '../support/serverUser';
import { baseBackup, findBaseBackup } from '../support/tarBackups';
import { TestServer } from '../support/testServer';
import { ProductView } from '../truth/harness/product';

const FORMS = ['none', 'client-gzip', 'client-zstd'];

describe('The relations of backups in tars, as pg_basebackup writes them', () => {
  const home = scratchFolder('tar-relations');
  let server: TestServer;
  let program: string;

  before(async () => {
    program = await findBaseBackup();
    giveToServer(home);
    const space = join(home, 'space');
    await mkdir(space);
    giveToServer(space);
    server = await TestServer.create(15);
    await server.sql(`CREATE TABLESPACE far LOCATION '${space}'`);
    await server.sql('CREATE TABLE near AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g');
    await server.sql('CREATE TABLE away TABLESPACE far AS SELECT g FROM generate_series(1, 2000) g');
  });
  after(async () => {
    await server.destroy();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(() => tarStore().forgetContents());

  for (const form of FORMS) {
    it(`all have their files (${form})`, async () => {
      const folder = join(home, form);
      await baseBackup(program, server, folder, ['-Ft', `--compress=${form}`, '-X', 'stream']);
      const names = (await readdir(folder)).filter((name) => name.includes('.tar'));
      // As a verification by threads does once for all of them.
      await tarStore().readForGood(names.map((name) => join(folder, name)));
      const base = names.find((name) => name.startsWith('base.tar')) ?? '';
      const { set } = await ProductView.of(join(folder, base), []);
      const wrong = set.findings.filter(({ severity }) => severity !== 'info');
      assert.deepEqual([set.verdict, set.evidence.data, wrong], ['restorable', 'structure', []]);
    });
  }
});
