import deepDiff from 'deep-diff'
import fastJsonPatch from 'fast-json-patch'
import * as jsonDiffTs from 'json-diff-ts'
import * as jsondiffpatch from 'jsondiffpatch'
import type { JsonValue } from 'keelson/core'
import { diff, toPatch } from 'keelson/diff'
import microdiff from 'microdiff'
import * as rfc6902 from 'rfc6902'
import { deployment, generator, mixedShapes, records, smallDeployment, terraformState } from './fixtures.js'
import { type Comparison, compareAll, record } from './harness.js'

type Pair = readonly [before: JsonValue, after: JsonValue]

/** A differ: what it finds, in its own format, and how many operations or entries that is. */
interface Differ {
  readonly name: string
  readonly find: (before: JsonValue, after: JsonValue) => unknown
  readonly count: (found: never) => number
}

const length = (found: readonly unknown[] | undefined): number => found?.length ?? 0

const OURS: Differ = {
  name: 'keelson diff + toPatch',
  find: (before, after) => toPatch(diff(before, after)),
  count: length,
}

const RFC6902: Differ = {
  name: 'rfc6902 createPatch',
  find: (before, after) => rfc6902.createPatch(before, after),
  count: length,
}

const PEERS: readonly Differ[] = [
  {
    name: 'fast-json-patch compare',
    find: (before, after) => fastJsonPatch.compare(before as object, after as object),
    count: length,
  },
  {
    name: 'microdiff',
    find: (before, after) => microdiff(before as object as unknown[], after as object as unknown[]),
    count: length,
  },
  {
    name: 'jsondiffpatch diff',
    find: (before, after) => jsondiffpatch.diff(before, after),
    count: entriesOfDelta,
  },
  RFC6902,
  { name: 'deep-diff diff', find: (before, after) => deepDiff.diff(before, after), count: length },
  {
    name: 'json-diff-ts diff',
    find: (before, after) => jsonDiffTs.diff(before, after),
    count: (found) => jsonDiffTs.atomizeChangeset(found).length,
  },
]

const EXPLODES =
  'left out: it compares every two elements by their patches, and ends without memory or not at all (5 MB: 6 GB of heap)'

/** Two parsed documents → changes as a patch, against every well-known differ. */
export async function benchDiff(): Promise<void> {
  const shapes = mixedShapes(20_000)
  shapes.forEach((shape, index) => void diff(shape, shapes[(index + 1) % shapes.length]!))
  const state = terraformState(4085)
  const size = `${megabytes(state)} MB`
  const list = records(2000, 0)
  // Parsed apart, as documents are: elements that both sides share would be recognised by reference.
  const longer = [...records(1, 9999), ...structuredClone(list)]
  const comparisons = [
    compare('(a) Deployment, 28 KB, 3 changes', [deploymentPair()]),
    compare(`(b) Terraform state, ${size}, no change`, [[state, structuredClone(state)]]),
    compare(
      `(b) Terraform state, ${size}, 10 changes`,
      [[state, withChanges(state, 408)]],
      'without rfc6902',
    ),
    compare(
      `(b) Terraform state, ${size}, 1 % changed`,
      [[state, withChanges(state, 100)]],
      'without rfc6902',
    ),
    compare('(c) 10,000 Deployments of 2.9 KB, 1 % drifted', fleet()),
    compare('(d) insert at the head of a list of 2,000', [[list, longer]]),
    compare(
      '(e) a list of 5,000, all different',
      [[records(5000, 0), records(5000, 50_000)]],
      'without rfc6902',
    ),
    compare('(f) permutation of 12 objects', [permutation()]),
  ]
  record('diff', await compareAll(comparisons))
}

function compare(name: string, pairs: readonly Pair[], peers?: 'without rfc6902'): Comparison {
  const differs = peers === undefined ? PEERS : PEERS.filter((peer) => peer !== RFC6902)
  const operations: Record<string, number> = {}
  const patchBytes: Record<string, number> = {}
  for (const differ of [OURS, ...differs]) {
    const found = pairs.map(([before, after]) => differ.find(before, after))
    operations[differ.name] = sum(found.map((one) => differ.count(one as never)))
    // Nothing found is an empty list for some and `undefined` for others: no bytes for either.
    patchBytes[differ.name] = sum(
      found.map((one) => (differ.count(one as never) === 0 ? 0 : JSON.stringify(one).length)),
    )
  }
  const contender = ({ name, find }: Differ): Comparison['ours'] => ({
    name,
    run: () => pairs.map(([before, after]) => find(before, after)),
  })
  return {
    name,
    ours: contender(OURS),
    peers: differs.map(contender),
    notes: {
      operations,
      patchBytes,
      ...(peers === undefined ? {} : { [RFC6902.name]: EXPLODES }),
    },
  }
}

/** Each array in a delta is a change, but for the marker of an array delta, which is a string. */
function entriesOfDelta(delta: unknown): number {
  if (Array.isArray(delta)) return 1
  if (typeof delta !== 'object' || delta === null) return 0
  return sum(Object.values(delta).map(entriesOfDelta))
}

function deploymentPair(): Pair {
  const before = deployment(1, 56)
  const after = structuredClone(before) as {
    spec: {
      replicas: number
      template: { spec: { containers: { image: string; env: { value: string }[] }[] } }
    }
  }
  after.spec.replicas += 1
  after.spec.template.spec.containers[3]!.image += '-hotfix'
  after.spec.template.spec.containers[7]!.env[11]!.value = 'changed'
  return [before, after]
}

/** The state with one attribute of every so many resources changed. */
function withChanges(state: JsonValue, every: number): JsonValue {
  const copy = structuredClone(state) as {
    resources: { instances: { attributes: { cpu_core_count: number } }[] }[]
  }
  copy.resources.forEach((resource, index) => {
    if (index % every === 7) resource.instances[0]!.attributes.cpu_core_count += 1
  })
  return copy
}

function fleet(): Pair[] {
  return Array.from({ length: 10_000 }, (_, index) => {
    const before = smallDeployment(index)
    const after = structuredClone(before) as { spec: { replicas: number } }
    if (index % 100 === 7) after.spec.replicas += 1
    return [before, after]
  })
}

function permutation(): Pair {
  const before = records(12, 0)
  const draw = generator(12)
  const after = [...before]
  for (let last = after.length - 1; last > 0; last -= 1) {
    const other = draw(last + 1)
    ;[after[last], after[other]] = [after[other]!, after[last]!]
  }
  return [before, structuredClone(after)]
}

function megabytes(document: JsonValue): number {
  return Math.round(JSON.stringify(document).length / 100_000) / 10
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
