import type { RoutingStep, SpecialistExplanation } from '../server/agents/explain-routing.ts'
import type { Manner } from '../server/agents/part-manner.ts'
import { decimals } from './decimals.ts'
import type { Explained } from './explain-route.ts'
import { printable } from './printable.ts'

const mostPassages = 5

const steps: Record<RoutingStep, string> = {
  phrase:
    'la phrase le dit en toutes lettres (un nom, une personne demandée, une politesse) : rien n’est pesé',
  pair: 'une réponse écrite d’avance correspond (npm run pairs) : sa spécialiste la donne',
  parts: 'le message a des parties pour plusieurs spécialistes',
  subject: 'un mot ou deux, sans sujet connu : rien à quoi se fier',
  shared: 'les documents communs y répondent seuls, quelle que soit la spécialiste',
  evidence: 'tous les indices ensemble',
}

const manners: Record<Manner, string> = {
  asks: 'demandée',
  declines: 'écartée',
  tells: 'dite sans rien demander',
}

const kinds = {
  agent: 'répond',
  clarify: 'l’équipe demande une précision',
  human: 'l’équipe passe la main à une personne',
  distress: 'l’équipe dit qui appeler à l’aide',
  out_of_scope: 'l’équipe dit que ce n’est pas son domaine',
  smalltalk: 'l’équipe répond à la politesse',
}

/** What `npm run route` prints: who answers and why, then what each specialist has for her, then the thresholds. */
export function routeLines({ message, explanation, passages, model }: Explained): string[] {
  const { decision, specialists, step, thresholds } = explanation
  const nameOf = (id: string) => specialists.find(specialist => specialist.id === id)?.name ?? id
  const who = decision.kind === 'agent' ? `${nameOf(decision.agent)} répond` : kinds[decision.kind]
  return [
    `« ${printable(message)} »`,
    `→ ${who} (confiance ${decimals(decision.confidence)}) : ${decision.reasoning}`,
    `  Décidé par : ${steps[step]}.`,
    ...(decision.kind === 'clarify' ? [`  Au choix : ${decision.candidates.map(nameOf).join(', ')}.`] : []),
    ...explanation.parts.map(
      ({ agent, text, pressing, manner }) =>
        `  Partie pour ${nameOf(agent)}, ${manners[manner]}${pressing ? ', urgente' : ''} : « ${printable(text)} »`,
    ),
    '',
    step === 'phrase' ? 'Ce que les indices auraient dit :' : 'Indices :',
    ...specialists.flatMap(specialist => specialistLines(specialist)),
    `  personne : probabilité ${decimals(1 - explanation.inScope)} ; ressemble à ce qui n’est l’affaire de personne : ${decimals(explanation.nobodys)}`,
    `  mots du sujet connus des spécialistes : ${Math.round(100 * explanation.knownWords)} %`,
    ...(explanation.leaning > 0
      ? [
          `  s’appuie sur le message d’avant : ${decimals(explanation.leaning)} (0 : pas du tout, 1 : entièrement)`,
        ]
      : []),
    ...(explanation.clarified ? ['  répond à la question « laquelle ? » de l’équipe'] : []),
    '',
    passages.length === 0 ? 'Documents : rien trouvé.' : 'Documents trouvés :',
    ...passages
      .slice(0, mostPassages)
      .map(
        ({ owner, title, filename, lexical }) =>
          `  ${decimals(lexical)}  ${nameOf(owner)}  ${printable(title || filename)}`,
      ),
    '',
    `Seuils : une spécialiste répond à partir de ${decimals(thresholds.confidence)} (ROUTING_CONFIDENCE) ; sous ${decimals(thresholds.outOfScope)} de chances d’être l’affaire de quelqu’un, c’est hors sujet ; entre les deux, l’équipe demande.`,
    ...(model === null
      ? []
      : [`Dans le chat, ${printable(model)} serait encore consulté : l’aiguilleur n’est pas sûr.`]),
  ]
}

function specialistLines({
  name,
  probability,
  confidence,
  nearest,
  documents,
  spokeLast,
}: SpecialistExplanation): string[] {
  const found = documents > 0 ? `, ses documents ${decimals(documents)}` : ''
  return [
    `  ${name} : probabilité ${decimals(probability)}, confiance ${decimals(confidence)}${found}${spokeLast ? ', a parlé en dernier' : ''}`,
    ...(nearest
      ? [`    exemple le plus proche (${decimals(nearest.similarity)}) : « ${printable(nearest.text)} »`]
      : []),
  ]
}
