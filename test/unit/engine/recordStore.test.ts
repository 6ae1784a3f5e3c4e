import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordOwner } from '../../../src/engine/backup/record';
import { parseRecord } from '../../../src/engine/backup/record';
import { RecordStore } from '../../../src/engine/backup/recordStore';

const RECORD = {
  id: 'one',
  label: 'nightly "of" the shop',
  state: 'running' as const,
  connection: 'shop',
  exclusive: false,
  startTime: '2026-11-25T13:20:00.000Z',
  startLsn: '0/2000028',
  startSegment: '000000010000000000000002',
  endSql: '',
};

describe('the records of running backups', () => {
  let folder: string;
  const alive = new Set<number>();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-'));
    alive.clear();
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const store = (
    owner: Partial<RecordOwner>,
    wait: () => Promise<void> = () => Promise.resolve(),
  ): RecordStore => {
    const whole = { machine: 'here', pid: 10, session: `s${String(owner.pid ?? 10)}`, ...owner };
    alive.add(whole.pid);
    return new RecordStore({ folder, owner: whole, isAlive: (pid) => alive.has(pid), wait });
  };
  const silence = (): Promise<void> => utimes(join(folder, 'one.json'), 1, 1);
  const ids = async (of: RecordStore): Promise<string[]> => (await of.takeLost()).map(({ id }) => id);

  it('are none where nothing was ever written', async () => {
    await rm(folder, { recursive: true });
    assert.deepEqual(await store({}).takeLost(), []);
  });

  it('of a window that lives are not lost, for itself and for others', async () => {
    const first = store({});
    await first.write(RECORD);
    assert.deepEqual(await ids(first), []);
    assert.deepEqual(await ids(store({ pid: 11 })), []);
  });

  it('of a window that is gone are told once, with all that was written', async () => {
    await store({}).write(RECORD);
    alive.delete(10);
    const next = store({ pid: 11 });
    const [lost] = await next.takeLost();
    assert.deepEqual({ ...lost, owner: undefined }, { ...RECORD, version: 1, owner: undefined });
    assert.deepEqual(await ids(store({ pid: 12 })), []);
    await next.remove('one');
    assert.deepEqual(await readdir(folder), []);
  });

  it('are told again where the window that was told ended before the user answered', async () => {
    await store({}).write(RECORD);
    alive.delete(10);
    await store({ pid: 11 }).takeLost();
    alive.delete(11);
    assert.deepEqual(await ids(store({ pid: 12 })), ['one']);
  });

  it('are lost where a new extension host has the number of the old one', async () => {
    await store({ session: 'before' }).write(RECORD);
    assert.deepEqual(await ids(store({ session: 'after' })), ['one']);
  });

  it('are lost where another program has the number now, after one more heartbeat', async () => {
    await store({}).write(RECORD);
    await silence();
    assert.deepEqual(await ids(store({ pid: 11 })), ['one']);
  });

  it('are not lost where the machine only slept', async () => {
    const first = store({});
    await first.write(RECORD);
    await silence();
    assert.deepEqual(await ids(store({ pid: 11 }, () => first.beat('one'))), []);
  });

  it('of another machine are judged by the heartbeat', async () => {
    await store({ machine: 'there' }).write(RECORD);
    alive.clear();
    assert.deepEqual(await ids(store({ pid: 11 })), []);
    await silence();
    assert.deepEqual(await ids(store({ pid: 11 })), ['one']);
  });

  it('go to one of two windows that start together', async () => {
    await store({}).write(RECORD);
    alive.delete(10);
    const found = await Promise.all([store({ pid: 11 }), store({ pid: 12 })].map(ids));
    assert.deepEqual(found.flat(), ['one']);
  });

  it('survive a window that ended in the middle of a claim', async () => {
    await store({}).write(RECORD);
    alive.delete(10);
    await rename(join(folder, 'one.json'), join(folder, 'one.json.77'));
    assert.deepEqual(await ids(store({ pid: 11 })), ['one']);
  });

  it('do not come back by a late heartbeat', async () => {
    const first = store({});
    await first.write(RECORD);
    await first.remove('one');
    await first.beat('one');
    assert.deepEqual(await readdir(folder), []);
  });

  it('that are no records are left alone', async () => {
    await mkdir(join(folder, 'folder.json'));
    await writeFile(join(folder, 'broken.json'), '{"version":1');
    await writeFile(join(folder, 'other.json'), JSON.stringify({ version: 2 }));
    await store({}).write(RECORD);
    const text = await readFile(join(folder, 'one.json'), 'utf8');
    await writeFile(join(folder, 'elsewhere.json'), text.replace('"one"', '"../one"'));
    alive.delete(10);
    assert.deepEqual(await ids(store({ pid: 11 })), ['one']);
    assert.equal(parseRecord('[]'), undefined);
    assert.equal(parseRecord('null'), undefined);
  });

  it('never hold more than what is needed to tell the user', async () => {
    await store({}).write(RECORD);
    const keys = Object.keys(JSON.parse(await readFile(join(folder, 'one.json'), 'utf8')) as object);
    assert.deepEqual(keys.sort(), [...Object.keys(RECORD), 'owner', 'version'].sort());
  });
});
