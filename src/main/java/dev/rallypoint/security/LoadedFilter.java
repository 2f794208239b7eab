package dev.rallypoint.security;

import dev.rallypoint.contract.FilterConfig;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.ConfigLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A packet filter that was checked and built.
 *
 * @param config with all changes
 * @param lists of that configuration, as they were read
 * @param rules of the whole node, without what an attack takes from them
 */
record LoadedFilter(FilterConfig config, BlockLists lists, FilterRules rules) {
    private static final String SOURCE = "PUT /admin/v1/filter";

    /**
     * Reads files and builds the firewall: takes a moment for tens of thousands of blocks.
     *
     * @param configured what the node was started with
     * @param changes by key, as text like in a file
     * @param bans in force; those of blocks are denied
     * @throws ConfigException naming what is wrong
     */
    static LoadedFilter load(FilterConfig configured, Map<String, String> changes, List<Ban> bans) {
        FilterConfig config = ConfigLoader.change(configured, changes, SOURCE);
        return of(config, BlockLists.read(config), bans);
    }

    /**
     * The same with other bans. Reads no file: one that was damaged meanwhile must not keep a ban
     * from being in force.
     */
    LoadedFilter withBans(List<Ban> bans) {
        return of(config, lists, bans);
    }

    private static LoadedFilter of(FilterConfig config, BlockLists lists, List<Ban> bans) {
        List<CidrBlock> deny = new ArrayList<>(lists.deny());
        // A ban that nobody can read must not undo the others; the security room says so.
        bans.stream()
                .filter(ban -> ban.subject().equals(Ban.CIDR))
                .forEach(ban -> CidrBlock.find(ban.value()).ifPresent(deny::add));
        try {
            return new LoadedFilter(
                    config, lists, FilterRules.of(config, Firewall.of(lists.allow(), deny)));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }
}
