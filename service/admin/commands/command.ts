/** How an operator's command is written: what it does in the service, and how the shell offers it. */
import type { Command } from "commander";
import type { z } from "zod";
import type { Service } from "../../app.ts";
import type { AdminRegistry } from "../socket.ts";

/** One command: arguments checked by its schema, run in the service or in process. */
export interface AdminCommand<S extends z.ZodType = z.ZodType, R = unknown> {
  readonly args: S;
  readonly run: (service: Service, args: z.output<S>) => Promise<R>;
}

/** Keeps the types of a command's arguments and result. */
export const command = <S extends z.ZodType, R>(args: S, run: (service: Service, args: z.output<S>) => Promise<R>): AdminCommand<S, R> => ({ args, run });

export type Commands = Readonly<Record<string, AdminCommand>>;

/** The registry a running service answers from: every command checks its own arguments first. */
export function registryOf(commands: Commands): AdminRegistry {
  return Object.fromEntries(Object.entries(commands).map(([name, c]) => [name, (service: Service, args: unknown) => c.run(service, c.args.parse(args))]));
}

/** What a shell verb is given to work with. */
export interface Shell {
  /** Runs a command where the service is and prints what `show` makes of its result, or with --json the result (as `json` shapes it). */
  run<R>(name: string, args: unknown, show: (result: R) => string, more?: { json?: (result: R) => unknown; after?: (result: R) => void }): Promise<void>;
  /** Runs a command where the service is and returns its result. */
  ask<R>(name: string, args: unknown): Promise<R>;
  /** Prints what was done on this machine itself: in words, or with --json as `json` shapes it. */
  print<R>(result: R, show: (result: R) => string, json?: (result: R) => unknown): void;
  /** PostgreSQL, when it was named. */
  databaseUrl(): string | undefined;
  /** A remark for the operator, on stderr. */
  note(text: string): void;
  readonly json: () => boolean;
}

/** Adds an area's verbs to the shell. */
export type AddArea = (program: Command, shell: Shell) => void;

/** Rows as aligned columns; Chinese characters take two. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const width = (text: string) => [...text].reduce((n, ch) => n + (/[\u1100-\uffdc]/.test(ch) ? 2 : 1), 0);
  const cells = rows.map((row) => row.map(String));
  const widths = cells.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, width(cell))), []);
  return cells.map((row) => row.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - width(cell))).join("  ").trimEnd()).join("\n");
}
