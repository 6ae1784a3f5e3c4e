import assert from 'node:assert/strict';
import type { PasswordRequest } from '../../../src/postgres/connection/connectionSpec';
import { PasswordStore } from '../../../src/vscode/servers/connections/passwordStore';

const request = (more: { rejected?: boolean; host?: string; name?: string } = {}): PasswordRequest => {
  const { host = 'db1', name = 'shop', rejected = false } = more;
  const hosts = [{ host, port: 5432 }];
  const target = {
    name,
    hosts,
    user: 'anna',
    database: 'd',
    sslmode: 'prefer',
    sslrootcert: '',
    sslcert: '',
    sslkey: '',
    channelBinding: 'prefer',
    connectTimeoutSeconds: 10,
  } as const;
  return { target, host, rejected };
};
const signal = new AbortController().signal;

describe('passwords', () => {
  const secrets = new Map<string, string>();
  const typed: (string | undefined)[] = [];
  let asked = 0;
  let keeps = true;
  let offered = 0;

  beforeEach(() => {
    secrets.clear();
    typed.length = 0;
    [asked, offered, keeps] = [0, 0, true];
  });

  const passwords = (): PasswordStore =>
    new PasswordStore(
      {
        get: (key) => Promise.resolve(secrets.get(key)),
        store: (key, value) => Promise.resolve(void secrets.set(key, value)),
        delete: (key) => Promise.resolve(void secrets.delete(key)),
      },
      {
        askPassword: () => {
          asked++;
          return Promise.resolve(typed.shift());
        },
        offerToKeep: () => {
          offered++;
          return Promise.resolve(keeps);
        },
      },
    );

  it('are not asked for by somebody who only looks', async () => {
    assert.equal(await passwords().quietly(request(), signal), undefined);
    assert.equal(asked, 0);
  });

  it('are asked for once, kept only after they worked, and known to the next window', async () => {
    typed.push('secret');
    const first = passwords();
    assert.equal(await first.asking(request(), signal), 'secret');
    assert.equal(secrets.size, 0);
    await first.worked('shop');
    await first.worked('shop');
    assert.equal(offered, 1);
    assert.equal(await passwords().quietly(request(), signal), 'secret');
    assert.equal(asked, 1);
  });

  it('that are not to be kept serve this window only', async () => {
    typed.push('secret');
    keeps = false;
    const first = passwords();
    await first.asking(request(), signal);
    await first.worked('shop');
    assert.equal(await first.quietly(request(), signal), 'secret');
    assert.equal(await passwords().quietly(request(), signal), undefined);
    assert.equal(secrets.size, 0);
  });

  it('that were refused are forgotten and asked for anew', async () => {
    typed.push('old', 'new');
    const first = passwords();
    await first.asking(request(), signal);
    await first.worked('shop');
    assert.equal(await first.asking(request({ rejected: true }), signal), 'new');
    await first.worked('shop');
    assert.equal(await passwords().quietly(request(), signal), 'new');
    assert.equal(await passwords().quietly(request({ rejected: true }), signal), undefined);
  });

  it('do not follow a connection to another host', async () => {
    typed.push('secret');
    const first = passwords();
    await first.asking(request(), signal);
    await first.worked('shop');
    assert.equal(await first.quietly(request({ host: 'evil' }), signal), undefined);
    assert.equal(await first.quietly(request({ name: 'other' }), signal), undefined);
  });

  it('go with their connection, and survive broken storage', async () => {
    typed.push('secret');
    const first = passwords();
    await first.asking(request(), signal);
    await first.worked('shop');
    await first.forget('shop');
    assert.equal(await first.quietly(request(), signal), undefined);
    secrets.set('pgBackupInspector.password:shop', '{broken');
    assert.equal(await first.quietly(request(), signal), undefined);
  });
});
