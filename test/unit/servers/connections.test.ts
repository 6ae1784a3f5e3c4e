import assert from 'node:assert/strict';
import { isAbsolute } from 'node:path';
import type { ConnectionAnswers } from '../../../src/vscode/servers/connections/connectionAnswers';
import {
  answersFromEnvironment,
  answersOf,
  specOf,
} from '../../../src/vscode/servers/connections/connectionAnswers';
import { parseConnections } from '../../../src/engine/backup/connectionSetting';
import { connectionSteps } from '../../../src/vscode/servers/connections/connectionSteps';
import type { Answer } from '../../../src/vscode/servers/dialogs/step';
import { runSteps } from '../../../src/vscode/servers/dialogs/step';
import { untranslated } from '../../../src/core/ground/translate';

const EMPTY = answersFromEnvironment({}, 'anna');

describe('the setting of connections', () => {
  it('gives what is well written, and says what is not', () => {
    const { connections, problems } = parseConnections([
      { name: 'shop', host: 'db1', port: 5433, sslmode: 'verify-full', password: 'secret', user: '' },
      { name: 'shop' },
      { host: 'x' },
      { name: 'a', port: 0 },
      { name: 'b', sslmode: 'always' },
      { name: 'c', host: 7 },
      'text',
      null,
    ]);
    assert.deepEqual(connections, [{ name: 'shop', host: 'db1', port: 5433, sslmode: 'verify-full' }]);
    assert.equal(problems.length, 7);
    assert.match(problems[0] ?? '', /connection 2: the name "shop" is taken/);
  });

  it('is empty where something else stands', () => {
    for (const value of [undefined, null, 'x', 7, {}])
      assert.deepEqual(parseConnections(value).connections, []);
  });
});

