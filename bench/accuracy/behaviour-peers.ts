/**
 * Our behaviour model beside detectors of others, over the same bytes in the same run:
 * `npx tsx bench/accuracy/behaviour-peers.ts [seed …] [darpa] [darpa-keelson] [hdfs]`; without any, seed 1 and all others.
 * (`darpa` runs the peers, `darpa-keelson` ours, which takes far longer over 4.5 million edges.)
 *
 * Seeds are of the synthetic log (../shared/eval/behaviour; seed 1 is for tuning, claims are made on others). What is
 * not beside this checkout is passed over and said. Parts that are run replace theirs in
 * bench/results/<version>/behaviour-peers.json; the others stay.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { oursOnDarpaEdges, peersOnDarpaEdges } from './behaviour/peers-on-darpa-edges.js'
import { peersOnHdfsSequences } from './behaviour/peers-on-hdfs-sequences.js'
import { peersOnSyntheticLog } from './behaviour/peers-on-synthetic-log.js'
import { hasGenerator } from './behaviour/synthetic-log.js'

const shared = (path: string): string =>
  fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url))
const DARPA = shared('darpa/darpa_original.zip')
const HDFS = shared('hdfs-deeplog')

const asked = process.argv.slice(2)
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
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {}
  const name = /^\d+$/.test(part) ? `synthetic log, seed ${part}` : part
  writeFileSync(path, `${JSON.stringify({ ...before, [name]: results }, null, 2)}\n`)
}

async function run(part: string): Promise<readonly object[] | undefined> {
  if (part === 'darpa') return existsSync(DARPA) ? peersOnDarpaEdges(DARPA) : undefined
  if (part === 'darpa-keelson') return existsSync(DARPA) ? oursOnDarpaEdges(DARPA) : undefined
  if (part === 'hdfs') return existsSync(HDFS) ? peersOnHdfsSequences(HDFS) : undefined
  const seed = Number(part)
  if (!Number.isSafeInteger(seed))
    throw new Error(`"${part}" is neither a seed nor darpa, darpa-keelson or hdfs`)
  return hasGenerator() ? peersOnSyntheticLog(seed) : undefined
}
