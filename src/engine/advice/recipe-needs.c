/* What each kind of need stands for among the changes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/advice/recipe-needs.h"

#include <string.h>

#include "engine/implied.h"
#include "engine/weaken-closed.h"

static gboolean
is_closed (const HnSettings *settings, const char *path, HnClosedFor what)
{
  g_autoptr (GArray) closed = hn_closed_places (settings);
  g_autoptr (GPtrArray) open = hn_open_places (settings, what);

  return hn_is_closed (path, closed, open, what, FALSE);
}

static gboolean
takes_path (const HnRecipeNeed *need, const HnSettings *now, const HnSettings *changed)
{
  HnClosedFor what = need->resource == HN_RESOURCE_READS ? HN_CLOSED_READ : HN_CLOSED_WRITE;

  return is_closed (changed, need->what, what) && !is_closed (now, need->what, what);
}

/* Places that are no names of files to the engine. */
static gboolean
takes_place (const HnRecipeNeed *need, HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_PRIVATE_TMP:
      return hn_path_is_below (need->what, "/tmp") || hn_path_is_below (need->what, "/var/tmp");
    case HN_DIRECTIVE_PROTECT_PROC:
      return hn_path_is_below (need->what, "/proc/PID");
    case HN_DIRECTIVE_PROC_SUBSET:
      return hn_path_is_below (need->what, "/proc") && !hn_path_is_below (need->what, "/proc/PID");
    default:
      return FALSE;
    }
}

static gboolean
takes_calls (const HnRecipeNeed *need, const HnCheck *check, guint version)
{
  const HnSyscallSet *gone;

  if (check->rule != HN_RULE_SYSCALLS)
    return FALSE;
  gone = hn_syscall_group_get_set ((HnSyscallGroup) check->parameter, version);
  if (hn_syscall_set_intersects (gone, &need->calls))
    return TRUE;
  for (guint group = 0; group < HN_N_SYSCALL_GROUPS; group++)
    if ((need->groups & (1u << group)) != 0 &&
        (group == check->parameter ||
         hn_syscall_set_covers (gone, hn_syscall_group_get_set (group, version))))
      return TRUE;

  return FALSE;
}

static gboolean
takes (const HnRecipeNeed *need,
       const HnSettings *now,
       const HnSettings *changed,
       const HnCheck *check,
       HnDirectiveId directive)
{
  g_autofree char *value = NULL;

  switch (need->resource)
    {
    case HN_RESOURCE_CAPABILITY:
      return (check->rule == HN_RULE_CAPABILITIES && (check->parameter & need->bits) != 0) ||
             (hn_capabilities_dropped_by (directive) & need->bits) != 0;
    case HN_RESOURCE_FAMILY:
      return check->rule == HN_RULE_ADDRESS_FAMILIES && (check->parameter & need->bits) != 0;
    case HN_RESOURCE_NAMESPACE:
      return check->rule == HN_RULE_NAMESPACES && (check->parameter & need->bits) != 0;
    case HN_RESOURCE_NETWORK:
      return directive == HN_DIRECTIVE_PRIVATE_NETWORK ||
             directive == HN_DIRECTIVE_IP_ADDRESS_DENY ||
             (check->rule == HN_RULE_ADDRESS_FAMILIES && check->parameter == HN_FAMILY_INET);
    case HN_RESOURCE_CALLS:
      return takes_calls (need, check, now->context.version);
    case HN_RESOURCE_READS:
    case HN_RESOURCE_WRITES:
      return takes_path (need, now, changed) || takes_place (need, directive);
    case HN_RESOURCE_DEVICE:
      return directive == HN_DIRECTIVE_PRIVATE_DEVICES ||
             (directive == HN_DIRECTIVE_DEVICE_POLICY &&
              !hn_settings_allow_device (changed, need->what));
    case HN_RESOURCE_DIRECTIVE:
    case HN_N_RESOURCES:
    default:
      if (need->directive != directive)
        return FALSE;
      value = hn_settings_dup_value (changed, directive);
      return need->value == NULL || strcmp (value, need->value) == 0;
    }
}

const HnRecipeNeed *
hn_recipe_find_need (const HnRecipe *recipe,
                     const char *const *distributions,
                     const HnSettings *now,
                     const HnSettings *changed,
                     const HnCheck *check,
                     HnDirectiveId directive)
{
  const HnRecipeNeed *found = NULL;

  for (guint i = 0; i < recipe->needs->len; i++)
    {
      const HnRecipeNeed *need = recipe->needs->pdata[i];

      if (hn_recipe_need_holds (need, distributions) &&
          (found == NULL || need->weight < found->weight) &&
          takes (need, now, changed, check, directive))
        found = need;
    }

  return found;
}
