/**
 * The members of the platform's `tt`. The first list is that of the official typings, to the name (a
 * test compares them); the second what their authors forgot, and the platform's pages have.
 */
const typed = `
  arrayBufferToBase64 authorize base64ToArrayBuffer canIPutStuffOverComponent canIUse
  canvasToTempFilePath checkFollowState checkSession chooseAddress chooseImage chooseLocation
  chooseMedia clearStorage clearStorageSync compressImage connectSocket createAnimation
  createCanvasContext createCloud createInnerAudioContext createIntersectionObserver
  createInterstitialAd createLivePlayerContext createMapContext createOffscreenCanvas
  createSelectorQuery createVideoContext createWorker downloadFile env exitMiniProgram
  followAwemeUser followOfficialAccount getAnalysisInfo getBackgroundAudioManager
  getClipboardData getConnectedWifi getEnvInfoSync getExtConfig getExtConfigSync getFileInfo
  getFileSystemManager getImageInfo getLaunchOptionsSync getLiveUserInfo getLocation
  getMenuButtonBoundingClientRect getMenuButtonLayout getRecorderManager getRoomInfo
  getSavedFileList getScreenBrightness getSelfCommentCountDuringPluginRunning getSetting
  getSidebarActivity getStorage getStorageInfo getStorageInfoSync getStorageSync getSystemInfo
  getSystemInfoSync getUpdateManager getUserInfo getUserProfile getWifiList hideHomeButton
  hideInteractionBar hideKeyboard hideLoading hideNavigationBarLoading hideShareMenu hideTabBar
  hideTabBarRedDot hideToast isFollowingAnchor login makePhoneCall navigateBack
  navigateBackMiniProgram navigateTo navigateToMiniProgram navigateToScene navigateToVideoView
  offAppHide offAppShow offCompassChange offError offGetWifiList offLazyLoadError
  offNetworkStatusChange offPageNotFound offUnhandledRejection offUserCaptureScreen
  offWindowResize onAccelerometerChange onAppHide onAppShow onCompassChange onError onGetWifiList
  onLazyLoadError onMemoryWarning onNetworkStatusChange onPageNotFound
  onReceiveAudiencesFollowAction onReceiveSpecifiedComment onUnhandledRejection
  onUserCaptureScreen onWindowResize openAwemeUserProfile openLocation openSetting pageScrollTo
  pay performance prerenderVideo previewImage reLaunch redirectTo removeSavedFile removeStorage
  removeStorageSync removeTabBarBadge reportAnalytics request requestSubscribeMessage saveFile
  saveImageToPhotosAlbum scanCode setClipboardData setKeepScreenOn setNavigationBarColor
  setNavigationBarTitle setScreenBrightness setStorage setStorageSync setTabBarBadge
  setTabBarItem setTabBarStyle showDouyinOpenAuth showFavoriteGuide showInteractionBar
  showLoading showModal showNavigationBarLoading showShareMenu showTabBar showTabBarRedDot
  showToast startAccelerometer startCompass startPullDownRefresh stopAccelerometer stopCompass
  stopPullDownRefresh subscribeAudiencesFollowAction subscribeSpecifiedContentComment
  subscribeSpecifiedUserComment switchTab unsubscribeAllSpecifiedContentComment
  unsubscribeAllSpecifiedUserComment unsubscribeAudiencesFollowAction updateExitGuideWindowInfo
  updateSidebarActivity uploadFile vibrateLong vibrateShort
  `

const forgotten = `
  addPhoneCalendar canvasGetImageData canvasPutImageData checkShortcut addShortcut chooseVideo
  closeCustomerService createCameraContext createContact createRewardedVideoAd createUploadTask
  filePicker getAlbumAuth getBatteryInfo getBatteryInfoSync getDeviceInfoSync getAppBaseInfo
  getEnterOptionsSync getNetworkType getSystemSetting getVideoInfo getWindowInfo getPhoneNumber
  hideKeyboard login nextTick offAccelerometerChange onKeyboardHeightChange offKeyboardHeightChange
  onSocketClose onSocketError onSocketMessage onSocketOpen openBluetoothAdapter openCustomerServiceConversation
  openDocument openEcGood openEcCoupon openEcIm openEcOrderDetail openEcShop openPlayableDetail openProfile
  openSchema openWebcastRoom previewMedia preloadSubpackage loadSubPackage rateAwemeOrder canRateAwemeOrders
  reportEvent requestOrder requestPayment requestMerchantTransfer getOrderPayment createOrder
  applyRefund continueToPay saveVideoToPhotosAlbum setBackgroundColor setBackgroundTextStyle
  setInnerAudioOption setPageOrientation setSwipeBackMode setVisualEffectOnCapture share shareAppMessage
  shareVideo shareVideoToFriend showActionSheet showPrompt startLocationUpdate stopLocationUpdate
  onLocationChange offLocationChange startSoterAuthentication startFacialRecognitionVerify
  startGyroscope stopGyroscope onGyroscopeChange offGyroscopeChange startDeviceMotionListening
  stopDeviceMotionListening onDeviceMotionChange offDeviceMotionChange triggerCustomerService
  getRoomInfo getFavoriteStatus addToFavorites uploadAwemeImage uploadAwemeVideo openAwemeCustomerService
  createBLEConnection closeBLEConnection closeBluetoothAdapter getBluetoothAdapterState getBluetoothDevices
  startBluetoothDevicesDiscovery stopBluetoothDevicesDiscovery onBluetoothDeviceFound
  onBluetoothAdapterStateChange getBLEDeviceServices getBLEDeviceCharacteristics readBLECharacteristicValue
  writeBLECharacteristicValue notifyBLECharacteristicValueChange onBLECharacteristicValueChange
  onBLEConnectionStateChange getPerformance getLogManager getRealtimeLogManager setEnableDebug
  removeSavedFile getSavedFileInfo checkIsSupportSoterAuthentication createAnimation createRTCRoomContext
  compressVideo getMenuButtonLayout hideShareMenu updateShareMenu showShareMenu offPageNotFound
  shareToFriend setPickerStyle getCustomButtonBoundingClientRect
`

/** Every member of tt that the platform is known to have. */
export const platformApis: ReadonlySet<string> = new Set(
  `${typed} ${forgotten}`.split(/\s+/).filter((name) => name !== ''),
)

/** Those of the official typings. */
export const typedApis: ReadonlySet<string> = new Set(typed.split(/\s+/).filter(Boolean))
