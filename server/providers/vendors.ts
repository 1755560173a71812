/** A vendor as Config has it: no key where there is none, the vendor's own address unless another one is given. */
export interface VendorSettings {
  apiKey: string | undefined
  baseUrl: string
}

/** The vendors' own addresses. */
export const vendorUrls = {
  openrouter: 'https://openrouter.ai/api/v1',
  openai: 'https://api.openai.com/v1',
  cohere: 'https://api.cohere.com',
}

/** A vendor is on with a key, or without one at an address that is not the vendor's own (a server of one's own). */
export function isOn(vendor: keyof typeof vendorUrls, { apiKey, baseUrl }: VendorSettings): boolean {
  return apiKey !== undefined || baseUrl !== vendorUrls[vendor]
}

/**
 * True for an address whose server speaks OpenRouter's dialect: OpenRouter's own, and any that ends like it
 * (`/api/v1`). All others are sent plain OpenAI.
 */
export function speaksOpenRouter(baseUrl: string): boolean {
  return new URL(baseUrl).pathname.endsWith('/api/v1')
}
