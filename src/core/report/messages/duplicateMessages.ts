import type { Args, Text } from './args';

/** reason: not-compared, not-comparable, not-walked, same (count), harmless, one-wrong, differ; good: path of the good copy, if known. */
export function duplicateSegment(args: Args): Text {
  const good = args.text('good');
  if (args.reason === 'not-compared') {
    return {
      message:
        `${args.segment} was found more than once. Identical copies do no harm, ` +
        'but these have not been compared yet.',
      hint: 'Verify the set to compare them.',
    };
  }
  if (args.reason === 'same') {
    return {
      message: `${args.count('count', 'segment', 'Segments')} of this backup ${args.number('count') === 1 ? 'has' : 'have'} several copies here (plain and compressed, for example) with the same content.`,
      hint: 'No action is needed: recovery can use any of the copies.',
    };
  }
  if (args.reason === 'not-comparable') {
    return {
      message: `${args.segment} was found more than once. One of the copies cannot be opened here, so it is unknown whether they are identical.`,
      hint: 'Decompress or decrypt that copy elsewhere to have it compared, or move one of the copies out of the archive.',
    };
  }
  if (args.reason === 'not-walked') {
    return {
      message:
        `${args.segment} has three or more copies here, and this one differs${good === undefined ? '' : ` from ${good}`}. Its records were not read. ` +
        'A restore may succeed or fail, depending on the copy that restore_command uses.',
      hint: 'Move the copies that you do not need out of the archive, then verify again.',
    };
  }
  if (args.reason === 'harmless') {
    return {
      message: `The copies of ${args.ofSegment} differ, but this backup can be restored with either of them.`,
      hint: 'No action is needed for this backup.',
    };
  }
  if (args.reason === 'two-files') {
    return {
      message:
        `The archive has two files of ${args.ofSegment}, with different checksums in their names. ` +
        'The backup tool restores neither of them, so recovery stops there.',
      hint:
        'Find out which server wrote the second file: two primaries may archive to the same place. Keep the file that ' +
        'belongs to this cluster, and move the other one out of the archive.',
    };
  }
  const what = args.reason === 'one-wrong' ? 'are not all good' : 'differ';
  return {
    message:
      `The copies of ${args.ofSegment} ${what}. A restore may succeed or fail, depending on the copy that ` +
      'restore_command uses.',
    hint:
      good === undefined
        ? 'Compare the copies, keep the good one, and move the others out of the archive.'
        : `The good copy is ${good}: move the others out of the archive.`,
  };
}
