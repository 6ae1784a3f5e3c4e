/**
 * What a suite reports to the launcher: one JSON object per line, in the file that `PGBI_RESULTS` names. A file works
 * the same for a plain Node process and for an extension host behind a browser, and it survives a time limit.
 */
export type TestEvent =
  | { readonly type: 'pass'; readonly title: string; readonly milliseconds: number }
  | { readonly type: 'fail'; readonly title: string; readonly message: string }
  | { readonly type: 'skip'; readonly title: string }
  /** Written last; without it the suite did not finish. */
  | { readonly type: 'end' };

/** The variables in the environment of the suite's process from which Mocha's settings come. */
export const resultsVariable = 'PGBI_RESULTS';
export const grepVariable = 'PGBI_GREP';
/**
 * The test files to run, as a JSON array of paths relative to the project's directory; without it all of the bundle.
 */
export const filesVariable = 'PGBI_FILES';
/** The sample workspace of `npm start`, for the host suite. */
export const samplesVariable = 'PGBI_SAMPLES';
