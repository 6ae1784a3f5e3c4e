import type { BackupSet } from '../../../model/backupSet';
import { type ToolRestore, toolOf } from '../../../formats/tools/backupTools';
import type { RestoreStep } from '../../types';
import type { ArchiveFact } from '../facts';
import { step } from './step';

/** Whether only the tool can restore the files, even if they look like those of a data directory. */
export function hasOwnFormat({ layout }: BackupSet): boolean {
  const tool = toolOf(layout);
  return tool !== undefined && tool.dataFiles !== 'plain';
}

/** The tool's own program, if the steps run it. */
export function programsOfTool(set: BackupSet): string[] {
  const program = toolRestore(set)?.command.split(' ')[0];
  return program === undefined || !usesTool(set) ? [] : [program];
}

/** Whether the tool restores the files: they are in its own format, or compressed in a way that only it knows. */
function usesTool(set: BackupSet): boolean {
  return hasOwnFormat(set) || (set.files.dataDirectory === undefined && toolRestore(set) !== undefined);
}

/** Restores the files with the tool's own command; undefined without one. */
export function toolStep(set: BackupSet): RestoreStep | undefined {
  const way = toolRestore(set);
  if (way === undefined) return undefined;
  return step(
    'Let the tool restore the files',
    [
      'The files of this backup are in the tool’s own storage format. The tool must restore them, together with those of the backups that it depends on. The next steps configure the recovery.',
      ...way.text,
    ],
    [`as_owner ${way.command}`, ...(way.then ?? [])],
  );
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

/** The restore_command of the tool that keeps the archive, if there is one that can. Names in capitals are to be filled in. */
export function toolCommand({ layout, path, toolCannotRead }: ArchiveFact): string | undefined {
  return toolCannotRead === true ? undefined : toolOf(layout)?.fetchWal?.(path);
}
