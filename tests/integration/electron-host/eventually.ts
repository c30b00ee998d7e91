/** For `expect.poll`: the machine may be busy with others. */
export const EVENTUALLY = { timeout: 20_000, interval: 25 };
