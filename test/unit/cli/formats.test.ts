import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { temporaryFolder } from '../io/temporary';
import { aCatalog, aSet } from '../report/fabricated';
import { command } from './console';

const HOSTILE = 'a<b>&"\u0007\u001b[31m]]>\uffff';

const catalog = aCatalog({
  sets: [
    aSet({ label: HOSTILE }),
    aSet({ id: '/b', path: '/b', verdict: 'complete', missing: [], findings: [] }),
  ],
  findings: [{ code: 'unreadable-directory', severity: 'error', file: '/a b/ü', args: { error: 'EACCES' } }],
});

/** Reads XML strictly: elements only, each closed in turn, no character that XML forbids. Returns the names with their attributes. */
function elements(xml: string): { name: string; attributes: string }[] {
  assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const open: string[] = [];
  const found: { name: string; attributes: string }[] = [];
  const rest = body.replace(
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)(\/?)>/g,
    (_, end, name: string, attributes: string, alone) => {
      if (end === '/') assert.equal(open.pop(), name);
      else {
        found.push({ name, attributes });
        if (alone !== '/') open.push(name);
      }
      return '';
    },
  );
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest.replace(/&(?:amp|lt|gt|quot);/g, ''), /[<&]/);
  return found;
}

/** One metric family after the other: HELP, TYPE, samples. */
function samples(text: string): Map<string, number> {
  const found = new Map<string, number>();
  let family = '';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const type = /^# (?:HELP|TYPE) ([a-z_]+) /.exec(line);
    if (type !== null) {
      family = type[1] ?? '';
      continue;
    }
    const sample = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*\})? (-?[\d.e+]+)$/.exec(line);
    assert.ok(sample !== null && sample[1] === family, line);
    const key = `${sample[1]}${sample[2] ?? ''}`;
    assert.ok(!found.has(key), `twice: ${key}`);
    found.set(key, Number(sample[3]));
  }
  return found;
}

describe('--format', () => {
  const folder = temporaryFolder();

  it('junit: a case for each set and archive, and well-formed whatever a label holds', async () => {
    const { out, code } = await command(['list', '/backup', '--format', 'junit'], catalog);
    assert.equal(code, 1);
    const all = elements(out);
    assert.equal(all.filter(({ name }) => name === 'testcase').length, 3);
    assert.equal(all.filter(({ name }) => name === 'failure').length, 1);
    assert.match(
      all.find(({ name }) => name === 'testsuite')?.attributes ?? '',
      /tests="2" failures="1" errors="0"/,
    );
  });

  it('sarif: every finding once, with its rule and its file as a URI', async () => {
    const { out } = await command(['list', '/backup', '--format', 'sarif'], catalog);
    const sarif = JSON.parse(out) as {
      version: string;
      runs: {
        tool: { driver: { name: string; rules: { id: string }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          message: { text: string };
          locations?: { physicalLocation: { artifactLocation: { uri: string } } }[];
        }[];
      }[];
    };
    assert.equal(sarif.version, '2.1.0');
    const [run] = sarif.runs;
    assert.equal(run?.results.length, 1);
    for (const { ruleId, ruleIndex, level, message, locations } of run.results) {
      assert.equal(run.tool.driver.rules[ruleIndex]?.id, ruleId);
      assert.match(level, /^(?:error|warning|note)$/);
      assert.ok(message.text.length > 0);
      assert.equal(locations?.[0]?.physicalLocation.artifactLocation.uri, 'file:///a%20b/%C3%BC');
    }
  });

  it('nagios: a list, which reads no records, does not ask for more than it can show', async () => {
    const whole = aCatalog({ sets: [aSet({ verdict: 'complete', missing: [], findings: [] })] });
    const { out } = await command(['list', '/backup', '--format', 'nagios'], whole);
    assert.match(out, /OK/);
    assert.doesNotMatch(out, /restorable is demanded|CRITICAL|UNKNOWN/);
  });

  it('prometheus: one family after the other, and no sample twice', async () => {
    const { out } = await command(['list', '/backup', '--format', 'prometheus'], catalog);
    const found = samples(out);
    assert.equal(
      found.get('pg_backup_sets{system_identifier="7710759444048986079",verdict="incomplete"}'),
      1,
    );
    assert.equal(found.get('pg_backup_missing_segments{system_identifier="7710759444048986079"}'), 2);
    assert.equal(found.get('pg_backup_last_check_timestamp_seconds'), Date.UTC(2026, 10, 29, 12) / 1000);
  });

  it('--textfile writes the metrics in one step and leaves nothing else', async () => {
    const path = `${folder.path}/backups.prom`;
    await command(['list', '/backup', '--textfile', path], catalog);
    assert.ok(samples(readFileSync(path, 'utf8')).size > 3);
    assert.deepEqual(readdirSync(folder.path), ['backups.prom']);
    const { code, err } = await command(
      ['list', '/backup', '--textfile', `${folder.path}/no/such.prom`],
      catalog,
    );
    assert.equal(code, 2);
    assert.match(err, /--textfile: .* cannot be written/);
  });

  it('markdown and json are the reports that the window copies and exports', async () => {
    const markdown = await command(['list', '/backup', '--format', 'markdown'], catalog);
    assert.match(markdown.out, /^# PostgreSQL backups\n/);
    const json = await command(['list', '/backup', '--format', 'json'], catalog);
    const same = await command(['list', '/backup', '--json'], catalog);
    assert.equal(json.out, same.out);
  });
});
