import { NAN_HIGH_WORD } from './byte-writer.js'
import { KeelsonError } from './keelson-error.js'
import { decodeUtf8 } from './utf8.js'

/**
 * Reads what {@link ByteWriter} wrote. Every read is checked against the end of the bytes, and a spelling that the
 * writer never makes is refused.
 */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #code: string
  #at = 0

  /** @param code the error code to throw on bytes that are cut short or malformed, such as `ledger/invalid-bytes` */
  constructor(bytes: Uint8Array, code: string) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#code = code
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  u8(): number {
    return this.#bytes[this.#take(1)]!
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  f64(): number {
    const start = this.#take(8)
    const value = this.#view.getFloat64(start, true)
    const isOtherNaN =
      Number.isNaN(value) &&
      (this.#view.getUint32(start, true) !== 0 || this.#view.getUint32(start + 4, true) !== NAN_HIGH_WORD)
    if (isOtherNaN || Object.is(value, -0)) throw this.fail('a number has another spelling than its one')
    return value
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.u8()
      value += (byte & 0x7f) * scale
      if (!Number.isSafeInteger(value)) throw this.fail('a number is larger than 2^53 - 1')
      if (byte < 0x80) {
        if (byte === 0 && scale > 1) throw this.fail('a number is spelt longer than it needs')
        return value
      }
      scale *= 0x80
    }
  }

  signedVarint(): number {
    const coded = this.varint()
    return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2
  }

  string(): string {
    const text = decodeUtf8(this.raw(this.varint()))
    if (text === null) throw this.fail('a string is not UTF-8')
    return text
  }

  /** A view of the next bytes, not a copy. */
  raw(length: number): Uint8Array {
    const start = this.#take(length)
    return this.#bytes.subarray(start, start + length)
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.remaining > 0) throw this.fail(`${this.remaining} bytes are left over`)
  }

  /** The error for a fault at the present offset; the caller throws it. */
  fail(message: string): KeelsonError {
    return new KeelsonError(this.#code, `at byte ${this.#at}: ${message}`, {
      help: 'load the bytes as they were written, from a copy that is whole',
    })
  }

  #take(length: number): number {
    if (length > this.remaining) throw this.fail('the bytes end too early')
    const start = this.#at
    this.#at += length
    return start
  }
}
