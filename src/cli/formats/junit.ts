import type { Report, ReportArchive, ReportFinding, ReportSet } from '../../core/report/report';
import type { CheckItem, CheckState } from '../../core/restore/monitor/checkItem';
import { EXIT, type ExitCode } from '../exitCode';
import { printable } from '../text/layout';
import { xmlText } from './xmlText';

/** What the exit code of a set or an archive would be. */
export interface Grades {
  readonly ofSet: (set: ReportSet) => ExitCode;
  readonly ofArchive: (archive: ReportArchive) => ExitCode;
}

/** A finding, or what a check says. */
interface Reported extends Pick<ReportFinding, 'severity' | 'message' | 'hint'> {
  readonly code: string;
}

interface Case {
  readonly name: string;
  readonly exit: ExitCode;
  readonly message: string;
  readonly findings: readonly Reported[];
}

const CHECK_EXITS: Record<CheckState, ExitCode> = {
  ok: EXIT.good,
  warning: EXIT.bad,
  critical: EXIT.bad,
  unknown: EXIT.unsure,
};

/**
 * The report as JUnit XML: a test case for each set and each archive. A failure is something incomplete or damaged; an
 * error is something that could not be determined.
 *
 * @param checks what `check` checked besides: a case for each
 */
export function junitReport(
  { sets, archives }: Report,
  { ofSet, ofArchive }: Grades,
  checks: readonly CheckItem[] = [],
): string {
  const setCases = sets.map((set) => ({
    name: `${set.label ?? '(no label)'} ${set.path}`,
    exit: ofSet(set),
    message: set.verdict,
    findings: set.findings,
  }));
  const archiveCases = archives.map((archive) => ({
    name: archive.path,
    exit: ofArchive(archive),
    message: 'WAL archive',
    findings: archive.findings,
  }));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="pg-backup-inspector">',
    ...suite('sets', setCases),
    ...suite('archives', archiveCases),
    ...(checks.length === 0 ? [] : suite('checks', checks.map(checkCase))),
    '</testsuites>',
    '',
  ].join('\n');
}

function checkCase({ name, state, message, systemIdentifier }: CheckItem): Case {
  const server = systemIdentifier === null ? '' : ` ${systemIdentifier}`;
  const severity = state === 'critical' ? 'error' : 'warning';
  const findings: Reported[] = [{ severity, code: `check-${name}`, message, hint: '' }];
  return { name: `${name}${server}`, exit: CHECK_EXITS[state], message: state, findings };
}

function suite(name: string, cases: readonly Case[]): string[] {
  const count = (exit: ExitCode): number => cases.filter((one) => one.exit === exit).length;
  return [
    `  <testsuite name="${name}" tests="${cases.length}" failures="${count(EXIT.bad)}" errors="${count(EXIT.unsure)}" skipped="0" time="0">`,
    ...cases.flatMap((one) => testCase(name, one)),
    '  </testsuite>',
  ];
}

function testCase(suiteName: string, { name, exit, message, findings }: Case): string[] {
  const open = `    <testcase classname="pg-backup-inspector.${suiteName}" name="${xmlText(printable(name))}" time="0"`;
  if (exit === EXIT.good) return [`${open}/>`];
  const kind = exit === EXIT.bad ? 'failure' : 'error';
  const body = findings
    .filter(({ severity }) => severity !== 'info')
    .map((finding) => `${finding.severity} ${finding.code}: ${finding.message} ${finding.hint}`.trim());
  return [
    `${open}>`,
    `      <${kind} message="${xmlText(message)}" type="${xmlText(message)}">${xmlText(body.join('\n'))}</${kind}>`,
    '    </testcase>',
  ];
}
