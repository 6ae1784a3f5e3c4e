import assert from 'node:assert/strict';
import { appendFile, cp, open, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../support/scratch';
import { lowLevelBackup } from '../support/lowLevelBackup';
import { ourVerdict } from '../support/ourVerdict';
import { recover } from '../support/recover';
import { TestServer } from '../support/testServer';

/** What a server needs to keep what the set has. */
const SETTINGS = { max_prepared_transactions: '5', wal_level: 'logical' };

interface Backup {
  readonly home: string;
  readonly set: string;
  readonly archive: string;
}

/** A set with everything that has a state file: a prepared transaction, a slot, an origin, and a second database. */
async function makeBackup(major: number): Promise<Backup> {
  const home = scratchFolder('state');
  const archive = join(home, 'archive');
  const server = await TestServer.create(major, { archive, settings: SETTINGS });
  const set = join(home, 'set');
  try {
    await server.sql('CREATE DATABASE second');
    await server.sql('CREATE TABLE kept (row int)');
    await server.session(async (client) => {
      await client.query('BEGIN');
      await client.query('INSERT INTO kept VALUES (1)');
      await client.query("PREPARE TRANSACTION 'before the backup'");
    });
    await server.sql("SELECT pg_create_physical_replication_slot('kept', true)");
    await server.sql("SELECT pg_replication_origin_create('kept')");
    await server.sql("SELECT pg_replication_origin_advance('kept', '0/1000')");
    await lowLevelBackup(server, set, { label: 'state files' });
    // A backup should leave the slots out, and many do not.
    await cp(join(server.dataDirectory, 'pg_replslot'), join(set, 'pg_replslot'), { recursive: true });
  } finally {
    await server.crash();
  }
  const lines = Object.entries(SETTINGS).map(([name, value]) => `${name} = ${value}\n`);
  await appendFile(join(set, 'postgresql.conf'), lines.join(''));
  return { home, set, archive };
}

/** Flips a bit in a file. */
async function flip(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ 4;
    await handle.write(byte, 0, 1, at);
  } finally {
    await handle.close();
  }
}

async function databaseFolder(set: string): Promise<string> {
  // The database that connections go to has the highest number but one: `second` was made last.
  const numbers = (await readdir(join(set, 'base'))).map(Number).sort((a, b) => a - b);
  return join(set, 'base', String(numbers.at(-2)));
}

async function onlyFile(set: string, folder: string): Promise<string> {
  const [name = ''] = await readdir(join(set, folder));
  return join(set, folder, name);
}

interface Case {
  readonly name: string;
  readonly change: (set: string) => Promise<void>;
  /** `unusable`: it starts, and nobody can connect to the database; `lost`: it starts without a prepared transaction. */
  readonly outcome: (major: number) => 'recovered' | 'refused' | 'unusable' | 'lost';
  readonly ours: readonly string[];
}

const refused = (): 'refused' => 'refused';
const unusable = (): 'unusable' => 'unusable';

