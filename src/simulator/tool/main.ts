/**
 * The tool: the phone, and panels around it.
 */
import { createApp } from 'vue'
import './styles/base.css'
import { createSession, sessionKey } from './core/session.js'
import { createTheme, themeKey } from './core/theme.js'
import App from './ToolApp.vue'

const theme = createTheme()
createApp(App).provide(themeKey, theme).provide(sessionKey, createSession({ theme })).mount('#app')
