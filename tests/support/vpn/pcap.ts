/** What tcpdump wrote, packet by packet: only what is needed to say whether anything but the tunnel's own packets passed. */

export interface Packet {
  /** `tunnel`: UDP of the tunnel's port. `neighbour`: ARP and ICMPv6, how machines find each other. `other`: everything else. */
  readonly kind: "tunnel" | "neighbour" | "other";
  /** Bytes inside TCP, UDP or what else it is; headers do not count. */
  readonly payload: number;
  readonly words: string;
  readonly bytes: Buffer;
}

const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const ETHERNET = 14;
const [ARP, IPV4, IPV6] = [0x0806, 0x0800, 0x86dd];
const [ICMP, TCP, UDP, ICMPV6] = [1, 6, 17, 58];
/** An ICMP error's own head; what it complains of is quoted behind it. */
const ICMP_HEAD = 8;
const [UNREACHABLE, PORT] = [3, 3];

/** Takes the output in pieces, in the order they come, and hands out whole packets. */
export function pcapReader(tunnelPort: number): (piece: Buffer) => Packet[] {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    const packets: Packet[] = [];
    if (!begun && rest.length >= FILE_HEADER) {
      rest = rest.subarray(FILE_HEADER);
      begun = true;
    }
    while (begun && rest.length >= PACKET_HEADER && rest.length >= PACKET_HEADER + rest.readUInt32LE(8)) {
      const end = PACKET_HEADER + rest.readUInt32LE(8);
      packets.push(packetOf(Buffer.from(rest.subarray(PACKET_HEADER, end)), tunnelPort));
      rest = rest.subarray(end);
    }
    return packets;
  };
}

function packetOf(bytes: Buffer, tunnelPort: number): Packet {
  const type = bytes.readUInt16BE(12);
  if (type === ARP) return { kind: "neighbour", payload: 0, words: "ARP", bytes };
  if (type !== IPV4 && type !== IPV6) return { kind: "other", payload: bytes.length - ETHERNET, words: `ethertype ${type.toString(16)}`, bytes };
  const head = type === IPV4 ? (bytes[ETHERNET]! & 15) * 4 : 40;
  const protocol = bytes[ETHERNET + (type === IPV4 ? 9 : 6)]!;
  const ipEnd = type === IPV4 ? ETHERNET + bytes.readUInt16BE(ETHERNET + 2) : ETHERNET + 40 + bytes.readUInt16BE(ETHERNET + 4);
  const at = ETHERNET + head;
  // Hop-by-hop options carry the multicast reports of IPv6.
  if (type === IPV6 && (protocol === ICMPV6 || protocol === 0)) return { kind: "neighbour", payload: 0, words: "ICMPv6", bytes };
  // A closed end of the tunnel answers its other end with the tunnel's own packet, quoted.
  const quoted = at + ICMP_HEAD + 20;
  if (protocol === ICMP && bytes[at] === UNREACHABLE && bytes[at + 1] === PORT && bytes[at + ICMP_HEAD + 9] === UDP && bytes.readUInt16BE(quoted + 2) === tunnelPort) {
    return { kind: "tunnel", payload: 0, words: "ICMP about the tunnel", bytes };
  }
  if (protocol !== TCP && protocol !== UDP) return { kind: "other", payload: ipEnd - at, words: `protocol ${protocol}`, bytes };
  const [from, to] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 2)];
  const payload = ipEnd - at - (protocol === TCP ? (bytes[at + 12]! >> 4) * 4 : 8);
  const tunnel = protocol === UDP && (from === tunnelPort || to === tunnelPort);
  return { kind: tunnel ? "tunnel" : "other", payload, words: `${protocol === TCP ? "TCP" : "UDP"} ${from} > ${to}`, bytes };
}
