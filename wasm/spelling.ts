import { Constant, KEY } from './constants'
import { finished, Lanes } from './lanes'
import { BLOCK, MASK, SPELLING_BYTES, SPELLING_COUNT, SPELLINGS } from './layout'
import { Space } from './space'
import { hashLongString, sawReplacement, stringEnd, stringLength } from './string'

/*
 * Documents say the same names in the same order again and again. A spelling is what stood in the text from the `,` or
 * `{` before a name up to its value, white space and all, with the hash of the name, and with the spellings that came
 * after it the last time: in the same object, and first in the object that was its value. Where the text is spelt as
 * expected, one comparison does for skipping space, finding the end of the name, hashing it and finding its value.
 *
 * A spelling is right for ever: what is compared is the text itself.
 */

/** Offsets in a spelling. At 0 lie the bytes, then a mask of as many ones. */
const LONGEST: usize = 48
export const SPELT_KEY: usize = 96
export const SPELT_LENGTH: usize = 112
/** The spelling that is expected next in the same object. */
export const NEXT: usize = 116
/** The spelling that is expected first in the value. */
export const CHILD: usize = 120

/** Where the value of the name that was read last begins. */
export let valueStart: usize = 0

// biome-ignore lint/complexity/noStaticOnlyClass: only on methods is a decorator both AssemblyScript and TypeScript
export class Spelling {
  /** True where the text at `at` is not spelt so. */
  @inline
  static differs(at: usize, spelling: usize): bool {
    let others = Spelling.othersFrom(at, spelling, 0)
    if (load<i32>(spelling, SPELT_LENGTH) > BLOCK) {
      others = v128.or(
        v128.or(others, Spelling.othersFrom(at, spelling, 16)),
        Spelling.othersFrom(at, spelling, 32),
      )
    }
    return v128.any_true(others)
  }

  @inline
  private static othersFrom(at: usize, spelling: usize, part: usize): v128 {
    return v128.and(
      v128.xor(v128.load(at + part), v128.load(spelling + part)),
      v128.load(spelling + part, LONGEST),
    )
  }
}

/**
 * Reads the name at `from`, with the white space around it, and keeps how it was spelt.
 *
 * @param parent what stands for the container: a name has another sequel in another place
 * @returns its spelling, or 0 where it is malformed
 */
export function readName(from: usize, parent: usize): usize {
  let at = Space.skip(from)
  if (load<u8>(at) !== 0x22) return 0
  let key = Constant.at(KEY)
  if (load<u8>(at, 1) === 0x22) {
    at += 2
  } else {
    key = Lanes.mix(hashLongString(at + 1, key))
    if (stringEnd === 0) return 0
    key = Lanes.count(key, stringLength)
    at = stringEnd
  }
  key = finished(key)
  at = Space.skip(at)
  if (load<u8>(at) !== 0x3a) return 0
  at = Space.skip(at + 1)
  valueStart = at
  const length = at - from
  // The first spelling matches nothing, and serves for all that are too long; and for U+FFFD, which must be seen anew
  // each time.
  let spelling: usize = SPELLINGS
  if (length <= LONGEST && sawReplacement === 0) {
    const name = i32x4.extract_lane(key, 0)
    const slot = (name + ((<i32>length) << 4) + <i32>(parent >> 7) * 29) & (SPELLING_COUNT - 1)
    spelling += <usize>(slot + 1) * SPELLING_BYTES
    for (let part: usize = 0; part < LONGEST; part += BLOCK) {
      const left = max<i32>(0, min<i32>(BLOCK, <i32>(length - part)))
      v128.store(spelling + part, v128.load(from + part))
      v128.store(spelling + part, v128.load(MASK + 16 - <usize>left), LONGEST)
    }
    if (load<usize>(spelling, NEXT) === 0) expectNothing(spelling)
    store<u32>(spelling, length, SPELT_LENGTH)
  }
  v128.store(spelling, key, SPELT_KEY)
  return spelling
}

/** Makes the spelling that every chain begins with: it matches no text, since it is a row of control characters. */
export function clearSpellings(): void {
  v128.store(SPELLINGS, i8x16.splat(1))
  v128.store(SPELLINGS, i64x2.splat(-1), LONGEST)
  expectNothing(SPELLINGS)
}

/** After and in this spelling, none is expected. */
function expectNothing(spelling: usize): void {
  store<usize>(spelling, SPELLINGS, NEXT)
  store<usize>(spelling, SPELLINGS, CHILD)
}
