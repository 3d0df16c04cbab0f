/**
 * Light or dark: as the system has it, or as the person chose.
 */
import { type ComputedRef, computed, type InjectionKey, type Ref, ref, watchEffect } from 'vue'
import { remembered } from './remembered.js'

/** What can be chosen. */
export type ThemeChoice = 'system' | 'light' | 'dark'

/** The choice, and what it comes to. */
export interface Theme {
  readonly choice: Ref<ThemeChoice>
  readonly shown: ComputedRef<'light' | 'dark'>
}

/** Where components find it. */
export const themeKey: InjectionKey<Theme> = Symbol('theme')

const choices: readonly unknown[] = ['system', 'light', 'dark'] satisfies ThemeChoice[]

/** Makes the theme of this page, and follows the system's. */
export function createTheme(): Theme {
  const choice = remembered<ThemeChoice>('theme', 'system', (value) => choices.includes(value))
  const query = matchMedia('(prefers-color-scheme: dark)')
  const systemDark = ref(query.matches)
  query.addEventListener('change', () => {
    systemDark.value = query.matches
  })
  const shown = computed(() => {
    if (choice.value !== 'system') return choice.value
    return systemDark.value ? 'dark' : 'light'
  })
  watchEffect(() => {
    document.documentElement.dataset.theme = shown.value
  })
  return { choice, shown }
}
