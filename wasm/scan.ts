import { ARRAY, Constant, NOTHING, NULL, OBJECT, putConstant, putConstants, UNMIXED } from './constants'
import { unmix } from './lanes'
import {
  BLOCK,
  ENTRY_BYTES,
  ENTRY_KEY,
  ENTRY_KIND,
  ENTRY_LENGTH,
  FRAME_BYTES,
  FRAMES,
  INPUT,
  PADDING,
  SPELLINGS,
  TAPE,
  TAPE_END,
} from './layout'
import { forgetLists, listed, readList } from './list'
import {
  ARRAY_BEGIN,
  AT_ROOT,
  CONTAINER_END,
  IN_ARRAY,
  IN_OBJECT,
  mixTape,
  OBJECT_BEGIN,
  startMixing,
  values,
} from './mixer'
import { isAmong, MANY_NAMES, mayRepeat, reserve } from './names'
import { NODE_END, Node, startNodes } from './nodes'
import { readScalar } from './scalar'
import { Space } from './space'
import {
  CHILD,
  clearSpellings,
  NEXT,
  readName,
  SPELT_KEY,
  SPELT_LENGTH,
  Spelling,
  valueStart,
} from './spelling'
import { forgetReplacement, sawReplacement } from './string'

const MAX_DEPTH: i32 = 1000
const MAX_VALUES: i32 = 20000000

/** Room for as many names as the tape has entries, and more. */
const NAMES_AHEAD: usize = 8192

const COMMA: i32 = 0x2c
const OPEN_ARRAY: i32 = 0x5b
const CLOSE_ARRAY: i32 = 0x5d
const OPEN_OBJECT: i32 = 0x7b
const CLOSE_OBJECT: i32 = 0x7d

export const REFUSED: i32 = 0
export const TAKEN: i32 = 1
export const TAKEN_WITH_REPLACEMENT: i32 = 2

// Offsets in a frame.
const OUTER_PLACE: usize = 0
const OUTER_SPELLING: usize = 4
/** Where the names of the container begin. */
const FIRST_NAME: usize = 8
const NODE: usize = 12
/** 128 bits, of which each name sets one: only where it was set the names are compared. */
const SEEN: usize = 16

/** Where the text is to be put. */
export function inputStart(): usize {
  return INPUT
}

/**
 * Reads the text of `length` bytes at `INPUT`, once, and leaves the lanes of its value at `LANES`.
 *
 * @param withNodes whether to make the table of nodes.ts
 * @returns `REFUSED` where the text has a fault, or may name a member twice, or needs more memory than there is: the
 * host then looks for itself
 */
