/** The unlock window. The order of the first two imports matters: policy and zod's mode before anything else. */
import "../lib/trusted-types.ts";
import "../lib/strict-zod.ts";
import { mount } from "../app/mount.tsx";
import { UnlockWindow } from "./UnlockWindow.tsx";
import "./unlock.css";

mount(<UnlockWindow />);
