/*
 * Two agents of libnice in one process, with relayed candidates only: they find each other through
 * a TURN server and say twenty things each.
 *
 *   nice_pair HOST PORT udp|tcp USERNAME PASSWORD
 */
#include <agent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGES 20
#define LIMIT_S 20

static NiceAgent *agents[2];
static guint streams[2];
static int gathered, ready, arrived[2];
static GMainLoop *loop;

static int number(NiceAgent *agent) { return agent == agents[0] ? 0 : 1; }

static void on_receive(NiceAgent *agent, guint stream, guint component, guint bytes, gchar *data,
                       gpointer nothing) {
    arrived[number(agent)]++;
    if (arrived[0] >= MESSAGES && arrived[1] >= MESSAGES) {
        g_main_loop_quit(loop);
    }
}

static gboolean speak(gpointer nothing) {
    for (int i = 0; i < 2; i++) {
        nice_agent_send(agents[i], streams[i], 1, 5, "hello");
    }
    return G_SOURCE_CONTINUE;
}

static void introduce(int from, int to) {
    gchar *user = NULL, *password = NULL;
    nice_agent_get_local_credentials(agents[from], streams[from], &user, &password);
    nice_agent_set_remote_credentials(agents[to], streams[to], user, password);
    GSList *candidates = nice_agent_get_local_candidates(agents[from], streams[from], 1);
    for (GSList *at = candidates; at != NULL; at = at->next) {
        NiceCandidate *candidate = at->data;
        printf("candidate %s\n",
               candidate->type == NICE_CANDIDATE_TYPE_RELAYED ? "relay" : "other");
    }
    nice_agent_set_remote_candidates(agents[to], streams[to], 1, candidates);
    g_slist_free_full(candidates, (GDestroyNotify) nice_candidate_free);
    g_free(user);
    g_free(password);
}

static void on_gathered(NiceAgent *agent, guint stream, gpointer nothing) {
    if (++gathered == 2) {
        introduce(0, 1);
        introduce(1, 0);
    }
}

static void on_state(NiceAgent *agent, guint stream, guint component, guint state,
                     gpointer nothing) {
    if (state == NICE_COMPONENT_STATE_FAILED) {
        printf("no connection\n");
        g_main_loop_quit(loop);
    }
    if (state == NICE_COMPONENT_STATE_READY && ++ready == 2) {
        g_timeout_add(50, speak, NULL);
    }
}

static gboolean on_limit(gpointer nothing) {
    printf("too late\n");
    g_main_loop_quit(loop);
    return G_SOURCE_REMOVE;
}

int main(int count, char **words) {
    if (count != 6) {
        return 2;
    }
    NiceRelayType type =
        strcmp(words[3], "udp") == 0 ? NICE_RELAY_TYPE_TURN_UDP : NICE_RELAY_TYPE_TURN_TCP;
    loop = g_main_loop_new(NULL, FALSE);
    NiceAddress local;
    nice_address_init(&local);
    nice_address_set_from_string(&local, words[1]);
    for (int i = 0; i < 2; i++) {
        agents[i] = nice_agent_new(g_main_loop_get_context(loop), NICE_COMPATIBILITY_RFC5245);
        g_object_set(agents[i], "controlling-mode", i == 0, "force-relay", TRUE, "upnp", FALSE,
                     "ice-tcp", FALSE, NULL);
        nice_agent_add_local_address(agents[i], &local);
        g_signal_connect(agents[i], "candidate-gathering-done", G_CALLBACK(on_gathered), NULL);
        g_signal_connect(agents[i], "component-state-changed", G_CALLBACK(on_state), NULL);
        streams[i] = nice_agent_add_stream(agents[i], 1);
        nice_agent_set_relay_info(agents[i], streams[i], 1, words[1], atoi(words[2]), words[4],
                                  words[5], type);
        nice_agent_attach_recv(agents[i], streams[i], 1, g_main_loop_get_context(loop),
                               on_receive, NULL);
        if (!nice_agent_gather_candidates(agents[i], streams[i])) {
            printf("nothing to gather\n");
            return 1;
        }
    }
    g_timeout_add_seconds(LIMIT_S, on_limit, NULL);
    g_main_loop_run(loop);
    printf("arrived %d and %d\n", arrived[0], arrived[1]);
    return arrived[0] >= MESSAGES && arrived[1] >= MESSAGES ? 0 : 1;
}
