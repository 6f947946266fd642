import { packs } from 'keelson/packs'
import { expect, test } from 'vitest'
import { bundleOf, withTests } from './support/pack-files.js'

// What survives is a default that means the same as another ("" or 0 for what is absent), or a parameter's other value.
test.each(packs.map(({ name }) => name))(
  '%s: its tests notice at least nine in ten changes of its rules',
  (name) => {
    const { score, killed, skipped, survivors } = bundleOf(withTests(name)).mutate()
    expect(skipped).toBe(0)
    expect(killed).toBeGreaterThan(50)
    expect(survivors.filter(({ operator }) => operator === 'drop-rule')).toEqual([])
    expect(score).toBeGreaterThanOrEqual(0.9)
  },
)
