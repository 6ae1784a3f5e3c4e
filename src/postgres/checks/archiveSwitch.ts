/** A file that decides whether an archive_command archives. */
export interface ArchiveSwitch {
  /** On the server. */
  readonly file: string;
  readonly archivesWhen: 'present' | 'absent';
}

/** `test ! -f FILE ||`, `[ -e 'FILE' ] &&`, `if [ ! -f "FILE" ]; then`: the file in one of three quotings. */
const TEST =
  /(?:^|[({;&|!]|\bif\b|\bthen\b)\s*(?:test|\[\[?)\s+(!\s+)?-[efrs]\s+("[^"]+"|'[^']+'|[^\s;&|()"'\]]+)\s*(?:\]\]?)?\s*(\|\||&&|;\s*then\b)/g;

/**
 * The switch file of an archive_command, as in the manual's standalone hot backup (“Continuous Archiving”, tips). A
 * test of a name with `%f` or `%p` is about the file to be archived and not a switch. Undefined if there is none.
 */
export function archiveSwitchOf(archiveCommand: string): ArchiveSwitch | undefined {
  for (const [, not, quoted = '', connector = ''] of archiveCommand.matchAll(TEST)) {
    if (quoted.includes('%')) continue;
    const file = quoted.replace(/^(["'])(.*)\1$/, '$2');
    // `||` runs the rest if the test fails.
    const runsWhenTrue = connector !== '||';
    const present = (not === undefined) === runsWhenTrue;
    return { file, archivesWhen: present ? 'present' : 'absent' };
  }
  return undefined;
}
