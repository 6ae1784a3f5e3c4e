import assert from 'node:assert/strict';
import { AdaptiveIo } from '../../../src/io/adaptiveIo';

/** Storage with a given response time. */
class Storage {
  now = 0;
  takes = 0.01;
  readonly asked = { here: 0, elsewhere: 0 };
  readonly adaptiveIo = new AdaptiveIo(() => this.now);

  async ask(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      await this.adaptiveIo.ask(
        () => {
          this.asked.here++;
          this.now += this.takes;
        },
        () => {
          this.asked.elsewhere++;
          return Promise.resolve();
        },
      );
    }
  }
}

describe('Pace', () => {
  it('asks here what answers at once, and one long wait changes nothing', async () => {
    const storage = new Storage();
    await storage.ask(1000);
    storage.takes = 500;
    await storage.ask(1);
    storage.takes = 0.01;
    await storage.ask(1000);
    assert.deepEqual(storage.asked, { here: 2001, elsewhere: 0 });
  });

  it('asks elsewhere what lets one wait, and tries again from time to time', async () => {
    const storage = new Storage();
    storage.takes = 1;
    await storage.ask(1000);
    assert.ok(storage.asked.here < 40, String(storage.asked.here));
    storage.takes = 0.01;
    await storage.ask(2000);
    assert.ok(storage.asked.here > 1400, String(storage.asked.here));
  });

  it('lets messages come in while it works', async () => {
    const storage = new Storage();
    let message = false;
    setImmediate(() => (message = true));
    storage.takes = 0.1;
    await storage.ask(250);
    assert.equal(message, true);
  });
});
