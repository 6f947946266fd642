import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserName } from './ensure-engine.js'

/** A page to be opened in a headless browser, and how long it may take. */
export interface PageRun {
  readonly browser: BrowserName
  /** Path of the browser's executable. */
  readonly command: string
  /** A classic script or module; it reports by `fetch('/report', { method: 'POST', body })`. */
  readonly script: string
  readonly scriptType: 'module' | 'classic'
  /** Value of the header `Content-Security-Policy`; none where absent. */
  readonly policy?: string
  readonly timeoutMs: number
}

/**
 * Serves the script to a headless browser on this machine and waits for what it reports. The page is isolated across
 * origins, so that its clock is fine enough to measure with.
 *
 * @throws Error when the page reports nothing in time, or the browser does not start or ends before
 */
export async function runInPage(run: PageRun): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'keelson-page-'))
  let deliver: (report: string) => void = () => undefined
  const reported = new Promise<string>((resolve) => {
    deliver = resolve
  })
  const server = serve(run, deliver)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const browser = spawn(run.command, [...flagsOf(run.browser, profile), url], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, MOZ_HEADLESS: '1' },
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${run.browser} reported nothing in time`)), run.timeoutMs)
    browser.once('error', reject)
    browser.once('exit', (code) =>
      reject(new Error(`${run.browser} ended (${code}) before the page reported`)),
    )
  })
  try {
    return await Promise.race([reported, late])
  } finally {
    clearTimeout(timer)
    // The browser's own children are in its group.
    if (browser.pid !== undefined && browser.exitCode === null) {
      process.kill(-browser.pid, 'SIGKILL')
      await new Promise((resolve) => browser.once('exit', resolve))
    }
    server.closeAllConnections()
    server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

function serve(run: PageRun, deliver: (report: string) => void): Server {
  const tag =
    run.scriptType === 'module' ? '<script type="module" src="/script.js">' : '<script src="/script.js">'
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>run</title>${tag}</script></html>`
  const headers = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    ...(run.policy === undefined ? {} : { 'Content-Security-Policy': run.policy }),
  }
  return createServer((request, response) => {
    if (request.url === '/report') {
      void bodyOf(request).then((body) => {
        response.end()
        deliver(body)
      })
    } else if (request.url === '/script.js') {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/javascript; charset=utf-8' })
      response.end(run.script)
    } else if (request.url === '/') {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' })
      response.end(page)
    } else {
      response.writeHead(404, headers)
      response.end()
    }
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function flagsOf(browser: BrowserName, profile: string): string[] {
  if (browser === 'firefox') return ['--headless', '--no-remote', '--profile', profile]
  return [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--user-data-dir=${profile}`,
  ]
}
