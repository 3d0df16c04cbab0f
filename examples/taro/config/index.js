import { defineConfig } from '@tarojs/cli'

export default defineConfig({
  projectName: 'photo',
  date: '2026-1-1',
  designWidth: 750,
  sourceRoot: 'src',
  outputRoot: 'dist',
  plugins: ['@tarojs/plugin-platform-tt', '@tarojs/plugin-framework-react'],
  framework: 'react',
  compiler: { type: 'vite' },
})
