/* What the processes of a service may do, and whether that is more than before. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/powers.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "engine/types/values.h"

void
hn_process_powers_free (HnProcessPowers *self)
{
  g_free (self->program);
  g_free (self);
}

HnPowers
hn_powers_measure (GPtrArray *processes, gboolean known)
{
  HnPowers self = { .known = known, .n = processes->len };

  for (guint i = 0; i < processes->len; i++)
    {
      const HnProcessPowers *process = processes->pdata[i];

      self.root |= process->root;
      self.root_group |= process->root_group;
      self.capabilities |= process->capabilities;
      self.unlocked |= !process->locked;
      self.filters = i == 0 ? process->filters : MIN (self.filters, process->filters);
    }

  return self;
}

static HnPowers
get_least (const HnPowers *one, const HnPowers *other)
{
  HnPowers least = *one;

  least.root = one->root && other->root;
  least.root_group = one->root_group && other->root_group;
  least.capabilities = one->capabilities & other->capabilities;
  least.unlocked = one->unlocked && other->unlocked;
  least.filters = MAX (one->filters, other->filters);

  return least;
}

HnPowers
hn_powers_measure_settled (GPtrArray *processes, gboolean known, HnPowers *settled)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new ();
  HnPowers all = hn_powers_measure (processes, known);
  HnPowers before;

  for (guint i = 0; i < processes->len; i++)
    if (((const HnProcessPowers *) processes->pdata[i])->age >= HN_POWERS_PATIENCE)
      g_ptr_array_add (old, processes->pdata[i]);
  before = hn_powers_measure (old, known);
  before.n = all.n;
  if (old->len > 0 && before.root == all.root && before.root_group == all.root_group &&
      before.capabilities == all.capabilities && before.unlocked == all.unlocked &&
      before.filters == all.filters)
    *settled = all;
  else if (settled->known && settled->n > 0)
    return get_least (&all, settled);

  return all;
}

/* The text. */

#define FORMAT                                                                         \
  "known=%d n=%u root=%d capabilities=%" G_GINT64_MODIFIER "x unlocked=%d filters=%u " \
  "own-filter-denied=%d own-filter-needs-lock=%d root-group=%d"

char *
hn_powers_to_text (const HnPowers *self)
{
  return g_strdup_printf (FORMAT, self->known, self->n, self->root, self->capabilities,
                          self->unlocked, self->filters, self->own_filter_denied,
                          self->own_filter_needs_lock, self->root_group);
}

HnPowers
hn_powers_from_text (const char *text)
{
  HnPowers self = { 0 };

  if (text == NULL || sscanf (text, FORMAT, &self.known, &self.n, &self.root, &self.capabilities,
                              &self.unlocked, &self.filters, &self.own_filter_denied,
                              &self.own_filter_needs_lock, &self.root_group) != 9)
    return (HnPowers){ 0 };

  return self;
}

/* The comparison. */

/* The name of the first capability among these, of which there is one. */
static char *
dup_capability (guint64 capabilities)
{
  guint number = (guint) __builtin_ctzll (capabilities);
  const char *name = hn_capability_get_name (number);

  return name != NULL ? g_strdup (name) : g_strdup_printf ("%u", number);
}

/* Returns: (transfer full) (nullable): what @process may do that none did before */
static char *
dup_more (const HnPowers *self, const HnProcessPowers *process)
{
  g_autofree char *who = g_strdup_printf ("%s (%u)", process->program, process->pid);
  guint64 more = process->capabilities & ~self->capabilities;

  if (process->root && !self->root)
    /* Translators: %s is a program and its number: "nginx (1234)" */
    return g_strdup_printf (_ ("A process runs as root now, which none did before: %s"), who);
  if (process->root_group && !self->root_group)
    return g_strdup_printf (
        /* Translators: %s is a program and its number: "nginx (1234)" */
        _ ("A process is in the group of root now, which none was before: %s"), who);
  if (more != 0)
    {
      g_autofree char *name = dup_capability (more);

      return g_strdup_printf (
          /* Translators: "CAP_SYS_ADMIN", then a program and its number: "nginx (1234)" */
          _ ("A process holds %s now, which none did before: %s"), name, who);
    }
  if (!process->locked && !self->unlocked)
    return g_strdup_printf (
        /* Translators: %s is a program and its number: "nginx (1234)" */
        _ ("A process runs without NoNewPrivileges now, which none did before: %s"), who);
  if (process->filters < self->filters)
    return g_strdup_printf (
        process->filters == 0
            /* Translators: %s is a program and its number: "nginx (1234)" */
            ? _ ("A process runs without a filter of system calls now, which none did before: %s")
            /* Translators: %s is a program and its number: "nginx (1234)" */
            : _ ("A process has fewer filters of system calls now than any had before: %s"),
        who);
  if (self->own_filter_denied || (self->own_filter_needs_lock && !process->locked))
    return g_strdup_printf (
        /* Translators: %s is a program and its number: "nginx (1234)" */
        _ ("A process that installed a filter of system calls itself is not allowed to any "
           "more: %s"),
        who);

  return NULL;
}

HnPowersVerdict
hn_powers_compare (const HnPowers *self, GPtrArray *processes, gboolean known, char **ret_reason)
{
  HnPowersVerdict verdict = HN_POWERS_NOT_MORE;

  *ret_reason = NULL;
  if (self->known && self->n == 0)
    return HN_POWERS_NOT_MORE;

  for (guint i = 0; self->known && i < processes->len; i++)
    {
      const HnProcessPowers *process = processes->pdata[i];
      g_autofree char *reason = dup_more (self, process);
      gboolean old = process->age >= HN_POWERS_PATIENCE;

      if (reason == NULL || (!old && verdict != HN_POWERS_NOT_MORE))
        continue;
      g_free (*ret_reason);
      *ret_reason = g_steal_pointer (&reason);
      if (old)
        return HN_POWERS_MORE;
      verdict = HN_POWERS_TOO_EARLY;
    }
  if (self->known && known)
    return verdict;

  g_free (*ret_reason);
  *ret_reason =
      g_strdup (_ ("Whether the processes of the service may do more than before cannot be seen"));

  return HN_POWERS_UNKNOWN;
}
