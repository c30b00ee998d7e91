import type { Closure } from "./closure.ts";
import { tried } from "./tried.ts";

/** USB, HID, serial and Bluetooth: no device is permitted, chosen or paired (CVE-2026-34766: choosing is a surface of its own). */
export const devices: Closure = {
  id: "devices",
  rows: [20],
  why: "P4: no removable drive, no device",
  onSession(session) {
    session.setDevicePermissionHandler(() => false);
    session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
    session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
    session.on("select-usb-device", (event, _details, callback) => {
      event.preventDefault();
      tried("device", { kind: "usb" });
      callback();
    });
    session.on("select-hid-device", (event, _details, callback) => {
      event.preventDefault();
      tried("device", { kind: "hid" });
      callback();
    });
    session.on("select-serial-port", (event, _ports, _contents, callback) => {
      event.preventDefault();
      tried("device", { kind: "serial" });
      callback("");
    });
  },
  onContents(contents) {
    contents.on("select-bluetooth-device", (event, _devices, callback) => {
      event.preventDefault();
      tried("device", { kind: "bluetooth" });
      callback("");
    });
  },
};
