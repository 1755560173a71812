// One message with the badge of who answers, as the deployment guide has its readers draw it.
import type { ChatResponse } from './types.ts'

interface ChatMessageProps {
  message: string
  isUser: boolean
  agent?: ChatResponse['agent']
  timestamp: string
}

const badges: Partial<Record<ChatResponse['agent'], { name: string; emoji: string; color: string }>> = {
  audrey: { name: 'Audrey', emoji: '👩‍💼', color: 'purple' },
  carole: { name: 'Carole', emoji: '🎨', color: 'pink' },
}

export function ChatMessage({ message, isUser, agent }: ChatMessageProps) {
  const badge = isUser || !agent ? undefined : badges[agent]
  return (
    <div className={`message ${isUser ? 'user' : 'assistant'}`}>
      {badge && (
        <div className="agent-badge" style={{ color: badge.color }}>
          {badge.emoji} {badge.name}
        </div>
      )}
      <p>{message}</p>
    </div>
  )
}
