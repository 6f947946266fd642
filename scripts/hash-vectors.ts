/**
 * Writes test/hash/fingerprint.vectors.json and test/hash/seal.vectors.json. Run it only to add cases: a line that
 * changes means that `kf1` or `ks1` was broken, and that every stored fingerprint or seal is worthless.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { JsonValue } from '../src/core/index.js'
import { fingerprintText, seal, sealTree } from '../src/hash/index.js'
import { hasLoneSurrogate } from '../src/hash/lone-surrogate.js'

const TEXTS: readonly (readonly [name: string, json: string])[] = [
  ['null', 'null'],
  ['false', 'false'],
  ['true', 'true'],
  ['zero', '0'],
  ['minus zero is zero', '-0'],
  ['one', '1'],
  ['one with an exponent', '10e-1'],
  ['minus one', '-1'],
  ['one half', '0.5'],
  ['a number of both words', '0.1'],
  ['the largest double', '1.7976931348623157e308'],
  ['the smallest double', '5e-324'],
  ['2^53', '9007199254740992'],
  ['2^53 + 1, which a double cannot hold', '9007199254740993'],
  ['the empty string', '""'],
  ['a NUL', '"\\u0000"'],
  ['two NULs', '"\\u0000\\u0000"'],
  ['one letter', '"a"'],
  ['four letters', '"abcd"'],
  ['five letters', '"abcde"'],
  ['15 bytes', '"123456789012345"'],
  ['16 bytes', '"1234567890123456"'],
  ['17 bytes', '"12345678901234567"'],
  ['32 bytes', '"12345678901234561234567890123456"'],
  ['63 bytes', `"${'0123456'.repeat(9)}"`],
  ['64 bytes', `"${'01234567'.repeat(8)}"`],
  ['1,000 bytes', `"${'abcdefghij'.repeat(100)}"`],
  ['two bytes a character', '"é"'],
  ['e and a combining accent, which is another string', '"e\\u0301"'],
  ['three bytes a character', '"日本語"'],
  ['a character that straddles two blocks', '"12345678901234€"'],
  ['a surrogate pair', '"\\ud83d\\ude00"'],
  ['the same as a character', '"😀"'],
  ['a lone high surrogate', '"\\ud83d"'],
  ['a lone low surrogate', '"\\ude00"'],
  ['a pair the wrong way round', '"\\ude00\\ud83d"'],
  ['the replacement character', '"\\ufffd"'],
  ['200 units that are not ASCII', `"${'äöü€😀'.repeat(33)}"`],
  ['200 units with a lone surrogate', `"${'äöü€'.repeat(50)}\\ud800"`],
  ['the empty array', '[]'],
  ['the empty object', '{}'],
  ['an array of null', '[null]'],
  ['an array of the empty array', '[[]]'],
  ['an object in an array', '[{}]'],
  ['two numbers', '[1,2]'],
  ['the same the other way round', '[2,1]'],
  ['nested arrays are not flat', '[[1],2]'],
  ['one member', '{"a":1}'],
  ['two members', '{"a":1,"b":2}'],
  ['the same in another order', '{"b":2,"a":1}'],
  ['values swapped', '{"a":2,"b":1}'],
  ['the last of two members wins', '{"a":3,"a":1}'],
  ['the empty name', '{"":0}'],
  ['__proto__ as a name', '{"__proto__":{"a":1}}'],
  ['constructor as a name', '{"constructor":1}'],
  ['a name that is not ASCII', '{"größe":"groß"}'],
  ['name and value alike', '{"a":"a"}'],
  ['a name of 70 letters', `{"${'name-of-70'.repeat(7)}":true}`],
  ['100 nested arrays', `${'['.repeat(100)}${']'.repeat(100)}`],
  ['100 nested objects', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`],
  ['white space', ' { "a" : [ 1 , { } ] }\n'],
  [
    'a Deployment',
    '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"}},"spec":{"replicas":3,"template":{"spec":{"containers":[{"name":"web","image":"registry.example.com/web:1.4.2","ports":[{"containerPort":8080}]}]}}}}',
  ],
]

interface Sealed {
  readonly json: string
  readonly id?: string
  readonly profile?: string
}

interface SealCase extends Sealed {
  readonly name: string
}

const SEALS: readonly SealCase[] = [
  ...TEXTS.filter(([, json]) => json.length < 300 && !hasLoneSurrogate(String(JSON.parse(json)))).map(
    ([name, json]) => ({ name, json }),
  ),
  { name: 'members ordered by UTF-16 unit', json: '{"\\uff5e":1,"😀":2,"z":3}' },
  { name: 'an id', json: '{"a":1}', id: 'web' },
  { name: 'another id', json: '{"a":1}', id: 'api' },
  { name: 'an id that is not ASCII', json: '{"a":1}', id: 'größe/😀' },
  { name: 'a profile', json: '{"a":1}', profile: 'kubernetes' },
  { name: 'an id and a profile', json: '{"a":1}', id: 'web', profile: 'kubernetes' },
  { name: 'the same letters, divided otherwise', json: '{"a":1}', id: 'webkubernetes', profile: '' },
]

interface TreeCase {
  readonly name: string
  readonly entries: readonly Sealed[]
  readonly context?: string
}

const numbered = (count: number): Sealed[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `resource-${index}`,
    json: `{"replicas":${index}}`,
  }))

const TREES: readonly TreeCase[] = [
  { name: 'no entry', entries: [] },
  { name: 'no entry, with a context', entries: [], context: '{"policy":"v1"}' },
  ...[1, 2, 3, 4, 5, 7, 8, 9, 13].map((count) => ({ name: `${count} entries`, entries: numbered(count) })),
  { name: '5 entries, with a context', entries: numbered(5), context: '{"policy":"v1","at":1767571200000}' },
  { name: '3 entries the other way round', entries: numbered(3).reverse() },
  {
    name: 'ids by code point, not by UTF-16 unit',
    entries: [
      { id: '😀', json: '1' },
      { id: '\uff5e', json: '2' },
      { id: '', json: '3' },
    ],
  },
  { name: 'a profile', entries: [{ id: 'web', json: '{"a":1}', profile: 'kubernetes' }] },
]

const parse = (json: string): JsonValue => JSON.parse(json) as JsonValue
const named = ({ id, profile }: Sealed): { id?: string; profile?: string } => ({
  ...(id === undefined ? {} : { id }),
  ...(profile === undefined ? {} : { profile }),
})

function write(file: string, value: unknown): void {
  const path = fileURLToPath(new URL(`../test/hash/${file}`, import.meta.url))
  writeFileSync(path, `${JSON.stringify(value, null, 1)}\n`)
}

write(
  'fingerprint.vectors.json',
  TEXTS.map(([name, json]) => ({ name, json, fingerprint: fingerprintText(json) })),
)
write('seal.vectors.json', {
  seals: SEALS.map((item) => ({ ...item, seal: seal(parse(item.json), named(item)) })),
  trees: TREES.map(({ name, entries, context }) => {
    const sealed = entries.map((entry) => ({ id: entry.id ?? '', value: parse(entry.json), ...named(entry) }))
    const tree = sealTree(sealed, context === undefined ? null : parse(context))
    return {
      name,
      entries: entries.map((entry) => ({ ...named(entry), json: entry.json })),
      ...(context === undefined ? {} : { context }),
      root: tree.root,
      proofs: entries.map((entry) => tree.prove(entry.id ?? '')),
    }
  }),
})
