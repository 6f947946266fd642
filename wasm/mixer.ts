import { ARRAY, Constant, OBJECT } from './constants'
import { finished, Lanes } from './lanes'
import {
  ENTRY_BYTES,
  ENTRY_KEY,
  ENTRY_KIND,
  ENTRY_LENGTH,
  FRAME_BYTES,
  LANES,
  MIXER_FRAMES,
  TAPE,
} from './layout'
import { NODE_LANES, Node } from './nodes'

/*
 * Reading and mixing take turns, each at a tape of some hundred entries. Done value by value, a branch that the
 * processor guesses wrong, or a load that is late, holds up the long chain of multiplications of every value; apart,
 * the chains of several values run side by side (measured: a tenth of the time of the whole).
 */

/** Where a value stands: in an object, in an array, or at the root. */
export const IN_OBJECT: i32 = 0
export const IN_ARRAY: i32 = 1
export const AT_ROOT: i32 = 2
const PLACES: i32 = 3

/** What an entry is. A scalar is its place alone; the begin of a container is this and its place. */
export const OBJECT_BEGIN: i32 = 4
export const ARRAY_BEGIN: i32 = 8
export const CONTAINER_END: i32 = 12

// Offsets in a frame. At 0 are the lanes of the container around.
const OUTER_KEY: usize = 16
const OUTER_COUNT: usize = 32
const OUTER_PLACE: usize = 36
const NODE: usize = 40

let openFrame: usize = 0
let openCount: i32 = 0

/** The values that were mixed: the limit is on them. */
export let values: i32 = 0

export function startMixing(): void {
  openFrame = MIXER_FRAMES
  openCount = 0
  values = 0
}

/** Mixes what is on the tape, up to `end`. What is not whole by then stays in the lanes and the frames. */
export function mixTape(end: usize): void {
  mixMembers(end)
  let lanes = v128.load(LANES)
  let frame = openFrame
  let count = openCount
  for (let at: usize = TAPE; at < end; at += ENTRY_BYTES) {
    const kind = load<i32>(at, ENTRY_KIND)
    if (kind === IN_OBJECT) {
      lanes = i32x4.add(lanes, v128.load(at))
      count += 1
    } else if (kind <= AT_ROOT) {
      const hash = Lanes.finish(v128.xor(Lanes.mix(v128.load(at)), v128.load32_zero(at, ENTRY_LENGTH)))
      // In an array each waits for the one before, and meanwhile the next is made ready.
      lanes = kind === IN_ARRAY ? Lanes.absorb(lanes, hash) : hash
      count += 1
    } else if (kind < CONTAINER_END) {
      v128.store(frame, lanes)
      v128.store(frame, v128.load(at, ENTRY_KEY), OUTER_KEY)
      store<i32>(frame, count + 1, OUTER_COUNT)
      store<i32>(frame, kind & PLACES, OUTER_PLACE)
      store<usize>(frame, Node.openMixed(), NODE)
      frame += FRAME_BYTES
      lanes = kind < ARRAY_BEGIN ? Constant.at(OBJECT) : Constant.at(ARRAY)
      count = 0
    } else {
      const hash = finished(Lanes.count(lanes, count))
      values += count
      frame -= FRAME_BYTES
      v128.store(load<usize>(frame, NODE), hash, NODE_LANES)
      const outer = v128.load(frame)
      count = load<i32>(frame, OUTER_COUNT)
      const place = load<i32>(frame, OUTER_PLACE)
      lanes =
        place === IN_OBJECT
          ? i32x4.add(outer, finished(v128.xor(v128.load(frame, OUTER_KEY), hash)))
          : place === IN_ARRAY
            ? Lanes.absorb(outer, hash)
            : hash
    }
  }
  v128.store(LANES, lanes)
  openFrame = frame
  openCount = count
}

/**
 * Puts in the place of each scalar of an object what the object takes. In three turns, so that the instructions which
 * wait are few enough for the processor to look past them at the next scalar (measured: a tenth of the whole).
 */
function mixMembers(end: usize): void {
  for (let at: usize = TAPE; at < end; at += ENTRY_BYTES) {
    if (load<i32>(at, ENTRY_KIND) !== IN_OBJECT) continue
    const mixed = Lanes.mix(v128.load(at))
    v128.store(at, Lanes.finishFirst(v128.xor(mixed, v128.load32_zero(at, ENTRY_LENGTH))))
  }
  for (let at: usize = TAPE; at < end; at += ENTRY_BYTES) {
    if (load<i32>(at, ENTRY_KIND) !== IN_OBJECT) continue
    const hash = Lanes.finishSecond(v128.load(at))
    v128.store(at, Lanes.finishFirst(v128.xor(hash, v128.load(at, ENTRY_KEY))))
  }
  for (let at: usize = TAPE; at < end; at += ENTRY_BYTES) {
    if (load<i32>(at, ENTRY_KIND) === IN_OBJECT) v128.store(at, Lanes.finishSecond(v128.load(at)))
  }
}
