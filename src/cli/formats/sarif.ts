import { pathToFileURL } from 'node:url';
import type { CheckItem } from '../../core/restore/monitor/checkItem';
import type { Report, ReportFinding } from '../../core/report/report';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

const CHECK_LEVELS = { critical: 'error', warning: 'warning', unknown: 'note' } as const;

/**
 * The findings of a report as SARIF 2.1.0, for code scanning.
 * @param checks what `check` checked besides: a result for each that is not OK, with the rule `check-NAME`
 */
export function sarifReport(
  { sets, archives, findings }: Report,
  version: string,
  checks: readonly CheckItem[] = [],
): unknown {
  const all = [
    ...sets.flatMap((set) => set.findings.map((finding) => ({ finding, place: set.path }))),
    ...archives.flatMap((archive) => archive.findings.map((finding) => ({ finding, place: archive.path }))),
    ...findings.map((finding) => ({ finding, place: undefined })),
  ];
  const failed = checks.flatMap(({ name, state, message }) =>
    state === 'ok'
      ? []
      : [{ ruleId: `check-${name}`, level: CHECK_LEVELS[state], message: { text: message } }],
  );
  const codes = [
    ...new Set<string>([...all.map(({ finding }) => finding.code), ...failed.map(({ ruleId }) => ruleId)]),
  ].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'pg-backup-inspector',
            version,
            rules: codes.map((code) => ({ id: code, shortDescription: { text: code.replaceAll('-', ' ') } })),
          },
        },
        results: [
          ...all.map(({ finding, place }) => ({
            ruleId: finding.code,
            ruleIndex: codes.indexOf(finding.code),
            level: LEVELS[finding.severity],
            message: { text: `${finding.message} ${finding.hint}`.trim() },
            ...locationsOf(finding, place),
          })),
          ...failed.map((result) => ({ ...result, ruleIndex: codes.indexOf(result.ruleId) })),
        ],
      },
    ],
  };
}

function locationsOf({ file, line }: ReportFinding, place: string | undefined): object {
  const path = file ?? place;
  if (path === undefined) return {};
  const region = line === undefined ? {} : { region: { startLine: Math.max(1, line) } };
  return {
    locations: [{ physicalLocation: { artifactLocation: { uri: pathToFileURL(path).href }, ...region } }],
  };
}
