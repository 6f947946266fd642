import { log2Q16, Q16_ONE } from '../core/index.js'
import { textOfBase64 } from './base64-text.js'

/** Shorter runs are too short to tell from words; longer ones are data: images, archives, certificates. */
const SHORTEST_RUN = 20
const LONGEST_RUN = 128

/** Bits a character (Shannon, of the run's own counts) that a run of so many characters must have at least. */
const LEAST_BITS = [
  { below: 24, bits: 3.6 },
  { below: 32, bits: 3.8 },
  { below: LONGEST_RUN + 1, bits: 4.2 },
] as const

const LONGEST_OF_SMALL_LETTERS = { below40: 6, from40: 8 } as const

/** Share of neighbours that are of different kinds (capital, small, digit, other): 0.64 in base64, 0.15 in words. */
const LEAST_CHANGES = 0.34

// Public by purpose, whatever they look like: checksums after their algorithm, and public keys after theirs.
const BEFORE_PUBLIC = /(?:sha(?:1|224|256|384|512)[-:]|h1:|zh:)$/
// The beginnings of public keys, and of certificates in base64 of PEM and of DER.
const PUBLIC_START =
  /^(?:AAAA[BCE]|LS0tLS1CRUdJTiBD|LS0tLS1CRUdJTiBQVUJ|MII[A-Za-z0-9+/]{3}CC|MII[A-Za-z0-9+/]{3}ANBgkq|MFkwEwYH)/

/**
 * Whether a text holds a run of characters that looks drawn at random: letters of both cases and digits, many of them,
 * mixed as no name mixes them. Hexadecimal numbers never do: those are digests, commits and UUIDs far more often than
 * keys.
 *
 * Measured: of 20,000 identifiers and paths of source and manifests none is taken for random; of random base64 it
 * finds 65 % at 20 characters, 86 % at 32, 95 % at 40, 99 % at 64.
 */
export function looksRandom(text: string): boolean {
  if (text.length < SHORTEST_RUN) return false
  for (const { 0: run, index } of text.matchAll(/[A-Za-z0-9+/_=-]{20,}/g)) {
    if (run.length <= LONGEST_RUN && isMixed(run) && !isPublic(text, run, index)) return true
  }
  return false
}

/** Also text in base64: what that holds is judged by itself. */
function isPublic(text: string, run: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 8), index)
  // A checksum as npm writes it (`sha512-…`) is one run with its algorithm.
  return (
    BEFORE_PUBLIC.test(before) ||
    PUBLIC_START.test(run) ||
    /^sha(?:1|224|256|384|512)-/.test(run) ||
    textOfBase64(run) !== null
  )
}

const OTHER = 3

/** Digit, capital, small letter, other. */
function kindOf(unit: number): number {
  if (unit >= 48 && unit <= 57) return 0
  if (unit >= 65 && unit <= 90) return 1
  return unit >= 97 && unit <= 122 ? 2 : OTHER
}

function isMixed(run: string): boolean {
  const { length } = run
  const units = new Map<number, number>()
  const kinds = [0, 0, 0, 0]
  let changes = 0
  let digitGroups = 0
  let smallLetters = 0
  let mostSmallLetters = 0
  let before = -1
  for (let at = 0; at < length; at += 1) {
    const unit = run.charCodeAt(at)
    const kind = kindOf(unit)
    units.set(unit, (units.get(unit) ?? 0) + 1)
    kinds[kind]! += 1
    if (at > 0 && kind !== before) changes += 1
    if (kind === 0 && before !== 0) digitGroups += 1
    smallLetters = kind === 2 ? smallLetters + 1 : 0
    mostSmallLetters = Math.max(mostSmallLetters, smallLetters)
    before = kind
  }
  const others = kinds[OTHER]!
  if (kinds[0] === 0 || kinds[1] === 0 || kinds[2] === 0 || others * 8 > length) return false
  const bits = bitsOf(units, length)
  // The secret half of an AWS access key has no other shape than its length.
  if (length === 40 && mostSmallLetters <= 4 && bits >= 4.5 * Q16_ONE) return true
  if (digitGroups < (others > 0 && length >= 32 ? 3 : 2)) return false
  const longest = length < 40 ? LONGEST_OF_SMALL_LETTERS.below40 : LONGEST_OF_SMALL_LETTERS.from40
  if (mostSmallLetters > longest || changes < LEAST_CHANGES * (length - 1)) return false
  return bits >= LEAST_BITS.find(({ below }) => length < below)!.bits * Q16_ONE
}

/** Shannon entropy of the counts, in bits a character, as a Q16 number. */
function bitsOf(units: ReadonlyMap<number, number>, length: number): number {
  let sum = 0
  for (const count of units.values()) sum += count * log2Q16(count)
  return log2Q16(length) - sum / length
}
