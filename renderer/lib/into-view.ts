/** As a `ref`: where room is short a pane scrolls, and what was just asked for is to be seen. */
export const intoView = (shown: HTMLElement | null): void => shown?.scrollIntoView({ block: "nearest" });
