import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { Interrupted, openDialogue } from './dialogue.ts'

function open() {
  const [input, output] = [new PassThrough(), new PassThrough()]
  let screen = ''
  output.on('data', chunk => {
    screen += chunk
  })
  return { dialogue: openDialogue(input, output), input, screen: () => screen }
}

describe('a terminal', () => {
  it('shows what is typed, but no secret', async () => {
    const { dialogue, input, screen } = open()
    const name = dialogue.ask('Nom > ')
    input.write(' Marie \r')
    assert.equal(await name, 'Marie')
    const key = dialogue.ask('Clé > ', { secret: true })
    input.write('sk-very-secret\r')
    assert.equal(await key, 'sk-very-secret')
    dialogue.close()
    assert.match(screen(), /Nom > .*Marie/s)
    assert.match(stripVTControlCharacters(screen()), /Clé > \n$/)
    assert.doesNotMatch(screen(), /secret/)
  })

  it('takes lines that were pasted together one by one', async () => {
    const { dialogue, input } = open()
    const first = dialogue.ask('')
    input.write('a\r')
    assert.equal(await first, 'a')
    const second = dialogue.ask('')
    input.write('b\r')
    assert.equal(await second, 'b')
    dialogue.close()
  })

  it('ends by Ctrl-C and by Ctrl-D', async () => {
    for (const key of ['\x03', '\x04']) {
      const { dialogue, input } = open()
      const answer = dialogue.ask('? ')
      input.write(key)
      await assert.rejects(answer, Interrupted)
      await assert.rejects(dialogue.ask('again? '), Interrupted)
    }
  })
})