const CASES: readonly Case[] = [
  { name: 'nothing', change: () => Promise.resolve(), outcome: () => 'recovered', ours: [] },
  {
    name: 'a flipped bit in the global relation map',
    change: (set) => flip(join(set, 'global/pg_filenode.map'), 12),
    outcome: unusable,
    ours: ['damaged-state-file error relation-map'],
  },
  {
    name: 'a global relation map that is cut short',
    change: (set) => truncate(join(set, 'global/pg_filenode.map'), 500),
    outcome: unusable,
    ours: ['damaged-state-file error relation-map'],
  },
  {
    name: 'a global relation map with more after it',
    change: (set) => appendFile(join(set, 'global/pg_filenode.map'), 'more'),
    outcome: () => 'recovered',
    ours: [],
  },
  {
    name: 'a flipped bit in the relation map of a database',
    change: async (set) => flip(join(await databaseFolder(set), 'pg_filenode.map'), 12),
    outcome: unusable,
    ours: ['damaged-state-file error relation-map'],
  },
  {
    name: 'a database without its relation map',
    change: async (set) => rm(join(await databaseFolder(set), 'pg_filenode.map')),
    outcome: unusable,
    ours: ['missing-file error database-map'],
  },
  {
    name: 'a database without its version',
    change: async (set) => rm(join(await databaseFolder(set), 'PG_VERSION')),
    outcome: unusable,
    ours: ['missing-file error database-version'],
  },
  {
    name: 'a database of another version',
    change: async (set) => writeFile(join(await databaseFolder(set), 'PG_VERSION'), '9.6\n'),
    outcome: unusable,
    ours: ['damaged-state-file error database-version'],
  },
  {
    name: 'a file of pg_xact that ends before the page of the next transaction',
    change: (set) => truncate(join(set, 'pg_xact/0000'), 0),
    outcome: refused,
    ours: ['missing-file error log-cut'],
  },
  {
    name: 'offsets of multixacts that end before their page',
    change: (set) => truncate(join(set, 'pg_multixact/offsets/0000'), 100),
    outcome: refused,
    ours: ['missing-file error log-cut'],
  },
  {
    name: 'a prepared transaction that is cut short',
    change: async (set) => truncate(await onlyFile(set, 'pg_twophase'), 100),
    outcome: (major) => (major >= 12 ? 'refused' : 'lost'),
    ours: ['damaged-state-file error two-phase'],
  },
  {
    name: 'a flipped bit in a prepared transaction',
    change: async (set) => flip(await onlyFile(set, 'pg_twophase'), 60),
    outcome: (major) => (major >= 12 ? 'refused' : 'lost'),
    ours: ['damaged-state-file error two-phase'],
  },
  {
    name: 'a flipped bit in a replication slot',
    change: (set) => flip(join(set, 'pg_replslot/kept/state'), 30),
    outcome: refused,
    ours: ['damaged-state-file warning slot'],
  },
  {
    name: 'a replication slot without its state',
    change: (set) => rm(join(set, 'pg_replslot/kept/state')),
    outcome: refused,
    ours: ['missing-file warning slot'],
  },
  {
    name: 'a flipped bit in the progress of replication',
    change: (set) => flip(join(set, 'pg_logical/replorigin_checkpoint'), 9),
    outcome: refused,
    ours: ['damaged-state-file error origin'],
  },
  {
    name: 'no progress of replication',
    change: (set) => rm(join(set, 'pg_logical/replorigin_checkpoint')),
    outcome: () => 'recovered',
    ours: [],
  },
];

/** What a server does with a set; one that starts again and again counts as refused. */
async function serverSays(set: string, { archive }: Backup, major: number): Promise<string> {
  try {
    const check = 'SELECT count(*)::int AS rows FROM pg_prepared_xacts';
    const { outcome, rows, log } = await recover(set, archive, major, { check });
    if (outcome === 'refused') return outcome;
    if (rows[0]?.['rows'] === 1) return 'recovered';
    return log.some((line) => line.includes('two-phase')) ? 'lost' : 'unknown';
  } catch (error) {
    // The connection fails, not the start.
    if (error instanceof Error && 'severity' in error && error.severity === 'FATAL') return 'unusable';
    throw error;
  }
}

for (const major of [11, 12, 15, 18]) {
  describe(`State files: servers of ${String(major)}`, () => {
    let backup: Backup;
    before(async () => {
      backup = await makeBackup(major);
    });
    after(() => rm(backup.home, { recursive: true, force: true }));

    for (const { name, change, outcome, ours } of CASES) {
      it(`and ${name}`, async () => {
        const set = join(backup.home, 'changed');
        await cp(backup.set, set, { recursive: true });
        try {
          await change(set);
          const { verdict, findings } = await ourVerdict(set, [backup.archive]);
          const told = findings
            .filter(({ code }) => code === 'damaged-state-file' || code === 'missing-file')
            .map(({ code, severity, args }) => `${code} ${severity} ${String(args['reason'])}`);
          const said = told.map((words) => words.replace('two-phase-lost', 'two-phase'));
          assert.deepEqual(said, ours);
          assert.equal(verdict === 'restorable', !ours.some((words) => words.includes('error')), verdict);
          assert.equal(await serverSays(set, backup, major), outcome(major));
        } finally {
          await rm(set, { recursive: true });
        }
      });
    }
  });
}
