import { spawnSync } from 'node:child_process'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * The path of a Chromium on this machine, installed by `apt-get` first where that is asked for and allowed.
 *
 * @returns `null` where there is none
 */
export function ensureBrowser(mayInstall: boolean): string | null {
  const present = findBrowser()
  if (present !== null || !mayInstall) return present
  for (const command of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    console.log(`apt-get ${command.join(' ')}`)
    const run = spawnSync('apt-get', command, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (run.status !== 0) return null
  }
  return findBrowser()
}

function findBrowser(): string | null {
  for (const name of NAMES) {
    const run = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
    if (run.status === 0 && run.stdout.trim() !== '') return run.stdout.trim()
  }
  return null
}