describe('a new connection', () => {
  const steps = connectionSteps(untranslated, (name) => name === 'taken', isAbsolute);

  /** Answers by question; `<` goes back once, and the other questions accept the proposal. */
  const run = async (
    given: Readonly<Record<string, string | readonly string[]>>,
    start = EMPTY,
  ): Promise<{ result: ConnectionAnswers | undefined; asked: string[] }> => {
    const asked: string[] = [];
    const left = new Map(Object.entries(given).map(([id, texts]) => [id, [texts].flat()]));
    const result = await runSteps(steps, start, ({ step, number, total }): Promise<Answer> => {
      assert.ok(number >= 1 && number <= total);
      asked.push(step.id);
      const next = left.get(step.id)?.shift();
      if (next === '<') return Promise.resolve({ kind: 'back' });
      if (next === 'Escape') return Promise.resolve({ kind: 'canceled' });
      const offered = step.kind === 'pick' ? step.active : step.kind === 'text' ? step.value : '';
      const text = next ?? offered;
      if (step.kind === 'text') assert.equal(step.problem(text), undefined, `${step.id}: ${text}`);
      if (step.kind === 'pick')
        assert.ok(
          step.choices.some(({ value }) => value === text),
          text,
        );
      return Promise.resolve({ kind: 'answer', text });
    });
    return { result, asked };
  };

  it('is offered as libpq would make it', async () => {
    const { result, asked } = await run({});
    assert.deepEqual(asked, [
      'where',
      'host',
      'port',
      'user',
      'database',
      'sslmode',
      'certificate',
      'password',
      'name',
    ]);
    assert.ok(result);
    assert.deepEqual(specOf(result), {
      name: 'anna@localhost',
      host: 'localhost',
      port: 5432,
      user: 'anna',
      database: 'postgres',
      sslmode: 'prefer',
    });
  });

  it('takes its defaults from the environment', () => {
    const env = {
      PGHOST: '/run/pg',
      PGPORT: '5999',
      PGUSER: 'backup',
      PGDATABASE: 'shop',
      PGSSLMODE: 'require',
    };
    const answers = answersFromEnvironment(env, 'anna');
    assert.deepEqual(
      [answers.where, answers.socket, answers.port, answers.user, answers.database, answers.sslmode],
      ['socket', '/run/pg', '5999', 'backup', 'shop', 'require'],
    );
    assert.equal(answersFromEnvironment({ PGSERVICE: 'x', PGSSLMODE: 'nonsense' }, 'a').where, 'service');
  });

  it('asks for certificates only where they matter', async () => {
    const { result, asked } = await run({
      sslmode: 'verify-full',
      sslrootcert: '/ca.pem',
      certificate: 'file',
      sslcert: '/me.crt',
      sslkey: '/me.key',
      password: 'file',
      passfile: '~/.pgpass-shop',
      name: 'shop',
    });
    assert.deepEqual(asked.slice(5), [
      'sslmode',
      'sslrootcert',
      'certificate',
      'sslcert',
      'sslkey',
      'password',
      'passfile',
      'name',
    ]);
    assert.ok(result);
    const { sslrootcert, sslcert, sslkey, passfile } = specOf(result);
    assert.deepEqual(
      [sslrootcert, sslcert, sslkey, passfile],
      ['/ca.pem', '/me.crt', '/me.key', '~/.pgpass-shop'],
    );
    const off = { ...result, sslmode: 'disable', password: 'ask' as const };
    assert.deepEqual(Object.keys(specOf(off)), ['name', 'host', 'port', 'user', 'database', 'sslmode']);
  });

  it('goes over a socket without TLS, and by a service with nothing else', async () => {
    const socket = await run({ where: 'socket', socket: '/var/run/postgresql' });
    assert.ok(socket.result && !socket.asked.includes('sslmode'));
    assert.equal(specOf(socket.result).sslmode, undefined);
    const service = await run({ where: 'service', service: 'nightly', user: '', database: '', sslmode: '' });
    assert.ok(service.result);
    assert.deepEqual(specOf(service.result), { name: 'nightly', service: 'nightly' });
  });

  it('keeps what was answered when somebody goes back', async () => {
    const { result, asked } = await run({ host: 'db1', port: ['<', '5433'] });
    assert.deepEqual(asked.slice(0, 5), ['where', 'host', 'port', 'host', 'port']);
    assert.deepEqual([result?.host, result?.port, result?.where], ['db1', '5433', 'tcp']);
  });

  it('drops a question that no longer fits', async () => {
    const { result, asked } = await run({ where: ['tcp', 'socket'], host: '<' });
    assert.deepEqual(asked.slice(0, 5), ['where', 'host', 'where', 'socket', 'port']);
    assert.equal(result?.where, 'socket');
  });

  it('is not made where somebody gives up', async () => {
    assert.equal((await run({ user: 'Escape' })).result, undefined);
  });

  it('refuses what cannot work, and says why', () => {
    const problem = (id: string, text: string, answers = EMPTY): string | undefined => {
      const step = steps(answers).find((each) => each.id === id);
      assert.ok(step?.kind === 'text', id);
      return step.problem(text);
    };
    for (const port of ['', '0', '65536', 'x', '1e3', '-1']) assert.ok(problem('port', port), port);
    assert.ok(problem('host', 'a b') && problem('host', '') && problem('host', '/tmp'));
    assert.ok(problem('name', 'taken') && problem('name', ' '));
    assert.ok(problem('user', '') && problem('database', ''));
    assert.ok(problem('socket', 'run', { ...EMPTY, where: 'socket' }));
    assert.equal(problem('sslrootcert', 'system', { ...EMPTY, sslmode: 'verify-ca' }), undefined);
  });

  it('is changed from what it was, and unchanged where nothing is changed', async () => {
    const specs = [
      {
        name: 'a',
        host: 'db1',
        port: 5433,
        user: 'u',
        database: 'd',
        sslmode: 'verify-ca',
        sslrootcert: '/ca',
        sslcert: '/c',
        sslkey: '/k',
        passfile: '/p',
      },
      { name: 'b', host: '/run/pg', port: 5432, user: 'u', database: 'd' },
      { name: 'c', service: 's' },
    ] as const;
    for (const spec of specs) {
      const { result } = await run({}, answersOf(spec, EMPTY));
      assert.ok(result);
      assert.deepEqual(specOf(result), spec);
    }
  });
});
