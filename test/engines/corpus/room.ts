import { isKeelsonError } from 'keelson/core'
import type { Draw } from './draw.js'

/** Cases over one room of Keelson. */
export interface CorpusRoom {
  readonly name: string
  /** Cases of one scenario: state goes on from case to case within it, and begins anew with the next. */
  readonly scenarioLength: number
  /** The results of its cases, in order and without end unless it is fixed: JSON, bytes, or text. */
  scenario(draw: Draw): Iterable<unknown>
  /** There is one scenario, which draws nothing and ends by itself. */
  readonly isFixed?: true
}

/** A result as text, which tells apart what `JSON.stringify` makes equal: bytes, -0, NaN, a member that is undefined. */
export function resultText(result: unknown): string {
  if (typeof result === 'string') return result
  if (result instanceof Uint8Array) return hexOf(result)
  return JSON.stringify(result, showSpecial) ?? 'undefined'
}

function showSpecial(_key: string, value: unknown): unknown {
  if (value === undefined) return '<undefined>'
  if (value instanceof Uint8Array) return hexOf(value)
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return Object.is(value, -0) ? '<-0>' : `<${value}>`
  }
  return value
}

function hexOf(bytes: Uint8Array): string {
  let text = 'bytes '
  for (const byte of bytes) text += (byte + 0x100).toString(16).slice(1)
  return text
}

/** What is returned, or the error as data; an error that is not Keelson's own ends the run. */
export function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (isKeelsonError(error)) return { refused: error.toJSON() }
    throw error
  }
}
