/**
 * The `keelson` command: reads files, asks the rooms, prints.
 *
 * Guarantees: exit code 0 good, 1 finding, 2 misuse; a fault of the input is a coded error with its place and leaves
 * nothing written; what is printed is safe for a terminal; no clock is read, so the same files give the same bytes.
 *
 * The only room that may import Node and `yaml`; imported by nobody.
 *
 * @module
 */
export type { CommandOutput } from './command.js'
export { runCommand } from './run-command.js'
