/* Which of two limits, sizes or sets of numbers lets more through.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/loosen-private.h"

#include <string.h>

#include "engine/request-value.h"
#include "engine/settings-private.h"

/* What holds where nobody says anything and it is not endless: the manager's or the kernel's own.
 */
static const struct
{
  HnDirectiveId directive;
  const char *value;
} defaults[] = {
  { HN_DIRECTIVE_LIMIT_CORE, "0:infinity" },    { HN_DIRECTIVE_LIMIT_MEMLOCK, "8M" },
  { HN_DIRECTIVE_LIMIT_NOFILE, "1024:524288" }, { HN_DIRECTIVE_LIMIT_STACK, "8M:infinity" },
  { HN_DIRECTIVE_LIMIT_MSGQUEUE, "819200" },    { HN_DIRECTIVE_LIMIT_NICE, "0" },
  { HN_DIRECTIVE_LIMIT_RTPRIO, "0" },
};

/* By the size of the machine: any number is taken for one below. */
static gboolean
depends_on_machine (HnDirectiveId directive)
{
  return directive == HN_DIRECTIVE_LIMIT_NPROC || directive == HN_DIRECTIVE_LIMIT_SIGPENDING ||
         directive == HN_DIRECTIVE_TASKS_MAX;
}

/* FALSE where the text is not understood. */
static gboolean
get_amounts (const HnSettings *settings, HnDirectiveId directive, HnAmount *soft, HnAmount *hard)
{
  const char *text = settings->values[directive].text;

  for (guint i = 0; text == NULL && i < G_N_ELEMENTS (defaults); i++)
    if (defaults[i].directive == directive)
      text = defaults[i].value;

  if (text == NULL)
    {
      soft->share = hard->share = FALSE;
      soft->number = hard->number = depends_on_machine (directive) ? G_MAXUINT64 - 1 : G_MAXUINT64;
      return TRUE;
    }

  return hn_value_parse_amount (directive, text, soft, hard);
}

static gboolean
is_more (const HnAmount *than, const HnAmount *amount)
{
  if (than->number == G_MAXUINT64)
    return FALSE;
  /* A share of the machine against a number, or against what depends on the machine. */
  if (than->share != amount->share)
    return than->number < G_MAXUINT64 - 1 || amount->number == G_MAXUINT64;

  return amount->number > than->number;
}

gboolean
hn_weaker_number (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  HnAmount soft_before, hard_before, soft_after, hard_after;

  if (g_strcmp0 (vendor->values[directive].text, changed->values[directive].text) == 0)
    return FALSE;
  if (!get_amounts (vendor, directive, &soft_before, &hard_before) ||
      !get_amounts (changed, directive, &soft_after, &hard_after))
    return TRUE;

  return is_more (&soft_before, &soft_after) || is_more (&hard_before, &hard_after);
}

gboolean
hn_weaker_numbers (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  g_autofree guint8 *before = NULL;
  g_autofree guint8 *after = NULL;

  if (vendor->values[directive].text == NULL)
    return FALSE;
  if (changed->values[directive].text == NULL)
    return TRUE;

  before = hn_value_parse_numbers (vendor->values[directive].text);
  after = hn_value_parse_numbers (changed->values[directive].text);
  if (before == NULL || after == NULL)
    return strcmp (vendor->values[directive].text, changed->values[directive].text) != 0;

  for (guint i = 0; i < HN_MOST_NUMBERS; i++)
    if (after[i] && !before[i])
      return TRUE;

  return FALSE;
}
