import assert from 'node:assert/strict';
import { messageOf } from '../../../src/core/report/messages';
import type { MemoryTree } from './memoryTree';
import {
  MANIFEST,
  ROOT,
  TABLESPACE,
  controlFile,
  fileLine,
  listFiles,
  manifestText,
  sampleBackup,
  sampleFiles,
  told,
  verify,
} from './sampleBackup';

interface Scenario {
  readonly name: string;
  readonly damage: (tree: MemoryTree) => void;
  readonly told: readonly string[];
  readonly words?: RegExp;
}

/** PostgreSQL's own tests of pg_verifybackup, t/003_corruption.pl, and other damage that it refuses. */
const CORRUPTIONS: readonly Scenario[] = [
  {
    name: 'extra_file',
    damage: (tree) => {
      tree.write(`${ROOT}/extra_file`, 'x');
    },
    told: ['manifest-extra-file extra_file'],
    words: /extra_file is not in the manifest/,
  },
  {
    name: 'extra_tablespace_file',
    damage: (tree) => {
      tree.write(`${TABLESPACE}/PG_15_202209061/5/extra_ts_file`, 'x');
    },
    told: ['manifest-extra-file pg_tblspc/16385/PG_15_202209061/5/extra_ts_file'],
  },
  {
    name: 'missing_file',
    damage: (tree) => {
      tree.remove(`${ROOT}/pg_xact/0000`);
    },
    told: ['manifest-missing-file pg_xact/0000'],
  },
  {
    name: 'missing_tablespace',
    damage: (tree) => {
      tree.remove(`${ROOT}/pg_tblspc/16385`);
    },
    told: ['missing-tablespace pg_tblspc/16385 no-link'],
    words: /Tablespace 16385 \(2 files\) is not in this set: pg_tblspc has no link/,
  },
  {
    name: 'a tablespace whose folder is gone',
    damage: (tree) => {
      tree.remove(TABLESPACE);
    },
    told: ['missing-tablespace pg_tblspc/16385 broken-link'],
  },
  {
    name: 'a tablespace whose folder is empty',
    damage: (tree) => {
      tree.remove(`${TABLESPACE}/PG_15_202209061`);
    },
    told: ['missing-tablespace pg_tblspc/16385 empty'],
  },
  {
    name: 'one file of a tablespace missing',
    damage: (tree) => {
      tree.remove(`${TABLESPACE}/PG_15_202209061/5/16386`);
    },
    told: ['manifest-missing-file pg_tblspc/16385/PG_15_202209061/5/16386'],
  },
  {
    name: 'append_to_file',
    damage: (tree) => {
      const path = `${ROOT}/global/pg_control`;
      tree.write(path, Buffer.concat([tree.bytes(path), Buffer.from('x')]));
    },
    told: ['manifest-size-mismatch global/pg_control'],
    words: /8193 instead of 8192 bytes/,
  },
  {
    name: 'truncate_file',
    damage: (tree) => {
      tree.write(`${ROOT}/pg_hba.conf`, '');
    },
    told: ['manifest-size-mismatch pg_hba.conf'],
  },
  {
    name: 'replace_file',
    damage: (tree) => {
      tree.write(`${ROOT}/PG_VERSION`, 'q5\n');
    },
    told: ['manifest-file-checksum-mismatch PG_VERSION'],
    words: /PG_VERSION does not match its CRC32C checksum/,
  },
  {
    name: 'bad_manifest',
    damage: (tree) => {
      tree.write(MANIFEST, `${Buffer.from(tree.bytes(MANIFEST)).toString()}\n`);
    },
    told: ['manifest-checksum-mismatch'],
  },
  {
    name: 'open_file_fails',
    damage: (tree) => {
      tree.set(`${ROOT}/PG_VERSION`, { kind: 'file', bytes: tree.bytes(`${ROOT}/PG_VERSION`), denied: true });
    },
    told: ['unreadable-file PG_VERSION EACCES'],
  },
  {
    name: 'open_directory_fails',
    damage: (tree) => {
      tree.set(`${ROOT}/base/1`, { kind: 'directory', denied: 'list' });
    },
    told: ['unreadable-directory base/1 EACCES'],
  },
  {
    name: 'search_directory_fails',
    damage: (tree) => {
      tree.set(`${ROOT}/base/1`, { kind: 'directory', denied: 'search' });
    },
    told: ['unreadable-file base/1/112 EACCES', 'unreadable-file base/1/113 EACCES'],
  },
  {
    name: 'a directory in place of a file',
    damage: (tree) => {
      tree.remove(`${ROOT}/pg_xact/0000`);
      tree.directory(`${ROOT}/pg_xact/0000`);
    },
    told: ['manifest-missing-file pg_xact/0000 directory'],
  },
  {
    name: 'a file in place of a directory',
    damage: (tree) => {
      tree.remove(`${ROOT}/pg_xact`);
      tree.write(`${ROOT}/pg_xact`, 'x');
    },
    told: ['manifest-missing-file pg_xact/0000', 'manifest-extra-file pg_xact'],
  },
  {
    name: 'a pipe in place of a file',
    damage: (tree) => {
      tree.set(`${ROOT}/PG_VERSION`, { kind: 'other' });
    },
    told: ['manifest-missing-file PG_VERSION not-regular'],
  },
  {
    name: 'a pipe that nobody listed',
    damage: (tree) => {
      tree.set(`${ROOT}/base/pipe`, { kind: 'other' });
    },
    told: ['manifest-extra-file base/pipe not-regular'],
  },
  {
    name: 'a link that leads nowhere',
    damage: (tree) => {
      tree.set(`${ROOT}/base/1/112`, { kind: 'link', target: '/gone' });
    },
    told: ['unreadable-file base/1/112 broken-link'],
  },
  {
    name: 'a link back into the backup',
    damage: (tree) => {
      tree.set(`${ROOT}/base/again`, { kind: 'link', target: ROOT });
    },
    told: ['unreadable-directory base/again ELOOP'],
  },
  {
    name: 'everything at once, all told in one run',
    damage: (tree) => {
      tree.write(`${ROOT}/PG_VERSION`, 'q5\n');
      tree.write(`${ROOT}/pg_hba.conf`, '');
      tree.remove(`${ROOT}/pg_xact/0000`);
      tree.remove(`${ROOT}/pg_tblspc/16385`);
      tree.write(`${ROOT}/base/9`, '');
      tree.write(`${ROOT}/base/10`, '');
      tree.write(MANIFEST, `${Buffer.from(tree.bytes(MANIFEST)).toString()}\n`);
    },
    told: [
      'manifest-checksum-mismatch',
      'missing-tablespace pg_tblspc/16385 no-link',
      'manifest-missing-file pg_xact/0000',
      'manifest-size-mismatch pg_hba.conf',
      'manifest-file-checksum-mismatch PG_VERSION',
      'manifest-extra-file base/10',
      'manifest-extra-file base/9',
    ],
  },
];

