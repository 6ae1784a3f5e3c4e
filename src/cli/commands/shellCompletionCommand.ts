import { COMMAND_NAMES, type Command, commandSpecOf } from '../commandTable';
import type { Context } from '../context';
import { EXIT, type ExitCode } from '../exitCode';
import { type Invocation, UsageError } from '../invocation';
import { OPTIONS } from '../options';

const PROGRAM = 'pg-backup-inspector';

/** `completion SHELL`: a script that completes commands and options; everything else is completed as a path. */
export async function shellCompletionCommand({ out }: Context, { operands }: Invocation): Promise<ExitCode> {
  const [shell, ...more] = operands;
  const script = more.length === 0 ? scriptFor(shell) : undefined;
  if (script === undefined) throw new UsageError('“completion” needs bash, zsh or fish');
  await out.write(script);
  return EXIT.good;
}

function scriptFor(shell: string | undefined): string | undefined {
  switch (shell) {
    case 'bash':
      return bash();
    case 'zsh':
      // zsh runs bash's completions, and so there is one list to keep right.
      return `#compdef ${PROGRAM}\nautoload -U +X bashcompinit && bashcompinit\n${bash()}`;
    case 'fish':
      return fish();
    default:
      return undefined;
  }
}

function optionsOf(command: Command): string[] {
  return [...commandSpecOf(command).options, 'help'].map((name) => `--${name}`);
}

function bash(): string {
  const cases = COMMAND_NAMES.map((name) => `    ${name}) words='${optionsOf(name).join(' ')}' ;;`);
  return `_pg_backup_inspector() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=''
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${COMMAND_NAMES.join(' ')} --help --version' -- "$current"))
  elif [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=()
  fi
}
complete -o default -o filenames -F _pg_backup_inspector ${PROGRAM}
`;
}

function fish(): string {
  const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const commands = COMMAND_NAMES.map(
    (name) =>
      `complete -c ${PROGRAM} -n __fish_use_subcommand -a ${name} -d ${quoted(commandSpecOf(name).summary)}`,
  );
  const options = COMMAND_NAMES.flatMap((name) =>
    commandSpecOf(name).options.map((option) => {
      const { text, ...rest }: { readonly text: string; readonly value?: string } = OPTIONS[option];
      const value = rest.value === undefined ? '' : ' -r';
      return `complete -c ${PROGRAM} -n '__fish_seen_subcommand_from ${name}' -l ${option}${value} -d ${quoted(text)}`;
    }),
  );
  return `${[...commands, ...options].join('\n')}\n`;
}
