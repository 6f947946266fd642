import { type ByteReader, type ByteWriter, compareCodePoints, decodeUtf8, encodeUtf8 } from '../core/index.js'
import type { CountTable } from './count-table.js'
import type { Lexicon } from './lexicon.js'
import type { OpenDay } from './open-day.js'

/** The texts that tables hold, sorted, each once: rows refer to them by position. */
export class TextTable {
  readonly #texts: readonly string[]
  /** By id in the lexicon; -1 where no table holds the text. */
  readonly #positions: Int32Array

  constructor(lexicon: Lexicon, tables: Iterable<CountTable>, open: OpenDay | undefined) {
    const held = new Set<number>([0])
    for (const table of [...tables, ...(open?.counts.values() ?? [])]) {
      for (let row = 0; row < table.size; row += 1) held.add(table.contextOf(row)).add(table.valueOf(row))
    }
    const ids = [...held].sort((left, right) =>
      compareCodePoints(lexicon.textOf(left), lexicon.textOf(right)),
    )
    this.#texts = ids.map((id) => lexicon.textOf(id))
    this.#positions = new Int32Array(lexicon.ids).fill(-1)
    ids.forEach((id, position) => {
      this.#positions[id] = position
    })
  }

  position(id: number): number {
    return this.#positions[id]!
  }

  /** Each text as what it has in common with the one before it, in bytes, and the rest. */
  write(writer: ByteWriter): void {
    writer.varint(this.#texts.length)
    let last: Uint8Array = new Uint8Array(0)
    for (const text of this.#texts) {
      const bytes = encodeUtf8(text)
      const shared = sharedLength(last, bytes)
      writer
        .varint(shared)
        .varint(bytes.length - shared)
        .raw(bytes.subarray(shared))
      last = bytes
    }
  }
}

/**
 * Reads what {@link TextTable} wrote and gives each text to the lexicon.
 *
 * @returns ids in the lexicon by position
 */
export function readTexts(reader: ByteReader, lexicon: Lexicon): number[] {
  const ids: number[] = []
  const count = reader.varint()
  let last: Uint8Array = new Uint8Array(0)
  let lastText: string | undefined
  for (let position = 0; position < count; position += 1) {
    const shared = reader.varint()
    const rest = reader.raw(reader.varint())
    if (shared > last.length || (rest.length > 0 && last[shared] === rest[0])) {
      throw reader.fail('a text has another spelling than its one')
    }
    const bytes = new Uint8Array(shared + rest.length)
    bytes.set(last.subarray(0, shared))
    bytes.set(rest, shared)
    const text = decodeUtf8(bytes)
    if (text === null) throw reader.fail('a text is not UTF-8')
    if (lastText === undefined ? text !== '' : compareCodePoints(lastText, text) >= 0) {
      throw reader.fail('texts are not in order')
    }
    const id = lexicon.intern(text)
    if (id < 0) throw reader.fail('there are too many texts')
    ids.push(id)
    last = bytes
    lastText = text
  }
  return ids
}

function sharedLength(left: Uint8Array, right: Uint8Array): number {
  let at = 0
  while (at < left.length && at < right.length && left[at] === right[at]) at += 1
  return at
}
