import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * The pages of the simulator: the tool, the page around the frame on a real phone, and the frame
 * that holds the mini-program. The logic's worker is built into one script, as text.
 */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [vue()],
  // TTML's templates are compiled on the server; what they need at run time is all that is here.
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    outDir: here('../../dist/simulator'),
    emptyOutDir: true,
    modulePreload: false,
    target: 'es2022',
    rollupOptions: {
      input: {
        tool: here('tool/index.html'),
        phone: here('tool/phone.html'),
        frame: here('view/frame.html'),
      },
    },
  },
})
