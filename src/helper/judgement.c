/* Whether a change takes the stronger permission, by the engine's function with all that it asks
 * for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/judgement.h"

#include <string.h>

#include "engine/request.h"
#include "helper/processes.h"
#include "properties/path-look.h"

/* The whole new content of what Hardnut says about the service; of a removal, what its template
 * says. */
static GPtrArray *
dup_content (HnHelper *helper, GPtrArray *edits, const char *uncovered)
{
  GPtrArray *content = NULL;

  if (edits != NULL)
    return g_ptr_array_ref (edits);
  if (uncovered != NULL)
    content =
        hn_request_from_text (uncovered, strlen (uncovered), helper->scope, helper->version, NULL);

  return content != NULL ? content : hn_edits_new ();
}

GPtrArray *
hn_judge_change (HnHelper *helper,
                 const HnLook *look,
                 HnFacts *facts,
                 const HnInspection *inspection,
                 uid_t uid,
                 GPtrArray *edits,
                 const char *previous,
                 const char *uncovered)
{
  g_autoptr (GPtrArray) content = dup_content (helper, edits, uncovered);
  const HnWeakenContext context = { .unfinished = inspection->unfinished,
                                    .live = look->unit->settings,
                                    .previous = previous != NULL ? previous : uncovered,
                                    .uid = uid,
                                    .facts = &facts->facts,
                                    .look = hn_path_look };

  /* That takes a look at every process of the machine. */
  for (guint i = 0; i < content->len; i++)
    if (((const HnEdit *) content->pdata[i])->directive == HN_DIRECTIVE_REMOVE_IPC)
      facts->facts.shares_user = hn_processes_share_user (look);

  return hn_weaken_find (&context, content);
}

GStrv
hn_judge_list (GPtrArray *found)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < found->len; i++)
    {
      const HnWeakening *weakening = found->pdata[i];

      /* Who calls and from where, and whether somebody has started it. */
      if (weakening->kind == HN_WEAKEN_NEVER_RESTARTS || weakening->kind == HN_WEAKEN_INSTANCE)
        continue;
      g_ptr_array_add (list, g_strdup_printf ("%d %s %s", weakening->kind,
                                              weakening->directive != HN_DIRECTIVE_NONE
                                                  ? hn_directive_get (weakening->directive)->name
                                                  : "",
                                              weakening->line != NULL ? weakening->line : ""));
    }
  g_ptr_array_add (list, NULL);

  return (GStrv) g_ptr_array_free (list, FALSE);
}
