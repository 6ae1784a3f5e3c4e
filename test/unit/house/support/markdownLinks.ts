import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Blocks of code, in which brackets are not links. */
const codeBlock = /^(```|~~~)[\s\S]*?^\1|^ {4}.*$/gm;
const codeSpan = /`[^`\n]*`/g;
const target = /\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"\s]+)"/g;

/** The targets of all links and pictures in a Markdown text, in its order. */
export function linksOf(text: string): string[] {
  const prose = text.replaceAll(codeBlock, '').replaceAll(codeSpan, '');
  return [...prose.matchAll(target)].map(([, link, attribute]) => link ?? attribute ?? '');
}

/** The headings of a Markdown text, without their marks. */
export function headingsOf(text: string): string[] {
  const prose = text.replaceAll(codeBlock, '');
  return [...prose.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = '']) => heading);
}

/** The anchors that a viewer makes of the headings; a repeated heading gets a number. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return headingsOf(text).map((heading) => {
    const anchor = anchorOf(heading);
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${String(times)}`;
  });
}

/** The anchor of one heading: lower case, no punctuation, a hyphen for each blank. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

/**
 * The links of a document that lead nowhere: a file that does not exist, or a heading that its target does not have.
 * Addresses with a scheme are not followed.
 */
export function deadLinks(root: string, document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8');
  return linksOf(text).flatMap((link) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? document : relative(root, join(root, dirname(document), path));
    if (!existsSync(join(root, file))) return [`${document}: ${link}`];
    if (anchor === undefined) return [];
    const found = anchorsOf(readFileSync(join(root, file), 'utf8')).includes(anchor);
    return found ? [] : [`${document}: ${link}`];
  });
}
