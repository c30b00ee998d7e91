// @ts-check
// Every way the set-up can fail, as data: one sentence each, in two languages, that says what to do.
// No imports and no recent syntax here: bootstrap.mjs loads this file on any Node.

/** The oldest Node that can run the bootstrap. */
export const OLDEST_NODE = 20;

/** Platforms for which the lockfile brings a Node 24. */
export const PLATFORMS = ["linux-x64", "win32-x64"];

/**
 * @typedef {Record<string, string>} Detail values named in a sentence
 * @typedef {{ en: (detail: Detail) => string, zh: (detail: Detail) => string }} Sentence
 */

/** @type {Record<string, Sentence>} */
export const FAILURES = {
  "node-too-old": {
    en: (d) => "Node " + d.have + " is too old to set this project up: install Node " + OLDEST_NODE + " or later and run the command again.",
    zh: (d) => "Node " + d.have + " 版本过低，请安装 Node " + OLDEST_NODE + " 或更高版本后重新运行该命令。",
  },
  "platform-unsupported": {
    en: (d) => "Lockdesk runs on 64-bit x86 Linux (glibc) and Windows only, and this is " + d.have + ": use such a machine or a virtual one.",
    zh: (d) => "Lockdesk 仅支持 x86-64 的 Linux（glibc）与 Windows，当前系统为 " + d.have + "，请换用受支持的机器或虚拟机。",
  },
  "command-unknown": {
    en: (d) => "There is no command \"" + d.command + "\": use one of " + d.known + ".",
    zh: (d) => "没有命令“" + d.command + "”，可用的命令为：" + d.known + "。",
  },
  "script-missing": {
    en: (d) => "The file " + d.path + " is missing: name an existing script, or restore the file with \"git checkout -- " + d.path + "\".",
    zh: (d) => "缺少文件 " + d.path + "，请指定存在的脚本，或用“git checkout -- " + d.path + "”恢复。",
  },
  "npm-missing": {
    en: () => "npm was not found: install it (it comes with Node from nodejs.org; on Debian \"apt-get install npm\") and run the command again.",
    zh: () => "未找到 npm，请安装（nodejs.org 的 Node 自带；Debian 可执行 apt-get install npm）后重新运行。",
  },
  "lockfile-missing": {
    en: () => "package-lock.json is missing or unreadable: restore it with \"git checkout -- package-lock.json\" and run the command again.",
    zh: () => "package-lock.json 缺失或无法读取，请用“git checkout -- package-lock.json”恢复后重新运行。",
  },
  "lockfile-stale": {
    en: () => "package-lock.json does not match package.json: restore both with \"git checkout -- package.json package-lock.json\", or update the lock with \"npm install --ignore-scripts\" under Node 24.",
    zh: () => "package-lock.json 与 package.json 不一致，请用“git checkout -- package.json package-lock.json”恢复，或在 Node 24 下执行“npm install --ignore-scripts”更新。",
  },
  "network-down": {
    en: (d) => "The package registry cannot be reached (" + d.reason + "): check the network, the VPN and the proxy (\"npm config get registry\", \"npm config get proxy\") and run the command again.",
    zh: (d) => "无法连接软件包仓库（" + d.reason + "），请检查网络、VPN 与代理（npm config get registry / proxy）后重新运行。",
  },
  "certificate-refused": {
    en: (d) => "The package registry's certificate was not trusted (" + d.reason + "): point npm at your company's CA with \"npm config set cafile FILE\" and run the command again.",
    zh: (d) => "软件包仓库的证书不受信任（" + d.reason + "），请用“npm config set cafile 文件”指定企业 CA 后重新运行。",
  },
  "registry-refused": {
    en: (d) => "The package registry refused a package (" + d.reason + "): ask whoever runs it to serve that version, or sign in with \"npm login\", and run the command again.",
    zh: (d) => "软件包仓库拒绝提供软件包（" + d.reason + "），请联系其管理员放行该版本或执行 npm login 后重新运行。",
  },
  "package-damaged": {
    en: (d) => "A downloaded package does not match its locked checksum (" + d.reason + "): run \"npm cache clean --force\" and try again, and if it stays so do not trust that registry.",
    zh: (d) => "下载的软件包与锁定的校验值不符（" + d.reason + "），请执行“npm cache clean --force”后重试；若仍不符，请勿信任该仓库。",
  },
  "disk-full": {
    en: (d) => "There is not enough disk space at " + d.path + (d.need ? " (" + d.have + " MB free, about " + d.need + " MB needed)" : "") + ": free some and run the command again.",
    zh: (d) => d.path + " 的磁盘空间不足" + (d.need ? "（剩余 " + d.have + " MB，约需 " + d.need + " MB）" : "") + "，请清理后重新运行。",
  },
  "not-writable": {
    en: (d) => "Nothing can be written at " + d.path + " (" + d.reason + "): give your user write permission there, or clone the project into a folder of your own.",
    zh: (d) => "无法写入 " + d.path + "（" + d.reason + "），请为当前用户授予写权限，或将项目克隆到自己的目录。",
  },
  "install-failed": {
    en: (d) => "Installing the dependencies failed (" + d.reason + "): run the command again with LOCKDESK_DEBUG=1 to see npm's whole output.",
    zh: (d) => "安装依赖失败（" + d.reason + "），请设置 LOCKDESK_DEBUG=1 重新运行以查看 npm 的完整输出。",
  },
  "packages-missing": {
    en: (d) => "After the installation these packages are still missing: " + d.names + "; delete node_modules and run the command again.",
    zh: (d) => "安装后仍缺少软件包：" + d.names + "，请删除 node_modules 后重新运行。",
  },
  "node24-broken": {
    en: (d) => "The project's own Node at " + d.path + " does not work (" + d.reason + "): delete node_modules and run the command again.",
    zh: (d) => "项目自带的 Node（" + d.path + "）无法使用（" + d.reason + "），请删除 node_modules 后重新运行。",
  },
  "electron-missing": {
    en: (d) => "LOCKDESK_HOST=electron was asked for, but Electron " + d.version + " is not here and could not be fetched: set ELECTRON_MIRROR to a mirror you can reach, delete .lockdesk/electron-fetch.json and run the command again.",
    zh: (d) => "已指定 LOCKDESK_HOST=electron，但本机没有 Electron " + d.version + " 且无法下载，请将 ELECTRON_MIRROR 设为可访问的镜像，删除 .lockdesk/electron-fetch.json 后重新运行。",
  },
  "host-unknown": {
    en: (d) => "LOCKDESK_HOST is \"" + d.have + "\": set it to electron or evaluation, or unset it.",
    zh: (d) => "LOCKDESK_HOST 的值为“" + d.have + "”，请设为 electron 或 evaluation，或取消该变量。",
  },
  "browser-missing": {
    en: (d) => "No browser was found for the evaluation host: run \"" + d.command + "\" (or set LOCKDESK_CHROMIUM to a Chromium or Chrome) and run the command again.",
    zh: (d) => "未找到评估宿主所需的浏览器，请执行“" + d.command + "”（或将 LOCKDESK_CHROMIUM 设为 Chromium/Chrome 的路径）后重新运行。",
  },
  "browser-unusable": {
    en: (d) => "LOCKDESK_CHROMIUM names " + d.path + ", which does not start (" + d.reason + "): correct it or unset it.",
    zh: (d) => "LOCKDESK_CHROMIUM 指向的 " + d.path + " 无法启动（" + d.reason + "），请更正或取消该变量。",
  },
  "browser-install-failed": {
    en: (d) => "Installing the browser failed (" + d.reason + "): run \"" + d.command + "\" yourself, then run the command again.",
    zh: (d) => "安装浏览器失败（" + d.reason + "），请手动执行“" + d.command + "”后重新运行。",
  },
  "bundle-failed": {
    en: () => "The application could not be bundled: correct the error shown above and run the command again.",
    zh: () => "应用打包失败，请修正上方的错误后重新运行。",
  },
  unexpected: {
    en: (d) => "The set-up failed in a way it does not know (" + d.reason + "): run the command again with LOCKDESK_DEBUG=1 and report what it prints.",
    zh: (d) => "安装过程出现未知错误（" + d.reason + "），请设置 LOCKDESK_DEBUG=1 重新运行并反馈其输出。",
  },
};

