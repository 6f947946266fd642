import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { alignArrays, type ElementRelation } from '../../src/diff/align-arrays.js'
import { commonSubsequence } from '../../src/diff/common-subsequence.js'

import { law } from '../support/law.js'

const UNBOUNDED = Number.MAX_SAFE_INTEGER

describe('the common subsequence', () => {
  const sequences = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 16 })

  law('is as long as dynamic programming says', fc.tuple(sequences, sequences), ([left, right]) => {
    const partners = commonSubsequence(Int32Array.from(left), Int32Array.from(right), UNBOUNDED)
    return partners.filter((partner) => partner !== -1).length === longest(left, right)
  })

  law(
    'is common and in order within any budget',
    fc.tuple(sequences, sequences, fc.nat({ max: 30 })),
    inOrder,
  )

  function inOrder([left, right, budget]: [number[], number[], number]): boolean {
    let last = -1
    return commonSubsequence(Int32Array.from(left), Int32Array.from(right), budget).every(
      (partner, index) => {
        if (partner === -1) return true
        const isNext = partner > last && left[index] === right[partner]
        last = partner
        return isNext
      },
    )
  }

  test('ends within its budget on sequences that share everything in the opposite order', () => {
    const left = Int32Array.from({ length: 20_000 }, (_, index) => index)
    const partners = commonSubsequence(left, left.slice().reverse(), 10_000)
    expect(partners.length).toBe(20_000)
  })
})

function longest(left: readonly number[], right: readonly number[]): number {
  let previous = new Array<number>(right.length + 1).fill(0)
  for (const element of left) {
    const row = [0]
    right.forEach((other, at) => {
      row.push(element === other ? previous[at]! + 1 : Math.max(previous[at + 1]!, row[at]!))
    })
    previous = row
  }
  return previous[right.length]!
}

/** Equality of scalars that counts how often it is asked. */
function counting(
  number: (element: JsonValue) => number,
): ElementRelation & { readonly asked: () => number } {
  let asked = 0
  return {
    same: (left, right) => {
      asked += 1
      return left === right
    },
    number,
    likeness: () => 0,
    asked: () => asked,
  }
}

function range(length: number, from = 0): number[] {
  return Array.from({ length }, (_, index) => from + index)
}

describe('the work of an alignment grows with the lists, not with their product', () => {
  const lists: readonly (readonly [string, readonly number[], readonly number[]])[] = [
    ['nothing in common', range(5000), range(5000, 10_000)],
    ['one element put in at the head', range(5000), [-1, ...range(5000)]],
    ['the opposite order', range(5000), range(5000).reverse()],
    ['every second element gone', range(5000), range(5000).filter((index) => index % 2 === 0)],
  ]
  test.each(lists)('%s', (_, before, after) => {
    const relation = counting((element) => element as number)
    alignArrays(before, after, relation)
    expect(relation.asked()).toBeLessThan(6 * (before.length + after.length))
  })
})

law(
  'blocks cover both arrays from start to end',
  fc.tuple(fc.array(fc.nat({ max: 4 }), { maxLength: 12 }), fc.array(fc.nat({ max: 4 }), { maxLength: 12 })),
  ([before, after]) => {
    let beforeEnd = 0
    let afterEnd = 0
    for (const block of alignArrays(
      before,
      after,
      counting((element) => element as number),
    )) {
      if (block.beforeStart !== beforeEnd || block.afterStart !== afterEnd) return false
      if (block.kind !== 'apart' && block.beforeEnd - block.beforeStart !== block.afterEnd - block.afterStart)
        return false
      beforeEnd = block.beforeEnd
      afterEnd = block.afterEnd
    }
    return beforeEnd === before.length && afterEnd === after.length
  },
)
