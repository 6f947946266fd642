import { describe, expect, test } from 'vitest'
import { textOfBase64 } from '../../src/diff/base64-text.js'
import { KnownSecrets } from '../../src/diff/known-secrets.js'
import { hasAssignedSecret } from '../../src/diff/secret-assignments.js'
import { credentialIn, hasUrlPassword } from '../../src/diff/secret-credentials.js'
import { looksRandom } from '../../src/diff/secret-entropy.js'
import { nameSaysSecret } from '../../src/diff/secret-names.js'
import { secretInText } from '../../src/diff/secret-text.js'
import { randomStream } from '../support/random-stream.js'

const ALL = { kubernetes: true, names: true, credentials: true, entropy: true }

describe('names', () => {
  test.each([
    'password',
    'DB_PASSWORD',
    'db.password',
    'dbPassword',
    'PGPASSWORD',
    'MYSQL_PASS',
    'redis-pw',
    'passphrase',
    'clientSecret',
    'CLIENT_SECRET',
    'secret',
    'TOKEN',
    'githubToken',
    'token1',
    'accesstoken',
    'x-api-key',
    'APIKey',
    'API_KEY',
    'AWS_SECRET_ACCESS_KEY',
    'account_key',
    'privateKey',
    'private_key_pem',
    'client-key-data',
    'ssh_key',
    'signingKey',
    'encryption-key',
    'credentials',
    'CREDENTIAL',
    'Authorization',
    'bearer',
    'REDISCLI_AUTH',
    'connectionString',
    'requirepass',
    'sas',
    'pwd',
  ])('%s says that its value is secret', (name) => {
    expect(nameSaysSecret(name)).toBe(true)
  })

  test.each([
    '',
    'a',
    'key',
    'sortKey',
    'primary_key',
    'publicKey',
    'passwordFile',
    'PASSWORD_FILE',
    'tokenTtl',
    'secretName',
    'secretKeyRef',
    'TOKEN_URL',
    'token_type',
    'max_tokens',
    'passThrough',
    'compass',
    'bypass-cache',
    'tokenizer',
    'secretRotationDays',
    'AWS_ACCESS_KEY_ID',
    'passwordPolicy',
    'author',
    'authMode',
    'secretary',
    'monkey',
    'keyboard',
    `${'x'.repeat(200)}password`,
  ])('%s does not', (name) => {
    expect(nameSaysSecret(name)).toBe(false)
  })
})

describe('credentials', () => {
  const letters = (count: number) => 'aB3dE5gH7jK9mN2pQ4rS6tU8vW0xYz1C'.repeat(8).slice(0, count)
  const hex = (count: number) => '0123456789abcdef'.repeat(8).slice(0, count)
  // Put together here, so that no scanner takes this file for a leak.
  const join = (...parts: string[]) => parts.join('')
  test.each<readonly [string, string]>([
    ['AWS access key', join('AKI', 'AIOSFODNN7EXAMPLE')],
    ['GitHub token', join('gh', 's_', letters(36))],
    ['GitHub token', join('github', '_pat_', letters(82))],
    ['GitLab token', join('glp', 'at-', letters(20))],
    ['Slack token', join('xox', 'b-123456789012-123456789012-', letters(24))],
    ['Slack token', join('https://hooks.sl', 'ack.com/services/T00000000/B00000000/', letters(24))],
    ['Stripe key', join('sk_', 'live_', letters(24))],
    ['npm token', join('np', 'm_', letters(36))],
    ['PyPI token', join('py', 'pi-', letters(60))],
    ['Docker token', join('dckr', '_pat_', letters(27))],
    ['Google key', join('AI', 'za', letters(35))],
    ['Azure key', join('DefaultEndpointsProtocol=https;Account', 'Key=', letters(86), '==')],
    ['Azure key', join(letters(3), '8', 'Q~', letters(34))],
    ['HashiCorp token', join('hv', 's.', letters(24))],
    ['SendGrid key', join('S', 'G.', letters(22), '.', letters(43))],
    ['Twilio key', join('S', 'K', hex(32))],
    ['Telegram token', join('123456789:', 'AA', letters(33))],
    ['DigitalOcean token', join('dop', '_v1_', hex(64))],
    ['OpenAI key', join('sk-', 'proj-', letters(40))],
    ['Anthropic key', join('sk-', 'ant-', letters(40))],
    ['Hugging Face token', join('h', 'f_', letters(34))],
    ['Databricks token', join('da', 'pi', hex(32))],
    ['Shopify token', join('shp', 'at_', hex(32))],
    ['Pulumi token', join('pu', 'l-', hex(40))],
    ['Postman key', join('PM', 'AK-', hex(24), '-', hex(34))],
    ['JSON web token', join('ey', 'JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.', letters(43))],
    ['private key', join('-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIE')],
    ['private key', join('-----BEGIN PGP ', 'PRIVATE KEY BLOCK-----')],
    ['private key', join('MII', 'EvQ', 'IBADANBgkqhkiG9w0BAQEFAASC')],
    ['password hash', join('$2', 'b$12$', letters(53))],
    ['password hash', join('$6', '$rounds=5000$salt$', letters(86))],
  ])('%s', (name, credential) => {
    expect(credentialIn(credential)).toBe(name)
    expect(credentialIn(`before ${credential} after`)).toBe(name)
    expect(credentialIn(credential.slice(0, 7))).toBeNull()
  })

  test('URLs with a password', () => {
    expect(hasUrlPassword('postgres://app:hunter2@db/main')).toBe(true)
    expect(hasUrlPassword('redis://:hunter2@cache:6379')).toBe(true)
    expect(hasUrlPassword('see amqp://u:p/w@mq and more')).toBe(true)
    expect(hasUrlPassword('https://x.example/a:b@c')).toBe(false)
    expect(hasUrlPassword('https://registry:5000/@scope/pkg')).toBe(false)
    expect(hasUrlPassword('https://user@host/')).toBe(false)
    expect(hasUrlPassword('postgres://app:$(DB_PASSWORD)@db/main')).toBe(false)
  })
})

