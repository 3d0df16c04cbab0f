import { Button, Image, Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useState } from 'react'

export default function Photo() {
  const { album = 'photos' } = useRouter().params
  const [localImagePath, setLocalImagePath] = useState('')
  const [message, setMessage] = useState('')

  async function upload() {
    const { tempFilePaths } = await Taro.chooseImage({ count: 1 })
    const filePath = tempFilePaths[0]
    Taro.showLoading({ title: 'Uploading' })
    try {
      const { statusCode } = await Taro.uploadFile({
        url: 'https://upload.example.com/photos',
        filePath,
        name: 'photo',
        formData: { album },
      })
      setMessage(statusCode === 200 ? 'Uploaded' : `The server said ${statusCode}`)
      if (statusCode === 200) setLocalImagePath(filePath)
    } catch {
      setMessage('No connection: try again')
    } finally {
      Taro.hideLoading()
    }
  }

  return (
    <View>
      <Button id="choose" onClick={upload}>
        Choose a photo
      </Button>
      {localImagePath && <Image id="photo" src={localImagePath} />}
      <Text id="message">{message}</Text>
    </View>
  )
}
