// The ways that hosts have to let waiting work run first; none of them is in every host.
interface TurnHost {
  readonly setImmediate?: (run: () => void) => unknown
  readonly MessageChannel?: new () => { readonly port1: Port; readonly port2: Port }
  readonly setTimeout?: (run: () => void, milliseconds: number) => unknown
}

interface Port {
  onmessage: (() => void) | null
  postMessage(message: null): void
  close(): void
}

/**
 * Resolves after the host had its turn: input, painting, I/O. A resolved promise alone does not do that, since its
 * reactions run before everything else. A message comes first among the ways of a page, where nested timers wait at
 * least 4 ms each (HTML, timers). No time is read, and no answer depends on how long it takes.
 */
export function nextTurn(): Promise<void> {
  const host = globalThis as unknown as TurnHost
  return new Promise((resolve) => {
    if (host.setImmediate !== undefined) host.setImmediate(resolve)
    else if (host.MessageChannel !== undefined) {
      const { port1, port2 } = new host.MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(null)
    } else if (host.setTimeout !== undefined) host.setTimeout(resolve, 0)
    else resolve()
  })
}
