/** What the client makes of a reply; the guide names the type and leaves its members to the reader. */
export interface ChatResponse {
  message: string
  agent: 'audrey' | 'carole' | 'escalate'
  confidence: number
  timestamp: string
}

export interface RateLimitStatus {
  allowed: boolean
  remaining: number
}
