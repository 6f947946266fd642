import type { JsonValue } from 'keelson/core'
import { diff, toPatch } from 'keelson/diff'
import {
  canonicalize,
  createFingerprintTree,
  decodeBase64Url,
  encodeBase64Url,
  fingerprint,
  fingerprintInTypeScript,
  fingerprintNodes,
  fingerprintText,
  hmacSha256,
  listRedactions,
  redactionCommitment,
  redactValue,
  seal,
  sealText,
  sealTree,
  sha256,
  verifyRedaction,
  verifySeal,
} from 'keelson/hash'
import type { Draw } from './draw.js'
import { changeDocument, drawDocument, drawText } from './json-documents.js'
import { type CorpusRoom, outcome } from './room.js'

type Case = (draw: Draw) => unknown

function fingerprints(draw: Draw): unknown {
  const value = drawDocument(draw)
  return [fingerprint(value), fingerprintInTypeScript(value)]
}

/** The same value in another spelling: other white space, escapes, order of members. */
function spell(draw: Draw, value: JsonValue): string {
  const space = draw.pick(['', ' ', '\n\t', '\r\n  '])
  if (Array.isArray(value)) return `[${space}${value.map((item) => spell(draw, item)).join(`,${space}`)}]`
  if (typeof value === 'string') {
    const escaped = JSON.stringify(value)
    return draw.chance(1, 4)
      ? escaped.replace(/[a-z](?<!\\.)/, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : escaped
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = draw
    .shuffled(Object.entries(value as Record<string, JsonValue>))
    .map(([name, member]) => `${JSON.stringify(name)}${space}:${spell(draw, member)}`)
  return `{${space}${members.join(`${space},`)}${space}}`
}

function texts(draw: Draw): unknown {
  const text = spell(draw, drawDocument(draw))
  return outcome(() => fingerprintText(text))
}

/** A text with something cut, doubled or put in: most are refused, with a place. */
function damagedTexts(draw: Draw): unknown {
  const text = spell(draw, drawDocument(draw))
  const at = draw.below(text.length + 1)
  const damaged =
    text.slice(0, at) +
    draw.pick(['', ',', '"', '}', '1e999', '\ud800', '\u0001', '-', ' 0x1']) +
    text.slice(at + draw.below(3))
  return [outcome(() => fingerprintText(damaged)), outcome(() => sealText(damaged, { precision: 'strict' }))]
}

function bytes(draw: Draw): unknown {
  const text = Uint8Array.from(`{"k":"${draw.below(1000)}`, (character) => character.charCodeAt(0))
  const middle = draw.chance(1, 2)
    ? draw.bytes(draw.between(1, 4))
    : Uint8Array.of(0xf0, 0x9f, 0x98, draw.between(0x7e, 0xc1))
  const whole = Uint8Array.of(...text, ...middle, 0x22, 0x7d)
  return outcome(() => fingerprintText(whole))
}

function numbers(draw: Draw): unknown {
  const values = draw.list(1, 8, () => draw.double())
  const written = `[${values.map((value) => draw.pick([`${value}`, value.toExponential(), value.toPrecision(21)])).join()}]`
  return [canonicalize(values), outcome(() => fingerprintText(written))]
}

function seals(draw: Draw): unknown {
  const value = drawDocument(draw)
  const options = draw.pick([{}, { id: drawText(draw) }, { id: 'a', profile: 'kubernetes/1' }])
  return [outcome(() => seal(value, options)), outcome(() => canonicalize(value))]
}

function sealTrees(draw: Draw): unknown {
  const entries = draw.list(1, 9, (index) => ({ id: `r${index}`, value: drawDocument(draw) }))
  const tree = sealTree(entries, drawDocument(draw))
  const entry = draw.pick(entries)
  const proof = tree.prove(entry.id)
  return [tree.root, proof, verifySeal(tree.root, entry.id, entry.value, proof)]
}

function trees(draw: Draw): unknown {
  const before = drawDocument(draw)
  const after = changeDocument(draw, before)
  const tree = createFingerprintTree(before)
  const operations = toPatch(diff(before, after), { include: 'all' })
  return [
    tree.root,
    outcome(() => tree.apply(operations as Parameters<typeof tree.apply>[0]).root),
    fingerprint(after),
  ]
}

function nodes(draw: Draw): unknown {
  const table = fingerprintNodes(spell(draw, drawDocument(draw)))
  return [table.root, [...table].slice(0, 20)]
}

function digests(draw: Draw): unknown {
  const content = draw.bytes(draw.between(0, 200))
  const key = draw.bytes(32)
  const text = encodeBase64Url(content)
  return [
    sha256(content),
    hmacSha256(key, content),
    text,
    outcome(() => decodeBase64Url(`${text}${draw.pick(['', 'A', '='])}`)),
    redactionCommitment(key, '/a', drawDocument(draw)),
  ]
}

/** Parts of a document hidden under a key; some pointers lead nowhere, or into another that is hidden. */
function redactions(draw: Draw): unknown {
  const key = draw.bytes(32)
  const value = { a: drawDocument(draw), name: drawDocument(draw), '~': { value: drawText(draw) } }
  const pointers = draw.shuffled(['/a', '/name', '/~0', '/~0/value', '/b']).slice(0, draw.between(1, 3))
  return outcome(() => {
    const shown = redactValue(value, pointers, key)
    const hidden = listRedactions(shown)
    const proven = hidden.map(({ commitment, pointer }) => verifyRedaction(commitment, key, pointer, value.a))
    return [shown, hidden, proven, seal(shown)]
  })
}

function longStrings(draw: Draw): unknown {
  const text = drawText(draw).padEnd(draw.between(40, 400), `${drawText(draw)}-`)
  return [fingerprint(text), fingerprint({ [text]: text }), fingerprint(`${text}\udead`)]
}

const CASES: readonly (readonly [weight: number, run: Case])[] = [
  [5, fingerprints],
  [5, texts],
  [2, damagedTexts],
  [1, bytes],
  [3, numbers],
  [3, seals],
  [1, sealTrees],
  [2, trees],
  [2, nodes],
  [1, digests],
  [1, redactions],
  [2, longStrings],
]

/** Fingerprints of values, texts and bytes, canonical form, seals, trees, digests, redaction, and what is refused. */
export const hashRoom: CorpusRoom = {
  name: 'hash',
  scenarioLength: 50,
  *scenario(draw) {
    for (;;) yield draw.weighted(CASES)(draw)
  },
}
