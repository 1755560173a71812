import { type HistoryMessage, leantOn, readHistory } from '../agents/conversation.ts'
import { withoutCourtesy } from '../agents/courtesies.ts'
import { namedPersonas, ordinalOf } from '../agents/named-persona.ts'
import type { Persona, Team } from '../agents/persona.ts'
import { readSpokenTo } from '../agents/spoken-to.ts'
import { opensSubject, standsAlone } from './leaning-question.ts'
import { saysSubject } from './question-terms.ts'
import { withoutIntroduction } from './without-introduction.ts'

/** A reply to the clarifying question that is no longer than this chooses; a longer one asks anew. */
const longestChoice = 8
/** A reply to it as short as this, which names nobody, adds a detail ("pour Instagram", "les deux"). */
const longestDetail = 4

/** What is asked, read with what was said before. */
export interface QuestionInContext {
  /** What to search the documents with. */
  search: string
  /** What it asks by itself, which written answers are looked up by: "pourquoi ?" does not ask the previous question again. */
  own: string
  /** What a model is asked, which reads the conversation too: the message as it is, unless it answers the clarifying question. */
  toModel: string
  /** The earlier question that it leans on; empty when it stands alone. */
  about: string
  /** What the chosen specialist is asked, best reading first: the next one serves when the first finds no answer. */
  readingsFor(agent: string): string[]
}

/**
 * Reads a message in its conversation. `history` is oldest first, without the message.
 * - "Carole" after the clarifying question asks the question before it, and a few words more add to it;
 * - "et pour les réels ?" asks about what it names, else goes on with the previous question;
 * - "combien de temps ?" goes on with it, however many such questions and thanks are between the two;
 * - anything else stands on its own;
 * - neither the name of the specialist it speaks to, nor its writer's own, nor a courtesy before is part of what it asks.
 */
export function readQuestion(
  message: string,
  history: readonly HistoryMessage[],
  { team, personas }: { team: Team; personas: readonly Persona[] },
): QuestionInContext {
  const conversation = readHistory(history, personas, team)
  const spokenTo = readSpokenTo(message, personas)
  const said = toQuestion(message, personas)
  const { clarified } = conversation
  const previous = clarified ? conversation.previousQuestion : leantOn(history, opensSubject)
  const previousQuestion = toQuestion(previous, personas)
  const inContext = previousQuestion === '' ? said : `${previousQuestion} ${said}`
  const words = message.split(/\s+/u).filter(word => /[\p{L}\p{N}]/u.test(word)).length

  if (clarified) {
    const named = namedPersonas(message, personas).length > 0
    const chosen = named || ordinalOf(message, conversation.offered.length) !== null
    if (chosen && words <= longestChoice) return standing(previousQuestion, previousQuestion)
    if (words <= longestDetail) return standing(inContext, inContext)
  }
  if (standsAlone(said) || previousQuestion === '') return standing(said, message)
  const goesOnWith = [conversation.lastSpeaker, spokenTo?.persona.id]
  return {
    search: inContext,
    own: said,
    toModel: message,
    about: previousQuestion,
    readingsFor: agent => (goesOnWith.includes(agent) || !saysSubject(said) ? [said, inContext] : [said]),
  }
}

/** "Vous êtes où ?" holds no word that a document would be found by. */
const asksWhereWeAre =
  /^\s*(?:(?:mais|et|au fait|dites|du coup),? )?(?:o[uù] (?:[êe]tes|es)[ -](?:vous|tu)|(?:vous [êe]tes|tu es|t['’]es) o[uù]|o[uù] (?:vous [êe]tes|tu es)|where (?:are|r) (?:you|u)(?: guys)?)(?: (?:exactement|au juste|exactly))?\s*[?!.]*\s*$/iu
const whereWeAre = '(basées, situées, based)'

/**
 * A message without the name of the specialist it speaks to, the courtesies around it and its writer's own name: what it
 * asks, in words that can be searched for.
 */
export function toQuestion(message: string, personas: readonly Persona[]): string {
  const own = withoutIntroduction(withoutCourtesy(readSpokenTo(message, personas)?.rest ?? message))
  return asksWhereWeAre.test(own) ? `${own} ${whereWeAre}` : own
}

function standing(question: string, toModel: string): QuestionInContext {
  return { search: question, own: question, toModel, about: '', readingsFor: () => [question] }
}
