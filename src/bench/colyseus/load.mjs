// Players of a Colyseus server, each sending at a fixed rate and at a phase of its own. The schedule
// is fixed before; a load that falls behind sends late and says so. A line of JSON an event: joined,
// open and close (of the measured window), done with the counts.
// Usage: node load.mjs PORT ROOMS SIZE HZ BYTES WARM_UP_SECONDS SECONDS
import { Client } from "colyseus.js";

const [port, rooms, size, hz, bytes, warmUpSeconds, seconds] = process.argv.slice(2).map(Number);
const COUNTED_AT = 3;
// Of Colyseus, before our bytes: its code for bytes, and the type 0.
const ROOM_DATA_BYTES = 17;
const COLYSEUS_HEADER = 2;
// Of WebSocket.
const FRAME_HEADER = 2;
const BINARY = 0x82;
const MASKED = 0x80;
const PING = 0x89;
const PONG = Buffer.from([0x8a, MASKED, 0, 0, 0, 0]);
const SETTLE_MS = 300;
const JOINS_AT_ONCE = 16;
const periodMs = 1000 / hz;
let arrived = 0;
let counted = 0;

const say = (event, more = {}) => console.log(JSON.stringify({ event, ...more }));
const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

// After a real client has joined, frames are counted and made by hand: a whole client on one core
// would be the limit long before the server is.
function takeOver(room) {
  const socket = room.connection.transport.ws._socket;
  let rest = Buffer.alloc(0);
  socket.removeAllListeners("data");
  socket.on("data", (chunk) => {
    rest = count(rest.length ? Buffer.concat([rest, chunk]) : chunk, socket);
  });
  return socket;
}

// Counts whole frames (RFC 6455 section 5.2; those of a server are not masked) and returns what is left.
function count(data, socket) {
  let at = 0;
  while (data.length - at >= FRAME_HEADER) {
    const length = data[at + 1];
    const header = length === 126 ? FRAME_HEADER + 2 : FRAME_HEADER;
    if (length === 127) throw new Error("a message longer than any of ours");
    if (data.length - at < header) break;
    const end = at + header + (length === 126 ? data.readUInt16BE(at + 2) : length);
    if (data.length < end) break;
    if (data[at] === BINARY && data[at + header] === ROOM_DATA_BYTES) {
      arrived++;
      counted += data[at + header + COLYSEUS_HEADER + COUNTED_AT];
    } else if (data[at] === PING) {
      socket.write(PONG);
    }
    at = end;
  }
  return data.subarray(at);
}

// A masked frame whose mask is zero: what the server unmasks is what was written.
function frame(isCounted) {
  const payload = Buffer.alloc(COLYSEUS_HEADER + bytes);
  payload[0] = ROOM_DATA_BYTES;
  payload[COLYSEUS_HEADER + COUNTED_AT] = isCounted ? 1 : 0;
  const long = payload.length > 125;
  const header = Buffer.alloc(long ? 8 : 6);
  header[0] = BINARY;
  header[1] = MASKED | (long ? 126 : payload.length);
  if (long) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}

async function fill(client) {
  const first = await client.create("lobby");
  const members = [first];
  while (members.length < size) members.push(await client.joinById(first.roomId));
  return members;
}

async function join() {
  const client = new Client(`ws://127.0.0.1:${port}`);
  const players = [];
  for (let room = 0; room < rooms; room += JOINS_AT_ONCE) {
    const some = Array.from({ length: Math.min(JOINS_AT_ONCE, rooms - room) }, () => fill(client));
    players.push(...(await Promise.all(some)).flat());
  }
  return players;
}

// Phases by a multiplicative hash of the player's number: the same in each run, spread evenly.
const phaseMs = (player) => (((player * 2654435761) % 4294967296) / 4294967296) * periodMs;

// Sends what is due until that time; how many turns it made.
async function send(players, order, untilMs, message) {
  const beginMs = performance.now();
  let turn = 0;
  for (;;) {
    const now = performance.now();
    if (now >= untilMs) return turn;
    for (; ; turn++) {
      const { player, phase } = order[turn % order.length];
      if (beginMs + Math.floor(turn / order.length) * periodMs + phase > now) break;
      // A load that is late lets what has arrived in, too.
      if (performance.now() - now > 1) break;
      players[player].write(message);
    }
    await new Promise((resume) => setImmediate(resume));
  }
}

const joined = await join();
// A client answers the server's welcome when it reads it.
await pause(SETTLE_MS);
const players = joined.map(takeOver);
say("joined", { players: players.length });
const order = players.map((_, player) => ({ player, phase: phaseMs(player) })).sort((a, b) => a.phase - b.phase);
await send(players, order, performance.now() + warmUpSeconds * 1000, frame(false));
const arrivedBefore = arrived;
say("open");
const turns = await send(players, order, performance.now() + seconds * 1000, frame(true));
say("close");
const arrivedInside = arrived - arrivedBefore;
await pause(SETTLE_MS);
say("done", {
  turns,
  turnsDue: Math.floor(players.length * hz * seconds),
  due: turns * (size - 1),
  delivered: counted,
  arrived: arrivedInside,
});
process.exit(0);
