/** One run of a tests module inside an extension host. */
export interface HostRun {
  /** The extension's folder; it runs in development mode. */
  readonly extension: string;
  /** Folder or `.code-workspace` file that the window opens. */
  readonly workspace: string;
  /** Absolute path of the module that exports `run()`. */
  readonly tests: string;
  readonly env: Readonly<Record<string, string>>;
  /** Fresh folder for VS Code's own data. */
  readonly dataFolder: string;
  /** Takes what the tests print. */
  readonly onOutput: (text: string) => void;
}
