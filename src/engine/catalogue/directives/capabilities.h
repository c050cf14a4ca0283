/* Rows of the catalogue: which of root's powers the service holds.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_DIRECTIVE (CAPABILITY_BOUNDING_SET, "CapabilityBoundingSet",
              capabilities, NULL, 0, HN_GROUP_CAPABILITIES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "~", "~",
              N_ ("Take away powers of root"),
              N_ ("Root's might is divided into about 40 single powers (capabilities). Those "
                  "that are not listed can never be had by the service or anything it starts, "
                  "even as root."),
              N_ ("Dropping a power it uses gives 'operation not permitted': "
                  "CAP_NET_BIND_SERVICE for low ports, CAP_SETUID and CAP_SETGID for changing to "
                  "another user, CAP_CHOWN for giving files away."))

HN_DIRECTIVE (AMBIENT_CAPABILITIES, "AmbientCapabilities",
              capabilities, NULL, 229, HN_GROUP_CAPABILITIES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Grant single powers without root"),
              N_ ("Gives single powers of root to a service under a plain account, which is far "
                  "better than running as root. Each power in the list, however, falls to an "
                  "intruder together with the service."),
              N_ ("Without CAP_NET_BIND_SERVICE here, for example, a plain account cannot open "
                  "port 80. Drop the power only when the service no longer needs it."))
HN_EVIDENCE (AMBIENT_CAPABILITIES,
             HN_USES (CAPABILITY, "*"))
