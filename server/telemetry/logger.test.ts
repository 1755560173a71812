import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { createLogger, toReason } from './logger.ts'

function captureLines(level: 'debug' | 'info' | 'warning' | 'error') {
  const lines: string[] = []
  const logger = createLogger({ level, pretty: false, destination: { write: line => void lines.push(line) } })
  return { logger, lines, entries: () => lines.map(line => JSON.parse(line)) }
}

describe('createLogger', () => {
  it('names levels as operators grep for them', () => {
    const { logger, entries } = captureLines('info')
    logger.info('a')
    logger.warn('b')
    logger.error('c')
    logger.fatal('d')
    assert.deepEqual(
      entries().map(entry => entry.level),
      ['INFO', 'WARNING', 'ERROR', 'ERROR'],
    )
  })

  it('names them the same on a terminal', () => {
    const lines: string[] = []
    const destination = { write: (line: string) => void lines.push(line) }
    const logger = createLogger({ level: 'debug', pretty: true, destination })
    logger.debug('a')
    logger.info({ some: 'field' }, 'b')
    logger.warn('c')
    logger.error({ error: new Error('boom') }, 'd')
    logger.fatal('e')
    const plain = lines.map(stripVTControlCharacters)
    const grep = (word: string) => plain.filter(line => line.includes(word)).length
    assert.deepEqual(['DEBUG', 'INFO', 'WARNING', 'ERROR'].map(grep), [1, 1, 1, 2])
    assert.match(plain[2] ?? '', /^\[\d\d:\d\d:\d\d\] WARNING: c\n$/)
    assert.match(plain[3] ?? '', /boom[\s\S]* at /)
    assert.notEqual(lines[2], plain[2], 'in colour')
  })

  it('leaves out what is under its level', () => {
    const { logger, entries } = captureLines('warning')
    logger.info('a')
    logger.warn('b')
    assert.deepEqual(
      entries().map(entry => entry.msg),
      ['b'],
    )
  })

  it('keeps the cause of an error and drops what a driver hangs on it', () => {
    const { logger, lines, entries } = captureLines('info')
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', parameters: ['secret text'] })
    logger.error({ error: new Error('call failed', { cause }) }, 'turn failed')
    assert.equal(entries()[0].error.cause.code, '23505')
    assert.ok(!lines.join('').includes('secret text'))
  })
})

describe('toReason', () => {
  it('is what lies at the bottom, without what was put around it', () => {
    const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' })
    assert.equal(
      toReason(new Error('away', { cause: new Error('no connection', { cause: refused }) })),
      'ECONNREFUSED',
    )
    assert.equal(toReason(new Error('away', { cause: { kind: 'lost' } })), 'away')
    assert.equal(toReason('torn'), 'torn')
  })
})
