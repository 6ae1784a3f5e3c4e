import type { Parsed } from '../parsed';
import { isExactObject, parseExactJson, scalarsOf } from './exactJson';
import { Fields } from './fields';
import { toolProblem } from './toolProblem';
import { majorOfText } from './toolValues';

export interface BarmanIdentity {
  readonly systemIdentifier: bigint | undefined;
  /** `server_version_num` of the major version. */
  readonly versionNum: number | undefined;
}

/** Reads `identity.json` in a Barman server's directory: `{"systemid": "…", "version": "15"}`. */
export function parseBarmanIdentity(bytes: Uint8Array): Parsed<BarmanIdentity> {
  const { value, problems } = parseExactJson(bytes);
  if (value === undefined) return { value: undefined, problems };
  if (!isExactObject(value)) return { value: undefined, problems: [toolProblem('foreign')] };
  const fields = new Fields(scalarsOf(value));
  const systemIdentifier = fields.uint64('systemid');
  const versionNum = majorOfText(fields.text('version'));
  return { value: { systemIdentifier, versionNum }, problems: fields.problems };
}
