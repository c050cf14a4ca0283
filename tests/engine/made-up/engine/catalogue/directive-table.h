/* The catalogue with a choice, an amount and a risk more, a row for each, which no systemd knows:
 * see test-made-up.c, whose engine finds this file before the real one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

#include "../../../../../src/engine/catalogue/directive-table.h"

HN_DIRECTIVE (MADE_UP_GUARD, "MadeUpGuard",
              choice,
              HN_WORDS ({ "no", 0, 0 }, { "some", 0, 1 }, { "all", 260, 2 }),
              255, HN_GROUP_KERNEL, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              "Guard what is made up",
              "Nobody can do to it what nobody can do.",
              "Nothing.")

HN_DIRECTIVE (MADE_UP_LIMIT, "MadeUpLimit",
              limit_bytes,
              HN_AMOUNT (HN_USAGE (memory), HN_NO_USAGE, HN_MIB (4), 0, "nothing does with less"),
              255, HN_GROUP_OTHER, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "", "infinity",
              "Limit what is made up",
              "Nobody can do more of it than nobody can do.",
              "Nothing.")

HN_DIRECTIVE (MADE_UP_RISK, "MadeUpRisk",
              boolean, NULL, 255, HN_GROUP_KERNEL, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, CLOSES, "no", "no",
              "Risk what is made up",
              "Nobody knows.",
              "Nobody knows.")
