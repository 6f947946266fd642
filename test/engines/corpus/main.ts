/**
 * The corpus as a program of its own: runs what `keelsonRequest` asks and hands the report to whatever the host has to
 * say things with. In a page it does so there and in a worker, at the same time.
 */
import type { CorpusRoom } from './room.js'
import { type CorpusReport, type CorpusRequest, ROOMS, type RoomReport, runCorpus } from './run-corpus.js'

/** What one host found, or why it found nothing. */
export interface HostReport {
  readonly report?: CorpusReport
  readonly error?: string
  readonly milliseconds: number
  /** The same of each room. */
  readonly roomMilliseconds: { readonly [name: string]: number }
  /** Whether the kernel of WebAssembly was made. */
  readonly wasm: boolean
}

/** What a host is asked. */
export interface HostRequest extends CorpusRequest {
  /** A page and its worker take every other room each, instead of all. */
  readonly shared?: boolean
}

interface Instances {
  readonly made: number
}

interface Host {
  readonly keelsonRequest: HostRequest
  WebAssembly?: { Instance: new (module: object, imports: object) => object }
  readonly document?: object
  readonly importScripts?: unknown
  readonly print?: (text: string) => void
  readonly postMessage?: (text: string) => void
  readonly Worker?: new (
    path: string,
    options: { readonly type: 'module' },
  ) => {
    onmessage: (event: { readonly data: string }) => void
    onerror: (event: { readonly message?: string }) => void
  }
  readonly fetch?: (
    path: string,
    options: { readonly method: 'POST'; readonly body: string },
  ) => Promise<unknown>
}

const host = globalThis as unknown as Host

function countInstances(): Instances {
  const instances = { made: 0 }
  const wasm = host.WebAssembly
  if (wasm === undefined) return instances
  const { Instance } = wasm
  // Where it cannot be replaced (frozen intrinsics), nobody asks whether it was used.
  if (Object.getOwnPropertyDescriptor(wasm, 'Instance')?.writable !== true) return instances
  wasm.Instance = class extends Instance {
    constructor(module: object, imports: object) {
      super(module, imports)
      instances.made += 1
    }
  }
  return instances
}

function roomsOfHost(): readonly CorpusRoom[] {
  if (host.keelsonRequest.shared !== true) return ROOMS
  // A room has one place, whatever else is asked, so that a difference is looked for where it was found.
  return ROOMS.filter((_, index) => index % 2 === (host.document === undefined ? 1 : 0))
}

function run(): string {
  const instances = countInstances()
  const started = Date.now()
  const roomMilliseconds: Record<string, number> = {}
  const finish = (found: Pick<HostReport, 'report' | 'error'>): string => {
    const milliseconds = Date.now() - started
    const report: HostReport = { ...found, milliseconds, roomMilliseconds, wasm: instances.made > 0 }
    return JSON.stringify(report)
  }
  try {
    const reports: Record<string, RoomReport> = {}
    for (const room of roomsOfHost()) {
      const roomStarted = Date.now()
      const { rooms } = runCorpus(host.keelsonRequest, [room])
      if (rooms[room.name] === undefined) continue
      reports[room.name] = rooms[room.name]!
      roomMilliseconds[room.name] = Date.now() - roomStarted
    }
    return finish({ report: { rooms: reports } satisfies CorpusReport })
  } catch (error) {
    const { name, message, stack } = error as Error
    return finish({ error: `${name}: ${message}\n${stack}` })
  }
}

/** The worker runs while the page does: it has a thread of its own. */
function runInPage(post: NonNullable<Host['fetch']>, Worker: NonNullable<Host['Worker']>): void {
  const worker = new Worker('/script.js', { type: 'module' })
  const found = new Promise<string>((resolve) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = ({ message }) => {
      const error = `the worker failed: ${message}`
      const report: HostReport = { error, milliseconds: 0, roomMilliseconds: {}, wasm: false }
      resolve(JSON.stringify(report))
    }
  })
  const page = run()
  void found.then((text) => post('/report', { method: 'POST', body: `[${page},${text}]` }))
}

if (host.document !== undefined) runInPage((path, options) => host.fetch!(path, options), host.Worker!)
else if (host.importScripts !== undefined) host.postMessage!(run())
else if (host.print !== undefined) host.print(run())
else console.log(run())
