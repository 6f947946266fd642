import type { JsonObject, JsonValue } from 'keelson/core'
import type { Draw } from './draw.js'

const KEYS = [
  'a',
  'b',
  'name',
  'value',
  'größe',
  '日本',
  '😀',
  '\uffff',
  '',
  '~',
  '/',
  '-',
  '0',
  '01',
  '__proto__',
  'constructor',
]
const WORDS = [
  'keel',
  'prod',
  'true',
  '1.0',
  'line\nbreak',
  'tab\t"quoted"',
  '€uro',
  '𝒦eel',
  '\u2028',
  '\u0000',
  '\\',
  'é',
  'e\u0301',
]

/** A document of mixed kind: most are small, one in forty has some hundred values. */
export function drawDocument(draw: Draw): JsonValue {
  return drawValue(draw, draw.chance(1, 40) ? { width: 12, depth: 3 } : { width: 4, depth: 4 })
}

interface Shape {
  readonly width: number
  readonly depth: number
}

function drawValue(draw: Draw, { width, depth }: Shape): JsonValue {
  const kind = draw.below(depth === 0 ? 5 : 9)
  if (kind === 0) return draw.pick([null, true, false])
  if (kind === 1) return draw.between(-500, 500)
  if (kind === 2) return drawNumber(draw)
  if (kind <= 4) return drawText(draw)
  const inner = { width, depth: depth - 1 }
  if (kind <= 6) return draw.list(0, width, () => drawValue(draw, inner))
  return Object.fromEntries(draw.list(0, width, () => [draw.pick(KEYS), drawValue(draw, inner)] as const))
}

function drawNumber(draw: Draw): number {
  return draw.chance(1, 2) ? draw.double() : (draw.below(1_000_000) / 7) * draw.pick([1e-9, 1, 1e15, 1e21])
}

/** Well-formed; one in thirty is long enough for the kernel that reads long strings. */
export function drawText(draw: Draw): string {
  const words = draw.chance(1, 30) ? draw.between(10, 60) : draw.between(0, 3)
  let text = ''
  for (let word = 0; word < words; word += 1) text += `${draw.pick(WORDS)}${draw.below(30)}`
  return text
}

/** A document with a few things changed somewhere: members added, removed, replaced, items moved. */
export function changeDocument(draw: Draw, value: JsonValue): JsonValue {
  if (draw.chance(1, 6) || value === null || typeof value !== 'object') return drawDocument(draw)
  if (Array.isArray(value)) return changeList(draw, value)
  const entries = Object.entries(value as JsonObject)
  const change = draw.below(4)
  if (change === 0 || entries.length === 0) entries.push([draw.pick(KEYS), drawDocument(draw)])
  else if (change === 1) entries.splice(draw.below(entries.length), 1)
  else {
    const at = draw.below(entries.length)
    entries[at] = [entries[at]![0], changeDocument(draw, entries[at]![1])]
  }
  return Object.fromEntries(entries)
}

function changeList(draw: Draw, list: readonly JsonValue[]): JsonValue {
  const items = [...list]
  const change = draw.below(4)
  if (change === 0 || items.length === 0) items.splice(draw.below(items.length + 1), 0, drawDocument(draw))
  else if (change === 1) items.splice(draw.below(items.length), 1)
  else if (change === 2) return draw.shuffled(items)
  else {
    const at = draw.below(items.length)
    items[at] = changeDocument(draw, items[at]!)
  }
  return items
}
