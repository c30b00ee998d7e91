/** A name server that gives one answer to every question for an IPv4 address, and counts who asks. */
import { createSocket } from "node:dgram";
import { once } from "node:events";

const HEAD = 12;
const [TYPE_A, CLASS_IN, TTL] = [1, 1, 1];

export interface NameServer {
  answer: string;
  asked: number;
}

export async function serveNames(address: string, answer: string): Promise<NameServer> {
  const server: NameServer = { answer, asked: 0 };
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    server.asked += 1;
    socket.send(reply(question, server.answer), from.port, from.address);
  });
  socket.bind(53, address);
  await once(socket, "listening");
  return server;
}

function reply(question: Buffer, address: string): Buffer {
  const nameEnd = question.indexOf(0, HEAD) + 1;
  const wantsA = question.readUInt16BE(nameEnd) === TYPE_A;
  const head = Buffer.from(question.subarray(0, nameEnd + 4));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(wantsA ? 1 : 0, 6);
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  if (!wantsA) return head;
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(TYPE_A, 2);
  record.writeUInt16BE(CLASS_IN, 4);
  record.writeUInt32BE(TTL, 6);
  record.writeUInt16BE(4, 10);
  return Buffer.concat([head, record, Buffer.from(address.split(".").map(Number))]);
}
