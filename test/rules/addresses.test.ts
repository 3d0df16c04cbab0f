/** Which addresses are private: IANA's registries, the forms that hide an IPv4 address, and the option. */
import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBlockedHost, readAddressBlock } from '../../src/rules/addresses.js'

const all = readAddressBlock(true)!

describe('an address', () => {
  test.each([
    ['this machine', ['0.0.0.0', '0.1.2.3', '127.0.0.1', '127.255.255.255', '::', '::1']],
    ['private networks', ['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255']],
    ['private networks, more', ['192.168.0.0', '192.168.255.255', 'fc00::', 'fdff:ffff::1']],
    ['behind a provider', ['100.64.0.0', '100.127.255.255']],
    ['link-local', ['169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1']],
    ['metadata', ['169.254.169.254', '100.100.100.200', '192.0.0.192', '168.63.129.16']],
    ['metadata over IPv6', ['fd00:ec2::254', 'fd20:ce::254', '::ffff:169.254.169.254']],
    ['multicast and broadcast', ['224.0.0.1', '239.255.255.250', '255.255.255.255', 'ff02::1']],
    ['reserved', ['240.0.0.1', '192.0.0.1', '198.18.0.1', '198.19.255.255', '192.88.99.1']],
    ['documentation', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1']],
    ['mapped', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:10.0.0.1', '0:0:0:0:0:ffff:a00:1']],
    ['IPv4-compatible and -translated', ['::7f00:1', '::127.0.0.1', '::ffff:0:7f00:1']],
    ['NAT64', ['64:ff9b::127.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::808:808']],
    ['6to4 and Teredo', ['2002:7f00:1::', '2002:a9fe:a9fe::1', '2001::1', '2001:0:4136:e378::1']],
    [
      'what is none',
      ['', 'localhost', '127.1', '0177.0.0.1', '1.2.3.4.5', ':::', '1::2::3', 'g::'],
    ],
  ])('%s is private', (_what, addresses) => {
    for (const address of addresses) expect([address, all(address)]).toEqual([address, true])
  })

  test('all others are public', () => {
    for (const address of [
      ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0'],
      ...['126.255.255.255', '128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255'],
      ...['172.32.0.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0'],
      ...[
        '223.255.255.255',
        '168.63.129.15',
        '2606:4700::1111',
        '2a00::1',
        '3ffe::1',
        '2001:200::1',
      ],
      ...['::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::1'],
    ]) {
      expect([address, all(address)]).toEqual([address, false])
    }
  })
})

describe('the option', () => {
  test('off by default, and what is no list is refused', () => {
    expect(readAddressBlock(undefined)).toBeUndefined()
    expect(readAddressBlock(false)).toBeUndefined()
    for (const wrong of [
      1,
      'yes',
      {},
      null,
      ['localhost'],
      ['10.0.0.0/33'],
      ['::/129'],
      [1],
      [''],
    ]) {
      expect(() => readAddressBlock(wrong)).toThrow(
        /^blockPrivateAddresses must be true, false, or a list of addresses and ranges/,
      )
    }
  })

  test('a list allows its addresses and ranges alone, in each of their forms', () => {
    const block = readAddressBlock(['127.0.0.1', '10.1.0.0/16', 'fd00:1::/32'])!
    for (const open of [
      '127.0.0.1',
      '::ffff:127.0.0.1',
      '10.1.255.1',
      '64:ff9b::a01:1',
      'fd00:1::9',
    ]) {
      expect([open, block(open)]).toEqual([open, false])
    }
    for (const shut of ['127.0.0.2', '10.2.0.0', '10.0.255.255', 'fd00:2::1', '::1']) {
      expect([shut, block(shut)]).toEqual([shut, true])
    }
  })

  test('a host name that tells it by itself', () => {
    const told = (name: string) => isBlockedHost(name, all)
    expect(['localhost', 'LOCALHOST.', 'a.localhost', '10.0.0.1', '::1'].map(told)).toEqual(
      Array(5).fill(true),
    )
    expect(['example.com', 'mylocalhost', '8.8.8.8', 'localhost.example'].map(told)).toEqual(
      Array(4).fill(false),
    )
  })
})

test('it agrees with the BlockList of Node on ranges of every length, for any address', () => {
  const four = fc.ipV4()
  const six = fc.ipV6()
  const known = { 4: 'ipv4', 6: 'ipv6' } as const
  let inside = 0
  fc.assert(
    fc.property(
      fc.oneof(fc.tuple(four, four, fc.nat(32)), fc.tuple(six, six, fc.nat(128))),
      fc.boolean(),
      ([start, other, bits], near) => {
        // Far apart they would meet only in the shortest ranges.
        const address = near ? start : other
        // A mapped address is both, and the two say so in their own ways.
        fc.pre(![start, address].some((text) => /^[0:]*:ffff:|\..*:|:.*\./i.test(text)))
        const list = new BlockList()
        const family = known[isIP(start) as 4 | 6]
        list.addSubnet(start, bits, family)
        const expected = list.check(address, family)
        if (expected) inside += 1
        const block = readAddressBlock([`${start}/${bits}`])!
        // What is allowed is never blocked; what is not is blocked as ever.
        expect(block(address)).toBe(expected ? false : all(address))
      },
    ),
    { numRuns: 5_000 },
  )
  expect(inside).toBeGreaterThan(1_000)
})
