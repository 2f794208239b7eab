// A Colyseus server with rooms that send each message on to the other members, as bytes and without
// state. Prints {"event":"ready","port":N}; ends when its input does. Usage: node server.mjs SIZE
import { createServer } from "node:http";
import { Room, Server } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";

const size = Number(process.argv[2]);

class Lobby extends Room {
  onCreate() {
    this.maxClients = size;
    this.setPatchRate(null);
    // A number as the type is the shortest that Colyseus can send.
    this.onMessage(0, (client, bytes) => this.broadcastBytes(0, bytes, { except: client }));
  }
}

const http = createServer();
const server = new Server({ greet: false, transport: new WebSocketTransport({ server: http }) });
server.define("lobby", Lobby);
await server.listen(0, "127.0.0.1");
console.log(JSON.stringify({ event: "ready", port: http.address().port }));
process.stdin.on("end", () => process.exit(0)).resume();
