; Lockdesk for every user of a machine, installed by IT or by the system's update helper. Silent with /S.
; The line FILES is replaced by one line per file (installers.ts). No plug-ins, no pages that choose a folder, no outside program.
Unicode true
SetCompressor /SOLID lzma
; Else the date of every file, and with it the installer, would be another each time.
SetDateSave off
Name "Lockdesk"
OutFile "${OUT}"
RequestExecutionLevel admin
InstallDir "$PROGRAMFILES64\Lockdesk"
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText "Lockdesk ${VERSION}"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\SimpChinese.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\English.nlf"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "Lockdesk"
VIAddVersionKey /LANG=0 "FileDescription" "Lockdesk setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "Lockdesk"
LangString RUNNING ${LANG_SIMPCHINESE} "Lockdesk 正在运行,请先退出再安装"
LangString RUNNING ${LANG_ENGLISH} "Lockdesk is running; close it first"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Lockdesk"

Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Section
  SetRegView 64
  SetShellVarContext all
  ; A running program cannot be renamed over: nothing is touched then. Exit code 5 tells IT's push tool.
  IfFileExists "$INSTDIR\Lockdesk.exe" 0 fresh
  ClearErrors
  Rename "$INSTDIR\Lockdesk.exe" "$INSTDIR\Lockdesk.exe.old"
  IfErrors 0 +4
    SetErrorLevel 5
    MessageBox MB_OK|MB_ICONSTOP "$(RUNNING)" /SD IDOK
    Abort
  ; A file of the last version that this one lacks would be refused at the start as a stranger.
  RMDir /r "$INSTDIR"
  fresh:
;FILES
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$APPDATA\Lockdesk\incoming"
  CreateShortcut "$SMPROGRAMS\Lockdesk.lnk" "$INSTDIR\Lockdesk.exe"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "Lockdesk"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "Publisher" "Lockdesk"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKLM "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  SetRegView 64
  SetShellVarContext all
  ; The encrypted data of people stays: wiping it is IT's order, with a receipt.
  Delete "$SMPROGRAMS\Lockdesk.lnk"
  RMDir /r "$INSTDIR"
  DeleteRegKey HKLM "${UNINSTALL}"
SectionEnd
