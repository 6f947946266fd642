/**
 * `npm run size` after the limits: what a subpath weighs beside what was aimed at, and which modules the bytes are.
 *
 * `--write`: puts the tables into docs/architecture.md. Sizes are of the sources, bundled and minified by esbuild for
 * one import; by gzip as size-limit takes it, level 9.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** An import, and how many kilobytes by gzip it was to take. */
interface Aim {
  readonly what: string
  readonly entry: string
  /** Everything where absent. */
  readonly names?: readonly string[]
  readonly kilobytes: number
}

const AIMS: readonly Aim[] = [
  { what: 'hash with wasm', entry: 'hash', names: ['fingerprint', 'fingerprintText'], kilobytes: 8 },
  { what: 'diff', entry: 'diff', names: ['diff', 'toPatch', 'applyPatch'], kilobytes: 8 },
  {
    what: 'diff with kubernetes',
    entry: 'diff',
    names: ['diff', 'toPatch', 'applyPatch', 'kubernetes'],
    kilobytes: 14,
  },
  { what: 'policy runtime', entry: 'policy/runtime', names: ['loadBundle'], kilobytes: 15 },
  { what: 'policy compiler', entry: 'policy', names: ['compilePolicy'], kilobytes: 25 },
  { what: 'drift', entry: 'drift', names: ['createDriftMonitor'], kilobytes: 12 },
  { what: 'behaviour', entry: 'behaviour', names: ['createBehaviourModel'], kilobytes: 12 },
  { what: 'everything', entry: '.', kilobytes: 95 },
]

const PAGE = 'docs/architecture.md'
const START = '<!-- written by npm run size -- --write -->'
const END = '<!-- end -->'

/** So many of the largest modules are named. */
const MOST_MODULES = 14

interface Part {
  readonly module: string
  readonly bytes: number
}

interface Weight {
  readonly aim: Aim
  readonly minified: number
  readonly gzip: number
  /** Largest first. */
  readonly parts: readonly Part[]
}

async function weigh(aim: Aim): Promise<Weight> {
  const from = `'./src/${aim.entry}/index.ts'`
  const names = aim.names?.join(', ')
  const contents =
    names === undefined ? `export * from ${from}` : `import { ${names} } from ${from}; export { ${names} }`
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['xxhash-wasm'],
    inject: ['scripts/inject-text-codecs.ts'],
  })
  const bytes = new Map<string, number>()
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const module = moduleOf(path, aim)
      bytes.set(module, (bytes.get(module) ?? 0) + bytesInOutput)
    }
  }
  const parts = [...bytes].map(([module, count]) => ({ module, bytes: count }))
  return {
    aim,
    minified: outputFiles[0]!.contents.length,
    gzip: gzipSync(outputFiles[0]!.contents, { level: 9 }).length,
    parts: parts.sort((one, other) => other.bytes - one.bytes),
  }
}

/** A file of the room itself, but a folder of the policies; another room, or a package, as a whole. */
function moduleOf(path: string, { entry }: Aim): string {
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)
  if (dependency !== null) return dependency[1]!
  const [, room = '', ...inside] = path.split('/')
  const isOwn = entry.split('/')[0] === room
  if (room === 'policy' && isOwn) return `policy/${inside.length > 1 ? inside[0] : ''}`
  return isOwn ? inside.join('/') : `${room}/`
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1)

function summary(weights: readonly Weight[]): string {
  const rows = weights.map(
    ({ aim, gzip, minified }) =>
      `| ${aim.what} | \`${aim.names?.join(', ') ?? '*'}\` | ${aim.kilobytes} | ${kilobytes(gzip)} | ${kilobytes(minified)} |`,
  )
  return [
    '| subpath | import | aim, KB gzip | KB gzip | KB minified |',
    '|---|---|--:|--:|--:|',
    ...rows,
  ].join('\n')
}

function modules({ aim, minified, parts }: Weight): string {
  const named = parts.slice(0, MOST_MODULES)
  const rest = parts.slice(MOST_MODULES).filter(({ bytes }) => bytes > 0)
  const told = named.map(({ module, bytes }) => `\`${module}\` ${bytes}`)
  const others = rest.reduce((sum, { bytes }) => sum + bytes, 0)
  if (rest.length > 0) told.push(`${rest.length} more ${others}`)
  return `| ${aim.what} | ${minified} | ${told.join(', ')} |`
}

const weights: Weight[] = []
for (const aim of AIMS) weights.push(await weigh(aim))
const tables = [
  summary(weights),
  ['| subpath | bytes minified | modules, bytes minified |', '|---|--:|---|', ...weights.map(modules)].join(
    '\n',
  ),
].join('\n\n')
console.log(tables)
if (process.argv.includes('--write')) {
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = page.split(START)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has lost the marks of its tables`)
  writeFileSync(PAGE, `${before}${START}\n\n${tables}\n\n${END}${after}`)
}
