/**
 * Calls of both HTTP APIs made up from their contracts, and what must be true of every answer:
 * docs/FUZZING.md. Coverage of the node that runs in the same process guides them.
 */
package dev.rallypoint.apifuzz;
