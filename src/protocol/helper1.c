/* The names that the helper and its clients use for errors and states on the bus.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "protocol/helper1.h"

#include <string.h>

#define ERROR_PREFIX "io.github.hardnut.Error."

G_DEFINE_QUARK (hn_helper_error_quark, hn_helper_error)

static const char *const error_names[HN_N_HELPER_ERRORS_ON_BUS] = {
  [HN_HELPER_ERROR_FAILED] = ERROR_PREFIX "Failed",
  [HN_HELPER_ERROR_INVALID_ARGS] = ERROR_PREFIX "InvalidArgs",
  [HN_HELPER_ERROR_INVALID_UNIT] = ERROR_PREFIX "InvalidUnit",
  [HN_HELPER_ERROR_NOT_FOUND] = ERROR_PREFIX "NotFound",
  [HN_HELPER_ERROR_UNIT_REFUSED] = ERROR_PREFIX "UnitRefused",
  [HN_HELPER_ERROR_INVALID_VALUE] = ERROR_PREFIX "InvalidValue",
  [HN_HELPER_ERROR_DIRECTIVE_REFUSED] = ERROR_PREFIX "DirectiveRefused",
  [HN_HELPER_ERROR_TOO_OLD] = ERROR_PREFIX "TooOld",
  [HN_HELPER_ERROR_TOO_LARGE] = ERROR_PREFIX "TooLarge",
  [HN_HELPER_ERROR_CHANGED] = ERROR_PREFIX "Changed",
  [HN_HELPER_ERROR_BUSY] = ERROR_PREFIX "Busy",
  [HN_HELPER_ERROR_NOT_AUTHORIZED] = ERROR_PREFIX "NotAuthorized",
  [HN_HELPER_ERROR_AUTHORIZATION_FAILED] = ERROR_PREFIX "AuthorizationFailed",
  [HN_HELPER_ERROR_NO_SUCH_TRIAL] = ERROR_PREFIX "NoSuchTrial",
  [HN_HELPER_ERROR_NOT_YOURS] = ERROR_PREFIX "NotYours",
  [HN_HELPER_ERROR_NO_SUCH_SESSION] = ERROR_PREFIX "NoSuchSession",
};

static const char *const state_names[] = {
  [HN_TRIAL_UNKNOWN] = "unknown",       [HN_TRIAL_ASKING] = "asking",
  [HN_TRIAL_AUTHORIZED] = "authorized", [HN_TRIAL_WRITTEN] = "written",
  [HN_TRIAL_LOADED] = "loaded",         [HN_TRIAL_RESTARTED] = "restarted",
  [HN_TRIAL_HEALTHY] = "healthy",       [HN_TRIAL_KEEPING] = "keeping",
  [HN_TRIAL_REVERTING] = "reverting",   [HN_TRIAL_KEPT] = "kept",
  [HN_TRIAL_REVERTED] = "reverted",     [HN_TRIAL_FAILED] = "failed",
  [HN_TRIAL_ENDED] = "ended",           [HN_TRIAL_REFUSED] = "refused",
};

const char *
hn_helper_error_get_name (const GError *error)
{
  gboolean named = error->domain == HN_HELPER_ERROR && error->code >= 0 &&
                   error->code < HN_N_HELPER_ERRORS_ON_BUS;

  return error_names[named ? error->code : HN_HELPER_ERROR_FAILED];
}

gboolean
hn_helper_error_from_name (const char *name, HnHelperError *ret_code)
{
  *ret_code = HN_HELPER_ERROR_FAILED;
  for (guint i = 0; i < HN_N_HELPER_ERRORS_ON_BUS; i++)
    if (strcmp (error_names[i], name) == 0)
      *ret_code = (HnHelperError) i;

  return g_str_has_prefix (name, ERROR_PREFIX);
}

const char *
hn_trial_state_get_name (HnTrialState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (state_names), "unknown");

  return state_names[state];
}

HnTrialState
hn_trial_state_from_name (const char *name)
{
  for (guint i = HN_TRIAL_AUTHORIZED; i < HN_TRIAL_ENDED; i++)
    if (g_strcmp0 (state_names[i], name) == 0)
      return (HnTrialState) i;

  return HN_TRIAL_UNKNOWN;
}

gboolean
hn_trial_state_is_end (HnTrialState state)
{
  return state >= HN_TRIAL_KEPT;
}

gboolean
hn_trial_id_is_valid (const char *id)
{
  return strspn (id, "0123456789abcdef") == HN_TRIAL_ID_LENGTH && strlen (id) == HN_TRIAL_ID_LENGTH;
}
