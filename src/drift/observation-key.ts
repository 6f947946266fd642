const SAMPLE_BITS_HIGH = 65_536
const TWO_POW_32 = 4_294_967_296
const LOW_SEED = 0x9747b28c
const HIGH_SEED = 0x3c6ef372

const view: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8))

/** What a feature can be observed to be. */
export type ObservedValue = number | string | readonly number[]

/**
 * Names one observation of a feature within an hour: everything that makes it itself but the feature. Two
 * observations with an id and the same key are one.
 */
export function observationKey(
  at: number,
  value: ObservedValue | null,
  source: string | undefined,
  id: string,
  exposure: number | undefined,
): string {
  // The length before the source keeps ("a", "bc") and ("ab", "c") apart.
  const origin = source === undefined ? '-' : `${source.length}:${source}`
  return `${at}|${spell(value)}${exposure === undefined ? '' : `/${exposure}`}|${origin}|${id}`
}

/** A text is spelt with its length, so that it cannot pass for what follows it. */
function spell(value: ObservedValue | null): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `${value.length}:${value}`
  // A vector may be long: 48 bits of it, beside its time, source and id, are enough.
  if (typeof value === 'object') return `[${sampleHash('', 0, value, undefined, undefined, undefined)}]`
  return `${value}`
}

/**
 * 48 bits that choose which observations of a crowded hour are kept: the smallest win, wherever and in whatever order
 * they were seen. It spreads well; it does not resist someone who picks ids to be chosen.
 *
 * Two lanes of MurmurHash3 (x86, 32 bits; Appleby 2011, public domain) with different seeds.
 */
export function sampleHash(
  feature: string,
  at: number,
  value: ObservedValue,
  source: string | undefined,
  id: string | undefined,
  exposure: number | undefined,
): number {
  let low = LOW_SEED
  let high = HIGH_SEED
  const numbers = typeof value === 'number' ? [at, value] : typeof value === 'string' ? [at] : [at, ...value]
  if (exposure !== undefined) numbers.push(exposure)
  for (const number of numbers) {
    view.setFloat64(0, number)
    for (let word = 0; word < 8; word += 4) {
      const block = view.getUint32(word)
      low = mix(low, block)
      high = mix(high, block)
    }
  }
  const texts = typeof value === 'string' ? [feature, source, id, value] : [feature, source, id]
  for (const text of texts) {
    // An absent text is not an empty one.
    const length = text === undefined ? 0xffffffff : text.length
    low = mix(low, length)
    high = mix(high, length)
    if (text === undefined) continue
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index)
      low = mix(low, unit)
      high = mix(high, unit)
    }
  }
  return (finish(high) % SAMPLE_BITS_HIGH) * TWO_POW_32 + finish(low)
}

/** 32 bits of a text. */
export function textHash(text: string): number {
  let hash = mix(LOW_SEED, text.length)
  for (let index = 0; index < text.length; index += 1) hash = mix(hash, text.charCodeAt(index))
  return finish(hash)
}

/** 32 bits that stand for a source, never 0: two sources that share them share one bound. */
export function originOf(source: string): number {
  return textHash(source) || 1
}

function mix(hash: number, block: number): number {
  let product = Math.imul(block, 0xcc9e2d51)
  product = Math.imul((product << 15) | (product >>> 17), 0x1b873593)
  const mixed = hash ^ product
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
