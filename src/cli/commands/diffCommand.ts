import { readFile, stat } from 'node:fs/promises';
import { compareReports, type ComparableReport, parseReport } from '../../core/report/compareReports';
import type { Context } from '../context';
import { EXIT, type ExitCode } from '../exitCode';
import { type Invocation, UsageError } from '../invocation';
import { writeJson } from '../jsonOutput';
import { writeLines } from '../output';
import { absolutePath } from '../scanning';
import { textStyleOf, printable } from '../text/layout';

/** A report of 10,000 sets takes about 30 MB. */
const LARGEST = 512 * 1024 * 1024;

/** `diff OLD.json NEW.json`: what got better or worse between two reports. */
export async function diffCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { operands, json, quiet } = invocation;
  const [old, now, ...more] = operands;
  if (old === undefined || now === undefined || more.length > 0)
    throw new UsageError('“diff” needs two reports: the old and the new one');
  const reports = [await reportAt(context, old), await reportAt(context, now)] as const;
  const changes = compareReports(...reports);
  const isWorse = changes.some(({ direction }) => direction === 'worse');
  if (json) await writeJson(context.out, { reportVersion: 1, worse: isWorse, changes });
  else {
    const { paint } = textStyleOf(context.out);
    const marks = { worse: paint('red', '-'), better: paint('green', '+'), neutral: ' ' };
    const shown = changes.filter(({ direction }) => !quiet || direction === 'worse');
    const lines = shown.map(
      ({ direction, subject, message }) =>
        `${marks[direction]} ${subject === null ? '' : `${printable(subject)}: `}${printable(message)}`,
    );
    await writeLines(context.out, lines.length === 0 && !quiet ? ['Nothing changed.'] : lines);
  }
  return isWorse ? EXIT.bad : EXIT.good;
}

/** @throws {UsageError} when the file cannot be read or is not a report */
async function reportAt(context: Context, operand: string): Promise<ComparableReport> {
  const path = absolutePath(context, operand);
  let text: string;
  try {
    const facts = await stat(path);
    if (!facts.isFile() || facts.size > LARGEST) throw new UsageError(`${operand}: not a report`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${operand}: cannot be read`);
  }
  const report = parseReport(text);
  if (report === undefined) throw new UsageError(`${operand}: not a report that --json wrote`);
  return report;
}
