import { type HashedContainer, isContainer, type TreeFault, type TreePart } from './fingerprint-tree-part.js'

/**
 * A tree while a patch is being applied. Each container on the way to a write is copied once, then written in place;
 * what is not written to is shared with the tree before. Nothing is hashed until it is sealed.
 */
export class TreeDraft {
  #root: TreePart
  /** Containers that only this draft holds, each at one place. */
  readonly #owned = new Set<HashedContainer>()

  constructor(root: TreePart) {
    this.#root = root
  }

  /** The whole, sealed. */
  seal(): TreePart {
    this.#sealPart(this.#root)
    return this.#root
  }

  /** What stands at the place, or `undefined`. */
  read(path: readonly string[]): TreePart | undefined {
    return partAt(this.#root, path)
  }

  /** As {@link read}; sealed, so that it may stand at a second place too. */
  share(path: readonly string[]): TreePart | undefined {
    const part = this.read(path)
    if (part !== undefined) this.#sealPart(part)
    return part
  }

  add(path: readonly string[], part: TreePart): TreeFault {
    const parent = this.#openParent(path)
    if (parent === undefined) return 'missing'
    if (parent !== null) return parent.add(path.at(-1)!, part)
    this.#root = part
    return null
  }

  remove(path: readonly string[]): TreeFault {
    const parent = this.#openParent(path)
    if (parent === undefined) return 'missing'
    return parent === null ? 'root' : parent.remove(path.at(-1)!)
  }

  replace(path: readonly string[], part: TreePart): TreeFault {
    const parent = this.#openParent(path)
    if (parent === undefined) return 'missing'
    if (parent !== null) return parent.replace(path.at(-1)!, part)
    this.#root = part
    return null
  }

  /** The container that holds the place, ready to be written to; `null` for the root's, `undefined` where there is none. */
  #openParent(path: readonly string[]): HashedContainer | null | undefined {
    if (path.length === 0) return null
    if (!isContainer(this.#root)) return undefined
    let container = this.#writable(this.#root)
    this.#root = container
    for (const token of path.slice(0, -1)) {
      const child = container.child(token)
      if (!isContainer(child)) return undefined
      const writable = this.#writable(child)
      container.replace(token, writable)
      container = writable
    }
    return container
  }

  #writable(container: HashedContainer): HashedContainer {
    if (this.#owned.has(container)) return container
    const copy = container.copy()
    this.#owned.add(copy)
    return copy
  }

  /**
   * Seals what is owned in a part. INVARIANT: an owned container stands in an owned one, among its changed parts, or
   * at the root: so no other part has to be looked at.
   */
  #sealPart(part: TreePart): void {
    const unsealed: HashedContainer[] = []
    const visit = (found: TreePart): void => {
      if (isContainer(found) && this.#owned.delete(found)) unsealed.push(found)
    }
    visit(part)
    for (let at = 0; at < unsealed.length; at += 1) unsealed[at]!.changedParts().forEach(visit)
    // Found from the outside in: sealed from the inside out.
    for (const container of unsealed.reverse()) container.seal()
  }
}

/** What stands at a place in a part, or `undefined`. */
export function partAt(root: TreePart, path: readonly string[]): TreePart | undefined {
  let part: TreePart | undefined = root
  for (const token of path) {
    if (!isContainer(part)) return undefined
    part = part.child(token)
  }
  return part
}
