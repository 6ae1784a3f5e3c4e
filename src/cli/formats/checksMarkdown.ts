import type { CheckItem } from '../../core/restore/monitor/checkItem';
import type { NotRead } from '../../core/restore/monitor/serverComparison';
import { markdownText } from '../../core/report/markdownReport';

const MOST = 2000;

/** What `check` checked, as a section of the Markdown report; empty without items. */
export function checksMarkdown(items: readonly CheckItem[] = [], notRead: readonly NotRead[] = []): string {
  if (items.length === 0) return '';
  const rows = items.map(
    ({ name, state, message }) => `| ${name} | ${state.toUpperCase()} | ${markdownText(message, MOST)} |`,
  );
  const hidden = notRead.map(
    ({ what, why }) => `- not read: ${markdownText(what)}: ${markdownText(why, MOST)}`,
  );
  const lines = ['## Checks', '', '| Check | State | Message |', '| --- | --- | --- |', ...rows, ''];
  return `${[...lines, ...(hidden.length === 0 ? [] : [...hidden, ''])].join('\n')}\n`;
}
