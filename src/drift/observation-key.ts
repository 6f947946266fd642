const SAMPLE_BITS_HIGH = 65_536
const TWO_POW_32 = 4_294_967_296

const view: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(16))

/**
 * Names one observation of a feature within an hour: everything that makes it itself but the feature. Two
 * observations with an id and the same key are one.
 */
export function observationKey(
  at: number,
  value: number | null,
  source: string | undefined,
  id: string,
): string {
  // The length before the source keeps ("a", "bc") and ("ab", "c") apart.
  const origin = source === undefined ? '-' : `${source.length}:${source}`
  return `${at}|${value === null ? 'null' : value}|${origin}|${id}`
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
  value: number,
  source: string | undefined,
  id: string | undefined,
): number {
  view.setFloat64(0, at)
  view.setFloat64(8, value)
  let low = 0x9747b28c
  let high = 0x3c6ef372
  for (let word = 0; word < 16; word += 4) {
    const block = view.getUint32(word)
    low = mix(low, block)
    high = mix(high, block)
  }
  for (const text of [feature, source, id]) {
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

/** 32 bits that stand for a source, never 0: two sources that share them share one bound. */
export function originOf(source: string): number {
  let hash = mix(0x9747b28c, source.length)
  for (let index = 0; index < source.length; index += 1) hash = mix(hash, source.charCodeAt(index))
  return finish(hash) || 1
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
