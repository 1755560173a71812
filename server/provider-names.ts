import type { ProviderSettings } from './providers/create-providers.ts'
import { speaksOpenRouter, type VendorSettings, vendorUrls } from './providers/vendors.ts'

/** Who is called at each step of a turn, as metrics and traces name them: a vendor, a package, or a server's host. */
export function nameProviders({
  aiSdk,
  transformers,
  ...vendors
}: Pick<ProviderSettings, 'openrouter' | 'openai' | 'cohere' | 'aiSdk' | 'transformers'>): Record<
  'answer' | 'route' | 'embed' | 'rerank',
  string
> {
  const { openrouter, openai, cohere } = vendors
  const writes = aiSdk?.package ?? (speaksOpenRouter(openrouter.baseUrl) ? 'openrouter' : hostOf(openrouter))
  return {
    answer: writes,
    route: writes,
    embed: transformers ? 'transformers' : nameOf('openai', openai),
    rerank: nameOf('cohere', cohere),
  }
}

function nameOf(vendor: 'openai' | 'cohere', settings: VendorSettings): string {
  return settings.baseUrl === vendorUrls[vendor] ? vendor : hostOf(settings)
}

function hostOf({ baseUrl }: VendorSettings): string {
  return new URL(baseUrl).host
}
