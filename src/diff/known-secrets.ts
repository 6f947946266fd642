/** A secret shorter than this, or of one kind of character and shorter than the other, may be an ordinary word. */
const SHORTEST = 12
const SHORTEST_OF_ONE_KIND = 20

/** So many secrets that begin alike are told apart; where there are more, their beginning is enough. */
const MOST_ALIKE = 16

/**
 * Texts that were found to be secret at one place, so that they are known at any other: in an argument, a name, a
 * message. Looking a text through takes linear time, however many secrets are known.
 */
export class KnownSecrets {
  /** By their first characters; `null` where too many begin so. */
  readonly #byBeginning = new Map<string, string[] | null>()

  add(secret: string): void {
    if (secret.length < SHORTEST || (secret.length < SHORTEST_OF_ONE_KIND && isOfOneKind(secret))) return
    const beginning = secret.slice(0, SHORTEST)
    const alike = this.#byBeginning.get(beginning)
    if (alike === undefined) this.#byBeginning.set(beginning, [secret])
    else if (alike !== null && !alike.includes(secret)) {
      if (alike.length === MOST_ALIKE) this.#byBeginning.set(beginning, null)
      else alike.push(secret)
    }
  }

  /** Whether the text is or holds a secret that is known. */
  isIn(text: string): boolean {
    if (this.#byBeginning.size === 0) return false
    for (let at = 0; at + SHORTEST <= text.length; at += 1) {
      const alike = this.#byBeginning.get(text.slice(at, at + SHORTEST))
      if (alike === null || alike?.some((secret) => text.startsWith(secret, at)) === true) return true
    }
    return false
  }
}

/** Letters only, digits only, or other characters only. */
function isOfOneKind(text: string): boolean {
  return /^(?:[A-Za-z]*|[0-9]*|[^A-Za-z0-9]*)$/.test(text)
}
