/**
 * What is wrong with the host that Keelson is loaded into, in words; `null` for one that keeps to ECMAScript. Members
 * that somebody put on `Object.prototype` would be read as options that nobody gave, and a built-in method that was
 * replaced by one with another answer would change ours: better no answer than another one.
 *
 * Uses none of what it asks about.
 */
export function hostFault(): string | null {
  for (const name in {}) return `Object.prototype has a member of its own, "${name}"`
  for (let at = 0; at < ASKED.length; at += 1) {
    // By index: taking it apart would use the iterator of arrays.
    const question = ASKED[at]!
    const what = question[0]
    let given: unknown
    try {
      given = question[1]()
    } catch {
      return `${what} throws`
    }
    if (given !== question[2]) return `${what} was replaced by one with another answer`
  }
  return null
}

type Question = readonly [what: string, ask: () => unknown, answer: string | number | boolean]

/** The items one behind the other, read by index. */
function spell(items: ArrayLike<unknown>): string {
  let text = ''
  for (let at = 0; at < items.length; at += 1) text += `${items[at]} `
  return text
}

const isLarge = (value: number): boolean => value > 1

/** Each with what changes an array first, so that a method that does nothing is seen. */
function changed(change: (items: number[]) => unknown): string {
  const items = [3, 1, 2]
  const given = change(items)
  return `${spell(items)}${typeof given === 'number' ? given : ''}`
}

/** What the library rests on, on the smallest input that tells a right answer from the usual wrong ones. */
const ASKED: readonly Question[] = [
  ['JSON.stringify', () => JSON.stringify([{ a: 'b' }, 1, true, null]), '[{"a":"b"},1,true,null]'],
  ['JSON.parse', () => JSON.parse('[{"a":3}]')[0].a, 3],
  ['the iterator of arrays', () => spell([...[3, 1, 2]]), '3 1 2 '],
  ['Array.prototype.entries', () => spell([...[3, 1].entries()]), '0,3 1,1 '],
  ['Array.prototype.keys', () => spell([...[3, 1].keys()]), '0 1 '],
  ['Array.prototype.values', () => spell([...[3, 1].values()]), '3 1 '],
  ['Array.from', () => spell(Array.from({ length: 2 }, (_, index) => index)), '0 1 '],
  ['Array.prototype.map', () => spell([3, 1].map((value, index) => value + 10 * index)), '3 11 '],
  ['Array.prototype.flatMap', () => spell([3, 1].flatMap((value) => [value, 0])), '3 0 1 0 '],
  ['Array.prototype.flat', () => spell([[3], 1].flat()), '3 1 '],
  ['Array.prototype.filter', () => spell([3, 1, 2].filter(isLarge)), '3 2 '],
  ['Array.prototype.reduce', () => [3, 1, 2].reduce((sum, value) => 10 * sum + value, 0), 312],
  ['Array.prototype.reduceRight', () => [3, 1, 2].reduceRight((sum, value) => 10 * sum + value, 0), 213],
  ['Array.prototype.some', () => [1, 3].some(isLarge) && ![1].some(isLarge), true],
  ['Array.prototype.every', () => [2, 3].every(isLarge) && ![3, 1].every(isLarge), true],
  ['Array.prototype.find', () => [1, 3, 2].find(isLarge), 3],
  ['Array.prototype.findIndex', () => [1, 3, 2].findIndex(isLarge), 1],
  [
    'Array.prototype.forEach',
    () =>
      changed((items) => {
        ;[5, 4].forEach((value) => {
          items.push(value)
        })
      }),
    '3 1 2 5 4 ',
  ],
  ['Array.prototype.indexOf', () => [3, 1, 3].indexOf(3, 1), 2],
  ['Array.prototype.lastIndexOf', () => [3, 1, 3].lastIndexOf(3), 2],
  ['Array.prototype.includes', () => [3, 1].includes(1) && ![3].includes(1), true],
  ['Array.prototype.at', () => [3, 1, 2].at(-1), 2],
  ['Array.prototype.join', () => [3, 1].join('-'), '3-1'],
  ['Array.prototype.slice', () => spell([3, 1, 2].slice(1)), '1 2 '],
  ['Array.prototype.push', () => changed((items) => items.push(7)), '3 1 2 7 4'],
  ['Array.prototype.pop', () => changed((items) => items.pop()), '3 1 2'],
  ['Array.prototype.sort', () => changed((items) => items.sort((one, other) => other - one)), '3 2 1 '],
  ['Array.prototype.reverse', () => changed((items) => items.reverse()), '2 1 3 '],
  ['Array.prototype.splice', () => changed((items) => items.splice(1, 1)), '3 2 '],
  ['Array.prototype.fill', () => changed((items) => items.fill(7)), '7 7 7 '],
  ['Object.keys', () => spell(Object.keys({ b: 1, a: 2 })), 'b a '],
  ['Object.entries', () => spell(Object.entries({ b: 1, a: 2 })), 'b,1 a,2 '],
  ['Object.fromEntries', () => Object.fromEntries([['a', 3]]).a, 3],
  ['Object.hasOwn', () => Object.hasOwn({ a: 1 }, 'a') && !Object.hasOwn({}, 'toString'), true],
]
