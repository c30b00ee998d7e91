/** Listens to a service's nudges as a signed-in workstation does. */
import { Agent, request } from "undici";
import type { Me } from "../../shared/protocol/session.ts";
import type { Service } from "../../service/app.ts";
import { enrol, signIn } from "./service.ts";

/** Opens the service on a port of its own, signs in and collects what is sent. */
export async function connectNudges(service: Service, me: Me): Promise<{ heard(): string; close(): Promise<void> }> {
  const { url } = await service.listen();
  const desk = await signIn(service, await enrol(service, url), me);
  const dispatcher = new Agent({ connect: { ca: service.authority.certificatePem, key: desk.device.keyPem, cert: desk.device.certificatePem } });
  const controller = new AbortController();
  const stream = await request(`${url}/sync/nudge`, { dispatcher, signal: controller.signal, headers: { authorization: `Bearer ${desk.token}` } });
  let text = "";
  const listening = (async () => {
    for await (const chunk of stream.body) text += String(chunk);
  })().catch(() => undefined);
  return {
    heard: () => text,
    async close() {
      controller.abort();
      await listening;
      await dispatcher.close();
      await desk.device.close();
    },
  };
}
