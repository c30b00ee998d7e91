import "./model/plain.ts";
import { openModel } from "./model/run.ts";
const model = await openModel();
const operations = [["write",2031753420,3000],["vpn",968345686,400000],["remove",1638633833,1000],["fate",213269742,16000],["unlock",989223616,200],["cut",1612689249,3000],["killAtCommit",1969387470,0],["harm",1048066813,3000]].map(([op,r,ms])=>({op,r,ms})) as any;
console.log((await model.run({ seed: 3273762594, operations })).breaches);
await model.close();
