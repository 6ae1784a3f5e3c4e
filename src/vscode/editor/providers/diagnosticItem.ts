import * as vscode from 'vscode';
import type { Finding, Severity } from '../../../core/ground/finding';
import { messageOf } from '../../../core/report/messages';
import type { Explanations } from './explanations';

const SOURCE = 'PostgreSQL Backup';
const SEVERITIES: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};
/** The lines of a file that is not open are unknown; VS Code cuts a range at the end of its line. */
const LONG_LINE = 1000;

/** A finding as an entry of the Problems panel. */
export function diagnosticOf(
  finding: Finding,
  document: vscode.TextDocument | undefined,
  explanations: Explanations,
): vscode.Diagnostic {
  const { message, hint } = messageOf(finding);
  const diagnostic = new vscode.Diagnostic(
    rangeOf(finding, document),
    hint === '' ? message : `${message}\n${hint}`,
    SEVERITIES[finding.severity],
  );
  diagnostic.source = SOURCE;
  diagnostic.code = { value: finding.code, target: explanations.target(finding.code) };
  return diagnostic;
}

function rangeOf(finding: Finding, document: vscode.TextDocument | undefined): vscode.Range {
  const line = Math.max(0, (finding.line ?? 1) - 1);
  const column = Math.max(0, (finding.column ?? 1) - 1);
  if (document === undefined) return new vscode.Range(line, column, line, column + LONG_LINE);
  const whole = document.lineAt(Math.min(line, document.lineCount - 1)).range;
  const start = document.validatePosition(new vscode.Position(line, column));
  return start.isBefore(whole.end) ? new vscode.Range(start, whole.end) : whole;
}
