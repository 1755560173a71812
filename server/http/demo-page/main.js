import { mountChat } from './chat/mount-chat.js'

// Beside this file, whatever path a proxy serves it under: …/demo/main.js → …/api/
mountChat({ base: new URL('../api/', import.meta.url) })
