import { visibleText } from '../../../core/report/visibleText';
import { COMMANDS } from '../../ids';

/** The only commands that our markdown may run; `MarkdownString.isTrusted` gets the same list. */
export const LINKABLE_COMMANDS = [
  COMMANDS.copySegmentList,
  COMMANDS.openSegmentList,
  COMMANDS.verifySet,
  COMMANDS.showRestoreSteps,
  COMMANDS.completeSet,
  COMMANDS.showInTree,
  COMMANDS.showTimeline,
  COMMANDS.refresh,
] as const;

export type LinkableCommand = (typeof LINKABLE_COMMANDS)[number];

/**
 * A piece of markdown that is safe to show. Only this file creates it, so text from a file cannot become markup by
 * mistake: everywhere else a `Markdown` is built with `safe`, `Markdown.code`, `Markdown.join` and `Markdown.commandLink`.
 */
export class Markdown {
  readonly value: string;

  private constructor(value: string) {
    this.value = value;
  }

  /** Builds markdown from a template: literal parts stay markup, inserted strings are escaped. */
  static of(parts: TemplateStringsArray, ...values: readonly (Markdown | string | number)[]): Markdown {
    let out = parts[0] ?? '';
    values.forEach((value, index) => {
      out += (value instanceof Markdown ? value.value : escapeText(String(value))) + (parts[index + 1] ?? '');
    });
    return new Markdown(out);
  }

  static join(pieces: readonly Markdown[], separator: string): Markdown {
    return new Markdown(pieces.map((piece) => piece.value).join(separator));
  }

  /** A segment name, location or number in fixed width; anything that is not plainly one of these is escaped text. */
  static code(text: string): Markdown {
    return new Markdown(/^[\w./…-]{1,80}$/.test(text) ? `\`${text}\`` : escapeText(text));
  }

  /** A link that runs one of our commands. */
  static commandLink(title: string, command: LinkableCommand, argument: string): Markdown {
    if (!LINKABLE_COMMANDS.includes(command)) return new Markdown(escapeText(title));
    const query = encodeURIComponent(JSON.stringify([argument])).replace(/[!'()*]/g, percentEncode);
    return new Markdown(`[${escapeText(title)}](command:${command}?${query})`);
  }
}

/** Short name for the template tag. (Not `md`: prettier would reformat its content.) */
export const safe = (
  parts: TemplateStringsArray,
  ...values: readonly (Markdown | string | number)[]
): Markdown => Markdown.of(parts, ...values);

/**
 * Escapes every character that has a meaning in CommonMark or in GitHub's tables and bare links with a backslash, which
 * the renderer removes: no markup, HTML, link or entity is left. Only `/ , ; % ? ' "`, which have no meaning by
 * themselves, stay.
 */
function escapeText(text: string): string {
  return visibleText(text).replace(/[!#$&()*+\-.:<=>@[\\\]^_`{|}~]/g, '\\$&');
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
