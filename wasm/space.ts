import { Constant, SPACES } from './constants'
import { BLOCK } from './layout'

// biome-ignore lint/complexity/noStaticOnlyClass: only on methods is a decorator both AssemblyScript and TypeScript
export class Space {
  /** The first byte from `at` on that is no white space. */
  @inline
  static skip(at: usize): usize {
    return load<u8>(at) > 0x20 ? at : skipSpace(at)
  }

  /** As `skip`, quicker where it is one line break and up to 15 spaces. */
  @inline
  static skipLine(at: usize): usize {
    if (load<u8>(at) > 0x20) return at
    const end = at + 1 + ctz(i8x16.bitmask(i8x16.ne(v128.load(at + 1), Constant.at(SPACES))) | 0x10000)
    return load<u8>(at) === 0x0a && load<u8>(end) > 0x20 ? end : skipSpace(at)
  }
}

function skipSpace(from: usize): usize {
  let at = from
  while (true) {
    const byte = <i32>load<u8>(at)
    if (byte === 0x20) {
      // Indentation.
      const others = i8x16.bitmask(i8x16.ne(v128.load(at), Constant.at(SPACES)))
      at += others === 0 ? BLOCK : ctz(others)
    } else if (byte === 0x0a || byte === 0x0d || byte === 0x09) {
      at += 1
    } else {
      return at
    }
  }
}
