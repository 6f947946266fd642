import fastJsonPatch from 'fast-json-patch'
import type { JsonValue } from 'keelson/core'
import { diff, toPatch } from 'keelson/diff'
import { deployment, mixedShapes, terraformState } from './fixtures.js'
import { type Comparison, compareAll, record } from './harness.js'

/** Two parsed documents → RFC 6902 patch, against fast-json-patch. */
export async function benchDiff(): Promise<void> {
  const shapes = mixedShapes(20_000)
  shapes.forEach((shape, index) => void diff(shape, shapes[(index + 1) % shapes.length]!))
  const list = Array.from({ length: 2000 }, (_, index) => ({
    id: `item-${index}`,
    size: index,
    tags: ['a', 'b'],
  }))
  const comparisons = [
    compare('Deployment, 28 KB, 3 changes', deployment(1), changed(deployment(1))),
    compare('Terraform state, 1.7 MB, 1 change', terraformState(1000), withSerial(terraformState(1000))),
    compare('insert at the head of a list of 2,000', list, [{ id: 'new', size: -1, tags: [] }, ...list]),
  ]
  record('diff', await compareAll(comparisons))
}

function compare(name: string, before: JsonValue, after: JsonValue): Comparison {
  const peer = fastJsonPatch.compare(before as object, after as object).length
  return {
    name: `${name} (operations: ${toPatch(diff(before, after)).length}, fast-json-patch ${peer})`,
    ours: { name: 'keelson diff + toPatch', run: () => toPatch(diff(before, after)) },
    peers: [
      {
        name: 'fast-json-patch compare',
        run: () => fastJsonPatch.compare(before as object, after as object),
      },
    ],
  }
}

function changed(document: JsonValue): JsonValue {
  const copy = structuredClone(document) as {
    spec: {
      replicas: number
      template: { spec: { containers: { image: string; env: { value: string }[] }[] } }
    }
  }
  copy.spec.replicas += 1
  copy.spec.template.spec.containers[3]!.image += '-hotfix'
  copy.spec.template.spec.containers[7]!.env[11]!.value = 'changed'
  return copy
}

function withSerial(document: JsonValue): JsonValue {
  return { ...(document as { serial: number }), serial: 813 }
}
