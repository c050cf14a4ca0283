/* rank = weight of who reaches it × weight of its rights × exposure, in tenths; and what never runs
 * stays below everything else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/facts/priority.h"

#include <glib/gi18n-lib.h>

#include "engine/guards.h"

/* More than any product. */
#define RUNS 100000

static const struct
{
  const char *name; /* for programs */
  guint weight;
  const char *words; /* (nullable): for people; NULL where there is nothing to say */
} reached_by[] = {
  [HN_REACHED_BY_NOTHING] = { "nothing", 1, NULL },
  /* Translators: who reaches a service, as short as can be: programs of this machine alone, by a
   * socket that is a file */
  [HN_REACHED_BY_FILES] = { "files", 2, NC_ ("who reaches a service", "local socket") },
  /* Translators: who reaches a service, as short as can be: programs of this machine alone */
  [HN_REACHED_BY_MACHINE] = { "machine", 3, NC_ ("who reaches a service", "this machine") },
  /* Translators: nobody can tell who reaches a service; as short as can be */
  [HN_REACHED_BY_UNKNOWN] = { "unknown", 4, NC_ ("who reaches a service", "reach unknown") },
  /* Translators: who reaches a service, as short as can be: other machines */
  [HN_REACHED_BY_NETWORK] = { "network", 8, NC_ ("who reaches a service", "network") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (reached_by) == HN_N_REACHED_BY);

static const struct
{
  const char *name;
  guint weight;
  const char *words;
} rights[] = {
  /* Translators: the rights of a service, as short as can be: those of an ordinary account */
  [HN_RIGHTS_ACCOUNT] = { "account", 1, NC_ ("rights of a service", "not root") },
  /* Translators: nobody can tell the rights of a service; as short as can be */
  [HN_RIGHTS_UNKNOWN] = { "unknown", 2, NC_ ("rights of a service", "rights unknown") },
  /* Translators: the rights of a service, as short as can be: an account with capabilities */
  [HN_RIGHTS_CAPABILITIES] = { "capabilities", 3, NC_ ("rights of a service", "some root rights") },
  /* Translators: the rights of a service, as short as can be: the account "root" */
  [HN_RIGHTS_ROOT] = { "root", 4, NC_ ("rights of a service", "root") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (rights) == HN_N_RIGHTS);

static const char *const uses[] = {
  [HN_IN_USE_NEVER] = "never",
  [HN_IN_USE_UNKNOWN] = "unknown",
  [HN_IN_USE_AT_TIMES] = "at-times",
  [HN_IN_USE_NOW] = "now",
};
G_STATIC_ASSERT (G_N_ELEMENTS (uses) == HN_N_IN_USE);

static HnReachedBy
find_nearest (const HnListener *listener)
{
  if (!hn_listener_is_local (listener))
    return HN_REACHED_BY_NETWORK;
  if (listener->kind == HN_LISTEN_TCP || listener->kind == HN_LISTEN_UDP)
    return HN_REACHED_BY_MACHINE;

  /* What the kernel alone sends to is reached by nobody. */
  return listener->address[0] == '/' || listener->address[0] == '@' ? HN_REACHED_BY_FILES
                                                                    : HN_REACHED_BY_NOTHING;
}

static gboolean
has_own_network (const HnServiceFacts *facts, const HnSettings *settings)
{
  return facts->own_network ||
         (settings != NULL && hn_settings_is_on (settings, HN_DIRECTIVE_PRIVATE_NETWORK));
}

static HnReachedBy
find_reached_by (const HnServiceFacts *facts, const HnSettings *settings)
{
  HnReachedBy found = HN_REACHED_BY_NOTHING;

  if (facts == NULL)
    return HN_REACHED_BY_UNKNOWN;

  for (guint i = 0; i < facts->listeners->len; i++)
    {
      HnReachedBy one = find_nearest (facts->listeners->pdata[i]);

      found = MAX (found, one);
    }
  /* What was not seen is no news where a process could have it. */
  if ((facts->hidden || facts->no_sockets) && facts->run == HN_RUN_NOW &&
      !has_own_network (facts, settings))
    found = MAX (found, HN_REACHED_BY_UNKNOWN);

  return found;
}

/* What the settings give to a process. */
static HnRights
expect_rights (const HnSettings *settings)
{
  if (settings == NULL)
    return HN_RIGHTS_UNKNOWN;
  if (settings->context.scope == HN_SCOPE_USER)
    return HN_RIGHTS_ACCOUNT;
  if (hn_settings_may_be_root (settings))
    return HN_RIGHTS_ROOT;

  return settings->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits != 0 ? HN_RIGHTS_CAPABILITIES
                                                                       : HN_RIGHTS_ACCOUNT;
}

static HnRights
find_rights (const HnServiceFacts *facts, const HnSettings *settings)
{
  HnRights expected = expect_rights (settings);

  if (facts == NULL || facts->runs_as->len == 0)
    return expected;

  for (guint i = 0; i < facts->runs_as->len; i++)
    if (((const HnRunsAs *) facts->runs_as->pdata[i])->uid == 0)
      return HN_RIGHTS_ROOT;
  if (hn_service_facts_get_held (facts) != 0)
    return HN_RIGHTS_CAPABILITIES;

  /* One of those that hide may be root. */
  return facts->partial ? MAX (expected, HN_RIGHTS_ACCOUNT) : HN_RIGHTS_ACCOUNT;
}

static HnInUse
find_use (const HnServiceFacts *facts, gboolean has_run)
{
  if (facts != NULL && facts->run == HN_RUN_NOW)
    return HN_IN_USE_NOW;
  if (has_run || (facts != NULL && (facts->run == HN_RUN_BEFORE || facts->starters->len > 0)))
    return HN_IN_USE_AT_TIMES;

  return facts != NULL ? HN_IN_USE_NEVER : HN_IN_USE_UNKNOWN;
}

HnPriority
hn_priority_find (const HnServiceFacts *facts,
                  const HnSettings *settings,
                  gboolean has_run,
                  guint exposure)
{
  HnPriority self = { .reached_by = find_reached_by (facts, settings),
                      .rights = find_rights (facts, settings),
                      .in_use = find_use (facts, has_run) };

  hn_priority_set_exposure (&self, exposure);

  return self;
}

void
hn_priority_set_exposure (HnPriority *self, guint exposure)
{
  self->rank = reached_by[self->reached_by].weight * rights[self->rights].weight * exposure;
  if (self->in_use != HN_IN_USE_NEVER)
    self->rank += RUNS;
}

char *
hn_priority_dup_reasons (const HnPriority *self)
{
  const char *reach = reached_by[self->reached_by].words;
  const char *right =
      g_dpgettext2 (GETTEXT_PACKAGE, "rights of a service", rights[self->rights].words);

  if (self->in_use == HN_IN_USE_NEVER)
    /* Translators: of a service that does not run, has not, and that nothing starts */
    return g_strdup (C_ ("who reaches a service", "not in use"));
  if (reach == NULL)
    return g_strdup (right);

  return g_strdup_printf ("%s · %s", g_dpgettext2 (GETTEXT_PACKAGE, "who reaches a service", reach),
                          right);
}

const char *
hn_reached_by_get_name (HnReachedBy self)
{
  return reached_by[self].name;
}

const char *
hn_rights_get_name (HnRights self)
{
  return rights[self].name;
}

const char *
hn_in_use_get_name (HnInUse self)
{
  return uses[self];
}
