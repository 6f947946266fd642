import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const browser = process.env.KEELSON_BROWSER ?? ''
const directory = mkdtempSync(join(tmpdir(), 'keelson-browser-'))

afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function bundle(format: 'iife' | 'esm', outfile: string): Promise<void> {
  await build({
    entryPoints: [join(root, 'test/bundle/consumer/main.ts')],
    tsconfig: join(root, 'tsconfig.json'),
    bundle: true,
    format,
    platform: 'browser',
    target: 'es2022',
    outfile,
    logLevel: 'error',
  })
}

/** The page's console lines, gathered into one element, so that `--dump-dom` shows them. */
const PAGE = `<!doctype html><meta charset="utf-8"><pre id="output"></pre><script>
const lines = []
console.log = (line) => lines.push(line)
addEventListener('error', (event) => lines.push('error: ' + event.message))
</script><script src="program.js"></script><script>
document.getElementById('output').textContent = btoa(unescape(encodeURIComponent(lines.join('\\n'))))
</script>`

describe.skipIf(browser === '')(
  browser === ''
    ? 'Chromium: skipped, no browser on this machine (npm test -- --browsers installs one)'
    : 'Chromium',
  () => {
    test('gives the same bytes as Node, from a bundle that needs no Node module', async () => {
      await bundle('iife', join(directory, 'program.js'))
      await bundle('esm', join(directory, 'program.mjs'))
      writeFileSync(join(directory, 'page.html'), PAGE)
      const inNode = execFileSync(process.execPath, [join(directory, 'program.mjs')], { encoding: 'utf8' })
      const flags = [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
      ]
      const more = [
        '--disable-component-update',
        '--disable-sync',
        `--user-data-dir=${join(directory, 'profile')}`,
      ]
      const page = `file://${join(directory, 'page.html')}`
      const dom = execFileSync(
        browser,
        [...flags, ...more, '--virtual-time-budget=60000', '--dump-dom', page],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      )
      const encoded = /<pre id="output">([^<]*)<\/pre>/.exec(dom)?.[1] ?? ''
      expect(Buffer.from(encoded, 'base64').toString('utf8')).toBe(inNode.trimEnd())
    })
  },
)
