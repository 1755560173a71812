import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { putDocument } from './put-document.ts'
import { searchKnowledge } from './search-knowledge.ts'

const database = await openTestDatabase()
after(() => database.close())

/** Loads the texts, by their file's name, in place of all that was there. */
async function fill(texts: Record<string, string>, language = 'fr'): Promise<void> {
  await database.query('delete from documents')
  for (const [filename, content] of Object.entries(texts)) {
    const document = { owner: 'audrey', source: filename, filename, fileType: 'text', language }
    await putDocument(database, {
      document: { ...document, title: 'Aide', priority: 0, contentHash: `${filename} ${content}` },
      chunks: [{ index: 0, content, section: null, page: null, position: 0, tokenCount: 1, embedding: null }],
    })
  }
}

async function found(query: string): Promise<string[]> {
  const passages = await searchKnowledge(database, { query, agents: ['audrey'], limit: 5 })
  return passages.map(({ filename }) => filename)
}

async function supportOf(query: string): Promise<number> {
  const [best] = await searchKnowledge(database, { query, agents: ['audrey'], limit: 1 })
  return best?.lexical ?? 0
}

const help = {
  'acces.txt':
    'Identifiant oublié : depuis la page de connexion de WordPress, un lien envoie un nouveau code.',
  'colis.txt': 'Le transporteur dépose la commande sous trois jours, contre une signature.',
  'facture.txt': 'Le montant de chaque facture est indiqué hors taxes.',
}

test('finds what is said in another word of the same meaning', async () => {
  await fill(help)
  assert.equal((await found('c’est quoi vos tarifs'))[0], 'facture.txt')
  await fill({ ...help, 'prix.txt': 'Nos tarifs sont sur demande.' })
  assert.equal((await found('c’est quoi vos tarifs'))[0], 'prix.txt')
})

test('knows a misspelt word that no document says by its meaning', async () => {
  await fill(help)
  assert.equal((await found('vos tarisf'))[0], 'facture.txt')
})

test('takes the words of one language for words of another nowhere', async () => {
  await fill({ 'mail.txt': 'Send the letter by post.', 'fee.txt': 'The fee is due in May.' }, 'en')
  assert.equal((await found('what does it cost'))[0], 'fee.txt')
  assert.deepEqual(await found('combien ça coûte'), [])
})

test('reads French as it is typed on a telephone', async () => {
  await fill(help)
  assert.equal((await found('slt g oublié mon identifiant wordpress je fé koi'))[0], 'acces.txt')
  assert.equal((await found('kel montan sur ma factur svp'))[0], 'facture.txt')
  await fill({ ...help, 'passe.txt': 'Le mot de passe se change dans le profil.' })
  assert.equal((await found('g perdu mon mdp'))[0], 'passe.txt')
})

test('leaves a short form alone that a document says', async () => {
  await fill({ ...help, 'pr.txt': 'Une PR (pull request) est relue par deux personnes.' })
  assert.equal((await found('c koi une pr'))[0], 'pr.txt')
})

test('mends a word of four letters, whatever became of one', async () => {
  await fill({ ...help, 'logo.txt': 'Le logo se met en haut à gauche.' })
  for (const typed of ['lgoo', 'logp', 'logoo', 'xlogo', 'lpgo'])
    assert.equal((await found(`le ${typed}`))[0], 'logo.txt', typed)
})

test('mends what is spelt by its sound', async () => {
  await fill({ ...help, 'kit.txt': 'Une question sur la colle ? Le guide de la boutique y répond.' })
  assert.equal((await found('une kestion sur la kolle'))[0], 'kit.txt')
  assert.equal((await found('la boutike'))[0], 'kit.txt')
  await fill({ ...help, 'image.txt': 'Les photographies de bateaux se rangent par année.' })
  assert.equal((await found('des fotografi'))[0], 'image.txt')
  assert.equal((await found('un bato'))[0], 'image.txt')
})

test('does not take how a question is asked for what is asked', async () => {
  await fill(help)
  const [short, long] = [
    await supportOf('le montant de la facture'),
    await supportOf('quel est le montant de la facture'),
  ]
  assert.ok(long > 0.7 * short, `${long} beside ${short}`)
})
