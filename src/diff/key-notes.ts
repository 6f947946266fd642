import { formatPointer } from '../core/index.js'
import type { Place } from './place.js'
import type { Note } from './types.js'

const MESSAGES: { readonly [Kind in Note['kind']]: string } = {
  'duplicate-list-key': 'two elements have one key, so the list was compared by content',
  'element-without-key': 'an element is no object, so the list was compared by content',
}

/** Gathers which keyed lists were compared by content after all. Notes hold no value of a document. */
export class KeyNotes {
  readonly #notes = new Map<string, Note>()

  add(place: Place, kind: Note['kind']): void {
    const pointer = formatPointer(place.path())
    this.#notes.set(pointer, { kind, pointer, message: MESSAGES[kind] })
  }

  list(): readonly Note[] {
    return [...this.#notes.values()]
  }
}
