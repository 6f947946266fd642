import { spawnSync } from 'node:child_process'

export type BrowserName = 'chromium' | 'firefox'
export type ShellName = 'javascriptcore' | 'spidermonkey'

interface Program {
  /** Names or paths that it may have. */
  readonly commands: readonly string[]
  /** What Debian and its children call the package, the one that is liked best first. */
  readonly packages: readonly string[]
}

// Debian keeps JavaScriptCore's shell off the search path.
const JSC_FOLDERS = ['x86_64', 'aarch64'].flatMap((machine) =>
  ['6.0', '4.1', '4.0'].map((version) =>
    version === '6.0'
      ? `/usr/lib/${machine}-linux-gnu/webkitgtk-${version}/jsc`
      : `/usr/lib/${machine}-linux-gnu/webkit2gtk-${version}/jsc`,
  ),
)

const PROGRAMS: Readonly<Record<BrowserName | ShellName, Program>> = {
  chromium: {
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    packages: ['chromium'],
  },
  firefox: { commands: ['firefox-esr', 'firefox'], packages: ['firefox-esr'] },
  javascriptcore: {
    commands: ['jsc', ...JSC_FOLDERS],
    packages: ['libjavascriptcoregtk-bin', 'libjavascriptcoregtk-4.1-bin', 'libjavascriptcoregtk-4.0-bin'],
  },
  spidermonkey: {
    commands: ['js140', 'js128', 'js115', 'js102'],
    packages: ['libmozjs-140-dev', 'libmozjs-128-dev', 'libmozjs-115-dev', 'libmozjs-102-dev'],
  },
}

/**
 * The path of a browser or of an engine's shell on this machine, installed by `apt-get` first where that is asked for
 * and allowed.
 *
 * @returns `null` where there is none
 */
export function ensureEngine(mayInstall: boolean, name: BrowserName | ShellName): string | null {
  const present = findProgram(name)
  if (present !== null || !mayInstall) return present
  if (aptGet('update', '-qq')) {
    for (const wanted of PROGRAMS[name].packages.filter(isOffered)) {
      if (aptGet('install', '-y', '-qq', '--no-install-recommends', wanted)) break
    }
  }
  return findProgram(name)
}

/** Says on the error stream what it does: standard output belongs to who called. */
function aptGet(...parameters: string[]): boolean {
  console.error(`apt-get ${parameters.join(' ')}`)
  const run = spawnSync('apt-get', parameters, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return run.status === 0
}

function isOffered(name: string): boolean {
  const run = spawnSync('apt-cache', ['show', name], { stdio: 'ignore' })
  return run.status === 0
}

function findProgram(name: BrowserName | ShellName): string | null {
  for (const command of PROGRAMS[name].commands) {
    const run = spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' })
    if (run.status === 0 && run.stdout.trim() !== '') return run.stdout.trim()
  }
  return null
}
