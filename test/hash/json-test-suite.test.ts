import { readdirSync, readFileSync } from 'node:fs'
import { isKeelsonError, parseJson } from 'keelson/core'
import { fingerprint, fingerprintText } from 'keelson/hash'
import { expect, test } from 'vitest'
import { describeCorpus, sharedPath } from '../support/shared-data.js'

const FOLDER = 'jsontestsuite/test_parsing'

function accepted(run: () => unknown): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    return false
  }
}

describeCorpus('JSONTestSuite', FOLDER, () => {
  const names = readdirSync(sharedPath(FOLDER))

  test('has all its files', () => {
    expect(names.length).toBe(318)
  })

  // y_ must be taken, n_ must be refused, i_ is free: there core and hash have to agree.
  test.each(names)('%s', (name) => {
    const bytes = new Uint8Array(readFileSync(sharedPath(`${FOLDER}/${name}`)))
    const isTaken = accepted(() => fingerprintText(bytes))
    expect(accepted(() => parseJson(bytes))).toBe(isTaken)
    if (name.startsWith('y_')) expect(isTaken).toBe(true)
    if (name.startsWith('n_')) expect(isTaken).toBe(false)
    if (isTaken) {
      expect(fingerprintText(bytes)).toBe(fingerprint(parseJson(bytes)))
    } else {
      expect(refusalOf(bytes)).toMatchObject({ span: { offset: expect.any(Number) as number } })
    }
  })
})

function refusalOf(bytes: Uint8Array): unknown {
  try {
    return fingerprintText(bytes)
  } catch (error) {
    return error
  }
}
