import fc from 'fast-check'
import { applyPatch, diff, type IgnoreRule, invert, toPatch } from 'keelson/diff'
import { law } from '../support/law.js'
import { anyDocuments, mixedDocuments, nearPairOf, type Pair, pairOf, recordLists } from './document-pairs.js'
import { applyByReference, canonical } from './reference-applier.js'

const POINTERS = [
  '/*',
  '/**/x',
  '/*/x',
  '/*/name',
  '/0',
  '/1',
  '/2/x',
  '/*/ports',
  '/*/ports/*',
  '/*/ports/1',
  '/1/ports/0',
  '/a',
  '/a/b',
  '/items/*',
  '/items/*/name',
  '/**/0',
  '/**/b',
  '/*/*',
  '/*/a',
  '/a/b/c',
  '/new0/*',
  '/**/new1/a',
  '/__proto__/a',
]

function someRules(): fc.Arbitrary<readonly IgnoreRule[]> {
  const rule = fc.record({ pointer: fc.constantFrom(...POINTERS), reason: fc.constant('because') })
  return fc.array(rule, { maxLength: 3 })
}

function anyPair(): fc.Arbitrary<Pair> {
  const documents = [recordLists(), mixedDocuments(), anyDocuments()]
  return fc.oneof(...documents.flatMap((document) => [pairOf(document), nearPairOf(document)]))
}

const CASES = fc.tuple(anyPair(), someRules())

law('3: under rules the whole patch still leads from before to after', CASES, ([[before, after], ignore]) => {
  const patch = toPatch(diff(before, after, { ignore }), { include: 'all', tests: true })
  return canonical(applyPatch(before, patch)) === canonical(after)
})

law('3: under rules the material patch leaves nothing material', CASES, ([[before, after], ignore]) => {
  const patch = toPatch(diff(before, after, { ignore }), { tests: true })
  const patched = applyPatch(before, patch)
  return (
    diff(patched, after, { ignore }).equal &&
    canonical(applyByReference(before, JSON.parse(JSON.stringify(patch)))) === canonical(patched)
  )
})

law('rules change what counts, never whether there is a difference', CASES, ([[before, after], ignore]) => {
  const { changes, equal } = diff(before, after, { ignore })
  return (
    (changes.length === 0) === (canonical(before) === canonical(after)) &&
    equal === changes.every((change) => change.class === 'ignored') &&
    changes.every((change) => (change.class === 'ignored') === (change.rule !== undefined))
  )
})

law('the material part of an inverted change set applies', CASES, ([[before, after], ignore]) => {
  applyPatch(after, toPatch(invert(diff(before, after, { ignore })), { tests: true }))
})
