import fc from 'fast-check'
import { formatPointer, type JsonValue, valueAtPointer } from 'keelson/core'
import {
  applyPatch,
  diff3,
  type IgnoreRule,
  type Operation,
  type OwnerRule,
  type ThreeWayChange,
  type ThreeWayChangeSet,
  type ThreeWayOptions,
  type ThreeWayStates,
} from 'keelson/diff'
import { anyJson } from '../support/arbitraries.js'
import { law } from '../support/law.js'
import { deepFreeze } from './deep-freeze.js'
import {
  inheritedNameDocuments,
  mixedDocuments,
  nearTripleOf,
  recordLists,
  scalarArrays,
} from './document-pairs.js'
import { applyByReference, canonical } from './reference-applier.js'

const PLACES = [
  '/*',
  '/**/x',
  '/*/x',
  '/0',
  '/1',
  '/*/ports',
  '/*/ports/*',
  '/a',
  '/items/*',
  '/**/b',
  '/1/x',
]

function someOptions(): fc.Arbitrary<ThreeWayOptions> {
  const pointer = fc.constantFrom(...PLACES)
  const ignore: fc.Arbitrary<IgnoreRule> = fc.record({ pointer, reason: fc.constant('because') })
  const owner: fc.Arbitrary<OwnerRule> = fc.record({ pointer, owner: fc.constant('somebody') })
  const value = fc.constantFrom<JsonValue>(0, 1, 2, 'a', [], {})
  const conditional: fc.Arbitrary<OwnerRule> = fc.record({ pointer, owner: fc.constant('server'), value })
  return fc.record({
    ignore: fc.array(ignore, { maxLength: 1 }),
    owners: fc.array(fc.oneof(owner, conditional), { maxLength: 2 }),
  })
}

function someStates(): fc.Arbitrary<ThreeWayStates> {
  const documents = [recordLists(), scalarArrays(), mixedDocuments(), inheritedNameDocuments(), anyJson()]
  return fc.oneof(
    ...documents.map(nearTripleOf),
    ...documents.map((document) => fc.record({ base: document, desired: document, live: document })),
  )
}

const CASES = fc.tuple(someStates(), someOptions())

law('remediation leaves no material drift, and all else as it was', CASES, ([states, options]) => {
  const found = diff3(states, options)
  const live = applyPatch(states.live, found.remediation)
  const again = diff3({ ...states, live }, options)
  return again.remediation.length === 0 && canonical(lasting(again)) === canonical(lasting(found))
})

/** Everything that taking the drift back must not touch. */
function lasting({ changes }: ThreeWayChangeSet): readonly ThreeWayChange[] {
  return changes.filter(
    (change) => change.cause !== 'converged' && !(change.cause === 'drift' && change.class === 'material'),
  )
}

law('the changes leave out nothing in which desired and live differ', CASES, ([states, options]) => {
  let document = states.desired
  for (const change of diff3(states, options).changes) {
    for (const operation of asOperations(change, document)) document = applyPatch(document, [operation])
  }
  return canonical(document) === canonical(states.live)
})

/** From desired to live; a member of an object that desired does not have at all brings the object with it. */
function asOperations({ cause, op, pointer, path, live }: ThreeWayChange, document: JsonValue): Operation[] {
  if (cause === 'converged') return []
  if (op === 'remove') return [{ op, path: pointer }]
  const parents = path
    .map((_, length) => formatPointer(path.slice(0, length)))
    .filter((parent) => valueAtPointer(document, parent) === undefined)
  return [
    ...parents.map((parent) => ({ op: 'add', path: parent, value: {} }) as const),
    { op: op as 'add' | 'replace', path: pointer, value: live! },
  ]
}

law('where live is what was applied nothing has drifted', CASES, ([{ base, desired }, options]) => {
  const { changes } = diff3({ base, desired, live: base }, options)
  return changes.every(({ cause }) => cause === 'pending' || cause === 'foreign')
})

law('where desired is what was applied all is drift or foreign', CASES, ([{ base, live }, { ignore }]) => {
  const owners = [{ pointer: '/*', owner: 'somebody' }]
  const { changes } = diff3({ base, desired: base, live }, { ignore: ignore ?? [], owners })
  return changes.every(({ cause }) => cause === 'drift' || cause === 'foreign')
})

law('where live is what is desired all has converged', CASES, ([{ base, desired }, options]) => {
  const { changes, equal } = diff3({ base, desired, live: desired }, options)
  return equal && changes.every(({ cause }) => cause === 'converged')
})

law(
  'without rules drift is taken back to desired where nothing else happened',
  someStates(),
  ({ base, live }) => {
    const { remediation } = diff3({ base, desired: base, live })
    return (
      canonical(applyPatch(live, remediation)) === canonical(base) &&
      canonical(applyByReference(live, JSON.parse(JSON.stringify(remediation)))) === canonical(base)
    )
  },
)

law('inputs of diff3 are never changed, and its result is plain data', CASES, ([states, options]) => {
  deepFreeze(states as unknown as JsonValue)
  const found = diff3(states, options)
  return JSON.stringify(structuredClone(found)) === JSON.stringify(found)
})
