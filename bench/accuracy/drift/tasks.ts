import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import type { JsonValue } from 'keelson/core'

/** A piece of work whose result depends on nothing but the code. */
export interface Task {
  readonly key: string
  run(): JsonValue
}

const FOLDER = 'node_modules/.cache/keelson-accuracy'
const CODE = ['src/core', 'src/drift', 'src/hash', 'src/stats', 'bench/accuracy', 'test/support']

/**
 * The results of tasks by key. What was done before with the same code is not done again, so a run can be stopped and
 * taken up; the rest is shared by `jobs` processes, each of which runs this program again with `--share i/n`.
 */
export async function runTasks(
  tasks: readonly Task[],
  jobs: number,
  share: string | undefined,
): Promise<ReadonlyMap<string, JsonValue>> {
  mkdirSync(FOLDER, { recursive: true })
  const file = `${FOLDER}/${codeDigest()}.jsonl`
  const missing = tasks.filter(({ key }) => !readResults(file).has(key))
  if (share !== undefined) {
    const [index, of] = share.split('/').map(Number) as [number, number]
    // Every n-th: neighbours are of one kind and take as long as each other.
    runAll(
      missing.filter((_, at) => at % of === index),
      file,
    )
    return new Map()
  }
  if (missing.length > 0) console.error(`${missing.length} of ${tasks.length} tasks are to be done`)
  if (jobs <= 1) runAll(missing, file)
  else if (missing.length > 0) {
    await Promise.all(Array.from({ length: jobs }, (_, index) => runAgain([`--share=${index}/${jobs}`])))
  }
  return readResults(file)
}

function runAll(tasks: readonly Task[], file: string): void {
  for (const { key, run } of tasks) {
    appendFileSync(file, `${JSON.stringify([key, run()])}\n`)
  }
}

function readResults(file: string): Map<string, JsonValue> {
  const results = new Map<string, JsonValue>()
  if (!existsSync(file)) return results
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    // The last line of a run that was stopped may be cut.
    if (!line.endsWith(']')) continue
    const [key, result] = JSON.parse(line) as [string, JsonValue]
    results.set(key, result)
  }
  return results
}

function runAgain(more: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1), ...more], {
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a process ended with ${code}`))))
  })
}

function codeDigest(): string {
  const hash = createHash('sha256')
  for (const folder of CODE) {
    for (const name of (readdirSync(folder, { recursive: true }) as string[])
      .filter((path) => path.endsWith('.ts'))
      .sort()) {
      hash.update(name).update(readFileSync(`${folder}/${name}`))
    }
  }
  return hash.digest('hex').slice(0, 16)
}
