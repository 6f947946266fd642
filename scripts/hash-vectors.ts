/**
 * Writes test/hash/fingerprint.vectors.json and test/hash/seal.vectors.json. Run it only to add cases: a line that
 * changes means that `kf1` or `ks1` was broken, and that every stored fingerprint or seal is worthless.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { JsonValue } from '../src/core/index.js'
import {
  canonicalize,
  fingerprintText,
  redactionCommitment,
  redactValue,
  seal,
  sealTree,
} from '../src/hash/index.js'
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

interface CommitmentCase {
  readonly name: string
  /** In hexadecimal. */
  readonly key: string
  readonly pointer: string
  readonly json: string
}

const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const PASSWORD = { key: KEY, pointer: '/data/password', json: '"hunter2"' }

const COMMITMENTS: readonly CommitmentCase[] = [
  { name: 'a password', ...PASSWORD },
  { name: 'at another place', ...PASSWORD, pointer: '/data/token' },
  { name: 'another value', ...PASSWORD, json: '"hunter3"' },
  { name: 'under another key', ...PASSWORD, key: 'ff'.repeat(32) },
  { name: 'under a key of 16 bytes', ...PASSWORD, key: '00112233445566778899aabbccddeeff' },
  { name: 'under a key of 64 bytes, a block of SHA-256', ...PASSWORD, key: '5a'.repeat(64) },
  { name: 'under a key of 65 bytes, which HMAC hashes first', ...PASSWORD, key: '5a'.repeat(65) },
  { name: 'a whole document', ...PASSWORD, pointer: '', json: '{"data":{"password":"hunter2"}}' },
  { name: 'an element', ...PASSWORD, pointer: '/list/10' },
  { name: 'a place with escapes', ...PASSWORD, pointer: '/a~1b/c~0d' },
  { name: 'a place that is not ASCII', ...PASSWORD, pointer: '/größe/😀' },
  { name: 'a member of the empty name', ...PASSWORD, pointer: '/' },
  { name: 'null', ...PASSWORD, json: 'null' },
  { name: 'false', ...PASSWORD, json: 'false' },
  { name: 'zero', ...PASSWORD, json: '0' },
  { name: 'a number, spelt otherwise', ...PASSWORD, json: '1.50e1' },
  { name: 'the empty string', ...PASSWORD, json: '""' },
  { name: 'the empty array', ...PASSWORD, json: '[]' },
  { name: 'the empty object', ...PASSWORD, json: '{}' },
  { name: 'an object, its members out of order', ...PASSWORD, json: '{"b":2,"a":[1,"é"]}' },
  { name: 'letters of the place that could belong to the value', ...PASSWORD, pointer: '/a1', json: '2' },
  { name: 'the same letters, divided otherwise', ...PASSWORD, pointer: '/a', json: '12' },
]

interface RedactedCase {
  readonly name: string
  readonly json: string
  readonly pointers: readonly string[]
}

const SECRET = '{"kind":"Secret","data":{"password":"aHVudGVyMg==","user":"d2Vi"},"list":["a",{"b":1}]}'

const REDACTED: readonly RedactedCase[] = [
  { name: 'nothing', json: SECRET, pointers: [] },
  { name: 'one member', json: SECRET, pointers: ['/data/password'] },
  { name: 'two members and an element', json: SECRET, pointers: ['/data/password', '/data/user', '/list/0'] },
  { name: 'an object', json: SECRET, pointers: ['/data'] },
  { name: 'an object and a part of it', json: SECRET, pointers: ['/data/user', '/data'] },
  { name: 'the whole document', json: SECRET, pointers: [''] },
  { name: 'a scalar', json: '"hunter2"', pointers: [''] },
  { name: 'a member named __proto__', json: '{"__proto__":{"a":1}}', pointers: ['/__proto__/a'] },
]

const parse = (json: string): JsonValue => JSON.parse(json) as JsonValue
const named = ({ id, profile }: Sealed): { id?: string; profile?: string } => ({
  ...(id === undefined ? {} : { id }),
  ...(profile === undefined ? {} : { profile }),
})

const keyOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

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
  commitments: COMMITMENTS.map((item) => ({
    ...item,
    commitment: redactionCommitment(keyOf(item.key), item.pointer, parse(item.json)),
  })),
  redacted: REDACTED.map(({ name, json, pointers }) => {
    const redacted = redactValue(parse(json), pointers, keyOf(KEY))
    return { name, key: KEY, json, pointers, redacted: canonicalize(redacted), seal: seal(redacted) }
  }),
})
