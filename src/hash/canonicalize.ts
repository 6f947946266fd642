import { assertJson, formatPointer, type JsonValue, KeelsonError } from '../core/index.js'
import { hasLoneSurrogate } from './lone-surrogate.js'

/**
 * The canonical text of a JSON value by RFC 8785 (JCS): members ordered by UTF-16 unit, no white space, numbers in
 * ECMAScript's shortest form. Iterative, so depth is bounded by the limit and not by the call stack.
 *
 * @throws KeelsonError `hash/lone-surrogate` (RFC 8785 §3.2.2.2 forbids them), and what `assertJson` throws
 *
 * @example
 * ```ts
 * import { canonicalize } from 'keelson/hash'
 * canonicalize({ b: 1e21, a: [-0, '€'] }) // => '{"a":[0,"€"],"b":1e+21}'
 * ```
 */
export function canonicalize(value: JsonValue): string {
  assertJson(value)
  const frames: Frame[] = []
  const output: string[] = []
  const write = (member: JsonValue): void => {
    if (typeof member === 'object' && member !== null) {
      frames.push(openFrame(member))
      output.push(Array.isArray(member) ? '[' : '{')
    } else {
      if (typeof member === 'string') assertWellFormed(member, frames)
      output.push(JSON.stringify(member))
    }
  }
  write(value)
  while (frames.length > 0) {
    const frame = frames[frames.length - 1]!
    const at = frame.next
    if (at === frame.length) {
      output.push(frame.keys === null ? ']' : '}')
      frames.pop()
      continue
    }
    frame.next += 1
    if (at > 0) output.push(',')
    if (frame.keys === null) {
      write((frame.container as readonly JsonValue[])[at]!)
    } else {
      const key = frame.keys[at]!
      assertWellFormed(key, frames)
      output.push(JSON.stringify(key), ':')
      write((frame.container as { readonly [name: string]: JsonValue })[key]!)
    }
  }
  return output.join('')
}

interface Frame {
  readonly container: object
  /** `null` for an array. */
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
}

function openFrame(container: object): Frame {
  if (Array.isArray(container)) return { container, keys: null, length: container.length, next: 0 }
  const keys = Object.keys(container).sort(compareUtf16)
  return { container, keys, length: keys.length, next: 0 }
}

// RFC 8785 §3.2.3 alone orders by UTF-16 code unit; everything else in Keelson orders by code point.
function compareUtf16(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function assertWellFormed(text: string, frames: readonly Frame[]): void {
  if (!hasLoneSurrogate(text)) return
  throw new KeelsonError('hash/lone-surrogate', 'a string holds half of a surrogate pair', {
    path: formatPointer(frames.map((frame) => frame.keys?.[frame.next - 1] ?? frame.next - 1)),
    help: 'canonical JSON and seals take Unicode text only; fingerprint() takes any string',
  })
}
