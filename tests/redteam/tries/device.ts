/** Devices and what a page must ask permission for (rows 9, 14, 17, 19, 20, 36). */
import { inPage, type Try } from "./try.ts";

type Loose = Record<string, never>;

/** Names of `navigator` that are gone from the engine. */
const GONE = ["usb", "hid", "serial", "bluetooth", "presentation", "share", "contacts"] as const;

export const DEVICE: readonly Try[] = [
  ...GONE.map((name): Try => ({
    name: `navigator.${name}`, row: 20, aim: "device", expect: "false",
    run: async ({ page }) => String(await page.evaluate((each) => each in navigator && (navigator as unknown as Loose)[each] !== undefined, name)),
  })),
  inPage("device", 20, "a near-field reader", "undefined", () => typeof (window as unknown as Loose)["NDEFReader"]),
  inPage("device", 20, "the camera", "refused", () => navigator.mediaDevices.getUserMedia({ video: true }).then(() => "given", () => "refused")),
  inPage("device", 20, "the microphone", "refused", () => navigator.mediaDevices.getUserMedia({ audio: true }).then(() => "given", () => "refused")),
  inPage("device", 20, "instruments over MIDI", "refused", () => navigator.requestMIDIAccess({ sysex: true }).then(() => "given", () => "refused")),
  inPage("device", 20, "the place", "refused", () => new Promise((done) => navigator.geolocation.getCurrentPosition(() => done("given"), () => done("refused"), { timeout: 1_000 }))),
  inPage("device", 20, "a security key", "refused", () => navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16), timeout: 500 } }).then(() => "given", () => "refused")),
  inPage("device", 20, "payment", "refused", async () => {
    try {
      const request = new PaymentRequest([{ supportedMethods: "https://example.com/pay" }], { total: { label: "x", amount: { currency: "CNY", value: "1" } } });
      return (await request.canMakePayment()) ? "given" : "refused";
    } catch {
      return "refused";
    }
  }),
  inPage("device", 19, "the screen by getDisplayMedia", "refused", () => navigator.mediaDevices.getDisplayMedia({ video: true }).then(() => "given", () => "refused")),
  inPage("device", 19, "the screen by an old constraint", "refused", () =>
    navigator.mediaDevices.getUserMedia({ video: { mandatory: { chromeMediaSource: "desktop" } } as unknown as MediaTrackConstraints }).then(() => "given", () => "refused")),
  inPage("device", 19, "this page as a picture by its canvas of itself", "refused", () => {
    const pen = document.createElement("canvas").getContext("2d") as unknown as { drawElementImage?: unknown; drawElement?: unknown } | null;
    return pen?.drawElementImage === undefined && pen?.drawElement === undefined ? "refused" : "given";
  }),
  inPage("device", 19, "a pixel of the screen", "undefined", () => typeof (window as unknown as Loose)["EyeDropper"]),
  inPage("device", 19, "where the screens are", "refused", async () => {
    const ask = (window as unknown as { getScreenDetails?: () => Promise<unknown> }).getScreenDetails;
    return ask ? ask.call(window).then(() => "given", () => "refused") : "refused";
  }),
  inPage("device", 17, "reading the clipboard", "refused", () => navigator.clipboard.readText().then(() => "given", () => "refused")),
  inPage("device", 17, "writing the clipboard", "refused", () => navigator.clipboard.writeText("secret").then(() => "given", () => "refused")),
  inPage("device", 17, "writing an item to the clipboard", "refused", () => navigator.clipboard.write([new ClipboardItem({ "text/plain": new Blob(["secret"], { type: "text/plain" }) })]).then(() => "given", () => "refused")),
  inPage("device", 36, "a notification", "denied", async () => Notification.requestPermission()),
  inPage("device", null, "fonts of the machine", "refused", async () => {
    const ask = (window as unknown as { queryLocalFonts?: () => Promise<unknown[]> }).queryLocalFonts;
    return ask ? ask.call(window).then((fonts) => (fonts.length > 0 ? "given" : "refused"), () => "refused") : "refused";
  }),
  inPage("device", null, "whether somebody is there", "refused", async () => {
    const Idle = (window as unknown as { IdleDetector?: { requestPermission(): Promise<string> } }).IdleDetector;
    return Idle ? Idle.requestPermission().then((state) => (state === "granted" ? "given" : "refused"), () => "refused") : "refused";
  }),
  inPage("device", null, "the whole screen", "refused", () => document.documentElement.requestFullscreen().then(() => "given", () => "refused")),
  inPage("device", null, "storage that stays", "false", async () => String(await navigator.storage.persist())),
];
