import type { Options } from 'tsup'

const shared = {
  target: 'es2022',
  // The library is one portable file set: nothing in it may assume Node, so no Node shims.
  platform: 'neutral',
  splitting: true,
  treeshake: true,
  sourcemap: false,
  external: ['typescript-parsec', '@msgpack/msgpack', '@noble/hashes'],
} satisfies Options

const config: Options[] = [
  {
    ...shared,
    entry: {
      index: 'src/index.ts',
      'core/index': 'src/core/index.ts',
      'hash/index': 'src/hash/index.ts',
      'diff/index': 'src/diff/index.ts',
      'drift/index': 'src/drift/index.ts',
      'behaviour/index': 'src/behaviour/index.ts',
      'policy/index': 'src/policy/index.ts',
      'policy/runtime/index': 'src/policy/runtime/index.ts',
      'ledger/index': 'src/ledger/index.ts',
    },
    format: ['esm', 'cjs'],
    // TypeScript 6 deprecates the `baseUrl` that tsup sets for declarations.
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  {
    ...shared,
    entry: { 'cli/main': 'src/cli/main.ts' },
    platform: 'node',
    format: ['esm'],
    external: [...shared.external, 'yaml'],
  },
]

export default config
