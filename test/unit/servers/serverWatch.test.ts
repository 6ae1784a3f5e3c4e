import assert from 'node:assert/strict';
import { serverFailureOf } from '../../../src/vscode/servers/watch/serverState';
import { setImmediate } from 'node:timers/promises';
import { ServerWatch } from '../../../src/vscode/servers/watch/serverWatch';
import { factsOf } from './support/facts';

/** A clock that moves only when a test says so. */
class World {
  readonly reads: string[] = [];
  readonly failing = new Set<string>();
  readonly pauses: number[] = [];
  running = 0;
  most = 0;
  changes = 0;
  #release: (() => void)[] = [];
  #holding: Promise<void> | undefined;

  readonly watch = new ServerWatch({
    read: async (name) => {
      this.reads.push(name);
      this.running++;
      this.most = Math.max(this.most, this.running);
      await this.#holding;
      this.running--;
      if (this.failing.has(name)) throw new Error(`${name} is down`);
      return factsOf();
    },
    failureOf: (error) => ({
      reason: 'unreachable',
      message: (error as Error).message,
      remedy: '',
      waitsForUser: (error as Error).message.includes('locked'),
    }),
    changed: () => {
      this.changes++;
    },
    sleep: (milliseconds, signal) => {
      this.pauses.push(milliseconds);
      return new Promise((resolve) => {
        this.#release.push(resolve);
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    },
  });

  async pass(): Promise<void> {
    for (const release of this.#release.splice(0)) release();
    for (let turn = 0; turn < 20; turn++) await setImmediate();
  }

  hold(): () => void {
    let release: () => void = () => undefined;
    this.#holding = new Promise((resolve) => {
      release = () => {
        this.#holding = undefined;
        resolve();
      };
    });
    return release;
  }
}

describe('watching servers', () => {
  let world: World;

  beforeEach(() => {
    world = new World();
    world.watch.setConnections(['a']);
  });

  afterEach(() => {
    world.watch.dispose();
  });

  it('asks nobody as long as nobody looks', async () => {
    await world.pass();
    assert.deepEqual(world.reads, []);
  });

  it('asks again and again while somebody looks, and stops when he looks away', async () => {
    world.watch.setWatching(true);
    await world.pass();
    await world.pass();
    const { length } = world.reads;
    assert.ok(length >= 2);
    assert.ok(world.watch.lookOf('a').facts);
    world.watch.setWatching(false);
    await world.pass();
    await world.pass();
    assert.equal(world.reads.length, length);
    assert.ok(world.watch.lookOf('a').facts, 'what was seen stays');
  });

  it('never asks one server twice at the same time', async () => {
    const release = world.hold();
    world.watch.setWatching(true);
    for (let look = 0; look < 5; look++) {
      world.watch.refresh();
      world.watch.setWatching(false);
      world.watch.setWatching(true);
      await world.pass();
    }
    assert.equal(world.most, 1);
    release();
    await world.pass();
    assert.ok(world.watch.lookOf('a').facts, 'who looked away and back sees something');
  });

  it('does not let a slow server make another one late', async () => {
    world.watch.setConnections(['a', 'b']);
    const release = world.hold();
    world.watch.setWatching(true);
    assert.deepEqual(world.reads, ['a', 'b']);
    release();
    await world.pass();
  });

  it('keeps what it knew of a server that fails, says why, and asks less often', async () => {
    world.watch.setWatching(true);
    await world.pass();
    world.failing.add('a');
    for (let turn = 0; turn < 6; turn++) await world.pass();
    const { facts, failure } = world.watch.lookOf('a');
    assert.ok(facts);
    assert.equal(failure?.message, 'a is down');
    assert.equal(Math.max(...world.pauses), 60_000);
    world.failing.clear();
    await world.pass();
    assert.equal(world.watch.lookOf('a').failure, undefined);
  });

  it('does not try a refused password again by itself', async () => {
    world.watch.setConnections(['locked']);
    world.failing.add('locked');
    world.watch.setWatching(true);
    for (let turn = 0; turn < 4; turn++) await world.pass();
    assert.deepEqual(
      world.reads,
      ['a', 'locked'].filter((name) => name === 'locked'),
    );
    world.watch.refresh('locked');
    await world.pass();
    assert.equal(world.reads.length, 2);
  });

  it('forgets a connection that changed or went', async () => {
    world.watch.setWatching(true);
    await world.pass();
    world.watch.setConnections(['a'], ['a']);
    assert.equal(world.watch.lookOf('a').facts, undefined);
    await world.pass();
    assert.ok(world.watch.lookOf('a').facts);
    world.watch.setConnections([]);
    const { length } = world.reads;
    await world.pass();
    await world.pass();
    assert.equal(world.reads.length, length);
  });
});

describe('a failed look', () => {
  it('is not tried again by itself after what only the user can correct', () => {
    const waits = (reason: string): boolean => serverFailureOf({ reason }).waitsForUser;
    assert.deepEqual(['authentication', 'configuration', 'timeout'].map(waits), [true, true, false]);
  });
});