describe('assignments', () => {
  test.each([
    '--password=x1',
    'password: x1',
    'password="x1"',
    '"password":"x1"',
    "'token': 'x1'",
    '{\\"token\\":\\"x1\\"}',
    'a=1\nDB_PASSWORD=x1\nb=2',
    'https://h/?a=1&access_token=x1',
    'run --token x1',
    'curl -u me:x1 https://h',
    'Authorization: Bearer abc123def4',
    'Proxy: Basic dXNlcjpwYXNz',
    'requirepass = x1',
  ])('%s', (text) => {
    expect(hasAssignedSecret(text)).toBe(true)
  })

  test.each([
    'password',
    'password:',
    'password=',
    'password: ""',
    'password=$(X)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as shells and charts write it
    'password=${X}',
    'token: true',
    'token: null',
    '"secrets": [',
    'passwordFile=/run/x',
    'vault-token:1.2',
    'Bearer of news',
    'Basic authentication',
    '--token-file x',
    'a == b',
    '=:=:',
    'password: ***',
  ])('%s is none', (text) => {
    expect(hasAssignedSecret(text)).toBe(false)
  })
})

describe('random strings', () => {
  const stream = randomStream(7)
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const drawn = (length: number): string =>
    Array.from({ length }, () => ALPHABET[Math.floor(stream.uniform() * 64)]).join('')
  const share = (length: number): number =>
    Array.from({ length: 2000 }, () => looksRandom(drawn(length))).filter(Boolean).length / 2000

  test('are found more often the longer they are', () => {
    expect(share(20)).toBeGreaterThan(0.6)
    expect(share(32)).toBeGreaterThan(0.8)
    expect(share(40)).toBeGreaterThan(0.95)
    expect(share(64)).toBeGreaterThan(0.97)
  })

  test.each([
    'CanvasRenderingContext2DSettings',
    'api/v1/namespaces/Default/Pods2',
    'THIS_IS_A_CONSTANT_NAME_42',
    'a-service-with-a-long-name-7d9f8b6c5d-x2v9q',
    '0123456789abcdef0123456789abcdef',
    'arn:aws:iam::123456789012:role/MyRole2Admin',
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    'projectId12ServiceAccount34Name56',
  ])('%s is none', (text) => {
    expect(looksRandom(text)).toBe(false)
  })

  test('the secret half of an AWS access key is one by its length', () => {
    expect(looksRandom('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')).toBe(true)
  })
})

describe('texts', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64')

  test('in base64 are read, also twice wrapped', () => {
    expect(secretInText(base64(base64('password: hunter2')), ALL)).toBe('name')
    expect(secretInText(base64('just a text, nothing else'), ALL)).toBeNull()
    expect(textOfBase64(base64('grüße aus dem Süden'))).toBe('grüße aus dem Süden')
    expect(textOfBase64(base64('short'))).toBeNull()
    expect(textOfBase64('%'.repeat(20))).toBeNull()
    expect(textOfBase64('dGhpcyBp\r\ncyBhIHRleHQ=\n')).toBe('this is a text')
    expect(textOfBase64(Buffer.alloc(20, 255).toString('base64'))).toBeNull()
  })

  // Each of these once is quadratic to a careless expression: the test would not come back.
  test.each([
    'eyJ'.repeat(200_000),
    'eyJ-'.repeat(200_000),
    '://'.repeat(200_000),
    '://a:'.repeat(100_000),
    '='.repeat(500_000),
    'a'.repeat(500_000),
    ' '.repeat(500_000),
    '-----BEGIN '.repeat(50_000),
    '\n'.repeat(500_000),
    'password'.repeat(60_000),
    '--a '.repeat(100_000),
    '$1$'.repeat(150_000),
    'aA1'.repeat(200_000),
  ])('of half a million characters take linear time (%#)', (text) => {
    secretInText(text, ALL)
  })
})

describe('known secrets', () => {
  test('are found anywhere in a text', () => {
    const known = new KnownSecrets()
    known.add('correct-horse-9')
    expect(known.isIn('the correct-horse-9 is')).toBe(true)
    expect(known.isIn('the correct-horse-8 is')).toBe(false)
    expect(known.isIn('')).toBe(false)
  })

  test('are not ordinary words', () => {
    const known = new KnownSecrets()
    for (const word of ['postgres', 'production', '123456789012', 'us-east-1', 'administrator'])
      known.add(word)
    expect(known.isIn('postgres in production, us-east-1, administrator, 123456789012')).toBe(false)
  })

  test('that begin alike beyond count are known by their beginning', () => {
    const known = new KnownSecrets()
    for (let number = 0; number < 20; number += 1) known.add(`common-part-1-${number}`)
    expect(known.isIn('common-part-1-99')).toBe(true)
    expect(known.isIn('common-part')).toBe(false)
  })
})
