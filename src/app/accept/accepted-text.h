/* What is accepted, in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kept/accepted.h"

G_BEGIN_DECLS

/** hn_accepted_dup_day: (transfer full): a day such as "2027-05-01", for a person */
char *hn_accepted_dup_day (const char *day);

/**
 * hn_accepted_dup_title:
 * @over: whether its day is over
 *
 * Returns: (transfer full): until when it is accepted and for whom, or that it is to be looked at
 * again
 */
char *hn_accepted_dup_title (const HnAccepted *accepted, gboolean over);

/** hn_accepted_dup_text: (transfer full): the same with the reason that somebody gave, on one line
 */
char *hn_accepted_dup_text (const HnAccepted *accepted, gboolean over);

G_END_DECLS
