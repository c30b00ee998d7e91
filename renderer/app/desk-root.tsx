/** Puts the desk window on screen. */
import { DeskWindow } from "./DeskWindow.tsx";
import { mount } from "./mount.tsx";

mount(<DeskWindow />);
