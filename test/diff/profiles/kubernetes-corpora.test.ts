import { readdirSync, readFileSync } from 'node:fs'
import type { JsonObject, JsonValue } from 'keelson/core'
import { applyPatch, diff, diff3, kubernetes, toPatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { tableModule } from '../../../scripts/build-kubernetes-table.js'
import { readApiTypes } from '../../../src/diff/profiles/kubernetes/api-types.js'
import { describeCorpus, sharedPath } from '../../support/shared-data.js'

const profile = kubernetes()

function json(path: string): JsonObject {
  return JSON.parse(readFileSync(sharedPath(path), 'utf8')) as JsonObject
}

/** What counts in each pair of Argo CD, with the reason. */
const MATERIAL: { readonly [pair: string]: readonly { pointer: string; op: string; reason: string }[] } = {
  'aggr-clusterrole': [],
  deployment: [
    {
      pointer: '/spec/template/spec/containers/0/env/0',
      op: 'add',
      reason: 'VAR2 is in neither the manifest nor what was last applied: put in by hand',
    },
  ],
  elasticsearch: [],
  endpoints: [],
  'grafana-clusterrole': [],
  mutatingwebhookconfig: [],
  sealedsecret: [],
  'spinnaker-sa': [],
  wordpress: [],
}

describeCorpus('desired and live of Argo CD under kubernetes()', 'argo-diff', () => {
  const pairs = readdirSync(sharedPath('argo-diff'))
    .filter((name) => name.endsWith('-config.json'))
    .map((file) => ({
      name: file.replace('-config.json', ''),
      desired: json(`argo-diff/${file}`),
      live: json(`argo-diff/${file.replace('-config', '-live')}`),
    }))

  test('every pair is in the list', () => {
    expect(pairs.map(({ name }) => name).sort()).toEqual(Object.keys(MATERIAL).sort())
  })

  test.each(pairs)('$name: only what somebody did by hand counts', ({ name, desired, live }) => {
    const found = diff(desired, live, { profile })
    const material = found.changes.filter((change) => change.class === 'material')
    expect(material.map(({ pointer, op }) => ({ pointer, op }))).toEqual(
      MATERIAL[name]!.map(({ pointer, op }) => ({ pointer, op })),
    )
    expect(found.equal).toBe(material.length === 0)
    expect(found.changes.filter(({ rule }) => rule === undefined)).toEqual(material)
    expect(found.notes).toBeUndefined()
  })

  test.each(pairs)(
    '$name: the material patch leaves nothing, the whole one everything',
    ({ desired, live }) => {
      const found = diff(desired, live, { profile })
      expect(diff(applyPatch(desired, toPatch(found)), live, { profile }).equal).toBe(true)
      expect(applyPatch(desired, toPatch(found, { include: 'all' }))).toEqual(live)
    },
  )
})

describeCorpus('why desired and live of Argo CD differ', 'argo-diff', () => {
  /** What counts against what was last applied, with the cause. */
  const CAUSES: { readonly [pair: string]: readonly string[] } = {
    // VAR2 is in neither: put in by hand.
    deployment: ['drift add /spec/template/spec/containers/0/env/0'],
    // The manifest moved on from what is noted as applied, and live has it already.
    wordpress: ['converged replace /data/wordpress-password'],
  }

  test.each(Object.keys(MATERIAL))('%s', (name) => {
    const desired = json(`argo-diff/${name}-config.json`)
    const live = json(`argo-diff/${name}-live.json`)
    const annotations = (live.metadata as JsonObject).annotations as JsonObject
    const applied = JSON.parse(
      annotations['kubectl.kubernetes.io/last-applied-configuration'] as string,
    ) as JsonValue
    const material = (base: JsonValue): string[] =>
      diff3({ base, desired, live }, { profile })
        .changes.filter((change) => change.class === 'material')
        .map(({ cause, op, pointer }) => `${cause} ${op} ${pointer}`)
    expect(material(applied)).toEqual(CAUSES[name] ?? [])
    expect(material(desired)).toEqual((CAUSES[name] ?? []).filter((line) => line.startsWith('drift')))
  })

  test.each(Object.keys(MATERIAL))('%s: remediation takes back the drift and nothing else', (name) => {
    const desired = json(`argo-diff/${name}-config.json`)
    const live = json(`argo-diff/${name}-live.json`)
    const states = { base: desired, desired, live }
    const found = diff3(states, { profile })
    const again = diff3({ ...states, live: applyPatch(live, found.remediation) }, { profile })
    expect(again.equal).toBe(true)
    const others = found.changes.filter(({ class: className }) => className !== 'material')
    expect(again.changes).toEqual(others)
  })
})

describeCorpus('objects of structured-merge-diff under kubernetes()', 'smd', () => {
  const objects = [
    'pod.yaml',
    'node.yaml',
    'endpoints.yaml',
    'k8s-deployment.yaml',
    'prometheus-crd.yaml',
  ].map((name) => ({
    name,
    value: parseAllDocuments(readFileSync(sharedPath(`smd/${name}`), 'utf8'))[0]!.toJS() as JsonObject,
  }))

  test.each(objects)('$name is the same as itself', ({ value }) => {
    expect(diff(value, structuredClone(value), { profile }).changes).toEqual([])
  })

  test.each(objects)('$name: members in another order are no change', ({ value }) => {
    expect(diff(value, reversedMembers(value), { profile }).changes).toEqual([])
  })

  describe('the Pod', () => {
    const pod = objects[0]!.value

    test.each(['/spec/containers/0/env', '/spec/containers', '/spec/volumes', '/metadata/ownerReferences'])(
      '%s turned round is at most one normalised change',
      (pointer) => {
        const turned = edited(pod, pointer, (list) => [...(list as JsonValue[])].reverse())
        const { changes, equal } = diff(pod, turned, { profile })
        expect(equal).toBe(true)
        expect(changes.length).toBeLessThanOrEqual(1)
        for (const change of changes) expect(change).toMatchObject({ class: 'normalised', pointer })
      },
    )

    test('variables of which one refers to others keep their order', () => {
      const referring = edited(pod, '/spec/containers/0/env', (list) => [
        ...(list as JsonValue[]),
        { name: 'URL', value: '$(VAR_1)' },
      ])
      const turned = edited(referring, '/spec/containers/0/env', (list) =>
        [...(list as JsonValue[])].reverse(),
      )
      expect(diff(referring, turned, { profile }).equal).toBe(false)
    })

    test('arguments and tolerations are lists by place: one that moves is taken out and put in', () => {
      for (const pointer of ['/spec/containers/0/args', '/spec/tolerations']) {
        const turned = edited(pod, pointer, (list) => {
          const [first, ...rest] = list as JsonValue[]
          return [...rest, first!]
        })
        const { changes } = diff(pod, turned, { profile })
        expect(changes.map(({ class: className }) => className)).toEqual(['material', 'material'])
        expect(changes.map(({ op }) => op).sort()).toEqual(['add', 'remove'])
      }
    })

    test('its status is not its author’s', () => {
      const { changes } = diff(pod, { ...pod, status: { phase: 'Failed' } }, { profile })
      expect(changes.length).toBeGreaterThan(0)
      expect(changes.every((change) => change.class === 'foreign')).toBe(true)
    })
  })
})

describeCorpus('the table of the Kubernetes API', 'k8s/merge-schema.json', () => {
  interface Facts {
    readonly ref?: string
    readonly item?: string
    readonly list?: string
    readonly keys?: readonly string[]
  }
  const schema = json('k8s/merge-schema.json') as unknown as {
    source: string
    types: { [type: string]: { [field: string]: Facts } | undefined }
  }

  test('is what the script makes of the data', () => {
    const committed = readFileSync(
      new URL('../../../src/diff/profiles/kubernetes/api-table.ts', import.meta.url),
      'utf8',
    )
    expect(committed).toBe(tableModule(schema as never))
  })

  test('says of every field that can be reached from a kind what the data says', () => {
    const { types, kinds } = readApiTypes()
    const groups = new Map<string, string>()
    const reached: { readonly name: string; readonly type: number; readonly at: string }[] = []
    for (const [kind, type] of kinds) {
      const [, group, version, name] = /^(?:(.*)\/)?(v[^/]+)\/([^/]+)$/.exec(kind)!
      const full = `io.k8s.api.${packageOf(group ?? 'core')}.${version}.${name}`
      groups.set(kind, full)
      if (schema.types[full] !== undefined) reached.push({ name: full, type, at: kind })
    }
    expect(reached.length).toBeGreaterThan(150)
    const seen = new Set<string>()
    const lists = { keyed: 0, set: 0 }
    for (const { name, type, at } of reached) {
      for (const [field, facts] of Object.entries(schema.types[name] ?? {})) {
        if (field === '$self' || field === 'metadata' || (field === 'status' && facts.ref)) continue
        const found = types[type]!.fields.get(field)
        const place = `${at}.${field}`
        if (facts.list === 'map')
          expect([place, found?.list, found?.keys]).toEqual([place, 'keyed', facts.keys])
        if (facts.list === 'set') expect([place, found?.list]).toEqual([place, 'set'])
        const target = facts.ref ?? facts.item
        if (/\.Quantity$/.test(target ?? '')) expect([place, found?.scalar]).toEqual([place, 'quantity'])
        if (/\.(?:Micro)?Time$/.test(target ?? '')) expect([place, found?.scalar]).toEqual([place, 'time'])
        if (/\.IntOrString$/.test(target ?? ''))
          expect([place, found?.scalar]).toEqual([place, 'int-or-string'])
        if (facts.list === 'map') lists.keyed += 1
        if (facts.list === 'set') lists.set += 1
        const inside = target === undefined ? undefined : schema.types[target]
        if (inside === undefined || seen.has(`${target}`)) continue
        seen.add(target!)
        if (found?.type === undefined)
          expect([place, saysSomething(target!, new Set())]).toEqual([place, false])
        else reached.push({ name: target!, type: found.type, at: place })
      }
    }
    // All but the lists in status.
    expect(lists).toEqual({ keyed: expect.any(Number), set: expect.any(Number) })
    expect(lists.keyed).toBeGreaterThan(50)
    expect(lists.set).toBeGreaterThan(15)
  })

  function saysSomething(type: string, above: Set<string>): boolean {
    if (above.has(type)) return false
    above.add(type)
    return Object.entries(schema.types[type] ?? {}).some(([field, facts]) => {
      if (field === '$self') return false
      const target = facts.ref ?? facts.item ?? ''
      if (facts.list === 'map' || facts.list === 'set') return true
      return /\.(?:Quantity|Time|MicroTime|IntOrString)$/.test(target) || saysSomething(target, above)
    })
  }

  function packageOf(group: string): string {
    const special: { readonly [group: string]: string } = { 'internal.apiserver.k8s.io': 'apiserverinternal' }
    return special[group] ?? group.split('.')[0]!
  }
})

function reversedMembers(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversedMembers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversedMembers(member)]),
  )
}

function edited(document: JsonObject, pointer: string, edit: (value: JsonValue) => JsonValue): JsonObject {
  const copy = structuredClone(document) as Record<string, JsonValue>
  const names = pointer.slice(1).split('/')
  const last = names.pop()!
  let parent = copy
  for (const name of names) parent = parent[name] as Record<string, JsonValue>
  parent[last] = edit(parent[last]!)
  return copy
}
