import { isJsonObject, isKeelsonError, type JsonObject, KeelsonError, parseJson } from '../core/index.js'
import { readText } from './read-text.js'

/** One event of a file, and where it stands. */
export interface FileEvent {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly value: JsonObject
}

/**
 * Reads events: one JSON object a line (JSON Lines), or one JSON array of objects. Empty lines are passed over.
 *
 * @throws KeelsonError `cli/unreadable-file`, `cli/invalid-events`, what `parseJson` throws with the line of the file
 */
export function readEvents(path: string): FileEvent[] {
  const text = readText(path)
  if (/^\s*\[/.test(text)) {
    const events = parseJson(text, { path })
    return (events as readonly unknown[]).map((value, index) => toEvent(value, path, index + 1))
  }
  const events: FileEvent[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    events.push(toEvent(parseLine(line, path, index + 1), path, index + 1))
  })
  return events
}

/** Gives an error that an event raised the file and line that the event came from. */
export function atEvent(error: unknown, event: FileEvent): unknown {
  if (!isKeelsonError(error)) return error
  const span = { path: event.file, offset: 0, length: 0, line: event.line, column: 1 }
  return new KeelsonError(error.code, error.message, {
    path: error.path,
    span,
    help: error.help,
    cause: error,
  })
}

function parseLine(line: string, path: string, number: number): unknown {
  try {
    return parseJson(line, { path })
  } catch (error) {
    if (!isKeelsonError(error) || error.span === undefined) throw error
    const span = { ...error.span, path, line: number }
    throw new KeelsonError(error.code, error.message, { path, span, help: error.help, cause: error })
  }
}

function toEvent(value: unknown, file: string, line: number): FileEvent {
  if (isJsonObject(value as JsonObject)) return { file, line, value: value as JsonObject }
  throw new KeelsonError('cli/invalid-events', `${file}: event ${line} is not an object`, {
    path: file,
    span: { path: file, offset: 0, length: 0, line, column: 1 },
    help: 'write one event a line: {"at":…,"actor":"…","action":"…","resource":"…"}',
  })
}
