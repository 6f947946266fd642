import { fileURLToPath } from 'node:url'
import type { ViteUserConfig } from 'vitest/config'

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

const config: ViteUserConfig = {
  resolve: {
    alias: [
      { find: /^keelson$/, replacement: source('index.ts') },
      { find: /^keelson\/(.+)$/, replacement: source('$1/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // vitest leaves one core to itself, which on CI's two is half the machine: its own work is a tenth of the tests'.
    maxWorkers: '100%',
    testTimeout: 300_000,
    hookTimeout: 240_000,
  },
}

export default config