describe('verifyFiles accepts', () => {
  for (const algorithm of ['CRC32C', 'SHA224', 'SHA256', 'SHA384', 'SHA512'] as const) {
    it(`a whole backup with ${algorithm} (002_algorithm)`, async () => {
      const result = await verify(sampleBackup({ algorithm }));
      assert.deepEqual(told(result), []);
      assert.equal(result.outcome, 'verified');
      // All but postgresql.auto.conf, which may change after the backup.
      assert.equal(result.hashedFiles, 9);
      assert.equal(result.manifest?.files, 10);
    });
  }

  it('a backup without checksums, and says that contents were not compared (002_algorithm)', async () => {
    const result = await verify(sampleBackup({ algorithm: 'NONE' }));
    assert.equal(result.outcome, 'verified');
    assert.deepEqual(told(result), ['manifest-without-checksums']);
    assert.equal(result.hashedFiles, 0);
    assert.equal(result.manifest?.filesWithoutChecksum, 10);
  });

  it('names that are all in hexadecimal (006_encoding)', async () => {
    const result = await verify(sampleBackup({ encode: true }));
    assert.deepEqual([result.outcome, ...told(result)], ['verified']);
  });

  it('WAL that is elsewhere, and what pg_basebackup -R and a restore add (007_wal)', async () => {
    const tree = sampleBackup();
    tree.remove(`${ROOT}/pg_wal`);
    tree.write(`${ROOT}/standby.signal`, '');
    tree.write(`${ROOT}/recovery.signal`, '');
    tree.write(`${ROOT}/postgresql.auto.conf`, "primary_conninfo = ''\n");
    assert.deepEqual(told(await verify(tree)), []);
  });

  it('a file and a folder that are links to where they were moved', async () => {
    const tree = sampleBackup();
    tree.write('/fast/0000', tree.bytes(`${ROOT}/pg_xact/0000`));
    tree.remove(`${ROOT}/pg_xact`);
    tree.set(`${ROOT}/pg_xact`, { kind: 'link', target: '/fast' });
    tree.write('/conf/hba', tree.bytes(`${ROOT}/pg_hba.conf`));
    tree.set(`${ROOT}/pg_hba.conf`, { kind: 'link', target: '/conf/hba' });
    assert.deepEqual(told(await verify(tree)), []);
  });

  it('a manifest that lies elsewhere', async () => {
    const tree = sampleBackup();
    tree.write('/manifests/monday', tree.bytes(MANIFEST));
    tree.remove(MANIFEST);
    assert.deepEqual(told(await verify(tree, { manifest: '/manifests/monday' })), []);
  });
});

