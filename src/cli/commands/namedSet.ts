import type { BackupSet } from '../../core/model/backupSet';
import { counted } from '../../core/ground/sizes';
import type { Context } from '../context';
import { UsageError } from '../invocation';
import { absolutePath, type Scanned } from '../scanning';

/**
 * The one set that a path of the command line means: the set with this path, or the only one below it.
 * @throws {UsageError} when there is none, or there are several
 */
export function namedSet(context: Context, { sets }: Scanned, operand: string): BackupSet {
  const path = absolutePath(context, operand);
  const named = sets.find((set) => isNamed(set, path));
  const [first, ...others] = named === undefined ? sets : [named];
  if (first === undefined) throw new UsageError(`no backup set was found in ${operand}`);
  if (others.length > 0)
    throw new UsageError(`${operand} holds ${counted(others.length + 1, 'set')}; name the directory of one`);
  return first;
}

/** The set with an id, a path or a label. @throws {UsageError} when there is none, or the label is that of several */
export function setCalled(context: Context, { sets }: Scanned, name: string): BackupSet {
  const path = absolutePath(context, name);
  const found = sets.find((set) => set.id === name || isNamed(set, path));
  const [first, ...others] = found === undefined ? sets.filter(({ label }) => label === name) : [found];
  if (first === undefined) throw new UsageError(`no backup set has the id, path or label “${name}”`);
  if (others.length > 0)
    throw new UsageError(`several backup sets have the label “${name}”; name one by its path`);
  return first;
}

function isNamed({ id, path, files }: BackupSet, wanted: string): boolean {
  return [id, path, files.dataDirectory, files.label, files.history].includes(wanted);
}