/**
 * An error whose message is one of the sentences above.
 * @param {string} code key of FAILURES
 * @param {Detail} [detail] values its sentence names
 * @param {unknown} [cause] what happened underneath, shown with LOCKDESK_DEBUG=1
 */
export function failure(code, detail, cause) {
  const sentence = /** @type {Sentence} */ (FAILURES[code] || FAILURES.unexpected);
  const error = new Error(sentence.en(detail || {}));
  return Object.assign(error, { name: "SetupFailure", code: code, zh: sentence.zh(detail || {}), cause: cause });
}

/** What a file operation's errno means to a person; undefined when it is none of these. */
export function fromFileError(/** @type {any} */ error, /** @type {string} */ path) {
  const code = error && error.code;
  const where = String((error && error.path) || path);
  if (code === "ENOSPC" || code === "EDQUOT") return failure("disk-full", { path: where }, error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return failure("not-writable", { path: where, reason: String(code) }, error);
  }
  return undefined;
}

/**
 * Refuses a Node or a platform that cannot work, before anything else is loaded.
 * @param {{ node: string, platform: string, arch: string, musl: boolean }} facts
 */
export function runtimeFailure(facts) {
  if (parseInt(facts.node, 10) < OLDEST_NODE) return failure("node-too-old", { have: facts.node });
  const platform = facts.platform + "-" + facts.arch;
  if (PLATFORMS.indexOf(platform) < 0 || facts.musl) {
    return failure("platform-unsupported", { have: platform + (facts.musl ? " with musl" : "") });
  }
  return undefined;
}

/**
 * Prints one sentence on stderr; with LOCKDESK_DEBUG=1 also the stack.
 * @param {any} error
 * @param {Record<string, string | undefined>} env
 */
export function sayFailure(error, env) {
  const known = error && error.name === "SetupFailure" ? error : undefined;
  const reason = String((error && error.message) || error).replace(/\n[^]*/, "");
  const shown = known || fromFileError(error, ".") || failure("unexpected", { reason: reason }, error);
  console.error("lockdesk: " + (speaksChinese(env) ? shown.zh : shown.message));
  if (env.LOCKDESK_DEBUG === "1") console.error(error);
}

/** @param {Record<string, string | undefined>} env the POSIX order of precedence */
export function speaksChinese(env) {
  return /^zh/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || "");
}
