import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import {
  applyPatch,
  diff,
  diff3,
  formatChanges,
  formatChangesHtml,
  formatChangesMarkdown,
  invert,
  toPatch,
} from 'keelson/diff'
import { expect } from 'vitest'
import { objectOf } from '../support/arbitraries.js'
import { law } from '../support/law.js'
import {
  anyDocuments,
  mixedDocuments,
  nearPairOf,
  nearTripleOf,
  type Pair,
  recordLists,
} from './document-pairs.js'
import { canonical } from './reference-applier.js'

const KEY = new Uint8Array(32).fill(3)
const TOKEN = ['ghp', 'z9Y8x7W6v5U4t3S2r1Q0p9O8n7M6l5K4j3I2'].join('_')

/** Documents in which secrets stand as values, under telling names and as names. */
function secretDocuments(): fc.Arbitrary<JsonValue> {
  return fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom<JsonValue>(null, 1, 'a', TOKEN, `--password=${TOKEN}`),
      fc
        .array(
          fc.tuple(fc.constantFrom('a', 'password', 'data', 'kind', 'name', 'value', TOKEN), tie('value')),
          {
            maxLength: 4,
          },
        )
        .map(objectOf),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.constant<JsonValue>({ kind: 'Secret', data: { a: TOKEN } }),
      fc.constant<JsonValue>({ name: 'API_KEY', value: TOKEN }),
    ),
  })).value
}

const pairs: fc.Arbitrary<Pair> = fc.oneof(
  nearPairOf(secretDocuments()),
  nearPairOf(recordLists()),
  nearPairOf(mixedDocuments()),
)

law(
  'a patch over redacted changes, handed the documents, is the one over the changes',
  pairs,
  ([before, after]) => {
    for (const moves of [false, true]) {
      const open = diff(before, after, { moves })
      const redacted = diff(before, after, { moves, redact: { key: KEY, rules: ['/**/x', '/a'] } })
      const documents = { before, after, key: KEY }
      expect(toPatch(redacted, { ...documents, include: 'all', tests: true })).toEqual(
        toPatch(open, { include: 'all', tests: true }),
      )
      const undo = toPatch(invert(redacted), { before: after, after: before, key: KEY, include: 'all' })
      expect(canonical(applyPatch(after, undo))).toBe(canonical(before))
    }
  },
)

law(
  'redaction changes neither how many changes there are, nor their kinds and classes',
  pairs,
  ([before, after]) => {
    const shape = (set: ReturnType<typeof diff>) => [
      set.equal,
      set.changes.map((change) => [change.op, change.class, change.path.length]),
    ]
    expect(shape(diff(before, after, { redact: {} }))).toEqual(shape(diff(before, after)))
  },
)

law('no output of any of the forms holds a planted token', nearTripleOf(secretDocuments()), (states) => {
  for (const redact of [{}, { key: KEY }]) {
    const changes = diff(states.desired, states.live, { redact, moves: true })
    const found = diff3(states, { redact })
    for (const output of [
      JSON.stringify([changes, found, invert(changes)]),
      formatChanges(changes),
      formatChanges(found),
      formatChangesMarkdown(found),
      formatChangesHtml(found),
    ]) {
      expect(output.includes(TOKEN.slice(4, 12))).toBe(false)
    }
  }
})

law('with no detector and no rule nothing is redacted', nearPairOf(anyDocuments()), ([before, after]) => {
  expect(diff(before, after, { redact: { detect: false } })).toEqual(diff(before, after))
})

law('the same documents, options and key give the same bytes', pairs, ([before, after]) => {
  const text = () =>
    JSON.stringify(diff(structuredClone(before), structuredClone(after), { redact: { key: KEY } }))
  expect(text()).toBe(text())
})
