/**
 * Our behaviour model beside detectors of others, over the same bytes in the same run:
 * `npx tsx bench/accuracy/behaviour-peers.ts [seed …] [darpa] [darpa-keelson] [hdfs]`; without any, seed 1 and all others.
 * (`darpa` runs the peers, `darpa-keelson` ours, which takes far longer over 4.5 million edges.)
 *
 * `--only keelson|symbols|edges|rows` (repeatable) runs a part of the detectors on the synthetic log.
 *
 * Seeds are of the synthetic log (../shared/eval/behaviour; seed 1 is for tuning, claims are made on others). What is
 * not beside this checkout is passed over and said. Rows that are run replace theirs in
 * bench/results/<version>/behaviour-peers.json; the others stay.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { oursOnDarpaEdges, peersOnDarpaEdges } from './behaviour/peers-on-darpa-edges.js'
import { peersOnHdfsSequences } from './behaviour/peers-on-hdfs-sequences.js'
import { GROUPS, type Group, peersOnSyntheticLog } from './behaviour/peers-on-synthetic-log.js'
import { hasGenerator } from './behaviour/synthetic-log.js'

interface Result {
  readonly detector: string
}

type Results = Readonly<Record<string, readonly Result[]>>

const shared = (path: string): string =>
  fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url))
const DARPA = shared('darpa/darpa_original.zip')
const HDFS = shared('hdfs-deeplog')

const { positionals: asked, values: options } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true, default: [...GROUPS] } },
})
const groups = options.only.filter((name): name is Group => (GROUPS as readonly string[]).includes(name))
const parts = asked.length === 0 ? ['1', 'hdfs', 'darpa', 'darpa-keelson'] : asked

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
const folder = `bench/results/${version}`
const path = `${folder}/behaviour-peers.json`

for (const part of parts) {
  const results = await run(part)
  if (results === undefined) {
    console.log(`${part}: its data is not beside this checkout, nothing was run`)
    continue
  }
  console.log(part)
  console.table(results)
  mkdirSync(folder, { recursive: true })
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : {}
  const name = /^\d+$/.test(part) ? `synthetic log, seed ${part}` : part
  const names = new Set(results.map(({ detector }) => detector))
  const kept = (before[name] ?? []).filter(({ detector }) => !names.has(detector))
  writeFileSync(path, `${JSON.stringify({ ...before, [name]: [...kept, ...results] }, null, 2)}\n`)
}

async function run(part: string): Promise<Result[] | undefined> {
  if (part === 'darpa') return existsSync(DARPA) ? peersOnDarpaEdges(DARPA) : undefined
  if (part === 'darpa-keelson') return existsSync(DARPA) ? oursOnDarpaEdges(DARPA) : undefined
  if (part === 'hdfs') return existsSync(HDFS) ? peersOnHdfsSequences(HDFS) : undefined
  const seed = Number(part)
  if (!Number.isSafeInteger(seed))
    throw new Error(`"${part}" is neither a seed nor darpa, darpa-keelson or hdfs`)
  return hasGenerator() ? peersOnSyntheticLog(seed, groups) : undefined
}
