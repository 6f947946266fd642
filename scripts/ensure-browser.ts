import { spawnSync } from 'node:child_process'

export type BrowserName = 'chromium' | 'firefox'

const COMMANDS: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  firefox: ['firefox-esr', 'firefox'],
}

/** What Debian calls them. */
const PACKAGES: Readonly<Record<BrowserName, string>> = { chromium: 'chromium', firefox: 'firefox-esr' }

/**
 * The path of a browser on this machine, installed by `apt-get` first where that is asked for and allowed.
 *
 * @returns `null` where there is none
 */
export function ensureBrowser(mayInstall: boolean, name: BrowserName = 'chromium'): string | null {
  const present = findBrowser(name)
  if (present !== null || !mayInstall) return present
  for (const command of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', PACKAGES[name]],
  ]) {
    console.log(`apt-get ${command.join(' ')}`)
    const run = spawnSync('apt-get', command, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (run.status !== 0) return null
  }
  return findBrowser(name)
}

function findBrowser(name: BrowserName): string | null {
  for (const command of COMMANDS[name]) {
    const run = spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' })
    if (run.status === 0 && run.stdout.trim() !== '') return run.stdout.trim()
  }
  return null
}
