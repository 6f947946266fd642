import { readdirSync, readFileSync } from 'node:fs'
import type { JsonValue } from 'keelson/core'
import { applyPatch, diff, diff3, formatChanges, invert, toPatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { describeCorpus, sharedPath } from '../support/shared-data.js'
import { applyByReference, canonical } from './reference-applier.js'

interface Document {
  readonly name: string
  readonly value: JsonValue
}

function read(folder: string): Document[] {
  return readdirSync(sharedPath(folder))
    .filter((file) => /\.(?:json|yaml)$/.test(file))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(sharedPath(`${folder}/${file}`), 'utf8')
      if (file.endsWith('.json')) return [{ name: file, value: JSON.parse(text) as JsonValue }]
      return parseAllDocuments(text).map((document, number) => ({
        name: `${file} ${number}`,
        value: document.toJS() as JsonValue,
      }))
    })
}

function expectRoundTrip(before: JsonValue, after: JsonValue): void {
  const changes = diff(before, after)
  const patch = toPatch(changes, { include: 'all', tests: true })
  const wanted = canonical(after)
  expect(canonical(applyPatch(before, patch)) === wanted).toBe(true)
  expect(canonical(applyByReference(before, JSON.parse(JSON.stringify(patch)) as JsonValue)) === wanted).toBe(
    true,
  )
  const back = toPatch(invert(changes), { include: 'all', tests: true })
  expect(canonical(applyPatch(after, back)) === canonical(before)).toBe(true)
}

/** The document with a few leaves changed, a member removed and every tenth element of its lists taken out. */
function tampered(value: JsonValue): JsonValue {
  let seen = 0
  const tamper = (member: JsonValue): JsonValue => {
    seen += 1
    if (Array.isArray(member)) return member.filter((_, index) => index % 10 !== 3).map(tamper)
    if (typeof member === 'object' && member !== null) {
      return Object.fromEntries(Object.entries(member).map(([key, inner]) => [key, tamper(inner)]))
    }
    return seen % 40 === 0 ? `${String(member)}!` : member
  }
  return tamper(value)
}

for (const folder of ['argo-diff', 'smd']) {
  describeCorpus('every document goes through diff, patch and apply', folder, () => {
    const documents = read(folder)

    test.each(documents)('$name against a changed copy of itself', ({ value }) => {
      expectRoundTrip(value, tampered(value))
      expect(diff(value, structuredClone(value)).changes).toEqual([])
    })

    test('each against the next one, and against nothing', () => {
      documents.forEach(({ value }, index) => {
        expectRoundTrip(value, documents[(index + 1) % documents.length]!.value)
        expectRoundTrip(null, value)
        expectRoundTrip(value, {})
      })
    })
  })
}

describeCorpus('desired and live of Argo CD', 'argo-diff', () => {
  const pairs = read('argo-diff')
    .filter(({ name }) => name.endsWith('-config.json'))
    .map(({ name, value: desired }) => {
      const live = JSON.parse(
        readFileSync(sharedPath(`argo-diff/${name.replace('-config', '-live')}`), 'utf8'),
      ) as JsonValue
      return { name: name.replace('-config.json', ''), desired, live, base: lastApplied(live) ?? desired }
    })

  /** What `kubectl apply` noted of the last applied manifest. */
  function lastApplied(live: JsonValue): JsonValue | undefined {
    const { metadata } = live as { metadata?: { annotations?: { [name: string]: string } } }
    const text = metadata?.annotations?.['kubectl.kubernetes.io/last-applied-configuration']
    return text === undefined ? undefined : (JSON.parse(text) as JsonValue)
  }

  const SERVER = { owner: 'api-server', reason: 'filled in by the server' }
  const owners = ['/status', '/metadata/uid', '/metadata/resourceVersion', '/metadata/creationTimestamp'].map(
    (pointer) => ({ pointer, ...SERVER }),
  )

  test('there are nine pairs', () => {
    expect(pairs.length).toBe(9)
  })

  test.each(pairs)(
    '$name: remediation leaves no drift and nothing else changed',
    ({ base, desired, live }) => {
      const found = diff3({ base, desired, live }, { owners })
      const after = applyPatch(live, found.remediation)
      const again = diff3({ base, desired, live: after }, { owners })
      const rest = found.changes.filter(({ cause }) => cause !== 'drift' && cause !== 'converged')
      expect(again.changes.filter(({ cause }) => cause !== 'converged')).toEqual(rest)
      expect(
        found.changes.every(({ cause, owner }) => (cause === 'foreign') === (owner === 'api-server')),
      ).toBe(true)
    },
  )

  test.each(pairs)('$name: every cause has both values on its line', ({ base, desired, live }) => {
    const found = diff3({ base, desired, live }, { owners })
    const lines = formatChanges(found).split('\n')
    expect(lines.length).toBe(found.changes.length + 1)
    for (const line of lines.slice(0, -1)) {
      expect(line).toMatch(
        /^(?:(?:drift|pending|conflict|foreign) .*desired .*live |converged .*base .*desired and live )/,
      )
    }
  })

  describe('deployment', () => {
    const { base, desired, live } = pairs.find(({ name }) => name === 'deployment')!

    test('an environment variable put in by hand is one change, and drift', () => {
      const { changes } = diff3({ base, desired, live })
      const inEnv = changes.filter(({ pointer }) => pointer.includes('/env/'))
      expect(inEnv.map(({ cause, op, pointer }) => `${cause} ${op} ${pointer}`)).toEqual([
        'drift add /spec/template/spec/containers/0/env/0',
      ])
    })

    test('what was added to desired and is live already has converged', () => {
      const { changes } = diff3({ base, desired, live })
      expect(changes.find(({ pointer }) => pointer === '/spec/strategy/type')?.cause ?? 'none').toBe(
        'converged',
      )
    })
  })
})
