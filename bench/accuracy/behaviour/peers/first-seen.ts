/**
 * How many of an event's values its owner was not seen with before: the rule of "new terms" in log tools, without the
 * window after which they forget.
 */
export class FirstSeen {
  readonly #seen: Map<string, Set<string>> = new Map()

  score(owner: string, values: readonly string[]): number {
    const seen = this.#of(owner)
    return values.reduce((count, value, field) => count + (seen.has(`${field} ${value}`) ? 0 : 1), 0)
  }

  learn(owner: string, values: readonly string[]): void {
    const seen = this.#of(owner)
    values.forEach((value, field) => {
      seen.add(`${field} ${value}`)
    })
  }

  #of(owner: string): Set<string> {
    const known = this.#seen.get(owner)
    if (known !== undefined) return known
    const empty = new Set<string>()
    this.#seen.set(owner, empty)
    return empty
  }
}
