/* What could be changed about a service to expose it less, and what is known of whether it would
 * survive that: for each check that fails, the one directive that mends it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/advice/verdict.h"

G_BEGIN_DECLS

void hn_advice_free (HnAdvice *advice);

/**
 * hn_advise:
 *
 * Only directives that the helper writes, that this systemd knows, and that have an effect on this
 * service; each line of a value passes hn_validate_value(). Staged by hn_change_list_stage(), each
 * makes its check pass, and the unit can still be loaded. Where the service needs something of
 * what is closed then, milder values follow that make the check better.
 *
 * Returns: (transfer full) (element-type HnAdvice): by sureness, then the largest gain first, then
 *   the smallest risk, then in the order of the checks. What is %HN_SURE_NEEDED or
 *   %HN_SURE_PASSED_ON is to be told, and not to be offered
 */
GPtrArray *hn_advise (const HnAdviceSource *source);

/** hn_advice_is_offered: whether a person is to be asked at all */
gboolean hn_advice_is_offered (const HnAdvice *advice);

/** hn_advice_dup_setting: (transfer full): "PrivateTmp=yes", in one line, for a person */
char *hn_advice_dup_setting (const HnAdvice *advice);

/**
 * hn_advice_dup_basis:
 *
 * Returns: (transfer full): what advice from @source rests on, and what is missing that would make
 *   it surer; a sentence or two, translated
 */
char *hn_advice_dup_basis (const HnAdviceSource *source);

G_END_DECLS
