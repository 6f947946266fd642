import { describe, expect, test } from 'vitest'
import {
  boundedText,
  clientMajor,
  hourOfWeek,
  magnitude,
  networkPrefix,
  placeOf,
  RATE_TEXTS,
  rateLevel,
  resourceKindOf,
} from '../../src/behaviour/event-texts.js'
import { DAY, HOUR, MONDAY } from './office.js'

describe('a resource', () => {
  test.each([
    ['deploy:prod/pay/api', 'deploy', 'prod/pay'],
    ['Deployment/prod/api', 'Deployment', 'prod'],
    ['s3/bucket', 's3', ''],
    ['arn:aws:s3:::bucket/key', 's3', ''],
    ['arn:aws:iam::42:role/admin', 'iam', '42'],
    ['arn:aws:ec2:eu-west-1:42:instance/i-1', 'ec2', 'eu-west-1/42'],
    ['arn:', 'arn', ''],
    ['plain', 'plain', ''],
    ['/leading', '/leading', ''],
    [':', ':', ''],
    ['kind:', 'kind', ''],
  ])('%s is of kind %s in place "%s"', (resource, kind, place) => {
    expect(resourceKindOf(resource)).toBe(kind)
    expect(placeOf(resource)).toBe(place)
  })
})

test.each([
  ['10.2.3.4', '10.2.0.0/16'],
  ['2001:db8:1::9', '2001:db8::/32'],
  ['2001:DB8:0:0:0:0:0:1', '2001:DB8::/32'],
  ['health.amazonaws.com', 'health.amazonaws.com'],
  ['AWS Internal', 'AWS Internal'],
  ['1.2.3', '1.2.3'],
  ['::1', '::1'],
])('the network of %s is %s', (address, prefix) => {
  expect(networkPrefix(address)).toBe(prefix)
})

test.each([
  ['mac-cli/1.9', 'mac-cli/1'],
  ['aws-cli/2.13.0 Python/3.11', 'aws-cli/2'],
  ['kubectl/v1.30.1', 'kubectl/v1'],
  ['Boto3', 'Boto3'],
  ['-', '-'],
])('the client of %s is %s', (client, major) => {
  expect(clientMajor(client)).toBe(major)
})

test.each([
  [MONDAY, 'weekday 00-02'],
  [MONDAY + 9 * HOUR + 1, 'weekday 08-10'],
  [MONDAY + 5 * DAY - 1, 'weekday 22-24'],
  [MONDAY + 5 * DAY, 'weekend 00-02'],
  [MONDAY + 7 * DAY - 1, 'weekend 22-24'],
  [0, 'weekday 00-02'],
])('%i falls in %s', (at, bin) => {
  expect(hourOfWeek(at)).toBe(bin)
})

test.each([
  [0, '0'],
  [-0, '0'],
  [1, '2^0'],
  [1023, '2^9'],
  [1024, '2^10'],
  [0.25, '2^-2'],
  [-5, '-2^2'],
])('%f is of magnitude %s', (value, text) => {
  expect(magnitude(value)).toBe(text)
})

test('levels of a rate rise twice to a doubling, and each text names where its level begins', () => {
  expect([1, 2, 3, 4, 5, 6, 8, 11, 12, 16].map(rateLevel)).toEqual([0, 1, 2, 3, 3, 4, 5, 5, 6, 7])
  for (let count = 1; count < 5000; count += 1) {
    const level = rateLevel(count)
    expect(count).toBeGreaterThanOrEqual(Number(RATE_TEXTS[level]!.slice(9)))
    expect(count).toBeLessThan(Number(RATE_TEXTS[level + 1]!.slice(9)))
  }
  expect(RATE_TEXTS[rateLevel(2 ** 31)]).toBe('at least 1048576')
})

describe('a long value', () => {
  const start = 'a'.repeat(100)

  test('is counted under its start and a digest, so that another does not pass for it', () => {
    const one = boundedText(`${start}${'b'.repeat(1000)}`)
    expect(one).toHaveLength(80 + 1 + 32)
    expect(one).not.toBe(boundedText(`${start}${'b'.repeat(1001)}`))
    expect(boundedText(start)).toBe(start)
  })

  test('is never cut within a surrogate pair', () => {
    const cut = boundedText(`${'a'.repeat(79)}😀${'b'.repeat(100)}`)
    expect(cut.startsWith(`${'a'.repeat(79)}…`)).toBe(true)
  })
})
