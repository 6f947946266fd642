/** A Markov chain of order 1 for each owner; what it was not seen to do is smoothed by one half (Krichevsky, Trofimov 1981). */
export class MarkovBigram {
  readonly #counts: Map<string, number> = new Map()
  readonly #symbols: Set<string> = new Set()

  /** Bits that `next` surprises by after `previous`. */
  score(owner: string, previous: string, next: string): number {
    const from = `${owner}\n${previous}`
    const seen = (this.#counts.get(`${from}\n${next}`) ?? 0) + 0.5
    return -Math.log2(seen / ((this.#counts.get(from) ?? 0) + 0.5 * (this.#symbols.size + 1)))
  }

  learn(owner: string, previous: string, next: string): void {
    const from = `${owner}\n${previous}`
    this.#symbols.add(next)
    for (const key of [from, `${from}\n${next}`]) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }
}
