/** What the data's own description gives for a set, as it writes it: the best of its search, abstaining, routing. */
interface Published {
  ndcg?: string
  auroc?: string
  accuracy?: string
  macroF1?: string
  outsideAuroc?: string
  letIn?: string
}

/** Shown beside ours and used for nothing else: a set that is not here is scored all the same. */
const published: Record<string, Published> = {
  'fr-piaf': { ndcg: '.838', auroc: '.90' },
  'fr-cnil-faq': { ndcg: '.745' },
  'fr-cnil-faq, title-to-body': { ndcg: '.776' },
  'fr-service-public': { ndcg: '.942', auroc: '.86' },
  'fr-quebec-covid-faq': { ndcg: '.625' },
  'xquad-en': { ndcg: '.979' },
  'xquad-es': { ndcg: '.973' },
  'xquad-de': { ndcg: '.968' },
  'fr-routing': { accuracy: '.803', macroF1: '.802', outsideAuroc: '.784', letIn: '.79' },
  'fr-workplace-covid': { accuracy: '.808', macroF1: '.793' },
  'fr-smart-home': { accuracy: '.796', macroF1: '.778' },
  'en-banking77': { accuracy: '.889', macroF1: '.890' },
  'en-clinc150': { accuracy: '.899', macroF1: '.896', outsideAuroc: '.927', letIn: '.40' },
}

/** What is known of a set by its name. */
export function publishedFigures(set: string): Published {
  return published[set] ?? {}
}
