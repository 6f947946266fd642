import { appendPointer } from '../core/index.js'
import { boundedText, clientMajor, networkPrefix, placeOf, resourceKindOf } from './event-texts.js'
import { type Lexicon, TOTAL, UNKNOWN } from './lexicon.js'
import { checkText, isPlainText } from './read-scalars.js'

/** A text as a table counts it. */
export interface Term {
  readonly text: string
  /** Its id in the lexicon, once it was found there; before that {@link UNKNOWN}. */
  id: number
}

/** What a value is conditional on where it stands for itself. */
export const NO_CONTEXT: Term = { text: '', id: TOTAL }

/** A text of an event that was found in order. What is read out of it is worked out when it is first asked for. */
export interface Word {
  /** As the event has it. */
  readonly text: string
  /** As it is counted. */
  readonly term: Term
  /** Of a resource. */
  kind: Word | undefined
  place: Word | undefined
  /** Of a client, and of an address. */
  client: Word | undefined
  network: Word | undefined
  /** Of a role: the name of its peers. */
  peers: string | undefined
  /** By place: `WORD in PLACE`. */
  placed: Map<Word, Term> | undefined
}

type Part = 'kind' | 'place' | 'client' | 'network'
const READ: Readonly<Record<Part, (text: string) => string>> = {
  kind: resourceKindOf,
  place: placeOf,
  client: clientMajor,
  network: networkPrefix,
}

// Texts that only one event has come and go: a bound on them all, some megabytes at most. Long ones count more often.
const MOST_WORDS = 16_384
const UNITS_OF_A_WORD = 64

/**
 * The texts of events so far with all that is read out of them: most events show texts that others have shown before,
 * and a look here takes the place of checking, taking apart, putting together and hashing them. Bounded: when it is
 * full, all is forgotten and begun anew.
 *
 * INVARIANT: terms hold ids of one lexicon, so that a model that gets another one begins another vocabulary.
 */
export class Vocabulary {
  readonly lexicon: Lexicon
  readonly #longest: number
  #words: Map<string, Word> = new Map()
  #size = 0

  /** @param longest UTF-16 units of a text of an event */
  constructor(lexicon: Lexicon, longest: number) {
    this.lexicon = lexicon
    this.#longest = longest
  }

  /** A text that needs no check: our own, or part of one that was checked. */
  word(text: string): Word {
    return this.#words.get(text) ?? this.#add(text)
  }

  /**
   * A text of an event. `name` is its member's, for the pointer of an error.
   *
   * @throws KeelsonError `behaviour/text-too-long`, `behaviour/invalid-text`
   */
  checked(text: string, parent: string, name: string): Word {
    const known = this.#words.get(text)
    if (known !== undefined) return known
    // Pointers are made for errors alone: they took a tenth of the time of an event.
    if (!isPlainText(text, this.#longest)) checkText(text, appendPointer(parent, name), this.#longest)
    return this.#add(text)
  }

  /** {@link UNKNOWN} where no table holds the text. */
  idOf(term: Term): number {
    if (term.id === UNKNOWN) term.id = this.lexicon.idOf(term.text)
    return term.id
  }

  /** The term's id, a new one where it has none; {@link UNKNOWN} when all ids are taken. */
  intern(term: Term): number {
    if (term.id === UNKNOWN) term.id = this.lexicon.intern(term.text)
    return term.id
  }

  /** What is read out of a word: of a resource its kind and place, of a client and of an address what is counted of it. */
  part(word: Word, part: Part): Word {
    word[part] ??= this.word(READ[part](word.text))
    return word[part]
  }

  /** `WORD in PLACE`: a text that was just put together would be hashed anew each time it is looked up. */
  placed(word: Word, place: Word): Term {
    word.placed ??= new Map()
    const known = word.placed.get(place)
    if (known !== undefined) return known
    const term = { text: boundedText(`${word.text} in ${place.text}`), id: UNKNOWN }
    this.#makeRoom(term.text)
    word.placed.set(place, term)
    return term
  }

  #add(text: string): Word {
    this.#makeRoom(text)
    const word: Word = {
      text,
      term: { text: boundedText(text), id: text === '' ? TOTAL : UNKNOWN },
      kind: undefined,
      place: undefined,
      client: undefined,
      network: undefined,
      peers: undefined,
      placed: undefined,
    }
    this.#words.set(text, word)
    return word
  }

  // What an event under way holds goes on being good: it only has no part in what later events find.
  #makeRoom(text: string): void {
    this.#size += 1 + Math.floor(text.length / UNITS_OF_A_WORD)
    if (this.#size <= MOST_WORDS) return
    this.#words = new Map()
    this.#size = 0
  }
}
