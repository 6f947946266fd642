import { NODE_WORDS } from './kernel.js'
import { ARRAY, absorb, finish, KEY, LANES, OBJECT, START } from './kf1-lanes.js'
import { hashScalar } from './kf1-scalar.js'
import { hashString } from './kf1-string.js'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

interface Frame {
  /** Its place among the nodes. */
  readonly node: number
  /** What each name added, so that it can be taken back where the name comes again; `null` for an array. */
  readonly members: Map<string, Member> | null
  name: string
  /** How many nodes there were when the present member began. */
  firstNode: number
  count: number
  a: number
  b: number
  c: number
  d: number
}

interface Member {
  readonly lanes: readonly [number, number, number, number]
  readonly firstNode: number
  readonly endNode: number
}

/**
 * The node table of a JSON text, offsets in UTF-16 units: what the kernel makes, in TypeScript.
 *
 * @param text one that `fingerprintText` takes: nothing is checked here
 */
export function nodesInTypeScript(text: string): Uint32Array {
  return new NodeReader(text).read()
}

class NodeReader {
  readonly #text: string
  readonly #words: number[] = []
  /** The nodes of what a later member of the same name replaced: no part of the value. */
  readonly #replaced = new Set<number>()
  readonly #open: Frame[] = []
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): Uint32Array {
    const text = this.#text
    while (this.#at < text.length) {
      const unit = text.charCodeAt(this.#at)
      if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) this.#openContainer(unit === OPEN_OBJECT)
      else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) this.#closeContainer()
      else if (unit === QUOTE) this.#readString()
      else if (unit <= 0x20 || unit === COMMA || unit === COLON) this.#at += 1
      else this.#readToken()
    }
    return this.#table()
  }

  #openContainer(isObject: boolean): void {
    const start = isObject ? OBJECT : ARRAY
    const node = this.#words.length / NODE_WORDS
    this.#words.push(this.#at, 0, 0, 0, 0, 0)
    this.#open.push({
      node,
      members: isObject ? new Map() : null,
      name: '',
      firstNode: node + 1,
      count: 0,
      a: START[start]!,
      b: START[start + 1]!,
      c: START[start + 2]!,
      d: START[start + 3]!,
    })
    this.#at += 1
  }

  #closeContainer(): void {
    const frame = this.#open.pop()!
    this.#at += 1
    finish(frame.a ^ (frame.members?.size ?? frame.count), frame.b, frame.c, frame.d)
    const at = frame.node * NODE_WORDS
    this.#words[at + 1] = this.#at
    for (let lane = 0; lane < 4; lane += 1) this.#words[at + 2 + lane] = LANES[lane]!
    this.#addValue()
  }

  #readString(): void {
    const start = this.#at
    let end = start + 1
    for (let unit = this.#text.charCodeAt(end); unit !== QUOTE; unit = this.#text.charCodeAt(end)) {
      end += unit === BACKSLASH ? 2 : 1
    }
    this.#at = end + 1
    const token = this.#text.slice(start, this.#at)
    const string = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1)
    if (this.#isName()) {
      const frame = this.#open[this.#open.length - 1]!
      frame.name = string
      frame.firstNode = this.#words.length / NODE_WORDS
    } else {
      hashScalar(string)
      this.#addValue()
    }
  }

  /** A string is a name where a colon comes next. */
  #isName(): boolean {
    let at = this.#at
    while (this.#text.charCodeAt(at) <= 0x20) at += 1
    return this.#text.charCodeAt(at) === COLON
  }

  #readToken(): void {
    const start = this.#at
    while (isOfToken(this.#text.charCodeAt(this.#at))) this.#at += 1
    const value = JSON.parse(this.#text.slice(start, this.#at)) as null | boolean | number
    // A number beyond a double stands only where it is replaced later, so any lanes will do.
    hashScalar(typeof value === 'number' && !Number.isFinite(value) ? 0 : value)
    this.#addValue()
  }

  /** Mixes the value whose lanes lie in `LANES` into the innermost open container. */
  #addValue(): void {
    const frame = this.#open[this.#open.length - 1]
    if (frame === undefined) return
    const a = LANES[0]!
    const b = LANES[1]!
    const c = LANES[2]!
    const d = LANES[3]!
    if (frame.members === null) {
      absorb(frame.a, frame.b, frame.c, frame.d, a, b, c, d)
      frame.a = LANES[0]!
      frame.b = LANES[1]!
      frame.c = LANES[2]!
      frame.d = LANES[3]!
      frame.count += 1
      return
    }
    hashString(frame.name, KEY)
    finish(LANES[0]! ^ a, LANES[1]! ^ b, LANES[2]! ^ c, LANES[3]! ^ d)
    this.#addMember(frame, frame.members)
  }

  #addMember(frame: Frame, members: Map<string, Member>): void {
    const before = members.get(frame.name)
    if (before !== undefined) {
      for (let node = before.firstNode; node < before.endNode; node += 1) this.#replaced.add(node)
    }
    const [a, b, c, d] = before?.lanes ?? [0, 0, 0, 0]
    frame.a = (frame.a + LANES[0]! - a) | 0
    frame.b = (frame.b + LANES[1]! - b) | 0
    frame.c = (frame.c + LANES[2]! - c) | 0
    frame.d = (frame.d + LANES[3]! - d) | 0
    members.set(frame.name, {
      lanes: [LANES[0]!, LANES[1]!, LANES[2]!, LANES[3]!],
      firstNode: frame.firstNode,
      endNode: this.#words.length / NODE_WORDS,
    })
  }

  #table(): Uint32Array {
    const words =
      this.#replaced.size === 0
        ? this.#words
        : this.#words.filter((_, at) => !this.#replaced.has(Math.floor(at / NODE_WORDS)))
    return Uint32Array.from(words)
  }
}

/** A letter, a digit, a sign or a point. */
function isOfToken(unit: number): boolean {
  return unit > 0x20 && unit !== COMMA && unit !== CLOSE_ARRAY && unit !== CLOSE_OBJECT
}
