// The page's own buttons open the chat, as any page's may.
for (const opener of document.querySelectorAll('[data-open-chat]')) {
  opener.addEventListener('click', () => globalThis.ChatbotV2?.open())
}
