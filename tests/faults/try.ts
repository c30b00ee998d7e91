import { openModel } from "./model/run.ts";
import { scheduleOf, printed } from "./model/schedule.ts";
const [first = 1, count = 10] = process.argv.slice(2).map(Number);
const model = await openModel();
for (let seed = first; seed < first + count; seed++) {
  const t = process.hrtime.bigint();
  const s = scheduleOf(seed);
  const o = await model.run(s);
  console.log(seed, s.operations.length, "ops", Number(process.hrtime.bigint() - t) / 1e6 | 0, "ms saved", o.saved, "pushes", o.requests, o.breaches.slice(0, 3));
  if (o.breaches.length && process.env.V) console.log(printed(s));
}
await model.close();
