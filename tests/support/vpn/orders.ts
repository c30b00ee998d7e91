/** Orders to a program of ours inside a network namespace, over the channel to its parent. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

type Orders = Readonly<Record<string, (argument: never) => unknown>>;
interface Order {
  readonly n: number;
  readonly name: string;
  readonly argument: unknown;
}
type Reply = { readonly n: number; readonly value?: unknown; readonly error?: string };

/** In the child: answers orders until the parent goes. */
export function takeOrders(orders: Orders): void {
  process.on("message", ({ n, name, argument }: Order) => {
    void Promise.resolve()
      .then(() => (orders[name] as (argument: unknown) => unknown)(argument))
      .then((value) => process.send?.({ n, value } satisfies Reply), (error: unknown) => process.send?.({ n, error: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies Reply));
  });
  process.once("disconnect", () => process.exit(0));
  process.send?.({ n: 0 } satisfies Reply);
}

type Argument<F> = F extends (...all: infer A) => unknown ? A : never;
type Result<F> = F extends (...all: never[]) => infer R ? Awaited<R> : never;

export interface Commanded<O> {
  order<N extends keyof O & string>(name: N, ...argument: Argument<O[N]>): Promise<Result<O[N]>>;
  end(): Promise<void>;
}

/** In the parent: starts a program of ours in a namespace. */
export async function command<O>(namespace: string, file: URL): Promise<Commanded<O>> {
  const child: ChildProcess = fork(file.pathname, [], { execPath: "ip", execArgv: ["netns", "exec", namespace, process.execPath], stdio: ["ignore", "ignore", "inherit", "ipc"], env: { ...process.env, NODE_NO_WARNINGS: "1" } });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let next = 1;
  const begun = new Promise<void>((resolve) => waiting.set(0, { resolve: () => resolve(), reject: () => undefined }));
  child.on("message", ({ n, value, error }: Reply) => {
    const wait = waiting.get(n);
    waiting.delete(n);
    if (error === undefined) wait?.resolve(value);
    else wait?.reject(new Error(error));
  });
  child.once("exit", () => {
    for (const wait of waiting.values()) wait.reject(new Error("the program has ended"));
  });
  await begun;
  return {
    order: (name, ...all) =>
      new Promise((resolve, reject) => {
        const n = next++;
        waiting.set(n, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ n, name, argument: (all as unknown[])[0] });
      }),
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
