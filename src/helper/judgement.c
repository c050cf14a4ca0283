/* Whether a change takes the stronger permission, by the engine's function with all that it asks
 * for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/judgement.h"

#include "helper/processes.h"
#include "properties/path-look.h"

/* The whole new content of what Hardnut says about the service; of a removal, what its template
 * says. */
static GPtrArray *
dup_content (HnHelper *helper, GPtrArray *edits, const char *uncovered)
{
  GPtrArray *content = edits != NULL ? g_ptr_array_ref (edits) : hn_parse (helper, uncovered);

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
  if (hn_edits_are_about (content, HN_DIRECTIVE_REMOVE_IPC))
    facts->facts.shares_user = hn_processes_share_user (look);

  return hn_weaken_find (&context, content);
}

GStrv
hn_judge_list (GPtrArray *found)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; i < found->len; i++)
    {
      const HnWeakening *weakening = found->pdata[i];
      g_autofree char *word = NULL;

      /* Who calls and from where, and whether somebody has started it. */
      if (weakening->kind == HN_WEAKEN_NEVER_RESTARTS || weakening->kind == HN_WEAKEN_INSTANCE)
        continue;
      word = g_strdup_printf ("%d %s %s", weakening->kind,
                              weakening->directive != HN_DIRECTIVE_NONE
                                  ? hn_directive_get (weakening->directive)->name
                                  : "",
                              weakening->line != NULL ? weakening->line : "");
      g_strv_builder_add (list, word);
    }

  return g_strv_builder_end (list);
}
