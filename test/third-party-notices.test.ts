import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import config from '../tsup.config.js'
import { PROJECT_ROOT } from './support/source-files.js'

test('THIRD-PARTY-NOTICES.md names every package whose code is in dist, with its licence', () => {
  const read = (path: string): string => readFileSync(`${PROJECT_ROOT}${path}`, 'utf8')
  const notices = read('THIRD-PARTY-NOTICES.md')
  const { dependencies, files } = JSON.parse(read('package.json')) as {
    readonly dependencies: Readonly<Record<string, string>>
    readonly files: readonly string[]
  }
  const inlined = Object.keys(dependencies).filter((name) => {
    return config.noExternal!.some((known) => {
      return typeof known === 'string' ? known === name : known.test(`${name}/`)
    })
  })
  expect(inlined).toHaveLength(config.noExternal!.length)
  for (const name of inlined) {
    const { license } = JSON.parse(read(`node_modules/${name}/package.json`)) as { readonly license: string }
    expect(notices).toContain(`## ${name} (${license})`)
  }
  expect(files).toContain('THIRD-PARTY-NOTICES.md')
})
