/** Everything of Electron the host does not do says so by name, instead of doing nothing. */

/** The error of an API the host does not implement. */
export function unsupportedError(api: string): Error {
  return new Error(`build/electron-host: ${api} is not implemented by the evaluation host`);
}

/** A function that refuses. */
export function refuse(api: string): (...args: unknown[]) => never {
  return () => {
    throw unsupportedError(api);
  };
}

/**
 * Gives `target` a refusing function per method name and a refusing accessor per property name, unless it has its
 * own. Both can be replaced by assignment, as on Electron's objects.
 */
export function installUnsupported(
  target: object,
  api: string,
  methods: readonly string[],
  properties: readonly string[] = [],
): void {
  for (const name of methods) {
    if (name in target) continue;
    Object.defineProperty(target, name, { value: refuse(`${api}.${name}`), writable: true, configurable: true });
  }
  for (const name of properties) {
    if (name in target) continue;
    Object.defineProperty(target, name, {
      configurable: true,
      get: refuse(`${api}.${name}`),
      set(this: object, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, configurable: true });
      },
    });
  }
}

/** A module of Electron the host has none of: any use refuses. */
export function unsupportedModule<T extends object>(api: string): T {
  return new Proxy(function unsupported() {} as unknown as T, {
    get: (target, name) => {
      // What the app has put in its place stays there.
      if (Object.hasOwn(target, name) && name !== "name" && name !== "length") return Reflect.get(target, name);
      if (typeof name === "symbol" || name === "then" || name === "prototype") return Reflect.get(target, name);
      return refuse(`${api}.${name}`);
    },
    construct: () => {
      throw unsupportedError(`new ${api}`);
    },
    apply: () => {
      throw unsupportedError(api);
    },
  });
}