export function scan(length: i32, withNodes: bool): i32 {
  const end = INPUT + <usize>length
  if (!reserve(end + PADDING)) return REFUSED
  for (let at = end; at < end + PADDING; at += BLOCK) v128.store(at, Constant.at(NOTHING))
  let namesEnd = startNodes(withNodes, INPUT, end, (end + PADDING + 7) & ~7)
  if (!reserve(namesEnd + NAMES_AHEAD)) return REFUSED
  forgetReplacement()
  startMixing()
  forgetLists()

  let at = Space.skip(INPUT)
  let frame: usize = FRAMES
  let spelling: usize = SPELLINGS
  let place = AT_ROOT
  let entry: usize = TAPE
  while (true) {
    if (entry >= TAPE_END) {
      mixTape(entry)
      entry = TAPE
      if (!reserve(namesEnd + NAMES_AHEAD)) return REFUSED
    }
    if (place === IN_OBJECT) {
      const expected = load<usize>(spelling, NEXT)
      if (Spelling.differs(at, expected)) {
        const found = readName(at, load<usize>(frame, OUTER_SPELLING))
        if (found === 0) return REFUSED
        store<usize>(spelling, found, NEXT)
        spelling = found
        at = valueStart
      } else {
        spelling = expected
        at += load<usize>(expected, SPELT_LENGTH)
        // Where the space before the value is another than the last time.
        at = Space.skip(at)
      }
      const key = v128.load(spelling, SPELT_KEY)
      v128.store(entry, key, ENTRY_KEY)
      const name = load<u64>(spelling, SPELT_KEY)
      const seen = frame + <usize>((name >> 6) & 8)
      const bit = (<u64>1) << (name & 63)
      const others = load<u64>(seen, SEEN)
      store<u64>(seen, others | bit, SEEN)
      if ((others & bit) !== 0 && isAmong(name, load<usize>(frame, FIRST_NAME), namesEnd)) return REFUSED
      store<u64>(namesEnd, name)
      namesEnd += 8
    } else {
      at = Space.skipLine(at)
    }

    store<i32>(entry, place, ENTRY_KIND)
    const byte = <i32>load<u8>(at)
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (frame === FRAMES + <usize>MAX_DEPTH * FRAME_BYTES) return REFUSED
      const opensObject = byte === OPEN_OBJECT
      const first = Space.skipLine(at + 1)
      const inside = <i32>load<u8>(first)
      const isEmpty = inside === (opensObject ? CLOSE_OBJECT : CLOSE_ARRAY)
      let end: usize = 0
      if (!Node.areWanted()) {
        if (isEmpty) {
          v128.store(entry, opensObject ? Constant.at(UNMIXED + OBJECT) : Constant.at(UNMIXED + ARRAY))
          store<i32>(entry, 0, ENTRY_LENGTH)
          end = first + 1
        } else if (!opensObject && inside !== OPEN_ARRAY && inside !== OPEN_OBJECT) {
          end = readList(first, entry)
        }
      }
      if (end === 0) {
        store<i32>(entry, place + (opensObject ? OBJECT_BEGIN : ARRAY_BEGIN), ENTRY_KIND)
        const node = Node.open()
        store<u32>(node, at - INPUT)
        entry += ENTRY_BYTES
        at += 1
        if (!isEmpty) {
          frame += FRAME_BYTES
          store<i32>(frame, place, OUTER_PLACE)
          store<usize>(frame, spelling, OUTER_SPELLING)
          store<usize>(frame, namesEnd, FIRST_NAME)
          store<usize>(frame, node, NODE)
          v128.store(frame, Constant.at(NOTHING), SEEN)
          place = opensObject ? IN_OBJECT : IN_ARRAY
          // In an object, the first child stands where for other members the next one does.
          if (opensObject) spelling += CHILD - NEXT
          continue
        }
        end = first + 1
        store<u32>(node, end - INPUT, NODE_END)
        store<i32>(entry, CONTAINER_END, ENTRY_KIND)
      }
      at = end
    } else {
      at = readScalar(at, entry)
      if (at === 0) return REFUSED
    }
    entry += ENTRY_BYTES

    // The value is whole, and its container may be by that too.
    at = Space.skipLine(at)
    let next = <i32>load<u8>(at)
    while (next !== COMMA && place !== AT_ROOT) {
      if (next !== (place === IN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)) return REFUSED
      const firstName = load<usize>(frame, FIRST_NAME)
      if (namesEnd - firstName > MANY_NAMES && mayRepeat(firstName, namesEnd)) return REFUSED
      store<u32>(load<usize>(frame, NODE), at + 1 - INPUT, NODE_END)
      store<i32>(entry, CONTAINER_END, ENTRY_KIND)
      entry += ENTRY_BYTES
      namesEnd = firstName
      place = load<i32>(frame, OUTER_PLACE)
      spelling = load<usize>(frame, OUTER_SPELLING)
      frame -= FRAME_BYTES
      at = Space.skipLine(at + 1)
      next = <i32>load<u8>(at)
      if (entry >= TAPE_END) {
        mixTape(entry)
        entry = TAPE
      }
    }
    if (place === AT_ROOT) break
    at += 1
  }
  mixTape(entry)
  if (at !== end || values + listed >= MAX_VALUES) return REFUSED
  return sawReplacement !== 0 ? TAKEN_WITH_REPLACEMENT : TAKEN
}

// Once, when the module is instantiated.
putConstants()
for (let kind: usize = NULL; kind <= OBJECT; kind += 1) putConstant(UNMIXED + kind, unmix(Constant.at(kind)))
clearSpellings()
