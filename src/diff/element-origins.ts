/** Elements that stand beside each other now and did so before; `original` is `null` for what was put in. */
interface Run {
  original: number | null
  length: number
}

/** A block of runs is split where it grows beyond this: a step then costs the square root of all runs, about. */
const LONGEST_BLOCK = 512

interface Block {
  readonly runs: Run[]
  length: number
}

/** Where the elements of an array stood before elements were put in and taken out. */
export class ElementOrigins {
  // The array before may be as long as it likes: what lies behind all changes is one endless run.
  readonly #blocks: Block[] = [
    { runs: [{ original: 0, length: Number.MAX_SAFE_INTEGER }], length: Number.MAX_SAFE_INTEGER },
  ]

  /** Where the element that is now at the index stood; `null` for one that was put in. */
  originalAt(index: number): number | null {
    const { block, run, offset } = this.#find(index)
    return originalOf(block.runs[run]!, offset)
  }

  /** Where the first element from the index on stood that was not put in. */
  originalFrom(index: number): number {
    let { blockNumber, run, offset } = this.#find(index)
    for (;;) {
      const original = originalOf(this.#blocks[blockNumber]!.runs[run]!, offset)
      if (original !== null) return original
      offset = 0
      run += 1
      if (run === this.#blocks[blockNumber]!.runs.length) {
        blockNumber += 1
        run = 0
      }
    }
  }

  /** Takes the element at the index out, and tells where it stood. */
  take(index: number): number | null {
    const { block, run, offset } = this.#find(index)
    const { original, length } = block.runs[run]!
    const left: Run = { original, length: offset }
    const right: Run = {
      original: original === null ? null : original + offset + 1,
      length: length - offset - 1,
    }
    block.runs.splice(run, 1, ...[left, right].filter((part) => part.length > 0))
    block.length -= 1
    this.#tidy()
    return original === null ? null : original + offset
  }

  /** Puts an element in, which stood at `original` where it comes from the same array. */
  put(index: number, original: number | null): void {
    const { block, run, offset } = this.#find(index)
    const old = block.runs[run]!
    const left: Run = { original: old.original, length: offset }
    const right: Run = {
      original: old.original === null ? null : old.original + offset,
      length: old.length - offset,
    }
    block.runs.splice(run, 1, ...[left, { original, length: 1 }, right].filter((part) => part.length > 0))
    block.length += 1
    this.#tidy()
  }

  #find(index: number): { block: Block; blockNumber: number; run: number; offset: number } {
    let offset = index
    let blockNumber = 0
    while (offset >= this.#blocks[blockNumber]!.length) {
      offset -= this.#blocks[blockNumber]!.length
      blockNumber += 1
    }
    const block = this.#blocks[blockNumber]!
    let run = 0
    while (offset >= block.runs[run]!.length) {
      offset -= block.runs[run]!.length
      run += 1
    }
    return { block, blockNumber, run, offset }
  }

  #tidy(): void {
    const at = this.#blocks.findIndex(({ runs }) => runs.length === 0 || runs.length > LONGEST_BLOCK)
    if (at === -1) return
    const { runs } = this.#blocks[at]!
    const half = runs.length >> 1
    const parts = [runs.slice(0, half), runs.slice(half)].filter((part) => part.length > 0)
    this.#blocks.splice(
      at,
      1,
      ...parts.map((part) => ({ runs: part, length: part.reduce((sum, { length }) => sum + length, 0) })),
    )
  }
}

function originalOf({ original }: Run, offset: number): number | null {
  return original === null ? null : original + offset
}
