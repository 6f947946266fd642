import { describe, expect, test } from 'vitest'
import { describeDifference, findDifference, type RunCorpus } from '../../scripts/engines/find-difference.js'
import type { CorpusRoom } from './corpus/room.js'
import { runCorpus } from './corpus/run-corpus.js'

/** A room of logarithms: such as one engine would give, and, where `planted` says so, another. */
function logarithms(planted: (index: number) => boolean): CorpusRoom {
  let index = 0
  return {
    name: 'logarithms',
    scenarioLength: 7,
    *scenario(draw) {
      for (;;) {
        const value = Math.log(draw.below(1000) + 1)
        const isPlanted = planted(index)
        index += 1
        yield { kind: 'a logarithm', value: isPlanted ? value * (1 + Number.EPSILON) : value }
      }
    },
  }
}

const engine =
  (planted: (index: number) => boolean): RunCorpus =>
  async (request) =>
    runCorpus(request, [logarithms(planted)])

const honest = engine(() => false)

describe('a planted difference', () => {
  for (const first of [0, 1, 61, 62, 500, 998, 999]) {
    test(`in case ${first} and in each tenth thereafter is found in case ${first}`, async () => {
      const other = engine((index) => index >= first && (index - first) % 10 === 0)
      const difference = await findDifference('logarithms', 1000, honest, other)
      expect(difference?.index).toBe(first)
      expect(difference?.left).not.toBe(difference?.right)
    })
  }

  test('is shown with both results, from a little before where they part', async () => {
    const difference = await findDifference(
      'logarithms',
      100,
      honest,
      engine((index) => index === 41),
    )
    const text = describeDifference(difference!, 'node', 'other')
    expect(text).toMatch(
      /^logarithms: case 41 differs from unit \d+ on\n {2}node: .*"value":\d.*\n {2}other: .*"value":\d/,
    )
    const [, left, right] = text.split('\n')
    expect(left!.replace('node', '')).not.toBe(right!.replace('other', ''))
  })
})

test('engines that agree when they are asked again have no difference to show', async () => {
  expect(await findDifference('logarithms', 100, honest, honest)).toBeNull()
})

test('fewer cases on one side are a difference', async () => {
  const short: CorpusRoom = {
    name: 'short',
    scenarioLength: 1,
    isFixed: true,
    *scenario() {
      yield* [1, 2, 3]
    },
  }
  const long: CorpusRoom = {
    ...short,
    *scenario() {
      yield* [1, 2, 3, 4]
    },
  }
  const run =
    (room: CorpusRoom): RunCorpus =>
    async (request) =>
      runCorpus(request, [room])
  expect(await findDifference('short', 10, run(short), run(long))).toMatchObject({
    index: 3,
    left: '(no such case)',
    right: '4',
  })
})
