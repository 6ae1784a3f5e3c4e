import type { BackupSet } from '../../model/backupSet';
import { type ToolRestore, toolOf } from '../../formats/tools/backupTools';
import { shellQuote } from '../../ground/shellWord';
import { step } from './step';
import type { RestoreStep } from '../types';

/** Whether only the tool can restore the files, even if they look like those of a data directory. */
export function hasOwnFormat({ layout }: BackupSet): boolean {
  const tool = toolOf(layout);
  return tool !== undefined && tool.dataFiles !== 'plain';
}

/** Restores the files with the tool's own command; without one, the step says which files to copy. */
export function toolStep(set: BackupSet): RestoreStep {
  const way = toolRestore(set);
  if (way !== undefined)
    return step(
      'Let the tool restore the files',
      [
        'The files of this backup are in the tool’s own storage format. The tool must restore them, together with those of the backups that it depends on. The next steps configure the recovery.',
        ...way.text,
      ],
      [way.command],
    );
  const name = shellQuote(set.label ?? set.path.split('/').at(-1) ?? '');
  const text = `Only the label or history file of ${name} was found. Copy the data directory of that backup into “data”, and its tablespaces to their places.`;
  return step('Copy the files of the backup', [text], []);
}

/** The tool's own command as an alternative to a step by hand; nothing for a set without a tool. */
export function toolHint(set: BackupSet): string[] {
  const way = toolRestore(set);
  return way === undefined
    ? []
    : [`If the tool is installed, it can do this too: ${way.command}`, ...way.text];
}

function toolRestore({ layout, path }: BackupSet): ToolRestore | undefined {
  return toolOf(layout)?.restore(path);
}
