import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { describe, it } from 'node:test'
import { addressRange } from './address-range.ts'
import { createGuardedLookup } from './guarded-lookup.ts'

describe('an address', () => {
  it('is public, private, or nobody’s', () => {
    const of = (...addresses: string[]) => [...new Set(addresses.map(addressRange))]
    assert.deepEqual(of('93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:4700::1', '::ffff:8.8.8.8'), [
      'public',
    ])
    assert.deepEqual(
      of('10.0.0.1', '127.8.9.1', '172.31.255.255', '192.168.0.9', '100.64.0.1', '::1', 'fd00::1'),
      ['private'],
    )
    assert.deepEqual(of('::ffff:7f00:1', '::ffff:10.0.0.1'), ['private'])
    assert.deepEqual(of('169.254.169.254', '::ffff:a9fe:a9fe', '0.0.0.0', '::', 'fe80::1', '224.0.0.1'), [
      'forbidden',
    ])
    assert.deepEqual(of('255.255.255.255', '64:ff9b::7f00:1', '2002:7f00:1::', '::7f00:1', 'localhost', ''), [
      'forbidden',
    ])
    // Where clouds keep their credentials: within ranges that are otherwise one's own, or the internet's.
    for (const address of [
      '169.254.169.254',
      '169.254.170.2',
      '100.100.100.200',
      '::ffff:100.100.100.200',
      '192.0.0.192',
      '168.63.129.16',
      'fd00:ec2::254',
      'FD00:0EC2:0:0::254',
      'fd20:ce::254',
      'fd00:c1::a9fe:a9fe',
      'fd00:42::42',
    ])
      assert.equal(addressRange(address), 'forbidden', address)
    assert.deepEqual(of('100.100.100.201', 'fd00:ec3::254', 'fd00:42::43'), ['private'])
    assert.deepEqual(of('168.63.129.17'), ['public'])
    assert.deepEqual(of('::ffff:0:7f00:1', '5f00::1', '4000::1', '3fff::1', '::2'), ['forbidden'])
  })
})

describe('a name that is looked up', () => {
  const find = (addresses: LookupAddress[], mayBePrivate: boolean) =>
    new Promise<string>(resolve => {
      const lookup = createGuardedLookup(mayBePrivate, (_host, _options, done) => done(null, addresses))
      lookup('name', { all: true }, (error, found) => resolve(error?.code ?? JSON.stringify(found)))
    })
  const inside = { address: '10.0.0.1', family: 4 }
  const outside = { address: '8.8.8.8', family: 4 }
  const metadata = { address: '169.254.169.254', family: 4 }

  it('has to lead outside with all its addresses, unless it may lead inside', async () => {
    assert.equal(await find([outside], false), JSON.stringify([outside]))
    assert.equal(await find([outside, inside], false), 'ADDRESS_REFUSED')
    assert.equal(await find([outside, inside], true), JSON.stringify([outside, inside]))
  })

  it('never leads to where clouds keep their credentials, or nowhere', async () => {
    assert.equal(await find([metadata], true), 'ADDRESS_REFUSED')
    assert.equal(await find([], true), 'ADDRESS_REFUSED')
  })

  it('gives one address to who asks for one, and passes on that there is none', async () => {
    const one = createGuardedLookup(false, (_host, _options, done) => done(null, [outside]))
    const found = await new Promise(resolve => one('name', {}, (...answer) => resolve(answer)))
    assert.deepEqual(found, [null, '8.8.8.8', 4])
    const none = createGuardedLookup(false, (_host, _options, done) =>
      done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []),
    )
    const code = await new Promise(resolve => none('name', {}, error => resolve(error?.code)))
    assert.equal(code, 'ENOTFOUND')
  })
})
