import assert from 'node:assert/strict'
import { it } from 'node:test'
import { toAddressKey } from './address-key.ts'

it('counts an IPv4 address as itself, also when it is mapped into IPv6', () => {
  assert.equal(toAddressKey('203.0.113.7'), '203.0.113.7')
  assert.equal(toAddressKey('::ffff:203.0.113.7'), '203.0.113.7')
  assert.equal(toAddressKey('::FFFF:cb00:7107'), '203.0.113.7')
})

it('counts the addresses of one IPv6 /64 as one client', () => {
  const keys = ['2001:db8:1:2::1', '2001:0db8:0001:0002:ffff:0:0:9', '2001:db8:1:2:a::'].map(toAddressKey)
  assert.deepEqual(new Set(keys), new Set(['2001:db8:1:2::/64']))
  assert.notEqual(toAddressKey('2001:db8:1:3::1'), keys[0])
})

it('takes a zone and the shortest spellings', () => {
  assert.equal(toAddressKey('::1'), '0:0:0:0::/64')
  assert.equal(toAddressKey('fe80::1%eth0'), 'fe80:0:0:0::/64')
})
