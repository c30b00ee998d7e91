/**
 * Dialogs and side sheets. antd locks the page's scrolling by writing a style element without our nonce,
 * but only when it renders into its default container; ours render into `#overlay`. Each opens a hotkey layer.
 */
import { App, Drawer, Modal, type ModalProps } from "antd";
import { useCallback, useState, type ReactNode } from "react";
import { HotkeyLayer, useHotkeyLayer } from "../lib/hotkeys.ts";

/** Where overlays go; never `document.body`. */
export const overlay = (): HTMLElement => document.getElementById("overlay") ?? document.documentElement;

interface DialogProps {
  readonly open: boolean;
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: number;
  /** False when a click beside it must not close it (a form is open). */
  readonly closeOutside?: boolean;
}

/** True from the first opening on: until then a dialog costs nothing, after it the closing can be seen. */
function useOpened(open: boolean): boolean {
  const [opened, setOpened] = useState(open);
  if (open && !opened) setOpened(true);
  return opened || open;
}

export function Dialog({ open, title, onClose, children, footer = null, width = 560, closeOutside = true }: DialogProps) {
  const layer = useHotkeyLayer(open);
  const mask: ModalProps["mask"] = { closable: closeOutside, blur: false };
  if (!useOpened(open)) return null;
  return (
    <Modal open={open} title={title} onCancel={onClose} footer={footer && <HotkeyLayer.Provider value={layer}>{footer}</HotkeyLayer.Provider>} width={width} mask={mask} getContainer={overlay} destroyOnHidden centered>
      <HotkeyLayer.Provider value={layer}>{children}</HotkeyLayer.Provider>
    </Modal>
  );
}

/** A sheet from the right edge; the page behind stays readable. */
export function SideSheet({ open, title, onClose, children, footer, width = 560, closeOutside = true }: DialogProps) {
  const layer = useHotkeyLayer(open);
  if (!useOpened(open)) return null;
  return (
    <Drawer open={open} title={title} onClose={onClose} footer={footer && <HotkeyLayer.Provider value={layer}>{footer}</HotkeyLayer.Provider>} size={width} mask={{ closable: closeOutside, blur: false }} getContainer={overlay} destroyOnHidden>
      <HotkeyLayer.Provider value={layer}>{children}</HotkeyLayer.Provider>
    </Drawer>
  );
}

/** Asks yes or no; resolves to the answer. In place of antd's static `Modal.confirm`. */
export function useConfirm(): (question: { title: string; body?: ReactNode; ok: string; cancel: string; danger?: boolean }) => Promise<boolean> {
  const { modal } = App.useApp();
  return useCallback(
    (q) =>
      new Promise<boolean>((resolve) => {
        modal.confirm({
          title: q.title,
          content: q.body,
          okText: q.ok,
          cancelText: q.cancel,
          okButtonProps: { danger: q.danger ?? false },
          getContainer: overlay,
          centered: true,
          onOk: () => resolve(true),
          onCancel: () => resolve(false),
        });
      }),
    [modal],
  );
}
