/* What each command needs that has the helper do something: the helper, and a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/options.h"
#include "cli/target.h"
#include "client/helper-client.h"

G_BEGIN_DECLS

/** hn_trial_connect: (transfer full) (nullable): connects, and says what is missing where there is
 * no helper */
HnHelperClient *hn_trial_connect (const HnOptions *options, GError **error);

/** hn_trial_parse_target: (transfer full) (nullable): a service that runs or could run: neither a
 * file nor a template */
HnTarget *hn_trial_parse_target (const char *word, GError **error);

/** hn_trial_parse_targets: (transfer full) (nullable) (element-type HnTarget): all words of the
 * command as such services; %NULL where one of them makes no sense, and so nothing is changed */
GPtrArray *hn_trial_parse_targets (const HnOptions *options, GError **error);

/** hn_trial_flush: what the helper is told and nobody waits for is told before the command ends */
void hn_trial_flush (HnHelperClient *client);

G_END_DECLS
