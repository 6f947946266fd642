/** Names longer than this say nothing to people. */
const LONGEST_NAME = 128

/** A word that is or ends in one of these names a secret wherever it stands: `PGPASSWORD`, `accesstoken`. */
const SECRET_ENDINGS = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'credential',
] as const

/** Other words that name a secret wherever they stand. */
const SECRET_WORDS = new Set([
  'authorization',
  'bearer',
  'credentials',
  'passwords',
  'pwd',
  'requirepass',
  'secrets',
])

/** Words that name a secret at the end of a name only: `DB_PASS`, but not `pass-through`. */
const SECRET_LAST_WORDS = new Set(['pass', 'pw', 'passcode', 'auth', 'sas'])

/** What a `key` must belong to, to be secret: `api key`, but not `sort key`. */
const KEY_OWNERS = new Set([
  'api',
  'access',
  'account',
  'auth',
  'client',
  'deploy',
  'encryption',
  'license',
  'master',
  'pgp',
  'private',
  'service',
  'session',
  'shared',
  'signing',
  'ssh',
  'storage',
  'subscription',
  'tls',
  'webhook',
])

/** What a name that ends so holds is something about a secret: where it is, how long it lives, what it is called. */
const ABOUT_WORDS = new Set([
  'age',
  'alg',
  'algorithm',
  'arn',
  'at',
  'audience',
  'class',
  'count',
  'date',
  'days',
  'dir',
  'directory',
  'disabled',
  'enabled',
  'encoding',
  'endpoint',
  'engine',
  'expiration',
  'expires',
  'expiry',
  'field',
  'file',
  'filename',
  'format',
  'header',
  'host',
  'hours',
  'id',
  'ids',
  'issuer',
  'kind',
  'label',
  'length',
  'limit',
  'location',
  'manager',
  'max',
  'method',
  'min',
  'minutes',
  'mode',
  'mount',
  'name',
  'names',
  'namespace',
  'path',
  'policy',
  'prefix',
  'provider',
  'ref',
  'reference',
  'refs',
  'required',
  'review',
  'rotation',
  'scope',
  'scopes',
  'seconds',
  'selector',
  'size',
  'source',
  'status',
  'store',
  'suffix',
  'template',
  'timeout',
  'ttl',
  'type',
  'uri',
  'url',
  'user',
  'username',
  'version',
])

/**
 * Whether a name says that its value is secret, in any of the usual spellings: `DB_PASSWORD`, `clientSecret`,
 * `x-api-key`. `passwordFile`, `tokenTtl` and `secretName` say where a secret is, or something about it.
 */
export function nameSaysSecret(name: string): boolean {
  if (name.length > LONGEST_NAME) return false
  const words = wordsOf(name)
  const last = words.length - 1
  if (last < 0 || ABOUT_WORDS.has(words[last]!)) return false
  return words.some((word, at) => {
    if (SECRET_WORDS.has(word) || SECRET_ENDINGS.some((ending) => word.endsWith(ending))) return true
    if (at > 0 && word === 'key' && KEY_OWNERS.has(words[at - 1]!)) return true
    if (at > 0 && word === 'string' && words[at - 1] === 'connection') return true
    return at === last && SECRET_LAST_WORDS.has(word)
  })
}

/** The words of a name in lower case: split at what is no letter, and at humps. */
function wordsOf(name: string): string[] {
  const words: string[] = []
  let word = ''
  for (let at = 0; at < name.length; at += 1) {
    const unit = name.charCodeAt(at)
    const isUpper = unit >= 65 && unit <= 90
    if (!isUpper && !isLower(unit)) {
      if (word !== '') words.push(word)
      word = ''
      continue
    }
    // A hump begins after a small letter, and before the last capital of a run: `API|Key`.
    const before = at === 0 ? 0 : name.charCodeAt(at - 1)
    const afterCapital = before >= 65 && before <= 90
    if (isUpper && word !== '' && (!afterCapital || isLower(name.charCodeAt(at + 1)))) {
      words.push(word)
      word = ''
    }
    word += isUpper ? String.fromCharCode(unit + 32) : name[at]!
  }
  if (word !== '') words.push(word)
  return words
}

function isLower(unit: number): boolean {
  return unit >= 97 && unit <= 122
}
