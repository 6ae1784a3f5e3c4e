/** The server's version: 90624 → `9.6.24`, series `9.6`; 150018 → `15.18`, series `15`. */
export interface ServerVersion {
  /** `server_version_num`. */
  readonly number: number;
  readonly text: string;
  readonly series: string;
}
