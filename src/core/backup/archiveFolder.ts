/**
 * One command between `&&`, `||`, `;` and `|`: its words without their quotes; undefined for words that only a shell
 * could expand.
 */
type SimpleCommand = (string | undefined)[];

/** These run the rest of the command on another machine. */
const ELSEWHERE = /^(?:.*[\\/])?(?:ssh|rsh|pssh|docker|kubectl|lxc)(?:\.exe)?$/i;
/** Commands that put a file into a directory under its own name. */
const COPIERS = /^(?:.*[\\/])?(?:cp|mv|rsync|install|ln|copy|xcopy|robocopy)(?:\.exe)?$/i;

/**
 * The directories into which an archive_command puts WAL, if it names them plainly: `cp %p /mnt/archive/%f`, `gzip < %p
 * > /mnt/archive/%f.gz`, `rsync -a %p /mnt/archive/`. The command is only read, never run; directories on another
 * machine, or that only a shell can expand (`$DIR`, backquotes), are left out. `%%` is a percent sign (xlogarchive.c).
 * Relative directories begin with `./` or `../` and start at the data directory.
 *
 * @param windows the server runs on Windows: backslashes are parts of paths there
 */
export function archiveFolders(archiveCommand: string, windows = false): readonly string[] {
  const folders = simpleCommands(archiveCommand, windows)
    .map((words) => words.slice(words.findIndex((word) => !BEFORE_PROGRAM.has(word ?? ''))))
    .filter(([program]) => program === undefined || !ELSEWHERE.test(program))
    .flatMap((words) => [...words.flatMap(folderOfFile), ...folderOfCopy(withoutRedirections(words))]);
  return [...new Set(folders)].filter(isPlace);
}

/** `/mnt/archive/%f`, `of=/mnt/archive/%f`, `/mnt/archive/%f.gz`. */
function folderOfFile(word: string | undefined): readonly string[] {
  const match = /^(?:of=)?(.*?)[\\/]%f[\w.-]*$/.exec(word ?? '');
  return match === null ? [] : [match[1] === '' ? '/' : (match[1] ?? '')];
}

function withoutRedirections(words: SimpleCommand): SimpleCommand {
  const isSign = (word: string | undefined): boolean => word === '<' || word === '>';
  return words.filter((word, i) => !isSign(word) && !(i > 0 && isSign(words[i - 1])));
}

/** `cp %p /mnt/archive`: the last word is the directory. */
function folderOfCopy(words: SimpleCommand): readonly string[] {
  const last = words.at(-1);
  const copies = COPIERS.test(words[0] ?? '') && words.includes('%p');
  if (!copies || last === undefined || last === '%p' || /%[fp]/.test(last)) return [];
  return [last.replace(/(?<=.)[\\/]+$/, '')];
}

/** An absolute path, or one that starts at the data directory; `host:/path` is neither. */
function isPlace(path: string): boolean {
  return /^(?:\/|\.\.?(?:\/|$)|[A-Za-z]:[\\/]|\\\\)/.test(path) && !/%[fp]/.test(path);
}

/** Words that a shell accepts before the name of a program. */
const BEFORE_PROGRAM = new Set(['!', '{', 'if', 'then', 'else', 'do', 'exec', 'nice', 'ionice', 'time']);

const SEPARATORS = new Set(['&', '|', ';', '(', ')', '\n']);
const BLANKS = new Set([' ', '\t']);
const REDIRECTIONS = new Set(['<', '>']);

/** Words as a POSIX shell (or cmd.exe) splits them. Expansions make a word unknown; nothing is expanded. */
function simpleCommands(text: string, windows: boolean): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [[]];
  let word: string | undefined;
  let unknown = false;
  let quote = '';
  const endWord = (): void => {
    if (word !== undefined) commands.at(-1)?.push(unknown ? undefined : word.replaceAll('%%', '%'));
    word = undefined;
    unknown = false;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (quote !== '' && char === quote) quote = '';
    else if (quote === "'") word = `${word ?? ''}${char}`;
    else if (char === '\\' && !windows) word = `${word ?? ''}${text[++i] ?? ''}`;
    else if (quote === '' && (char === '"' || (char === "'" && !windows))) {
      quote = char;
      word ??= '';
    } else if (quote === '' && BLANKS.has(char)) endWord();
    else if (quote === '' && REDIRECTIONS.has(char)) {
      endWord();
      commands.at(-1)?.push(char);
    } else if (quote === '' && SEPARATORS.has(char)) {
      endWord();
      commands.push([]);
    } else {
      if (!windows && /[$`*?]/.test(char)) unknown = true;
      word = `${word ?? ''}${char}`;
    }
  }
  endWord();
  return commands;
}
