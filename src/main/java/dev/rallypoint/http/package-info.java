/**
 * The matchmaking API on HTTP: decode, ask the bus, answer. {@code openapi.yaml} is the contract
 * and the source of validation; every operation in it has one handler in a {@code *Routes} class.
 * {@link dev.rallypoint.http.HttpVerticle} owns the port and the open event streams on its event
 * loop. Errors are RFC 9457 problems, tokens RFC 7519 with HS256, events the WHATWG's server-sent
 * events. Decides nothing about lobbies, players or limits: that is asked on the bus. Never logs
 * tokens, passwords or query strings.
 */
package dev.rallypoint.http;
