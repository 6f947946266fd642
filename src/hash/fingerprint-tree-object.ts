import {
  HashedContainer,
  heightOf,
  loadMember,
  sizeOf,
  type TreeFault,
  type TreePart,
} from './fingerprint-tree-part.js'
import { finish, LANES, OBJECT, START } from './kf1-lanes.js'

/** An object: its hash is a sum over members, so a change costs the members that change. */
export class HashedObject extends HashedContainer {
  readonly #members: Map<string, TreePart>
  readonly #sums: number[]
  /** Names whose members are not in the sums as they stand. */
  #changed: Set<string> | null = null

  constructor(members: Map<string, TreePart> = new Map(), sums: number[] = startingSums()) {
    super()
    this.#members = members
    this.#sums = sums
  }

  override get length(): number {
    return this.#members.size
  }

  override child(token: string): TreePart | undefined {
    return this.#members.get(token)
  }

  /** Names and members. */
  members(): ReadonlyMap<string, TreePart> {
    return this.#members
  }

  /** Adds a member that is sealed and whose name is new: what building is made of. */
  append(name: string, part: TreePart): void {
    this.#members.set(name, part)
    loadMember(name, part)
    this.#add(1)
  }

  override add(token: string, part: TreePart): TreeFault {
    this.#takeOut(token)
    this.#members.set(token, part)
    return null
  }

  override remove(token: string): TreeFault {
    if (!this.#members.has(token)) return 'missing'
    this.#takeOut(token)
    this.#members.delete(token)
    return null
  }

  override replace(token: string, part: TreePart): TreeFault {
    return this.#members.has(token) ? this.add(token, part) : 'missing'
  }

  override copy(): HashedObject {
    return new HashedObject(new Map(this.#members), this.#sums.slice())
  }

  override changedParts(): TreePart[] {
    const parts: TreePart[] = []
    for (const name of this.#changed ?? []) {
      const part = this.#members.get(name)
      if (part !== undefined) parts.push(part)
    }
    return parts
  }

  override seal(): void {
    const sums = this.#sums
    for (const name of this.#changed ?? []) {
      const part = this.#members.get(name)
      if (part === undefined) continue
      loadMember(name, part)
      this.#add(1)
    }
    this.#changed = null
    finish(sums[0]! ^ this.#members.size, sums[1]!, sums[2]!, sums[3]!)
    this.keep()
    this.height = 1
    this.size = 1
    for (const part of this.#members.values()) {
      this.height = Math.max(this.height, heightOf(part) + 1)
      this.size += sizeOf(part)
    }
  }

  /** Addition can be undone. INVARIANT: a member that is in the sums is sealed. */
  #takeOut(name: string): void {
    this.#changed ??= new Set()
    if (this.#changed.has(name)) return
    this.#changed.add(name)
    const part = this.#members.get(name)
    if (part === undefined) return
    loadMember(name, part)
    this.#add(-1)
  }

  #add(sign: 1 | -1): void {
    for (let lane = 0; lane < 4; lane += 1) this.#sums[lane] = (this.#sums[lane]! + sign * LANES[lane]!) | 0
  }
}

function startingSums(): number[] {
  return [START[OBJECT]!, START[OBJECT + 1]!, START[OBJECT + 2]!, START[OBJECT + 3]!]
}
