/**
 * The components of TTML, by tag. Their styles come with them.
 */
import type { Component } from 'vue'
import './components.css'
import './controls.css'
import './containers.css'
import { Button } from './button.js'
import { Canvas } from './canvas.js'
import { Checkbox, CheckboxGroup, Radio, RadioGroup } from './choices.js'
import { FormWidget } from './form.js'
import { Icon } from './icon.js'
import { CoverImage, Image } from './image.js'
import { Input } from './input.js'
import { Label } from './label.js'
import { Audio, Video } from './media.js'
import { MatchMedia, MovableArea, MovableView } from './movable.js'
import { Navigator } from './navigator.js'
import { Ad, Camera, LivePlayer, MapWidget, OpenData, WebView } from './others.js'
import { Picker } from './picker.js'
import { PickerView, PickerViewColumn } from './pickerView.js'
import { Progress } from './progress.js'
import { RichText } from './richText.js'
import { ScrollView } from './scrollView.js'
import { Slider } from './slider.js'
import { Swiper, SwiperItem } from './swiper.js'
import { Switch } from './switch.js'
import { Text } from './text.js'
import { Textarea } from './textarea.js'
import { CoverView, View } from './view.js'

/** Each has one root element, `tt-` and its tag. */
export const components: Readonly<Record<string, Component>> = {
  ad: Ad,
  audio: Audio,
  button: Button,
  camera: Camera,
  canvas: Canvas,
  checkbox: Checkbox,
  'checkbox-group': CheckboxGroup,
  'cover-image': CoverImage,
  'cover-view': CoverView,
  form: FormWidget,
  icon: Icon,
  image: Image,
  input: Input,
  label: Label,
  'live-player': LivePlayer,
  map: MapWidget,
  'match-media': MatchMedia,
  'movable-area': MovableArea,
  'movable-view': MovableView,
  navigator: Navigator,
  'open-data': OpenData,
  picker: Picker,
  'picker-view': PickerView,
  'picker-view-column': PickerViewColumn,
  progress: Progress,
  radio: Radio,
  'radio-group': RadioGroup,
  'rich-text': RichText,
  'scroll-view': ScrollView,
  slider: Slider,
  swiper: Swiper,
  'swiper-item': SwiperItem,
  switch: Switch,
  text: Text,
  textarea: Textarea,
  video: Video,
  view: View,
  'web-view': WebView,
}