describe('verifyFiles refuses (003_corruption)', () => {
  for (const { name, damage, told: expected, words } of CORRUPTIONS) {
    it(name, async () => {
      const tree = sampleBackup();
      damage(tree);
      const result = await verify(tree);
      assert.deepEqual(told(result), expected);
      assert.equal(result.outcome, 'refused');
      for (const finding of result.findings) assert.ok(finding.file?.startsWith(ROOT), finding.file);
      if (words !== undefined && result.findings[0])
        assert.match(messageOf(result.findings[0]).message, words);
    });
  }

  it('system_identifier: the manifest of another cluster', async () => {
    const own = controlFile(17);
    const good = { version: 2, systemIdentifier: own.systemIdentifier } as const;
    assert.deepEqual(told(await verify(sampleBackup(good, 17))), []);
    const foreign = await verify(sampleBackup({ ...good, systemIdentifier: '7000000000000000001' }, 17));
    assert.deepEqual(told(foreign), ['manifest-system-identifier-mismatch']);
    assert.deepEqual(foreign.findings[0]?.args, {
      manifest: '7000000000000000001',
      control: own.systemIdentifier,
    });
  });

  it('a pg_control whose own checksum is wrong', async () => {
    const { systemIdentifier, bytes } = controlFile(17);
    const tree = sampleFiles(17);
    const damaged = bytes.slice();
    damaged[60] = (damaged[60] ?? 0) ^ 1;
    tree.write(`${ROOT}/global/pg_control`, damaged);
    tree.write(MANIFEST, manifestText(listFiles(tree), { version: 2, systemIdentifier }));
    const result = await verify(tree);
    assert.deepEqual(told(result), ['unreadable-control-file checksum']);
  });

  it('a folder that is not there (001_basic, 004_options)', async () => {
    const tree = sampleBackup();
    const result = await verify(tree, { directory: '/nowhere' });
    assert.deepEqual(told(result), ['unreadable-directory  ENOENT']);
  });

  it('a manifest that is not there (001_basic)', async () => {
    const tree = sampleFiles();
    const result = await verify(tree);
    assert.deepEqual([result.outcome, ...told(result)], ['refused', 'manifest-unreadable ENOENT']);
    assert.equal(result.manifest, undefined);
  });
});

describe('verifyFiles with options (004_options)', () => {
  it('compares names and sizes only where that is asked for', async () => {
    const tree = sampleBackup();
    tree.write(`${ROOT}/PG_VERSION`, 'q5\n');
    assert.equal((await verify(tree, { checksums: false })).outcome, 'verified');
    tree.write(`${ROOT}/PG_VERSION`, 'longer\n');
    assert.deepEqual(told(await verify(tree, { checksums: false })), ['manifest-size-mismatch PG_VERSION']);
  });

  it('leaves alone what it is told to, with all below it, and nothing whose name only begins like it', async () => {
    const tree = sampleBackup();
    tree.remove(`${ROOT}/pg_xact`);
    tree.write(`${ROOT}/pg_xact_copy`, 'x');
    tree.write(`${ROOT}/base/1/extra`, 'x');
    tree.write(`${ROOT}/base/1/112`, 'x');
    assert.deepEqual(told(await verify(tree, { ignore: ['pg_xact', 'base/'] })), [
      'manifest-extra-file pg_xact_copy',
    ]);
    const all = await verify(tree, { ignore: ['pg_xact', 'base', 'pg_xact_copy'] });
    assert.equal(all.outcome, 'verified');
  });

  it('does not look at a pg_control that is left alone', async () => {
    const tree = sampleBackup({ version: 2, systemIdentifier: '7' }, 17);
    assert.equal((await verify(tree)).outcome, 'refused');
    assert.equal((await verify(tree, { ignore: ['global'] })).outcome, 'verified');
  });
});

describe('verifyFiles keeps to the folder', () => {
  const OUTSIDE = ['../secret', '/secret', 'base/../../secret', 'base\\..\\..\\secret', '..'];

  for (const name of OUTSIDE) {
    it(`with a manifest that lists ${name}`, async () => {
      const tree = sampleFiles();
      const secret = new TextEncoder().encode('secret');
      for (const path of ['/backup/secret', '/secret']) tree.write(path, secret);
      tree.write(MANIFEST, manifestText([...listFiles(tree), fileLine(name, secret)]));
      const result = await verify(tree);
      assert.deepEqual(told(result), [`manifest-missing-file ${name} outside`]);
      assert.equal(result.findings[0]?.file, ROOT);
      assert.deepEqual(
        tree.touched.filter((path) => path.includes('secret')),
        [],
      );
    });
  }

  it('with a name that holds a NUL', async () => {
    const tree = sampleFiles();
    const line = fileLine('base\0x', new Uint8Array(), { encode: true });
    tree.write(MANIFEST, manifestText([...listFiles(tree), line]));
    assert.deepEqual(told(await verify(tree)), ['manifest-missing-file base\0x outside']);
  });

  it('and takes a backslash for what it is where files can have one', async () => {
    const tree = sampleFiles();
    tree.write(`${ROOT}/base/a\\b`, 'x');
    tree.write(MANIFEST, manifestText(listFiles(tree)));
    assert.deepEqual(told(await verify(tree)), []);
  });
});
