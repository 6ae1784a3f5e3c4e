/** One run of a tests module inside an extension host. */
export interface HostRun {
  /** The extension's directory; it runs in development mode. */
  readonly extension: string;
  /** Directory or `.code-workspace` file that the window opens. */
  readonly workspace: string;
  /** Absolute path of the module that exports `run()`. */
  readonly tests: string;
  readonly env: Readonly<Record<string, string>>;
  /** New directory for VS Code's own data. */
  readonly dataFolder: string;
  /** Receives the output of the tests. */
  readonly onOutput: (text: string) => void;
}
