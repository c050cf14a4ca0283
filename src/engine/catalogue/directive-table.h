/* The catalogue's rows, the only truth about directives: included by directive.h for the
 * enumeration and by directive.c for the table. Sorted by the group in which a person finds them.
 *
 * HN_DIRECTIVE (ID, name, type, choices, since, group, risk, flags, page, reach, order, unset,
 * weakest, title, why, breaks)
 *
 * since is the first systemd version that knows the name, 0 for those older than version 187. type
 * is one of types/type.h; choices are HN_WORDS (…), from weak to strict where they have an order,
 * each with the version that brought it, its strictness and the word that it is another name for;
 * of amounts they are HN_AMOUNT (usage, whole, least, least share, reason), which says how low they
 * may be (limit-rule.h), or HN_ANY_AMOUNT. "yes" and "no" stand for every spelling of a boolean;
 * systemd takes those wherever a directive began as a switch and learnt its words later. order says
 * which of two values lets more through, unset what holds where nobody says anything. reach says
 * what a value can do beyond the service itself; weakest is the value that takes nothing away, ""
 * where that is no line at all, NULL where the helper does not write the directive. title says in a
 * few words what the directive does for the service; why, what an attacker gains without it;
 * breaks, what may stop working with it.
 *
 * Behind a row may stand what evidence speaks against it, where the kernel tells:
 *
 * HN_EVIDENCE (ID, HN_USES (KIND, value) … HN_NOT (KIND, value) … HN_UNSURE)
 *
 * The kinds are those of directive.h, HN_SEEN_KIND; evidence/need.c explains them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef HN_EVIDENCE
#define HN_EVIDENCE(id, uses)
#endif

/* clang-format off */

#include "directives/identity.h"
#include "directives/files.h"
#include "directives/folders.h"
#include "directives/devices.h"
#include "directives/kernel.h"
#include "directives/namespaces.h"
#include "directives/network.h"
#include "directives/syscalls.h"
#include "directives/capabilities.h"
#include "directives/other.h"

#undef HN_EVIDENCE
