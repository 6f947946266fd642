/** Where a command writes; files are only read. */
export interface CommandOutput {
  out(text: string): void
  error(text: string): void
}

/** 0 good, 1 finding, 2 misuse. */
export type ExitCode = 0 | 1 | 2

/** A verb of the command: gets what follows the verb. */
export interface Command {
  readonly summary: string
  readonly usage: string
  run(parameters: string[], output: CommandOutput): ExitCode
}
