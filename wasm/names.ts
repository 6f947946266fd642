const NAME_BYTES: usize = 8
/** Bytes of names: where an object has more, they are compared when it is whole, by way of a table. */
export const MANY_NAMES: usize = 64 * NAME_BYTES

let memoryEnd: usize = 0

/** True where the memory reaches to `end`; it grows where it has to. */
export function reserve(end: usize): bool {
  if (end <= memoryEnd) return true
  const pages = <i32>((end + 0xffff) >> 16) - memory.size()
  if (pages > 0 && memory.grow(pages) < 0) return false
  memoryEnd = (<usize>memory.size()) << 16
  return true
}

/**
 * True where one of the names from `from` to `to` has this hash. Two names may have one hash, if someone wants it so:
 * the caller gives up then, and nothing is taken to be equal.
 */
export function isAmong(name: u64, from: usize, to: usize): bool {
  if (to - from > MANY_NAMES) return false
  for (let at = from; at < to; at += NAME_BYTES) {
    if (load<u64>(at) === name) return true
  }
  return false
}

/** True where two of the names from `from` to `to` may be equal, and were too many for `isAmong`. */
export function mayRepeat(from: usize, to: usize): bool {
  // Four bytes a slot, at least two slots a name.
  const slots = (<u32>1) << (33 - clz(<u32>((to - from) / NAME_BYTES)))
  if (!reserve(to + ((<usize>slots) << 2))) return true
  memory.fill(to, 0, (<usize>slots) << 2)
  // Good hashes need less than two looks a name. Where someone has chosen names to need more, we give up.
  let looks = (to - from) * 2
  for (let at = from; at < to; at += NAME_BYTES) {
    const name = load<u64>(at)
    let slot = <u32>name & (slots - 1)
    while (true) {
      const other = load<u32>(to + ((<usize>slot) << 2))
      if (other === 0) break
      if (load<u64>(other) === name || looks === 0) return true
      looks -= 1
      slot = (slot + 1) & (slots - 1)
    }
    store<u32>(to + ((<usize>slot) << 2), at)
  }
  return false
}
