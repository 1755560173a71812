type Vendor = 'openrouter' | 'openai' | 'cohere'

/** Which provider answers, under the names that monitors of the earlier versions read. */
export interface ProviderHealth {
  /** Something that is configured fails; a visitor still gets an answer. */
  degraded: boolean
  openrouter: boolean
  openai: boolean
  cohere: boolean
}

/**
 * `openrouter` stands for whatever writes answers, `openai` for what embeds, `cohere` for what reranks: true when it is
 * configured, its key is taken, and it may be called now (no open breaker).
 */
export function toProviderHealth(state: {
  configured: Record<Vendor, boolean>
  badKeys: readonly string[]
  /** Every model that may write an answer: one that may be called is enough. */
  answering: readonly string[]
  openModels: readonly string[]
  openSteps: readonly string[]
}): ProviderHealth {
  const { configured, badKeys, openModels, openSteps } = state
  const answers = state.answering.some(model => !openModels.includes(model))
  const embeds = !openSteps.some(step => step.startsWith('embed '))
  const reranks = !openSteps.includes('reranker')
  const works = (vendor: Vendor, callable: boolean) =>
    configured[vendor] && callable && !badKeys.includes(vendor)
  const services = {
    openrouter: works('openrouter', answers),
    openai: works('openai', embeds),
    cohere: works('cohere', reranks),
  }
  const vendors = Object.keys(services) as Vendor[]
  const fails = vendors.some(vendor => configured[vendor] && !services[vendor])
  return { degraded: fails || openModels.length > 0, ...services }
}
