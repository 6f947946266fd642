import fastJsonPatch from 'fast-json-patch'
import type { JsonValue } from 'keelson/core'
import { type Assurance, compareFleet, type FleetItem } from 'keelson/diff'
import { smallDeployment, turned } from './fixtures.js'
import { type Comparison, type Contender, compareAll, record } from './harness.js'

const RESOURCES = 10_000
/** One in so many resources has drifted. */
const DRIFTED_EACH = 100

interface Fleet {
  readonly desired: readonly FleetItem[]
  readonly live: readonly FleetItem[]
}

/** A fleet of 10,000 texts of 2.9 KB, 1 % of them drifted, against parsing both sides and comparing with a peer. */
export async function benchFleet(): Promise<void> {
  const desired: string[] = []
  const sameBytes: string[] = []
  const otherOrder: string[] = []
  for (let index = 0; index < RESOURCES; index += 1) {
    const before = smallDeployment(index)
    const after = index % DRIFTED_EACH === 7 ? drifted(before) : before
    desired.push(JSON.stringify(before))
    sameBytes.push(JSON.stringify(after))
    otherOrder.push(JSON.stringify(turned(after), null, 1))
  }
  const comparisons = [
    ...comparisonsOf('bytes otherwise equal', desired, sameBytes, ['verified']),
    ...comparisonsOf('key order and white space differ', desired, otherOrder, ['fast', 'verified', 'sealed']),
  ]
  record('fleet', await compareAll(comparisons))
}

function comparisonsOf(
  what: string,
  desired: readonly string[],
  live: readonly string[],
  assurances: readonly Assurance[],
): Comparison[] {
  const strings: Fleet = { desired: desired.map(asText), live: live.map(asText) }
  const bytes: Fleet = { desired: desired.map(asBytes), live: live.map(asBytes) }
  const size = `${RESOURCES} of ${Math.round(desired[0]!.length / 100) / 10} KB against ${Math.round(live[0]!.length / 100) / 10} KB`
  return Object.entries({ strings, bytes }).flatMap(([form, fleet]) =>
    assurances.map(
      (assurance): Comparison => ({
        name: `${size}, 1 % drifted, ${what}, as ${form}, '${assurance}'`,
        ours: ours(fleet, assurance),
        peers: [parseAndCompare(fleet)],
      }),
    ),
  )
}

function ours(fleet: Fleet, assurance: Assurance): Contender {
  return { name: 'keelson compareFleet', run: () => compareFleet({ ...fleet, assurance }) }
}

/** One pair after the other, which keeps the heap small: the peer's strongest form. */
function parseAndCompare({ desired, live }: Fleet): Contender {
  const decoder = new TextDecoder()
  const parse = (item: FleetItem): object => {
    if (!('json' in item)) throw new Error('a text')
    return JSON.parse(typeof item.json === 'string' ? item.json : decoder.decode(item.json)) as object
  }
  return {
    name: 'JSON.parse both, fast-json-patch',
    run: () => {
      let drifted = 0
      for (let index = 0; index < desired.length; index += 1) {
        if (fastJsonPatch.compare(parse(desired[index]!), parse(live[index]!)).length > 0) drifted += 1
      }
      return drifted
    },
  }
}

function drifted(document: JsonValue): JsonValue {
  const copy = structuredClone(document) as {
    spec: { replicas: number; template: { spec: { containers: { image: string }[] } } }
  }
  copy.spec.replicas += 1
  copy.spec.template.spec.containers[1]!.image += '-hotfix'
  return copy
}

function asText(json: string, index: number): FleetItem {
  return { id: `namespace/Deployment/service-${index}`, json }
}

function asBytes(json: string, index: number): FleetItem {
  return { id: `namespace/Deployment/service-${index}`, json: new TextEncoder().encode(json) }
}
