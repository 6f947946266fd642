import type { JsonValue } from 'keelson/core'
import {
  asciiCaseInsensitive,
  base64Bytes,
  defineProfile,
  diff,
  embeddedJson,
  goDuration,
  iamPolicy,
  intOrString,
  ipNetwork,
  quantity,
  rfc3339Time,
  toPatch,
  type ValueSemantics,
} from 'keelson/diff'
import type { Draw } from './draw.js'
import { drawDocument } from './json-documents.js'
import { outcome } from './room.js'

type Spelling = (draw: Draw) => JsonValue

/** Each kind of value in many spellings: some are one value, some are none. */
const KINDS: readonly (readonly [semantics: ValueSemantics, spell: Spelling])[] = [
  [
    quantity,
    (draw) =>
      `${draw.pick(['', '', '+', '-'])}${draw.pick(['1', '1.0', '1000', '1024', '1e3'])}${draw.pick(['', 'm', 'k', 'Ki', 'x'])}`,
  ],
  [
    goDuration,
    (draw) => draw.pick(['90m', '1h30m', '1.5h', '5400s', '5.4e3s', '1h30m0.001s', '-90m', '90', '90 m']),
  ],
  [
    rfc3339Time,
    (draw) =>
      `2026-0${draw.pick([2, 3])}-${draw.pick(['01', '29'])}${draw.pick(['T', 't', ' '])}12:00:${draw.pick(['00', '00.0', '60'])}${draw.pick(['Z', '+00:00', '-05:30'])}`,
  ],
  [
    ipNetwork,
    (draw) =>
      draw.pick([
        `10.0.${draw.below(3)}.1/${draw.between(8, 33)}`,
        `2001:db8::${draw.below(9)}/64`,
        '::ffff:1.2.3.4',
      ]),
  ],
  [
    asciiCaseInsensitive,
    (draw) => draw.pick(['Größe', 'GRÖSSE', 'größe', 'ReadWriteOnce', 'readwriteonce', '\u212a']),
  ],
  [base64Bytes, (draw) => draw.pick(['aGk=', 'aGk', 'aG k=', 'aGl=', '_-8=', '/+8=', '='])],
  [
    embeddedJson,
    (draw) => draw.pick(['{"a":1,"b":2}', '{ "b": 2.0, "a": 1 }', '{"a":1,"a":2}', '[', '"\\ud83d"']),
  ],
  [
    iamPolicy,
    (draw) => ({
      Version: '2012-10-17',
      Statement: draw.list(1, 3, () => ({
        Effect: draw.pick(['Allow', 'Deny']),
        Action: draw.pick<JsonValue>(['s3:Get', ['s3:Get'], ['s3:Put', 's3:Get'], ['s3:Get', 's3:Put']]),
        Resource: draw.pick<JsonValue>(['*', ['*'], drawDocument(draw)]),
      })),
    }),
  ],
  [intOrString, (draw) => draw.pick<JsonValue>([80, '80', '080', 80.5, 'http', '25%'])],
]

const PROFILE = defineProfile({
  name: 'spellings',
  values: [
    ...KINDS.map(([semantics]) => ({ pointer: `/${semantics.name}`, semantics, reason: semantics.name })),
    { pointer: '/replicas', default: 1, reason: 'the default' },
    { pointer: '/labels', emptyIsAbsent: true, emptyTextIsAbsent: true, reason: 'nothing' },
  ],
  lists: [
    { pointer: '/models', kind: 'keyed', keys: ['name'] },
    { pointer: '/tags', kind: 'set' },
  ],
})

function document(draw: Draw): JsonValue {
  return {
    ...Object.fromEntries(KINDS.map(([{ name }, spell]) => [name, spell(draw)])),
    ...(draw.chance(1, 2) ? { replicas: draw.pick<JsonValue>([1, 2, null]) } : {}),
    ...(draw.chance(1, 2) ? { labels: draw.pick<JsonValue>([{}, [], '', null, drawDocument(draw)]) } : {}),
    models: draw.list(0, 3, () => ({ name: draw.pick(['a', 'b', 'é']), at: draw.below(3) })),
    tags: draw.list(0, 3, () => draw.pick(['x', 'y', 'z'])),
  }
}

/** Two documents by a profile that says what spellings are one value, which lists are sets, and what is a default. */
export function drawSpellings(draw: Draw): unknown {
  const changes = diff(document(draw), document(draw), { profile: PROFILE })
  return [changes, outcome(() => toPatch(changes))]
}
