import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AnswerError, askAll } from './ask-all.ts'
import type { Dialogue } from './dialogue.ts'
import { shown } from './questions.ts'

/** A person who answers in this order, and what they were told. */
function person(...answers: string[]) {
  const told: string[] = []
  const secrets: boolean[] = []
  const dialogue: Dialogue = {
    say: text => told.push(text),
    async ask(prompt, { secret = false } = {}) {
      told.push(prompt)
      secrets.push(secret)
      return answers.shift() ?? assert.fail('one question too many')
    },
    close: () => undefined,
  }
  return { dialogue, told, secrets, left: answers }
}

describe('the five questions', () => {
  it('set what is answered, and nothing else', async () => {
    const { dialogue, secrets, left } = person(
      'exemple.fr, https://www.exemple.fr/page',
      '',
      'sk-or-v1-abcdefgh',
      '',
      '',
      '80',
    )
    assert.deepEqual(await askAll({}, {}, dialogue), {
      ALLOWED_ORIGINS: 'https://exemple.fr,https://www.exemple.fr',
      SITE_URL: 'https://exemple.fr',
      OPENROUTER_API_KEY: 'sk-or-v1-abcdefgh',
      MONTHLY_BUDGET_EUR: '80',
    })
    assert.deepEqual(secrets, [false, false, true, true, true, false])
    assert.deepEqual(left, [])
  })

  it('keep what there is by an empty answer, take it away by a hyphen, and show no key', async () => {
    const before = {
      ALLOWED_ORIGINS: 'https://a.fr',
      DATABASE_URL: 'postgresql://me:secret@host/base',
      OPENROUTER_API_KEY: 'sk-or-v1-0123456789',
      COHERE_API_KEY: 'cohere-0123456789',
      MONTHLY_BUDGET_EUR: '20',
    }
    const { dialogue, told } = person('', '', '', '', '-', '')
    assert.deepEqual(await askAll(before, {}, dialogue), { COHERE_API_KEY: '' })
    const text = told.join('\n')
    assert.doesNotMatch(text, /secret@|sk-or-v1-012345|cohere-01/)
    assert.match(text, /\[…6789\]/)
    assert.match(text, /\[postgresql:\/\/me:…@host\/base\]/)
  })

  it('ask again after a wrong answer, and say why', async () => {
    const { dialogue, told } = person(
      'ftp://x',
      'https://a.fr',
      'mysql://x',
      '',
      '',
      '',
      'your-cohere-key',
      '',
    )
    assert.deepEqual(await askAll({}, {}, dialogue), {
      ALLOWED_ORIGINS: 'https://a.fr',
      SITE_URL: 'https://a.fr',
    })
    assert.match(told.join('\n'), /✗ DATABASE_URL doit ressembler à postgresql/)
    assert.match(told.join('\n'), /✗ COHERE_API_KEY est encore celle de l'exemple/)
  })

  it('ask for Supabase’s key only there, and for a budget only where something costs', async () => {
    const supabase = person('', 'https://abc.supabase.co', 'sb_secret_0123456789', '', '', '')
    assert.deepEqual(await askAll({}, {}, supabase.dialogue), {
      SUPABASE_URL: 'https://abc.supabase.co',
      SUPABASE_SERVICE_KEY: 'sb_secret_0123456789',
    })
    const paid = person('', '', 'sk-or-v1-abcdefgh', '', '', '')
    const { MONTHLY_BUDGET_EUR } = await askAll({}, {}, paid.dialogue)
    assert.equal(MONTHLY_BUDGET_EUR, '50', 'what is proposed')
  })

  it('change from Supabase to Postgres whole', async () => {
    const before = { SUPABASE_URL: 'https://abc.supabase.co', SUPABASE_SERVICE_KEY: 'sb_secret_1' }
    const { dialogue } = person('', 'postgresql://a:b@h/c', '', '', '')
    assert.deepEqual(await askAll(before, {}, dialogue), {
      DATABASE_URL: 'postgresql://a:b@h/c',
      SUPABASE_URL: '',
      SUPABASE_SERVICE_KEY: '',
    })
  })

  it('are answered by options without anybody', async () => {
    assert.deepEqual(await askAll({}, { 'openrouter-key': 'sk-or-v1-abcdefgh', budget: '12,5 €' }, null), {
      OPENROUTER_API_KEY: 'sk-or-v1-abcdefgh',
      MONTHLY_BUDGET_EUR: '12.5',
    })
    assert.deepEqual(await askAll({}, {}, null), {})
    await assert.rejects(askAll({}, { budget: 'beaucoup' }, null), (error: unknown) => {
      assert.ok(error instanceof AnswerError)
      assert.match(error.message, /^MONTHLY_BUDGET_EUR doit être un nombre/)
      return true
    })
  })
})

describe('what is shown', () => {
  it('is the end of a key, and an address without its password', () => {
    assert.deepEqual(
      [shown('sk-or-v1-0123456789', true), shown('short', true), shown('postgres://u:p%40w@h/b', false)],
      ['…6789', '…', 'postgres://u:…@h/b'],
    )
    assert.equal(shown('postgres://u:Top@Secret/1@h/b', false), 'postgres://u:…@h/b')
  })
})
