import { KeelsonError } from './keelson-error.js'
import { encodeUtf8 } from './utf8.js'

/** Of the quiet NaN with no payload. {@link ByteReader} takes no other. */
export const NAN_HIGH_WORD = 0x7ff80000

/**
 * Appends numbers, strings and bytes to a growing buffer, little-endian. Every form has one spelling, so equal
 * values give equal bytes. {@link ByteReader} reads them back.
 *
 * @example
 * ```ts
 * import { ByteReader, ByteWriter } from 'keelson/core'
 * const bytes = new ByteWriter().varint(300).string('prod').finish()
 * const reader = new ByteReader(bytes, 'ledger/invalid-bytes')
 * reader.varint() // => 300
 * reader.string() // => 'prod'
 * ```
 */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(256)
  #view: DataView = new DataView(this.#bytes.buffer)
  #length = 0

  u8(value: number): this {
    this.#reserve(1)
    this.#bytes[this.#length] = value
    this.#length += 1
    return this
  }

  u32(value: number): this {
    this.#reserve(4)
    this.#view.setUint32(this.#length, value, true)
    this.#length += 4
    return this
  }

  /** Any double; `-0` is written as `0`, every `NaN` in one form, and there is no second spelling. */
  f64(value: number): this {
    // ECMAScript leaves the bits of a NaN to the engine.
    if (Number.isNaN(value)) return this.u32(0).u32(NAN_HIGH_WORD)
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value === 0 ? 0 : value, true)
    this.#length += 8
    return this
  }

  /**
   * A whole number from 0 to 2^53 − 1 as LEB128, in as few bytes as it needs.
   *
   * @throws KeelsonError `core/invalid-varint`
   */
  varint(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) throw invalidVarint(value, '0 to 2^53 - 1')
    let rest = value
    while (rest >= 0x80) {
      this.u8((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    return this.u8(rest)
  }

  /**
   * A whole number of either sign from −2^52 to 2^52 − 1, zigzag-coded.
   *
   * @throws KeelsonError `core/invalid-varint`
   */
  signedVarint(value: number): this {
    const coded = value < 0 ? -2 * value - 1 : 2 * value
    if (!Number.isInteger(value) || !Number.isSafeInteger(coded)) {
      throw invalidVarint(value, '-2^52 to 2^52 - 1')
    }
    return this.varint(coded)
  }

  /** UTF-8 with its byte length before it; a lone surrogate becomes U+FFFD. */
  string(text: string): this {
    const bytes = encodeUtf8(text)
    return this.varint(bytes.length).raw(bytes)
  }

  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}

function invalidVarint(value: number, range: string): KeelsonError {
  return new KeelsonError('core/invalid-varint', `${value} is not a whole number from ${range}`)
}
