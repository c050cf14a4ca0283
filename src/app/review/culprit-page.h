/* The page on which a person follows the search for the setting that a service does not work with,
 * and reads what was found; and the question before it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "client/culprit-search.h"

G_BEGIN_DECLS

#define HN_TYPE_CULPRIT_PAGE (hn_culprit_page_get_type ())
G_DECLARE_FINAL_TYPE (HnCulpritPage, hn_culprit_page, HN, CULPRIT_PAGE, AdwNavigationPage)

/* Its buttons activate "review.back", to review the change as it was, and "review.rest", without
 * what was found. */

AdwNavigationPage *hn_culprit_page_new (HnCulpritSearch *search);

/**
 * hn_culprit_question_new:
 * @failed: the trial whose lines are in question
 *
 * Returns: (transfer floating): says what the search takes; its response "begin" begins it
 */
AdwDialog *hn_culprit_question_new (HnTrial *failed);

G_END_DECLS
