import { powerShellWord } from '../ground/powerShellWord';
import type { Obstacle } from './completionPlan';

/** The shell that a command is for. */
export type Shell = 'posix' | 'powershell';

/**
 * A command that moves obstacles into a new directory inside theirs. On one file system a move changes names only,
 * servers ignore such a directory, and no scan takes it for an archive. Nothing is replaced or deleted. The names are
 * those of segments, so only the directory needs quoting. The text has no control character, whatever the directory's
 * name contains, so that no line of it can run when it is pasted.
 *
 * @param stamp part of the new directory's name, letters and digits
 */
export function moveAwayCommand(
  folder: string,
  obstacles: readonly Obstacle[],
  stamp: string,
  shell: Shell,
): string {
  const names = obstacles.flatMap(({ finding }) => finding.segment ?? []);
  const target = `moved-away-${stamp}`;
  if (shell === 'powershell') {
    const place = powerShellWord(folder);
    const list = names.map((name) => `'${name}'`).join(', ');
    return `Push-Location -LiteralPath ${place}; New-Item -ItemType Directory '${target}' | Out-Null; Move-Item -LiteralPath ${list} -Destination '${target}'; Pop-Location`;
  }
  return `cd -- ${posixText(folder)} && mkdir ${target} && mv -n ${names.join(' ')} ${target}/`;
}

/** Characters that must not reach a terminal unchanged. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function posixText(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!CONTROLS.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = Array.from(text, (character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    return CONTROLS.test(character) ? octal(character) : character;
  });
  return `$'${escaped.join('')}'`;
}

/** The bytes of a character as bash, zsh and ksh read them in `$'…'`. */
function octal(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return utf8(point)
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}

function utf8(point: number): number[] {
  if (point < 0x80) return [point];
  if (point < 0x800) return [0xc0 | (point >> 6), 0x80 | (point & 63)];
  const tail = [0x80 | ((point >> 6) & 63), 0x80 | (point & 63)];
  if (point < 0x10000) return [0xe0 | (point >> 12), ...tail];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), ...tail];
}
