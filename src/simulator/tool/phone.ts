/**
 * The same on a real phone (--lan): its window is the screen, and there are no panels.
 */
import { createApp } from 'vue'
import './styles/base.css'
import { createSession, sessionKey } from './core/session.js'
import { createTheme } from './core/theme.js'
import App from './PhoneApp.vue'

/** The phone that it is. */
const bare = () => ({
  name: 'This phone',
  platform: /iPhone|iPad|Macintosh/.test(navigator.userAgent)
    ? ('ios' as const)
    : ('android' as const),
  width: innerWidth,
  height: innerHeight,
  pixelRatio: devicePixelRatio,
  statusBar: 0,
  navigationBar: 44,
  homeBar: 0,
})

createApp(App)
  .provide(sessionKey, createSession({ theme: createTheme(), bare }))
  .mount('#app')
