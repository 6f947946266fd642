import { readFileSync } from 'node:fs'
import { decodeJsonBytes, KeelsonError } from '../core/index.js'

/**
 * Reads a UTF-8 text file.
 *
 * @throws KeelsonError `cli/unreadable-file`, `core/invalid-utf8`
 */
export function readText(path: string): string {
  return decodeJsonBytes(readBytes(path), path)
}

/** @throws KeelsonError `cli/unreadable-file` */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EACCES: 'permission denied',
}

/** The error for a path that cannot be read, with the cause in plain words. */
export function unreadable(path: string, cause: unknown): KeelsonError {
  const code = (cause as { readonly code?: string }).code ?? ''
  return new KeelsonError(
    'cli/unreadable-file',
    `cannot read ${path}: ${WHY[code] ?? (code || 'unknown cause')}`,
    {
      path,
      help: 'check the path; it is relative to where the command runs',
      cause,
    },
  )
}
