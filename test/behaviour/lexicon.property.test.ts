import fc from 'fast-check'
import { expect } from 'vitest'
import { Lexicon, UNKNOWN } from '../../src/behaviour/lexicon.js'
import { law } from '../support/law.js'

const text = fc.constantFrom('', 'a', 'b', 'c', '__proto__', 'd', 'e', 'f')

law(
  'a lexicon gives each text one id, and keeps those in use through a sweep',
  fc.array(fc.oneof(text, fc.constant(null)), { maxLength: 40 }),
  (steps) => {
    let lexicon = new Lexicon()
    const ids = new Map<string, number>([['', 0]])
    for (const step of steps) {
      if (step === null) {
        const kept = [...ids].filter(([name]) => name !== 'a' && name !== 'd')
        lexicon = lexicon.swept(new Set(kept.map(([, id]) => id)))
        ids.delete('a')
        ids.delete('d')
      } else {
        ids.set(step, lexicon.intern(step))
      }
      expect(new Set(ids.values()).size).toBe(ids.size)
      for (const [name, id] of ids) {
        expect(lexicon.idOf(name)).toBe(id)
        expect(lexicon.textOf(id)).toBe(name)
      }
      expect(lexicon.idOf('never')).toBe(UNKNOWN)
      expect(lexicon.size).toBe(ids.size)
    }
  },
)
