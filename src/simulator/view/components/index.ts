/**
 * The components of TTML, by tag. Their styles come with them.
 */
import type { Component } from 'vue'
import './components.css'
import { Button } from './button.js'
import { FormWidget } from './form.js'
import { CoverImage, Image } from './image.js'
import { Input } from './input.js'
import { Text } from './text.js'
import { CoverView, View } from './view.js'

/** Each has one root element, `tt-` and its tag. */
export const components: Readonly<Record<string, Component>> = {
  button: Button,
  'cover-image': CoverImage,
  'cover-view': CoverView,
  form: FormWidget,
  image: Image,
  input: Input,
  text: Text,
  view: View,
}
