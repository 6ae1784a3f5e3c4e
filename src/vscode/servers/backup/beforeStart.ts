import type { PreflightCheck } from '../../../postgres/checks/preflight';
import type { Translate } from '../../../core/ground/translate';

const SIGNS: Readonly<Record<PreflightCheck['severity'], string>> = { error: '✗', warning: '⚠', info: 'ℹ' };

/** The checks, the worst first, each with its meaning and advice; empty if all is well. */
export function checksText(checks: readonly PreflightCheck[]): string {
  return checks
    .map(({ severity, message, remedy }) => `${SIGNS[severity]} ${message} ${remedy}`)
    .join('\n\n');
}

/** The text below the question whether to start: the checks, then every statement that will run. */
export function startDetail(
  t: Translate,
  checks: readonly PreflightCheck[],
  sql: readonly string[],
  folder?: string,
): string {
  const found = checksText(checks);
  return [
    ...(found === '' ? [] : [found]),
    ...(folder === undefined ? [] : [t('The copy will be in {0}', folder)]),
    sqlText(t, sql),
  ].join('\n\n');
}

/** The statements as they will be sent. */
export function sqlText(t: Translate, sql: readonly string[]): string {
  return sql.length === 0 ? '' : `${t('This SQL will run:')}\n${sql.map(asStatement).join('\n')}`;
}

function asStatement(sql: string): string {
  return sql.trimEnd().endsWith(';') ? sql : `${sql};`;
}
