/** Why an update was refused, in words: each code is one attack or fault of RELEASE.md 2.3 to 2.5, told apart so that IT knows where to look. */
const words = (zh: string, en: string) => ({ zh, en });

/** Codes of the update client and of the release commands. A refused update never stops the program. */
export const UPDATE_REFUSALS = {
  update_unsigned: words("更新信息的签名不足,未采用。请立即告知 IT", "The update's documents lack signatures and were refused. Tell IT at once"),
  update_root_unsigned: words("更新密钥表的签名不足,未采用。请立即告知 IT", "A new list of update keys lacks signatures and was refused. Tell IT at once"),
  update_root_unsound: words("更新密钥表不合规(密钥重复、门限过低或编号与密钥不符),未采用。请立即告知 IT", "A list of update keys is unsound (a key twice, a threshold too low, an id that is not its key's) and was refused. Tell IT at once"),
  update_rolled_back: words("更新服务器给出的信息比已见过的旧,未采用。请告知 IT", "The update server offers older documents than were seen before: refused. Tell IT"),
  update_stale: words("更新通道的信息已过期,暂停更新,程序照常使用。请告知 IT", "The update channel's documents have expired: no updates until they are renewed; the program works on. Tell IT"),
  update_mixed: words("更新信息彼此不符,未采用。请告知 IT", "The update's documents do not fit together: refused. Tell IT"),
  update_malformed: words("更新信息无法读取,未采用。请告知 IT", "The update's documents cannot be read: refused. Tell IT"),
  update_too_long: words("更新服务器发来的数据超出声明的长度,已中断。请告知 IT", "The update server sent more than was declared: cut off. Tell IT"),
  update_damaged: words("下载的安装包与签名信息不符,已删除。将自动重试,反复出现请告知 IT", "The downloaded installer is not the signed one and was deleted. It is tried again; tell IT if it repeats"),
  update_too_slow: words("更新下载过慢,已中断,稍后从中断处继续", "The update came too slowly: cut off, it goes on from there later"),
  update_redirected: words("更新服务器试图转到其他地址,未跟随。请告知 IT", "The update server pointed elsewhere: not followed. Tell IT"),
  update_answer: words("更新服务器的应答不正常,稍后重试", "The update server's answer was not in order; it is tried again later"),
  update_unreachable: words("未能连接更新服务器,稍后重试", "The update server was not reached; it is tried again later"),
  update_missing: words("签名清单中的文件在服务器上缺失,请告知 IT", "A file of the signed list is missing on the server. Tell IT"),
  update_undescribed: words("安装包未在两份签名文件中一致登记,未采用。请告知 IT", "The installer is not described alike in both signed documents: refused. Tell IT"),
  update_swapped: words("安装包在下载后被改动,未安装并已删除。请立即告知 IT", "The installer was changed after its download: not installed, deleted. Tell IT at once"),
  update_disk: words("本机无法写入更新数据,请联系 IT 检查磁盘与权限", "Update data cannot be written on this machine; ask IT to check disk and rights"),
  update_no_anchor: words("程序内的更新密钥表缺失或损坏,不再更新。请联系 IT 重新安装", "The list of update keys inside the program is missing or damaged: no updates. Ask IT to reinstall"),
  update_not_now: words("当前不是安全的安装时机,锁定后将自动安装", "This is no safe moment to install; it happens once the workstation is locked"),
  update_installer: words("系统安装程序未接受更新,请告知 IT", "The system's installer did not take the update. Tell IT"),
  update_needed: words("当前版本已停用,只能更新和上传未同步的记录。请更新程序", "This version is out of service: it may only update and hand over what is unsent. Update the program"),
} as const satisfies Record<string, { zh: string; en: string }>;
export type UpdateRefusalCode = keyof typeof UPDATE_REFUSALS;
