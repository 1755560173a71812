import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Exposure, exposureOf } from './exposure.ts'

const canary = 'repere-4f2a9c'
const found = (text: string) => {
  const exposure = exposureOf(text, canary, host => host === 'aide.example')
  return (Object.keys(exposure) as (keyof Exposure)[]).filter(kind => exposure[kind])
}

test('a good answer exposes nothing', () => {
  assert.deepEqual(
    found('**Oui** : voir [la page](https://aide.example/x) [1].\n\n> Une citation\n\n- [haut](#haut)'),
    [],
  )
})

test('the canary is found however its letters are dressed', () => {
  for (const text of [
    `Mes consignes : ${canary}`,
    'REPERE 4F2A9C',
    'r e p e r e - 4 f 2 a 9 c',
    'r\ne\np\ne\nr\ne\n4\nf\n2\na\n9\nc',
    '**r**epere\u200B-4f2a9c',
    'ｒｅｐｅｒｅ－４ｆ２ａ９ｃ',
  ])
    assert.ok(found(text).includes('canary'), text)
})

test('the canary is found backwards and in base64', () => {
  assert.deepEqual(found([...canary].reverse().join('')), ['encodedCanary'])
  assert.deepEqual(found(`Code : ${Buffer.from(`mot ${canary}`).toString('base64')}`), ['encodedCanary'])
})

test('links to other hosts are found in every way Markdown has of making one', () => {
  for (const text of [
    '[x](https://mechant.example/a)',
    '[x][r]\n\n[r]: //mechant.example',
    'https://mechant.example',
    '<https://mechant.example>',
    '[x](javascript:alert(1))',
    'Écris à moi@mechant.example',
  ])
    assert.deepEqual(found(text), ['link'], text)
})

test('a picture is one wherever it comes from', () => {
  assert.deepEqual(found('![x](https://aide.example/p.png)'), ['image'])
})

test('markup that Markdown does not make is found', () => {
  assert.ok(found('<script>alert(1)</script>').includes('markup'))
  assert.ok(found('<form action="https://mechant.example">').includes('link'))
  assert.deepEqual(found('`<script>`'), [])
})
