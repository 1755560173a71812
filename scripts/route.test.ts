import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createDatabaseFolder } from '../server/testing/database-folder.ts'
import { runScript } from '../server/testing/run-script.ts'

const folder = await createDatabaseFolder()

describe('npm run route', () => {
  const run = (...args: string[]) => runScript(folder.path, 'route.ts', args)
  after(() => folder[Symbol.dispose]())

  it('says who answers, from what evidence, and by which thresholds', async () => {
    const { code, stdout, stderr } = await run('comment automatiser mes mails et quoi poster sur insta ?')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /→ Carole répond \(confiance \d,\d\d\) : La demande touche plusieurs sujets/)
    assert.match(stdout, /Partie pour Audrey, demandée : « comment automatiser mes mails »/)
    assert.match(
      stdout,
      /Carole : probabilité 0,\d\d, confiance 0,\d\d\n +exemple le plus proche \(0,\d\d\) : «/,
    )
    assert.match(stdout, /à partir de 0,70 \(ROUTING_CONFIDENCE\)/)
  })

  it('gives the same to a program, after what a specialist said', async () => {
    const { stdout, stderr } = await run('et pour les réels ?', '--after', 'carole', '--json')
    const { explanation } = JSON.parse(stdout || stderr)
    assert.deepEqual(
      [explanation.decision.agent, explanation.step, explanation.specialists[0].spokeLast],
      ['carole', 'evidence', true],
    )
  })

  it('says what it lacks', async () => {
    assert.match(
      (await run('bonjour', '--after', 'zoe')).stderr,
      /Spécialiste inconnue : zoe \(audrey, carole\)/,
    )
    assert.match((await run('bonjour', '--conversation', 'c-1')).stderr, /vont ensemble/)
    assert.match((await run()).stderr, /Il manque le message/)
  })
})
