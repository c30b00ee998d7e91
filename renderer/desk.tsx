/** The desk window. The order of the first two imports matters: policy and zod's mode before anything else. */
import "./lib/trusted-types.ts";
import "./lib/strict-zod.ts";
import { DeskWindow } from "./app/DeskWindow.tsx";
import { mount } from "./app/mount.tsx";

mount(<DeskWindow />);
