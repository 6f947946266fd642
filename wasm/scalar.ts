import { Constant, FALSE, NULL, NUMBER, STRING, TRUE, UNMIXED } from './constants'
import { ENTRY_LENGTH, NUMBER_READ } from './layout'
import { readNumber } from './number'
import { Block, hashLongString, stringEnd, stringLength } from './string'

/**
 * Reads the scalar at `at`. Leaves its lanes, before the last `mix`, and its length in the entry.
 *
 * @returns where it ends; 0 where there is none
 */
export function readScalar(at: usize, entry: usize): usize {
  const byte = <i32>load<u8>(at)
  if (byte === 0x22) {
    const block = v128.load(at + 1)
    const odd = Block.oddBytes(block)
    const size = ctz(odd)
    if (odd !== 0 && load<u8>(at + 1 + <usize>size) === 0x22) {
      v128.store(
        entry,
        size > 0 ? v128.xor(Constant.at(STRING), Block.first(block, size)) : Constant.at(UNMIXED + STRING),
      )
      store<i32>(entry, size, ENTRY_LENGTH)
      return at + 2 + size
    }
    v128.store(entry, hashLongString(at + 1, Constant.at(STRING)))
    store<i32>(entry, stringLength, ENTRY_LENGTH)
    return stringEnd
  }
  store<i32>(entry, 0, ENTRY_LENGTH)
  if (<u32>byte - 0x30 <= 9 || byte === 0x2d) {
    const end = readNumber(at)
    v128.store(entry, v128.xor(Constant.at(NUMBER), v128.load64_splat(NUMBER_READ)))
    return end
  }
  const word = load<i32>(at)
  if (word === 0x65757274) {
    v128.store(entry, Constant.at(UNMIXED + TRUE))
    return at + 4
  }
  if (word === 0x6c6c756e) {
    v128.store(entry, Constant.at(UNMIXED + NULL))
    return at + 4
  }
  v128.store(entry, Constant.at(UNMIXED + FALSE))
  return word === 0x736c6166 && load<u8>(at, 4) === 0x65 ? at + 5 : 0
}
