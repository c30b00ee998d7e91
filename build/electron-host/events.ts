/** Event objects as Electron's emitters hand them out. */

export type HostEvent<Extra extends object = object> = {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
} & Extra;

/** An event the listeners may prevent. */
export function makeEvent<Extra extends object = object>(extra?: Extra): HostEvent<Extra> {
  let prevented = false;
  const event = {
    get defaultPrevented() {
      return prevented;
    },
    preventDefault: () => {
      prevented = true;
    },
  };
  return Object.defineProperties(event, Object.getOwnPropertyDescriptors(extra ?? {})) as HostEvent<Extra>;
}
