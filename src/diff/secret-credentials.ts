/** A credential that is known by its shape: who issued it, and the shape. */
type Credential = readonly [name: string, shape: RegExp]

// Every quantifier is bounded, or stands behind a lookbehind that lets a match begin only where its run of characters
// begins: so each expression takes linear time on any text.
// Sources: the vendors' pages on token formats, gathered as gitleaks (config/gitleaks.toml) and detect-secrets do.
const CREDENTIALS: readonly Credential[] = [
  [
    'private key',
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[0-9A-Z]{50}/,
  ],
  [
    'private key',
    // The same without its armour, in DER: PKCS #8, PKCS #1 and SEC 1 begin with a version number, certificates do not.
    /(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9+/]{3}IBADANBgkq|MII[A-Za-z0-9+/]{3}IBAAKC|MIGHAgEAMBMG|MHcCAQEE|MC4CAQAwBQYDK2V)/,
  ],
  ['JSON web token', /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\./],
  ['AWS access key', /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}/],
  ['GitHub token', /gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40}/],
  [
    'GitLab token',
    /(?<![A-Za-z0-9])(?:gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|soat)-[A-Za-z0-9_-]{20}|GR1348941[A-Za-z0-9_-]{20})/,
  ],
  [
    'Slack token',
    /xox[abeoprs](?:\.xox[abp])?-[A-Za-z0-9-]{10}|xapp-\d-[A-Z0-9]{8}|hooks\.slack\.com\/[a-z]{4,12}\/[A-Za-z0-9/]{16}/,
  ],
  ['Stripe key', /(?<![A-Za-z0-9])[prs]k_(?:live|test)_[A-Za-z0-9]{16}|whsec_[A-Za-z0-9+/]{24}/],
  ['npm token', /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/],
  ['PyPI token', /pypi-[A-Za-z0-9_-]{50}/],
  ['Docker token', /dckr_[op]at_[A-Za-z0-9_-]{20}/],
  ['Google key', /AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{20}|(?<![A-Za-z0-9])ya29\.[A-Za-z0-9_-]{20}/],
  [
    'Azure key',
    /(?:AccountKey|SharedAccessKey|SharedSecretValue)=[A-Za-z0-9+/]{20}|[?&]sig=[A-Za-z0-9%+/]{40}|[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31}/,
  ],
  [
    'HashiCorp token',
    /(?<![A-Za-z0-9])hv[bsr]\.[A-Za-z0-9_-]{24}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40}/,
  ],
  ['SendGrid key', /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16}/],
  ['Twilio key', /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/],
  ['Mailgun key', /(?<![A-Za-z0-9])key-[0-9a-f]{32}(?![A-Za-z0-9])/],
  ['Mailchimp key', /(?<![A-Za-z0-9])[0-9a-f]{32}-us\d/],
  ['Telegram token', /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{33}/],
  ['Discord webhook', /discord(?:app)?\.com\/api\/webhooks\/\d/],
  ['DigitalOcean token', /do[opr]_v1_[0-9a-f]{64}/],
  ['OpenAI key', /(?<![A-Za-z0-9])sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20}|[A-Za-z0-9]{20}T3BlbkFJ)/],
  ['Anthropic key', /(?<![A-Za-z0-9])sk-ant-[A-Za-z0-9_-]{20}/],
  ['Hugging Face token', /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{34}/],
  ['Databricks token', /(?<![A-Za-z0-9])dapi[0-9a-f]{32}/],
  ['Shopify token', /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/],
  ['Square token', /(?<![A-Za-z0-9])sq0(?:atp|csp)-[A-Za-z0-9_-]{22}/],
  ['New Relic key', /(?<![A-Za-z0-9])NRAK-[A-Z0-9]{27}/],
  ['Grafana token', /(?<![A-Za-z0-9])gl(?:sa|c)_[A-Za-z0-9+/]{32}/],
  ['Pulumi token', /(?<![A-Za-z0-9])pul-[0-9a-f]{40}/],
  ['Linear key', /lin_api_[A-Za-z0-9]{32}/],
  ['Postman key', /(?<![A-Za-z0-9])PMAK-[0-9a-f]{24}/],
  ['Doppler token', /(?<![A-Za-z0-9])dp\.(?:audit|ct|pt|sa|scim|st)\.[A-Za-z0-9]{40}/],
  ['Sentry token', /sntry[su]_[A-Za-z0-9+/_=]{40}/],
  [
    'password hash',
    /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$(?:1|5|6|y|apr1)\$(?:[^$\s]{1,64}\$){1,2}[./A-Za-z0-9]{22}|\$argon2(?:d|i|id)\$/,
  ],
]

const ANY_CREDENTIAL: RegExp = /* @__PURE__ */ anyOf(CREDENTIALS)

function anyOf(credentials: readonly Credential[]): RegExp {
  return new RegExp(credentials.map(([, shape]) => shape.source).join('|'))
}

/** The shortest text that a credential of the list fits in. */
const SHORTEST = 8

/** Of whom a text holds a credential, or `null`. */
export function credentialIn(text: string): string | null {
  if (text.length < SHORTEST) return null
  if (!ANY_CREDENTIAL.test(text)) return null
  return CREDENTIALS.find(([, shape]) => shape.test(text))![0]
}

/** How far a password may reach into a URL. */
const LONGEST_USER_INFO = 512

/** Whether a text holds a URL with a password: `postgres://app:hunter2@db/main` (RFC 3986 §3.2.1). */
export function hasUrlPassword(text: string): boolean {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const authority = text.slice(at + 3, at + 3 + LONGEST_USER_INFO)
    // A password that holds a slash should be escaped, and often is not; what follows a port does not count as one.
    const found = /^[^\s:/?#@"'<>]*:(?!\d{1,5}(?:[/?#]|$))([^\s@"'<>]+)@/.exec(authority)
    if (found !== null && !isReference(found[1]!)) return true
  }
  return false
}

/** Whether a text names the place of a value, and is none: `$(DB_PASSWORD)`, `${password}`, `{{ .Values.password }}`. */
export function isReference(text: string): boolean {
  return /^(?:\$\([A-Za-z0-9_.-]{1,128}\)|\$\{[A-Za-z0-9_.:-]{1,128}\}|\{\{[^{}]{0,256}\}\})$/.test(text)
}
