import assert from 'node:assert/strict';
import type { QueryLimits } from '../../../src/postgres/connection/session';
import { type StopInput, stopInSession } from '../../../src/postgres/session/stopBackup';

describe('The stop of a backup', () => {
  it('has no time limit before its label is there: a session that we cut would end the backup', async () => {
    const limits: (number | undefined)[] = [];
    const session = {
      query: (text: string, _values: unknown, { milliseconds }: QueryLimits) => {
        limits.push(milliseconds);
        if (text.includes('backup_stop')) throw new Error('enough');
        return Promise.resolve([]);
      },
    };
    const version = { number: 150000, text: '15.0', series: '15' };
    const held = { prepared: { session, basics: { version } }, started: { mode: 'non-exclusive' } };
    await assert.rejects(stopInSession(held as unknown as StopInput), /enough/);
    assert.deepEqual(limits, [Infinity, Infinity]);
  });
});
