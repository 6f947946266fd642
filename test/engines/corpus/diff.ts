import type { JsonObject, JsonValue } from 'keelson/core'
import {
  applyMergePatch,
  applyPatch,
  type DiffOptions,
  diff,
  diff3,
  formatChanges,
  formatChangesHtml,
  formatChangesMarkdown,
  invert,
  kubernetes,
  mergePatch,
  originalPointers,
  plain,
  toPatch,
} from 'keelson/diff'
import { drawSpellings } from './diff-values.js'
import type { Draw } from './draw.js'
import { changeDocument, drawDocument } from './json-documents.js'
import { type CorpusRoom, outcome } from './room.js'

type Case = (draw: Draw) => unknown

const CLUSTER = kubernetes()

function patches(draw: Draw): unknown {
  const before = drawDocument(draw)
  const after = changeDocument(draw, changeDocument(draw, before))
  const options: DiffOptions = draw.pick<DiffOptions>([
    {},
    { moves: true },
    { profile: plain(), fingerprints: true },
    { ignore: [{ pointer: '/name', reason: 'a name' }] },
  ])
  const changes = diff(before, after, options)
  const patch = outcome(() =>
    toPatch(changes, { include: 'all', tests: draw.chance(1, 2), moves: draw.chance(1, 2) }),
  )
  const back = outcome(() => applyPatch(after, toPatch(invert(changes), { include: 'all' })))
  return [changes, patch, back]
}

function redacted(draw: Draw): unknown {
  const before = {
    user: drawDocument(draw),
    password: drawDocument(draw),
    note: 'postgres://app:hunter2@db/main',
  }
  const after = {
    ...before,
    password: draw.chance(1, 2) ? before.password : drawDocument(draw),
    user: 'other',
  }
  const key = draw.bytes(32)
  const options = draw.pick([{ rules: ['/password'], key }, { rules: ['/password'] }, { detect: true, key }])
  return outcome(() => diff(before, after, { redact: options }))
}

function threeWay(draw: Draw): unknown {
  const base = drawDocument(draw)
  const desired = draw.chance(1, 3) ? base : changeDocument(draw, base)
  const live = draw.chance(1, 4) ? desired : changeDocument(draw, base)
  const changes = diff3({ base, desired, live })
  return [changes, outcome(() => applyPatch(live, changes.remediation))]
}

function container(draw: Draw, name: string): JsonObject {
  return {
    name,
    image: `registry.example/${name}:${draw.below(4)}`,
    env: draw.shuffled(['A', 'B', 'C']).map((key) => ({ name: key, value: `${draw.below(3)}` })),
    resources: {
      limits: { cpu: draw.pick(['1', '1000m', '2']), memory: draw.pick(['1Gi', '1024Mi', '512Mi']) },
    },
    ...(draw.chance(1, 2) ? { imagePullPolicy: 'IfNotPresent' } : {}),
    ports: draw.list(0, 2, (index) => ({
      containerPort: 8080 + index,
      ...(draw.chance(1, 2) ? { protocol: 'TCP' } : {}),
    })),
  }
}

function deployment(draw: Draw): JsonValue {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'api',
      namespace: 'pay',
      ...(draw.chance(1, 2) ? { resourceVersion: `${draw.below(99)}` } : {}),
    },
    spec: {
      replicas: draw.between(1, 3),
      template: {
        spec: {
          containers: draw
            .shuffled(['api', 'proxy', 'log'])
            .slice(draw.below(2))
            .map((name) => container(draw, name)),
        },
      },
    },
    ...(draw.chance(1, 2) ? { status: { readyReplicas: draw.below(3) } } : {}),
  }
}

function clusters(draw: Draw): unknown {
  const desired = deployment(draw)
  const live = deployment(draw)
  const changes = diff(desired, live, { profile: CLUSTER })
  return [changes, outcome(() => toPatch(changes))]
}

function clusterCauses(draw: Draw): unknown {
  return diff3(
    { base: deployment(draw), desired: deployment(draw), live: deployment(draw) },
    { profile: CLUSTER },
  )
}

function texts(draw: Draw): unknown {
  const before = drawDocument(draw)
  const changes = diff(before, changeDocument(draw, before))
  return [
    formatChanges(changes, { colour: draw.chance(1, 2) }),
    formatChangesMarkdown(changes),
    formatChangesHtml(changes),
    originalPointers(changes),
  ]
}

function mergePatches(draw: Draw): unknown {
  const before = drawDocument(draw)
  const after = changeDocument(draw, before)
  const patch = outcome(() => mergePatch(before, after))
  return [patch, outcome(() => applyMergePatch(before, after))]
}

const OPS = ['add', 'remove', 'replace', 'move', 'copy', 'test', 'swap'] as const
const PLACES = ['', '/a', '/b/0', '/-', '/~1', '/~2', 'a', '/name/x', '/0', '/01']

/** Operations at chance: most are refused. */
function strayPatches(draw: Draw): unknown {
  const patch = draw.list(1, 3, () => ({
    op: draw.pick(OPS),
    path: draw.pick(PLACES),
    ...(draw.chance(2, 3) ? { value: drawDocument(draw) } : {}),
    ...(draw.chance(1, 3) ? { from: draw.pick(PLACES) } : {}),
  }))
  return outcome(() => applyPatch(drawDocument(draw), patch as unknown as Parameters<typeof applyPatch>[1]))
}

const CASES: readonly (readonly [weight: number, run: Case])[] = [
  [6, patches],
  [3, threeWay],
  [2, redacted],
  [2, clusters],
  [1, clusterCauses],
  [1, drawSpellings],
  [2, texts],
  [2, mergePatches],
  [2, strayPatches],
]

/** Changes, patches and their way back, causes, redaction, Kubernetes, values in other spellings, texts for people, and what is refused. */
export const diffRoom: CorpusRoom = {
  name: 'diff',
  scenarioLength: 50,
  *scenario(draw) {
    for (;;) yield draw.weighted(CASES)(draw)
  },
}
