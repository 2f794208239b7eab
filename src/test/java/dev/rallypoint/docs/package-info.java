/** Renders the tables of the operator's documents and {@code conf/server.yaml} from the code. */
package dev.rallypoint.docs;
