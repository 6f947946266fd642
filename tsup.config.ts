import type { Options } from 'tsup'

const config: Options = {
  entry: {
    index: 'src/index.ts',
    'core/index': 'src/core/index.ts',
    'hash/index': 'src/hash/index.ts',
    'diff/index': 'src/diff/index.ts',
    'drift/index': 'src/drift/index.ts',
    'behaviour/index': 'src/behaviour/index.ts',
    'policy/index': 'src/policy/index.ts',
    'policy/runtime/index': 'src/policy/runtime/index.ts',
    'policy/editor/index': 'src/policy/editor/index.ts',
    'ledger/index': 'src/ledger/index.ts',
    'interop/index': 'src/interop/index.ts',
    'packs/index': 'src/packs/index.ts',
    'cli/main': 'src/cli/main.ts',
  },
  format: ['esm', 'cjs'],
  target: 'es2022',
  // The library is one portable file set: nothing in it may assume Node, so no Node shims. Only the command does.
  platform: 'neutral',
  external: [/^node:/, 'xxhash-wasm', 'yaml'],
  // In the files themselves: a process that imports `keelson/policy` spent most of the import on finding and reading
  // theirs (0.4 of the processor time is left). THIRD-PARTY-NOTICES.md holds their licences.
  noExternal: [/^@msgpack\//, /^@noble\//, 'typescript-parsec'],
  inject: ['scripts/inject-text-codecs.ts'],
  splitting: true,
  treeshake: true,
  clean: true,
  // TypeScript 6 deprecates the `baseUrl` that tsup sets for declarations.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
}

export default config
