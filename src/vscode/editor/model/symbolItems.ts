import { formatLsn } from '../../../core/ground/lsn';
import { visibleText } from '../../../core/report/visibleText';
import type { TextFacts } from './facts';

/** One entry of the outline. Lines count from 0. */
export interface SymbolItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'location' | 'time' | 'label' | 'fact' | 'timeline' | 'tablespace';
  readonly line: number;
  readonly lastLine: number;
}

/** The outline of a document: one entry for each meaningful line. */
export function symbolItems(facts: TextFacts): SymbolItem[] {
  const labelled = facts.lines.map(({ key, line, lastLine, text }): SymbolItem => ({
    name: key,
    detail: visibleText(text, 100),
    kind: key === 'LABEL' ? 'label' : kindOfKey(key),
    line: line - 1,
    lastLine: lastLine - 1,
  }));
  const switched = facts.switches.map(({ timeline, switchLsn, switchSegment, reason, line }): SymbolItem => ({
    name: `Timeline ${timeline}`,
    detail: visibleText(
      `left at ${switchLsn === undefined ? (switchSegment ?? '?') : formatLsn(switchLsn)}, ${reason}`,
      100,
    ),
    kind: 'timeline',
    line: line - 1,
    lastLine: line - 1,
  }));
  const mapped = facts.tablespaces.map(({ oid, path, line }): SymbolItem => ({
    name: String(oid),
    detail: visibleText(path, 100),
    kind: 'tablespace',
    line: line - 1,
    lastLine: line - 1,
  }));
  return [...labelled, ...switched, ...mapped];
}

function kindOfKey(key: string): SymbolItem['kind'] {
  if (key.endsWith('LOCATION') || key.endsWith('LSN')) return 'location';
  return key.endsWith(' TIME') ? 'time' : 'fact';
}
